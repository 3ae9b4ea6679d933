package bisect

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"

	_ "github.com/sebdah/goldie/v2" // defines -update in every test binary
	"pgregory.net/rapid"
)

// An oracle reports a change for sets that contain all of one of its groups, and counts its runs.
type oracle struct {
	groups [][]int
	runs   int
}

func (o *oracle) moves(set []int) (*string, error) {
	o.runs++
	for _, g := range o.groups {
		if !slices.ContainsFunc(g, func(x int) bool { return !slices.Contains(set, x) }) {
			e := fmt.Sprint("moved by ", g)
			return &e, nil
		}
	}
	return nil, nil
}

func upTo(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

func TestBisectionFindsEachCulpritInFewRuns(t *testing.T) {
	for _, alone := range [][]int{{0}, {199}, {77}, {3, 150}, {10, 11, 12}, {0, 50, 100, 150, 199}} {
		o := &oracle{}
		for _, x := range alone {
			o.groups = append(o.groups, []int{x})
		}
		all := "all"
		found, err := Find(upTo(200), &all, o.moves)
		if err != nil {
			t.Fatal(err)
		}
		var got []int
		for _, c := range found {
			got = append(got, c.Suspects...)
			if want := fmt.Sprint("moved by ", c.Suspects); *c.Evidence != want {
				t.Errorf("the evidence against %v is %q, want %q", c.Suspects, *c.Evidence, want)
			}
		}
		if !slices.Equal(got, alone) {
			t.Errorf("found %v, want %v", got, alone)
		}
		if most := 2 * int(math.Ceil(math.Log2(200))) * len(alone); o.runs > most {
			t.Errorf("%v took %d runs, want at most %d", alone, o.runs, most)
		}
	}
}

func TestBisectionFindsSuspectsThatOnlyActTogether(t *testing.T) {
	for _, group := range [][]int{{0, 199}, {99, 100}, {5, 6, 180}} {
		o := &oracle{groups: [][]int{group}}
		all := "all"
		found, err := Find(upTo(200), &all, o.moves)
		if err != nil {
			t.Fatal(err)
		}
		if len(found) != 1 || !slices.Equal(inOrder(found[0].Suspects), group) {
			t.Errorf("found %v, want %v", found, group)
		}
	}
}

func TestBisectionAccusesNoOtherSuspect(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 60).Draw(t, "n")
		one := rapid.SliceOfNDistinct(rapid.IntRange(0, n-1), 1, 3, rapid.ID)
		groups := rapid.SliceOfN(one, 1, 4).Draw(t, "groups")
		o := &oracle{groups: groups}
		all := "all"
		found, err := Find(upTo(n), &all, o.moves)
		if err != nil {
			t.Fatal(err)
		}
		if len(found) == 0 {
			t.Fatal("nobody found")
		}
		for _, c := range found {
			if !slices.ContainsFunc(groups, func(g []int) bool { return slices.Equal(inOrder(g), inOrder(c.Suspects)) }) {
				t.Fatalf("accused %v, want one of %v", c.Suspects, groups)
			}
		}
	})
}

func TestBisectionStopsAtAnError(t *testing.T) {
	stop := errors.New("out of time")
	for after := range 4 {
		o := &oracle{groups: [][]int{{1, 6}}}
		all := "all"
		_, err := Find(upTo(8), &all, func(set []int) (*string, error) {
			if o.runs == after {
				return nil, stop
			}
			return o.moves(set)
		})
		if !errors.Is(err, stop) {
			t.Errorf("after %d runs: got %v, want %v", after, err, stop)
		}
	}
}

func inOrder(s []int) []int { return slices.Sorted(slices.Values(s)) }

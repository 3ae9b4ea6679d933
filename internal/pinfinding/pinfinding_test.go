package pinfinding

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	_ "github.com/sebdah/goldie/v2" // defines -update in every test binary
)

func TestAFindingIsWorded(t *testing.T) {
	f := Finding{Pin: "orders[3].status", Place: "shop.yaml:9"}
	for want, change := range map[string]func(f *Finding){
		"":                                     func(f *Finding) { f.Noticed = []int{3} },
		", but the transform does not read it": func(f *Finding) {},
		`, but no assertion depends on it (tried paid, null)`: func(f *Finding) {
			f.Unnoticed, f.Tried = []int{3}, []string{"paid", "null"}
		},
		` in "refund case", but no assertion depends on it (tried paid)`: func(f *Finding) {
			f.Unnoticed, f.Tried, f.Cases, f.Case = []int{3}, []string{"paid"}, 1, "refund case"
		},
		" in 4 cases, and matters in 2 of 7 rows, not in rows 0-2, 5, 7": func(f *Finding) {
			f.Noticed, f.Unnoticed, f.Cases, f.Case = []int{3, 4}, []int{0, 1, 2, 5, 7}, 4, "refund case"
		},
	} {
		f := f
		change(&f)
		if want != "" {
			want = "shop.yaml:9: orders[3].status is pinned" + want
		}
		if got := f.String(); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

func TestAPinMattersInARowIfItDoesInOneOfTwoTests(t *testing.T) {
	a := Finding{Noticed: []int{0, 1}, Unnoticed: []int{2, 3}, Tried: []string{"b", "d"}, Cases: 1, Case: "x"}
	b := Finding{Noticed: []int{2}, Unnoticed: []int{0, 5}, Tried: []string{"a", "b", "c", "e"}, Cases: 2, Case: "y"}
	want := Finding{
		Noticed: []int{0, 1, 2}, Unnoticed: []int{3, 5}, Tried: []string{"a", "b", "c", "d"}, Cases: 3, Case: "x",
	}
	if d := cmp.Diff(want, Merge(a, b)); d != "" {
		t.Error(d)
	}
	if unread := (Finding{}); !Merge(unread, b).Matters() || Merge(unread, unread).Matters() {
		t.Error("a pin that one test does not read matters as it does in the other")
	}
}

func TestALineIsShortAndReadsBack(t *testing.T) {
	long := strings.Repeat("ä\n", 5000)
	f := Finding{Pin: long, Place: "shop.yaml:9", Case: long, Tried: []string{long, long, long, long}}
	for row := range 20 {
		f.Unnoticed = append(f.Unnoticed, 1_000_000+row)
	}
	line := f.Line()
	if len(line) > 4000 || strings.Contains(line, "\n") {
		t.Errorf("the line has %d bytes: %s", len(line), line)
	}
	var back Finding
	if err := json.Unmarshal([]byte(line), &back); err != nil ||
		!strings.HasPrefix(f.Pin, strings.TrimSuffix(back.Pin, "…")) {
		t.Errorf("it reads back as %v, %v", back, err)
	}
	if f.Tried[0] != long {
		t.Error("the finding itself was cut")
	}
}

func TestFindingsAreSortedByLineNotByText(t *testing.T) {
	fs := []Finding{
		{Place: "a.yaml:10"}, {Place: "b.yaml:1"}, {Place: "a.yaml:9", Pin: "b"}, {Place: "a.yaml:9", Pin: "a"},
	}
	slices.SortFunc(fs, Compare)
	var got []string
	for _, f := range fs {
		got = append(got, f.Place+f.Pin)
	}
	if want := []string{"a.yaml:9a", "a.yaml:9b", "a.yaml:10", "b.yaml:1"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

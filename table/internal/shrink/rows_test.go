package shrink_test

import (
	"errors"
	"slices"
	"testing"

	_ "github.com/sebdah/goldie/v2" // -update
	"pgregory.net/rapid"

	"github.com/assay-go/assay/table/internal/shrink"
)

// shop is 1,000 customers with an order each, which has a line, and a tree of 1,000 categories in chains of 10.
func shop() shrink.Tables {
	same, above := make([]int, 1000), make([]int, 1000)
	for row := range same {
		same[row], above[row] = row, row-1
		if row%10 == 0 {
			above[row] = -1
		}
	}
	return shrink.Tables{
		Rows:  []int{1000, 1000, 1000, 1000},
		Needs: []shrink.Need{{Of: 1, On: 0, Rows: same}, {Of: 2, On: 1, Rows: same}, {Of: 3, On: 3, Rows: above}},
	}
}

func TestTheFewestRowsHaveWhatTheyNeed(t *testing.T) {
	for _, c := range []struct {
		needed shrink.Choice
		want   shrink.Choice
		runs   int
	}{
		{needed: shrink.Choice{{}, {}, {}, {}}, want: shrink.Choice{{}, {}, {}, {}}, runs: 4},
		{needed: shrink.Choice{{}, {}, {700}, {}}, want: shrink.Choice{{700}, {700}, {700}, {}}, runs: 30},
		{
			needed: shrink.Choice{{3}, {500, 998}, {}, {}},
			want:   shrink.Choice{{3, 500, 998}, {500, 998}, {}, {}}, runs: 70,
		},
		{
			needed: shrink.Choice{{}, {}, {}, {3, 995}},
			want:   shrink.Choice{{}, {}, {}, {0, 1, 2, 3, 990, 991, 992, 993, 994, 995}}, runs: 130,
		},
	} {
		runs := 0
		got, err := shop().Fewest(func(kept shrink.Choice) (bool, error) {
			runs++
			for d, rows := range c.needed {
				for _, row := range rows {
					if !slices.Contains(kept[d], row) {
						return false, nil
					}
				}
			}
			return true, nil
		})
		if err != nil || !slices.EqualFunc(got, c.want, slices.Equal) || runs > c.runs {
			t.Errorf("got %v in %d runs (%v), want %v in at most %d", got, runs, err, c.want, c.runs)
		}
	}
}

func TestNoRowOfTheFewestCanGo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := shrink.Tables{Rows: []int{rapid.IntRange(0, 8).Draw(t, "parents"), rapid.IntRange(0, 12).Draw(t, "children")}}
		need := shrink.Need{Of: 1, On: 0}
		for range in.Rows[1] {
			need.Rows = append(need.Rows, rapid.IntRange(-1, in.Rows[0]-1).Draw(t, "parent"))
		}
		in.Needs = []shrink.Need{need}
		least, odd := rapid.IntRange(0, 4).Draw(t, "least"), rapid.IntRange(0, 3).Draw(t, "odd")
		happens := func(kept shrink.Choice) (bool, error) {
			n := 0
			for _, row := range kept[1] {
				if row%4 != odd {
					n++
				}
			}
			return n >= least, nil
		}
		if yes, _ := happens(in.All()); !yes {
			return
		}
		got, err := in.Fewest(happens)
		if yes, _ := happens(got); !yes || err != nil {
			t.Fatalf("it does not happen on %v (%v)", got, err)
		}
		for d, rows := range got {
			for _, row := range rows {
				if yes, _ := happens(in.Without(got, d, row)); yes {
					t.Fatalf("%v: row %d of %d can go", got, row, d)
				}
			}
		}
		for _, row := range got[1] {
			if parent := need.Rows[row]; parent >= 0 && !slices.Contains(got[0], parent) {
				t.Fatalf("%v: row %d lacks its parent %d", got, row, parent)
			}
		}
	})
}

func TestASearchThatIsStoppedReturnsWhatItHas(t *testing.T) {
	stop, runs := errors.New("stop"), 0
	got, err := shop().Fewest(func(kept shrink.Choice) (bool, error) {
		if runs++; runs > 3 {
			return false, stop
		}
		return len(kept[2]) > 0 || len(kept[0]) > 0, nil
	})
	if !errors.Is(err, stop) || got.Count() >= 4000 {
		t.Errorf("got %d rows and %v", got.Count(), err)
	}
}

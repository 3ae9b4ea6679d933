package gen_test

import (
	"context"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"github.com/assay-go/assay/gen"
)

// anyCount draws a count of children.
func anyCount(t *rapid.T) gen.Count {
	return rapid.SampledFrom([]gen.Count{
		gen.Fixed(3),
		gen.InTurn{2, 0, 1},
		gen.Total(50),
		gen.Int{Min: 0, Max: 4},
		gen.Poisson{Lambda: 1.5},
		gen.Geometric{P: 0.4},
		gen.Zipf{S: 1.5, N: 6},
		gen.OneOf{Values: integers(0, 3)},
	}).Draw(t, "count")
}

func TestPlacementsFollowTheRowsOfEachParent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := compiled(t, &gen.Spec{Seed: rapid.Uint64().Draw(t, "seed"), Datasets: []gen.Dataset{
			{Name: "p", Rows: rapid.IntRange(1, 90).Draw(t, "parents"), Columns: []gen.Column{{Name: "id", Gen: gen.Seq{}}}},
			{Name: "c", Per: &gen.Per{Parent: "p", Key: "id", As: "p_id", Count: anyCount(t)}, Columns: []gen.Column{
				{Name: "row", Gen: gen.Expr{Text: "$index"}},
				{Name: "place", Gen: gen.Expr{Text: "$sibling"}},
				{Name: "of", Gen: gen.Expr{Text: "$siblings"}},
				{Name: "list", Gen: gen.List{Of: gen.Column{Gen: gen.Expr{Text: "$sibling * 100 + $siblings"}}, Min: 1, Max: 1}},
			}},
		}})
		keys, all := cells(t, p, "c", "p_id"), map[string]int{}
		for _, key := range keys {
			all[key]++
		}
		rows, place := cells(t, p, "c", "row"), cells(t, p, "c", "place")
		of, list := cells(t, p, "c", "of"), cells(t, p, "c", "list")
		before := map[string]int{}
		for i, key := range keys {
			got := [4]string{rows[i], place[i], of[i], list[i]}
			want := [4]string{
				strconv.Itoa(i), strconv.Itoa(before[key]), strconv.Itoa(all[key]),
				"[" + strconv.Itoa(before[key]*100+all[key]) + "]",
			}
			if got != want {
				t.Fatalf("row %d, parent %s: %v, want %v", i, key, got, want)
			}
			before[key]++
		}
		lo := rapid.IntRange(0, len(keys)).Draw(t, "lo")
		r, err := p.Slice(context.Background(), "c", lo, len(keys), gen.Options{})
		if err != nil {
			t.Fatal(err)
		}
		want(t, texted(t, r.Column(2)), place[lo:]...)
	})
}

func TestAColumnWinsOverAPlacement(t *testing.T) {
	s := one(2, gen.Column{Name: "$index", Gen: gen.Const{Value: integer(7)}},
		gen.Column{Name: "x", Gen: gen.Expr{Text: "$index"}})
	want(t, cells(t, compiled(t, s), "d", "x"), "7", "7")
}

func TestAPlacementOfATotalMovesWithTheNumberOfParents(t *testing.T) {
	s := &gen.Spec{Datasets: []gen.Dataset{
		{Name: "a", Rows: 20, Columns: []gen.Column{{Name: "a", Gen: gen.Seq{}}}},
		{
			Name: "b", Per: &gen.Per{Parent: "a", Key: "a", Count: gen.Int{Min: 1, Max: 3}},
			Columns: []gen.Column{{Name: "b", Gen: gen.Seq{}}},
		},
		{
			Name: "c", Per: &gen.Per{Parent: "b", Key: "b", Count: gen.Total(90)},
			Columns: []gen.Column{
				{Name: "of", Gen: gen.Expr{Text: "$siblings"}}, {Name: "row", Gen: gen.Expr{Text: "$index"}},
			},
		},
	}}
	p := compiled(t, s)
	for column, stable := range map[string]bool{"of": false, "row": true} {
		fixed, err := p.Stable(context.Background(), "c", column, func(string, string) bool { return false })
		if err != nil {
			t.Fatal(err)
		}
		if fixed[0] != stable {
			t.Errorf("%s is stable: %t", column, fixed[0])
		}
	}
}

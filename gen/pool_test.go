package gen_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/assay-go/assay/gen"
)

// teams has users of three teams, and tasks that refer to them.
func teams(users, tasks int, ref gen.Ref) *gen.Spec {
	ref.Dataset, ref.Column = "users", "id"
	return &gen.Spec{Seed: 11, Datasets: []gen.Dataset{
		{Name: "users", Rows: users, Columns: []gen.Column{
			{Name: "id", Gen: gen.Seq{Start: integer(0)}},
			{Name: "team", Gen: gen.Cycle{Values: texts("a", "b", "c")}},
			{Name: "level", Gen: gen.Int{Min: 0, Max: 3}},
			{Name: "load", Null: 0.2, Gen: gen.Float{Min: 0, Max: 4}},
		}},
		{Name: "tasks", Rows: tasks, Columns: []gen.Column{
			{Name: "team", Null: 0.1, Gen: gen.OneOf{Values: texts("a", "b", "c")}},
			{Name: "user", Gen: ref},
			{Name: "level", Gen: gen.Lookup{Via: "user", Column: "level"}},
		}},
	}}
}

func TestAReferenceChoosesItsRow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ref := gen.Ref{
			Where:  rapid.SampledFrom([]string{"", "level > 0"}).Draw(t, "where"),
			Weight: rapid.SampledFrom([]string{"", "load"}).Draw(t, "weight"),
			Within: rapid.SampledFrom([]string{"", "team"}).Draw(t, "within"),
		}
		s := teams(rapid.IntRange(60, 300).Draw(t, "users"), 400, ref)
		s.Seed = rapid.Uint64Range(1, 50).Draw(t, "seed")
		p := compiled(t, s)
		team, level, load := cells(t, p, "users", "team"), cells(t, p, "users", "level"), cells(t, p, "users", "load")
		users, own := cells(t, p, "tasks", "user"), cells(t, p, "tasks", "team")
		for row, id := range users {
			if id == "null" {
				if ref.Within == "" || own[row] != "null" {
					t.Fatalf("row %d is null", row)
				}
				continue
			}
			var user int
			_, _ = fmt.Sscan(id, &user)
			switch {
			case ref.Within != "" && team[user] != own[row]:
				t.Fatalf("row %d of team %s has a user of team %s", row, own[row], team[user])
			case ref.Where != "" && level[user] == "0":
				t.Fatalf("row %d has a user of level 0", row)
			case ref.Weight != "" && load[user] == "null":
				t.Fatalf("row %d has a user without a weight", row)
			}
		}
		whole := rowsOf(t, record(t, p, "tasks"))
		if got := readRows(t, p, "tasks", gen.Options{Batch: 7, Workers: 3}); !slices.Equal(got, whole) {
			t.Fatal("batches make another table")
		}
		q := p.Redraw(1, func(d, c string) bool { return d == "users" && c == "load" })
		if after := cells(t, q, "tasks", "user"); ref.Weight == "" && !slices.Equal(after, users) {
			t.Fatal("another weight moves references that do not read it")
		} else if ref.Weight != "" && slices.Equal(after, users) {
			t.Fatal("a redraw of the weights moves nothing")
		}
	})
}

func TestWeightsChooseInProportion(t *testing.T) {
	s := teams(4, 100_000, gen.Ref{Weight: "load"})
	for row, w := range []int64{0, 1, 2, 5} {
		s.Datasets[0].Pins = append(s.Datasets[0].Pins, pinRow(row, "load", integer(w)))
	}
	counts := map[string]int{}
	for _, id := range cells(t, compiled(t, s), "tasks", "user") {
		counts[id]++
	}
	for id, want := range map[string]int{"0": 0, "1": 12_500, "2": 25_000, "3": 62_500} {
		if got := counts[id]; got < want-800 || got > want+800 {
			t.Errorf("user %s is chosen %d times, want %d", id, got, want)
		}
	}
}

func TestWhatAReferenceIsChosenByIsReadFromPins(t *testing.T) {
	s := teams(6, 20, gen.Ref{Where: "level == 99"})
	s.Datasets[0].Pins = []gen.Pin{pinRow(4, "level", integer(99))}
	s.Datasets[1].Pins = []gen.Pin{pinRow(2, "user", integer(1))}
	users := cells(t, compiled(t, s), "tasks", "user")
	for row, id := range users {
		if id != map[bool]string{true: "1", false: "4"}[row == 2] {
			t.Errorf("row %d has user %s", row, id)
		}
	}
}

func TestAChoiceThatCannotBeMadeIsAnError(t *testing.T) {
	for want, ref := range map[string]gen.Ref{
		`tasks.user: row 0: "users" has no row in which level > 9; pin such a row, make more rows, or loosen`: {Where: "level > 9"},
		`tasks.user: row 0: "users" has no row in which load exceeds 0; pin`:                                  {Weight: "load"},
	} {
		s := teams(5, 3, ref)
		s.Datasets[0].Pins = []gen.Pin{pin("load", integer(0))}
		_, err := compiled(t, s).Record(context.Background(), "tasks", gen.Options{})
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%v\nwant %s", err, want)
		}
	}
}

package report

import (
	"fmt"
	"slices"
	"testing"

	_ "github.com/sebdah/goldie/v2" // defines -update in every test binary
)

func table(rows Rows, columns ...Column) *Report {
	return &Report{Order: "keyed", Key: []string{"id"}, Rows: rows, Columns: columns}
}

func TestGoldensOfOneCauseAreOneGroupAndTheRarestComesFirst(t *testing.T) {
	doubled := func(cells int, rule string) *Report {
		return table(Rows{Old: 9, New: 9, Changed: cells}, Column{
			Name: "revenue", Cells: cells, Explanations: []Explanation{{Cells: cells, Rule: rule}},
		})
	}
	reports := []*Report{
		doubled(9, "by factor 2"), doubled(2, "by factor 2"), nil,
		{},
		table(Rows{Old: 9, New: 7, Removed: 2}), table(Rows{Old: 9, New: 8, Removed: 1}),
		doubled(5, ""), doubled(4, ""),
		{Missing: true, Rows: Rows{New: 3}},
		{Deleted: true, Rows: Rows{Old: 4, Removed: 4}},
		{Values: []ValueChange{{Kind: Removed, Path: "groups[2].lift"}, {Kind: Removed, Path: "groups[3].lift"}}},
		doubled(5, "by factor 2"),
	}
	want := []string{
		"golden deleted [9] 1 golden removed",
		"groups[*].lift removed [10] 2 values removed",
		"no difference [3] ",
		"new golden [8] ",
		"rows removed [4 5] 3 rows removed",
		"revenue changed without a rule (unknown) [6 7] ",
		"revenue by factor 2 [0 1 11] ",
	}
	var got []string
	for _, g := range Groups(reports) {
		unknown := ""
		if g.Unknown {
			unknown = " (unknown)"
		}
		got = append(got, fmt.Sprintf("%s%s %v %s", g.Cause, unknown, g.Members, g.Removed))
		for _, at := range g.Members {
			if reports[at].Signature() != g.ID {
				t.Errorf("report %d has the signature %s, its group %s", at, reports[at].Signature(), g.ID)
			}
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestColumnsWithOneRuleShareACause(t *testing.T) {
	var columns []Column
	for _, name := range []string{"a", "b", "c", "d", "e"} {
		columns = append(columns, Column{Name: name, Cells: 2, Explanations: []Explanation{{Cells: 2, Rule: "by factor 2"}}})
	}
	columns = append(columns, Column{Name: "f", Cells: 1}, Column{Name: "g", State: ColumnRemoved, OldType: "utf8"})
	got := table(Rows{Old: 2, New: 2, Changed: 2}, columns...).CauseText()
	if want := "a, b, c, d, e by factor 2; f changed without a rule; column g removed"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

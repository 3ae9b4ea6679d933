package inputlines

import (
	"fmt"
	"slices"
	"strings"
)

// Explain lists the differences between the input lines of a golden and those of a new result. The function place
// returns the place of a column, or of a dataset for the column ""; it returns "" if the fixture no longer has it.
func Explain(old, now []string, place func(dataset, column string) string) string {
	before, ok := parseLines(old)
	after, _ := parseLines(now)
	if !ok {
		return "the golden has input lines that this version of Assay cannot read"
	}
	var changes []string
	say := func(dataset, column, format string, args ...any) {
		what := dataset
		if column != "" {
			what += "." + column
		}
		if at := place(dataset, column); at != "" {
			what += " (" + at + ")"
		}
		changes = append(changes, what+fmt.Sprintf(format, args...))
	}
	datasets := make(map[string]bool)
	for _, l := range slices.Concat(before, after) {
		if datasets[l.dataset] {
			continue
		}
		datasets[l.dataset] = true
		b, hadIt := find(before, l.dataset)
		a, hasIt := find(after, l.dataset)
		switch {
		case !hasIt && place(l.dataset, "") == "":
			say(l.dataset, "", " is gone")
		case !hasIt:
			say(l.dataset, "", " is no longer read, or none of its values is fixed")
		case !hadIt:
			say(l.dataset, "", " is new")
		default:
			explainDataset(b, a, place, say)
		}
	}
	const most = 5
	if more := len(changes) - most; more > 0 {
		changes = append(changes[:most], fmt.Sprintf("and %d more", more))
	}
	return strings.Join(changes, ", ")
}

func explainDataset(b, a inputLine, place func(string, string) string, say func(ds, col, format string, args ...any)) {
	switch {
	case b.rows == a.rows:
	case b.rows < 0:
		say(a.dataset, "", " now always has %d rows", a.rows)
	case a.rows < 0:
		say(a.dataset, "", " no longer has a fixed number of rows")
	default:
		say(a.dataset, "", " has %d rows instead of %d", a.rows, b.rows)
	}
	for i, c := range b.columns {
		j := slices.Index(a.columns, c)
		switch {
		case j >= 0 && a.sums[j] != b.sums[i]:
			say(a.dataset, c, "")
		case j < 0 && place(a.dataset, c) == "":
			say(a.dataset, c, " is gone")
		case j < 0:
			say(a.dataset, c, " is no longer read, or no longer fixed")
		}
	}
	for _, c := range a.columns {
		if !slices.Contains(b.columns, c) {
			say(a.dataset, c, " is newly read, or newly fixed")
		}
	}
}

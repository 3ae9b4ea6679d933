package tablediff

import (
	"slices"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/assay-go/assay/internal/cells"
	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/report"
)

// A columnPair is a column of both tables.
type columnPair struct {
	name         string
	oldAt, newAt int
	old, new     arrow.Array // storage arrays for extension types
	tolerance    *cells.Tolerance
	sameType     bool
	guessed      bool    // a column of the key that may be a renamed one: no value of it is in both tables
	rule         string  // how all cells of a key column changed
	changed      []int32 // pairs of rows with differing cells, ascending
	drift        *report.Drift
	drifted      []int32 // pairs of rows whose cells differ, but within the tolerance
}

// meets reports whether two columns of one type have a value in common.
func (p *columnPair) meets() bool {
	if !p.sameType {
		return false
	}
	known := map[uint64]bool{}
	for _, hash := range cells.HashRows([]arrow.Array{p.old}, p.old.Len()) {
		known[hash] = true
	}
	isKnown := func(hash uint64) bool { return known[hash] }
	return slices.ContainsFunc(cells.HashRows([]arrow.Array{p.new}, p.new.Len()), isKnown)
}

func pickColumns(columns []columnPair, at []int) []columnPair {
	var out []columnPair
	for _, c := range at {
		out = append(out, columns[c])
	}
	return out
}

func arraysOf(columns []columnPair) (old, new []arrow.Array) {
	for _, p := range columns {
		old, new = append(old, p.old), append(new, p.new)
	}
	return old, new
}

// columnsAt returns the indices of columns by name. The index of a column that the schema lacks is -1.
func columnsAt(schema *arrow.Schema, names []string) []int {
	var at []int
	for _, name := range names {
		at = append(at, goldenfile.ColumnIndex(schema, name))
	}
	return at
}

func (t *tableDiff) pairOf(oldAt, newAt int, within *cells.Tolerance) columnPair {
	old, new := t.old.Column(oldAt), t.new.Column(newAt)
	return columnPair{
		name: t.new.ColumnName(newAt), oldAt: oldAt, newAt: newAt, tolerance: within,
		old: arrowtext.Storage(old), new: arrowtext.Storage(new),
		sameType: arrowtext.SameType(old.DataType(), new.DataType()),
	}
}

package table

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"

	"github.com/assay-go/assay/gen"
	"github.com/assay-go/assay/internal/ask"
	"github.com/assay-go/assay/internal/explain"
	"github.com/assay-go/assay/table/internal/rearrange"
	"github.com/assay-go/assay/table/internal/resultcell"
	"github.com/assay-go/assay/table/internal/smallcase"
)

// mostSingles is how many rows are left out one at a time.
const mostSingles = 5000

// explainCell says which rows and columns of the input change a cell of the result.
func explainCell(t *testing.T, r *caseRun, table, cell string, l limits) (*ask.Why, error) {
	c, err := resultcell.Parse(cell)
	if err != nil {
		return nil, err
	}
	e, err := newExperiment(t, r)
	if err != nil {
		return nil, err
	}
	if r.WantErr != "" {
		return nil, errors.New("the case wants an error and has no result")
	}
	q := &inquiry{shrinker: newShrinker(e, r.plan, l), cell: c, table: table}
	ctx := t.Context()
	if q.in, err = q.input(ctx, r.plan); err != nil {
		return nil, err
	}
	for range 2 {
		o := q.run(ctx, q.in.records)
		if err := r.checkExpected(o); err != nil {
			return nil, err
		}
		value, err := q.textIn(o)
		switch {
		case err != nil:
			return nil, err
		case value == resultcell.Absent:
			return nil, fmt.Errorf("%s is not in the result", cell)
		case q.value != "" && value != q.value:
			return nil, errors.New("the transform is not deterministic: the cell differs between two runs on the same input")
		}
		q.value = value
	}
	out := &ask.Why{Cell: cell, Value: q.value}
	if err := q.explain(ctx, out); err != nil {
		return nil, err
	}
	out.Runs, out.Complete = q.runs, !q.stopped
	return out, nil
}

func (q *inquiry) explain(ctx context.Context, out *ask.Why) error {
	read := q.of.bound.datasets()
	total, found := 0, false
	for d, name := range q.in.names {
		if slices.Contains(read, name) {
			total += q.in.tables.Rows[d]
		}
	}
	for d, name := range q.in.names {
		if !slices.Contains(read, name) {
			continue
		}
		of := ask.WhyDataset{Dataset: name, Rows: q.in.tables.Rows[d]}
		if err := q.singles(ctx, d, total, &of); err != nil {
			return err
		}
		of.Columns = q.columns(ctx, name)
		if err := q.name(of.Changed, of.Columns); err != nil {
			return err
		}
		found = found || slices.ContainsFunc(of.Changed, func(r ask.WhyRow) bool { return r.Referring == 0 })
		out.Datasets = append(out.Datasets, of)
	}
	if found || total > mostSingles || q.stopped {
		return nil
	}
	together, value, err := q.together(ctx, read)
	if err != nil {
		return err
	}
	out.Together, out.Without = together, value
	return q.name(together, nil)
}

// singles leaves out rows of a dataset, one at a time.
func (q *inquiry) singles(ctx context.Context, d, total int, of *ask.WhyDataset) error {
	all := q.in.tables.All()
	var in []int32
	var tried []int
	for row := range of.Rows {
		if total > mostSingles && row*mostSingles/total == (row+1)*mostSingles/total {
			continue // not in the sample
		}
		if q.spent() != nil {
			q.stopped = true
			break
		}
		rest := slices.Clone(all)
		rest[d] = slices.Delete(slices.Clone(all[d]), row, row+1)
		recs, err := q.in.take(rest)
		if err != nil {
			return err
		}
		value, failed := q.on(ctx, recs)
		referring := 0
		if failed {
			rest = q.in.tables.Without(all, d, row)
			if referring = all.Count() - rest.Count() - 1; referring > 0 {
				if recs, err = q.in.take(rest); err != nil {
					return err
				}
				value, failed = q.on(ctx, recs)
			}
		}
		if failed {
			of.Failing++
			of.Failure = cmp.Or(of.Failure, value)
		} else if value != q.value {
			in = append(in, int32(len(tried)))
			of.Changed = append(of.Changed, ask.WhyRow{Dataset: of.Dataset, Row: row, Without: value, Referring: referring})
		}
		tried = append(tried, row)
	}
	of.Tried = len(tried)
	of.Where = explain.Where(q.describing(d), len(tried), func(k int) int { return tried[k] }, in)
	return nil
}

// describing returns the columns of a dataset, and of the rows that it refers to.
func (q *inquiry) describing(d int) (all []explain.Named) {
	own := q.in.records[q.in.names[d]]
	for i, f := range own.Schema().Fields() {
		all = append(all, explain.Named{Name: f.Name, Array: own.Column(i)})
	}
	for _, need := range q.in.tables.Needs {
		if need.Of != d || need.On == d || slices.Contains(need.Rows, -1) {
			continue
		}
		name := q.in.names[need.On]
		for i, f := range q.in.records[name].Schema().Fields() {
			if a, err := rearrange.Cells(q.in.records[name].Column(i), need.Rows); err == nil {
				all = append(all, explain.Named{Name: name + "." + f.Name, Array: a})
			}
		}
	}
	return all
}

// redraws is how often a column is drawn anew.
const redraws = 3

// columns returns the columns of a dataset whose redraw changes the cell, while all others stay as they are.
func (q *inquiry) columns(ctx context.Context, dataset string) (names []string) {
	plan, err := q.of.fx.Unpinned(q.of.variant()) // a pinned column would stay as it is
	if err != nil {
		plan = q.plan // others may need the pins
	}
	counts := make(map[string]bool)
	for _, c := range plan.Columns() {
		counts[columnID(c)] = c.Count
	}
	for _, c := range q.of.deps.read {
		if c.Dataset != dataset || c.Type.ID() == arrow.STRUCT {
			continue
		}
		moved := map[string]bool{columnID(c): true}
		for _, dep := range plan.Deps(c.Dataset, c.Path) {
			moved[dep] = !counts[dep]
		}
		for n := uint64(1); n <= redraws; n++ {
			if q.spent() != nil {
				q.stopped = true
				return names
			}
			recs, ok := q.redrawn(ctx, plan, n, c, moved)
			if !ok {
				continue
			}
			if value, failed := q.on(ctx, recs); !failed && value != q.value {
				names = append(names, c.Path)
				break
			}
		}
	}
	return names
}

// redrawn returns the input with other values in one column, or false if no others can be drawn.
func (q *inquiry) redrawn(
	ctx context.Context, p *gen.Plan, n uint64, c gen.ColumnInfo, moved map[string]bool,
) (map[string]arrow.Record, bool) {
	is := func(dataset, column string) bool { return moved[dataset+"."+column] }
	other := p.Probe(n, is)
	if n == redraws {
		other = p.Redraw(n, is)
	}
	held := q.in.records[c.Dataset]
	rec, err := other.Record(ctx, c.Dataset, gen.Options{})
	if err != nil || rec.NumRows() != held.NumRows() {
		return nil, false
	}
	name := c.Path
	for len(held.Schema().FieldIndices(name)) == 0 {
		name, _, _ = strings.Cut(name, ".")
	}
	at := held.Schema().FieldIndices(name)[0]
	if array.Equal(held.Column(at), rec.Column(at)) {
		return nil, false
	}
	columns := slices.Clone(held.Columns())
	columns[at] = rec.Column(at)
	recs := maps.Clone(q.in.records)
	recs[c.Dataset] = array.NewRecord(held.Schema(), columns, held.NumRows())
	return recs, true
}

// name sets the cells by which rows are told apart: those of the columns that matter, or of the first ones.
func (q *inquiry) name(rows []ask.WhyRow, columns []string) error {
	texts := make(map[string][]string)
	for i := range rows {
		r := &rows[i]
		shown := columns
		if shown == nil {
			for _, c := range q.of.deps.read {
				if c.Dataset == r.Dataset && c.Type.ID() != arrow.STRUCT {
					shown = append(shown, c.Path)
				}
			}
			shown = shown[:min(len(shown), 4)]
		}
		for _, column := range shown {
			id := r.Dataset + "." + column
			if texts[id] == nil {
				cells, err := smallcase.Texts(q.in.records[r.Dataset], column)
				if err != nil {
					return err
				}
				texts[id] = cells
			}
			r.Cells = append(r.Cells, column+" "+cmp.Or(texts[id][r.Row], `""`))
		}
	}
	return nil
}

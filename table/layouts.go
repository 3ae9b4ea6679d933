package table

import (
	"context"
	"fmt"
	"maps"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/gen"
	"github.com/assay-go/assay/table/internal/layout"
)

// mostLaidOut is the largest number of rows that are laid out differently.
const mostLaidOut = 100_000

// A layoutCheck runs a transform over Arrow on the input of a case in other layouts.
type layoutCheck struct {
	plan    *gen.Plan
	bound   *boundTransform
	run     func(context.Context, map[string]arrow.Record, layout.Layout) runOutcome
	differs func(runOutcome) *difference // from the first run
}

// problem returns a problem if the result depends on how Arrow lays out the cells of the input in memory.
func (c *layoutCheck) problem(ctx context.Context) (string, error) {
	if c.bound.laidOut == nil {
		return "", nil
	}
	rows := 0
	for _, name := range c.bound.datasets() {
		if rows += c.plan.Rows(name); rows > mostLaidOut {
			return "", nil
		}
	}
	input, err := sharedRecords(ctx, c.plan, c.bound.datasets())
	if err != nil {
		return "", err
	}
	cause, d := c.cause(ctx, input)
	if d == nil {
		return "", nil
	}
	var b strings.Builder
	fmt.Fprintf(&b, "layout: the result depends on how Arrow lays out its input, although the cells are the same\n"+
		"  cause: %s", cause)
	if columns := c.columns(ctx, input, cause); columns != nil {
		fmt.Fprintf(&b, " of %s", strings.Join(columns, ", "))
	}
	b.WriteString("\n")
	writeDifference(&b, "    ", d)
	b.WriteString(layoutAdvice(cause))
	return b.String(), nil
}

// cause returns the layout of an input that changes the result, and how. It returns nil if none does.
func (c *layoutCheck) cause(ctx context.Context, input map[string]arrow.Record) (layout.Layout, *difference) {
	d := c.changes(ctx, input, layout.All)
	if d == nil || c.differs(c.run(ctx, input, 0)) != nil { // a difference without another layout has another cause
		return 0, nil
	}
	for _, l := range layout.Singly {
		if one := c.changes(ctx, input, l); one != nil {
			return l, one
		}
	}
	return layout.All, d
}

// changes returns how the result on an input in another layout differs from that of the first run. It returns
// nil if the layout changes nothing of the input.
func (c *layoutCheck) changes(
	ctx context.Context, input map[string]arrow.Record, l layout.Layout,
) *difference {
	for _, rec := range input {
		if l.Differs(rec) {
			return c.differs(c.run(ctx, input, l))
		}
	}
	return nil
}

// columns returns the columns that change the result if they alone are in another layout. Chunks are those of
// whole datasets.
func (c *layoutCheck) columns(
	ctx context.Context, input map[string]arrow.Record, l layout.Layout,
) (columns []string) {
	if l&layout.Chunks != 0 {
		return nil
	}
	for _, name := range c.bound.datasets() {
		for i := range int(input[name].NumCols()) {
			rec, ok := l.Column(input[name], i)
			if !ok {
				continue
			}
			changed := maps.Clone(input)
			changed[name] = rec
			if c.differs(c.run(ctx, changed, 0)) != nil {
				columns = append(columns, name+"."+rec.ColumnName(i))
			}
		}
	}
	return columns
}

// layoutAdvice says how to read arrays of any layout.
func layoutAdvice(l layout.Layout) string {
	switch l {
	case layout.Chunks:
		return "read all chunks of a column, which may be empty and differ between columns (array.NewTableReader " +
			"aligns them), and all batches of a stream"
	case layout.Offsets:
		return "read cells with Value(i) and IsNull(i); buffers start before a slice"
	case layout.Junk:
		return "ask IsNull(i) before Value(i): what is below a null has no meaning"
	case layout.Dictionaries, layout.Chunks | layout.Dictionaries:
		return "read entries with Dictionary() and GetValueIndex(i) of the same chunk; indexes have no meaning of their own"
	}
	return "read cells with IsNull(i) and Value(i) of the chunk that holds them"
}

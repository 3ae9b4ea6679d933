package gen

import (
	"cmp"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/gen/internal/columns"
	"github.com/assay-go/assay/gen/internal/fake"
	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/assay-go/assay/internal/budget"
	"github.com/assay-go/assay/internal/message"
)

// A compiler turns a spec into a program.
type compiler struct {
	*program
	plan    *Plan                // that is being made
	rowsOf  func(d *dataset) int // counts the rows of a dataset when they are first asked for
	counts  []state              // of the datasets: whether their rows are counted
	pinned  []int                // of the datasets: how many columns were resolved when pins were applied
	trial   *Plan                // that evaluates counts
	covered int64                // the parents that drawn counts cover so far
	record  *fake.Record         // the values that fakes must agree with, or nil
	stack   []*node              // the nodes that are being resolved
	errs    []located
	left    *budget.Budget // for values that are written down

	suggested    int // calls of candidates
	unioned      int // columns of unions
	patternSteps int // of the expressions so far
}

// candidates returns names that an error may suggest, but none after many errors: nobody reads more, and each takes a
// time in proportion to the names.
func (c *compiler) candidates(names func() []string) []string {
	const most = 200
	if c.suggested++; c.suggested > most {
		return nil
	}
	return names()
}

// A located error is an error with its position in the order of the spec.
type located struct {
	*Error
	dataset, node int
}

func (c *compiler) sorted() Errors {
	slices.SortStableFunc(c.errs, func(a, b located) int {
		return cmp.Or(cmp.Compare(a.dataset, b.dataset), cmp.Compare(a.node, b.node))
	})
	errs := Errors{}
	for _, e := range c.errs {
		if !c.datasets[e.dataset].spec.Broken {
			errs = append(errs, e.Error)
		}
	}
	return errs
}

// report adds an error about a column, and returns false.
func (c *compiler) report(n *node, format string, args ...any) bool {
	return c.reportValue(n, n.at, format, args...)
}

// reportValue adds an error about a part of a column that has its own place, and returns false.
func (c *compiler) reportValue(n *node, at any, format string, args ...any) bool {
	if at == nil {
		at = n.at
	}
	e := newError(at, n.dataset.name, n.path, fmt.Errorf(format, args...))
	c.errs = append(c.errs, located{e, n.dataset.index, n.id})
	return false
}

// reportKey adds an error about a key of a column, and returns false.
func (c *compiler) reportKey(n *node, key, format string, args ...any) bool {
	return c.reportValue(n, n.column.Keys[key], key+": "+format, args...)
}

// reportAt adds an error about a dataset, or about a path that is not a column, and returns false.
func (c *compiler) reportAt(d *dataset, at any, path, format string, args ...any) bool {
	if at == nil {
		at = d.at
	}
	e := newError(at, d.name, path, fmt.Errorf(format, args...))
	c.errs = append(c.errs, located{e, d.index, -1})
	return false
}

// resolve compiles a node, and before it the nodes that it is computed from. It returns false if there was an error.
func (c *compiler) resolve(n *node) bool {
	switch n.state {
	case compiled:
		return true
	case broken:
		return false
	case underWay:
		c.cycle(n)
		return false
	}
	if n.column.Broken {
		n.state = broken
		return false
	}
	n.state = underWay
	c.stack = append(c.stack, n)
	ok := c.checkColumn(n) && n.column.Gen.compile(c, n)
	c.stack = c.stack[:len(c.stack)-1]
	if !ok || n.state == broken {
		n.state = broken
		return false
	}
	n.state = compiled
	n.drawn = n.drawn || n.drawnNulls()
	c.order = append(c.order, n)
	n.dataset.resolved++
	return true
}

// cycle reports the path by which a node depends on itself.
func (c *compiler) cycle(n *node) {
	from := slices.Index(c.stack, n)
	var path []string
	for _, m := range append(slices.Clone(c.stack[from:]), n) {
		path = append(path, m.fullName())
		m.state = broken
	}
	c.report(n, "is computed from itself: %s", strings.Join(path, " -> "))
}

// need resolves a node that another is computed from.
func (c *compiler) need(n, dep *node) bool {
	if !slices.Contains(n.deps, dep) {
		n.deps = append(n.deps, dep)
	}
	return c.resolve(dep)
}

// targetColumn returns the resolved column that another refers to, or reports that it does not exist.
func (c *compiler) targetColumn(n *node, d *dataset, column string) *node {
	target := d.root.find(column)
	if target == nil && d.spec.Broken {
		return nil
	}
	if target == nil {
		c.report(n, "no column %q in dataset %q%s", column, d.name,
			message.DidYouMean(column, c.candidates(d.root.names)))
		return nil
	}
	if !c.need(n, target) {
		return nil
	}
	return target
}

func (c *compiler) checkColumn(n *node) bool {
	gen := reflect.ValueOf(n.column.Gen)
	switch null := n.column.Null; {
	case !gen.IsValid():
		return c.report(n, "has no generator")
	case gen.Kind() == reflect.Pointer:
		return c.report(n, "unsupported generator %T (pass a value, not a pointer)", n.column.Gen)
	case !(null >= 0 && null <= 1):
		return c.report(n, "the share of nulls is %v; it must be between 0 and 1", null)
	}
	if n.column.Each != "" && !isSeries(n.column.Gen) {
		return c.reportKey(n, "each", "is for seq, cycle, walk, running and states, which go from row to row; %s draws each "+
			"row by itself", generatorName(n.column.Gen))
	}
	if n.column.bounded() && !c.checkBounds(n) {
		return false
	}
	if n.column.Type != nil {
		if _, err := arrowtext.TypeString(n.column.Type); err != nil {
			return c.report(n, "%w", err)
		}
	}
	return true
}

// bounded reports whether a column has bounds or a step.
func (col *Column) bounded() bool { return col.Min != nil || col.Max != nil || col.Step != nil }

// checkBounds reports bounds of generators that do not take them.
func (c *compiler) checkBounds(n *node) bool {
	col := n.column
	key := "step"
	switch {
	case col.Min != nil:
		key = "min"
	case col.Max != nil:
		key = "max"
	}
	switch col.Gen.(type) {
	case Normal, LogNormal, Exponential, Poisson, Zipf, Quantiles, Histogram:
		return true
	case Int, Float, Between:
		if key == "step" {
			return true
		}
		name := generatorName(col.Gen)
		return c.reportKey(n, key, "%s has its bounds in its list: write %s: [min, max]", name, name)
	}
	return c.reportKey(n, key, "bounds and steps are for int, float, normal, lognormal, exponential, poisson, zipf, "+
		"quantiles, histogram and between; %s is none of them", generatorName(col.Gen))
}

// finish sets the type and the kernel of a node. If the column's type is not the natural type of its generator, the
// kernel converts the cells.
func (c *compiler) finish(n *node, natural arrow.DataType, k kernel) bool {
	n.typ, n.kernel = natural, k
	if n.column.Unique && n.unique == nil {
		if n.inList() {
			return c.report(n, "%s cannot be unique within a list; int, between, oneof and ref can", generatorName(n.column.Gen))
		}
		n.distinct, n.whole = true, true
	}
	want := n.column.Type
	if want == nil || arrow.TypeEqual(want, natural) {
		return true
	}
	convert, err := columns.Converter(natural, want)
	if err != nil {
		return c.report(n, "%w", err)
	}
	n.typ = want
	n.kernel = converted(k, convert)
	return true
}

// conversion returns the conversion of cells from one type to another, or nil if the types are equal.
func conversion(from, to arrow.DataType) (columns.Conversion, error) {
	if arrow.TypeEqual(from, to) {
		return nil, nil
	}
	return columns.Converter(from, to)
}

// convertedTo returns cells as another type. Cells of that type are returned themselves.
func convertedTo(cells arrow.Array, typ arrow.DataType, mem memory.Allocator) (arrow.Array, error) {
	convert, err := conversion(cells.DataType(), typ)
	if err != nil || convert == nil {
		return cells, err
	}
	return convert(mem, cells)
}

// converted returns the kernel that converts the cells of k.
func converted(k kernel, convert columns.Conversion) kernel {
	return func(b *batch, mem memory.Allocator) (arrow.Array, error) {
		a, err := k(b, b.scratch())
		if err != nil {
			return nil, err
		}
		return convert(mem, a)
	}
}

// drawn returns the kernel of a node whose cells depend on draws alone.
func drawn(n *node, k columns.Kernel) kernel {
	return func(b *batch, mem memory.Allocator) (arrow.Array, error) { return k(b.key(n), b.rowsFor(n), mem) }
}

// cellsOf returns the number of cells of a node in its dataset, or the maximum in one list.
func (c *compiler) cellsOf(n *node) int {
	if n.inList() {
		return n.scope.longest
	}
	return c.rowsOf(n.dataset)
}

// generatorName returns the name of a generator as fixtures write it.
func generatorName(g Generator) string {
	names := []string{"Const", "pin", "OneOf", "oneof", "LogNormal", "lognormal", "UUID", "uuid", "function", "func"}
	name := fmt.Sprintf("%T", g)[len("gen."):]
	if i := slices.Index(names, name); i >= 0 {
		return names[i+1]
	}
	return string(name[0]|0x20) + name[1:]
}

// isSeries reports whether a generator goes from row to row, so that it can start anew for each parent.
func isSeries(g Generator) bool {
	switch g.(type) {
	case Seq, Cycle, Walk, Running, States:
		return true
	}
	return false
}

// finite reports whether all numbers are finite.
func finite(fs ...float64) bool {
	return !slices.ContainsFunc(fs, func(f float64) bool { return math.IsNaN(f) || math.IsInf(f, 0) })
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (c *compiler) nearDataset(name string) string {
	return message.DidYouMean(name, c.candidates(func() (names []string) {
		for _, d := range c.datasets {
			names = append(names, d.name)
		}
		return names
	}))
}

package gen

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"

	"github.com/assay-go/assay/gen/internal/columns"
	"github.com/assay-go/assay/gen/internal/draw"
	"github.com/assay-go/assay/gen/internal/expr"
	"github.com/assay-go/assay/internal/message"
)

// A chooser is what a Ref chooses rows by.
type chooser struct {
	g      Ref
	d      *dataset           // that it refers to
	where  *formula           // nil: every row
	weight *node              // nil: all rows alike
	floats columns.Conversion // of the weights; nil if they are float64
	within *node              // nil: in all rows
	own    *node              // the counterpart of within
}

// A pool is the rows that a Ref chooses from, in groups of one value of Within.
type pool struct {
	rows   []int
	sums   []float64       // of the weights of a group up to each row; nil if all are equal
	guide  []int32         // for each n-th part of the sum of a group of n rows, about where the search starts
	groups map[string]span // by the text of the value; "" without Within
}

// chooses reports whether the reference chooses by more than a pick.
func (g Ref) chooses() bool { return g.Where != "" || g.Weight != "" || g.Within != "" }

// A span is the rows [lo, hi) of a pool.
type span struct{ lo, hi int }

// chooser compiles what a reference chooses rows by, or reports what is wrong.
func (c *compiler) chooser(n *node, g Ref, d *dataset) *chooser {
	ch := &chooser{g: g, d: d}
	if g.Pick != PickUniform || n.column.Unique {
		c.report(n, "where, weight and within choose among the rows with pick: uniform only")
		return nil
	}
	if g.Where != "" {
		if ch.where = c.formulaOver(&environment{c: c, n: n, group: d.root}, g.Where, expr.Compile); ch.where == nil {
			return nil
		}
		if typ := ch.where.program.Type(); typ.ID() != arrow.BOOL {
			c.report(n, "the condition %q is %s; it must be a boolean", g.Where, typ)
			return nil
		}
		n.chosenBy = append(n.chosenBy, ch.where.columns...)
	}
	if g.Weight != "" {
		if ch.weight = c.targetColumn(n, d, g.Weight); ch.weight == nil {
			return nil
		}
		n.chosenBy = append(n.chosenBy, ch.weight)
		typ := ch.weight.typ
		if !arrow.IsInteger(typ.ID()) && !arrow.IsFloating(typ.ID()) && !arrow.IsDecimal(typ.ID()) {
			c.report(n, "the weight %s.%s is %s; it must be a number", d.name, g.Weight, typ)
			return nil
		}
		if typ.ID() != arrow.FLOAT64 {
			var err error
			if ch.floats, err = columns.Converter(typ, arrow.PrimitiveTypes.Float64); err != nil {
				c.report(n, "%w", err)
				return nil
			}
		}
	}
	if g.Within == "" {
		return ch
	}
	if ch.own = n.group.find(g.Within); ch.own == nil || ch.own == n {
		c.report(n, "within: %q has no other column %q; both datasets need one%s", n.dataset.name, g.Within,
			message.DidYouMean(g.Within, c.candidates(n.namesAround)))
		return nil
	}
	if ch.within = c.targetColumn(n, d, g.Within); ch.within == nil || !c.need(n, ch.own) {
		return nil
	}
	n.chosenBy = append(n.chosenBy, ch.within)
	if !arrow.TypeEqual(ch.own.typ, ch.within.typ) {
		c.report(n, "within: %s is %s here, but %s in %q; give both one type", g.Within, ch.own.typ, ch.within.typ, d.name)
		return nil
	}
	return ch
}

// pool returns the rows that a reference chooses from. It is made once for a plan, from all rows referred to.
func (p *Plan) pool(ctx context.Context, n *node, ch *chooser) (*pool, error) {
	p = p.owner(n)
	return p.caches[n.id].pool.get(func() (*pool, error) {
		const each = 32 // bytes, for a row, its weight and its group while the pool is made
		rows := p.layout.rows[ch.d.index]
		if err := p.spend(each * int64(rows)); err != nil {
			return nil, p.tooLarge(n.dataset, err)
		}
		b := p.wholeDataset(ctx, n.reference.target)
		defer b.release()
		made, err := b.pool(ch)
		if err == nil {
			err = p.spend(b.worked)
		}
		return made, p.tooLarge(n.dataset, err)
	})
}

// pool makes the pool of a batch of all rows.
func (b *batch) pool(ch *chooser) (*pool, error) {
	var test arrow.Array
	var err error
	if ch.where != nil {
		if test, err = ch.where.eval(b, b.scratch()); err != nil {
			return nil, err
		}
	}
	weights, err := b.weights(ch)
	if err != nil {
		return nil, err
	}
	value := func(int) ([]byte, bool) { return nil, true }
	if ch.within != nil {
		cells, err := b.column(ch.within)
		if err != nil {
			return nil, err
		}
		if value, err = columns.Texts(cells); err != nil {
			return nil, err
		}
	}
	of := make([]int, b.rows.N) // the group of each row, plus 1; 0 if it is not in the pool
	number := map[string]int{}
	var names []string
	var sizes []int
	for row := range of {
		if test != nil && (test.IsNull(row) || !test.(*array.Boolean).Value(row)) {
			continue
		}
		text, ok := value(row)
		if !ok {
			continue
		}
		if number[string(text)] == 0 {
			names, sizes = append(names, string(text)), append(sizes, 0)
			number[string(text)] = len(names)
		}
		of[row] = number[string(text)]
		sizes[of[row]-1]++
	}
	out := &pool{groups: make(map[string]span, len(names))}
	next, end := make([]int, len(names)), 0
	for i, name := range names {
		next[i] = end
		end += sizes[i]
		out.groups[name] = span{next[i], end}
	}
	out.rows = make([]int, end)
	for row, g := range of {
		if g > 0 {
			out.rows[next[g-1]] = row
			next[g-1]++
		}
	}
	if weights != nil {
		out.sums, out.guide = make([]float64, end), make([]int32, end)
		for _, name := range names {
			sum := 0.0
			for i := out.groups[name].lo; i < out.groups[name].hi; i++ {
				sum += weights[out.rows[i]]
				out.sums[i] = sum
			}
			out.guideTo(out.groups[name])
		}
	}
	return out, nil
}

// weights returns the weights of all rows, or nil if they are alike. A null is 0.
func (b *batch) weights(ch *chooser) ([]float64, error) {
	if ch.weight == nil {
		return nil, nil
	}
	cells, err := b.column(ch.weight)
	if err == nil && ch.floats != nil {
		cells, err = ch.floats(b.scratch(), cells)
	}
	if err != nil {
		return nil, err
	}
	weights := make([]float64, cells.Len())
	for row, w := range arrow.GetValues[float64](cells.Data(), 1) {
		if cells.IsNull(row) {
			continue
		}
		if !(w >= 0 && w <= 1e300/float64(len(weights))) {
			return nil, fmt.Errorf("the weight %s.%s of row %d is %v; weights are at least 0, and their sum is finite",
				ch.d.name, ch.g.Weight, row, w)
		}
		weights[row] = w
	}
	return weights, nil
}

// chosenRows draws a row of the pool for each cell.
func (b *batch) chosenRows(n *node, ch *chooser) ([]int, error) {
	from, err := b.plan.pool(b.ctx, n, ch)
	if err != nil {
		return nil, err
	}
	value := func(int) ([]byte, bool) { return nil, true }
	if ch.own != nil {
		cells, err := b.column(ch.own)
		if err != nil {
			return nil, err
		}
		if value, err = columns.Texts(cells); err != nil {
			return nil, err
		}
	}
	index := make([]int, b.rows.N)
	wrong := -1
	var last []byte // neighbors often have the same value
	s, found := from.groups[""]
	b.rowsFor(n).Draws(b.key(n), func(at int, u []uint64) {
		for k, u := range u {
			index[at+k] = columns.NoRow
			text, ok := value(at + k)
			if !ok {
				continue // a null has no counterpart
			}
			if !bytes.Equal(text, last) {
				last = append(last[:0], text...)
				s, found = from.groups[string(text)]
			}
			if found && (from.sums == nil || from.sums[s.hi-1] > 0) {
				index[at+k] = from.rows[from.pick(s, u)]
			} else if wrong < 0 {
				wrong = at + k
			}
		}
	})
	if wrong >= 0 {
		text, _ := value(wrong)
		return nil, &columns.CellError{Cell: wrong, Msg: ch.none(string(text))}
	}
	return index, nil
}

// pick returns the place in the pool that a draw selects in a group.
func (p *pool) pick(s span, u uint64) int {
	if p.sums == nil {
		return s.lo + int(draw.Below(u, uint64(s.hi-s.lo)))
	}
	total, size := p.sums[s.hi-1], float64(s.hi-s.lo)
	share := draw.Unit(u)
	x := min(float64(share*total), math.Nextafter(total, 0))
	i := int(p.guide[s.lo+min(int(share*size), s.hi-s.lo-1)])
	for i > s.lo && p.sums[i-1] > x { // the guide is rounded
		i--
	}
	for p.sums[i] <= x { // the first sum over x
		i++
	}
	return i
}

// guideTo sets the guide of a group.
func (p *pool) guideTo(s span) {
	i, part := s.lo, p.sums[s.hi-1]/float64(s.hi-s.lo)
	for g := range s.hi - s.lo {
		for i < s.hi-1 && p.sums[i] <= float64(float64(g)*part) {
			i++
		}
		p.guide[s.lo+g] = int32(i)
	}
}

// none says that no row can be chosen for a value of Within.
func (ch *chooser) none(value string) string {
	var of []string
	if ch.within != nil {
		of = append(of, ch.g.Within+" is "+message.Excerpt(value))
	}
	if ch.where != nil {
		of = append(of, message.Excerpt(ch.g.Where))
	}
	if ch.weight != nil {
		of = append(of, ch.g.Weight+" exceeds 0")
	}
	return fmt.Sprintf("%q has no row in which %s; pin such a row, make more rows, or loosen the choice", ch.d.name,
		strings.Join(of, " and "))
}

package gen

import (
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
	rows   []candidate
	guide  []int32            // for each n-th part of the sum of a group, the first row that can be in it
	within *columns.Numbering // of the values of Within; nil without it
	groups []span             // by the number of the value
}

// A candidate is a row of a pool, and the sum of the weights of its group up to it, if there are weights.
type candidate struct {
	sum float64
	row int32
}

// guides is the number of parts of a sum for each row of a group.
const guides = 4

// chooses reports whether the reference chooses by more than a pick.
func (g Ref) chooses() bool { return g.Where != "" || g.Weight != "" || g.Within != "" }

// A span is the rows [lo, hi) of a pool. Their weights add up to total; below is the greatest number under it. If all
// weights are 0, the span is empty.
type span struct {
	lo, hi       int
	total, below float64
}

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
		const each = 40 // bytes, for a row, its weight, guides and group while the pool is made
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
	in := func(row int) bool { return test == nil || test.IsValid(row) && test.(*array.Boolean).Value(row) }
	out := &pool{}
	var of []int32 // the group of each row
	size := 1
	if ch.within == nil {
		of = make([]int32, b.rows.N)
		for row := range of {
			if !in(row) {
				of[row] = columns.NoNumber
			}
		}
	} else {
		cells, err := b.column(ch.within)
		if err != nil {
			return nil, err
		}
		if out.within, of, err = columns.Number(cells, in); err != nil {
			return nil, err
		}
		size = out.within.Size
	}
	out.groups = make([]span, size)
	for _, g := range of {
		if g >= 0 {
			out.groups[g].hi++ // so far, the size
		}
	}
	end := 0
	for g := range out.groups {
		s := &out.groups[g]
		end += s.hi
		s.lo, s.hi = end-s.hi, end-s.hi // so far, without rows
	}
	out.rows = make([]candidate, end)
	if weights != nil {
		out.guide = make([]int32, guides*end)
	}
	for row, g := range of {
		if g < 0 {
			continue
		}
		s := &out.groups[g]
		if weights != nil {
			s.total += weights[row]
		}
		out.rows[s.hi] = candidate{s.total, int32(row)}
		s.hi++
	}
	for g := range out.groups {
		if s := &out.groups[g]; weights != nil {
			s.below = math.Nextafter(s.total, 0)
			out.guideTo(s)
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
	of := make([]int32, b.rows.N) // the group of each row
	var own arrow.Array
	if ch.own != nil {
		if own, err = b.column(ch.own); err == nil {
			err = from.within.Numbers(own, of)
		}
		if err != nil {
			return nil, err
		}
	}
	index := make([]int, b.rows.N)
	wrong := -1
	b.rowsFor(n).Draws(b.key(n), func(at int, u []uint64) {
		for k, u := range u {
			g := of[at+k]
			index[at+k] = columns.NoRow
			if g >= 0 && from.groups[g].lo < from.groups[g].hi {
				index[at+k] = from.pick(&from.groups[g], u)
			} else if g != columns.NullNumber && wrong < 0 { // a null has no counterpart
				wrong = at + k
			}
		}
	})
	if wrong >= 0 {
		value := ""
		if own != nil {
			value = columns.CellText(own, wrong)
		}
		return nil, &columns.CellError{Cell: wrong, Msg: ch.none(value)}
	}
	return index, nil
}

// pick returns the row that a draw selects in a group.
func (p *pool) pick(s *span, u uint64) int {
	size := s.hi - s.lo
	if p.guide == nil {
		return int(p.rows[s.lo+int(draw.Below(u, uint64(size)))].row)
	}
	share := draw.Unit(u)
	x := min(float64(share*s.total), s.below)
	i := int(p.guide[guides*s.lo+min(int(share*float64(guides*size)), guides*size-1)])
	for p.rows[i].sum <= x { // the first sum over x
		i++
	}
	return int(p.rows[i].row)
}

// guideTo sets the guide of a group, and empties a group that weighs nothing.
func (p *pool) guideTo(s *span) {
	parts := guides * (s.hi - s.lo)
	i, part := s.lo, s.total/float64(parts)*(1-0x1p-40) // a little less, since the share of a draw is rounded
	for g := range parts {
		for i < s.hi-1 && p.rows[i].sum <= float64(float64(g)*part) {
			i++
		}
		p.guide[guides*s.lo+g] = int32(i)
	}
	if s.total == 0 {
		s.hi = s.lo
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

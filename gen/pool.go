package gen

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/gen/internal/columns"
	"github.com/assay-go/assay/gen/internal/draw"
	"github.com/assay-go/assay/internal/literal"
	"github.com/assay-go/assay/internal/message"
)

// A chooser says how a Ref chooses rows. References that choose the same way share it.
type chooser struct {
	id     int
	g      Ref
	d      *dataset           // that it refers to
	where  *formula           // nil: every row
	weight *node              // nil: all rows alike
	floats columns.Conversion // of the weights; nil if they are float64
	within *node              // nil: in all rows
	reads  []*node            // the columns that say which rows there are to choose
}

// A pool is the rows that a Ref chooses from, in groups of one value of Within.
type pool struct {
	rows   []int32
	sums   []float64          // by place in rows: of the weights of a group up to the row; nil without weights
	guide  []int32            // for each n-th part of the sum of a group, the first place that can be in it
	within *columns.Numbering // of the values of Within; nil without it
	groups []span             // by the number of the value
}

// guides is the number of parts of a sum for each row of a group.
const guides = 2

// chooses reports whether the reference chooses by more than a pick.
func (g Ref) chooses() bool { return g.Where != "" || g.Weight != "" || g.Within != "" }

// A span is the rows [lo, hi) of a pool. Their weights add up to total; below is the greatest number under it. If all
// weights are 0, the span is empty.
type span struct {
	lo, hi       int
	total, below float64
	parts        float64 // of the guide
}

// chooser compiles how a reference chooses rows, or reports its error. own is the counterpart of Within.
func (c *compiler) chooser(n *node, g Ref, d *dataset) (ch *chooser, own *node) {
	ch = &chooser{id: len(c.choosers), g: g, d: d}
	switch {
	case g.Pick == PickUnique || n.column.Unique:
		c.report(n, "a unique reference picks among all rows, each at most once, and takes no where, weight or within; for "+
			"one row for each row of a choice, make them with per: {parent: %s, key: %s, count: {expr: 'condition ? 1 : 0'}}",
			g.Dataset, g.Column)
		return nil, nil
	case g.Weight != "" && (g.Pick == PickZipf || g.Pick == PickCycle):
		c.report(n, "weight draws the rows by their weights, but the pick is another; leave one of them out")
		return nil, nil
	case g.Where != "" && !c.chooseWhere(n, ch), g.Weight != "" && !c.chooseByWeight(n, ch):
		return nil, nil
	}
	if g.Within != "" {
		if own = n.group.find(g.Within); own == nil || own == n {
			c.report(n, "within: %q has no other column %q; both datasets need one%s", n.dataset.name, g.Within,
				message.DidYouMean(g.Within, c.candidates(n.namesAround)))
			return nil, nil
		}
		if d.root.find(g.Within) == nil && !d.spec.Broken {
			c.report(n, "within: %q has no column %q; both datasets need one%s", d.name, g.Within,
				message.DidYouMean(g.Within, c.candidates(d.root.names)))
			return nil, nil
		}
		if ch.within = c.targetColumn(n, d, g.Within); ch.within == nil || !c.need(n, own) {
			return nil, nil
		}
		if !arrow.TypeEqual(own.typ, ch.within.typ) {
			c.report(n, "within: %s is %s here, but %s in %q; give both one type", g.Within, own.typ, ch.within.typ, d.name)
			return nil, nil
		}
		ch.reads = append(ch.reads, ch.within)
	}
	n.chosenBy = ch.reads
	for _, known := range c.choosers {
		k := known.g
		if known.d == d && k.Where == g.Where && k.Weight == g.Weight && k.Within == g.Within {
			return known, own
		}
	}
	c.choosers = append(c.choosers, ch)
	return ch, own
}

// chooseWhere compiles the condition of a reference.
func (c *compiler) chooseWhere(n *node, ch *chooser) bool {
	ch.where = c.condition(&environment{c: c, n: n, group: ch.d.root}, ch.g.Where)
	if ch.where == nil {
		return false
	}
	if ch.reads = append(ch.reads, ch.where.columns...); len(ch.reads) == 0 {
		return c.report(n, "the condition %q reads no column of %q, so it is the same for every row; name one",
			ch.g.Where, ch.d.name)
	}
	return true
}

// chooseByWeight finds the weights of a reference.
func (c *compiler) chooseByWeight(n *node, ch *chooser) bool {
	ch.weight = c.targetColumn(n, ch.d, ch.g.Weight)
	if ch.weight == nil {
		return false
	}
	ch.reads = append(ch.reads, ch.weight)
	typ := ch.weight.typ
	if !literal.HoldsNumber(typ) {
		return c.report(n, "the weight %s.%s is %s; it must be a number", ch.d.name, ch.g.Weight, typ)
	}
	var err error
	if ch.floats, err = conversion(typ, arrow.PrimitiveTypes.Float64); err != nil {
		return c.report(n, "%w", err)
	}
	return true
}

// checkChoices reports references whose weights are written down and sum to zero.
func (c *compiler) checkChoices() {
	for _, n := range c.order {
		g, _ := n.column.Gen.(Ref)
		if n.state != compiled || g.Weight == "" {
			continue
		}
		w := c.byName[g.Dataset].root.find(g.Weight)
		list := w.written
		if w.pins == nil && len(list) > 0 && !slices.ContainsFunc(list, func(v literal.Value) bool { return !isZero(v) }) {
			c.report(n, "the weights %s.%s sum to zero, so no row can be chosen; give one a weight over 0", g.Dataset, g.Weight)
		}
	}
}

// isZero reports whether a weight is null or zero.
func isZero(v literal.Value) bool {
	f, err := strconv.ParseFloat(v.Text, 64)
	return v.Kind == literal.Null || err == nil && f == 0
}

// pool returns the rows that references choose from. It is made once for a plan, from all rows referred to.
func (p *Plan) pool(ctx context.Context, ch *chooser) (*pool, error) {
	if p.base != nil && !slices.ContainsFunc(ch.reads, func(n *node) bool { return p.moved[n.id] }) {
		p = p.base
	}
	return p.pools[ch.id].get(func() (*pool, error) {
		const each = 40 // bytes, for a row, its weight, guides and group while the pool is made
		rows := p.layout.rows[ch.d.index]
		if err := p.spend(each * int64(rows)); err != nil {
			return nil, p.tooLarge(ch.d, err)
		}
		b := p.wholeDataset(ctx, ch.reads[0])
		defer b.release()
		made, err := b.pool(ch)
		if err == nil {
			err = p.spend(b.worked)
		}
		return made, p.tooLarge(ch.d, err)
	})
}

// pool makes the pool of a batch of all rows.
func (b *batch) pool(ch *chooser) (*pool, error) {
	var test arrow.Array
	var err error
	if ch.where != nil {
		if test, err = ch.where.eval(b, b.scratch()); err != nil {
			if cell, ok := errors.AsType[*columns.CellError](err); ok {
				err = fmt.Errorf("where: row %d of %q: %s", cell.Cell, ch.d.name, cell.Msg)
			}
			return nil, err
		}
	}
	weights, err := b.weights(ch)
	if err != nil {
		return nil, err
	}
	in := func(row int) bool { return test == nil || isTrue(test, row) }
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
	out.rows = make([]int32, end)
	if weights != nil {
		out.sums, out.guide = make([]float64, end), make([]int32, guides*end)
	}
	for row, g := range of {
		if g < 0 {
			continue
		}
		s := &out.groups[g]
		if weights != nil {
			s.total += weights[row]
			out.sums[s.hi] = s.total
		}
		out.rows[s.hi] = int32(row)
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

// weights returns the weights of all rows, or nil if all are equal. A null is 0.
func (b *batch) weights(ch *chooser) ([]float64, error) {
	if ch.weight == nil {
		return nil, nil
	}
	cells, err := b.columnAs(ch.weight, ch.floats)
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

// chosenRows picks a row of the pool for each cell.
func (b *batch) chosenRows(n *node, ch *chooser, own *node, pick Pick) ([]int, error) {
	from, err := b.plan.pool(b.ctx, ch)
	if err != nil {
		return nil, err
	}
	var values arrow.Array
	number := func(_ int, of []int32) { clear(of) }
	if own != nil {
		if values, err = b.column(own); err == nil {
			number, err = from.within.Of(values)
		}
		if err != nil {
			return nil, err
		}
	}
	choose := from.picks
	switch pick {
	case PickEarlier:
		choose = each(from.earlier(&b.rows))
	case PickCycle:
		choose = each(func(k int, g int32, _ uint64) int {
			s := &from.groups[g]
			return int(from.rows[s.lo+b.rows.Position(k)%(s.hi-s.lo)])
		})
	case PickZipf:
		choose = each(from.zipf())
	}
	index := columns.NewIndex(b.rows.N)
	wrong := -1
	var block [draw.Block]int32 // the groups
	b.rowsFor(n).Draws(b.key(n), func(at int, u []uint64) {
		of := block[:len(u)]
		number(at, of)
		for k, g := range of {
			if g < 0 || from.groups[g].lo == from.groups[g].hi {
				if of[k] = noGroup; g != columns.NullNumber && wrong < 0 && pick != PickEarlier { // a null has no counterpart
					wrong = at + k
				}
			}
		}
		choose(at, of, u, index[at:])
	})
	if wrong >= 0 {
		value := ""
		if own != nil {
			value = columns.CellText(values, wrong)
		}
		return nil, &columns.CellError{Cell: wrong, Msg: ch.none(value)}
	}
	return index, nil
}

// noGroup is the number of a group without rows.
const noGroup = -1

// A choice sets out to a row of the group of each cell, or to columns.NoRow for noGroup, by its draw.
type choice func(at int, of []int32, u []uint64, out []int)

// each is a choice that calls choose for each cell in a group, which has rows.
func each(choose func(k int, g int32, u uint64) int) choice {
	return func(at int, of []int32, u []uint64, out []int) {
		for k, g := range of {
			if out[k] = columns.NoRow; g != noGroup {
				out[k] = choose(at+k, g, u[k])
			}
		}
	}
}

// earlier returns a function that picks a row of a group before the row of a cell, or columns.NoRow if there is none.
// It is called with ascending cells.
func (p *pool) earlier(rows *draw.Rows) func(k int, g int32, u uint64) int {
	ends := make([]int32, len(p.groups)) // of the rows of each group before the row; 0 until it is asked for
	return func(k int, g int32, u uint64) int {
		s, row := p.groups[g], rows.Position(k)
		end := int(ends[g])
		if end == 0 {
			end = s.lo + sort.Search(s.hi-s.lo, func(i int) bool { return int(p.rows[s.lo+i]) >= row })
		}
		for end < s.hi && int(p.rows[end]) < row {
			end++
		}
		ends[g] = int32(end)
		switch {
		case end == s.lo || p.sums != nil && p.sums[end-1] == 0:
			return columns.NoRow
		case p.sums == nil:
			return int(p.rows[s.lo+int(draw.Below(u, uint64(end-s.lo)))])
		}
		total := p.sums[end-1]
		x := min(float64(draw.Unit(u)*total), math.Nextafter(total, 0))
		i := sort.Search(end-s.lo, func(i int) bool { return p.sums[s.lo+i] > x })
		return int(p.rows[s.lo+i])
	}
}

// zipf returns a function that picks earlier rows of a group more often.
func (p *pool) zipf() func(k int, g int32, u uint64) int {
	bySize := map[int]*draw.Zipf{}
	return func(_ int, g int32, u uint64) int {
		s := &p.groups[g]
		z := bySize[s.hi-s.lo]
		if z == nil {
			z = draw.NewZipf(1, int64(s.hi-s.lo))
			bySize[s.hi-s.lo] = z
		}
		return int(p.rows[s.lo+int(z.Pick(u))-1])
	}
}

// picks is the choice of any row of a group, by the weights. Each of its loops has little to do, so that a processor
// reads several distant rows at once.
func (p *pool) picks(_ int, of []int32, u []uint64, out []int) {
	if p.sums == nil {
		for k, g := range of {
			if out[k] = columns.NoRow; g != noGroup {
				s := &p.groups[g]
				out[k] = int(p.rows[s.lo+int(draw.Below(u[k], uint64(s.hi-s.lo)))])
			}
		}
		return
	}
	var most [draw.Block]float64
	var place [draw.Block]int32
	for k, g := range of {
		if place[k] = noGroup; g != noGroup {
			s := &p.groups[g]
			share := draw.Unit(u[k])
			most[k] = min(float64(share*s.total), s.below)
			place[k] = p.guide[guides*s.lo+min(int(share*s.parts), guides*(s.hi-s.lo)-1)]
		}
	}
	for k, i := range place[:len(of)] {
		if out[k] = columns.NoRow; i == noGroup {
			continue
		}
		// The first sum over most. Often it is the first or the second, so the code does not branch between them.
		i += int32((math.Float64bits(p.sums[i]) - math.Float64bits(most[k]) - 1) >> 63)
		for p.sums[i] <= most[k] {
			i++
		}
		out[k] = int(p.rows[i])
	}
}

// guideTo sets the guide of a group, and empties a group that weighs nothing.
func (p *pool) guideTo(s *span) {
	parts := guides * (s.hi - s.lo)
	s.parts = float64(parts)
	i, part := s.lo, s.total/s.parts*(1-0x1p-40) // a little less, since the share of a draw is rounded
	for g := range parts {
		for i < s.hi-1 && p.sums[i] <= float64(float64(g)*part) {
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

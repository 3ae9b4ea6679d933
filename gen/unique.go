package gen

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/gen/internal/columns"
	"github.com/assay-go/assay/gen/internal/draw"
	"github.com/assay-go/assay/internal/literal"
	"github.com/assay-go/assay/internal/message"
)

// A domain is the values of a unique column, numbered from 0.
type domain struct {
	size func(p *Plan) uint64 // 0 means 2^64
	// of returns a function that returns the number of a pinned value, or false if it has none.
	of func(ctx context.Context, p *Plan) (func(value int) (uint64, bool), error)
}

// permute makes a node unique: its cells are a keyed permutation of a domain. at returns the number of a value from its
// text.
func (c *compiler) permute(n *node, size uint64, at func(text string) (uint64, bool)) bool {
	if cells := c.cellsOf(n); size != 0 && uint64(cells) > size {
		return c.report(n, "%s unique values are needed, but there are %s", message.Thousands(cells), message.Thousands(size))
	}
	n.unique = &domain{
		size: func(*Plan) uint64 { return size },
		of: func(context.Context, *Plan) (func(int) (uint64, bool), error) {
			text, err := columns.Texts(n.pins.values)
			return func(value int) (uint64, bool) {
				cell, ok := text(value)
				if !ok {
					return 0, false
				}
				return at(string(cell))
			}, err
		},
	}
	return true
}

// uniqueDraw returns the permutation of a unique node.
func (b *batch) uniqueDraw(n *node) (*draw.Unique, error) {
	p := b.plan
	d := &draw.Unique{Permutation: draw.NewPermutation(draw.Substream(b.key(n), draw.ForPermutation), n.unique.size(p))}
	if n.pins == nil {
		return d, nil
	}
	var err error
	d.PinnedAt, err = p.caches[n.id].taken.get(func() (map[uint64]uint64, error) {
		number, err := n.unique.of(b.ctx, p)
		if err != nil {
			return nil, err
		}
		taken := map[uint64]uint64{}
		for _, s := range n.pins.segments {
			if n.pins.values.IsNull(s.value) {
				continue
			}
			if v, ok := number(s.value); ok {
				taken[v] = uint64(s.lo)
			}
		}
		return taken, nil
	})
	return d, err
}

// eachUnique calls use with each cell of a unique node and the number of its value.
func (b *batch) eachUnique(n *node, use func(k int, v uint64)) error {
	d, err := b.uniqueDraw(n)
	if err != nil {
		return err
	}
	for k := range b.rows.N {
		v, ok := d.Cell(&b.rows, k)
		if !ok {
			return &columns.CellError{Cell: k, Msg: fmt.Sprintf("there are only %d unique values", d.Size())}
		}
		use(k, v)
	}
	return nil
}

// uniqueIndex returns the numbers of the values of a unique node.
func (b *batch) uniqueIndex(n *node) ([]int, error) {
	index := make([]int, b.rows.N)
	return index, b.eachUnique(n, func(k int, v uint64) { index[k] = int(v) })
}

// uniqueCounted is the kernel of unique integers or times: lo plus the number of the value times unit.
func uniqueCounted(n *node, typ arrow.DataType, lo, unit int64) kernel {
	return func(b *batch, mem memory.Allocator) (arrow.Array, error) {
		return columns.Counted(mem, typ, b.rows.N, lo, unit, func(use func(k int, v uint64)) error {
			return b.eachUnique(n, use)
		})
	}
}

// A cardinality is the number of different values that a generator makes.
type cardinality struct {
	n     uint64 // 0 if it is unknown, or if a value may be null
	exact bool   // otherwise it is an upper bound
}

func (v cardinality) String() string {
	if v.exact {
		return message.Thousands(v.n)
	}
	return "at most " + message.Thousands(v.n)
}

// checkCardinality counts the values of each column and reports unique columns that have too few.
func (c *compiler) checkCardinality() {
	for _, n := range c.order {
		if n.state != compiled {
			continue
		}
		if n.picksUnique() && n.column.Unique && n.leaf == n && !n.reference.target.neverTwice() {
			n.distinct, n.whole = true, true // different rows may have the same value
		}
		if n.distinct {
			n.check = func(b *batch, a arrow.Array) error { return b.checkDistinct(n, a) }
		}
		n.cardinality = c.cardinalityOf(n)
		if n.cardinality.n == 0 || !n.distinct || n.leaf != n || n.drawnNulls() || !n.group.alwaysThere() {
			continue
		}
		rows := c.rowsOf(n.dataset)
		need := rows
		if n.pins != nil {
			for _, s := range n.pins.segments {
				need -= max(min(s.hi, rows)-s.lo, 0)
			}
		}
		if uint64(need) > n.cardinality.n {
			c.report(n, "%s unique values are needed, but there are %s", message.Thousands(need), n.cardinality)
		}
	}
}

// cardinalityOf counts the values of a generator. The columns that it is computed from are counted before.
func (c *compiler) cardinalityOf(n *node) cardinality {
	if n.foreign != nil {
		if n.via != n && (n.via.cardinality.n == 0 || !n.via.alwaysGenerated()) || !n.foreign.alwaysGenerated() {
			return cardinality{}
		}
		return cardinality{n: min(n.foreign.cardinality.n, uint64(c.rowsOf(n.foreign.dataset)))}
	}
	if n.column.bounded() {
		return cardinality{}
	}
	switch g := n.column.Gen.(type) {
	case Const:
		return countList(n.written, true)
	case OneOf:
		return countList(n.written, false)
	case Cycle:
		return countList(n.written, n.distinct)
	case Bool:
		return cardinality{uint64(1 + boolInt(g.P > 0 && g.P < 1)), true}
	case Int:
		return cardinality{uint64(g.Max) - uint64(g.Min) + 1, true}
	case Zipf:
		return cardinality{uint64(g.N), true}
	case Seq:
		return cardinality{n: uint64(c.rowsOf(n.dataset))}
	case Template: // every combination of the values of its holes
		all := uint64(1)
		for _, hole := range n.deps {
			if all *= min(hole.cardinality.n, math.MaxUint32); !hole.alwaysGenerated() || all > math.MaxUint32 {
				return cardinality{}
			}
		}
		return cardinality{n: all}
	case When:
		then, other := n.parts[0], n.parts[1]
		if other == nil || then.cardinality.n == 0 || other.cardinality.n == 0 {
			return cardinality{}
		}
		return cardinality{n: min(then.cardinality.n, math.MaxUint32) + min(other.cardinality.n, math.MaxUint32)}
	}
	return cardinality{}
}

// neverTwice reports whether a column repeats no value, as far as its generator tells.
func (n *node) neverTwice() bool {
	return n.column.Unique || n.ascending && n.pins == nil && n.column.Type == nil
}

// countList counts the values of a list, exactly if exact is set. Values that are written alike count once.
func countList(list []literal.Value, exact bool) cardinality {
	if slices.ContainsFunc(list, func(v literal.Value) bool { return v.Kind == literal.Null }) {
		return cardinality{}
	}
	if !exact {
		return cardinality{n: uint64(len(list))}
	}
	texts := map[string]bool{}
	for _, v := range list {
		texts[v.Text] = true
	}
	return cardinality{uint64(len(texts)), true}
}

// alwaysGenerated reports whether no cell of a node is pinned or null by its share of nulls.
func (n *node) alwaysGenerated() bool {
	return n.pins == nil && !n.drawnNulls() && n.group.alwaysThere()
}

// alwaysThere reports whether every struct around a group is alwaysGenerated.
func (g *group) alwaysThere() bool { return g.owner == nil || g.owner.alwaysGenerated() }

// checkDistinct returns an error if two rows of a column have the same value.
func (b *batch) checkDistinct(n *node, a arrow.Array) error {
	repeat, err := columns.FirstRepeat(a)
	if err != nil || repeat == nil {
		return err
	}
	msg := fmt.Sprintf("repeats %s of row %d, but must be unique: %s", message.Quote(repeat.Text), repeat.Before,
		b.tooFew(n, a))
	return b.locate(n, &columns.CellError{Cell: repeat.Again, Msg: msg})
}

// tooFew reports how many unique values a column needs, how many there are, and what to do.
func (b *batch) tooFew(n *node, a arrow.Array) string {
	asked := a.Len() - a.NullN()
	for _, s := range b.pinned(n).segments {
		if n.pins.values.IsValid(s.value) {
			asked -= s.hi - s.lo
		}
	}
	there, where := n.cardinality, ""
	if !there.exact {
		var ok bool
		if there, ok = b.sample(n); !ok {
			first := min(a.Len(), sampleRows)
			seen := columns.Tally{}
			if err := seen.Add(array.NewSlice(a, 0, int64(first))); err != nil {
				return err.Error()
			}
			there, where = cardinality{uint64(len(seen)), true}, fmt.Sprintf(" in the first %s rows", message.Thousands(first))
		}
	}
	least, advice := "", "make fewer rows or more values"
	if !there.exact {
		least = "at least "
	}
	if there.n >= uint64(asked) {
		advice = "rows are drawn independently; int, between, oneof and ref repeat no value"
		if g, ok := n.column.Gen.(Ref); ok {
			advice = fmt.Sprintf("%s.%s repeats values; make it unique", g.Dataset, g.Column)
			if g.Pick == PickZipf {
				advice = "pick: zipf repeats rows and cannot be unique; write pick: unique"
			}
		}
	}
	return fmt.Sprintf("%s unique values are needed, but there are %s%s%s; %s",
		message.Thousands(asked), least, message.Thousands(there.n), where, advice)
}

// sampleRows is the number of rows that are drawn to estimate how many values a generator makes.
const sampleRows = 1 << 16

// sample draws the rows that would follow the last row of the dataset and counts their values. The count is exact if
// each value came more than once. It is not ok if the rows are not drawn independently, or would be too many.
func (b *batch) sample(n *node) (_ cardinality, ok bool) {
	if !b.drawsAlone(n) {
		return cardinality{}, false
	}
	seen := columns.Tally{}
	for lo := 0; lo < sampleRows; lo += draw.Block {
		g := newBatch(b.ctx, b.plan, n.scope, draw.Rows{N: draw.Block, Lo: b.rows.N + lo}, columns.GoMem)
		g.past = true
		a, err := n.kernel(g, columns.GoMem)
		if err == nil {
			err = seen.Add(a)
			a.Release()
		}
		g.release()
		if err != nil {
			return cardinality{}, false
		}
	}
	return cardinality{uint64(len(seen)), seen.AllRepeat()}, true
}

// drawsAlone reports whether each row of a column, and of the columns it is computed from, is drawn independently.
func (b *batch) drawsAlone(of *node) bool {
	known := map[*node]bool{}
	var alone func(n *node) bool
	alone = func(n *node) bool {
		if yes, ok := known[n]; ok {
			return yes
		}
		known[n] = n.column.Gen != nil && (n == of || !n.whole) && (n.unique == nil || n.inList()) && !n.countsRows() &&
			sampleRows*n.scope.elements() <= uint64(b.plan.program.maxRows) &&
			!slices.ContainsFunc(n.deps, func(dep *node) bool { return dep != n.foreign && !alone(dep) })
		return known[n]
	}
	return alone(of)
}

// countsRows reports whether a generator computes values from the row number without end, unlike a cycle, or from
// children, which no row past the last one has.
func (n *node) countsRows() bool {
	if n.placed {
		return true
	}
	switch n.column.Gen.(type) {
	case Seq, Walk, Running, States:
		return !n.inList()
	case function, perKey, Rollup, union:
		return true
	}
	return false
}

// elements returns the maximum number of list elements in a row.
func (s *scope) elements() uint64 {
	most := uint64(1)
	for ; s.outer != nil; s = s.outer {
		most *= uint64(s.longest)
	}
	return most
}

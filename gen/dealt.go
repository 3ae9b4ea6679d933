package gen

import (
	"math"
	"math/bits"
	"sort"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/gen/internal/columns"
)

// A deal is the values that unique quantiles deal out, numbered from 0. The weight of a piece decides its number of
// values. They do not depend on the number of rows, so more rows change no value.
type deal struct {
	unit   int64
	pieces []dealtPiece
}

// A dealtPiece deals out n values, evenly spread over the count values from lo on, a unit apart.
type dealtPiece struct {
	lo       int64
	count, n uint64
	before   uint64 // how many values the pieces before it deal out
}

// mostDealt bounds the values that are dealt out, so that sums of them are exact in a float64.
const mostDealt = 1 << 52

// newDeal returns the deal that deals out the most values with these weights.
func newDeal(pieces []piece[int64], weights []float64, unit int64) *deal {
	d := &deal{unit: unit}
	total, sum := float64(mostDealt), 0.0
	for _, w := range weights {
		sum += w
	}
	for i, p := range pieces {
		count := (uint64(p.hi) - uint64(p.lo)) / uint64(unit)
		if i == len(pieces)-1 || p.lo == p.hi {
			count++ // the others end below the first value of the next one
		}
		d.pieces = append(d.pieces, dealtPiece{lo: p.lo, count: count})
		total = min(total, float64(count)*sum/weights[i])
	}
	before := uint64(0)
	for i := range d.pieces {
		p := &d.pieces[i]
		p.before, p.n = before, min(uint64(math.Floor(total*weights[i]/sum+0.5)), p.count)
		before += p.n
	}
	return d
}

func (d *deal) size() uint64 {
	last := d.pieces[len(d.pieces)-1]
	return last.before + last.n
}

// value returns the value of a number.
func (d *deal) value(number uint64) int64 {
	i := sort.Search(len(d.pieces), func(i int) bool { return d.pieces[i].before > number }) - 1
	for d.pieces[i].n == 0 {
		i--
	}
	p := d.pieces[i]
	hi, lo := bits.Mul64(number-p.before, p.count)
	at, _ := bits.Div64(hi, lo, p.n)
	return p.lo + int64(at)*d.unit
}

// number returns the number of a value. ok is false if it is not dealt out.
func (d *deal) number(value int64) (number uint64, ok bool) {
	for _, p := range d.pieces {
		at := (uint64(value) - uint64(p.lo)) / uint64(d.unit)
		if value < p.lo || at >= p.count || p.n == 0 {
			continue
		}
		hi, lo := bits.Mul64(at, p.n)
		k, rest := bits.Div64(hi, lo, p.count)
		if rest > 0 {
			k++
		}
		return p.before + k, k < p.n && d.value(p.before+k) == value
	}
	return 0, false
}

// buildDealt compiles unique quantiles of whole numbers or times.
func (c *compiler) buildDealt(n *node, typ arrow.DataType, pieces []piece[int64], weights []float64, unit int64) bool {
	d := newDeal(pieces, weights, unit)
	at := func(text string) (uint64, bool) {
		v, ok := c.momentOf(n, typ, text)
		if !ok {
			return 0, false
		}
		return d.number(v)
	}
	return c.permute(n, d.size(), at) && c.finish(n, typ, func(b *batch, mem memory.Allocator) (arrow.Array, error) {
		return columns.Counted(mem, typ, b.rows.N, 0, 1, func(use func(k int, v uint64)) error {
			return b.eachUnique(n, func(k int, v uint64) { use(k, uint64(d.value(v))) })
		})
	})
}

package gen

import (
	"fmt"
	"math"
	"math/bits"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/assay-go/assay/gen/internal/puremath"
	"github.com/assay-go/assay/gen/internal/wordlist"
	"github.com/assay-go/assay/internal/message"
)

// build compiles the generator of a node: its kernel, and its type where none is named.
func (c *compiler) build(n *node) bool {
	if n.column == nil {
		return c.buildKey(n)
	}
	switch g := n.column.Gen.(type) {
	case nil:
		c.report(n, "has no generator")
		return false
	case Const:
		return c.buildConst(n, g)
	case Seq:
		return c.buildSeq(n, g)
	case Int:
		return c.buildInt(n, g)
	case Float:
		return c.buildFloat(n, g)
	case Bool:
		return c.buildBool(n, g)
	case Between:
		return c.buildBetween(n, g)
	case OneOf:
		return c.buildOneOf(n, g)
	case Cycle:
		return c.buildCycle(n, g)
	case UUID:
		n.drawn = true
		return c.finish(n, arrow.BinaryTypes.String, uuidKernel(n))
	case Normal:
		ok := c.checkFinite(n, "mean", g.Mean) && c.checkNotNegative(n, "stddev", g.Stddev)
		return ok && c.buildQuantile(n, func(p float64) float64 {
			return g.Mean + float64(g.Stddev*puremath.Quantile(p))
		})
	case LogNormal:
		ok := c.checkFinite(n, "mean", g.Mean) && c.checkNotNegative(n, "stddev", g.Stddev)
		return ok && c.buildQuantile(n, func(p float64) float64 {
			return puremath.Exp(g.Mean + float64(g.Stddev*puremath.Quantile(p)))
		})
	case Exponential:
		if !(g.Rate > 0 && finite(g.Rate)) {
			c.report(n, "the rate is %v; it is over 0", g.Rate)
			return false
		}
		return c.buildQuantile(n, func(p float64) float64 { return -puremath.Log(p) / g.Rate })
	case Poisson:
		return c.buildPoisson(n, g)
	case Zipf:
		return c.buildZipf(n, g)
	case Walk:
		return c.buildWalk(n, g)
	case Fake:
		return c.buildFake(n, g)
	case Template:
		return c.buildTemplate(n, g)
	case Expr:
		return c.buildExpr(n, g)
	case Ref:
		return c.buildRef(n, g)
	case Lookup:
		return c.buildLookup(n, g)
	case Sub:
		return c.buildSub(n)
	case List:
		return c.buildList(n, g)
	case When:
		return c.buildWhen(n, g)
	case function:
		return c.buildFunc(n, g)
	}
	c.report(n, "%T is no generator of this package (it takes values, not pointers)", n.column.Gen)
	return false
}

// finish sets the type and the kernel of a node whose generator makes values of a type by itself. A column of another
// type converts them.
func (c *compiler) finish(n *node, natural arrow.DataType, k kernel) bool {
	n.typ, n.kernel = natural, k
	if n.column.Unique && n.unique == nil {
		if n.inList() {
			c.report(n, "%s cannot be unique within a list; int, between, oneof and ref can", generatorName(n.column.Gen))
			return false
		}
		n.distinct, n.whole = true, true
	}
	want := n.column.Type
	if want == nil || arrow.TypeEqual(want, natural) {
		return true
	}
	convert, err := converter(natural, want)
	if err != nil {
		c.report(n, "%v", err)
		return false
	}
	n.typ = want
	n.kernel = func(f *frame, mem memory.Allocator) (arrow.Array, error) {
		a, err := k(f, f.scratch())
		if err != nil {
			return nil, err
		}
		return convert(mem, a)
	}
	return true
}

// cellsOf returns how many cells a node has at most in its dataset, or in one list.
func (c *compiler) cellsOf(n *node) int {
	if n.inList() {
		return n.scope.longest
	}
	return c.layout.rows[n.dataset.index]
}

func (c *compiler) checkFinite(n *node, name string, f float64) bool {
	if !finite(f) {
		c.report(n, "the %s is %v; it is a finite number", name, f)
		return false
	}
	return true
}

func (c *compiler) checkNotNegative(n *node, name string, f float64) bool {
	if !(f >= 0 && finite(f)) {
		c.report(n, "the %s is %v; it is at least 0, and finite", name, f)
		return false
	}
	return true
}

// checkFits reports values of a generator of integers that the column's type cannot hold.
func (c *compiler) checkFits(n *node, values ...int64) bool {
	typ := n.column.Type
	if typ == nil || !arrow.IsInteger(typ.ID()) && !arrow.IsDecimal(typ.ID()) {
		return true
	}
	var texts []Value
	for _, v := range values {
		texts = append(texts, Value{Kind: IntValue, Text: strconv.FormatInt(v, 10)})
	}
	return c.parse(n, typ, texts) != nil
}

func (c *compiler) buildConst(n *node, g Const) bool {
	values := []Value{g.Value}
	typ := c.typeOfValues(n, values)
	if typ == nil {
		return false
	}
	static := c.parse(n, typ, values)
	if static == nil {
		return false
	}
	return c.finish(n, typ, func(f *frame, mem memory.Allocator) (arrow.Array, error) {
		return take(mem, static, make([]int, f.rows.n))
	})
}

func sourceKernel(column arrow.Array) kernel {
	return func(f *frame, _ memory.Allocator) (arrow.Array, error) {
		return array.NewSlice(column, int64(f.rows.lo), int64(f.rows.lo+f.rows.n)), nil
	}
}

func (c *compiler) buildInt(n *node, g Int) bool {
	if g.Min > g.Max {
		c.report(n, "the integers from %d to %d are none; the first is at most the second", g.Min, g.Max)
		return false
	}
	if !c.checkFits(n, g.Min, g.Max) {
		return false
	}
	n.drawn = true
	size := uint64(g.Max) - uint64(g.Min) + 1
	if n.column.Unique {
		at := func(text string) (uint64, bool) {
			v, err := strconv.ParseInt(text, 10, 64)
			return uint64(v) - uint64(g.Min), err == nil && g.Min <= v && v <= g.Max
		}
		if !c.permute(n, size, at) {
			return false
		}
		return c.finish(n, arrow.PrimitiveTypes.Int64, counted(arrow.PrimitiveTypes.Int64, g.Min, 1, permutedRows(n)))
	}
	return c.finish(n, arrow.PrimitiveTypes.Int64, uniformInts(n, arrow.PrimitiveTypes.Int64, g.Min, size))
}

// uniformInts makes cells of 64 bits that are uniform among size numbers from lo on.
func uniformInts(n *node, typ arrow.DataType, lo int64, size uint64) kernel {
	return func(f *frame, mem memory.Allocator) (arrow.Array, error) {
		return fixed(mem, typ, f.rows.n, func(out []int64) {
			if x, ok := f.rows.first(f.key(n)); ok { // draws in the same loop: as fast as one generator in a row
				for k := range out {
					u := mix(x)
					x += gamma
					hi, low := bits.Mul64(u, size)
					if low < size || size == 0 {
						hi = below(u, size)
					}
					out[k] = lo + int64(hi)
				}
				return
			}
			drawInto(&f.rows, f.key(n), out, func(cells []int64) {
				for k, u := range cells {
					hi, low := bits.Mul64(uint64(u), size)
					if low < size || size == 0 {
						hi = below(uint64(u), size)
					}
					cells[k] = lo + int64(hi)
				}
			})
		}), nil
	}
}

func (c *compiler) buildFloat(n *node, g Float) bool {
	if !finite(g.Min, g.Max) || g.Min > g.Max {
		c.report(n, "the numbers from %v to %v are none; both are finite, and the first is at most the second", g.Min, g.Max)
		return false
	}
	n.drawn = true
	if span := g.Max - g.Min; !finite(span) { // the width is no number, the halves of it are
		half := g.Max/2 - g.Min/2
		return c.finish(n, arrow.PrimitiveTypes.Float64, drawnFloats(n, func(u uint64) float64 {
			return g.Min + float64(unit(u)*half) + float64(unit(u)*half)
		}))
	}
	return c.finish(n, arrow.PrimitiveTypes.Float64, func(f *frame, mem memory.Allocator) (arrow.Array, error) {
		lo, hi, span := g.Min, g.Max, g.Max-g.Min
		last := max(math.Nextafter(hi, lo), lo)
		return fixed(mem, arrow.PrimitiveTypes.Float64, f.rows.n, func(out []float64) {
			if x, ok := f.rows.first(f.key(n)); ok && span > 0x1p-900 { // a power of two can be taken out of it exactly
				scaled := span * 0x1p-53
				for k := range out {
					v := lo + float64(float64(int64(mix(x)>>11))*scaled)
					x += gamma
					if v >= hi {
						v = last
					}
					out[k] = v
				}
				return
			}
			drawInto(&f.rows, f.key(n), out, func(cells []float64) {
				for k, u := range cells {
					v := lo + float64(unit(math.Float64bits(u))*span)
					if v >= hi { // rounded up to the end, which is not included
						v = last
					}
					cells[k] = v
				}
			})
		}), nil
	})
}

// drawnFloats makes numbers of one draw each.
func drawnFloats(n *node, value func(u uint64) float64) kernel {
	return func(f *frame, mem memory.Allocator) (arrow.Array, error) {
		return fixed(mem, arrow.PrimitiveTypes.Float64, f.rows.n, func(out []float64) {
			drawInto(&f.rows, f.key(n), out, func(cells []float64) {
				for k, u := range cells {
					cells[k] = value(math.Float64bits(u))
				}
			})
		}), nil
	}
}

func (c *compiler) buildBool(n *node, g Bool) bool {
	if !(g.P >= 0 && g.P <= 1) {
		c.report(n, "the probability of true is %v; it is between 0 and 1", g.P)
		return false
	}
	n.drawn = true
	limit, always := chance(g.P)
	return c.finish(n, arrow.FixedWidthTypes.Boolean, func(f *frame, mem memory.Allocator) (arrow.Array, error) {
		return booleans(mem, f.rows.n, func(out []byte) {
			f.rows.draws(f.key(n), func(at int, u []uint64) {
				for k, u := range u {
					if happens(u, limit, always) {
						out[(at+k)/8] |= 1 << ((at + k) % 8)
					}
				}
			})
		}), nil
	})
}

// buildQuantile compiles a distribution that is given by its quantiles.
func (c *compiler) buildQuantile(n *node, quantile func(p float64) float64) bool {
	for _, u := range []uint64{0, math.MaxUint64} {
		if most := quantile(openUnit(u)); !finite(most) {
			c.report(n, "the values reach %v: a float64 ends at 1.8e308", most)
			return false
		}
	}
	n.drawn = true
	return c.finish(n, arrow.PrimitiveTypes.Float64, drawnFloats(n, func(u uint64) float64 {
		return quantile(openUnit(u))
	}))
}

// maxLambda is the largest mean of a Poisson distribution.
const maxLambda = 10_000

func (c *compiler) buildPoisson(n *node, g Poisson) bool {
	if !(g.Lambda >= 0 && g.Lambda <= maxLambda) {
		c.report(n, "the mean is %v; it is between 0 and %s", g.Lambda, message.Thousands(maxLambda))
		return false
	}
	n.drawn = true
	table := sync.OnceValue(func() *table { return poissonTable(g.Lambda) }) // which is large for a large mean
	return c.finish(n, arrow.PrimitiveTypes.Int64, func(f *frame, mem memory.Allocator) (arrow.Array, error) {
		t := table()
		return drawnInts(n, func(u uint64) int64 { return int64(t.pick(u)) })(f, mem)
	})
}

func (c *compiler) buildZipf(n *node, g Zipf) bool {
	switch {
	case !(g.S > 0 && g.S <= 1000):
		c.report(n, "the exponent is %v; it is over 0 and at most 1,000", g.S)
		return false
	case g.N < 1:
		c.report(n, "draws from 1 to %d, which is nothing; the end is at least 1", g.N)
		return false
	}
	if !c.checkFits(n, g.N) {
		return false
	}
	n.drawn = true
	return c.finish(n, arrow.PrimitiveTypes.Int64, drawnInts(n, newZipf(g.S, g.N).pick))
}

func drawnInts(n *node, pick func(u uint64) int64) kernel {
	return func(f *frame, mem memory.Allocator) (arrow.Array, error) {
		return fixed(mem, arrow.PrimitiveTypes.Int64, f.rows.n, func(out []int64) {
			drawInto(&f.rows, f.key(n), out, func(cells []int64) {
				for k, u := range cells {
					cells[k] = pick(uint64(u))
				}
			})
		}), nil
	}
}

func (c *compiler) buildWalk(n *node, g Walk) bool {
	if !finite(g.Start, g.Drift) || !c.checkNotNegative(n, "stddev", g.Stddev) {
		if !finite(g.Start, g.Drift) {
			c.report(n, "starts at %v and drifts by %v; both are finite numbers", g.Start, g.Drift)
		}
		return false
	}
	n.drawn = g.Stddev > 0
	n.whole = true
	return c.finish(n, arrow.PrimitiveTypes.Float64, func(f *frame, mem memory.Allocator) (arrow.Array, error) {
		return fixed(mem, arrow.PrimitiveTypes.Float64, f.rows.n, func(out []float64) {
			v := g.Start
			f.rows.draws(f.key(n), func(at int, u []uint64) {
				for k, u := range u {
					if f.rows.at(at+k) == 0 {
						v = g.Start
					} else {
						v += g.Drift + float64(g.Stddev*puremath.Quantile(openUnit(u)))
					}
					out[at+k] = v
				}
			})
		}), nil
	})
}

func (c *compiler) buildBetween(n *node, g Between) bool {
	typ := c.typeOfValues(n, []Value{g.Min, g.Max})
	if typ == nil {
		return false
	}
	unit, ok := unitOf(typ)
	if !ok {
		c.report(n, "between draws dates and times, and not %s; int and float draw numbers", typ)
		return false
	}
	ends := c.parse(n, typ, []Value{g.Min, g.Max})
	if ends == nil {
		return false
	}
	if ends.NullN() > 0 {
		c.report(n, "between has two ends, and neither is null")
		return false
	}
	lo, hi := temporalValue(ends, 0), temporalValue(ends, 1)
	if lo > hi {
		c.report(n, "the time from %s to %s is none; the first is at most the second", g.Min.Text, g.Max.Text)
		return false
	}
	n.drawn = true
	size := (uint64(hi)-uint64(lo))/uint64(unit) + 1
	if n.column.Unique {
		at := func(text string) (uint64, bool) {
			one := (&compiler{program: c.program}).parse(n, typ, []Value{{Kind: TextValue, Text: text}})
			v := temporalValue(one, 0)
			return (uint64(v) - uint64(lo)) / uint64(unit), lo <= v && v <= hi
		}
		if !c.permute(n, size, at) {
			return false
		}
		return c.finish(n, typ, counted(typ, lo, unit, permutedRows(n)))
	}
	return c.finish(n, typ, counted(typ, lo, unit, func(f *frame, use func(k int, v uint64)) error {
		f.rows.draws(f.key(n), func(at int, u []uint64) {
			for k, u := range u {
				use(at+k, below(u, size))
			}
		})
		return nil
	}))
}

// counted makes cells of a type that counts: lo and so many units more as each names.
func counted(typ arrow.DataType, lo, unit int64, each func(f *frame, use func(k int, v uint64)) error) kernel {
	narrow := typ.(arrow.FixedWidthDataType).BitWidth() == 32
	return func(f *frame, mem memory.Allocator) (arrow.Array, error) {
		var err error
		var a arrow.Array
		if narrow {
			a = fixed(mem, typ, f.rows.n, func(out []int32) {
				err = each(f, func(k int, v uint64) { out[k] = int32(lo + int64(v)*unit) })
			})
		} else {
			a = fixed(mem, typ, f.rows.n, func(out []int64) {
				err = each(f, func(k int, v uint64) { out[k] = lo + int64(v)*unit })
			})
		}
		if err != nil {
			a.Release()
			return nil, err
		}
		return a, nil
	}
}

// unitOf returns the distance of neighbouring values of a temporal type, as its cells count.
func unitOf(typ arrow.DataType) (int64, bool) {
	switch typ.ID() {
	case arrow.DATE32, arrow.TIMESTAMP, arrow.TIME32, arrow.TIME64, arrow.DURATION:
		return 1, true
	case arrow.DATE64:
		return int64(24 * time.Hour / time.Millisecond), true
	}
	return 0, false
}

// temporalValue returns a cell of a temporal type as it counts.
func temporalValue(a arrow.Array, row int) int64 {
	if a.DataType().(arrow.FixedWidthDataType).BitWidth() == 32 {
		return int64(arrow.GetValues[int32](a.Data(), 1)[row])
	}
	return arrow.GetValues[int64](a.Data(), 1)[row]
}

func (c *compiler) buildOneOf(n *node, g OneOf) bool {
	typ, values := c.choices(n, g.Values)
	if values == nil {
		return false
	}
	pick := func(u uint64) int { return int(below(u, uint64(len(g.Values)))) }
	if g.Weights != nil {
		if !c.checkWeights(n, g) {
			return false
		}
		pick = newTable(0, g.Weights).pick
	}
	n.drawn = true
	if n.column.Unique {
		return c.buildUniqueOneOf(n, g, typ, values)
	}
	if texts, ok := values.(*array.String); ok && texts.NullN() == 0 && longest(texts) <= block {
		return c.finish(n, typ, pickedWords(n, texts, pick))
	}
	return c.finish(n, typ, func(f *frame, mem memory.Allocator) (arrow.Array, error) {
		index := make([]int, f.rows.n)
		f.rows.draws(f.key(n), func(at int, u []uint64) {
			for k, u := range u {
				index[at+k] = pick(u)
			}
		})
		return take(mem, values, index)
	})
}

func longest(texts *array.String) int {
	n := 0
	for i := range texts.Len() {
		n = max(n, len(texts.Value(i)))
	}
	return n
}

// pickedWords makes cells of a list of texts.
func pickedWords(n *node, texts *array.String, pick func(u uint64) int) kernel {
	list := make([]string, texts.Len())
	for i := range list {
		list[i] = texts.Value(i)
	}
	l := wordlist.New(list)
	return func(f *frame, mem memory.Allocator) (arrow.Array, error) {
		key := f.key(n)
		var keys [block]uint64
		return textBlocks(mem, arrow.BinaryTypes.String, f.rows.n, func(dst []byte, at int, ends []int32) []byte {
			f.rows.fill(key, at, keys[:len(ends)])
			dst = slices.Grow(dst, len(ends)*l.Longest()+wordlist.Room)
			buf, size := dst[:cap(dst)], 0
			for k, u := range keys[:len(ends)] {
				size = l.Put(buf, size, pick(u))
				ends[k] = int32(size)
			}
			return buf[:size]
		})
	}
}

// choices returns a list of values as an array.
func (c *compiler) choices(n *node, list []Value) (arrow.DataType, arrow.Array) {
	if len(list) == 0 {
		c.report(n, "the list of values is empty")
		return nil, nil
	}
	typ := c.typeOfValues(n, list)
	if typ == nil {
		return nil, nil
	}
	return typ, c.parse(n, typ, list)
}

func (c *compiler) checkWeights(n *node, g OneOf) bool {
	if len(g.Weights) != len(g.Values) {
		c.report(n, "%d values have %d weights", len(g.Values), len(g.Weights))
		return false
	}
	sum := 0.0
	for i, w := range g.Weights {
		if !(w >= 0 && finite(w)) {
			c.reportValue(n, g.Values[i].At, "the weight of %q is %v; it is at least 0, and finite", g.Values[i].Text, w)
			return false
		}
		sum = max(sum, w)
	}
	if sum == 0 {
		c.report(n, "all weights are 0")
		return false
	}
	return true
}

func (c *compiler) buildUniqueOneOf(n *node, g OneOf, typ arrow.DataType, values arrow.Array) bool {
	if g.Weights != nil {
		c.report(n, "unique values have no weights: each is taken at most once")
		return false
	}
	places := make(map[string]uint64, len(g.Values))
	for i := range g.Values {
		text := cellText(values, i)
		if before, ok := places[text]; ok {
			c.reportValue(n, g.Values[i].At, "%q is in the list twice (as value %d and %d), and has to be unique", text, before, i)
			return false
		}
		places[text] = uint64(i)
	}
	at := func(text string) (uint64, bool) {
		i, ok := places[text]
		return i, ok
	}
	if !c.permute(n, uint64(len(g.Values)), at) {
		return false
	}
	each := permutedRows(n)
	return c.finish(n, typ, func(f *frame, mem memory.Allocator) (arrow.Array, error) {
		index := make([]int, f.rows.n)
		if err := each(f, func(k int, v uint64) { index[k] = int(v) }); err != nil {
			return nil, err
		}
		return take(mem, values, index)
	})
}

func (c *compiler) buildCycle(n *node, g Cycle) bool {
	typ, values := c.choices(n, g.Values)
	if values == nil {
		return false
	}
	return c.finish(n, typ, func(f *frame, mem memory.Allocator) (arrow.Array, error) {
		index := make([]int, f.rows.n)
		for k := range index {
			index[k] = f.rows.at(k) % len(g.Values)
		}
		return take(mem, values, index)
	})
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

package golden

import (
	"math"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"

	"github.com/assay-go/assay/internal/arrowtext"
)

// A distance is how far two values are apart.
type distance struct {
	abs, rel float64
	ulp      uint64
	duration time.Duration
}

func (d *distance) widen(e distance) {
	d.abs, d.rel = max(d.abs, e.abs), max(d.rel, e.rel)
	d.ulp, d.duration = max(d.ulp, e.ulp), max(d.duration, e.duration)
}

// numbersApart returns the distance of two finite numbers that are diff apart.
func numbersApart(diff, x, y float64) distance {
	return distance{abs: diff, rel: diff / max(math.Abs(x), math.Abs(y))}
}

// A drifting returns how far cell i of one array is from cell j of another, and whether a tolerance allows that.
type drifting func(i, j int) (distance, bool)

// newDrifting returns the drifting of two arrays of one type.
func newDrifting(a, b arrow.Array, t *Tolerance) drifting {
	a, b = arrowtext.Storage(a), arrowtext.Storage(b)
	values := valueDrifting(a, b, t)
	aNull, bNull := arrowtext.Nulls(a), arrowtext.Nulls(b)
	return func(i, j int) (distance, bool) {
		if x, y := aNull(i), bNull(j); x || y {
			return distance{}, x && y
		}
		return values(i, j)
	}
}

func valueDrifting(a, b arrow.Array, t *Tolerance) drifting {
	switch a := a.(type) {
	case *array.Dictionary:
		b := b.(*array.Dictionary)
		values := newDrifting(a.Dictionary(), b.Dictionary(), t)
		return func(i, j int) (distance, bool) { return values(a.GetValueIndex(i), b.GetValueIndex(j)) }
	case *array.RunEndEncoded:
		b := b.(*array.RunEndEncoded)
		values := newDrifting(a.Values(), b.Values(), t)
		return func(i, j int) (distance, bool) { return values(a.GetPhysicalIndex(i), b.GetPhysicalIndex(j)) }
	case *array.Struct:
		return structDrifting(a, b.(*array.Struct), t)
	case array.ListLike:
		return listDrifting(a, b.(array.ListLike), t)
	}
	if f := floatDrifting(a, b, t); f != nil {
		return f
	}
	if x, y := numbersOf(a), numbersOf(b); x != nil {
		return func(i, j int) (distance, bool) {
			d := x(i).apart(y(j))
			return d, d == distance{} || d.within(t)
		}
	}
	if x, y := instantsOf(a), instantsOf(b); x != nil {
		return func(i, j int) (distance, bool) {
			d := x(i).apart(y(j))
			return distance{duration: d}, d <= t.Duration
		}
	}
	equal := valueComparer(a, b)
	return func(i, j int) (distance, bool) { return distance{}, equal(i, j) == 0 }
}

func structDrifting(a, b *array.Struct, t *Tolerance) drifting {
	fields := make([]drifting, a.NumField())
	for f := range fields {
		fields[f] = newDrifting(a.Field(f), b.Field(f), t)
	}
	return func(i, j int) (all distance, ok bool) {
		for _, field := range fields {
			d, ok := field(i, j)
			if !ok {
				return d, false
			}
			all.widen(d)
		}
		return all, true
	}
}

func listDrifting(a, b array.ListLike, t *Tolerance) drifting {
	elem := newDrifting(a.ListValues(), b.ListValues(), t)
	return func(i, j int) (all distance, ok bool) {
		x, xEnd := a.ValueOffsets(i)
		y, yEnd := b.ValueOffsets(j)
		if xEnd-x != yEnd-y {
			return all, false
		}
		for ; x < xEnd; x, y = x+1, y+1 {
			d, ok := elem(int(x), int(y))
			if !ok {
				return d, false
			}
			all.widen(d)
		}
		return all, true
	}
}

// floatDrifting is the drifting of two arrays of floats, nil for others.
func floatDrifting(a, b arrow.Array, t *Tolerance) drifting {
	x, rank := floatsOf(a)
	if x == nil {
		return nil
	}
	y, _ := floatsOf(b)
	return func(i, j int) (distance, bool) {
		p, q := x(i), y(j)
		if floatRank(p) == floatRank(q) {
			return distance{}, true
		}
		if !finite(p) || !finite(q) {
			return distance{}, false
		}
		d := floatApart(p, q, rank)
		return d, d.within(t)
	}
}

// floatApart returns the distance of two floats that differ; rank counts the floats of their width.
func floatApart(x, y float64, rank func(float64) uint64) distance {
	if x == y { // -0 and 0
		return distance{ulp: 1}
	}
	d := numbersApart(math.Abs(x-y), x, y)
	d.ulp = max(rank(x), rank(y)) - min(rank(x), rank(y))
	return d
}

// within reports whether a tolerance allows a distance between numbers that differ.
func (d distance) within(t *Tolerance) bool {
	return t.Abs > 0 && d.abs <= t.Abs || t.Rel > 0 && d.rel <= t.Rel || d.ulp > 0 && d.ulp <= t.ULP
}

func finite(f float64) bool { return f-f == 0 }

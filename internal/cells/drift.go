package cells

import (
	"math"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"

	"github.com/assay-go/assay/internal/arrowtext"
)

// A Distance is the distance of two values, by each kind of bound.
type Distance struct {
	Abs, Rel float64
	ULP      uint64
	Duration time.Duration
}

func (d *Distance) widen(e Distance) {
	d.Abs, d.Rel = max(d.Abs, e.Abs), max(d.Rel, e.Rel)
	d.ULP, d.Duration = max(d.ULP, e.ULP), max(d.Duration, e.Duration)
}

// A distanceFunc returns the distance of cell i of one array and cell j of another, and whether a tolerance allows it.
type distanceFunc func(i, j int) (Distance, bool)

// Within returns a function that reports whether cells of two arrays of one type are within a tolerance, and their
// distance.
func Within(a, b arrow.Array, t *Tolerance) distanceFunc {
	a, b = arrowtext.Storage(a), arrowtext.Storage(b)
	values := valueDistance(a, b, t)
	aNull, bNull := arrowtext.Nulls(a), arrowtext.Nulls(b)
	return func(i, j int) (Distance, bool) {
		if x, y := aNull(i), bNull(j); x || y {
			return Distance{}, x && y
		}
		return values(i, j)
	}
}

func valueDistance(a, b arrow.Array, t *Tolerance) distanceFunc {
	switch a := a.(type) {
	case *array.Dictionary:
		b := b.(*array.Dictionary)
		values := Within(a.Dictionary(), b.Dictionary(), t)
		return func(i, j int) (Distance, bool) { return values(a.GetValueIndex(i), b.GetValueIndex(j)) }
	case *array.RunEndEncoded:
		b := b.(*array.RunEndEncoded)
		values := Within(a.Values(), b.Values(), t)
		return func(i, j int) (Distance, bool) { return values(a.GetPhysicalIndex(i), b.GetPhysicalIndex(j)) }
	case *array.Struct:
		return structDistance(a, b.(*array.Struct), t)
	case array.ListLike:
		return listDistance(a, b.(array.ListLike), t)
	}
	if f := floatDistance(a, b, t); f != nil {
		return f
	}
	if x, y := Numbers(a), Numbers(b); x != nil {
		return func(i, j int) (Distance, bool) {
			d := x(i).Distance(y(j))
			return d, d == Distance{} || d.Within(t)
		}
	}
	if x, y := Instants(a), Instants(b); x != nil {
		return func(i, j int) (Distance, bool) {
			d := x(i).Sub(y(j))
			return Distance{Duration: d}, d <= t.Duration
		}
	}
	equal := valueComparer(a, b)
	return func(i, j int) (Distance, bool) { return Distance{}, equal(i, j) == 0 }
}

func structDistance(a, b *array.Struct, t *Tolerance) distanceFunc {
	fields := make([]distanceFunc, a.NumField())
	for f := range fields {
		fields[f] = Within(a.Field(f), b.Field(f), t)
	}
	return func(i, j int) (all Distance, ok bool) {
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

func listDistance(a, b array.ListLike, t *Tolerance) distanceFunc {
	elem := Within(a.ListValues(), b.ListValues(), t)
	return func(i, j int) (all Distance, ok bool) {
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

// floatDistance returns the distance of two float arrays. It returns nil for other arrays.
func floatDistance(a, b arrow.Array, t *Tolerance) distanceFunc {
	x, rank := Floats(a)
	if x == nil {
		return nil
	}
	y, _ := Floats(b)
	return func(i, j int) (Distance, bool) {
		p, q := x(i), y(j)
		if FloatRank(p) == FloatRank(q) {
			return Distance{}, true
		}
		if !Finite(p) || !Finite(q) {
			return Distance{}, false
		}
		d := FloatDistance(p, q, rank)
		return d, d.Within(t)
	}
}

// FloatDistance returns the distance of two different floats; rank numbers the floats of their width.
func FloatDistance(x, y float64, rank func(float64) uint64) Distance {
	if x == y { // -0 and 0
		return Distance{ULP: 1}
	}
	d := numberDistance(math.Abs(x-y), x, y)
	d.ULP = max(rank(x), rank(y)) - min(rank(x), rank(y))
	return d
}

// Within reports whether a tolerance allows the distance of two different numbers.
func (d Distance) Within(t *Tolerance) bool {
	return t.Abs > 0 && d.Abs <= t.Abs || t.Rel > 0 && d.Rel <= t.Rel || d.ULP > 0 && d.ULP <= t.ULP
}

func Finite(f float64) bool { return f-f == 0 }

package golden

import (
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"

	"github.com/assay-go/assay/internal/arrowtext"
)

// A Tolerance lets the values of a column drift: a cell passes if any of the bounds holds. A later tolerance for a column
// takes the place of an earlier one.
type Tolerance struct {
	Column   string        `json:"column,omitempty"`   // a name, in which * stands for any text; "" means every column that can drift
	Abs      float64       `json:"abs,omitempty"`      // |a-b| of numbers
	Rel      float64       `json:"rel,omitempty"`      // |a-b| of numbers, as a share of the larger of |a| and |b|
	ULP      uint64        `json:"ulp,omitempty"`      // floats that lie between a and b, and one
	Duration time.Duration `json:"duration,omitempty"` // of timestamps, dates, times of day and durations
}

// String returns the bounds as a report shows them.
func (t Tolerance) String() string {
	var bounds []string
	if t.Abs > 0 {
		bounds = append(bounds, fmt.Sprintf("abs %g", t.Abs))
	}
	if t.Rel > 0 {
		bounds = append(bounds, fmt.Sprintf("rel %g", t.Rel))
	}
	if t.ULP > 0 {
		bounds = append(bounds, fmt.Sprintf("%d ulp", t.ULP))
	}
	if t.Duration > 0 {
		bounds = append(bounds, t.Duration.String())
	}
	if len(bounds) == 0 {
		return "none"
	}
	return strings.Join(bounds, " or ")
}

func (t Tolerance) check() error {
	for _, bound := range []float64{t.Abs, t.Rel} {
		if bound < 0 || bound != bound || math.IsInf(bound, 0) {
			return fmt.Errorf("tolerance for column %q: %g is no bound: give a number that is not negative", t.Column, bound)
		}
	}
	if t.Duration < 0 {
		return fmt.Errorf("tolerance for column %q: %s is no bound: give a duration that is not negative", t.Column, t.Duration)
	}
	return nil
}

// A Drift is how far the cells of a column moved within its tolerance.
type Drift struct {
	Cells    int           `json:"cells"`
	Abs      float64       `json:"abs,omitempty"` // the largest of each
	Rel      float64       `json:"rel,omitempty"`
	ULP      uint64        `json:"ulp,omitempty"`
	Duration time.Duration `json:"duration,omitempty"`
	Allowed  Tolerance     `json:"allowed"`
}

// add counts a cell that drifted.
func (d *Drift) add(cell distance) {
	d.Cells++
	d.Abs, d.Rel = max(d.Abs, cell.abs), max(d.Rel, cell.rel)
	d.ULP, d.Duration = max(d.ULP, cell.ulp), max(d.Duration, cell.duration)
}

// tolerancesOf returns the tolerance of each column, nil for none. A tolerance that finds no column, or one whose
// values cannot drift, is an error: it would protect nothing.
func tolerancesOf(schema *arrow.Schema, all []Tolerance) ([]*Tolerance, error) {
	out := make([]*Tolerance, schema.NumFields())
	for i := range all {
		t := &all[i]
		if err := t.check(); err != nil {
			return nil, err
		}
		found := false
		for c, field := range schema.Fields() {
			switch {
			case !matches(t.Column, field.Name):
				continue
			case drifts(field.Type):
				out[c] = t
				found = true
			case t.Column == field.Name:
				text, _ := arrowtext.TypeString(field.Type)
				return nil, fmt.Errorf("a tolerance for column %q, whose values cannot drift: it is %s", field.Name, text)
			}
		}
		if !found && t.Column != "" {
			return nil, noColumn("a tolerance", t.Column, schema)
		}
	}
	return out, nil
}

// matches reports whether name is the pattern, in which * stands for any text and "" for all names.
func matches(pattern, name string) bool {
	if pattern == "" {
		return true
	}
	parts := strings.Split(pattern, "*")
	if len(parts) == 1 {
		return pattern == name
	}
	last := len(parts) - 1
	if !strings.HasPrefix(name, parts[0]) {
		return false
	}
	rest := name[len(parts[0]):]
	for _, part := range parts[1:last] {
		at := strings.Index(rest, part)
		if at < 0 {
			return false
		}
		rest = rest[at+len(part):]
	}
	return strings.HasSuffix(rest, parts[last])
}

// drifts reports whether values of a type have a distance.
func drifts(dt arrow.DataType) bool {
	switch t := arrowtext.StorageType(dt).(type) {
	case *arrow.DictionaryType:
		return drifts(t.ValueType)
	case *arrow.RunEndEncodedType:
		return drifts(t.Encoded())
	case arrow.NestedType:
		for _, f := range t.Fields() {
			if drifts(f.Type) {
				return true
			}
		}
		return false
	}
	switch dt = arrowtext.StorageType(dt); dt.ID() {
	case arrow.FLOAT16, arrow.FLOAT32, arrow.FLOAT64, arrow.DECIMAL128, arrow.DECIMAL256, arrow.DATE32, arrow.DATE64,
		arrow.TIME32, arrow.TIME64, arrow.TIMESTAMP, arrow.DURATION:
		return true
	}
	return arrow.IsInteger(dt.ID())
}

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

package cells

import (
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/internal/arrowtext"
)

// A Tolerance lets the values of a column drift: a cell passes if it is within any of the bounds. A later tolerance for
// a column replaces an earlier one.
type Tolerance struct {
	Column   string        `json:"column,omitempty"`   // a name; * matches any text, "" all columns that can drift
	Abs      float64       `json:"abs,omitempty"`      // |a-b| of numbers
	Rel      float64       `json:"rel,omitempty"`      // |a-b| of numbers, relative to the larger of |a| and |b|
	ULP      uint64        `json:"ulp,omitempty"`      // steps from a to b through the floats of their width
	Duration time.Duration `json:"duration,omitempty"` // of timestamps, dates, times of day and durations
}

// String returns the bounds as reports show them.
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

func (t Tolerance) Check() error {
	for _, bound := range []float64{t.Abs, t.Rel} {
		if bound < 0 || bound != bound || math.IsInf(bound, 0) {
			return fmt.Errorf("tolerance for column %q: %g is not a bound: want a finite number of at least 0",
				t.Column, bound)
		}
	}
	if t.Duration < 0 {
		return fmt.Errorf("tolerance for column %q: %s is not a bound: want a duration of at least 0", t.Column,
			t.Duration)
	}
	return nil
}

// CanDrift reports whether values of a type have a distance.
func CanDrift(dt arrow.DataType) bool {
	switch t := arrowtext.StorageType(dt).(type) {
	case *arrow.DictionaryType:
		return CanDrift(t.ValueType)
	case *arrow.RunEndEncodedType:
		return CanDrift(t.Encoded())
	case arrow.NestedType:
		for _, f := range t.Fields() {
			if CanDrift(f.Type) {
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

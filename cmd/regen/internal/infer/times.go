package infer

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/assay-go/assay/cmd/regen/internal/profile"
	"github.com/assay-go/assay/internal/arrowtext"
)

// clockTimes describes times of day and durations, which no distribution generates: by a few of them, in whole seconds
// if they are longer than a second.
func clockTimes(c *profile.Column) (text, note string) {
	b := array.NewBuilder(memory.DefaultAllocator, c.Type)
	sample := c.Numbers.Sample()
	second := perSecond(c.Type.(arrow.TemporalWithUnit).TimeUnit())
	for i := range 5 {
		v := sample[(len(sample)-1)*i/4]
		if math.Abs(v) > second {
			v = float64(math.Trunc(v/second) * second)
		}
		switch b := b.(type) {
		case *array.Time32Builder:
			b.Append(arrow.Time32(v))
		case *array.Time64Builder:
			b.Append(arrow.Time64(v))
		case *array.DurationBuilder:
			b.Append(arrow.Duration(v))
		}
	}
	a := b.NewArray()
	format, err := arrowtext.NewFormatter(a)
	if err != nil {
		return "pin: null" + typed(c), ""
	}
	var cells []string
	for i := range a.Len() {
		if cell := scalar(string(format(nil, i))); !slices.Contains(cells, cell) {
			cells = append(cells, cell)
		}
	}
	return "oneof: [" + strings.Join(cells, ", ") + "]" + typed(c), "a few times between the least and the greatest"
}

// perSecond is the number of units in a second.
func perSecond(unit arrow.TimeUnit) float64 { return float64(time.Second / unit.Multiplier()) }

// times describes dates and timestamps: a sequence, or a range, of whole days if it is at least two days long.
func times(c *profile.Column, rows int64) string {
	at := func(v float64) time.Time {
		switch t := c.Type.(type) {
		case *arrow.Date32Type:
			return arrow.Date32(v).ToTime()
		case *arrow.Date64Type:
			return arrow.Date64(min(max(v, -62135596800e3), 253402214400e3)).ToTime()
		case *arrow.TimestampType:
			second := perSecond(t.Unit)
			v = min(max(v, -62135596800*second), 253402214400*second, 1<<63-1024) // the years 1 to 9999, in 64 bits
			return arrow.Timestamp(v).ToTime(t.Unit).UTC()
		}
		return time.Time{}
	}
	n := c.Numbers
	lo, hi := at(n.Least), at(n.Greatest)
	isDate := c.Type.ID() != arrow.TIMESTAMP
	layout := "2006-01-02T15:04:05"
	if t, ok := c.Type.(*arrow.TimestampType); ok && t.TimeZone != "" {
		layout += "Z"
	}
	if isDate {
		layout = time.DateOnly
	}
	step := at(float64(n.First + n.Step)).Sub(at(float64(n.First)))
	if last := at(float64(n.First) + float64(float64(n.Step)*float64(rows))); n.Steady && step >= time.Second &&
		step < math.MaxInt64 &&
		inYears(lo, c.Type).Equal(lo) && inYears(last, c.Type).Equal(last) {
		return fmt.Sprintf("seq: {start: %s, step: %s}%s", at(float64(n.First)).Format(layout), step, typed(c))
	}
	lo, hi = inYears(lo, c.Type), inYears(hi, c.Type)
	var span time.Duration
	if isDate {
		span = severalWeeks
	}
	if isDate || hi.Sub(lo) >= severalDays {
		layout = time.DateOnly
	}
	lo, hi = outwardTimes(lo, hi, span)
	return fmt.Sprintf("between: [%s, %s]%s", inYears(lo, c.Type).Format(layout), inYears(hi, c.Type).Format(layout),
		typed(c))
}

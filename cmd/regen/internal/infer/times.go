package infer

import (
	"fmt"
	"math"
	"slices"
	"strconv"
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

// times describes dates and timestamps: a sequence, a range, or quantiles, of whole days if it is at least two days
// long.
func times(c *profile.Column, r request) made {
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
	exact := layout
	if isDate {
		layout = time.DateOnly
	}
	step := at(float64(n.First + n.Step)).Sub(at(float64(n.First)))
	if last := at(float64(n.First) + float64(float64(n.Step)*float64(r.rows))); n.Steady && n.N >= 2*crowd &&
		step >= time.Second && step < math.MaxInt64 &&
		inYears(lo, c.Type).Equal(lo) && inYears(last, c.Type).Equal(last) {
		return made{text: fmt.Sprintf("seq: {start: %s, step: %s}%s", at(float64(n.First)).Format(layout), step, typed(c))}
	}
	lo, hi = inYears(lo, c.Type), inYears(hi, c.Type)
	var span time.Duration
	if isDate {
		span = severalWeeks
	}
	if isDate || hi.Sub(lo) >= severalDays {
		layout = time.DateOnly
	}
	lo, hi = outwardTimes(lo, hi, span, isRare(c, n.Least), isRare(c, n.Greatest))
	lo, hi = inYears(lo, c.Type), inYears(hi, c.Type)
	if m, ok := timeQuantiles(c, r, at, lo, hi, exact); ok {
		return m
	}
	return made{text: fmt.Sprintf("between: [%s, %s]%s", lo.Format(layout), hi.Format(layout), typed(c))}
}

// timeQuantiles describes dates and timestamps whose distribution is not uniform by their quantiles, in days or seconds
// after the first.
func timeQuantiles(
	c *profile.Column, r request, at func(float64) time.Time, lo, hi time.Time, layout string,
) (m made, ok bool) {
	xs := c.Numbers.Sample()
	f := fitNumbers(xs, xs[0], xs[len(xs)-1], true, bound{math.Inf(1), math.Inf(-1)})
	if f.keepsQuantiles(xs, true) || len(xs) < fewestForQuantiles || r.taken == nil || r.wide ||
		c.Type.ID() == arrow.DATE64 || hi.Sub(lo) < 2*time.Minute || hi.Sub(lo) > 290*365*day {
		return made{}, false
	}
	unit, text := time.Second, fmt.Sprintf(`timestamp("%s") + int(round(%%s)) * duration("1s")`, lo.Format(layout))
	if c.Type.ID() == arrow.DATE32 {
		unit, text = day, fmt.Sprintf(`addDays(date("%s"), int(round(%%s)))`, lo.Format(time.DateOnly))
	} else if hi.Sub(lo) >= severalYears {
		unit, text = time.Hour, strings.Replace(text, `"1s"`, `"1h"`, 1)
	}
	for i, x := range xs {
		xs[i] = min(max(float64(at(x).Sub(lo)/unit), 0), float64(hi.Sub(lo)/unit))
	}
	step := math.Max(1, math.Pow(10, math.Floor(math.Log10(spread(xs)/200))))
	show := func(v float64) float64 { return math.Round(v/step) * step }
	from := r.helper(&m, c.Name, "_at", "float: [0, 1]")
	q := quantileExpr(quantilesOf(xs, 0, float64(hi.Sub(lo)/unit), show), from)
	m.text = "expr: " + scalar(fmt.Sprintf(text, q)) + typed(c)
	return m, true
}

// dayNumbers describes whole numbers that are dates, such as 20190131.
func dayNumbers(c *profile.Column, r request) (m made, ok bool) {
	if !c.Numbers.Whole || r.taken == nil || r.wide || c.Numbers.N < 2 {
		return m, false
	}
	toDay := func(v float64) (time.Time, error) {
		return time.Parse("20060102", strconv.FormatFloat(v, 'f', -1, 64))
	}
	for _, v := range c.Numbers.Sample() {
		if t, err := toDay(v); err != nil || t.Year() < 1800 || t.Year() > 2200 {
			return m, false
		}
	}
	lo, err := toDay(c.Numbers.Least)
	if err != nil {
		return m, false
	}
	hi, err := toDay(c.Numbers.Greatest)
	if err != nil {
		return m, false
	}
	lo, hi = outwardTimes(lo, hi, severalWeeks, isRare(c, c.Numbers.Least), isRare(c, c.Numbers.Greatest))
	from, to := lo.Format(time.DateOnly), hi.Format(time.DateOnly)
	d := r.helper(&m, c.Name, "_day", fmt.Sprintf("between: [%s, %s], type: date32", from, to))
	m.text = "expr: " + scalar(fmt.Sprintf("year(%s) * 10000 + month(%[1]s) * 100 + day(%[1]s)", d)) + typed(c)
	return m, true
}

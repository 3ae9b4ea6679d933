package infer

import (
	"time"

	"github.com/apache/arrow/go/v17/arrow"
)

// Times are rounded to hours, days, weeks, months and years if their range is at least this long.
const (
	day           = 24 * time.Hour
	severalHours  = 2 * time.Hour
	severalDays   = 2 * day
	severalWeeks  = 14 * day
	severalMonths = 62 * day
	severalYears  = 731 * day
)

// outwardTimes rounds a range to a unit that is contained several times in it, or in span if that is longer. So the
// ends are not values of the data. An end that is rounded already moves on if it is rare.
func outwardTimes(lo, hi time.Time, span time.Duration, loRare, hiRare bool) (time.Time, time.Time) {
	unit := time.Second
	floor := func(t time.Time, more int) time.Time { return t.Truncate(unit).Add(time.Duration(more) * unit) }
	switch span = max(span, hi.Sub(lo)); {
	case span >= severalYears:
		floor = func(t time.Time, more int) time.Time { return time.Date(t.Year()+more, 1, 1, 0, 0, 0, 0, time.UTC) }
	case span >= severalMonths:
		floor = func(t time.Time, more int) time.Time {
			return time.Date(t.Year(), t.Month()+time.Month(more), 1, 0, 0, 0, 0, time.UTC)
		}
	case span >= severalWeeks:
		unit = 7 * day // Truncate starts weeks on Monday
	case span >= severalDays:
		unit = day
	case span >= severalHours:
		unit = time.Hour
	case span >= 2*time.Minute:
		unit = time.Minute
	}
	down, up := floor(lo, 0), floor(hi, 0)
	if loRare && down.Equal(lo) {
		down = floor(lo, -1)
	}
	if up.Before(hi) || hiRare {
		up = floor(hi, 1)
	}
	return down, up
}

// inYears returns the nearest time of a type that a fixture can have, in whole seconds.
func inYears(t time.Time, dt arrow.DataType) time.Time {
	first, last := time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(9999, 12, 30, 0, 0, 0, 0, time.UTC)
	if ts, ok := dt.(*arrow.TimestampType); ok && ts.Unit == arrow.Nanosecond {
		first, last = time.Date(1678, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2262, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	switch {
	case t.Before(first):
		return first
	case t.After(last):
		return last
	}
	return t.Truncate(time.Second)
}

package infer

import (
	"math"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
)

const day = 24 * time.Hour

// A level is a unit of times: of some seconds, or of some months.
type level struct {
	seconds float64 // on average
	months  int
	text    string // the duration of it, as an expression; "" for days and months
}

var (
	weekLevel   = level{7 * 86400, 0, ""}
	dayLevel    = level{86400, 0, ""}
	secondLevel = level{1, 0, "1s"}

	// levels has those that infer finds, the coarsest first. The first three are of months.
	levels = []level{
		{365.25 * 86400, 12, ""},
		{91.3125 * 86400, 3, ""},
		{30.4375 * 86400, 1, ""},
		weekLevel,
		dayLevel,
		{3600, 0, "1h"},
		{60, 0, "1m"},
		secondLevel,
	}
)

// floor returns the last time of the level that is not after a time, and some units later.
func (l level) floor(t time.Time, more int) time.Time {
	if l.months == 0 {
		unit := time.Duration(l.seconds) * time.Second
		return t.Truncate(unit).Add(time.Duration(more) * unit) // weeks start on Monday
	}
	month := (int(t.Month()) - 1) / l.months * l.months
	return time.Date(t.Year(), time.Month(1+month+more*l.months), 1, 0, 0, 0, 0, time.UTC)
}

// count returns how many units a time is after another one of the level.
func (l level) count(from, to time.Time) float64 {
	if l.months == 0 {
		return float64(to.Unix()-from.Unix()) / l.seconds
	}
	return float64((to.Year()-from.Year())*12+int(to.Month())-int(from.Month())) / float64(l.months)
}

// levelOf returns the coarsest level that all times are of.
func levelOf(times []time.Time) level {
	for _, l := range levels {
		ok := true
		for _, t := range times {
			if ok = l.floor(t, 0).Equal(t); !ok {
				break
			}
		}
		if ok {
			return l
		}
	}
	return secondLevel
}

// outwardTimes rounds the ends of a range that are rare outward, to a unit that is contained many times in it, or in
// span if that is longer. So these ends are not values of the data. rare reports whether a time is rare.
func outwardTimes(lo, hi end, least level, span time.Duration, rare func(time.Time) bool) (from, to time.Time) {
	unit := least
	for _, l := range levels {
		if seconds := max(span, hi.Sub(lo.Time)).Seconds(); l.seconds >= least.seconds && seconds >= 25*l.seconds {
			unit = l
			break
		}
	}
	from, to = lo.Time, hi.Time
	if lo.rare {
		for from = unit.floor(from, 0); from.Equal(lo.Time) || rare(from); {
			from = unit.floor(from, -1)
		}
	}
	if hi.rare {
		for to = unit.floor(to, 1); rare(to); {
			to = unit.floor(to, 1)
		}
	}
	return from, to
}

// An end is the first or the last time of a column.
type end struct {
	time.Time
	rare bool
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

// timeOf returns the function that converts the numbers of a temporal type to times.
func timeOf(dt arrow.DataType) func(float64) time.Time {
	switch t := dt.(type) {
	case *arrow.Date64Type:
		return func(v float64) time.Time {
			return arrow.Date64(min(max(v, -62135596800e3), 253402214400e3)).ToTime()
		}
	case *arrow.TimestampType:
		return func(v float64) time.Time {
			second := perSecond(t.Unit)
			v = min(max(v, -62135596800*second), 253402214400*second, 1<<63-1024) // the years 1 to 9999, in 64 bits
			return arrow.Timestamp(v).ToTime(t.Unit).UTC()
		}
	}
	return func(v float64) time.Time { return arrow.Date32(v).ToTime() }
}

// numberOf returns the number of a time in a temporal type.
func numberOf(dt arrow.DataType, t time.Time) float64 {
	switch dt := dt.(type) {
	case *arrow.Date64Type:
		return float64(t.UnixMilli())
	case *arrow.TimestampType:
		return float64(float64(t.Unix()) * perSecond(dt.Unit))
	}
	return math.Floor(float64(t.Unix()) / 86400)
}

// perSecond is the number of units in a second.
func perSecond(unit arrow.TimeUnit) float64 { return float64(time.Second / unit.Multiplier()) }

package infer

import (
	"fmt"
	"strings"
	"time"
)

// clocks are the ways of writing dates and times as text: Go's, and that of the fake.
var clocks = []struct{ layout, format string }{
	{"2006-01-02 15:04:05.000", "yyyy-MM-dd HH:mm:ss.SSS"},
	{"2006/01/02", "yyyy/MM/dd"},
	{"2006/01/02 15:04", "yyyy/MM/dd HH:mm"},
	{"2006/01/02 15:04:05", "yyyy/MM/dd HH:mm:ss"},
	{"2006-01", "yyyy-MM"},
	{"20060102", "yyyyMMdd"},
	{"01/02/2006", "MM/dd/yyyy"},
	{"01/02/2006 15:04", "MM/dd/yyyy HH:mm"},
	{"01/02/2006 15:04:05", "MM/dd/yyyy HH:mm:ss"},
	{"02/01/2006", "dd/MM/yyyy"},
	{"02/01/2006 15:04", "dd/MM/yyyy HH:mm"},
	{"02.01.2006", "dd.MM.yyyy"},
	{"02.01.2006 15:04", "dd.MM.yyyy HH:mm"},
	{"02.01.2006 15:04:05", "dd.MM.yyyy HH:mm:ss"},
	{"2 Jan 2006", "d MMM yyyy"},
	{"Jan 2, 2006", "MMM d, yyyy"},
	{"January 2, 2006", "MMMM d, yyyy"},
	{time.RFC1123, "RFC1123"},
	{time.RFC1123Z, "RFC1123Z"},
	{"15:04", "HH:mm"},
	{"15:04:05", "HH:mm:ss"},
}

// clockOf returns the fake of texts that are dates or times in one layout, in a range about them; ok is false where they
// are none.
func clockOf(texts []string) (text string, ok bool) {
	for _, c := range clocks {
		var least, most time.Time
		for i, s := range texts {
			at, err := time.Parse(c.layout, s)
			if ok = err == nil && at.Format(c.layout) == s; !ok {
				break
			}
			if i == 0 || at.Before(least) {
				least = at
			}
			if i == 0 || at.After(most) {
				most = at
			}
		}
		if !ok {
			continue
		}
		least, most = least.UTC(), most.UTC()
		if strings.Contains(c.layout, "2006") {
			span := severalWeeks
			if c.layout == "2006-01" {
				span = severalMonths
			}
			least, most = outwardTimes(least, most, span)
			least, most = inYears(least, nil), inYears(most, nil)
		} else { // a time of day, which ends with it
			end := least.Truncate(day).Add(day - time.Second)
			if least, most = outwardTimes(least, most, severalHours); most.After(end) {
				most = end
			}
		}
		return fmt.Sprintf("fake: {name: date_range, startdate: %s, enddate: %s, format: %s}",
			scalar(least.Format(c.layout)), scalar(most.Format(c.layout)), scalar(c.format)), true
	}
	return "", false
}

// spans from which on times are rounded to hours, days, weeks, months and years.
const (
	day           = 24 * time.Hour
	severalHours  = 2 * time.Hour
	severalDays   = 2 * day
	severalWeeks  = 14 * day
	severalMonths = 62 * day
	severalYears  = 731 * day
)

// outwardTimes rounds a range to a unit of which several are in its span, or in the given one if that is longer, so that its
// ends are none of the data's.
func outwardTimes(lo, hi time.Time, span time.Duration) (time.Time, time.Time) {
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
		unit = 7 * day // from Monday on
	case span >= severalDays:
		unit = day
	case span >= severalHours:
		unit = time.Hour
	case span >= 2*time.Minute:
		unit = time.Minute
	}
	lo, up := floor(lo, 0), floor(hi, 0)
	if up.Before(hi) {
		up = floor(hi, 1)
	}
	return lo, up
}

package infer

import (
	"fmt"
	"strings"
	"time"
)

// clocks has layouts of dates and times as text: that of Go, and that of the fake.
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
	{"2006-01-02T15:04:05", "yyyy-MM-dd'T'HH:mm:ss"},
	{"2006-01-02T15:04:05Z", "yyyy-MM-dd'T'HH:mm:ss'Z'"},
	{"2006-01-02 15:04:05", "yyyy-MM-dd HH:mm:ss"},
	{"2006-01-02", "yyyy-MM-dd"},
	{"1/2/2006", "M/d/yyyy"},
	{"Jan 2 2006", "MMM d yyyy"},
	{"Jan 02 2006", "MMM dd yyyy"},
	{"02-Jan-2006", "dd-MMM-yyyy"},
	{"02 Jan 2006", "dd MMM yyyy"},
	{"January 2006", "MMMM yyyy"},
	{"Jan 2006", "MMM yyyy"},
	{"2 Jan 2006", "d MMM yyyy"},
	{"Jan 2, 2006", "MMM d, yyyy"},
	{"January 2, 2006", "MMMM d, yyyy"},
	{time.RFC1123, "RFC1123"},
	{time.RFC1123Z, "RFC1123Z"},
	{"15:04", "HH:mm"},
	{"15:04:05", "HH:mm:ss"},
}

// clockOf returns the fake for texts that are dates or times in one layout, with a range around them. ok is false if
// they are not.
func clockOf(texts []string) (text string, ok bool) {
	for _, c := range clocks {
		var least, most time.Time
		first, last := 0, 0 // how often these occur
		for i, s := range texts {
			at, err := time.Parse(c.layout, s)
			if ok = err == nil && at.Format(c.layout) == s; !ok {
				break
			}
			if i == 0 || at.Before(least) {
				least, first = at, 0
			}
			if i == 0 || at.After(most) {
				most, last = at, 0
			}
			if at.Equal(least) {
				first++
			}
			if at.Equal(most) {
				last++
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
			least, most = outwardTimes(least, most, span, first < crowd, last < crowd)
			least, most = inYears(least, nil), inYears(most, nil)
		} else { // a time of day, which ends with the day
			end := least.Truncate(day).Add(day - time.Second)
			if least, most = outwardTimes(least, most, severalHours, false, false); most.After(end) {
				most = end
			}
		}
		return fmt.Sprintf("fake: {name: date_range, startdate: %s, enddate: %s, format: %s}",
			scalar(least.Format(c.layout)), scalar(most.Format(c.layout)), scalar(c.format)), true
	}
	return "", false
}

package infer

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/assay-go/assay/cmd/regen/internal/profile"
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

// clockTexts describes texts that are dates or times in one layout. ok is false if they are not.
func clockTexts(c *profile.Column, sample []string, r request) (m made, ok bool) {
	for _, clock := range clocks {
		if all, ok := parseTimes(sample, clock.layout); ok {
			return timeTexts(c, all, clock.layout, clock.format, r), true
		}
	}
	return m, false
}

// parseTimes parses texts. ok is false if one is not of the layout.
func parseTimes(texts []string, layout string) (all []time.Time, ok bool) {
	for _, s := range texts {
		t, err := time.Parse(layout, s)
		if err != nil || t.Format(layout) != s {
			return nil, false
		}
		all = append(all, t.UTC())
	}
	return all, len(all) > 0
}

// timeTexts describes dates or times as texts: by times in a column of its own, and an expression that formats them. A
// layout that no expression writes is that of a fake.
func timeTexts(c *profile.Column, all []time.Time, layout, format string, r request) (m made) {
	slices.SortFunc(all, time.Time.Compare)
	lo, hi := all[0], all[len(all)-1]
	hasDay, hasTime := strings.Contains(layout, "2006"), strings.Contains(layout, "04")
	if !hasDay { // of a year that dates can have
		for i, t := range all {
			all[i] = t.AddDate(2000, 0, 0)
		}
		lo, hi = all[0], all[len(all)-1]
	}
	d := dated{level: levelOf(all), isDate: hasDay && !hasTime, layout: "2006-01-02T15:04:05"}
	d.rare = func(t time.Time) bool {
		at, _ := slices.BinarySearchFunc(all, t, time.Time.Compare)
		end, _ := slices.BinarySearchFunc(all, t.Add(1), time.Time.Compare)
		return end > at && end-at < crowd
	}
	lo, hi = d.outward(end{lo, d.rare(lo)}, end{hi, d.rare(hi)}, c.Present() < 100)
	lo, hi = inYears(lo, nil), inYears(hi, nil)
	if !hasDay { // a time of day, which stays in the day
		midnight := all[0].Truncate(day)
		lo, hi = maxTime(lo, midnight), minTime(hi, midnight.Add(day-time.Second))
		if c.Present() < 100 {
			lo, hi = lo.Truncate(time.Hour), minTime(hi.Truncate(time.Hour).Add(time.Hour), midnight.Add(day-time.Second))
		}
	}
	expr, writable := clockExpr(layout)
	if !writable || r.taken == nil || r.wide {
		m.text = fmt.Sprintf("fake: {name: date_range, startdate: %s, enddate: %s, format: %s}",
			scalar(lo.Format(layout)), scalar(hi.Format(layout)), scalar(format))
		return m
	}
	kind := ", type: \"timestamp[s]\""
	if d.isDate {
		kind = ", type: date32"
	}
	text := d.describe(c.Name, all, lo, hi, countedOf(c), r, &m)
	at := r.helper(&m, c.Name, "_at", text+kind)
	m.text = "expr: " + scalar(strings.ReplaceAll(expr, "@", at))
	return m
}

func minTime(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func maxTime(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// clockParts has the parts of layouts: a verb of format, and the expression of its value, with @ for the column.
var clockParts = []struct{ layout, verb, value string }{
	{"2006", "%04d", "year(@)"},
	{
		"January", "%s", `split("January,February,March,April,May,June,July,August,September,October,November,December", ` +
			`",")[month(@) - 1]`,
	},
	{"Jan", "%s", `split("Jan,Feb,Mar,Apr,May,Jun,Jul,Aug,Sep,Oct,Nov,Dec", ",")[month(@) - 1]`},
	{"15", "%02d", "hour(@)"},
	{"01", "%02d", "month(@)"},
	{"02", "%02d", "day(@)"},
	{"04", "%02d", "minute(@)"},
	{"05", "%02d", "second(@)"},
	{"1", "%d", "month(@)"},
	{"2", "%d", "day(@)"},
}

// clockExpr returns the expression that writes times in a layout. ok is false if no expression does.
func clockExpr(layout string) (expr string, ok bool) {
	if strings.Contains(layout, "Mon,") || strings.Contains(layout, ".000") || strings.Contains(layout, "-0700") {
		return "", false
	}
	var verbs, values strings.Builder
	for layout != "" {
		i := slices.IndexFunc(clockParts, func(p struct{ layout, verb, value string }) bool {
			return strings.HasPrefix(layout, p.layout)
		})
		if i < 0 {
			verbs.WriteByte(layout[0])
			layout = layout[1:]
			continue
		}
		verbs.WriteString(clockParts[i].verb)
		values.WriteString(", " + clockParts[i].value)
		layout = layout[len(clockParts[i].layout):]
	}
	return fmt.Sprintf("format(%s%s)", quoted(verbs.String()), values.String()), true
}

package explain

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/internal/cells"
	"github.com/assay-go/assay/internal/message"
)

// asTimes reports whether both columns are dates, times or durations.
func (e *explainer) asTimes() bool {
	old, new := e.Old.DataType().ID(), e.New.DataType().ID()
	return cells.Instants(e.Old) != nil && cells.Instants(e.New) != nil && hasDate(old) == hasDate(new) &&
		(old == arrow.DURATION) == (new == arrow.DURATION)
}

// times finds by how much dates, times or durations moved, or the unit to which they were truncated.
func (e *explainer) times(of []int32) []rule {
	old, new := cells.Instants(e.Old), cells.Instants(e.New)
	dates := hasDate(e.Old.DataType().ID())
	var rules []rule
	if dates {
		rules = e.monthShift(of)
	}
	counts := map[time.Duration]int{}
	delta := time.Duration(0)
	for _, pair := range sample(of, 512) {
		i, j := e.table.pair(pair)
		if d, ok := old(i).Until(new(j)); ok {
			if counts[d]++; counts[d] > counts[delta] {
				delta = d
			}
		}
	}
	if delta != 0 && (len(of) > 1 || delta%(15*time.Minute) == 0) {
		rules = append(rules, rule{words: "by " + SignedDuration(delta), holds: func(i, j int) bool {
			d, ok := old(i).Until(new(j))
			return ok && d == delta
		}})
	}
	for _, unit := range timeUnits {
		if !dates && unit.secs > secondsADay/24 {
			continue
		}
		rules = append(rules, rule{words: "truncated to the " + unit.name, holds: func(i, j int) bool {
			x, y := old(i), new(j)
			return y.Nanos == 0 && y.Secs == unit.start(x.Secs)
		}})
	}
	if dates {
		rules = append(rules, rule{words: "day and month exchanged", holds: func(i, j int) bool {
			x, y := civil(old(i)), civil(new(j))
			return x.Year() == y.Year() && int(x.Month()) == y.Day() && x.Day() == int(y.Month()) &&
				x.Sub(startOfDay(x)) == y.Sub(startOfDay(y))
		}})
	}
	return rules
}

// A timeUnit is one to which times are truncated.
type timeUnit struct {
	name   string
	secs   int64 // 0 if its length varies
	months int
}

var timeUnits = []timeUnit{
	{"second", 1, 0},
	{"minute", 60, 0},
	{"hour", 3600, 0},
	{"day", secondsADay, 0},
	{"week", 7 * secondsADay, 0},
	{"month", 0, 1},
	{"quarter", 0, 3},
	{"year", 0, 12},
}

// start returns the first second of the unit that a time is in. Weeks begin on Monday.
func (u timeUnit) start(secs int64) int64 {
	if u.months == 0 {
		offset := int64(0)
		if u.secs == 7*secondsADay {
			offset = 3 * secondsADay // the first day of 1970 was a Thursday
		}
		return secs - floorMod(secs+offset, u.secs)
	}
	t := time.Unix(secs, 0).UTC()
	month := (int(t.Month())-1)/u.months*u.months + 1
	return time.Date(t.Year(), time.Month(month), 1, 0, 0, 0, 0, time.UTC).Unix()
}

// UnitStart returns the function that returns the first second of a unit, such as "day", that a time is in.
func UnitStart(unit string) func(secs int64) int64 {
	return timeUnits[slices.IndexFunc(timeUnits, func(u timeUnit) bool { return u.name == unit })].start
}

func startOfDay(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}

// monthShift finds by how many months dates moved, on the same day of the month or, if that month is shorter, on its
// last day.
func (e *explainer) monthShift(of []int32) []rule {
	old, new := cells.Instants(e.Old), cells.Instants(e.New)
	counts := map[int]int{}
	months := 0
	for _, pair := range sample(of, 256) {
		i, j := e.table.pair(pair)
		x, y := civil(old(i)), civil(new(j))
		n := 12*(y.Year()-x.Year()) + int(y.Month()) - int(x.Month())
		if counts[n]++; n != 0 && counts[n] > counts[months] {
			months = n
		}
	}
	if months == 0 || months > 12*1000 || months < -12*1000 {
		return nil
	}
	words := fmt.Sprintf("by %+d months", months)
	switch {
	case months%12 == 0 && months/12 != 1 && months/12 != -1:
		words = fmt.Sprintf("by %+d years", months/12)
	case months%12 == 0:
		words = fmt.Sprintf("by %+d year", months/12)
	case months == 1 || months == -1:
		words = fmt.Sprintf("by %+d month", months)
	}
	return []rule{{words: words, holds: func(i, j int) bool {
		x, y := civil(old(i)), civil(new(j))
		first := time.Date(x.Year(), x.Month()+time.Month(months), 1, 0, 0, 0, 0, time.UTC)
		last := first.AddDate(0, 1, -1).Day()
		return y.Equal(first.AddDate(0, 0, min(x.Day(), last)-1).Add(x.Sub(startOfDay(x))))
	}}}
}

// SignedDuration formats a duration such as +1h30m, or +2 days if it is a whole number of them.
func SignedDuration(d time.Duration) string {
	const day = 24 * time.Hour
	if d%day == 0 {
		sign := "+"
		if d < 0 {
			sign, d = "-", -d
		}
		return sign + message.Count(int(d/day), "day")
	}
	text := d.String()
	if short, ok := strings.CutSuffix(text, "m0s"); ok {
		text = strings.TrimSuffix(short+"m", "h0m")
		if len(text) < len(short) {
			text += "h"
		}
	}
	if d > 0 {
		return "+" + text
	}
	return text
}

// periods are those that conditions name, with their numbers.
var periods = []struct {
	layout string
	number func(cells.Instant) int64
}{
	{"2006-01-02", func(t cells.Instant) int64 { return (t.Secs - floorMod(t.Secs, secondsADay)) / secondsADay }},
	{"2006-01", func(t cells.Instant) int64 { return int64(civil(t).Year())*12 + int64(civil(t).Month()) }},
	{"2006", func(t cells.Instant) int64 { return int64(civil(t).Year()) }},
}

// periodsFrom returns the first period that is longer than the values of a type.
func periodsFrom(id arrow.Type) int {
	if id == arrow.TIMESTAMP {
		return 0
	}
	return 1
}

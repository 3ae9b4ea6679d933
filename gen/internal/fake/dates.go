package fake

import (
	"math"
	"strings"
	"time"
)

// year makes years from 1900 to now, or, if now is earlier, of the hundred years before now.
func year(c *compiler, _ args) (*Sampler, error) {
	lo, hi := yearsUntil(c.now)
	return ints(int64s, lo, hi), nil
}

func yearsUntil(now time.Time) (lo, hi int64) {
	y := int64(now.Year())
	if y < 1900 {
		return max(y-100, 0), y
	}
	return 1900, y
}

// hoursAway makes timestamps that are 1 to 12 steps from now.
func hoursAway(step time.Duration) native {
	return func(c *compiler, _ args) (*Sampler, error) {
		now := c.now
		return timeSampler(func(key uint64) time.Time {
			return now.Add(step * time.Duration(between(key, 1, 12)))
		}), nil
	}
}

// date makes dates with a time of day, in the years of year.
func date(c *compiler, a args) (*Sampler, error) {
	layout, err := layoutOf(a, "RFC3339")
	if err != nil {
		return nil, err
	}
	lo, hi := yearsUntil(c.now)
	first := time.Date(int(lo), 1, 1, 0, 0, 0, 0, time.UTC)
	return formatted(layout, first, time.Date(int(hi)+1, 1, 1, 0, 0, 0, -1, time.UTC)), nil
}

// dateRange makes dates from startdate to enddate, which is now by default.
func dateRange(c *compiler, a args) (*Sampler, error) {
	layout, err := layoutOf(a, "")
	if err != nil {
		return nil, err
	}
	if !a.given("enddate") {
		a["enddate"] = arg{texts: []string{c.now.Format(layout)}}
	}
	return formattedRange(a, layout, "startdate", "enddate")
}

// timeRange makes times of day from starttime to endtime.
func timeRange(_ *compiler, a args) (*Sampler, error) {
	layout, err := layoutOf(a, "")
	if err != nil {
		return nil, err
	}
	return formattedRange(a, layout, "starttime", "endtime")
}

// timeOfDay makes times of day.
func timeOfDay(_ *compiler, a args) (*Sampler, error) {
	layout, err := layoutOf(a, "")
	if err != nil {
		return nil, err
	}
	day := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	return formatted(layout, day, day.AddDate(0, 0, 1).Add(-1)), nil
}

// formattedRange samples the times between two parameters in a layout. It includes all times that are formatted like
// the last one.
func formattedRange(a args, layout, start, end string) (*Sampler, error) {
	ends := [2]time.Time{}
	for i, name := range []string{start, end} {
		t, err := time.ParseInLocation(layout, a.text(name), time.UTC)
		if err != nil {
			return nil, badParam(name, "found %q, want the format of %q", a.text(name), sample.Format(layout))
		}
		ends[i] = t.UTC()
	}
	if ends[1].Before(ends[0]) {
		return nil, badParam(end, "%s is before %s %s", a.text(end), start, a.text(start))
	}
	for _, unit := range []time.Duration{
		24 * time.Hour, time.Hour, time.Minute, time.Second, time.Millisecond, time.Microsecond,
	} {
		if last := ends[1].Add(unit - 1); last.Format(layout) == ends[1].Format(layout) {
			ends[1] = last
			break
		}
	}
	return formatted(layout, ends[0], ends[1]), nil
}

// formatted samples the times in [first, last] in a layout. Ranges over 292 years, which a Duration cannot hold, have
// whole seconds.
func formatted(layout string, first, last time.Time) *Sampler {
	at := func(key uint64) time.Time { return first.Add(time.Duration(between(key, 0, int64(last.Sub(first))))) }
	if last.Sub(first) == math.MaxInt64 {
		at = func(key uint64) time.Time { return time.Unix(between(key, first.Unix(), last.Unix()), 0).UTC() }
	}
	return textSampler(textOf(2*len(layout)+len("Wednesday"), func(dst []byte, key uint64) []byte {
		return at(key).AppendFormat(dst, layout)
	})) // a month takes more space than in the layout
}

// creditCardExp makes months in the ten years after now.
func creditCardExp(c *compiler, _ args) (*Sampler, error) {
	y := int64(c.now.Year())
	return textSampler(textOf(len("12/30"), func(dst []byte, key uint64) []byte {
		dst = appendTwo(dst, between(key, 1, 12))
		return appendTwo(append(dst, '/'), between(part(key, 0), y+1, y+10)%100)
	})), nil
}

func appendTwo(dst []byte, n int64) []byte { return append(dst, byte('0'+n/10%10), byte('0'+n%10)) }

// sample is a time whose parts all differ in a format.
var sample = time.Date(2006, 11, 23, 16, 45, 58, 123456789, time.UTC)

var layouts = map[string]string{
	"ANSIC": time.ANSIC, "UnixDate": time.UnixDate, "RubyDate": time.RubyDate, "RFC822": time.RFC822,
	"RFC822Z": time.RFC822Z, "RFC850": time.RFC850, "RFC1123": time.RFC1123, "RFC1123Z": time.RFC1123Z,
	"RFC3339": time.RFC3339, "RFC3339Nano": time.RFC3339Nano,
}

// layoutOf returns Go's layout for the parameter format: the name of a layout, a layout of Go, or one of Java. An empty
// parameter means byDefault.
func layoutOf(a args, byDefault string) (string, error) {
	written := a.text("format")
	if written == "" {
		written = byDefault
	}
	layout, named := layouts[written]
	if !named {
		layout = goLayout(written)
	}
	earlier := sample.AddDate(-3, -2, -9).Add(-5*time.Hour - 7*time.Minute - 11*time.Second - 13)
	if earlier.Format(layout) == sample.Format(layout) {
		return "", badParam("format", "%q has no part of a date or time, such as yyyy-MM-dd or HH:mm:ss", written)
	}
	return layout, nil
}

// javaTokens are the parts of Java's layouts with those of Go, longer ones first.
var javaTokens = []struct{ java, golang string }{
	{"zz:zz", "Z07:00"},
	{"zzzz", "Z0700"},
	{"yyyy", "2006"},
	{"MMMM", "January"},
	{"EEEE", "Monday"},
	{"SSS", "000"},
	{"ddd", "_2"},
	{"MMM", "Jan"},
	{"HH", "15"},
	{"hh", "03"},
	{"mm", "04"},
	{"ss", "05"},
	{"yy", "06"},
	{"aa", "PM"},
	{"ZZ", "-0700"},
	{"dd", "02"},
	{"MM", "01"},
	{"d", "2"},
	{"H", "15"},
	{"h", "3"},
	{"m", "4"},
	{"s", "5"},
	{"y", "06"},
	{"a", "pm"},
	{"M", "1"},
	{"Z", "-07"},
	{"z", "MST"},
	{"E", "Mon"},
}

// goLayout rewrites a Java layout for Go. As in gofakeit, a part counts only without letters beside it, so that Go's
// January and PM stay, and text in single quotes is kept.
func goLayout(format string) string {
	var b strings.Builder
	for at := 0; at < len(format); {
		if format[at] == '\'' {
			text, n := quotedText(format[at:])
			b.WriteString(text)
			at += n
			continue
		}
		n, golang := javaToken(format, at)
		b.WriteString(golang)
		at += n
	}
	return b.String()
}

// quotedText returns the quoted text at the start of s, and its length with the quotes. Two quotes are an escaped
// quote, or an empty text.
func quotedText(s string) (text string, n int) {
	if strings.HasPrefix(s, "''") {
		return "'", 2
	}
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		if s[i] == '\'' && !strings.HasPrefix(s[i:], "''") {
			return b.String(), i + 1
		}
		if s[i] == '\'' {
			i++
		}
		b.WriteByte(s[i])
	}
	return b.String(), len(s)
}

// javaToken returns the length of the part, or of the byte, at a position, and Go's text for it.
func javaToken(format string, at int) (n int, golang string) {
	for _, t := range javaTokens {
		end := at + len(t.java)
		goZone := t.java == "Z" && strings.HasPrefix(format[min(end, len(format)):], "07")
		if strings.HasPrefix(format[at:], t.java) && !goZone && !letterAt(format, at-1) && !letterAt(format, end) {
			return len(t.java), t.golang
		}
	}
	return 1, format[at : at+1]
}

func letterAt(s string, i int) bool {
	return 0 <= i && i < len(s) && 'a' <= lowerByte(s[i]) && lowerByte(s[i]) <= 'z'
}

package arrowtext

import (
	"fmt"
	"math"
	"math/bits"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/assay-go/assay/internal/message"
)

// A clock reads the parts of a temporal text from left to right.
type clock struct {
	text []byte
	i    int
	ok   bool
}

func (c *clock) peek() byte {
	if c.i < len(c.text) {
		return c.text[c.i]
	}
	return 0
}

func (c *clock) take(b byte) bool {
	if c.peek() != b {
		return false
	}
	c.i++
	return true
}

func (c *clock) need(b byte) { c.ok = c.take(b) && c.ok }

// number reads between least and most digits.
func (c *clock) number(least, most int) int64 {
	n, start := int64(0), c.i
	for c.i < len(c.text) && c.i-start < most && '0' <= c.text[c.i] && c.text[c.i] <= '9' {
		n = n*10 + int64(c.text[c.i]-'0')
		c.i++
	}
	if c.i-start < least {
		c.ok = false
	}
	return n
}

// date reads a date as days from 1970-01-01.
func (c *clock) date() int64 {
	sign := c.peek()
	least, most := 4, 4
	if sign == '-' || sign == '+' {
		c.i++
		most = 12
	}
	y := c.number(least, most)
	if sign == '-' {
		y = -y
	}
	c.need('-')
	m := int(c.number(2, 2))
	c.need('-')
	d := int(c.number(2, 2))
	if m < 1 || m > 12 || d < 1 || d > daysIn(y, m) {
		c.ok = false
		return 0
	}
	return daysOf(y, m, d)
}

// timeOfDay reads hh:mm, hh:mm:ss or hh:mm:ss.fff as seconds and nanoseconds. hours is the greatest number of digits of
// the hour.
func (c *clock) timeOfDay(hours int) (secs, nanos int64) {
	h := c.number(2, hours)
	c.need(':')
	m := c.number(2, 2)
	var s int64
	if c.take(':') {
		s = c.number(2, 2)
		if c.take('.') {
			start := c.i
			nanos = c.number(1, 9)
			nanos *= pow10[9-(c.i-start)]
		}
	}
	if m > 59 || s > 59 || hours == 2 && h > 23 {
		c.ok = false
	}
	return h*3600 + m*60 + s, nanos
}

// offset reads Z or ±hh:mm as seconds east of UTC, and whether there is one.
func (c *clock) offset() (secs int64, given bool) {
	if c.take('Z') || c.take('z') {
		return 0, true
	}
	sign := c.peek()
	if sign != '+' && sign != '-' {
		return 0, false
	}
	c.i++
	h := c.number(2, 2)
	c.take(':')
	m := c.number(2, 2)
	if h > 23 || m > 59 {
		c.ok = false
	}
	if secs = h*3600 + m*60; sign == '-' {
		secs = -secs
	}
	return secs, true
}

func (c *clock) done() bool { return c.ok && c.i == len(c.text) }

// inUnit returns ±(secs + nanos) as a count of u.
func inUnit(secs uint64, nanos int64, negative bool, u arrow.TimeUnit) (v int64, exact, fits bool) {
	per := perSecond(u)
	exact = nanos%(1e9/per) == 0
	hi, lo := bits.Mul64(secs, uint64(per))
	lo, carry := bits.Add64(lo, uint64(nanos/(1e9/per)), 0)
	if negative {
		return int64(-lo), exact, hi == 0 && carry == 0 && lo <= 1<<63
	}
	return int64(lo), exact, hi == 0 && carry == 0 && lo <= math.MaxInt64
}

// fromDay returns an instant as a count of u.
func fromDay(days, secs, nanos int64, u arrow.TimeUnit) (v int64, exact, fits bool) {
	if days > math.MaxInt64/secondsADay+2 || days < math.MinInt64/secondsADay-2 {
		return 0, true, false
	}
	secs += days * secondsADay // if this overflows, the sum below overflows back
	if days > 2 && secs < 0 || days < -2 && secs > 0 {
		return 0, true, false
	}
	if secs >= 0 {
		return inUnit(uint64(secs), nanos, false, u)
	}
	if nanos > 0 {
		secs, nanos = secs+1, 1e9-nanos
	}
	return inUnit(magnitude(secs), nanos, true, u)
}

func finer(text []byte, name string) error {
	return fmt.Errorf("%s is more precise than %s", message.Quote(text), name)
}

func outOfRange(text []byte, name string) error {
	return fmt.Errorf("%s is out of range for %s", message.Quote(text), name)
}

// parseTimestamp reads RFC 3339, with a T or a space, or a date alone, which means its midnight. A type with a zone
// needs an offset, unless the text is a date. A type without a zone accepts none.
func parseTimestamp(text []byte, u arrow.TimeUnit, zoned bool, name string) (int64, error) {
	const example = "2026-01-31T10:15:00"
	c := &clock{text: text, ok: true}
	days := c.date()
	var secs, nanos int64
	if c.take('T') || c.take('t') || c.take(' ') {
		secs, nanos = c.timeOfDay(2)
		off, given := c.offset()
		if c.done() && given != zoned {
			if zoned {
				return 0, fmt.Errorf("%s has no offset from UTC; %s holds an instant such as %sZ", message.Quote(text), name,
					example)
			}
			return 0, fmt.Errorf("%s has an offset from UTC; %s holds a time without zone such as %s", message.Quote(text), name,
				example)
		}
		secs -= off
	}
	if !c.done() {
		zone := ""
		if zoned {
			zone = "Z"
		}
		return 0, fmt.Errorf("%s is not a timestamp: for %s, write one such as %s%s",
			message.Quote(text), name, example, zone)
	}
	v, exact, fits := fromDay(days, secs, nanos, u)
	if !exact {
		return 0, finer(text, name)
	}
	if !fits {
		return 0, outOfRange(text, name)
	}
	return v, nil
}

func parseDate32(text []byte) (int32, error) {
	c := &clock{text: text, ok: true}
	days := c.date()
	if !c.done() {
		return 0, fmt.Errorf("%s is not a date: for date32, write one such as 2026-01-31", message.Quote(text))
	}
	if days != int64(int32(days)) {
		return 0, outOfRange(text, "date32")
	}
	return int32(days), nil
}

func parseDate64(text []byte) (int64, error) {
	c := &clock{text: text, ok: true}
	days := c.date()
	var secs, nanos int64
	if c.take('T') {
		secs, nanos = c.timeOfDay(2)
	}
	if !c.done() {
		return 0, fmt.Errorf("%s is not a date: for date64, write one such as 2026-01-31", message.Quote(text))
	}
	v, exact, fits := fromDay(days, secs, nanos, arrow.Millisecond)
	if !exact {
		return 0, finer(text, "date64")
	}
	if !fits {
		return 0, outOfRange(text, "date64")
	}
	return v, nil
}

func parseTimeOfDay(text []byte, u arrow.TimeUnit, width int, name string) (int64, error) {
	c := &clock{text: text, ok: true}
	negative := c.take('-')
	secs, nanos := c.timeOfDay(13)
	if !c.done() {
		return 0, fmt.Errorf("%s is not a time of day: for %s, write one such as 10:15:00", message.Quote(text), name)
	}
	v, exact, fits := inUnit(uint64(secs), nanos, negative, u)
	if !exact {
		return 0, finer(text, name)
	}
	if !fits || width == 32 && v != int64(int32(v)) {
		return 0, outOfRange(text, name)
	}
	return v, nil
}

// parseDuration reads what appendDuration writes and what time.ParseDuration reads.
func parseDuration(text []byte, u arrow.TimeUnit, name string) (int64, error) {
	bad := fmt.Errorf("%s is not a duration: for %s, write one such as 1h30m or 250ms", message.Quote(text), name)
	c := &clock{text: text, ok: true}
	negative := c.take('-')
	if !negative {
		c.take('+')
	}
	if string(text[c.i:]) == "0" {
		return 0, nil
	}
	var secs, carry uint64
	var nanos int64
	for first := true; first || c.i < len(text); first = false {
		start := c.i
		whole := uint64(c.number(0, 18))
		digits := c.i - start
		var frac uint64
		places := 0
		if c.take('.') {
			start := c.i
			frac = uint64(c.number(0, 9))
			places = c.i - start
		}
		unit, ok := c.durationUnit()
		if !ok || digits+places == 0 {
			return 0, bad
		}
		// whole and frac units, in nanoseconds of at most 128 and 64 bits
		hi, lo := bits.Mul64(frac, unit)
		part, rest := bits.Div64(hi, lo, uint64(pow10[places]))
		if rest != 0 {
			return 0, finer(text, name)
		}
		hi, lo = bits.Mul64(whole, unit)
		lo, carry = bits.Add64(lo, part, 0)
		if hi += carry; hi >= 1e9 {
			return 0, outOfRange(text, name)
		}
		s, ns := bits.Div64(hi, lo, 1e9)
		nanos += int64(ns)
		if secs, carry = bits.Add64(secs, s, uint64(nanos/1e9)); carry != 0 {
			return 0, outOfRange(text, name)
		}
		nanos %= 1e9
	}
	v, exact, fits := inUnit(secs, nanos, negative, u)
	if !exact {
		return 0, finer(text, name)
	}
	if !fits {
		return 0, outOfRange(text, name)
	}
	return v, nil
}

// durationUnit reads a unit as a number of nanoseconds.
func (c *clock) durationUnit() (uint64, bool) {
	start := c.i
	for c.i < len(c.text) && c.text[c.i] != '.' && (c.text[c.i] < '0' || c.text[c.i] > '9') {
		c.i++
	}
	switch string(c.text[start:c.i]) {
	case "ns":
		return 1, true
	case "us", "µs", "μs":
		return 1e3, true
	case "ms":
		return 1e6, true
	case "s":
		return 1e9, true
	case "m":
		return 60e9, true
	case "h":
		return 3600e9, true
	}
	return 0, false
}

package arrowtext

import (
	"bytes"
	"fmt"
	"math"
	"math/bits"
	"strconv"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/assay-go/assay/internal/message"
)

const secondsADay = 86400

// digitsOf returns how many digits of a second a unit has.
func digitsOf(u arrow.TimeUnit) int { return 3 * int(u) }

// perSecond returns how many of a unit make a second.
func perSecond(u arrow.TimeUnit) int64 { return pow10[digitsOf(u)] }

var pow10 = [...]int64{1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9}

// floorDiv returns the quotient that is rounded down and the remainder, which is not negative.
func floorDiv(a, b int64) (q, r int64) {
	q, r = a/b, a%b
	if r < 0 {
		q, r = q-1, r+b
	}
	return q, r
}

// civil returns the date of a day counted from 1970-01-01, in the proleptic Gregorian calendar. It is good for every
// day that a 64-bit timestamp can name, where time.Time is not (the algorithm is Howard Hinnant's civil_from_days).
func civil(days int64) (year int64, month, day int) {
	days += 719468 // from 0000-03-01
	era, doe := floorDiv(days, 146097)
	yoe := (doe - doe/1460 + doe/36524 - doe/146096) / 365
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	mp := (5*doy + 2) / 153
	day = int(doy - (153*mp+2)/5 + 1)
	month = int(mp) + 3
	year = era*400 + yoe
	if month > 12 {
		month -= 12
		year++
	}
	return year, month, day
}

// daysOf is the inverse of civil.
func daysOf(year int64, month, day int) int64 {
	if month <= 2 {
		year--
		month += 12
	}
	era, yoe := floorDiv(year, 400)
	doy := int64((153*(month-3)+2)/5 + day - 1)
	return era*146097 + yoe*365 + yoe/4 - yoe/100 + doy - 719468
}

func daysIn(year int64, month int) int {
	switch month {
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}

// appendPadded appends n with at least width digits.
func appendPadded(dst []byte, n uint64, width int) []byte {
	for limit := uint64(10); width > 1; width-- {
		if n < limit {
			dst = append(dst, bytes.Repeat([]byte("0"), width-1)...)
			break
		}
		limit *= 10
	}
	return strconv.AppendUint(dst, n, 10)
}

func append2(dst []byte, n int) []byte {
	return append(dst, '0'+byte(n/10), '0'+byte(n%10))
}

func appendDate(dst []byte, days int64) []byte {
	y, m, d := civil(days)
	switch {
	case y < 0:
		dst = appendPadded(append(dst, '-'), uint64(-y), 4)
	case y > 9999:
		dst = strconv.AppendInt(append(dst, '+'), y, 10)
	default:
		dst = append(dst, "0000-00-00"...)
		date := dst[len(dst)-len("0000-00-00"):]
		put2(date, int(y/100))
		put2(date[2:], int(y%100))
		put2(date[5:], m)
		put2(date[8:], d)
		return dst
	}
	dst = append2(append(dst, '-'), m)
	return append2(append(dst, '-'), d)
}

// put2 writes a number below 100 over two digits.
func put2(dst []byte, n int) {
	_ = dst[1]
	dst[0], dst[1] = '0'+byte(n/10), '0'+byte(n%10)
}

// appendClock appends seconds of a day as hh:mm:ss, and the fraction with the given number of digits.
func appendClock(dst []byte, secs, fraction int64, digits int) []byte {
	h := secs / 3600
	if h < 100 {
		dst = append2(dst, int(h))
	} else {
		dst = strconv.AppendInt(dst, h, 10)
	}
	dst = append2(append(dst, ':'), int(secs/60%60))
	dst = append2(append(dst, ':'), int(secs%60))
	return appendFraction(dst, fraction, digits)
}

func appendFraction(dst []byte, fraction int64, digits int) []byte {
	if digits == 0 {
		return dst
	}
	dst = append(dst, '.')
	for i := digits - 1; i >= 0; i-- {
		dst = append(dst, '0'+byte(fraction/pow10[i]%10))
	}
	return dst
}

func appendTimestamp(dst []byte, v int64, u arrow.TimeUnit, zoned bool) []byte {
	secs, frac := floorDiv(v, perSecond(u))
	days, sec := floorDiv(secs, secondsADay)
	dst = append(appendDate(dst, days), "T00:00:00"...)
	clock := dst[len(dst)-len("00:00:00"):]
	put2(clock, int(sec/3600))
	put2(clock[3:], int(sec/60%60))
	put2(clock[6:], int(sec%60))
	dst = appendFraction(dst, frac, digitsOf(u))
	if zoned {
		dst = append(dst, 'Z')
	}
	return dst
}

// appendDate64 appends a date, and the time of day of one that is not midnight.
func appendDate64(dst []byte, ms int64) []byte {
	days, rest := floorDiv(ms, secondsADay*1000)
	dst = appendDate(dst, days)
	if rest != 0 {
		dst = appendClock(append(dst, 'T'), rest/1000, rest%1000, 3)
	}
	return dst
}

// appendTimeOfDay appends a time of day; one that is none, negative or past 24 hours, is written alike.
func appendTimeOfDay(dst []byte, v int64, u arrow.TimeUnit) []byte {
	if v < 0 {
		dst = append(dst, '-')
	}
	abs, per := magnitude(v), uint64(perSecond(u))
	return appendClock(dst, int64(abs/per), int64(abs%per), digitsOf(u))
}

func magnitude(v int64) uint64 {
	if v < 0 {
		return -uint64(v)
	}
	return uint64(v)
}

// appendDuration appends a duration as time.Duration does (1h30m0.5s, 1.5ms, 0s), with us for microseconds.
func appendDuration(dst []byte, v int64, u arrow.TimeUnit) []byte {
	if v < 0 {
		dst = append(dst, '-')
	}
	abs, per := magnitude(v), uint64(perSecond(u))
	secs, frac := abs/per, int64(abs%per)
	if secs == 0 && frac != 0 {
		ns := frac * (1e9 / int64(per))
		switch {
		case ns < 1e3:
			return append(strconv.AppendInt(dst, ns, 10), "ns"...)
		case ns < 1e6:
			return append(appendTrimmed(dst, ns, 3), "us"...)
		}
		return append(appendTrimmed(dst, ns, 6), "ms"...)
	}
	if secs >= 3600 {
		dst = append(strconv.AppendUint(dst, secs/3600, 10), 'h')
	}
	if secs >= 60 {
		dst = append(strconv.AppendUint(dst, secs/60%60, 10), 'm')
	}
	return append(appendTrimmed(dst, int64(secs%60)*int64(per)+frac, digitsOf(u)), 's')
}

// appendTrimmed appends v / 10^digits without zeros at the end.
func appendTrimmed(dst []byte, v int64, digits int) []byte {
	dst = strconv.AppendInt(dst, v/pow10[digits], 10)
	frac := v % pow10[digits]
	if frac == 0 {
		return dst
	}
	for frac%10 == 0 {
		frac /= 10
		digits--
	}
	return appendFraction(dst, frac, digits)
}

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

// timeOfDay reads hh:mm, hh:mm:ss or hh:mm:ss.fff as seconds and nanoseconds. hours is the most digits of the hour.
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
	secs += days * secondsADay // wraps around, back again where the sum fits
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

// parseTimestamp reads RFC 3339, with a space for the T if need be, or a date alone, which is its midnight. A type
// with a zone needs an offset, unless the text is a date; one without takes none.
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
				return 0, fmt.Errorf("%s has no offset from UTC; %s holds an instant such as %sZ", message.Quote(text), name, example)
			}
			return 0, fmt.Errorf("%s has an offset from UTC; %s holds a time without zone such as %s", message.Quote(text), name, example)
		}
		secs -= off
	}
	if !c.done() {
		zone := ""
		if zoned {
			zone = "Z"
		}
		return 0, fmt.Errorf("%s is not a timestamp; %s holds one such as %s%s", message.Quote(text), name, example, zone)
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
		return 0, fmt.Errorf("%s is not a date; date32 holds one such as 2026-01-31", message.Quote(text))
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
		return 0, fmt.Errorf("%s is not a date; date64 holds one such as 2026-01-31", message.Quote(text))
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
		return 0, fmt.Errorf("%s is not a time of day; %s holds one such as 10:15:00", message.Quote(text), name)
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
	bad := fmt.Errorf("%s is not a duration; %s holds one such as 1h30m or 250ms", message.Quote(text), name)
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

package arrowtext

import (
	"bytes"
	"strconv"

	"github.com/apache/arrow/go/v17/arrow"
)

const secondsADay = 86400

// digitsOf returns the number of digits of a second that a unit has.
func digitsOf(u arrow.TimeUnit) int { return 3 * int(u) }

// perSecond returns the number of units in a second.
func perSecond(u arrow.TimeUnit) int64 { return pow10[digitsOf(u)] }

var pow10 = [...]int64{1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9}

// floorDiv returns the quotient, rounded down, and the remainder, which is not negative.
func floorDiv(a, b int64) (q, r int64) {
	q, r = a/b, a%b
	if r < 0 {
		q, r = q-1, r+b
	}
	return q, r
}

// civil returns the date of a day counted from 1970-01-01, in the proleptic Gregorian calendar. Unlike time.Time, it
// handles every day of a 64-bit timestamp. The algorithm is civil_from_days of Howard Hinnant.
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

// put2 writes a number below 100 as two digits.
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

// appendDate64 appends a date, and the time of day if it is not midnight.
func appendDate64(dst []byte, ms int64) []byte {
	days, rest := floorDiv(ms, secondsADay*1000)
	dst = appendDate(dst, days)
	if rest != 0 {
		dst = appendClock(append(dst, 'T'), rest/1000, rest%1000, 3)
	}
	return dst
}

// appendTimeOfDay appends a time of day. It also writes values that are negative or past 24 hours.
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

// appendDuration appends a duration as time.Duration does (1h30m0.5s, 1.5ms, 0s), but with us for microseconds.
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

package tabular

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
)

// kinds are the kinds of values that a column was seen to hold.
type kinds uint8

const (
	ints kinds = 1 << iota
	floats
	bools
	dates
	instants // timestamps with a zone
	locals   // timestamps without
	nanos    // beside the two: with more than six digits of a second
	texts
)

// kindOf returns the kind of a text that is not empty.
func kindOf(s string) kinds {
	switch c := s[0]; {
	case '0' <= c && c <= '9':
		if len(s) >= len("2006-01-02") && s[4] == '-' {
			return timeKind(s)
		}
		return numberKind(s)
	case c == '-' || c == '.' || s == "NaN":
		return numberKind(s)
	case s == "true" || s == "false" || s == "True" || s == "False" || s == "TRUE" || s == "FALSE":
		return bools
	}
	return texts
}

// numberKind tells integers and floats. A number with zeros at its start is a code, and so a text; so is an integer beyond
// int64, whose digits a float would not keep.
func numberKind(s string) kinds {
	digits := strings.TrimPrefix(s, "-")
	if len(digits) > 1 && digits[0] == '0' && digits[1] != '.' && digits[1] != 'e' && digits[1] != 'E' {
		return texts
	}
	switch _, err := strconv.ParseInt(s, 10, 64); {
	case err == nil:
		return ints
	case errors.Is(err, strconv.ErrRange):
		return texts
	}
	if _, err := strconv.ParseFloat(s, 64); err == nil && !strings.ContainsAny(s, "xX_") {
		return floats
	}
	return texts
}

// clocks are the forms of a timestamp.
var clocks = []struct {
	layout string
	kind   kinds
}{
	{"2006-01-02T15:04:05Z07:00", instants},
	{"2006-01-02T15:04:05", locals},
	{"2006-01-02 15:04:05Z07:00", instants},
	{"2006-01-02 15:04:05", locals},
	{"2006-01-02T15:04", locals},
	{"2006-01-02 15:04", locals},
	{"2006-01-02T15:04Z07:00", instants},
	{"2006-01-02 15:04:05Z0700", instants},
}

func timeKind(s string) kinds {
	if _, k, ok := parseTime(s); ok {
		return k
	}
	return texts
}

// parseTime reads a date or a timestamp.
func parseTime(s string) (at time.Time, k kinds, ok bool) {
	if len(s) == len("2006-01-02") {
		at, err := time.Parse("2006-01-02", s)
		return at, dates, err == nil
	}
	for _, c := range clocks {
		if at, err := time.Parse(c.layout, s); err == nil {
			k = c.kind
			if at.Nanosecond()%1000 != 0 {
				k |= nanos
			}
			return at, k, at.Year() >= 1678 && at.Year() < 2262
		}
	}
	return at, texts, false
}

// typ returns the type that holds all that was seen.
func (k kinds) typ() arrow.DataType {
	unit := arrow.Microsecond
	if k&nanos != 0 {
		unit, k = arrow.Nanosecond, k&^nanos
	}
	switch k {
	case ints:
		return arrow.PrimitiveTypes.Int64
	case floats, ints | floats:
		return arrow.PrimitiveTypes.Float64
	case bools:
		return arrow.FixedWidthTypes.Boolean
	case dates:
		return arrow.FixedWidthTypes.Date32
	case instants, instants | dates:
		return &arrow.TimestampType{Unit: unit, TimeZone: "UTC"}
	case locals, locals | dates:
		return &arrow.TimestampType{Unit: unit}
	}
	return arrow.BinaryTypes.String
}

package arrowtext

import (
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"strconv"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/decimal256"
	"github.com/apache/arrow/go/v17/arrow/float16"
	"github.com/assay-go/assay/internal/message"
)

// A Parser appends one cell that is not null, given as plain text, to its builder. Its error says what the text is and
// what the type holds. It reads everything that a Formatter writes, and some forms that people write: fewer digits of a
// second, a date for its midnight, fields of a struct in any order. After an error the builder must not be used.
type Parser func(text []byte) error

// NewParser returns the parser that appends to b. Call it once for a column. It is not safe for concurrent use.
func NewParser(b array.Builder) (Parser, error) {
	r, err := newReader(b, 0)
	return r.plain, err
}

// A reader appends the values of one column.
type reader struct {
	plain Parser
	style style
	name  string               // of the type, for errors
	value func(*scanner) error // of nested types: appends a JSON value that is not null
	null  func()               // appends a null
}

// json appends the next JSON value of s.
func (r *reader) json(s *scanner) error {
	if s.null() {
		r.null()
		return nil
	}
	if r.value != nil {
		return r.value(s)
	}
	s.space()
	at := s.i
	word, isString, err := s.scalar()
	if err == nil && isString != (r.style == text || r.style == boxed) && (r.style != number || !isString ||
		isDigits(word)) {
		kind := "a JSON string"
		if !isString {
			kind = "not a JSON string"
		}
		err = &SyntaxError{Offset: at, Msg: fmt.Sprintf("%s is %s; %s holds %s", message.Quote(word), kind, r.name,
			map[bool]string{true: "numbers or booleans", false: "strings"}[isString])}
	}
	if err != nil {
		return err
	}
	if err := r.plain(word); err != nil {
		if _, ok := errors.AsType[*SyntaxError](err); ok {
			return err
		}
		return &SyntaxError{Offset: at, Msg: err.Error()}
	}
	return nil
}

func isDigits(word []byte) bool {
	return len(word) > 0 && word[len(word)-1] >= '0' && word[len(word)-1] <= '9'
}

// longestName is the number of characters of a type in a message.
const longestName = 200

func newReader(b array.Builder, depth int) (reader, error) {
	if storage := storageBuilder(b); storage != nil {
		return newReader(storage, depth)
	}
	r := reader{null: b.AppendNull}
	var err error
	if r.name, err = TypeString(b.Type()); err != nil {
		return r, err
	}
	r.name = message.Shorten(r.name, longestName)
	switch b := b.(type) {
	case *array.NullBuilder:
		r.plain = func(text []byte) error {
			return fmt.Errorf("%s is a value; a null column holds only nulls", message.Quote(text))
		}
	case *array.BooleanBuilder:
		r.plain = func(text []byte) error {
			switch string(text) {
			case "true":
				b.Append(true)
			case "false":
				b.Append(false)
			default:
				return fmt.Errorf("%s is not a boolean; bool holds true or false", message.Quote(text))
			}
			return nil
		}
	case *array.Int8Builder:
		r.plain = parseInts(b.Append, math.MinInt8, math.MaxInt8, r.name)
	case *array.Int16Builder:
		r.plain = parseInts(b.Append, math.MinInt16, math.MaxInt16, r.name)
	case *array.Int32Builder:
		r.plain = parseInts(b.Append, math.MinInt32, math.MaxInt32, r.name)
	case *array.Int64Builder:
		r.plain = parseInts(b.Append, math.MinInt64, math.MaxInt64, r.name)
	case *array.Uint8Builder:
		r.plain = parseUints(b.Append, math.MaxUint8, r.name)
	case *array.Uint16Builder:
		r.plain = parseUints(b.Append, math.MaxUint16, r.name)
	case *array.Uint32Builder:
		r.plain = parseUints(b.Append, math.MaxUint32, r.name)
	case *array.Uint64Builder:
		r.plain = parseUints(b.Append, math.MaxUint64, r.name)
	case *array.Float16Builder:
		r.style, r.plain = number, parseFloats(func(f float64) { b.Append(float16.FromBits(floatToHalf(f))) }, 64, 65520,
			r.name)
	case *array.Float32Builder:
		r.style, r.plain = number, parseFloats(func(f float64) { b.Append(float32(f)) }, 32, 0, r.name)
	case *array.Float64Builder:
		r.style, r.plain = number, parseFloats(b.Append, 64, 0, r.name)
	case *array.StringBuilder:
		r.style, r.plain = text, appendBytes(b.BinaryBuilder.Append)
	case *array.LargeStringBuilder:
		r.style, r.plain = text, appendBytes(b.BinaryBuilder.Append)
	case *array.StringViewBuilder:
		r.style, r.plain = text, appendBytes(b.BinaryViewBuilder.Append)
	case *array.BinaryBuilder:
		r.style, r.plain = boxed, parseBytes(b.Append, -1, r.name)
	case *array.BinaryViewBuilder:
		r.style, r.plain = boxed, parseBytes(b.Append, -1, r.name)
	case *array.FixedSizeBinaryBuilder:
		r.style, r.plain = boxed, parseBytes(b.Append, b.Type().(*arrow.FixedSizeBinaryType).ByteWidth, r.name)
	case *array.Decimal128Builder:
		t := b.Type().(*arrow.Decimal128Type)
		r.plain = func(text []byte) error {
			w, negative, err := parseDecimal(text, int(t.Precision), int(t.Scale), r.name)
			if negative {
				w.negate()
			}
			if err == nil {
				b.Append(decimal128.New(int64(w[1]), w[0]))
			}
			return err
		}
	case *array.Decimal256Builder:
		t := b.Type().(*arrow.Decimal256Type)
		r.plain = func(text []byte) error {
			w, negative, err := parseDecimal(text, int(t.Precision), int(t.Scale), r.name)
			if negative {
				w.negate()
			}
			if err == nil {
				b.Append(decimal256.New(w[3], w[2], w[1], w[0]))
			}
			return err
		}
	default:
		if r.temporal(b) {
			return r, nil
		}
		return r, r.nested(b, depth)
	}
	return r, nil
}

func parseInts[T int8 | int16 | int32 | int64](add func(T), lo, hi int64, name string) Parser {
	return func(text []byte) error {
		if n, ok := shortInt(text); ok && lo <= n && n <= hi {
			add(T(n))
			return nil
		}
		n, err := strconv.ParseInt(string(text), 10, 64)
		if err == nil && lo <= n && n <= hi {
			add(T(n))
			return nil
		}
		if err != nil && !errors.Is(err, strconv.ErrRange) {
			return fmt.Errorf("%s is not an integer; %s holds %d to %d", message.Quote(text), name, lo, hi)
		}
		return fmt.Errorf("%s is out of range; %s holds %d to %d", message.Quote(text), name, lo, hi)
	}
}

// shortInt reads an integer of up to 18 digits without a plus sign. It returns false for other texts, which may be
// integers too.
func shortInt(text []byte) (n int64, ok bool) {
	digits := text
	if len(digits) > 0 && digits[0] == '-' {
		digits = digits[1:]
	}
	if len(digits) == 0 || len(digits) > 18 {
		return 0, false
	}
	for _, c := range digits {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = 10*n + int64(c-'0')
	}
	if len(digits) < len(text) {
		n = -n
	}
	return n, true
}

func parseUints[T uint8 | uint16 | uint32 | uint64](add func(T), hi uint64, name string) Parser {
	return func(text []byte) error {
		n, err := strconv.ParseUint(string(text), 10, 64)
		if err == nil && n <= hi {
			add(T(n))
			return nil
		}
		if _, serr := strconv.ParseInt(string(text), 10, 64); serr == nil || errors.Is(err, strconv.ErrRange) {
			return fmt.Errorf("%s is out of range; %s holds 0 to %d", message.Quote(text), name, hi)
		}
		return fmt.Errorf("%s is not an integer; %s holds 0 to %d", message.Quote(text), name, hi)
	}
}

// parseFloats reads what appendFloat writes, and other decimal notations. limit, if not 0, is the first magnitude that
// is out of range.
func parseFloats(add func(float64), bits int, limit float64, name string) Parser {
	return func(text []byte) error {
		switch string(text) {
		case "NaN":
			add(math.NaN())
			return nil
		case "Inf", "+Inf":
			add(math.Inf(1))
			return nil
		case "-Inf":
			add(math.Inf(-1))
			return nil
		}
		for _, c := range text { // strconv also reads hexadecimal, underscores, inf and nan
			if (c < '0' || c > '9') && c != '.' && c != '-' && c != '+' && c != 'e' && c != 'E' {
				return fmt.Errorf("%s is not a number: for %s, write one such as 0.25, NaN or -Inf", message.Quote(text), name)
			}
		}
		f, err := strconv.ParseFloat(string(text), bits)
		switch {
		case errors.Is(err, strconv.ErrRange) || limit != 0 && math.Abs(f) >= limit:
			return outOfRange(text, name)
		case err != nil:
			return fmt.Errorf("%s is not a number: for %s, write one such as 0.25, NaN or -Inf", message.Quote(text), name)
		}
		add(f)
		return nil
	}
}

func appendBytes(add func([]byte)) Parser {
	return func(text []byte) error {
		add(text)
		return nil
	}
}

// parseBytes reads hexadecimal after 0x. width is the number of bytes, or -1 for any.
func parseBytes(add func([]byte), width int, name string) Parser {
	var buf []byte
	return func(text []byte) error {
		if len(text) < 2 || text[0] != '0' || text[1] != 'x' {
			return fmt.Errorf("%s is not binary; %s holds hexadecimal digits after 0x, such as 0x00ff", message.Quote(text),
				name)
		}
		var err error
		if buf, err = hex.AppendDecode(buf[:0], text[2:]); err != nil {
			return fmt.Errorf("%s is not binary; %s holds pairs of hexadecimal digits after 0x, such as 0x00ff",
				message.Quote(text), name)
		}
		if width >= 0 && len(buf) != width {
			return fmt.Errorf("%s has %d bytes; %s holds %d", message.Quote(text), len(buf), name, width)
		}
		if buf == nil {
			buf = []byte{} // Arrow appends a null for nil
		}
		add(buf)
		return nil
	}
}

// temporal sets r up for a builder of dates, times, durations or intervals.
func (r *reader) temporal(b array.Builder) bool {
	r.style = boxed
	name := r.name
	switch b := b.(type) {
	case *array.Date32Builder:
		r.plain = add(func(text []byte) (arrow.Date32, error) {
			v, err := parseDate32(text)
			return arrow.Date32(v), err
		}, b.Append)
	case *array.Date64Builder:
		r.plain = add(func(text []byte) (arrow.Date64, error) {
			v, err := parseDate64(text)
			return arrow.Date64(v), err
		}, b.Append)
	case *array.Time32Builder:
		u := b.Type().(*arrow.Time32Type).Unit
		r.plain = add(func(text []byte) (arrow.Time32, error) {
			v, err := parseTimeOfDay(text, u, 32, name)
			return arrow.Time32(v), err
		}, b.Append)
	case *array.Time64Builder:
		u := b.Type().(*arrow.Time64Type).Unit
		r.plain = add(func(text []byte) (arrow.Time64, error) {
			v, err := parseTimeOfDay(text, u, 64, name)
			return arrow.Time64(v), err
		}, b.Append)
	case *array.TimestampBuilder:
		t := b.Type().(*arrow.TimestampType)
		r.plain = add(func(text []byte) (arrow.Timestamp, error) {
			v, err := parseTimestamp(text, t.Unit, t.TimeZone != "", name)
			return arrow.Timestamp(v), err
		}, b.Append)
	case *array.DurationBuilder:
		u := b.Type().(*arrow.DurationType).Unit
		r.plain = add(func(text []byte) (arrow.Duration, error) {
			v, err := parseDuration(text, u, name)
			return arrow.Duration(v), err
		}, b.Append)
	case *array.MonthIntervalBuilder:
		r.plain = add(func(text []byte) (arrow.MonthInterval, error) {
			n, err := parseInterval(text, name, false, "mo")
			return arrow.MonthInterval(n[0]), err
		}, b.Append)
	case *array.DayTimeIntervalBuilder:
		r.plain = add(func(text []byte) (arrow.DayTimeInterval, error) {
			n, err := parseInterval(text, name, false, "d", "ms")
			return arrow.DayTimeInterval{Days: int32(n[0]), Milliseconds: int32(n[1])}, err
		}, b.Append)
	case *array.MonthDayNanoIntervalBuilder:
		r.plain = add(func(text []byte) (arrow.MonthDayNanoInterval, error) {
			n, err := parseInterval(text, name, true, "mo", "d", "ns")
			return arrow.MonthDayNanoInterval{Months: int32(n[0]), Days: int32(n[1]), Nanoseconds: n[2]}, err
		}, b.Append)
	default:
		return false
	}
	return true
}

// add combines the parsing of a text and the appending of its value.
func add[T any](parse func([]byte) (T, error), to func(T)) Parser {
	return func(text []byte) error {
		v, err := parse(text)
		if err == nil {
			to(v)
		}
		return err
	}
}

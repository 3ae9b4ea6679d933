// Package literal holds single values as they are written, in a fixture or in Go, before they get the type of a column.
// Package fixture/value nests them in lists and maps.
package literal

import (
	"cmp"
	"encoding"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
)

// A Kind is what a value was written as. It decides the type of a column that names none.
type Kind uint8

// The kinds of values.
const (
	Null Kind = iota
	Bool
	Int
	Float
	Text
	Date
	Timestamp
	JSON // a list or a struct
)

// A Value is a value as the plain text of a cell. The zero Value is a null.
type Value struct {
	Kind    Kind
	Text    string // of JSON, the JSON
	Written string // the text that a text column takes, if it differs: 0x10 for an Int of 16
	At      any    // its place, for errors

	Plain  bool  // a Text without quotes in YAML
	Nested Typed // of a JSON value whose scalars depend on the types around them; nil if Text holds for all
}

// Typed is a list or a map.
type Typed interface {
	// JSON returns the value for a column of a type, with what was written for types that hold text.
	JSON(typ arrow.DataType) string
}

// For returns the text of a value for a column of a type: what was written, for a type that holds text.
func (v Value) For(typ arrow.DataType) string {
	switch {
	case v.Nested != nil:
		return v.Nested.JSON(typ)
	case v.Written != "" && HoldsText(typ), v.Kind == Int && v.Written != "" && holdsBytes(typ):
		return v.Written
	}
	return v.Text
}

// holdsBytes reports whether cells of a type are written as hexadecimal digits after 0x, which YAML takes for a number.
func holdsBytes(typ arrow.DataType) bool {
	id := typ.ID()
	return id == arrow.BINARY || id == arrow.LARGE_BINARY || id == arrow.BINARY_VIEW || id == arrow.FIXED_SIZE_BINARY
}

// OctalAs returns the number that a column of numbers would make of a text such as 017, which some readers of YAML take
// for 15.
func (v Value) OctalAs(typ arrow.DataType) (decimal string, isOctal bool) {
	if !v.Plain || !HoldsNumber(typ) {
		return "", false
	}
	digits := strings.TrimLeft(v.Text, "+-")
	decimal = strings.TrimLeft(digits, "0")
	if len(digits) < 2 || digits[0] != '0' || strings.Trim(digits, "0123456789") != "" {
		return "", false
	}
	return v.Text[:len(v.Text)-len(digits)] + cmp.Or(decimal, "0"), true
}

// HoldsNumber reports whether a type holds integers, floats or decimals.
func HoldsNumber(dt arrow.DataType) bool {
	id := dt.ID()
	return arrow.IsInteger(id) || arrow.IsFloating(id) || arrow.IsDecimal(id)
}

// HoldsText reports whether cells of a type hold any text.
func HoldsText(typ arrow.DataType) bool {
	if d, ok := typ.(*arrow.DictionaryType); ok {
		typ = d.ValueType
	}
	return typ.ID() == arrow.STRING || typ.ID() == arrow.LARGE_STRING || typ.ID() == arrow.STRING_VIEW
}

// Of returns a Go value as a literal, or false for one that is not a scalar: a list, a map, a pointer.
func Of(v reflect.Value) (Value, bool, error) {
	if !v.IsValid() {
		return Value{}, true, nil
	}
	if (v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface) && v.IsNil() {
		return Value{}, true, nil
	}
	if v.CanInterface() {
		switch x := v.Interface().(type) {
		case Value:
			return x, true, nil
		case time.Time:
			return ofTime(x), true, nil
		case json.RawMessage:
			return Value{Kind: JSON, Text: string(x)}, true, nil
		case encoding.TextMarshaler:
			text, err := x.MarshalText()
			return Value{Kind: Text, Text: string(text)}, true, err
		case fmt.Stringer:
			return Value{Kind: Text, Text: x.String()}, true, nil
		}
	}
	switch v.Kind() {
	case reflect.Bool:
		return Value{Kind: Bool, Text: strconv.FormatBool(v.Bool())}, true, nil
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return Value{Kind: Int, Text: strconv.FormatInt(v.Int(), 10)}, true, nil
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		return Value{Kind: Int, Text: strconv.FormatUint(v.Uint(), 10)}, true, nil
	case reflect.Float32, reflect.Float64:
		return Value{Kind: Float, Text: FloatText(v.Float(), v.Type().Bits())}, true, nil
	case reflect.String:
		return Value{Kind: Text, Text: v.String()}, true, nil
	case reflect.Slice, reflect.Array:
		if v.Type().Elem() == reflect.TypeFor[byte]() {
			return ofBytes(v), true, nil
		}
	}
	return Value{}, false, nil
}

// ofTime returns a time: a midnight of UTC as its date, which a column of dates takes as well as one of timestamps.
func ofTime(x time.Time) Value {
	utc := x.UTC()
	if utc.Truncate(24 * time.Hour).Equal(x) {
		return Value{Kind: Date, Text: utc.Format(time.DateOnly)}
	}
	return Value{Kind: Timestamp, Text: utc.Format(time.RFC3339Nano)}
}

// ofBytes returns bytes: as they are for a column of text, and in hexadecimal digits for a binary one.
func ofBytes(v reflect.Value) Value {
	text := make([]byte, v.Len())
	reflect.Copy(reflect.ValueOf(text), v)
	if len(text) == 0 {
		return Value{Kind: Text}
	}
	return Value{Kind: Text, Text: "0x" + hex.EncodeToString(text), Written: string(text)}
}

// FloatText returns a number without an exponent, so that it is good for columns of decimals too.
func FloatText(f float64, bits int) string {
	switch text := strconv.FormatFloat(f, 'f', -1, bits); text {
	case "+Inf":
		return "Inf"
	default:
		return text
	}
}

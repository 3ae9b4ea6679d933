package arrowtext

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
)

// deepest is the deepest nesting of types that is read or written.
const deepest = 32

// widest is the largest width of a fixed-size type that is read or written. A null of such a type takes that many bytes
// or elements.
const widest = 1 << 16

// simple has the types without parameters, by their text.
var simple = map[string]arrow.DataType{
	"null":                    arrow.Null,
	"bool":                    arrow.FixedWidthTypes.Boolean,
	"int8":                    arrow.PrimitiveTypes.Int8,
	"int16":                   arrow.PrimitiveTypes.Int16,
	"int32":                   arrow.PrimitiveTypes.Int32,
	"int64":                   arrow.PrimitiveTypes.Int64,
	"uint8":                   arrow.PrimitiveTypes.Uint8,
	"uint16":                  arrow.PrimitiveTypes.Uint16,
	"uint32":                  arrow.PrimitiveTypes.Uint32,
	"uint64":                  arrow.PrimitiveTypes.Uint64,
	"float16":                 arrow.FixedWidthTypes.Float16,
	"float32":                 arrow.PrimitiveTypes.Float32,
	"float64":                 arrow.PrimitiveTypes.Float64,
	"utf8":                    arrow.BinaryTypes.String,
	"large_utf8":              arrow.BinaryTypes.LargeString,
	"utf8_view":               arrow.BinaryTypes.StringView,
	"binary":                  arrow.BinaryTypes.Binary,
	"large_binary":            arrow.BinaryTypes.LargeBinary,
	"binary_view":             arrow.BinaryTypes.BinaryView,
	"date32":                  arrow.FixedWidthTypes.Date32,
	"date64":                  arrow.FixedWidthTypes.Date64,
	"month_interval":          arrow.FixedWidthTypes.MonthInterval,
	"day_time_interval":       arrow.FixedWidthTypes.DayTimeInterval,
	"month_day_nano_interval": arrow.FixedWidthTypes.MonthDayNanoInterval,
}

var simpleNames = func() map[arrow.Type]string {
	names := make(map[arrow.Type]string, len(simple))
	for name, dt := range simple {
		names[dt.ID()] = name
	}
	return names
}()

// TypeString returns the text of dt. Its error names a type that has none.
func TypeString(dt arrow.DataType) (string, error) {
	b, err := AppendType(nil, dt)
	return string(b), err
}

// TypeText returns the text of dt, or the text of Arrow if it has none here.
func TypeText(dt arrow.DataType) string {
	text, err := TypeString(dt)
	if err != nil {
		return dt.String()
	}
	return text
}

// AppendType appends the result of TypeString.
func AppendType(dst []byte, dt arrow.DataType) ([]byte, error) { return appendType(dst, dt, 0) }

func appendType(dst []byte, dt arrow.DataType, depth int) ([]byte, error) {
	if depth > deepest {
		return dst, fmt.Errorf("a type that nests deeper than %d levels cannot be written", deepest)
	}
	if dt == nil {
		return dst, fmt.Errorf("a missing type cannot be written")
	}
	if name, ok := simpleNames[dt.ID()]; ok {
		return append(dst, name...), nil
	}
	switch t := dt.(type) {
	case *arrow.FixedSizeBinaryType:
		if t.ByteWidth < 0 || t.ByteWidth > widest {
			return dst, fmt.Errorf("%s cannot be written: its width is not between 0 and %d", t, widest)
		}
		return fmt.Appendf(dst, "fixed_size_binary[%d]", t.ByteWidth), nil
	case *arrow.Time32Type:
		return fmt.Appendf(dst, "time32[%s]", t.Unit), nil
	case *arrow.Time64Type:
		return fmt.Appendf(dst, "time64[%s]", t.Unit), nil
	case *arrow.DurationType:
		return fmt.Appendf(dst, "duration[%s]", t.Unit), nil
	case *arrow.TimestampType:
		dst = append(append(dst, "timestamp["...), t.Unit.String()...)
		if t.TimeZone == "" {
			return append(dst, ']'), nil
		}
		if !plainZone(t.TimeZone) {
			return dst, fmt.Errorf("timestamp[%s] cannot be written with the zone %q: a zone is a name such as Europe/Berlin "+
				"or +02:00", t.Unit, t.TimeZone)
		}
		return append(append(append(dst, ", "...), t.TimeZone...), ']'), nil
	case *arrow.Decimal128Type:
		return appendDecimalType(dst, "decimal", t, maxDigits128)
	case *arrow.Decimal256Type:
		return appendDecimalType(dst, "decimal256", t, maxDigits256)
	case *arrow.ListType:
		return appendListType(dst, "list", t, depth)
	case *arrow.LargeListType:
		return appendListType(dst, "large_list", t, depth)
	case *arrow.ListViewType:
		return appendListType(dst, "list_view", t, depth)
	case *arrow.LargeListViewType:
		return appendListType(dst, "large_list_view", t, depth)
	case *arrow.FixedSizeListType:
		if t.Len() > widest {
			return dst, fmt.Errorf("%s cannot be written: it is wider than %d", t, widest)
		}
		dst, err := appendListType(dst, "fixed_size_list", t, depth)
		return fmt.Appendf(dst, "[%d]", t.Len()), err
	case *arrow.StructType:
		return appendStructType(dst, t, depth)
	case *arrow.MapType:
		return appendMapType(dst, t, depth)
	case *arrow.DictionaryType:
		return appendDictionaryType(dst, t, depth)
	case arrow.ExtensionType:
		return appendExtensionType(dst, t, depth)
	case *arrow.RunEndEncodedType:
		dst = append(dst, "run_end_encoded<"...)
		dst, err := appendType(dst, t.RunEnds(), depth+1)
		if err != nil {
			return dst, err
		}
		if t.Encoded().ID() == arrow.RUN_END_ENCODED {
			return dst, fmt.Errorf("%s cannot be written: run-end encoded values cannot nest", t)
		}
		dst, err = appendType(append(dst, ", "...), t.Encoded(), depth+1)
		return append(dst, '>'), err
	}
	return dst, fmt.Errorf("%s cannot be written as text", dt)
}

func appendDecimalType(dst []byte, name string, t arrow.DecimalType, digits int32) ([]byte, error) {
	p, s := t.GetPrecision(), t.GetScale()
	if p < 1 || p > digits || s < -digits || s > digits {
		return dst, fmt.Errorf("%s(%d, %d) cannot be written: it holds 1 to %d digits", name, p, s, digits)
	}
	dst = strconv.AppendInt(append(append(dst, name...), '('), int64(p), 10)
	return append(strconv.AppendInt(append(dst, ", "...), int64(s), 10), ')'), nil
}

func appendListType(dst []byte, name string, t arrow.ListLikeType, depth int) ([]byte, error) {
	dst = append(append(dst, name...), '<')
	elem := t.ElemField()
	if elem.Name != "item" {
		dst = append(appendFieldName(dst, elem.Name), ": "...)
	}
	dst, err := appendElem(dst, elem.Type, elem.Nullable, depth)
	return append(dst, '>'), err
}

func appendElem(dst []byte, dt arrow.DataType, nullable bool, depth int) ([]byte, error) {
	dst, err := appendType(dst, dt, depth+1)
	if !nullable {
		dst = append(dst, " not null"...)
	}
	return dst, err
}

func appendStructType(dst []byte, t *arrow.StructType, depth int) ([]byte, error) {
	dst = append(dst, "struct<"...)
	for i := range t.NumFields() {
		f := t.Field(i)
		if len(t.FieldIndices(f.Name)) > 1 {
			return dst, fmt.Errorf("%s cannot be written: two of its fields have the name %q", t, f.Name)
		}
		if i > 0 {
			dst = append(dst, ", "...)
		}
		dst = append(appendFieldName(dst, f.Name), ": "...)
		var err error
		if dst, err = appendElem(dst, f.Type, f.Nullable, depth); err != nil {
			return dst, err
		}
	}
	return append(dst, '>'), nil
}

func appendMapType(dst []byte, t *arrow.MapType, depth int) ([]byte, error) {
	dst, err := appendType(append(dst, "map<"...), t.KeyType(), depth+1)
	if err != nil {
		return dst, err
	}
	dst, err = appendElem(append(dst, ", "...), t.ItemType(), t.ItemField().Nullable, depth)
	if t.KeysSorted {
		dst = append(dst, ", keys_sorted"...)
	}
	return append(dst, '>'), err
}

func appendDictionaryType(dst []byte, t *arrow.DictionaryType, depth int) ([]byte, error) {
	if !dictionaryHolds(t.ValueType.ID()) {
		return dst, fmt.Errorf("dictionary<%s> cannot be written: Arrow has no builder for dictionaries of this type",
			t.ValueType)
	}
	dst, err := appendType(append(dst, "dictionary<"...), t.ValueType, depth+1)
	if t.IndexType.ID() != arrow.INT32 {
		dst = append(append(dst, ", "...), simpleNames[t.IndexType.ID()]...)
	}
	if t.Ordered {
		dst = append(dst, ", ordered"...)
	}
	return append(dst, '>'), err
}

func appendExtensionType(dst []byte, t arrow.ExtensionType, depth int) ([]byte, error) {
	dst = append(AppendJSON(append(dst, "extension<"...), t.ExtensionName()), ", "...)
	dst, err := appendType(dst, t.StorageType(), depth+1)
	if data := t.Serialize(); data != "" {
		dst = AppendJSON(append(dst, ", "...), data)
	}
	return append(dst, '>'), err
}

// dictionaryHolds reports whether Arrow has a builder for dictionaries of values of this type.
func dictionaryHolds(id arrow.Type) bool {
	switch id {
	case arrow.INT8, arrow.UINT8, arrow.INT16, arrow.UINT16, arrow.INT32, arrow.UINT32, arrow.INT64, arrow.UINT64,
		arrow.FLOAT16, arrow.FLOAT32, arrow.FLOAT64, arrow.STRING, arrow.BINARY, arrow.FIXED_SIZE_BINARY,
		arrow.DECIMAL128, arrow.DECIMAL256, arrow.DATE32, arrow.DATE64, arrow.TIME32, arrow.TIME64,
		arrow.TIMESTAMP, arrow.DURATION, arrow.INTERVAL_MONTHS, arrow.INTERVAL_DAY_TIME, arrow.INTERVAL_MONTH_DAY_NANO:
		return true
	}
	return false
}

// appendFieldName appends the name of a nested field: as it is if it looks like an identifier, as a JSON string
// otherwise.
func appendFieldName(dst []byte, name string) []byte {
	if plainName(name) {
		return append(dst, name...)
	}
	return AppendJSON(dst, name)
}

func plainName(s string) bool {
	if s == "" || '0' <= s[0] && s[0] <= '9' {
		return false
	}
	for i := range len(s) {
		if !nameByte(s[i]) {
			return false
		}
	}
	return true
}

func nameByte(c byte) bool {
	return c == '_' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}

// plainZone reports whether a zone needs no quotes between the brackets of a type.
func plainZone(zone string) bool {
	for i := range len(zone) {
		if c := zone[i]; !nameByte(c) && !strings.ContainsRune("/+-:", rune(c)) {
			return false
		}
	}
	return zone != ""
}

package structcodec

import (
	"encoding"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/internal/arrowtext"
)

// An appender appends one value to its builder.
type appender func(v reflect.Value) error

// Encode returns structs as a record with a column for each field. A column is nullable if its field is a pointer. A
// nil slice is an empty list.
func Encode[T any](rows []T) (arrow.Record, error) { return EncodeValue(reflect.ValueOf(rows)) }

// EncodeValue returns a slice of structs, or of pointers to structs, as a record, as [Encode] does.
func EncodeValue(rows reflect.Value) (arrow.Record, error) {
	if rows.Kind() != reflect.Slice {
		return nil, fmt.Errorf("%s is not a slice: rows are a slice of structs", rows.Type())
	}
	elem, pointers := rows.Type().Elem(), false
	if elem.Kind() == reflect.Pointer {
		elem, pointers = elem.Elem(), true
	}
	fs, err := Fields(elem)
	if err != nil {
		return nil, err
	}
	b := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema(arrowFields(fs), nil))
	defer b.Release()
	b.Reserve(rows.Len())
	appends := make([]appender, len(fs))
	for i, f := range fs {
		if appends[i], err = nullableAppender(elem.FieldByIndex(f.Index).Type, b.Field(i)); err != nil {
			return nil, fmt.Errorf("field %s.%s: %w", elem, f.goName, err)
		}
	}
	for row := range rows.Len() {
		v := rows.Index(row)
		if pointers {
			if v.IsNil() {
				return nil, fmt.Errorf("row %d is a nil %s: every row needs values", row, rows.Type().Elem())
			}
			v = v.Elem()
		}
		for i, f := range fs {
			if err := appends[i](v.FieldByIndex(f.Index)); err != nil {
				return nil, fmt.Errorf("row %d: column %q, field %s.%s: %w", row, f.Name, elem, f.goName, err)
			}
		}
	}
	return b.NewRecord(), nil
}

func nullableAppender(t reflect.Type, b array.Builder) (appender, error) {
	if t.Kind() != reflect.Pointer {
		return valueAppender(t, b)
	}
	add, err := valueAppender(t.Elem(), b)
	if err != nil {
		return nil, err
	}
	return func(v reflect.Value) error {
		if v.IsNil() {
			b.AppendNull()
			return nil
		}
		return add(v.Elem())
	}, nil
}

// valueAppender returns the appender of values of t to a builder of the column's type.
func valueAppender(t reflect.Type, b array.Builder) (appender, error) {
	switch {
	case t == timeType:
		return timeAppender(b)
	case t == durationType:
		return durationAppender(b)
	case rawBytes(t, b.Type()):
		return bytesAppender(t, b)
	case isText(t):
		return textAppender(t, b)
	}
	switch t.Kind() {
	case reflect.Bool:
		if b, ok := b.(*array.BooleanBuilder); ok {
			return func(v reflect.Value) error { b.Append(v.Bool()); return nil }, nil
		}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return intAppender(t, b)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return uintAppender(t, b)
	case reflect.Float32, reflect.Float64:
		return floatAppender(t, b)
	case reflect.String:
		return stringAppender(t, b)
	case reflect.Slice, reflect.Array:
		return listAppender(t, b)
	case reflect.Map:
		return mapAppender(t, b)
	case reflect.Struct:
		return structAppender(t, b)
	}
	return nil, noColumn(t, b)
}

func noColumn(t reflect.Type, b array.Builder) error {
	return fmt.Errorf("cannot store a %s in a column of type %s", t, typeText(b.Type()))
}

// parsed appends the text of a value, which the column type parses.
func parsed(b array.Builder, text func(v reflect.Value) ([]byte, error)) (appender, error) {
	parse, err := arrowtext.NewParser(b)
	if err != nil {
		return nil, err
	}
	return func(v reflect.Value) error {
		s, err := text(v)
		if err != nil {
			return err
		}
		return parse(s)
	}, nil
}

func isDecimal(dt arrow.DataType) bool {
	return dt.ID() == arrow.DECIMAL128 || dt.ID() == arrow.DECIMAL256
}

func intAppender(t reflect.Type, b array.Builder) (appender, error) {
	if b, ok := b.(*array.Int64Builder); ok {
		return func(v reflect.Value) error { b.Append(v.Int()); return nil }, nil
	}
	if !arrow.IsInteger(b.Type().ID()) && !isDecimal(b.Type()) {
		return nil, noColumn(t, b)
	}
	return parsed(b, func(v reflect.Value) ([]byte, error) { return strconv.AppendInt(nil, v.Int(), 10), nil })
}

func uintAppender(t reflect.Type, b array.Builder) (appender, error) {
	if !arrow.IsInteger(b.Type().ID()) && !isDecimal(b.Type()) {
		return nil, noColumn(t, b)
	}
	return parsed(b, func(v reflect.Value) ([]byte, error) { return strconv.AppendUint(nil, v.Uint(), 10), nil })
}

// floatAppender appends floats to a column of the same width or wider, and to decimals that hold all of their digits.
func floatAppender(t reflect.Type, b array.Builder) (appender, error) {
	bits := t.Bits()
	switch b := b.(type) {
	case *array.Float64Builder:
		return func(v reflect.Value) error { b.Append(v.Float()); return nil }, nil
	case *array.Float32Builder:
		if bits == 32 {
			return func(v reflect.Value) error { b.Append(float32(v.Float())); return nil }, nil
		}
	case *array.Decimal128Builder, *array.Decimal256Builder:
		return parsed(b, func(v reflect.Value) ([]byte, error) {
			if f := v.Float(); math.IsNaN(f) || math.IsInf(f, 0) {
				return nil, fmt.Errorf("%v is not a decimal", f)
			}
			return strconv.AppendFloat(nil, v.Float(), 'f', -1, bits), nil
		})
	}
	return nil, noColumn(t, b)
}

func stringAppender(t reflect.Type, b array.Builder) (appender, error) {
	switch b := b.(type) {
	case *array.StringBuilder:
		return func(v reflect.Value) error { b.Append(v.String()); return nil }, nil
	case *array.LargeStringBuilder:
		return func(v reflect.Value) error { b.Append(v.String()); return nil }, nil
	}
	if _, nested := b.Type().(arrow.NestedType); nested {
		return nil, noColumn(t, b)
	}
	return parsed(b, func(v reflect.Value) ([]byte, error) { return []byte(v.String()), nil })
}

// textAppender appends the text of MarshalText. A type that has only UnmarshalText is written by its kind.
func textAppender(t reflect.Type, b array.Builder) (appender, error) {
	addressed := !t.Implements(marshalerType)
	if addressed && !reflect.PointerTo(t).Implements(marshalerType) {
		if t.Kind() == reflect.String {
			return stringAppender(t, b)
		}
		return nil, fmt.Errorf("%s has UnmarshalText but no MarshalText, so it cannot be written", t)
	}
	if _, nested := b.Type().(arrow.NestedType); nested {
		return nil, noColumn(t, b)
	}
	return parsed(b, func(v reflect.Value) ([]byte, error) {
		if addressed {
			p := reflect.New(t)
			p.Elem().Set(v)
			v = p
		}
		return v.Interface().(encoding.TextMarshaler).MarshalText()
	})
}

func timeAppender(b array.Builder) (appender, error) {
	switch b := b.(type) {
	case *array.TimestampBuilder:
		dt := b.Type().(*arrow.TimestampType)
		return func(v reflect.Value) error {
			at := v.Interface().(time.Time)
			n, err := units(at, dt)
			if err == nil {
				b.Append(arrow.Timestamp(n))
			}
			return err
		}, nil
	case *array.Date32Builder:
		return dateAppender(b, func(days int64) { b.Append(arrow.Date32(days)) }), nil
	case *array.Date64Builder:
		return dateAppender(b, func(days int64) { b.Append(arrow.Date64(days * 86_400_000)) }), nil
	case *array.StringBuilder:
		return func(v reflect.Value) error {
			at := v.Interface().(time.Time)
			if at.Location() == time.Local {
				at = at.UTC() // not as the machine is set
			}
			b.Append(at.Format(time.RFC3339Nano))
			return nil
		}, nil
	}
	return nil, noColumn(timeType, b)
}

// units returns an instant as a number of units of the type since 1970. It does not round.
func units(at time.Time, dt *arrow.TimestampType) (int64, error) {
	per := int64(time.Second / dt.Unit.Multiplier())
	size := int64(dt.Unit.Multiplier())
	ns := int64(at.Nanosecond())
	if ns%size != 0 {
		return 0, fmt.Errorf("%s is more precise than %s: give the field the tag `assay:\",%s\"`, or truncate it",
			at.Format(time.RFC3339Nano), typeText(dt), typeText(finest(ns, dt)))
	}
	n := at.Unix() * per
	if n/per != at.Unix() || n+ns/size < n {
		return 0, fmt.Errorf("%s is out of the range of %s", at.Format(time.RFC3339Nano), typeText(dt))
	}
	return n + ns/size, nil
}

// finest returns the type with a unit that holds ns nanoseconds exactly.
func finest(ns int64, dt *arrow.TimestampType) arrow.DataType {
	unit := arrow.Nanosecond
	switch {
	case ns%1e6 == 0:
		unit = arrow.Millisecond
	case ns%1e3 == 0:
		unit = arrow.Microsecond
	}
	return &arrow.TimestampType{Unit: unit, TimeZone: dt.TimeZone}
}

// dateAppender appends the dates of times at midnight, in their own zone.
func dateAppender(b array.Builder, add func(days int64)) appender {
	return func(v reflect.Value) error {
		at := v.Interface().(time.Time)
		if h, m, s := at.Clock(); h != 0 || m != 0 || s != 0 || at.Nanosecond() != 0 {
			return fmt.Errorf("%s has a time of day, which %s does not hold: truncate it, or use a timestamp",
				at.Format(time.RFC3339Nano), typeText(b.Type()))
		}
		y, m, d := at.Date()
		days := time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86_400
		if days < math.MinInt32 || days > math.MaxInt32 {
			return fmt.Errorf("%s is out of the range of %s", at.Format(time.RFC3339Nano), typeText(b.Type()))
		}
		add(days)
		return nil
	}
}

func durationAppender(b array.Builder) (appender, error) {
	d, ok := b.(*array.DurationBuilder)
	if !ok {
		return nil, noColumn(durationType, b)
	}
	unit := int64(b.Type().(*arrow.DurationType).Unit.Multiplier())
	return func(v reflect.Value) error {
		if v.Int()%unit != 0 {
			return fmt.Errorf("%s is more precise than %s: truncate it, or use duration[ns]",
				time.Duration(v.Int()), typeText(b.Type()))
		}
		d.Append(arrow.Duration(v.Int() / unit))
		return nil
	}, nil
}

func bytesAppender(t reflect.Type, b array.Builder) (appender, error) {
	get := func(v reflect.Value) []byte {
		if t.Kind() == reflect.Slice {
			return v.Bytes()
		}
		out := make([]byte, t.Len())
		for i := range out {
			out[i] = byte(v.Index(i).Uint()) // reflect.Copy does not copy named byte types
		}
		return out
	}
	switch b := b.(type) {
	case *array.BinaryBuilder:
		return func(v reflect.Value) error { b.Append(get(v)); return nil }, nil
	case *array.StringBuilder:
		return func(v reflect.Value) error { b.Append(string(get(v))); return nil }, nil
	case *array.FixedSizeBinaryBuilder:
		width := b.Type().(*arrow.FixedSizeBinaryType).ByteWidth
		return func(v reflect.Value) error {
			s := get(v)
			if len(s) != width {
				return fmt.Errorf("the value has %d bytes; %s holds %d", len(s), typeText(b.Type()), width)
			}
			b.Append(s)
			return nil
		}, nil
	}
	return nil, noColumn(t, b)
}

func listAppender(t reflect.Type, b array.Builder) (appender, error) {
	l, ok := b.(array.ListLikeBuilder)
	if _, isMap := b.(*array.MapBuilder); !ok || isMap {
		return nil, noColumn(t, b)
	}
	add, err := nullableAppender(t.Elem(), l.ValueBuilder())
	if err != nil {
		return nil, fmt.Errorf("element: %w", err)
	}
	size := -1
	if fixed, ok := b.Type().(*arrow.FixedSizeListType); ok {
		size = int(fixed.Len())
	}
	return func(v reflect.Value) error {
		if size >= 0 && v.Len() != size {
			return fmt.Errorf("the list has %d elements; %s holds %d", v.Len(), typeText(b.Type()), size)
		}
		l.Append(true)
		for i := range v.Len() {
			if err := add(v.Index(i)); err != nil {
				return fmt.Errorf("element %d: %w", i, err)
			}
		}
		return nil
	}, nil
}

// mapAppender appends maps in the order of their keys.
func mapAppender(t reflect.Type, b array.Builder) (appender, error) {
	m, ok := b.(*array.MapBuilder)
	if !ok || t.Key().Kind() != reflect.String {
		return nil, noColumn(t, b)
	}
	key, err := valueAppender(t.Key(), m.KeyBuilder())
	if err != nil {
		return nil, fmt.Errorf("key: %w", err)
	}
	item, err := nullableAppender(t.Elem(), m.ItemBuilder())
	if err != nil {
		return nil, fmt.Errorf("value: %w", err)
	}
	return func(v reflect.Value) error {
		keys := v.MapKeys()
		slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
		m.Append(true)
		for _, k := range keys {
			if err := key(k); err != nil {
				return err
			}
			if err := item(v.MapIndex(k)); err != nil {
				return fmt.Errorf("value of %q: %w", k, err)
			}
		}
		return nil
	}, nil
}

func structAppender(t reflect.Type, b array.Builder) (appender, error) {
	s, ok := b.(*array.StructBuilder)
	if !ok {
		return nil, noColumn(t, b)
	}
	fs, err := Fields(t)
	if err != nil {
		return nil, err
	}
	have := s.Type().(*arrow.StructType).Fields()
	if err := compare(t, fs, have, false); err != nil {
		return nil, err
	}
	if len(fs) != len(have) {
		return nil, fmt.Errorf("%s has %d columns and the type %s has %d: give the struct a field for each",
			t, len(fs), typeText(s.Type()), len(have))
	}
	appends := make([]appender, len(fs))
	for i, f := range fs {
		at := columnIndex(have, f.Name)
		if appends[i], err = nullableAppender(t.FieldByIndex(f.Index).Type, s.FieldBuilder(at)); err != nil {
			return nil, fmt.Errorf("field %s.%s: %w", t, f.goName, err)
		}
	}
	return func(v reflect.Value) error {
		s.Append(true)
		for i, f := range fs {
			if err := appends[i](v.FieldByIndex(f.Index)); err != nil {
				return fmt.Errorf("%s: %w", f.Name, err)
			}
		}
		return nil
	}, nil
}

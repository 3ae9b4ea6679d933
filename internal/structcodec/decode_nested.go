package structcodec

import (
	"bytes"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"

	"github.com/assay-go/assay/internal/arrowtext"
)

// timeSetter stores dates as midnight UTC, and timestamps in the zone of their type, or in UTC if it has none.
func timeSetter(a arrow.Array) (setter, error) {
	switch a := a.(type) {
	case *array.Date32:
		return times(func(row int) time.Time { return a.Value(row).ToTime() }), nil
	case *array.Date64:
		return times(func(row int) time.Time { return a.Value(row).ToTime() }), nil
	case *array.Timestamp:
		dt := a.DataType().(*arrow.TimestampType)
		zone := time.UTC
		if dt.TimeZone != "" {
			var err error
			if zone, err = dt.GetZone(); err != nil {
				return nil, fmt.Errorf("the column is %s, and this machine does not know the zone: %w", typeText(dt), err)
			}
		}
		return times(func(row int) time.Time { return instant(int64(a.Value(row)), dt.Unit).In(zone) }), nil
	}
	return nil, mismatch(timeType, a)
}

// times sets times without boxing them.
func times(at func(row int) time.Time) setter {
	return func(dst reflect.Value, row int) error {
		*dst.Addr().Interface().(*time.Time) = at(row)
		return nil
	}
}

// instant returns the time v units after 1970, without overflowing a count of nanoseconds.
func instant(v int64, unit arrow.TimeUnit) time.Time {
	switch unit {
	case arrow.Second:
		return time.Unix(v, 0)
	case arrow.Millisecond:
		return time.UnixMilli(v)
	case arrow.Microsecond:
		return time.UnixMicro(v)
	}
	return time.Unix(v/1e9, v%1e9)
}

func durationSetter(a arrow.Array) (setter, error) {
	d, ok := a.(*array.Duration)
	if !ok {
		return nil, mismatch(durationType, a)
	}
	unit := d.DataType().(*arrow.DurationType).Unit.Multiplier()
	return func(dst reflect.Value, row int) error {
		v := int64(d.Value(row))
		if ns := v * int64(unit); ns/int64(unit) == v {
			dst.SetInt(ns)
			return nil
		}
		return fmt.Errorf("the value %s does not fit time.Duration", d.ValueStr(row))
	}, nil
}

// rawBytes reports whether the bytes of a column are copied to t as they are, even if t has text methods, such as a
// UUID from fixed_size_binary[16].
func rawBytes(t reflect.Type, dt arrow.DataType) bool {
	if t.Kind() != reflect.Slice && t.Kind() != reflect.Array || t.Elem().Kind() != reflect.Uint8 {
		return false
	}
	switch dt.ID() {
	case arrow.BINARY, arrow.LARGE_BINARY, arrow.FIXED_SIZE_BINARY:
		return true
	case arrow.STRING, arrow.LARGE_STRING:
		return t.Kind() == reflect.Slice && !isText(t)
	}
	return false
}

func bytesSetter(t reflect.Type, a arrow.Array) (setter, error) {
	var get func(row int) []byte
	switch a := a.(type) {
	case *array.Binary:
		get = a.Value
	case *array.LargeBinary:
		get = a.Value
	case *array.FixedSizeBinary:
		get = a.Value
	case *array.String:
		get = func(row int) []byte { return []byte(a.Value(row)) }
	case *array.LargeString:
		get = func(row int) []byte { return []byte(a.Value(row)) }
	default:
		return nil, mismatch(t, a)
	}
	if t.Kind() == reflect.Slice {
		return func(dst reflect.Value, row int) error { dst.SetBytes(bytes.Clone(get(row))); return nil }, nil
	}
	return func(dst reflect.Value, row int) error {
		b := get(row)
		if len(b) != t.Len() {
			return fmt.Errorf("the value has %d bytes; %s holds %d", len(b), t, t.Len())
		}
		copy(dst.Bytes(), b)
		return nil
	}, nil
}

func decimalFloatSetter(t reflect.Type, a arrow.Array) (setter, error) {
	if t.Kind() != reflect.Float64 {
		return nil, mismatch(t, a)
	}
	format, err := arrowtext.NewFormatter(a)
	if err != nil {
		return nil, err
	}
	slow := func(dst reflect.Value, row int) error {
		f, err := strconv.ParseFloat(string(format(nil, row)), 64)
		dst.SetFloat(f)
		return err
	}
	d, ok := a.(*array.Decimal128)
	if !ok {
		return slow, nil
	}
	scale := d.DataType().(*arrow.Decimal128Type).Scale
	if scale < 0 || scale > 22 {
		return slow, nil
	}
	power := math.Pow10(int(scale))
	return func(dst reflect.Value, row int) error {
		v := d.Value(row)
		if low := int64(v.LowBits()); v.HighBits() == low>>63 && -1<<53 <= low && low <= 1<<53 {
			dst.SetFloat(float64(low) / power) // both are exact, so the quotient is the nearest float64
			return nil
		}
		return slow(dst, row)
	}, nil
}

// listSetter stores lists of any kind.
func (d decoder) listSetter(t reflect.Type, a arrow.Array) (setter, error) {
	l, ok := a.(array.ListLike)
	if _, isMap := a.(*array.Map); !ok || isMap {
		return nil, mismatch(t, a)
	}
	set, err := d.nullable(t.Elem(), l.ListValues())
	if err != nil {
		return nil, fmt.Errorf("element: %w", err)
	}
	return func(dst reflect.Value, row int) error {
		lo, hi := l.ValueOffsets(row)
		n := int(hi - lo)
		if t.Kind() == reflect.Slice {
			dst.Set(reflect.MakeSlice(t, n, n))
		} else if n != t.Len() {
			return fmt.Errorf("the list has %d elements; %s holds %d", n, t, t.Len())
		}
		for i := range n {
			if err := set(dst.Index(i), int(lo)+i); err != nil {
				return fmt.Errorf("element %d: %w", i, err)
			}
		}
		return nil
	}, nil
}

func (d decoder) mapSetter(t reflect.Type, a arrow.Array) (setter, error) {
	m, ok := a.(*array.Map)
	if !ok || t.Key().Kind() != reflect.String {
		return nil, mismatch(t, a)
	}
	key, err := d.valueSetter(t.Key(), m.Keys())
	if err != nil {
		return nil, fmt.Errorf("key: %w", err)
	}
	item, err := d.nullable(t.Elem(), m.Items())
	if err != nil {
		return nil, fmt.Errorf("value: %w", err)
	}
	return func(dst reflect.Value, row int) error {
		lo, hi := m.ValueOffsets(row)
		dst.Set(reflect.MakeMapWithSize(t, int(hi-lo)))
		for i := int(lo); i < int(hi); i++ {
			k, v := reflect.New(t.Key()).Elem(), reflect.New(t.Elem()).Elem()
			if err := key(k, i); err != nil {
				return fmt.Errorf("key %d: %w", i-int(lo), err)
			}
			if dst.MapIndex(k).IsValid() {
				return fmt.Errorf("duplicate key %q", k)
			}
			if err := item(v, i); err != nil {
				return fmt.Errorf("value of %q: %w", k, err)
			}
			dst.SetMapIndex(k, v)
		}
		return nil
	}, nil
}

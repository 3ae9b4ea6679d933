package arrowtext

import (
	"encoding/hex"
	"fmt"
	"math"
	"strconv"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
)

// A Formatter appends the plain text of a cell to dst. The cell must not be null: see [Nulls]. Several goroutines may
// call it at once.
type Formatter func(dst []byte, row int) []byte

// NewFormatter returns the formatter of the cells of a. Call it once for a column. It returns an error for a type
// without a text, and for a cell that its own type cannot hold.
func NewFormatter(a arrow.Array) (Formatter, error) {
	c, err := newCell(a, 0)
	return c.plain, err
}

// HidesNulls reports whether arrays of a type can have nulls that are not in their validity bitmap. Do not ask such an
// array for its number of nulls: for a slice, Arrow counts bits that do not exist.
func HidesNulls(dt arrow.DataType) bool {
	switch StorageType(dt).ID() {
	case arrow.NULL, arrow.DICTIONARY, arrow.RUN_END_ENCODED:
		return true
	}
	return false
}

// Nulls returns a function that reports whether a row of a is null. Unlike IsNull of a, it handles the null type,
// run-end encoded values and dictionaries that contain null.
func Nulls(a arrow.Array) func(row int) bool {
	switch a := a.(type) {
	case *array.Null:
		return func(int) bool { return true }
	case array.ExtensionArray:
		return Nulls(a.Storage())
	case *array.Dictionary:
		if values := a.Dictionary(); values.NullN() > 0 || values.DataType().ID() == arrow.NULL {
			null := Nulls(values)
			return func(row int) bool { return a.IsNull(row) || null(a.GetValueIndex(row)) }
		}
	case *array.RunEndEncoded:
		null := Nulls(a.Values())
		return func(row int) bool { return null(a.GetPhysicalIndex(row)) }
	}
	if a.NullN() == 0 {
		return func(int) bool { return false }
	}
	return a.IsNull
}

// A style is the way in which a plain text becomes JSON.
type style uint8

const (
	bare   style = iota // already JSON
	boxed               // needs quotes
	number              // a float: NaN and the infinities need quotes
	text                // needs escapes and quotes
)

// A cell formats the values of one column.
type cell struct {
	plain Formatter
	style style
	str   func(row int) string // of style text
	null  func(row int) bool
}

// json appends the value of row as JSON.
func (c *cell) json(dst []byte, row int) []byte {
	if c.null(row) {
		return append(dst, "null"...)
	}
	switch c.style {
	case bare:
		return c.plain(dst, row)
	case text:
		return AppendJSON(dst, c.str(row))
	case number:
		n := len(dst)
		dst = c.plain(dst, row)
		if last := dst[len(dst)-1]; '0' <= last && last <= '9' {
			return dst
		}
		word := string(dst[n:])
		return append(append(append(dst[:n], '"'), word...), '"')
	}
	return append(c.plain(append(dst, '"'), row), '"')
}

func newCell(a arrow.Array, depth int) (cell, error) {
	if depth == 0 {
		var text [64]byte
		if _, err := AppendType(text[:0], a.DataType()); err != nil {
			return cell{}, err
		}
	}
	a = Storage(a)
	c := cell{null: Nulls(a)}
	switch a := a.(type) {
	case *array.Null:
		c.plain = func(dst []byte, _ int) []byte { return append(dst, "null"...) }
	case *array.Boolean:
		c.plain = func(dst []byte, row int) []byte { return strconv.AppendBool(dst, a.Value(row)) }
	case *array.Int8:
		c.plain = ints(a.Int8Values())
	case *array.Int16:
		c.plain = ints(a.Int16Values())
	case *array.Int32:
		c.plain = ints(a.Int32Values())
	case *array.Int64:
		c.plain = ints(a.Int64Values())
	case *array.Uint8:
		c.plain = uints(a.Uint8Values())
	case *array.Uint16:
		c.plain = uints(a.Uint16Values())
	case *array.Uint32:
		c.plain = uints(a.Uint32Values())
	case *array.Uint64:
		c.plain = uints(a.Uint64Values())
	case *array.Float16:
		v := a.Values()
		c.style, c.plain = number, func(dst []byte, row int) []byte { return appendFloat16(dst, v[row]) }
	case *array.Float32:
		v := a.Float32Values()
		c.style, c.plain = number, func(dst []byte, row int) []byte { return AppendFloat(dst, float64(v[row]), 32) }
	case *array.Float64:
		v := a.Float64Values()
		c.style, c.plain = number, func(dst []byte, row int) []byte { return AppendFloat(dst, v[row], 64) }
	case *array.String:
		c.strings(a.Value)
	case *array.LargeString:
		c.strings(a.Value)
	case *array.StringView:
		c.strings(a.Value)
	case *array.Binary:
		c.bytes(a.Value)
	case *array.LargeBinary:
		c.bytes(a.Value)
	case *array.BinaryView:
		c.bytes(a.Value)
	case *array.FixedSizeBinary:
		c.bytes(a.Value)
	case *array.Decimal128, *array.Decimal256:
		return c, c.decimals(a)
	case *array.Dictionary:
		values, err := newCell(a.Dictionary(), depth+1)
		if err != nil {
			return c, err
		}
		c.through(values, a.GetValueIndex)
	case *array.RunEndEncoded:
		values, err := newCell(a.Values(), depth+1)
		if err != nil {
			return c, err
		}
		c.through(values, a.GetPhysicalIndex)
	default:
		if c.temporal(a) {
			return c, nil
		}
		return c, c.nested(a, depth)
	}
	return c, nil
}

func ints[T int8 | int16 | int32 | int64](v []T) Formatter {
	return func(dst []byte, row int) []byte { return AppendInt(dst, int64(v[row])) }
}

func uints[T uint8 | uint16 | uint32 | uint64](v []T) Formatter {
	return func(dst []byte, row int) []byte { return strconv.AppendUint(dst, uint64(v[row]), 10) }
}

func (c *cell) strings(value func(int) string) {
	c.style, c.str = text, value
	c.plain = func(dst []byte, row int) []byte { return append(dst, value(row)...) }
}

func (c *cell) bytes(value func(int) []byte) {
	c.style = boxed
	c.plain = func(dst []byte, row int) []byte { return hex.AppendEncode(append(dst, "0x"...), value(row)) }
}

// through makes c format the values of another array.
func (c *cell) through(values cell, index func(row int) int) {
	c.style = values.style
	c.plain = func(dst []byte, row int) []byte { return values.plain(dst, index(row)) }
	if values.str != nil {
		c.str = func(row int) string { return values.str(index(row)) }
	}
}

// decimals sets c up for a decimal array. It returns an error for a cell with more digits than its type, which no
// reader would accept.
func (c *cell) decimals(a arrow.Array) error {
	t := a.DataType().(arrow.DecimalType)
	scale := int(t.GetScale())
	var value func(row int) (wide, bool)
	switch a := a.(type) {
	case *array.Decimal128:
		v := a.Values()
		value = func(row int) (wide, bool) { return wide128(v[row]) }
	case *array.Decimal256:
		v := a.Values()
		value = func(row int) (wide, bool) { return wide256(v[row]) }
	}
	var limit wide // 10^precision
	limit[0] = 1
	for range t.GetPrecision() {
		limit.mulAdd(10, 0)
	}
	next := unsure(a, limit)
	for row := next(0); row < a.Len(); row = next(row + 1) {
		if w, negative := value(row); !w.less(limit) && !c.null(row) {
			return fmt.Errorf("row %d holds %s, which is too large for its type %s", row, appendDecimal(nil, w, negative, scale),
				TypeText(t))
		}
	}
	c.plain = func(dst []byte, row int) []byte {
		w, negative := value(row)
		return appendDecimal(dst, w, negative, scale)
	}
	return nil
}

// unsure returns a quick search for the next row that may hold a decimal of at least limit. It skips most smaller ones.
func unsure(a arrow.Array, limit wide) func(row int) int {
	d, ok := a.(*array.Decimal128)
	if !ok {
		return func(row int) int { return row }
	}
	v := d.Values()
	most := uint64(math.MaxInt64)
	if limit[1]|limit[2]|limit[3] == 0 {
		most = min(most, limit[0])
	}
	return func(row int) int {
		for ; row < len(v); row++ {
			low := v[row].LowBits()
			sign := uint64(int64(low) >> 63)
			if uint64(v[row].HighBits()) != sign || (low^sign)-sign >= most {
				break
			}
		}
		return row
	}
}

// temporal sets c up for an array of dates, times, durations or intervals.
func (c *cell) temporal(a arrow.Array) bool {
	c.style = boxed
	switch a := a.(type) {
	case *array.Date32:
		v := a.Date32Values()
		c.plain = func(dst []byte, row int) []byte { return appendDate(dst, int64(v[row])) }
	case *array.Date64:
		v := a.Date64Values()
		c.plain = func(dst []byte, row int) []byte { return appendDate64(dst, int64(v[row])) }
	case *array.Time32:
		v, u := a.Time32Values(), a.DataType().(*arrow.Time32Type).Unit
		c.plain = func(dst []byte, row int) []byte { return appendTimeOfDay(dst, int64(v[row]), u) }
	case *array.Time64:
		v, u := a.Time64Values(), a.DataType().(*arrow.Time64Type).Unit
		c.plain = func(dst []byte, row int) []byte { return appendTimeOfDay(dst, int64(v[row]), u) }
	case *array.Timestamp:
		t := a.DataType().(*arrow.TimestampType)
		v, u, zoned := a.TimestampValues(), t.Unit, t.TimeZone != ""
		c.plain = func(dst []byte, row int) []byte { return appendTimestamp(dst, int64(v[row]), u, zoned) }
	case *array.Duration:
		v, u := a.DurationValues(), a.DataType().(*arrow.DurationType).Unit
		c.plain = func(dst []byte, row int) []byte { return appendDuration(dst, int64(v[row]), u) }
	case *array.MonthInterval:
		c.plain = func(dst []byte, row int) []byte { return appendMonths(dst, a.Value(row)) }
	case *array.DayTimeInterval:
		c.plain = func(dst []byte, row int) []byte { return appendDayTime(dst, a.Value(row)) }
	case *array.MonthDayNanoInterval:
		c.plain = func(dst []byte, row int) []byte { return appendMonthDayNano(dst, a.Value(row)) }
	default:
		return false
	}
	return true
}

// nested sets c up for an array of lists, structs or maps.
func (c *cell) nested(a arrow.Array, depth int) error {
	c.style = bare
	switch a := a.(type) {
	case *array.Struct:
		return c.structs(a, depth)
	case *array.Map:
		return c.maps(a, depth)
	case array.ListLike:
		elem, err := newCell(a.ListValues(), depth+1)
		if err != nil {
			return err
		}
		c.plain = func(dst []byte, row int) []byte {
			dst = append(dst, '[')
			start, end := a.ValueOffsets(row)
			for i := start; i < end; i++ {
				if i > start {
					dst = append(dst, ',')
				}
				dst = elem.json(dst, int(i))
			}
			return append(dst, ']')
		}
		return nil
	}
	return fmt.Errorf("%s cannot be written as text", a.DataType())
}

func (c *cell) structs(a *array.Struct, depth int) error {
	fields := make([]cell, a.NumField())
	names := make([][]byte, a.NumField())
	for i := range fields {
		var err error
		if fields[i], err = newCell(a.Field(i), depth+1); err != nil {
			return err
		}
		names[i] = append(AppendJSON(nil, a.DataType().(*arrow.StructType).Field(i).Name), ':')
	}
	c.plain = func(dst []byte, row int) []byte {
		dst = append(dst, '{')
		for i := range fields {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = fields[i].json(append(dst, names[i]...), row)
		}
		return append(dst, '}')
	}
	return nil
}

func (c *cell) maps(a *array.Map, depth int) error {
	keys, err := newCell(a.Keys(), depth+1)
	if err != nil {
		return err
	}
	items, err := newCell(a.Items(), depth+1)
	if err != nil {
		return err
	}
	object := keys.style == text
	c.plain = func(dst []byte, row int) []byte {
		open, colon, closing := byte('['), byte(','), byte(']')
		if object {
			open, colon, closing = '{', ':', '}'
		}
		dst = append(dst, open)
		start, end := a.ValueOffsets(row)
		for i := start; i < end; i++ {
			if i > start {
				dst = append(dst, ',')
			}
			if !object {
				dst = append(dst, '[')
			}
			dst = append(keys.json(dst, int(i)), colon)
			dst = items.json(dst, int(i))
			if !object {
				dst = append(dst, ']')
			}
		}
		return append(dst, closing)
	}
	return nil
}

package structcodec

import (
	"encoding"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"

	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/assay-go/assay/internal/message"
)

// A setter stores the cell of one row in dst. The row is never null.
type setter func(dst reflect.Value, row int) error

// A decoder makes the setters of a record's columns.
type decoder struct {
	strict bool // columns without a field and values outside an enum are errors
}

// DecodeInto fills the slice dst with the rows of rec. The elements of the slice are structs or pointers to structs.
// Every field needs a column. Columns without a field are ignored, and so are the limits of enums.
func DecodeInto(dst reflect.Value, rec arrow.Record) error { return decoder{}.into(dst, rec) }

func (d decoder) into(dst reflect.Value, rec arrow.Record) error {
	t := dst.Type()
	if t.Kind() != reflect.Slice {
		return fmt.Errorf("%s is not a slice: rows are decoded into a slice of structs", t)
	}
	elem, pointers := t.Elem(), false
	if elem.Kind() == reflect.Pointer {
		elem, pointers = elem.Elem(), true
	}
	set, err := d.structSetter(elem, rec.Schema().Fields(), rec.Columns())
	if err != nil {
		return err
	}
	n := int(rec.NumRows())
	out := reflect.MakeSlice(t, n, n)
	for row := range n {
		v := out.Index(row)
		if pointers {
			v.Set(reflect.New(elem))
			v = v.Elem()
		}
		if err := set(v, row); err != nil {
			return fmt.Errorf("row %d: %w", row, err)
		}
	}
	dst.Set(out)
	return nil
}

// structSetter returns the setter of a struct whose fields are the given columns.
func (d decoder) structSetter(t reflect.Type, have []arrow.Field, columns []arrow.Array) (setter, error) {
	fs, err := Fields(t)
	if err != nil {
		return nil, err
	}
	if err := compare(t, fs, have, d.strict); err != nil {
		return nil, err
	}
	type column struct {
		index []int
		set   setter
	}
	cols := make([]column, len(fs))
	for i, f := range fs {
		at := columnIndex(have, f.Name)
		set, err := d.nullable(t.FieldByIndex(f.Index).Type, columns[at])
		if err != nil {
			return nil, &columnError{f.Name, t, f.goName, err}
		}
		cols[i] = column{f.Index, set}
	}
	return func(dst reflect.Value, row int) error {
		for i, c := range cols {
			if err := c.set(dst.FieldByIndex(c.index), row); err != nil {
				return &columnError{fs[i].Name, t, fs[i].goName, err}
			}
		}
		return nil
	}, nil
}

func columnIndex(have []arrow.Field, name string) int {
	for i, f := range have {
		if f.Name == name {
			return i
		}
	}
	return -1
}

// compare returns an error that lists both if a field has no column. If it is strict, each column needs a field as
// well, unless the struct waives that.
func compare(t reflect.Type, fs []Field, have []arrow.Field, strict bool) error {
	var lines []string
	columns, fields := columnNames(have), names(fs)
	for _, f := range fs {
		if !slices.Contains(columns, f.Name) {
			lines = append(lines, fmt.Sprintf("field %s.%s: no column %q%s", t, f.goName, f.Name,
				message.DidYouMean(f.Name, columns)))
		}
	}
	fieldWithoutColumn := len(lines) > 0
	var fieldless []string
	if strict && !waives(t) {
		fieldless = slices.DeleteFunc(columnNames(have), func(name string) bool { return slices.Contains(fields, name) })
	}
	if len(fieldless) > 0 {
		lines = append(lines, fmt.Sprintf("%s: no field for %s", t, message.List(fieldless)))
	}
	if lines == nil {
		return nil
	}
	var advice []string
	if fieldWithoutColumn {
		advice = append(advice, "name the column in the field's tag, as in `assay:\"column\"`, or leave the field out with "+
			"`assay:\"-\"`")
	}
	if len(fieldless) > 0 {
		advice = append(advice, "a field _ struct{} `assay:\""+others+"\"` leaves out the other columns")
	}
	lines = append(lines, "columns: "+message.List(columns), "fields:  "+message.List(fields), strings.Join(advice, "; "))
	return errors.New(strings.Join(lines, "\n  "))
}

// A columnError reports that a column does not fit a field.
type columnError struct {
	column string
	owner  reflect.Type
	field  string
	err    error
}

func (e *columnError) Error() string {
	return fmt.Sprintf("column %q, field %s.%s: %v", e.column, e.owner, e.field, e.err)
}

func (e *columnError) Unwrap() error { return e.err }

// Column returns the column that an error of this package is about, with dots between the fields of structs, or "" if
// there is none.
func Column(err error) string {
	var path []string
	for e := (*columnError)(nil); errors.As(err, &e); err = e.err {
		path = append(path, e.column)
	}
	return strings.Join(path, ".")
}

// pointerBlock is the number of values that are allocated at once for pointers.
const pointerBlock = 64

// nullable returns the setter of a field. The field is a pointer if the column may hold nulls.
func (d decoder) nullable(t reflect.Type, a arrow.Array) (setter, error) {
	elem, pointer := t, t.Kind() == reflect.Pointer
	if pointer {
		elem = t.Elem()
	}
	set, err := d.valueSetter(elem, a)
	if err != nil {
		return nil, err
	}
	null := arrowtext.Nulls(a)
	if !pointer {
		return func(dst reflect.Value, row int) error {
			if null(row) {
				return fmt.Errorf("the value is null, but %s is not a pointer: use *%s, or a column without nulls", t, t)
			}
			return set(dst, row)
		}, nil
	}
	var block reflect.Value
	next, size := 0, min(a.Len(), pointerBlock)
	return func(dst reflect.Value, row int) error {
		if null(row) {
			dst.SetZero()
			return nil
		}
		if next %= size; next == 0 {
			block = reflect.MakeSlice(reflect.SliceOf(elem), size, size)
		}
		value := block.Index(next)
		next++
		dst.Set(value.Addr())
		return set(value, row)
	}, nil
}

// valueSetter returns the setter that stores non-null cells of a in values of type t.
func (d decoder) valueSetter(t reflect.Type, a arrow.Array) (setter, error) {
	if dict, ok := a.(*array.Dictionary); ok {
		set, err := d.valueSetter(t, dict.Dictionary())
		if err != nil {
			return nil, err
		}
		return func(dst reflect.Value, row int) error { return set(dst, dict.GetValueIndex(row)) }, nil
	}
	if a.DataType().ID() == arrow.NULL {
		return func(reflect.Value, int) error { return nil }, nil
	}
	switch {
	case t == timeType:
		return timeSetter(a)
	case t == durationType:
		return durationSetter(a)
	case rawBytes(t, a.DataType()):
		return bytesSetter(t, a)
	case reflect.PointerTo(t).Implements(unmarshalerType):
		return textSetter(t, a)
	}
	switch t.Kind() {
	case reflect.Bool:
		if a, ok := a.(*array.Boolean); ok {
			return func(dst reflect.Value, row int) error { dst.SetBool(a.Value(row)); return nil }, nil
		}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return d.limited(t)(intSetter(t, a))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return d.limited(t)(uintSetter(t, a))
	case reflect.Float32, reflect.Float64:
		return floatSetter(t, a)
	case reflect.String:
		return d.limited(t)(stringSetter(t, a))
	case reflect.Slice, reflect.Array:
		return d.listSetter(t, a)
	case reflect.Map:
		return d.mapSetter(t, a)
	case reflect.Struct:
		if a, ok := a.(*array.Struct); ok {
			cols := make([]arrow.Array, a.NumField())
			for i := range cols {
				cols[i] = a.Field(i)
			}
			return d.structSetter(t, a.DataType().(*arrow.StructType).Fields(), cols)
		}
	}
	return nil, mismatch(t, a)
}

// mismatch returns the error for a column type that does not fit a Go type. It names a Go type that fits.
func mismatch(t reflect.Type, a arrow.Array) error {
	text := typeText(a.DataType())
	if fits := goTypes(a.DataType()); fits != "" {
		return fmt.Errorf("the column type %s does not fit %s: use %s", text, t, fits)
	}
	return fmt.Errorf("the column type %s does not fit %s", text, t)
}

func typeText(dt arrow.DataType) string {
	if text, err := arrowtext.TypeString(dt); err == nil {
		return text
	}
	return dt.String()
}

// goTypes names the Go types that hold a column type.
func goTypes(dt arrow.DataType) string {
	switch dt.ID() {
	case arrow.BOOL:
		return "bool"
	case arrow.INT8, arrow.INT16, arrow.INT32, arrow.INT64, arrow.UINT8, arrow.UINT16, arrow.UINT32, arrow.UINT64:
		return "an integer type"
	case arrow.FLOAT16, arrow.FLOAT32:
		return "float32 or float64"
	case arrow.FLOAT64:
		return "float64"
	case arrow.STRING, arrow.LARGE_STRING:
		return "string or an encoding.TextUnmarshaler"
	case arrow.DECIMAL128, arrow.DECIMAL256:
		return "an encoding.TextUnmarshaler, string or float64"
	case arrow.DATE32, arrow.DATE64, arrow.TIMESTAMP:
		return "time.Time or string"
	case arrow.DURATION:
		return "time.Duration"
	case arrow.BINARY, arrow.LARGE_BINARY, arrow.FIXED_SIZE_BINARY:
		return "[]byte"
	case arrow.LIST, arrow.LARGE_LIST, arrow.FIXED_SIZE_LIST:
		return "a slice"
	case arrow.MAP:
		return "a map with string keys"
	case arrow.STRUCT:
		return "a struct"
	}
	return ""
}

// integers returns a reader of an integer column. It returns the value, and whether that is larger than the largest
// int64; then the value has the bits of the uint64.
func integers(a arrow.Array) func(row int) (v int64, big bool) {
	if !arrow.IsInteger(a.DataType().ID()) {
		return nil
	}
	value, unsigned := arrowtext.Int64s(a), a.DataType().ID() == arrow.UINT64
	return func(row int) (int64, bool) {
		v := value(row)
		return v, unsigned && v < 0
	}
}

func intSetter(t reflect.Type, a arrow.Array) (setter, error) {
	get := integers(a)
	if get == nil {
		return nil, mismatch(t, a)
	}
	return func(dst reflect.Value, row int) error {
		v, big := get(row)
		if big || dst.OverflowInt(v) {
			return fmt.Errorf("the value %s does not fit %s", a.ValueStr(row), t)
		}
		dst.SetInt(v)
		return nil
	}, nil
}

func uintSetter(t reflect.Type, a arrow.Array) (setter, error) {
	get := integers(a)
	if get == nil {
		return nil, mismatch(t, a)
	}
	return func(dst reflect.Value, row int) error {
		v, big := get(row)
		if v < 0 && !big || dst.OverflowUint(uint64(v)) {
			return fmt.Errorf("the value %s does not fit %s", a.ValueStr(row), t)
		}
		dst.SetUint(uint64(v))
		return nil
	}, nil
}

// floatSetter stores floats that the field holds exactly, integers below 2^53, and decimals, rounded to the nearest
// float64.
func floatSetter(t reflect.Type, a arrow.Array) (setter, error) {
	if value := arrowtext.Floats(a); value != nil {
		if a.DataType().ID() == arrow.FLOAT64 && t.Kind() != reflect.Float64 {
			return nil, mismatch(t, a)
		}
		return func(dst reflect.Value, row int) error { dst.SetFloat(value(row)); return nil }, nil
	}
	if arrow.IsDecimal(a.DataType().ID()) {
		return decimalFloatSetter(t, a)
	}
	get := integers(a)
	if get == nil {
		return nil, mismatch(t, a)
	}
	return func(dst reflect.Value, row int) error {
		v, big := get(row)
		f := float64(v)
		if big || int64(f) != v || dst.Kind() == reflect.Float32 && float64(float32(f)) != f {
			return fmt.Errorf("the value %s does not fit %s exactly: use an integer type", a.ValueStr(row), t)
		}
		dst.SetFloat(f)
		return nil
	}, nil
}

// stringSetter stores text, and the text of decimals, dates and timestamps, for which Go has no exact types.
func stringSetter(t reflect.Type, a arrow.Array) (setter, error) {
	switch a := a.(type) {
	case *array.String:
		return substrings(a.Len(), a.ValueBytes, a.ValueOffsets), nil
	case *array.LargeString:
		return substrings(a.Len(), a.ValueBytes, a.ValueOffsets), nil
	case *array.Decimal128, *array.Decimal256, *array.Date32, *array.Date64, *array.Timestamp:
		format, err := arrowtext.NewFormatter(a)
		if err != nil {
			return nil, err
		}
		return func(dst reflect.Value, row int) error { dst.SetString(string(format(nil, row))); return nil }, nil
	}
	return nil, mismatch(t, a)
}

// substrings sets the texts of a column. They share one copy of its bytes.
func substrings[O int32 | int64](n int, bytes func() []byte, offsets func() []O) setter {
	if n == 0 { // then Arrow has no offsets
		return nil
	}
	text, at := string(bytes()), offsets()
	return func(dst reflect.Value, row int) error {
		dst.SetString(text[at[row]-at[0] : at[row+1]-at[0]])
		return nil
	}
}

// textSetter passes a cell's text to the field's UnmarshalText.
func textSetter(t reflect.Type, a arrow.Array) (setter, error) {
	switch a.DataType().(type) {
	case arrow.NestedType:
		return nil, mismatch(t, a)
	}
	format, err := arrowtext.NewFormatter(a)
	if err != nil {
		return nil, err
	}
	return func(dst reflect.Value, row int) error {
		text := format(nil, row)
		if err := dst.Addr().Interface().(encoding.TextUnmarshaler).UnmarshalText(text); err != nil {
			return fmt.Errorf("the value %q: %w", format(nil, row), err)
		}
		return nil
	}, nil
}

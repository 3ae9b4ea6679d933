package structcodec

import (
	"encoding"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/internal/arrowtext"
)

var (
	timeType        = reflect.TypeFor[time.Time]()
	durationType    = reflect.TypeFor[time.Duration]()
	marshalerType   = reflect.TypeFor[encoding.TextMarshaler]()
	unmarshalerType = reflect.TypeFor[encoding.TextUnmarshaler]()
)

// A Field is a struct field as a column.
type Field struct {
	Name     string
	Index    []int          // as reflect.Value.FieldByIndex takes it
	Type     arrow.DataType // the column's type when encoding
	Nullable bool           // the field is a pointer
	goName   string
}

// maxDepth limits the nesting of structs: a type that contains a slice of itself has no columns.
const maxDepth = 32

// Fields returns the columns of a struct type, in the order of its fields, for reading. The fields of an embedded
// struct without a tag are the outer struct's own.
func Fields(t reflect.Type) ([]Field, error) {
	if known, ok := fieldsOf.Load(t); ok {
		return known.([]Field), nil
	}
	fs, err := fields(t, 0)
	if err == nil {
		fieldsOf.Store(t, fs)
	}
	return fs, err
}

var fieldsOf sync.Map // reflect.Type to []Field

func fields(t reflect.Type, depth int) ([]Field, error) {
	if t.Kind() != reflect.Struct {
		return nil, fmt.Errorf("%s is not a struct: rows are structs with a field for each column", t)
	}
	if depth > maxDepth {
		return nil, fmt.Errorf("%s contains itself: Arrow types cannot be recursive", t)
	}
	var out []Field
	owner := map[string]string{} // column name -> the field that has it
	for _, sf := range reflect.VisibleFields(t) {
		name, typ, skip, err := fieldTag(t, sf)
		switch {
		case err != nil:
			return nil, err
		case skip || !reachable(t, sf.Index):
			continue
		}
		f := Field{Name: name, Index: sf.Index, goName: sf.Name}
		gt := sf.Type
		if gt.Kind() == reflect.Pointer {
			f.Nullable, gt = true, gt.Elem()
		}
		if f.Type, err = columnType(gt, typ, depth+1); err != nil {
			return nil, fmt.Errorf("%s.%s: %w", t, sf.Name, err)
		}
		if other, taken := owner[name]; taken {
			return nil, fmt.Errorf("%s.%s: column %q is field %s already: give one of them another name, or `assay:\"-\"`",
				t, sf.Name, name, other)
		}
		owner[name] = sf.Name
		out = append(out, f)
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("%s has no exported field: rows need at least one column", t)
	}
	return out, nil
}

// others is the tag of a blank field that waives the columns without a field.
const others = "..."

// waives reports whether a struct, or a struct embedded in it, waives the columns without a field.
func waives(t reflect.Type) bool {
	for f := range t.Fields() {
		if f.Name == "_" && f.Tag.Get("assay") == others || f.Anonymous && embeds(f.Type) && waives(f.Type) {
			return true
		}
	}
	return false
}

// fieldTag returns the column name and type of a field, and whether the field is not a column.
func fieldTag(t reflect.Type, sf reflect.StructField) (name string, typ arrow.DataType, skip bool, err error) {
	tag, tagged := sf.Tag.Lookup("assay")
	if sf.Name == "_" && tagged && tag != others {
		return "", nil, false, fmt.Errorf("%s: a blank field has the tag `assay:%q`, which leaves out the columns that have "+
			"no field; found `assay:%q`", t, others, tag)
	}
	if !sf.IsExported() || tag == "-" || sf.Anonymous && !tagged && embeds(sf.Type) {
		return "", nil, true, nil
	}
	name, text, typed := strings.Cut(tag, ",")
	if name == "" {
		name = Snake(sf.Name)
	}
	if typed {
		if typ, err = arrowtext.ParseType(strings.TrimSpace(text)); err != nil {
			return "", nil, false, fmt.Errorf("%s.%s: tag `assay:%q`: %w", t, sf.Name, tag, err)
		}
	}
	return name, typ, false, nil
}

// embeds reports whether the fields of an embedded field of type t are columns of the outer struct.
func embeds(t reflect.Type) bool {
	return t.Kind() == reflect.Struct && t != timeType && !isText(t)
}

// reachable reports whether the fields of the embedded structs on the way to a field are columns of the outer struct.
// Fields of an embedded pointer, a tagged embedded struct or a text type are not.
func reachable(t reflect.Type, index []int) bool {
	for _, i := range index[:len(index)-1] {
		sf := t.Field(i)
		_, tagged := sf.Tag.Lookup("assay")
		if tagged || !embeds(sf.Type) {
			return false
		}
		t = sf.Type
	}
	return true
}

// columnType returns the Arrow type of a Go type that is not a pointer. A type in the tag takes precedence.
func columnType(t reflect.Type, tagged arrow.DataType, depth int) (arrow.DataType, error) {
	if tagged != nil {
		return tagged, nil
	}
	if t.Kind() == reflect.Pointer {
		return nil, fmt.Errorf("%s is a pointer to a pointer: one pointer makes a column nullable", reflect.PointerTo(t))
	}
	switch {
	case t == timeType:
		return arrow.FixedWidthTypes.Timestamp_us, nil
	case t == durationType:
		return arrow.FixedWidthTypes.Duration_ns, nil
	case isText(t):
		return arrow.BinaryTypes.String, nil
	}
	if dt, ok := scalarTypes[t.Kind()]; ok {
		return dt, nil
	}
	switch t.Kind() {
	case reflect.Slice, reflect.Array:
		return listType(t, depth)
	case reflect.Map:
		return mapType(t, depth)
	case reflect.Struct:
		fs, err := fields(t, depth)
		if err != nil {
			return nil, err
		}
		return arrow.StructOf(arrowFields(fs)...), nil
	}
	return nil, fmt.Errorf("%s has no Arrow type: use a bool, a number, a string, time.Time, time.Duration, a slice, "+
		"a struct or an encoding.TextMarshaler, or leave the field out with `assay:\"-\"`", t)
}

var scalarTypes = map[reflect.Kind]arrow.DataType{
	reflect.Bool:    arrow.FixedWidthTypes.Boolean,
	reflect.Int:     arrow.PrimitiveTypes.Int64,
	reflect.Int8:    arrow.PrimitiveTypes.Int8,
	reflect.Int16:   arrow.PrimitiveTypes.Int16,
	reflect.Int32:   arrow.PrimitiveTypes.Int32,
	reflect.Int64:   arrow.PrimitiveTypes.Int64,
	reflect.Uint:    arrow.PrimitiveTypes.Uint64,
	reflect.Uint8:   arrow.PrimitiveTypes.Uint8,
	reflect.Uint16:  arrow.PrimitiveTypes.Uint16,
	reflect.Uint32:  arrow.PrimitiveTypes.Uint32,
	reflect.Uint64:  arrow.PrimitiveTypes.Uint64,
	reflect.Float32: arrow.PrimitiveTypes.Float32,
	reflect.Float64: arrow.PrimitiveTypes.Float64,
	reflect.String:  arrow.BinaryTypes.String,
}

func listType(t reflect.Type, depth int) (arrow.DataType, error) {
	if t.Elem().Kind() == reflect.Uint8 && !reflect.PointerTo(t.Elem()).Implements(marshalerType) {
		if t.Kind() == reflect.Array {
			return &arrow.FixedSizeBinaryType{ByteWidth: t.Len()}, nil
		}
		return arrow.BinaryTypes.Binary, nil
	}
	elem, nullable, err := elementType(t.Elem(), depth)
	if err != nil {
		return nil, err
	}
	field := arrow.Field{Name: "item", Type: elem, Nullable: nullable}
	if t.Kind() == reflect.Array {
		return arrow.FixedSizeListOfField(int32(t.Len()), field), nil
	}
	return arrow.ListOfField(field), nil
}

func mapType(t reflect.Type, depth int) (arrow.DataType, error) {
	if t.Key().Kind() != reflect.String || isText(t.Key()) {
		return nil, fmt.Errorf("%s has no Arrow type: the keys of a map column are strings", t)
	}
	elem, nullable, err := elementType(t.Elem(), depth)
	if err != nil {
		return nil, err
	}
	m := arrow.MapOf(arrow.BinaryTypes.String, elem)
	m.SetItemNullable(nullable)
	return m, nil
}

func elementType(t reflect.Type, depth int) (dt arrow.DataType, nullable bool, err error) {
	if depth > maxDepth {
		return nil, false, fmt.Errorf("%s contains itself: Arrow types cannot be recursive", t)
	}
	if t.Kind() == reflect.Pointer {
		t, nullable = t.Elem(), true
	}
	dt, err = columnType(t, nil, depth+1)
	return dt, nullable, err
}

func arrowFields(fs []Field) []arrow.Field {
	out := make([]arrow.Field, len(fs))
	for i, f := range fs {
		out[i] = arrow.Field{Name: f.Name, Type: f.Type, Nullable: f.Nullable}
	}
	return out
}

// isText reports whether values of t are written and read as text by their own methods.
func isText(t reflect.Type) bool {
	p := reflect.PointerTo(t)
	return p.Implements(marshalerType) || p.Implements(unmarshalerType)
}

// Snake returns the column name of a Go field name: OrderID is order_id, HTTPStatus http_status, IDs ids.
func Snake(name string) string {
	rs := []rune(name)
	var b strings.Builder
	for i, r := range rs {
		if i > 0 && unicode.IsUpper(r) && wordStarts(rs, i) {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// wordStarts reports whether the capital at i starts a word: it follows a small letter or a digit, or it is the last of
// several capitals and a small letter follows. The plural s of an acronym does not end the acronym.
func wordStarts(rs []rune, i int) bool {
	prev := rs[i-1]
	if prev == '_' {
		return false
	}
	if !unicode.IsUpper(prev) {
		return true
	}
	if i+1 == len(rs) || !unicode.IsLower(rs[i+1]) {
		return false
	}
	plural := rs[i+1] == 's' && (i+2 == len(rs) || unicode.IsUpper(rs[i+2]))
	return !plural
}

func names(fs []Field) []string {
	out := make([]string, len(fs))
	for i, f := range fs {
		out[i] = f.Name
	}
	return out
}

func columnNames(fs []arrow.Field) []string {
	out := make([]string, len(fs))
	for i, f := range fs {
		out[i] = f.Name
	}
	return out
}

package goldenfile

import (
	"cmp"
	"encoding"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/assay-go/assay/internal/cells"
	"github.com/assay-go/assay/internal/structcodec"
)

// EncodeValue returns a Go value as YAML for a golden:
//
//   - a struct is a mapping of its exported fields in order, named by their `assay` tag or in snake case, without
//     those tagged "-"; fields of an embedded struct count as its own;
//   - a map is a mapping sorted by key; the keys are texts, numbers or booleans;
//   - a slice or an array is a list; a nil slice is empty;
//   - a time.Time is RFC 3339 with its offset, a time.Duration its text, an error its message;
//   - a type with MarshalText is that text; other byte slices, and text that is not UTF-8, are !!binary;
//   - a pointer or an interface is its value, or null.
//
// EncodeValue returns an error with the path of a function, a channel or a value that contains itself.
func EncodeValue(v any) ([]byte, error) {
	e := valueEncoder{inside: map[visit]bool{}}
	out, err := e.value(reflect.ValueOf(v), "", 0)
	if err != nil {
		return nil, err
	}
	return EncodeYAML(out), nil
}

// A valueEncoder converts Go values to values of a golden.
type valueEncoder struct {
	inside map[visit]bool // values being written, to find cycles
}

// A visit is a pointer, map or slice on the way to the current value.
type visit struct {
	at  uintptr
	len int
	typ reflect.Type
}

var (
	durationType  = reflect.TypeFor[time.Duration]()
	errorType     = reflect.TypeFor[error]()
	marshalerType = reflect.TypeFor[encoding.TextMarshaler]()
)

func (e *valueEncoder) value(v reflect.Value, path string, depth int) (any, error) {
	if depth > deepestValue {
		return nil, fmt.Errorf("%s: the value is nested deeper than %d levels", ValuePath(path), deepestValue)
	}
	if !v.IsValid() {
		return nil, nil
	}
	if text, done, err := e.text(v, path); done || err != nil {
		return text, err
	}
	switch v.Kind() {
	case reflect.Bool:
		return v.Bool(), nil
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return v.Int(), nil
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		if u := v.Uint(); u > math.MaxInt64 {
			return u, nil
		}
		return int64(v.Uint()), nil
	case reflect.Float32:
		return shortFloat32(float32(v.Float())), nil
	case reflect.Float64:
		return v.Float(), nil
	case reflect.Complex64, reflect.Complex128:
		return strconv.FormatComplex(v.Complex(), 'g', -1, v.Type().Bits()), nil
	case reflect.String:
		return textOrBytes(v.String()), nil
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return nil, nil
		}
		if v.Kind() == reflect.Interface {
			return e.value(v.Elem(), path, depth)
		}
		return e.once(v, path, func() (any, error) { return e.value(v.Elem(), path, depth+1) })
	case reflect.Slice, reflect.Array:
		return e.list(v, path, depth)
	case reflect.Map:
		return e.once(v, path, func() (any, error) { return e.mapping(v, path, depth) })
	case reflect.Struct:
		var m Mapping
		err := e.fields(v, path, depth, &m)
		return m, err
	}
	return nil, fmt.Errorf("%s: cannot write a %s: leave it out with the tag `assay:\"-\"`, or give the type a "+
		"MarshalText method", ValuePath(path), v.Type())
}

// ValuePath returns a path for a message, "value" for the whole value.
func ValuePath(path string) string {
	if path == "" {
		return "value"
	}
	return path
}

// shortFloat32 returns the float64 with the fewest digits that converts to the same float32.
func shortFloat32(f float32) float64 {
	short, err := strconv.ParseFloat(strconv.FormatFloat(float64(f), 'g', -1, 32), 64)
	if err != nil {
		return float64(f)
	}
	return short
}

func textOrBytes(s string) any {
	if strings.ToValidUTF8(s, "") != s {
		return []byte(s)
	}
	return s
}

// text returns the text of a value that has MarshalText or is a duration or an error.
func (e *valueEncoder) text(v reflect.Value, path string) (text any, done bool, err error) {
	t := v.Type()
	if v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
		if v.IsNil() {
			return nil, true, nil
		}
	}
	if !v.CanInterface() {
		return nil, false, nil
	}
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%s: writing a %s as text panicked: %v", ValuePath(path), t, p)
		}
	}()
	switch {
	case t == durationType:
		return v.Interface().(time.Duration).String(), true, nil
	case t.Kind() == reflect.Interface:
		return nil, false, nil
	case t.Implements(marshalerType), t.Kind() != reflect.Pointer && reflect.PointerTo(t).Implements(marshalerType):
		if !t.Implements(marshalerType) {
			p := reflect.New(t)
			p.Elem().Set(v)
			v = p
		}
		b, err := v.Interface().(encoding.TextMarshaler).MarshalText()
		if err != nil {
			return nil, true, fmt.Errorf("%s: %w", ValuePath(path), err)
		}
		return textOrBytes(string(b)), true, nil
	case t.Implements(errorType):
		return textOrBytes(v.Interface().(error).Error()), true, nil
	}
	return nil, false, nil
}

// once calls write, or returns an error if the value is being written already.
func (e *valueEncoder) once(v reflect.Value, path string, write func() (any, error)) (any, error) {
	at := visit{at: v.Pointer(), typ: v.Type()}
	if v.Kind() == reflect.Slice {
		at.len = v.Len()
	}
	if e.inside[at] {
		return nil, fmt.Errorf("%s: the value contains itself", ValuePath(path))
	}
	e.inside[at] = true
	defer delete(e.inside, at)
	return write()
}

func (e *valueEncoder) list(v reflect.Value, path string, depth int) (any, error) {
	if elem := v.Type().Elem(); elem.Kind() == reflect.Uint8 && !isTextType(elem) {
		b := make([]byte, v.Len())
		for i := range b {
			b[i] = byte(v.Index(i).Uint()) // reflect.Copy takes no named byte type
		}
		return b, nil
	}
	write := func() (any, error) {
		list := make([]any, v.Len())
		for i := range list {
			var err error
			if list[i], err = e.value(v.Index(i), fmt.Sprintf("%s[%d]", path, i), depth+1); err != nil {
				return nil, err
			}
		}
		return list, nil
	}
	if v.Kind() == reflect.Array || v.Len() == 0 {
		return write()
	}
	return e.once(v, path, write)
}

func (e *valueEncoder) mapping(v reflect.Value, path string, depth int) (any, error) {
	type item struct {
		key   any
		name  string
		value reflect.Value
	}
	items := make([]item, 0, v.Len())
	for it := v.MapRange(); it.Next(); {
		key, err := e.value(it.Key(), path+"[key]", depth+1)
		if err != nil {
			return nil, err
		}
		var name string
		switch key := key.(type) {
		case string:
			name = key
		case bool, int64, uint64, float64:
			name = string(AppendScalar(nil, key))
		default:
			return nil, fmt.Errorf("%s: cannot write a key of type %s: want texts, numbers or booleans",
				ValuePath(path), it.Key().Type())
		}
		items = append(items, item{key, name, it.Value()})
	}
	slices.SortFunc(items, func(a, b item) int {
		return cmp.Or(compareKeys(a.key, b.key), strings.Compare(a.name, b.name))
	})
	m := make(Mapping, 0, len(items))
	seen := make(map[string]bool, len(items))
	for _, i := range items {
		if seen[i.name] {
			return nil, fmt.Errorf("%s: two keys are written as %q", ValuePath(path), i.name)
		}
		seen[i.name] = true
		inner, err := e.value(i.value, JoinPath(path, i.name), depth+1)
		if err != nil {
			return nil, err
		}
		m = append(m, Entry{i.name, inner})
	}
	return m, nil
}

// compareKeys sorts numbers, of whatever types, by size and before all other keys.
func compareKeys(a, b any) int {
	x, xExact, xNumber := sizeOf(a)
	y, yExact, yNumber := sizeOf(b)
	switch {
	case xNumber && yNumber:
		return cmp.Or(cmp.Compare(x, y), cmp.Compare(xExact, yExact))
	case xNumber:
		return -1
	case yNumber:
		return 1
	}
	return 0
}

// sizeOf returns the rank of a number as a float, and a tie-breaker for numbers of one rank: the integer (all have one
// sign), then the float.
func sizeOf(key any) (rank, exact uint64, number bool) {
	switch key := key.(type) {
	case int64:
		return cells.FloatRank(float64(key)), uint64(key), true
	case uint64:
		return cells.FloatRank(float64(key)), key, true
	case float64:
		return cells.FloatRank(key), math.MaxUint64, true
	}
	return 0, 0, false
}

// fields appends the exported fields of a struct.
func (e *valueEncoder) fields(v reflect.Value, path string, depth int, m *Mapping) error {
	t := v.Type()
	before := len(*m)
	for i := range t.NumField() {
		f := t.Field(i)
		tag, tagged := f.Tag.Lookup("assay")
		name, _, _ := strings.Cut(tag, ",")
		switch {
		case tag == "-":
			continue
		case f.Anonymous && !tagged && f.Type.Kind() == reflect.Struct && !isTextType(f.Type):
			if err := e.fields(v.Field(i), path, depth+1, m); err != nil {
				return err
			}
			continue
		case !f.IsExported():
			continue
		case name == "":
			name = structcodec.Snake(f.Name)
		}
		if slices.ContainsFunc(*m, func(e Entry) bool { return e.Key == name }) {
			return fmt.Errorf("%s: two fields of %s have the name %q: rename one with an `assay` tag", ValuePath(path),
				t, name)
		}
		inner, err := e.value(v.Field(i), JoinPath(path, name), depth+1)
		if err != nil {
			return err
		}
		*m = append(*m, Entry{name, inner})
	}
	if len(*m) == before && t.NumField() > 0 && depth <= deepestValue && !allHidden(t) {
		return fmt.Errorf("%s: cannot write %s: it has no exported fields and no MarshalText method", ValuePath(path),
			t)
	}
	return nil
}

// allHidden reports whether every field of a struct is tagged "-".
func allHidden(t reflect.Type) bool {
	for field := range t.Fields() {
		if field.Tag.Get("assay") != "-" {
			return false
		}
	}
	return true
}

func isTextType(t reflect.Type) bool {
	p := reflect.PointerTo(t)
	return p.Implements(marshalerType) || p.Implements(errorType)
}

// JoinPath returns the path of an element of a mapping.
func JoinPath(path, key string) string {
	if !plainName(key) || strings.Contains(key, ".") {
		return path + "[" + string(appendYAMLString(nil, key)) + "]"
	}
	if path == "" {
		return key
	}
	return path + "." + key
}

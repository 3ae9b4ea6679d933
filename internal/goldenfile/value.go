package goldenfile

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unsafe"

	"github.com/assay-go/assay/internal/cells"
	"github.com/assay-go/assay/internal/structcodec"
)

// ValueFile returns a Go value as a golden that follows the second rules:
//
//   - a type for which there is a Writer is its text;
//   - a struct is a mapping of its exported fields in order, named by their `assay` tag or in snake case, without
//     those tagged "-"; fields of an embedded struct count as its own;
//   - a map is a mapping sorted by key; the keys are texts, numbers or booleans;
//   - a slice or an array is a list; a pointer or an interface is its value; nil is null;
//   - a time.Time is RFC 3339 in UTC, a time.Duration its text;
//   - a type with MarshalText is that text, and an error its message;
//   - an integer type whose String, or else MarshalJSON, returns a name that starts with a letter is that name;
//   - bytes, and a struct without exported fields, are their MarshalJSON as YAML, or else the text of their String;
//     object keys are sorted, and numbers are written exactly;
//   - other bytes, and text that is not UTF-8, are !!binary.
//
// File.Unwritten lists the fields that the golden does not contain. ValueFile returns an error with the path of a
// function, a channel, a struct without anything to write or a value that contains itself.
func ValueFile(v any, writers []Writer) (*File, error) {
	e := newValueEncoder(writers, SecondRules)
	out, err := e.value(reflect.ValueOf(v), "", 0)
	if err != nil {
		return nil, err
	}
	f := &File{Value: EncodeYAML(out), Rules: SecondRules, Unwritten: e.unwritten()}
	if e.differs {
		first := newValueEncoder(writers, FirstRules)
		if out, err = first.value(reflect.ValueOf(v), "", 0); err != nil {
			return f, nil //nolint:nilerr // the first rules do not know the value
		}
		f.first = EncodeYAML(out)
	}
	return f, nil
}

// Rules say how a Go value is written, and what the hashes of a digest are. A golden keeps the rules by which it was
// recorded.
type Rules uint8

// The rules. The first ones hash the texts of cells. They write a nil slice or map as an empty one, a time with its own
// offset, and only MarshalText and errors as texts.
const (
	FirstRules Rules = iota
	SecondRules
)

// rulesMarks follow "# value" in line 2 of a golden.
var rulesMarks = [...]string{FirstRules: "", SecondRules: " 2"}

// RulesOf returns the rules by which a golden was recorded, given its text, and the newest ones for one that has none.
func RulesOf(golden []byte) Rules {
	for line := range bytes.Lines(golden) {
		line = bytes.TrimRight(line, "\r\n")
		digest, ok := bytes.CutPrefix(line, []byte(DigestLine))
		switch {
		case string(line) == valueLine, ok && !bytes.HasPrefix(digest, []byte(digestMarks[SecondRules])):
			return FirstRules
		case len(line) == 0 || line[0] != CommentTag:
			return SecondRules
		}
	}
	return SecondRules
}

// HoldsValue reports whether a golden, given as text, holds a value.
func HoldsValue(golden []byte) bool {
	return bytes.HasPrefix(golden, []byte(magic+"\n"+valueLine))
}

// ByFirstRules returns the golden of a value by the first rules.
func (f *File) ByFirstRules() *File {
	out := *f
	out.Rules, out.first = FirstRules, nil
	if f.first != nil {
		out.Value = f.first
	}
	return &out
}

// A valueEncoder converts Go values to values of a golden.
type valueEncoder struct {
	rules   Rules
	writers []Writer
	types   map[reflect.Type]typeRule
	inside  map[visit]bool // values being written, to find cycles
	hidden  map[string][]string
	differs bool // the first rules may write another value
}

func newValueEncoder(writers []Writer, rules Rules) *valueEncoder {
	return &valueEncoder{
		rules: rules, writers: writers, types: map[reflect.Type]typeRule{}, inside: map[visit]bool{},
		hidden: map[string][]string{},
	}
}

// unwritten returns a line for each struct type of which fields were not written.
func (e *valueEncoder) unwritten() (lines []string) {
	for _, t := range slices.Sorted(maps.Keys(e.hidden)) {
		lines = append(lines, t+": "+strings.Join(e.hidden[t], ", "))
	}
	return lines
}

// A visit is a pointer, map or slice on the way to the current value.
type visit struct {
	at  uintptr
	len int
	typ reflect.Type
}

func (e *valueEncoder) value(v reflect.Value, path string, depth int) (any, error) {
	if depth > deepestValue {
		return nil, fmt.Errorf("%s: the value is nested deeper than %d levels", ValuePath(path), deepestValue)
	}
	if !v.IsValid() {
		return nil, nil
	}
	if (v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface) && v.IsNil() {
		return nil, nil
	}
	if out, done, err := e.byType(v, path); done || err != nil {
		return out, err
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
	case reflect.Interface:
		return e.value(v.Elem(), path, depth)
	case reflect.Pointer:
		return e.once(v, path, func() (any, error) { return e.value(v.Elem(), path, depth+1) })
	case reflect.Slice, reflect.Array:
		return e.list(v, path, depth)
	case reflect.Map:
		if e.isNil(v) {
			return nil, nil
		}
		return e.once(v, path, func() (any, error) { return e.mapping(v, path, depth) })
	case reflect.Struct:
		if !e.writable(v.Type()) && e.unexported(v.Type()) < 0 {
			return nil, fmt.Errorf("%s: cannot write %s: it has no exported fields and no MarshalText method: %s",
				ValuePath(path), v.Type(), structAdvice(v.Type()))
		}
		var m Mapping
		err := e.fields(v, path, depth, &m)
		return m, err
	}
	return nil, fmt.Errorf("%s: cannot write a %s: leave it out with the tag `assay:\"-\"`, or give the type a "+
		"MarshalText method", ValuePath(path), v.Type())
}

// shortFloat32 returns the float64 with the fewest digits that converts to the same float32.
func shortFloat32(f float32) float64 {
	short, err := strconv.ParseFloat(strconv.FormatFloat(float64(f), 'g', -1, 32), 64)
	if err != nil {
		return float64(f)
	}
	return short
}

// isNil reports whether a slice or map is nil and the rules tell nil from empty.
func (e *valueEncoder) isNil(v reflect.Value) bool {
	if !v.IsNil() {
		return false
	}
	e.differs = true
	return e.rules != FirstRules
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
	if v.Kind() == reflect.Slice && e.isNil(v) {
		return nil, nil
	}
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

// fields appends the fields of a struct.
func (e *valueEncoder) fields(v reflect.Value, path string, depth int, m *Mapping) error {
	t := v.Type()
	all := e.unexported(t) >= 0
	if all && !v.CanAddr() {
		v = addressable(v)
	}
	for i := range t.NumField() {
		f := t.Field(i)
		tag, tagged := f.Tag.Lookup("assay")
		name, _, _ := strings.Cut(tag, ",")
		inner := v.Field(i)
		switch {
		case tag == "-", f.Name == "_":
			continue
		case e.inlined(f):
			if !e.writable(f.Type) && e.unexported(f.Type) < 0 {
				e.hide(t, f)
				continue
			}
			if err := e.fields(inner, path, depth+1, m); err != nil {
				return err
			}
			continue
		case !f.IsExported() && !all:
			e.hide(t, f)
			continue
		case !f.IsExported():
			inner = reflect.NewAt(f.Type, unsafe.Pointer(inner.UnsafeAddr())).Elem()
		}
		if !tagged || name == "" {
			name = structcodec.Snake(f.Name)
		}
		if slices.ContainsFunc(*m, func(e Entry) bool { return e.Key == name }) {
			return fmt.Errorf("%s: two fields of %s have the name %q: rename one with an `assay` tag", ValuePath(path),
				t, name)
		}
		out, err := e.value(inner, JoinPath(path, name), depth+1)
		if err != nil {
			return err
		}
		*m = append(*m, Entry{name, out})
	}
	return nil
}

// hide notes that a field of a struct is not written, unless it has no content.
func (e *valueEncoder) hide(t reflect.Type, f reflect.StructField) {
	if f.Type.Size() == 0 {
		return
	}
	name := t.String()
	if t.Name() == "" {
		name = "struct"
	}
	if !slices.Contains(e.hidden[name], f.Name) {
		e.hidden[name] = append(e.hidden[name], f.Name)
	}
}

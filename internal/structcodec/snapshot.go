package structcodec

import (
	"bytes"
	"reflect"
	"unsafe"
)

// A Snapshot is a copy of decoded rows. It tells quickly whether anything wrote to them since.
type Snapshot struct {
	rows     reflect.Value
	pointers []pointer
	values   []reflect.Value // for each pointer, what it points to in every row
}

// A pointer is a field of a row that points to a value, or the row itself if the index is empty.
type pointer struct {
	index []int
	elem  reflect.Type
}

func (p pointer) of(row reflect.Value) reflect.Value {
	if len(p.index) == 0 {
		return row
	}
	return row.FieldByIndex(p.index)
}

// Snap copies a slice of decoded rows. It returns false if a row has slices, maps or interfaces, or pointers within
// what pointers point to, because copying bytes does not copy these.
func Snap(rows reflect.Value) (Snapshot, bool) {
	pointers, ok := pointersIn(rows.Type().Elem(), nil)
	if !ok {
		return Snapshot{}, false
	}
	s := Snapshot{copied(rows), pointers, make([]reflect.Value, len(pointers))}
	for i, p := range pointers {
		s.values[i] = reflect.MakeSlice(reflect.SliceOf(p.elem), rows.Len(), rows.Len())
		for row := range rows.Len() {
			if v := p.of(rows.Index(row)); !v.IsNil() {
				s.values[i].Index(row).Set(v.Elem())
			}
		}
	}
	return s, true
}

func copied(rows reflect.Value) reflect.Value {
	out := reflect.MakeSlice(rows.Type(), rows.Len(), rows.Len())
	reflect.Copy(out, rows)
	return out
}

// Same reports whether the rows are unchanged, bit for bit. If it returns false, they may still be equal.
func (s Snapshot) Same(rows reflect.Value) bool {
	elem := rows.Type().Elem()
	if !bytes.Equal(bytesAt(rows.UnsafePointer(), elem, rows.Len()), bytesAt(s.rows.UnsafePointer(), elem, s.rows.Len())) {
		return false
	}
	for i, p := range s.pointers {
		for row := range rows.Len() {
			v, was := p.of(rows.Index(row)), s.values[i].Index(row).Addr()
			if !v.IsNil() && !bytes.Equal(bytesAt(v.UnsafePointer(), p.elem, 1), bytesAt(was.UnsafePointer(), p.elem, 1)) {
				return false
			}
		}
	}
	return true
}

func bytesAt(at unsafe.Pointer, t reflect.Type, n int) []byte {
	return unsafe.Slice((*byte)(at), n*int(t.Size()))
}

// pointersIn returns the pointers of a type. It returns false if a value has more than its own bytes and those of what
// its pointers point to.
func pointersIn(t reflect.Type, outer []int) (all []pointer, ok bool) {
	switch t.Kind() {
	case reflect.Pointer:
		return []pointer{{outer, t.Elem()}}, flat(t.Elem())
	case reflect.Struct:
		if t == timeType {
			return nil, true
		}
		for i := range t.NumField() {
			f := t.Field(i)
			inner, ok := pointersIn(f.Type, append(outer[:len(outer):len(outer)], i))
			if hidden := !f.IsExported() && !f.Anonymous; !ok || hidden && inner != nil {
				return nil, false
			}
			all = append(all, inner...)
		}
		return all, true
	}
	return nil, flat(t)
}

// flat reports whether a value has no more than its own bytes. The text of a string does not change, nor does the zone
// of a time.
func flat(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Array:
		return flat(t.Elem())
	case reflect.Struct:
		for field := range t.Fields() {
			if t != timeType && !flat(field.Type) {
				return false
			}
		}
		return true
	}
	return t.Kind() == reflect.String || reflect.Bool <= t.Kind() && t.Kind() <= reflect.Complex128
}

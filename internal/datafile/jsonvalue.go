package datafile

import (
	"strings"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/assay-go/assay/internal/budget"
)

// The kinds of JSON values.
const (
	jsonNull   = 0
	jsonBool   = 'b'
	jsonNumber = '#'
	jsonString = 's'
	jsonArray  = '['
	jsonObject = '{'
)

// A jsonValue is a JSON value.
type jsonValue struct {
	kind       byte
	text       string // of a scalar
	end        int64  // its offset in the text
	*jsonParts        // of an array or an object
}

type jsonParts struct {
	names []string // of an object
	items []jsonValue
}

// A shape is what the values of a column, or of a part of one, look like.
type shape struct {
	kinds kinds
	forms uint8 // those seen
	item  *shape
	names []string
	parts map[string]*shape
	left  *budget.Budget // for shapes
}

const (
	scalarForm = 1 << iota
	arrayForm
	objectForm
)

// add takes a value into account, and reports whether it is of the kind of the others. Dates are only looked for at the
// top, in the values of columns: what nests stays text.
func (s *shape) add(v jsonValue, top bool) (alike bool) {
	alike = true
	switch v.kind {
	case jsonNull:
		return true
	case jsonBool:
		s.forms |= scalarForm
		s.kinds |= bools
	case jsonNumber:
		s.forms |= scalarForm
		s.kinds |= numberKind(v.text)
	case jsonString:
		s.forms |= scalarForm
		s.kinds |= stringKind(v.text, top)
	case jsonArray:
		s.forms |= arrayForm
		if s.item == nil {
			s.item = s.inner()
		}
		for _, item := range v.items {
			alike = s.item.add(item, false) && alike
		}
	case jsonObject:
		s.forms |= objectForm
		for i, name := range v.names {
			alike = s.part(name).add(v.items[i], false) && alike
		}
	}
	groups := 0
	for _, group := range []kinds{ints | floats, bools, dates | instants | locals | texts} {
		if s.kinds&group != 0 {
			groups++
		}
	}
	return alike && groups <= 1 && s.forms&(s.forms-1) == 0
}

// part returns the shape of the values of a name.
func (s *shape) part(name string) *shape {
	part := s.parts[name]
	if part == nil {
		if s.parts == nil {
			s.parts = map[string]*shape{}
		}
		part = s.inner()
		s.parts[name] = part
		s.names = append(s.names, name)
	}
	return part
}

// inner returns the shape of a column or of a part of one.
func (s *shape) inner() *shape {
	s.left.MustSpend(budget.Columns(make([]arrow.Field, 1)))
	return &shape{left: s.left}
}

func numberKind(text string) kinds {
	if k := kindOf(text); k&ints != 0 {
		return k
	}
	return floats | exactness(text)
}

// stringKind returns the kind of a JSON string: one that looks like a number is text all the same.
func stringKind(text string, top bool) kinds {
	if text != "" && top {
		if k := kindOf(text); k&(dates|instants|locals) != 0 {
			return k
		}
	}
	return texts
}

// typ returns the type that holds all values of the shape, which is text if they are mixed.
func (s *shape) typ(mixed bool) arrow.DataType {
	switch s.forms {
	case scalarForm:
		return s.kinds.typ(mixed)
	case arrayForm:
		return arrow.ListOf(s.item.typ(mixed))
	case objectForm:
		return arrow.StructOf(s.fields(mixed)...)
	}
	return arrow.BinaryTypes.String
}

func (s *shape) fields(mixed bool) []arrow.Field {
	fields := make([]arrow.Field, len(s.names))
	for i, name := range s.names {
		fields[i] = arrow.Field{Name: name, Type: s.parts[name].typ(mixed), Nullable: true}
	}
	return fields
}

// inexact returns the first integer in a value that its type, float64, does not hold, or nil.
func (v *jsonValue) inexact(dt arrow.DataType) *jsonValue {
	if v.kind == jsonNull {
		return nil
	}
	switch t := dt.(type) {
	case *arrow.Float64Type:
		if v.kind == jsonNumber && exactness(v.text) != 0 {
			return v
		}
	case *arrow.ListType:
		for i := range v.items {
			if found := v.items[i].inexact(t.Elem()); found != nil {
				return found
			}
		}
	case *arrow.StructType:
		for i, name := range v.names {
			f, _ := t.FieldByName(name)
			if found := v.items[i].inexact(f.Type); found != nil {
				return found
			}
		}
	}
	return nil
}

// appendCell appends a value as the text of a cell.
func (v *jsonValue) appendCell(dst []byte, dt arrow.DataType) []byte {
	if v.kind == jsonArray || v.kind == jsonObject {
		return v.appendJSON(dst)
	}
	return appendCell(dst, v.text, dt)
}

// appendTyped is appendCell for an inferred type: what is text there because it is mixed is written as JSON.
func (v *jsonValue) appendTyped(dst []byte, dt arrow.DataType) []byte {
	switch dt.(type) {
	case *arrow.ListType, *arrow.StructType:
		return v.appendNested(dst, dt)
	}
	return v.appendCell(dst, dt)
}

func (v *jsonValue) appendNested(dst []byte, dt arrow.DataType) []byte {
	switch t := dt.(type) {
	case *arrow.ListType:
		return v.appendItems(dst, func(dst []byte, i int) []byte { return v.items[i].appendNested(dst, t.Elem()) })
	case *arrow.StructType:
		return v.appendItems(dst, func(dst []byte, i int) []byte {
			f, _ := t.FieldByName(v.names[i])
			return v.items[i].appendNested(dst, f.Type)
		})
	case *arrow.StringType:
		if v.kind != jsonNull && v.kind != jsonString {
			return arrowtext.AppendJSON(dst, string(v.appendJSON(nil)))
		}
	}
	return v.appendJSON(dst)
}

func (v *jsonValue) appendJSON(dst []byte) []byte {
	switch v.kind {
	case jsonNull:
		return append(dst, "null"...)
	case jsonString:
		return arrowtext.AppendJSON(dst, v.text)
	case jsonArray, jsonObject:
		return v.appendItems(dst, func(dst []byte, i int) []byte { return v.items[i].appendJSON(dst) })
	}
	return append(dst, v.text...)
}

// appendItems appends an array or an object, whose items item appends.
func (v *jsonValue) appendItems(dst []byte, item func(dst []byte, i int) []byte) []byte {
	if v.kind == jsonNull {
		return append(dst, "null"...)
	}
	dst = append(dst, v.kind)
	for i := range v.items {
		dst = append(dst, strings.Repeat(",", min(i, 1))...)
		if v.kind == jsonObject {
			dst = append(arrowtext.AppendJSON(dst, v.names[i]), ':')
		}
		dst = item(dst, i)
	}
	if v.kind == jsonArray {
		return append(dst, ']')
	}
	return append(dst, '}')
}

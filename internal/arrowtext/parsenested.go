package arrowtext

import (
	"bytes"
	"fmt"
	"math"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/assay-go/assay/internal/message"
)

// nested sets r up for a builder of lists, structs, maps, dictionaries or runs.
func (r *reader) nested(b array.Builder, depth int) error {
	if depth > deepest {
		return fmt.Errorf("a type that nests deeper than %d levels cannot be read", deepest)
	}
	r.style = bare
	var err error
	switch b := b.(type) {
	case *array.StructBuilder:
		err = r.structs(b, depth)
	case *array.MapBuilder:
		err = r.maps(b, depth)
	case *array.FixedSizeListBuilder:
		err = r.lists(b.ValueBuilder(), func(int) { b.Append(true) }, int(b.Type().(*arrow.FixedSizeListType).Len()), depth)
	case array.VarLenListLikeBuilder: // of lists and of list views, which need the size first
		err = r.lists(b.ValueBuilder(), func(n int) { b.AppendWithSize(true, n) }, -1, depth)
	case array.DictionaryBuilder:
		return r.dictionaries(b)
	case *array.RunEndEncodedBuilder:
		return r.runs(b, depth)
	default:
		return fmt.Errorf("%s cannot be read from text", r.name)
	}
	r.plain = func(text []byte) error {
		s := &scanner{text: text}
		if err := r.value(s); err != nil {
			return err
		}
		if s.peek() != 0 || s.i < len(s.text) {
			return s.fail("unexpected text after the value: %s", s.found())
		}
		return nil
	}
	return err
}

// lists reads JSON arrays. open starts a list of n elements. size is the number of elements that each list has, or -1
// for any.
func (r *reader) lists(values array.Builder, open func(n int), size, depth int) error {
	elem, err := newReader(values, depth+1)
	if err != nil {
		return err
	}
	r.value = func(s *scanner) error {
		s.space()
		at := s.i
		n, err := s.count()
		if err != nil {
			return err
		}
		if size >= 0 && n != size {
			s.i = at
			return s.fail("the list has %d elements; %s holds %d", n, r.name, size)
		}
		s.i = at + 1
		open(n)
		for i := range n {
			if i > 0 {
				s.has(',')
			}
			if err := elem.json(s); err != nil {
				return err
			}
		}
		s.has(']')
		return nil
	}
	return nil
}

// count returns the number of elements of the next array, without reading it.
func (s *scanner) count() (int, error) {
	if !s.has('[') {
		return 0, s.fail("a list is a JSON array such as [1,2]: %s", s.found())
	}
	n := 0
	for ; !s.has(']'); n++ {
		if n > 0 && !s.has(',') {
			return 0, s.fail("want a comma or ], %s", s.found())
		}
		if err := s.skip(0); err != nil {
			return 0, err
		}
	}
	return n, nil
}

func (r *reader) structs(b *array.StructBuilder, depth int) error {
	fields := make([]reader, b.NumField())
	names := make([]string, len(fields))
	index := make(map[string]int, len(fields))
	typ := b.Type().(*arrow.StructType) // builders make it anew at each call
	for i := range fields {
		var err error
		if fields[i], err = newReader(b.FieldBuilder(i), depth+1); err != nil {
			return err
		}
		names[i] = typ.Field(i).Name
		index[names[i]] = i
	}
	r.value = func(s *scanner) error {
		if !s.has('{') {
			return s.fail(`a struct is a JSON object such as {"a":1}: %s`, s.found())
		}
		b.Append(true)
		row := b.Len()
		for first := true; !s.has('}'); first = false {
			if !first && !s.has(',') {
				return s.fail("want a comma or }, %s", s.found())
			}
			s.space()
			at := s.i
			name, err := s.string(nil)
			if err != nil {
				return err
			}
			i, ok := index[string(name)]
			if !ok {
				s.i = at
				return s.fail("%s has no field %s%s", r.name, message.Quote(name), message.DidYouMean(string(name), names))
			}
			if b.FieldBuilder(i).Len() >= row {
				s.i = at
				return s.fail("duplicate field %s", message.Quote(name))
			}
			if !s.has(':') {
				return s.fail("want a colon, %s", s.found())
			}
			if err := fields[i].json(s); err != nil {
				return err
			}
		}
		for i := range fields {
			if b.FieldBuilder(i).Len() < row {
				fields[i].null()
			}
		}
		return nil
	}
	return nil
}

// maps reads JSON objects if the keys are strings, and arrays of pairs otherwise.
func (r *reader) maps(b *array.MapBuilder, depth int) error {
	keys, err := newReader(b.KeyBuilder(), depth+1)
	if err != nil {
		return err
	}
	items, err := newReader(b.ItemBuilder(), depth+1)
	if err != nil {
		return err
	}
	open, colon, closing, example := byte('['), byte(','), byte(']'), "an array of pairs such as [[1,2]]"
	object := keys.style == text
	if object {
		open, colon, closing, example = '{', ':', '}', `a JSON object such as {"a":1}`
	}
	r.value = func(s *scanner) error {
		if !s.has(open) {
			return s.fail("a %s is %s: %s", r.name, example, s.found())
		}
		b.Append(true)
		for first := true; !s.has(closing); first = false {
			if !first && !s.has(',') {
				return s.fail("want a comma or %c, %s", closing, s.found())
			}
			if !object && !s.has('[') {
				return s.fail("a pair starts with [: %s", s.found())
			}
			if s.null() {
				return s.fail("the key of a map cannot be null")
			}
			if err := keys.json(s); err != nil {
				return err
			}
			if !s.has(colon) {
				return s.fail("want %q between a key and its value, %s", colon, s.found())
			}
			if err := items.json(s); err != nil {
				return err
			}
			if !object && !s.has(']') {
				return s.fail("a pair ends with ]: %s", s.found())
			}
		}
		return nil
	}
	return nil
}

// dictionaries reads each distinct text once, and appends its index if it comes again.
func (r *reader) dictionaries(b array.DictionaryBuilder) error {
	t := b.Type().(*arrow.DictionaryType)
	scratch := array.NewBuilder(memory.DefaultAllocator, t.ValueType)
	values, err := newReader(scratch, 0)
	if err != nil {
		return err
	}
	most := maxIndex(t.IndexType)
	one := func() error {
		a := scratch.NewArray()
		defer a.Release()
		before := b.DictionarySize()
		if err := b.AppendArray(a); err != nil {
			return err
		}
		if n := b.DictionarySize(); n > before && uint64(n-1) > most {
			return fmt.Errorf("the column has more than %d distinct values, the most that %s holds", most+1, r.name)
		}
		return nil
	}
	r.style = values.style
	r.plain = func(text []byte) error {
		if err := values.plain(text); err != nil {
			return err
		}
		return one()
	}
	return nil
}

func maxIndex(dt arrow.DataType) uint64 {
	switch dt.ID() {
	case arrow.INT8:
		return math.MaxInt8
	case arrow.UINT8:
		return math.MaxUint8
	case arrow.INT16:
		return math.MaxInt16
	case arrow.UINT16:
		return math.MaxUint16
	}
	return math.MaxInt32
}

// runs reads values, and extends a run while the text stays the same.
func (r *reader) runs(b *array.RunEndEncodedBuilder, depth int) error {
	values, err := newReader(b.ValueBuilder(), depth+1)
	if err != nil {
		return err
	}
	most := math.MaxInt32
	if b.Type().(*arrow.RunEndEncodedType).RunEnds().ID() == arrow.INT16 {
		most = math.MaxInt16
	}
	var last []byte // the text of the current run, which ends at row end
	end := 0
	r.style = values.style
	r.plain = func(text []byte) error {
		n := b.Len()
		if n >= most {
			return fmt.Errorf("the column has more than %d rows, the most that %s holds", most, r.name)
		}
		same := n > 0 && n == end && bytes.Equal(text, last)
		end = n + 1
		if same {
			b.ContinueRun(1)
			return nil
		}
		last = append(last[:0], text...)
		b.Append(1)
		return values.plain(text)
	}
	if values.value != nil {
		r.value = func(s *scanner) error {
			s.space()
			start := s.i
			if err := s.skip(0); err != nil {
				return err
			}
			return r.plain(s.text[start:s.i])
		}
	}
	return nil
}

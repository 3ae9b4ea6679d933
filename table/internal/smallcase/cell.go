package smallcase

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"regexp"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"

	"github.com/assay-go/assay/internal/arrowtext"
)

// A cell is a value of a column.
type cell struct {
	text     string // as package arrowtext writes it
	null     bool
	outer    string // the path of the struct around the cell that is null
	nested   bool   // text is JSON
	simplest *any   // in place of a text: a value that the fixture knows
}

// pin returns the cell as a fixture takes it.
func (c cell) pin() any {
	switch {
	case c.simplest != nil:
		return *c.simplest
	case c.null:
		return nil
	case c.nested:
		var v any
		d := json.NewDecoder(bytes.NewReader([]byte(c.text)))
		d.UseNumber()
		if d.Decode(&v) == nil {
			return v
		}
	}
	return c.text
}

// Texts returns the cells of a column as text.
func Texts(rec arrow.Record, path string) ([]string, error) {
	cells, err := cellsOf(rec, path)
	if err != nil {
		return nil, err
	}
	out := make([]string, len(cells))
	for i, c := range cells {
		out[i] = c.text
		if c.null {
			out[i] = "null"
		}
	}
	return out, nil
}

// cellsOf returns the cells of a column. A dot in its path separates a struct from a field.
func cellsOf(rec arrow.Record, path string) ([]cell, error) {
	cells := make([]cell, rec.NumRows())
	a, outer, err := columnAt(rec, path, cells)
	if err != nil {
		return nil, fmt.Errorf("column %q: %w", path, err)
	}
	format, err := arrowtext.NewFormatter(a)
	if err != nil {
		return nil, fmt.Errorf("column %q: %w", path, err)
	}
	null := arrowtext.Nulls(a)
	for i := range cells {
		switch {
		case outer[i]:
		case null(i):
			cells[i] = cell{null: true}
		default:
			cells[i] = cell{text: string(format(nil, i)), nested: arrow.IsNested(arrowtext.StorageType(a.DataType()).ID())}
		}
	}
	return cells, nil
}

// columnAt returns the column at a path, and sets the cells within structs that are null, which outer reports.
func columnAt(rec arrow.Record, path string, cells []cell) (a arrow.Array, outer []bool, err error) {
	outer = make([]bool, len(cells))
	name := path
	for len(rec.Schema().FieldIndices(name)) == 0 {
		dot := strings.LastIndexByte(name, '.')
		if dot < 0 {
			return nil, nil, fmt.Errorf("there is no such column")
		}
		name = name[:dot]
	}
	a = rec.Column(rec.Schema().FieldIndices(name)[0])
	for len(name) < len(path) {
		s, ok := a.(*array.Struct)
		if !ok {
			return nil, nil, fmt.Errorf("%s is not a struct", name)
		}
		for i := range cells {
			if s.IsNull(i) && !outer[i] {
				outer[i], cells[i] = true, cell{null: true, outer: name}
			}
		}
		field, _, _ := strings.Cut(path[len(name)+1:], ".")
		i, ok := s.DataType().(*arrow.StructType).FieldIdx(field)
		if !ok {
			return nil, nil, fmt.Errorf("%s has no field %q", name, field)
		}
		a, name = s.Field(i), name+"."+field
	}
	return a, outer, nil
}

// yaml returns the cell as YAML that a column of a type takes.
func (c cell) yaml(typ arrow.DataType) string {
	is := func(expr func() *regexp.Regexp) bool { return expr().MatchString(c.text) }
	switch id := arrowtext.StorageType(typ).ID(); {
	case c.null:
		return "null"
	case id == arrow.TIMESTAMP:
		return noFraction().ReplaceAllString(c.text, "$1")
	case c.nested:
		return c.text
	case id == arrow.BOOL, arrow.IsInteger(id), arrow.IsFloating(id) && isFinite(c.text),
		id == arrow.DATE32, id == arrow.DATE64, is(plain) && !is(notPlain):
		return c.text
	}
	return string(arrowtext.AppendJSON(nil, c.text))
}

func isFinite(text string) bool {
	var f float64
	_, err := fmt.Sscan(text, &f)
	return err == nil && !math.IsInf(f, 0) && !math.IsNaN(f)
}

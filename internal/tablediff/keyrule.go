package tablediff

import (
	"fmt"
	"math"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/assay-go/assay/internal/cells"
	"github.com/assay-go/assay/internal/explain"
)

// A keyRule turns the cells of an old key column into those of the new one.
type keyRule struct {
	words string              // such as "shifted by +1 day"; "" if the cells keep their texts
	shift int64               // added to numbers, dates and times
	text  func(string) string // applied to texts; nil for a shift
}

var sameText = keyRule{text: func(s string) string { return s }}

// apply returns the cells of an old column as the rule makes them, with the type of the new column. It returns nil if
// one of them does not fit.
func (r *keyRule) apply(old arrow.Array, dt arrow.DataType) arrow.Array {
	sameType := arrowtext.SameType(old.DataType(), dt)
	switch {
	case r.text == nil && sameType:
		return shiftCells(old, r.shift)
	case r.text == nil:
		return nil
	case r.words == "" && sameType:
		return old
	}
	text := textsOf(old)
	if text == nil {
		return nil
	}
	b := array.NewBuilder(memory.DefaultAllocator, arrowtext.StorageType(dt))
	defer b.Release()
	parse, err := arrowtext.NewParser(b)
	if err != nil {
		return nil
	}
	for row := range old.Len() {
		if parse([]byte(r.text(text(row)))) != nil {
			return nil
		}
	}
	return b.NewArray()
}

// textsOf returns the cells of a column as texts, nil if it has none.
func textsOf(a arrow.Array) func(row int) string {
	if text := cells.Strings(a); text != nil {
		return text
	}
	format, err := arrowtext.NewFormatter(a)
	if err != nil {
		return nil
	}
	return func(row int) string { return string(format(nil, row)) }
}

// integersOf returns the cells of a column of integers, dates, times or durations. It returns nil for other columns.
func integersOf(a arrow.Array) func(row int) int64 {
	if a.DataType().ID() == arrow.UINT64 {
		return nil // some do not fit
	}
	return arrowtext.Int64s(a)
}

// shiftCells returns a column with a number added to each cell, nil if one does not fit the type.
func shiftCells(a arrow.Array, by int64) arrow.Array {
	switch a.DataType().ID() {
	case arrow.INT8:
		return shiftIntegers[int8](a, by)
	case arrow.INT16:
		return shiftIntegers[int16](a, by)
	case arrow.INT32, arrow.DATE32, arrow.TIME32:
		return shiftIntegers[int32](a, by)
	case arrow.INT64, arrow.DATE64, arrow.TIME64, arrow.TIMESTAMP, arrow.DURATION:
		return shiftIntegers[int64](a, by)
	case arrow.UINT8:
		return shiftIntegers[uint8](a, by)
	case arrow.UINT16:
		return shiftIntegers[uint16](a, by)
	case arrow.UINT32:
		return shiftIntegers[uint32](a, by)
	}
	return nil
}

func shiftIntegers[T cells.Integer](a arrow.Array, by int64) arrow.Array {
	out := make([]T, a.Len())
	for row, v := range fixedValues[T](a) {
		sum, ok := addInt64(int64(v), by)
		if out[row] = T(sum); !ok || int64(out[row]) != sum {
			return nil
		}
	}
	data := array.NewData(a.DataType(), len(out), []*memory.Buffer{nil, memory.NewBufferBytes(rawBytes(out))}, nil, 0, 0)
	defer data.Release()
	return array.MakeFromData(data)
}

func addInt64(x, y int64) (sum int64, ok bool) {
	sum = x + y
	return sum, (sum > x) == (y > 0)
}

// keyRules returns the rules that make the cell of an old key column the cell of a new one, the likeliest first. It
// returns [sameText] alone if the cells are equal.
func keyRules(old, new arrow.Array, i, j int) []keyRule {
	text, newText := textsOf(old), textsOf(new)
	if text == nil || newText == nil {
		return nil
	}
	x, y := text(i), newText(j)
	if x == y {
		return []keyRule{sameText}
	}
	if arrowtext.SameType(old.DataType(), new.DataType()) && integersOf(old) != nil {
		return shiftRule(old, new, i, j)
	}
	if cells.Strings(old) == nil && cells.Strings(new) == nil {
		return nil
	}
	var rules []keyRule
	for _, edit := range explain.TextEdits(x, y) {
		rules = append(rules, keyRule{words: edit.Words, text: edit.Make})
	}
	return rules
}

func shiftRule(old, new arrow.Array, i, j int) []keyRule {
	v, w := integersOf(old)(i), integersOf(new)(j)
	by := w - v
	if v == w || by == math.MinInt64 || (by > 0) != (w > v) {
		return nil
	}
	words := fmt.Sprintf("shifted by %+d", by)
	if at := cells.Instants(old); at != nil {
		d, ok := at(i).Until(cells.Instants(new)(j))
		if !ok {
			return nil
		}
		words = "shifted by " + explain.SignedDuration(d)
	}
	return []keyRule{{words: words, shift: by}}
}

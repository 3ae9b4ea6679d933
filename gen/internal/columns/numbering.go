package columns

import (
	"bytes"
	"math"

	"github.com/apache/arrow/go/v17/arrow"
)

// Numbers of cells without a number of their own.
const (
	NoNumber   = -1 // a value that a Numbering does not have
	NullNumber = -2 // a null
)

// A Numbering gives numbers to the values of a column, from 0 on.
type Numbering struct {
	Size  int
	ints  map[int64]int32
	least int64
	near  []int32 // instead of ints if the values lie close together, by the value minus least
	texts map[string]int32
}

// Number numbers the values of the cells for which in returns true, in their order. It returns the number of each cell.
func Number(a arrow.Array, in func(k int) bool) (*Numbering, []int32, error) {
	n, of := &Numbering{}, make([]int32, a.Len())
	for k := range of {
		of[k] = NoNumber
	}
	if value := integersOf(a); value != nil {
		n.ints = map[int64]int32{}
		for k := range of {
			if a.IsNull(k) || !in(k) {
				continue
			}
			v := value(k)
			number, known := n.ints[v]
			if !known {
				number = int32(len(n.ints))
				n.ints[v] = number
			}
			of[k] = number
		}
		n.Size = len(n.ints)
		n.bringNear()
		return n, of, nil
	}
	text, err := Texts(a)
	if err != nil {
		return nil, nil, err
	}
	n.texts = map[string]int32{}
	for k := range of {
		cell, ok := text(k)
		if !ok || !in(k) {
			continue
		}
		number, known := n.texts[string(cell)]
		if !known {
			number = int32(len(n.texts))
			n.texts[string(cell)] = number
		}
		of[k] = number
	}
	n.Size = len(n.texts)
	return n, of, nil
}

// bringNear replaces a map of values that lie close together.
func (n *Numbering) bringNear() {
	least, most := int64(math.MaxInt64), int64(math.MinInt64)
	for v := range n.ints {
		least, most = min(least, v), max(most, v)
	}
	if width := uint64(most) - uint64(least); n.Size > 0 && width < uint64(4*n.Size+1024) {
		n.least, n.near = least, make([]int32, width+1)
		for i := range n.near {
			n.near[i] = NoNumber
		}
		for v, number := range n.ints {
			n.near[v-least] = number
		}
	}
}

// Of returns a function that sets out to the numbers of the cells from at on of another column of the same type.
func (n *Numbering) Of(a arrow.Array) (func(at int, out []int32), error) {
	numbers := func(int, []int32) {}
	if n.texts != nil {
		text, err := Texts(a)
		if err != nil {
			return nil, err
		}
		return n.numbersOfTexts(text), nil
	}
	switch a.DataType().(arrow.FixedWidthDataType).BitWidth() {
	case 64:
		numbers = numbersOf(n, arrow.GetValues[int64](a.Data(), 1))
	case 32:
		numbers = numbersOf(n, arrow.GetValues[int32](a.Data(), 1))
	case 16:
		numbers = numbersOf(n, arrow.GetValues[int16](a.Data(), 1))
	case 8:
		numbers = numbersOf(n, arrow.GetValues[int8](a.Data(), 1))
	}
	if a.NullN() == 0 {
		return numbers, nil
	}
	return func(at int, out []int32) {
		numbers(at, out)
		for k := range out {
			if a.IsNull(at + k) {
				out[k] = NullNumber
			}
		}
	}, nil
}

func numbersOf[T int8 | int16 | int32 | int64](n *Numbering, values []T) func(at int, out []int32) {
	return func(at int, out []int32) {
		for k, v := range values[at : at+len(out)] {
			v := int64(v)
			if n.near != nil {
				out[k] = NoNumber
				if at := uint64(v) - uint64(n.least); at < uint64(len(n.near)) {
					out[k] = n.near[at]
				}
			} else if k > 0 && v == int64(values[at+k-1]) { // neighbors often have the same value
				out[k] = out[k-1]
			} else if number, known := n.ints[v]; known {
				out[k] = number
			} else {
				out[k] = NoNumber
			}
		}
	}
}

func (n *Numbering) numbersOfTexts(text func(k int) ([]byte, bool)) func(at int, out []int32) {
	var last []byte
	known := int32(NullNumber) // of last
	return func(at int, out []int32) {
		for k := range out {
			cell, ok := text(at + k)
			switch {
			case !ok:
				out[k] = NullNumber
				continue
			case known == NullNumber || !bytes.Equal(cell, last):
				last = append(last[:0], cell...)
				if known, ok = n.texts[string(cell)]; !ok {
					known = NoNumber
				}
			}
			out[k] = known
		}
	}
}

// integersOf returns a function that returns the cells of a column as integers, or nil if they are not integers.
func integersOf(a arrow.Array) func(k int) int64 {
	switch a.DataType().ID() {
	case arrow.INT64, arrow.TIMESTAMP, arrow.DATE64, arrow.TIME64, arrow.DURATION, arrow.UINT64:
		return integers(arrow.GetValues[int64](a.Data(), 1))
	case arrow.INT32, arrow.DATE32, arrow.TIME32, arrow.UINT32:
		return integers(arrow.GetValues[int32](a.Data(), 1))
	case arrow.INT16, arrow.UINT16:
		return integers(arrow.GetValues[int16](a.Data(), 1))
	case arrow.INT8, arrow.UINT8:
		return integers(arrow.GetValues[int8](a.Data(), 1))
	}
	return nil
}

func integers[T int8 | int16 | int32 | int64](values []T) func(k int) int64 {
	return func(k int) int64 { return int64(values[k]) }
}

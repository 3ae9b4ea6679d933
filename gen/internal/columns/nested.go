package columns

import (
	"errors"
	"math"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/gen/internal/bytebudget"
	"github.com/assay-go/assay/gen/internal/draw"
)

// Structs makes structs of the cells of their fields.
func Structs(typ *arrow.StructType, n int, fields []arrow.Array) arrow.Array {
	for _, f := range fields {
		f.Retain()
	}
	return newArray(typ, n, []*memory.Buffer{nil}, fields)
}

// elementBytes is the memory that an element of a list takes besides its value while it is made.
const elementBytes = 40

var errTooManyElements = errors.New("the lists of these rows exceed 2^31 elements; ask for fewer rows at a time")

// checkElements returns an error if lists have too many elements.
func checkElements(mem memory.Allocator, n int) error {
	if int64(n)*elementBytes > bytebudget.Of(mem) {
		return bytebudget.Err
	}
	if uint64(n) > math.MaxInt32 {
		return errTooManyElements
	}
	return nil
}

// Lists are lists without their elements.
type Lists struct {
	Elements draw.Rows
	OuterRow []int // the row of each element
	offsets  *memory.Buffer
}

// NewLists draws the lengths of lists, from shortest to longest.
func NewLists(mem memory.Allocator, key uint64, rows *draw.Rows, shortest, longest int) (*Lists, error) {
	lengths := make([]int, rows.N)
	total := 0
	size := uint64(longest-shortest) + 1
	rows.Draws(draw.Substream(key, draw.ForLengths), func(at int, u []uint64) {
		for k, u := range u {
			lengths[at+k] = shortest + int(draw.Below(u, size))
			total += lengths[at+k]
		}
	})
	if err := checkElements(mem, total); err != nil {
		return nil, err
	}
	l := &Lists{
		Elements: draw.Rows{N: total, Counters: make([]uint64, 0, total), Positions: make([]int32, 0, total)},
		OuterRow: make([]int, 0, total),
	}
	var ends []int32
	l.offsets, ends = newOffsets(mem, rows.N)
	key = draw.Substream(key, draw.ForElements)
	for k, length := range lengths {
		first := draw.At(key, rows.Counter(k))
		for j := range length {
			l.Elements.Counters = append(l.Elements.Counters, first+uint64(j))
			l.Elements.Positions = append(l.Elements.Positions, int32(j))
			l.OuterRow = append(l.OuterRow, k)
		}
		ends[k+1] = int32(len(l.OuterRow))
	}
	return l, nil
}

// Of returns the lists with their elements, which it releases.
func (l *Lists) Of(typ *arrow.ListType, n int, elements arrow.Array) arrow.Array {
	return newArray(typ, n, []*memory.Buffer{nil, l.offsets}, []arrow.Array{elements})
}

// Release frees lists whose elements could not be made.
func (l *Lists) Release() { l.offsets.Release() }

// Package budget bounds the memory that one file or fixture may take, whatever its text says. Files come from
// strangers' pull requests, so no file sets its own limit: the limits are those of the run, which [Variable] scales.
//
//	b := budget.ForFile(size)
//	if err := b.Spend(budget.Slots(dt, rows)); err != nil { … }  // before the memory is allocated
//
// A budget counts the bytes of what is alive. The process takes up to about twice as much, because the garbage
// collector waits until there is as much garbage as live memory.
package budget

import (
	"errors"
	"fmt"
	"math"
	"math/bits"
	"os"
	"strconv"
	"sync/atomic"

	"github.com/apache/arrow/go/v17/arrow"
)

// Variable is the environment variable that multiplies the limits of a run, a whole number from 1 to 1000.
const Variable = "ASSAY_LIMITS"

const (
	fileFree    = 12 << 20  // bytes of memory for any file
	tableFree   = 128 << 20 // bytes of memory for any table of a golden
	filePerByte = 16        // bytes of memory for each byte of a file

	valueFree    = 64 << 20 // bytes of memory for any value of a golden
	valuePerByte = 40       // bytes of memory for each byte of a value

	// Fixture is the number of bytes of the rows that a fixture generates at once, before scaling.
	Fixture = 64 << 20

	largestScale = 1000
)

// Err is the error of what exceeds its budget. The text follows the name of a file.
var Err = errors.New("takes too much memory for its size; " + Variable +
	"=2 in the environment doubles what a file may take")

// Scale returns the factor that [Variable] gives, or 1.
func Scale() (int64, error) {
	text := os.Getenv(Variable)
	if text == "" {
		return 1, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 1 || n > largestScale {
		return 1, fmt.Errorf("%s=%q: want a whole number from 1 to %d, which multiplies the limits of files and fixtures",
			Variable, text, largestScale)
	}
	return n, nil
}

// A Budget is a number of bytes of memory. Several goroutines may share it.
type Budget struct {
	left atomic.Int64
	err  error // of Variable
}

// Of returns a budget of this many bytes.
func Of(bytes int64) *Budget {
	b := &Budget{}
	b.left.Store(bytes)
	return b
}

// ForFile returns the budget for what is read of a file of some size: 12 MiB and 16 times the size, scaled.
func ForFile(size int64) *Budget { return scaled(plus(fileFree, times(size, filePerByte))) }

// ForTable returns the budget for a Parquet file beside a golden, which stores equal cells once: 128 MiB and 16 times
// the size, scaled.
func ForTable(size int64) *Budget { return scaled(plus(tableFree, times(size, filePerByte))) }

// ForValue returns the budget for the YAML of a golden: 64 MiB and 40 times the size, scaled.
func ForValue(size int64) *Budget { return scaled(plus(valueFree, times(size, valuePerByte))) }

func scaled(bytes int64) *Budget {
	scale, err := Scale()
	b := Of(times(scale, bytes))
	b.err = err
	return b
}

// Spend takes bytes from the budget. The error is [Err] if fewer are left; then nothing is taken.
func (b *Budget) Spend(bytes int64) error {
	if b.err != nil {
		return b.err
	}
	if b.left.Add(-bytes) < 0 {
		b.left.Add(bytes)
		return Err
	}
	return nil
}

// Refund gives back bytes that Spend took, when what they were for is garbage.
func (b *Budget) Refund(bytes int64) { b.left.Add(bytes) }

// Left returns the number of bytes that are left.
func (b *Budget) Left() int64 {
	if b.err != nil {
		return 0
	}
	return b.left.Load()
}

// Slots returns the number of bytes that n slots of an array take, even if all are null: without the bytes of texts and
// the elements of lists. It is at most [math.MaxInt64].
func Slots(dt arrow.DataType, n int64) int64 { return times(slot(dt), n) }

// slot returns the number of bytes of one slot, rounded up.
func slot(dt arrow.DataType) int64 {
	const validity, offset, largeOffset, view = 1, 4, 8, 16
	switch t := dt.(type) {
	case arrow.ExtensionType:
		return slot(t.StorageType())
	case *arrow.DictionaryType:
		return slot(t.IndexType)
	case *arrow.RunEndEncodedType:
		return slot(t.RunEnds()) + slot(t.Encoded())
	case *arrow.FixedSizeListType:
		return plus(validity, times(int64(t.Len()), slot(t.Elem())))
	case *arrow.FixedSizeBinaryType:
		return validity + int64(t.ByteWidth)
	case *arrow.ListType, *arrow.MapType, *arrow.StringType, *arrow.BinaryType:
		return validity + offset
	case *arrow.LargeListType, *arrow.LargeStringType, *arrow.LargeBinaryType:
		return validity + largeOffset
	case arrow.ListLikeType:
		return validity + view
	case arrow.NestedType:
		size := int64(validity + offset) // a type code and an offset of a union
		for _, f := range t.Fields() {
			size = plus(size, slot(f.Type))
		}
		return size
	case arrow.FixedWidthDataType:
		return validity + int64(t.Bytes())
	}
	return validity + view
}

// Rows returns the number of bytes of the slots of n rows.
func Rows(fields []arrow.Field, n int64) int64 {
	size := int64(0)
	for _, f := range fields {
		size = plus(size, Slots(f.Type, n))
	}
	return size
}

// Columns returns the number of bytes that the builders and arrays of some columns take, without their slots.
func Columns(fields []arrow.Field) int64 {
	const each = 2 << 10
	size := each * int64(len(fields))
	for _, f := range fields {
		dt := f.Type
		if extension, ok := dt.(arrow.ExtensionType); ok {
			dt = extension.StorageType()
		}
		if nested, ok := dt.(arrow.NestedType); ok {
			size += Columns(nested.Fields())
		}
	}
	return size
}

func plus(a, b int64) int64 {
	if a > math.MaxInt64-b {
		return math.MaxInt64
	}
	return a + b
}

func times(a, b int64) int64 {
	hi, lo := bits.Mul64(uint64(a), uint64(b))
	if hi != 0 || lo > math.MaxInt64 {
		return math.MaxInt64
	}
	return int64(lo)
}

package columns

import (
	"slices"
	"sync"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/gen/internal/draw"
	"github.com/assay-go/assay/gen/internal/wordlist"
)

// Choices makes cells from a list of values. pick selects the value of each draw.
func Choices(values arrow.Array, pick func(u uint64) int) Kernel {
	if words, ok := values.(*array.String); ok && words.NullN() == 0 && longest(words) <= draw.Block {
		return choiceOfWords(words, pick)
	}
	return func(key uint64, rows *draw.Rows, mem memory.Allocator) (arrow.Array, error) {
		index := Picks(key, rows, pick)
		defer FreeIndex(index)
		return Take(mem, values, index)
	}
}

var indexes = sync.Pool{New: func() any { return new([]int) }}

// NewIndex returns a slice of n numbers, all of which must be set.
func NewIndex(n int) []int {
	index := *indexes.Get().(*[]int)
	if cap(index) < n {
		index = make([]int, n)
	}
	return index[:n]
}

// FreeIndex keeps a slice that nothing uses any longer for NewIndex.
func FreeIndex(index []int) {
	if cap(index) > 0 {
		indexes.Put(&index)
	}
}

// Picks returns for each row what pick selects by its draw.
func Picks(key uint64, rows *draw.Rows, pick func(u uint64) int) []int {
	index := NewIndex(rows.N)
	rows.Draws(key, func(at int, u []uint64) {
		for k, u := range u {
			index[at+k] = pick(u)
		}
	})
	return index
}

// Earlier returns for each row one of the rows before it; NoRow for row 0.
func Earlier(key uint64, rows *draw.Rows) []int {
	index := NewIndex(rows.N)
	rows.Draws(key, func(at int, u []uint64) {
		for k, u := range u {
			index[at+k] = NoRow
			if row := rows.Position(at + k); row > 0 {
				index[at+k] = int(draw.Below(u, uint64(row)))
			}
		}
	})
	return index
}

// InTurn returns for each row its position modulo size.
func InTurn(rows *draw.Rows, size int) []int {
	index := NewIndex(rows.N)
	for k := range index {
		index[k] = rows.Position(k) % size
	}
	return index
}

// Listed returns a function that makes cells of a list of values, by their numbers.
func Listed(values arrow.Array) func(mem memory.Allocator, index []int32) (arrow.Array, error) {
	words, ok := values.(*array.String)
	if !ok || words.NullN() > 0 || longest(words) > draw.Block {
		return func(mem memory.Allocator, index []int32) (arrow.Array, error) {
			wide := make([]int, len(index))
			for k, i := range index {
				wide[k] = int(i)
			}
			return Take(mem, values, wide)
		}
	}
	l := listOf(words)
	return func(mem memory.Allocator, index []int32) (arrow.Array, error) {
		return textBlocks(mem, arrow.BinaryTypes.String, len(index), func(dst []byte, at int, ends []int32) []byte {
			dst = slices.Grow(dst, len(ends)*l.Longest()+wordlist.Room)
			buf, size := dst[:cap(dst)], 0
			for k, i := range index[at : at+len(ends)] {
				size = l.Put(buf, size, int(i))
				ends[k] = int32(size)
			}
			return buf[:size]
		})
	}
}

func listOf(words *array.String) *wordlist.List {
	list := make([]string, words.Len())
	for i := range list {
		list[i] = words.Value(i)
	}
	return wordlist.New(list)
}

func longest(words *array.String) int {
	n := 0
	for i := range words.Len() {
		n = max(n, len(words.Value(i)))
	}
	return n
}

// choiceOfWords is Choices for a list of short texts.
func choiceOfWords(words *array.String, pick func(u uint64) int) Kernel {
	l := listOf(words)
	return func(key uint64, rows *draw.Rows, mem memory.Allocator) (arrow.Array, error) {
		var keys [draw.Block]uint64
		return textBlocks(mem, arrow.BinaryTypes.String, rows.N, func(dst []byte, at int, ends []int32) []byte {
			rows.Fill(key, at, keys[:len(ends)])
			dst = slices.Grow(dst, len(ends)*l.Longest()+wordlist.Room)
			buf, size := dst[:cap(dst)], 0
			for k, u := range keys[:len(ends)] {
				size = l.Put(buf, size, pick(u))
				ends[k] = int32(size)
			}
			return buf[:size]
		})
	}
}

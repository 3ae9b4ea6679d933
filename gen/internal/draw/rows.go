package draw

import "github.com/apache/arrow/go/v17/arrow"

// Rows are the cells to compute: N rows of a dataset from Lo on, or N elements of lists.
type Rows struct {
	N         int
	Lo        int
	Counters  []uint64 // of list elements: the numbers by which they draw
	Positions []int32  // of list elements: their places in their lists
	Search    *Search  // of the column, or nil
}

// Counter returns the number by which cell k draws from a stream.
func (r *Rows) Counter(k int) uint64 {
	if r.Counters != nil {
		return r.Counters[k]
	}
	return uint64(r.Lo) + uint64(k)
}

// Position returns the place of cell k in its dataset or list.
func (r *Rows) Position(k int) int {
	if r.Positions != nil {
		return int(r.Positions[k])
	}
	return r.Lo + k
}

// Block is the number of draws that are made at once. They fit the first-level cache.
const Block = 512

// First returns x such that the draw of cell k is Mix(x + k*Gamma). It is not ok for list elements and in searches.
func (r *Rows) First(key uint64) (x uint64, ok bool) {
	return key + uint64(r.Lo)*Gamma, r.Counters == nil && r.Search == nil
}

// At returns the draw of cell k.
func (r *Rows) At(key uint64, k int) uint64 { return r.Drawn(key, r.Counter(k)) }

// Drawn is the function [At], in the search of the rows if there is one.
func (r *Rows) Drawn(key, counter uint64) uint64 {
	if r.Search != nil {
		return r.Search.at(key, counter)
	}
	return At(key, counter)
}

// Fill sets u to the draws of the cells from at on.
func (r *Rows) Fill(key uint64, at int, u []uint64) {
	if r.Counters != nil || r.Search != nil {
		for k := range u {
			u[k] = r.At(key, at+k)
		}
		return
	}
	x := key + (uint64(r.Lo)+uint64(at))*Gamma
	for k := range u {
		u[k] = Mix(x)
		x += Gamma
	}
}

// Draws calls use for each block of cells, with the first cell and the draws.
func (r *Rows) Draws(key uint64, use func(at int, u []uint64)) {
	var buf [Block]uint64
	for at := 0; at < r.N; at += Block {
		u := buf[:min(Block, r.N-at)]
		r.Fill(key, at, u)
		use(at, u)
	}
}

// Replace calls use for each block of 64-bit cells. The cells hold their draws, and use replaces them by values.
func Replace[T int64 | float64](r *Rows, key uint64, cells []T, use func(cells []T)) {
	for at := 0; at < r.N; at += Block {
		some := cells[at:min(at+Block, r.N)]
		r.Fill(key, at, arrow.GetData[uint64](arrow.GetBytes(some)))
		use(some)
	}
}

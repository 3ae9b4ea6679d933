// Package columns fills Arrow columns. It has the kernels of generators, which compute the cells of some rows, and
// operations on finished cells: taking, merging, converting, adding nulls.
//
// A kernel knows nothing of datasets and plans. It gets the rows to compute and the key of the stream that the cells
// draw from; see package draw.
package columns

import (
	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/gen/internal/draw"
)

// A Kernel computes the cells of some rows of a column from the stream of key. Its error is a CellError if it is about
// one cell.
type Kernel func(key uint64, rows *draw.Rows, mem memory.Allocator) (arrow.Array, error)

// A CellError is an error of one of the cells that a kernel was asked for.
type CellError struct {
	Cell int
	Msg  string
}

func (e *CellError) Error() string { return e.Msg }

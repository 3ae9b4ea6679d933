// Package columns fills Arrow columns: it has the kernels of the generators, which make the cells of some rows, and
// what is done with finished cells: taken, merged, converted to another type, given nulls.
//
// A kernel knows nothing of datasets and plans. It gets the rows that are asked for, and the key of the stream that the
// cells draw from; see package draw.
package columns

import (
	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/gen/internal/draw"
)

// A Kernel makes the cells of some rows of a column from the draws of the stream of key. Its error is a CellError if it
// is about one cell.
type Kernel func(key uint64, rows *draw.Rows, mem memory.Allocator) (arrow.Array, error)

// A CellError is what is wrong with one cell of the rows that a column is asked for.
type CellError struct {
	Cell int
	Msg  string
}

func (e *CellError) Error() string { return e.Msg }

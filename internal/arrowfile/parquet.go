package arrowfile

import (
	"errors"
	"io"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/internal/budget"
)

// A ParquetFile is a Parquet file whose footer is read. Its methods are for one goroutine.
type ParquetFile interface {
	Schema() *arrow.Schema
	// Rows returns the number of rows in the footer. Column and Each check it.
	Rows() int64
	// HasArrowSchema reports whether the writer stored an Arrow schema in the file.
	HasArrowSchema() bool
	// Allow sets the budget that columns spend: all calls of Column together, each batch of Each alone. Before the
	// first call of Allow they may spend nothing.
	Allow(b *budget.Budget)
	// Column returns all rows of a column.
	Column(i int) (arrow.Array, error)
	// Each passes the rows to each in batches, with the given columns or, if columns is empty, all. A record is valid
	// until each returns.
	Each(batch int64, columns []int, each func(arrow.Record) error) error
}

// Parquet reads and writes Parquet files. The code is heavy, so a program has it only if it imports fixtures/parquet,
// whose code calls [LinkParquet].
type Parquet struct {
	Open   func(io.ReaderAt, int64) (ParquetFile, error) // of a size in bytes
	Encode func(arrow.Record) ([]byte, error)
}

var linked Parquet

// LinkParquet sets the code behind [OpenParquet] and [EncodeParquet]. It is called before main.
func LinkParquet(p Parquet) { linked = p }

// ErrNoParquet is the error of a program that has not linked Parquet.
var ErrNoParquet = errors.New("Parquet is not linked into this program: " +
	`add import _ "github.com/assay-go/assay/fixtures/parquet" to a file of the package`)

// OpenParquet reads the footer of a file of size bytes.
func OpenParquet(r io.ReaderAt, size int64) (ParquetFile, error) {
	if linked.Open == nil {
		return nil, ErrNoParquet
	}
	return linked.Open(r, size)
}

// EncodeParquet returns a table as a Parquet file.
func EncodeParquet(rec arrow.Record) ([]byte, error) {
	if linked.Encode == nil {
		return nil, ErrNoParquet
	}
	return linked.Encode(rec)
}

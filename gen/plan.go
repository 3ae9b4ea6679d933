package gen

import (
	"context"
	"errors"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

// A Plan is a checked spec that generates records. It is safe for concurrent
// use and never changes.
type Plan struct{}

// Options say how records are made; they never change a cell.
type Options struct {
	Workers int              // goroutines; 0 means 1
	Batch   int              // rows of a Reader's records; 0 means 65,536
	Mem     memory.Allocator // nil means Go's
}

// ColumnInfo tells about a column of a plan. Of a struct column there is one
// for each leaf, with a path such as address.zip.
type ColumnInfo struct {
	Dataset, Path string
	Type          arrow.DataType
	Drawn         bool     // it has random draws of its own
	Count         bool     // the key of a Per dataset, which stands for the row count
	Deps          []string // the columns, as dataset.path, that it is directly computed from
	Transient     bool
	At            any
}

var errUnderWay = errors.New("under way")

// Compile checks a spec. Its error is [Errors].
func Compile(s *Spec) (*Plan, error) { return nil, errUnderWay }

// Datasets returns the names of the datasets in the spec's order.
func (p *Plan) Datasets() []string { return nil }

// Rows returns the number of rows of a dataset, -1 where there is none.
func (p *Plan) Rows(dataset string) int { return -1 }

// Schema returns the columns that a dataset emits, nil where there is none.
func (p *Plan) Schema(dataset string) *arrow.Schema { return nil }

// Columns returns all columns of all datasets.
func (p *Plan) Columns() []ColumnInfo { return nil }

// Deps returns all columns, as dataset.path, that a column is computed from.
func (p *Plan) Deps(dataset, column string) []string { return nil }

// Record generates a dataset whole.
func (p *Plan) Record(ctx context.Context, dataset string, o Options) (arrow.Record, error) {
	return nil, errUnderWay
}

// Slice generates the rows [lo, hi) of a dataset.
func (p *Plan) Slice(ctx context.Context, dataset string, lo, hi int, o Options) (arrow.Record, error) {
	return nil, errUnderWay
}

// Reader generates a dataset in batches.
func (p *Plan) Reader(ctx context.Context, dataset string, o Options) (array.RecordReader, error) {
	return nil, errUnderWay
}

// Redraw returns the plan with some of its drawn columns drawn afresh: n, which
// is not 0, says which of their other values they get.
func (p *Plan) Redraw(n uint64, redrawn func(dataset, column string) bool) *Plan { return p }

// Fixed tells for each row of a column whether its value is independent of all
// draws but those of the columns that held names.
func (p *Plan) Fixed(ctx context.Context, dataset, column string, held func(dataset, column string) bool) ([]bool, error) {
	return nil, errUnderWay
}

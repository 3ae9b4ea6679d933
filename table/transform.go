package table

import (
	"context"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
)

// A Transform is a function under test, as one of the adapters makes it.
type Transform struct{}

// Arrow adapts a function from all tables of the fixture, by name, to a table.
func Arrow(f func(map[string]arrow.Table) (arrow.Table, error)) Transform { return Transform{} }

// ArrowContext is [Arrow] for a function that takes a context.
func ArrowContext(f func(context.Context, map[string]arrow.Table) (arrow.Table, error)) Transform {
	return Transform{}
}

// Rows adapts a function from the rows of one dataset to rows.
func Rows[In, Out any](dataset string, f func([]In) ([]Out, error)) Transform { return Transform{} }

// RowsContext is [Rows] for a function that takes a context.
func RowsContext[In, Out any](dataset string, f func(context.Context, []In) ([]Out, error)) Transform {
	return Transform{}
}

// Inputs adapts a function from a struct with a slice of rows for each dataset to rows. A field is the dataset that
// its `assay` tag names, or its name in snake case.
func Inputs[In, Out any](f func(In) ([]Out, error)) Transform { return Transform{} }

// InputsContext is [Inputs] for a function that takes a context.
func InputsContext[In, Out any](f func(context.Context, In) ([]Out, error)) Transform {
	return Transform{}
}

// Value adapts a function from such a struct to one value: an analysis.
func Value[In, Out any](f func(In) (Out, error)) Transform { return Transform{} }

// ValueContext is [Value] for a function that takes a context.
func ValueContext[In, Out any](f func(context.Context, In) (Out, error)) Transform {
	return Transform{}
}

// Stream adapts a function from all datasets of the fixture, as streams of records by name, to such a stream.
func Stream(f func(map[string]array.RecordReader) (array.RecordReader, error)) Transform {
	return Transform{}
}

// StreamContext is [Stream] for a function that takes a context.
func StreamContext(f func(context.Context, map[string]array.RecordReader) (array.RecordReader, error)) Transform {
	return Transform{}
}

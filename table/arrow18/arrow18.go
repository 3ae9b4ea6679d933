// Package arrow18 adapts transforms over tables of github.com/apache/arrow-go/v18. A transform takes and returns tables
// of v18, and its test imports no other version of Arrow:
//
//	table.Run(t, fx, arrow18.Transform(Revenue), table.Case{Name: "two_countries"})
//
// With this package imported, [golden.Assert] takes tables, records and record readers of v18, too. Cells are wrapped,
// not copied, except decimal32 and decimal64, which become decimal128.
//
// A transform may take its allocator from the context (compute.GetAllocator). Then it has to release the memory that it
// does not return.
package arrow18

import (
	"context"
	"slices"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	arrow17 "github.com/apache/arrow/go/v17/arrow"
	array17 "github.com/apache/arrow/go/v17/arrow/array"

	"github.com/assay-go/assay/internal/arrow18"
	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/table"
)

func init() { goldenfile.RegisterTables(wrap) }

// wrap returns a table, record or record reader of v18 as one of v17, and other values as they are.
func wrap(got any) (any, error) {
	switch got := got.(type) {
	case arrow.RecordBatch:
		return arrow18.Record17(got)
	case arrow.Table:
		return arrow18.Table17(got)
	case array.RecordReader:
		return arrow18.Reader17(got)
	}
	return got, nil
}

// Transform adapts a function from all tables of the fixture, by name, to one table.
func Transform(f func(context.Context, map[string]arrow.Table) (arrow.Table, error)) table.Transform {
	return table.ArrowContext(func(ctx context.Context, in map[string]arrow17.Table) (arrow17.Table, error) {
		theirs, release, err := tables18(in)
		defer release()
		if err != nil {
			return nil, err
		}
		out, err := f(ctx, theirs)
		if err != nil || out == nil {
			return nil, err
		}
		return result(out)
	})
}

// Tables adapts a function from all tables of the fixture, by name, to several tables with the given names. Each has
// its own golden in the case's directory, with that name.
func Tables(
	f func(context.Context, map[string]arrow.Table) (map[string]arrow.Table, error), names ...string,
) table.Transform {
	run := func(ctx context.Context, in map[string]arrow17.Table) (map[string]arrow17.Table, error) {
		theirs, release, err := tables18(in)
		defer release()
		if err != nil {
			return nil, err
		}
		out, err := f(ctx, theirs)
		if err != nil {
			return nil, err
		}
		ours := make(map[string]arrow17.Table)
		for name, t := range out {
			ours[name] = nil
			if t == nil {
				continue
			}
			if ours[name], err = result(t); err != nil {
				return nil, err
			}
		}
		return ours, nil
	}
	return table.ArrowTablesContext(run, names...)
}

// Stream adapts a function from all datasets of the fixture, as streams of records by name, to a stream of records. If
// the case's Form is a digest, the result need not fit into memory.
func Stream(
	f func(context.Context, map[string]array.RecordReader) (array.RecordReader, error),
) table.Transform {
	return table.StreamContext(
		func(ctx context.Context, in map[string]array17.RecordReader) (array17.RecordReader, error) {
			theirs, s := make(map[string]array.RecordReader), &streamed{}
			for name, r := range in {
				their, err := arrow18.Reader18(r)
				if err != nil {
					s.Release()
					return nil, err
				}
				theirs[name], s.releasers = their, append(s.releasers, their)
			}
			out, err := f(ctx, theirs)
			if err != nil || out == nil {
				s.Release()
				return nil, err
			}
			s.releasers = append(s.releasers, out)
			ours, err := arrow18.Reader17(out)
			if err != nil {
				s.Release()
				return nil, err
			}
			s.RecordReader, s.releasers = ours, append(s.releasers, ours)
			return s, nil
		})
}

// A streamed is a stream of v18 that a transform returned. Releasing it also releases the inputs, of which the stream
// may have read a part only.
type streamed struct {
	array17.RecordReader
	releasers []interface{ Release() } // the inputs, the stream and its wrapper
}

func (s *streamed) Release() {
	for _, r := range slices.Backward(s.releasers) {
		r.Release()
	}
}

// tables18 wraps the tables of a fixture, until release is called.
func tables18(in map[string]arrow17.Table) (_ map[string]arrow.Table, release func(), err error) {
	out := make(map[string]arrow.Table)
	var all []arrow.Table
	release = func() {
		for _, t := range all { // also those that the transform took out of the map
			t.Release()
		}
	}
	for name, t := range in {
		if out[name], err = arrow18.Table18(t); err != nil {
			return nil, release, err
		}
		all = append(all, out[name])
	}
	return out, release, nil
}

// A wrapped is a table of v18 that a transform returned. Releasing it releases the table.
type wrapped struct {
	arrow17.Table
	theirs arrow.Table
}

func (w wrapped) Release() {
	w.Table.Release()
	w.theirs.Release()
}

func result(out arrow.Table) (arrow17.Table, error) {
	ours, err := arrow18.Table17(out)
	if err != nil {
		return nil, err
	}
	return wrapped{ours, out}, nil
}

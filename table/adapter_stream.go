package table

import (
	"context"
	"maps"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"

	"github.com/assay-go/assay/gen"
	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/table/internal/layout"
	"github.com/assay-go/assay/table/internal/memtrack"
)

// Stream adapts a function from all datasets of the fixture, as streams of records by name, to a stream of records. If
// the case's Form is a digest, the harness digests the result while it reads it, so that it need not fit into memory.
func Stream(f func(map[string]array.RecordReader) (array.RecordReader, error)) Transform {
	return StreamContext(withContext(f))
}

// StreamContext is [Stream] for a function that takes a context, as [RowsContext] does.
func StreamContext(f func(context.Context, map[string]array.RecordReader) (array.RecordReader, error)) Transform {
	run := func(in map[string]array.RecordReader, mem *memtrack.Tracker, mutated func() (string, error)) *preparedRun {
		r := &preparedRun{mutated: mutated}
		r.call = func(ctx context.Context) (lazyResult, error) {
			out, err := f(mem.WithAllocator(ctx), maps.Clone(in))
			switch {
			case err != nil:
				return nil, err
			case out == nil:
				return nil, errNothing
			case r.wantDigest:
				defer out.Release()
				digest, err := goldenfile.DigestOf(out, r.rules) // here, as a stream may do its work while it is read
				if err == nil || out.Err() != nil {
					return func() (transformResult, error) { return transformResult{{file: digest}}, nil }, err
				}
				return func() (transformResult, error) { return nil, &resultError{err} }, nil
			}
			schema := out.Schema()
			recs, err := drainReader(out)
			return func() (transformResult, error) { return tablesResult(mem, []tableOut{{"", newTable(schema, recs)}}) }, err
		}
		return r
	}
	prepare := func(ctx context.Context, p *gen.Plan) (*preparedRun, error) {
		mem := memtrack.New()
		in := make(map[string]array.RecordReader)
		var readers []*checkedReader
		var input []interface{ Release() }
		for _, name := range p.Datasets() {
			stream, err := p.Reader(ctx, name, gen.Options{Mem: mem.DatasetAllocator(name)})
			if err != nil {
				return nil, err
			}
			checked := &checkedReader{RecordReader: stream, dataset: name}
			readers, in[name], input = append(readers, checked), checked, append(input, checked)
		}
		r := run(in, mem, func() (string, error) {
			for _, reader := range readers {
				if place := reader.mutated(); place != "" {
					return place, nil
				}
			}
			return "", nil
		})
		call := r.call
		r.call = func(ctx context.Context) (lazyResult, error) {
			out, err := call(ctx)
			for _, reader := range readers {
				if failed := reader.Err(); failed != nil && ctx.Err() == nil {
					return nil, &inputError{failed}
				}
			}
			return out, err
		}
		r.unreleased = func() string {
			for _, reader := range readers {
				reader.release()
			}
			return unreleased(mem, input, nil)
		}
		return r, nil
	}
	return Transform{bind: func(p *gen.Plan) (*boundTransform, error) {
		laidOut := laidOutStreams(p.Datasets(), run)
		from := func(given map[string]arrow.Record) (*preparedRun, error) { return laidOut(given, 0) }
		return &boundTransform{
			reads: readAll(p), prepare: prepare, prepareMany: prepareStreams(run), from: from, laidOut: laidOut,
		}, nil
	}}
}

// A streamRun makes a run that reads streams. The function mutated names the first column that the run changed, or
// returns "".
type streamRun func(
	in map[string]array.RecordReader, mem *memtrack.Tracker, mutated func() (string, error),
) *preparedRun

// prepareStreams returns a function that generates the batches of all datasets once, for many runs.
func prepareStreams(run streamRun) func(context.Context, *gen.Plan) (func() (*preparedRun, error), error) {
	return func(ctx context.Context, p *gen.Plan) (func() (*preparedRun, error), error) {
		batches := make(map[string][]arrow.Record)
		var checksums []checksum
		for _, name := range p.Datasets() {
			r, err := p.Reader(ctx, name, gen.Options{})
			if err != nil {
				return nil, err
			}
			if batches[name], err = drainReader(r); err != nil {
				return nil, err
			}
			for _, rec := range batches[name] {
				checksums = append(checksums, checksumRecord(name, rec)...)
			}
		}
		return func() (_ *preparedRun, err error) {
			in := make(map[string]array.RecordReader)
			for name, recs := range batches {
				if in[name], err = array.NewRecordReader(p.Schema(name), recs); err != nil {
					return nil, err
				}
			}
			return run(in, memtrack.New(), func() (string, error) { return mutatedColumn(checksums), nil }), nil
		}, nil
	}
}

// laidOutStreams returns a function that makes a run which reads given datasets, each in the batches of a layout.
func laidOutStreams(
	datasets []string, run streamRun,
) func(map[string]arrow.Record, layout.Layout) (*preparedRun, error) {
	return func(given map[string]arrow.Record, l layout.Layout) (*preparedRun, error) {
		in := make(map[string]array.RecordReader)
		var checksums []checksum
		for _, name := range datasets {
			rec := copyRecord(given[name])
			batches := l.Batches(rec)
			r, err := array.NewRecordReader(rec.Schema(), batches)
			if err != nil {
				return nil, err
			}
			in[name] = r
			for _, b := range batches {
				checksums = append(checksums, checksumRecord(name, b)...)
			}
		}
		return run(in, memtrack.New(), func() (string, error) { return mutatedColumn(checksums), nil }), nil
	}
}

// drainReader returns the records of a stream, and releases it.
func drainReader(r array.RecordReader) ([]arrow.Record, error) {
	defer r.Release()
	var recs []arrow.Record
	for r.Next() {
		rec := r.Record()
		rec.Retain()
		recs = append(recs, rec)
	}
	return recs, r.Err()
}

// newTable returns a table of records, and releases them.
func newTable(schema *arrow.Schema, recs []arrow.Record) arrow.Table {
	out := array.NewTableFromRecords(schema, recs)
	for _, rec := range recs {
		rec.Release()
	}
	return out
}

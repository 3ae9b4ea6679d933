package table

import (
	"context"
	"maps"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"

	"github.com/assay-go/assay/gen"
	"github.com/assay-go/assay/golden"
	"github.com/assay-go/assay/table/internal/memtrack"
)

// Stream adapts a function from all datasets of the fixture, as streams of records by name, to such a stream. Where the
// case says so (see [golden.Options.OfStream]) its result is made a digest as it is read, and does not have to fit into memory.
func Stream(f func(map[string]array.RecordReader) (array.RecordReader, error)) Transform {
	return StreamContext(func(_ context.Context, in map[string]array.RecordReader) (array.RecordReader, error) {
		return f(in)
	})
}

// StreamContext is [Stream] for a function that takes a context. Its deadline is the test's.
func StreamContext(f func(context.Context, map[string]array.RecordReader) (array.RecordReader, error)) Transform {
	over := func(in map[string]array.RecordReader, mem *memtrack.Tracker, changed func() (string, error)) *preparedRun {
		l := &preparedRun{mutated: changed}
		l.call = func(ctx context.Context) (lazyResult, error) {
			out, err := f(mem.WithAllocator(ctx), maps.Clone(in))
			switch {
			case err != nil:
				return nil, err
			case out == nil:
				return nil, errNothing
			case l.wantDigest:
				defer out.Release()
				digest, err := golden.DigestOf(out) // a stream may do its work as it is read
				if err == nil || out.Err() != nil {
					return func() (result, error) { return result{{digest: digest}}, nil }, err
				}
				return func() (result, error) { return nil, &resultError{err} }, nil
			}
			schema := out.Schema()
			recs, err := drainReader(out)
			return func() (result, error) { return tablesResult(mem, []tableOut{{"", newTable(schema, recs)}}) }, err
		}
		return l
	}
	load := func(ctx context.Context, p *gen.Plan) (*preparedRun, error) {
		mem := memtrack.New()
		in := make(map[string]array.RecordReader)
		var sealed []*checkedReader
		var input []interface{ Release() }
		for _, name := range p.Datasets() {
			r, err := p.Reader(ctx, name, gen.Options{Mem: mem.DatasetAllocator(name)})
			if err != nil {
				return nil, err
			}
			s := &checkedReader{RecordReader: r, dataset: name}
			sealed, in[name], input = append(sealed, s), s, append(input, s)
		}
		l := over(in, mem, func() (string, error) {
			for _, s := range sealed {
				if place := s.mutated(); place != "" {
					return place, nil
				}
			}
			return "", nil
		})
		l.unreleased = func() string {
			for _, s := range sealed {
				s.release()
			}
			return unreleased(mem, input, nil)
		}
		return l, nil
	}
	return Transform{bind: func(p *gen.Plan) (*boundTransform, error) {
		return &boundTransform{reads: readAll(p), prepare: load, prepareMany: holdStreams(over)}, nil
	}}
}

// holdStreams returns how the batches of all datasets are generated once, and read many times.
func holdStreams(over func(map[string]array.RecordReader, *memtrack.Tracker, func() (string, error)) *preparedRun) func(context.Context, *gen.Plan) (func() (*preparedRun, error), error) {
	return func(ctx context.Context, p *gen.Plan) (func() (*preparedRun, error), error) {
		batches := make(map[string][]arrow.Record)
		var seals []checksum
		for _, name := range p.Datasets() {
			r, err := p.Reader(ctx, name, gen.Options{})
			if err != nil {
				return nil, err
			}
			if batches[name], err = drainReader(r); err != nil {
				return nil, err
			}
			for _, rec := range batches[name] {
				seals = append(seals, checksumRecord(name, rec)...)
			}
		}
		return func() (_ *preparedRun, err error) {
			in := make(map[string]array.RecordReader)
			for name, recs := range batches {
				if in[name], err = array.NewRecordReader(p.Schema(name), recs); err != nil {
					return nil, err
				}
			}
			return over(in, memtrack.New(), func() (string, error) { return mutatedColumn(seals), nil }), nil
		}, nil
	}
}

// drain returns the records of a stream.
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

// joined returns records as a table, and releases them.
func newTable(schema *arrow.Schema, recs []arrow.Record) arrow.Table {
	out := array.NewTableFromRecords(schema, recs)
	for _, rec := range recs {
		rec.Release()
	}
	return out
}

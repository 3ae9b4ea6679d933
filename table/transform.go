package table

import (
	"context"
	"fmt"
	"maps"
	"path"
	"reflect"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"

	"github.com/assay-go/assay/gen"
	"github.com/assay-go/assay/golden"
	"github.com/assay-go/assay/internal/structcodec"
)

// A Transform is a function under test, as one of the adapters makes it.
type Transform struct {
	// bind fits the function to the datasets of a plan. Its error says what the function wants that is not there.
	bind func(p *gen.Plan) (*bound, error)
	// tables are the names of the tables that the function returns, nil where it returns a single one, or a value.
	tables []string
}

// zeroTransform says that a Transform is of no function.
const zeroTransform = "the transform is the zero Transform: make one of a function, as by table.Rows or table.Inputs"

// bound is a transform that fits the plans of one fixture.
type bound struct {
	reads []read
	// load generates the input of one run. The plan is the one that was bound, or a redraw of it.
	load func(ctx context.Context, p *gen.Plan) (*loaded, error)
	// hold generates an input once for many runs, where load's is good for one: each call gives the input of a run. It is
	// nil where load's input can be used again.
	hold func(ctx context.Context, p *gen.Plan) (func() (*loaded, error), error)
}

// loaded is a transform with the input of one run.
type loaded struct {
	records map[string]arrow.Record // by dataset; nil for a stream
	digest  bool                    // a stream is wanted as a digest only
	// call calls the function. What it returned is made a result afterwards.
	call func(ctx context.Context) (output, error)
	// watch, where there is one, makes it quick for changed to see that nothing has: it is called before the call.
	watch func()
	// changed names the first cell of the input that is not as it was before the call, "" where there is none.
	changed func() (string, error)
	// kept says which memory the function keeps, "" where it keeps none. The input is of no use afterwards. It is nil where
	// memory is not looked into.
	kept func() string
}

// An output is what a function returned, before it is made a result.
type output func() (result, error)

// A result is what a transform returned: a table or a value, several named tables, or these at several instants.
type result []part

// A part of a result has a golden of its own.
type part struct {
	at     string // when, where it is not the start
	name   string // of one table among several
	table  arrow.Record
	value  []byte       // encoded, where there is no table
	digest *golden.File // where there is none because it is large
}

// path is the name of the part's golden from that of the case on.
func (p part) path() string { return path.Join(p.at, p.name) }

func tableResult(rec arrow.Record) result { return result{{table: rec}} }

// Rows adapts a function from the rows of one dataset to rows. In and Out are structs with a field for each column
// that is read or returned; see [Inputs].
func Rows[In, Out any](dataset string, f func([]In) ([]Out, error)) Transform {
	return RowsContext(dataset, func(_ context.Context, in []In) ([]Out, error) { return f(in) })
}

// RowsContext is [Rows] for a function that takes a context. Its deadline is the test's.
func RowsContext[In, Out any](dataset string, f func(context.Context, []In) ([]Out, error)) Transform {
	typ := reflect.TypeFor[[]In]()
	return structs([]input{{dataset: dataset, typ: typ}}, nil, func(ctx context.Context, in []reflect.Value) (output, error) {
		out, err := f(ctx, in[0].Interface().([]In))
		return encoded(out), err
	})
}

// Inputs adapts a function from several datasets to rows. In is a struct with a slice of structs for each dataset:
// a field reads the dataset that its `assay` tag names, or its own name in snake case, and so do the fields of the
// rows with columns. What has no field is not read: it is out of the leak check, and no change of it is mentioned.
func Inputs[In, Out any](f func(In) ([]Out, error)) Transform {
	return InputsContext(func(_ context.Context, in In) ([]Out, error) { return f(in) })
}

// InputsContext is [Inputs] for a function that takes a context. Its deadline is the test's.
func InputsContext[In, Out any](f func(context.Context, In) ([]Out, error)) Transform {
	return fields(func(ctx context.Context, in In) (output, error) {
		out, err := f(ctx, in)
		return encoded(out), err
	})
}

// Value adapts a function from several datasets, as [Inputs] gives them, to one value: an analysis. Its golden is
// YAML.
func Value[In, Out any](f func(In) (Out, error)) Transform {
	return ValueContext(func(_ context.Context, in In) (Out, error) { return f(in) })
}

// ValueContext is [Value] for a function that takes a context. Its deadline is the test's.
func ValueContext[In, Out any](f func(context.Context, In) (Out, error)) Transform {
	return fields(func(ctx context.Context, in In) (output, error) {
		out, err := f(ctx, in)
		return func() (result, error) { // at once: a later run may change what it points to
			text, err := golden.EncodeValue(out)
			if err != nil {
				return nil, &resultError{err}
			}
			return result{{value: text}}, nil
		}, err
	})
}

// Arrow adapts a function from all tables of the fixture, by name, to a table.
func Arrow(f func(map[string]arrow.Table) (arrow.Table, error)) Transform {
	return ArrowContext(func(_ context.Context, in map[string]arrow.Table) (arrow.Table, error) { return f(in) })
}

// ArrowContext is [Arrow] for a function that takes a context. Its deadline is the test's.
func ArrowContext(f func(context.Context, map[string]arrow.Table) (arrow.Table, error)) Transform {
	return overTables(func(ctx context.Context, in map[string]arrow.Table) ([]tableOut, error) {
		out, err := f(ctx, in)
		if err == nil && out == nil {
			err = errNothing
		}
		return []tableOut{{"", out}}, err
	})
}

// overTables makes a transform of a function that takes all tables of the fixture.
func overTables(f func(context.Context, map[string]arrow.Table) ([]tableOut, error)) Transform {
	return Transform{bind: func(p *gen.Plan) (*bound, error) {
		load := func(ctx context.Context, p *gen.Plan) (*loaded, error) {
			mem := newLedger()
			recs := make(map[string]arrow.Record)
			tables := make(map[string]arrow.Table)
			var input []interface{ Release() }
			for _, name := range p.Datasets() {
				rec, err := p.Record(ctx, name, gen.Options{Mem: mem.of(name)})
				if err != nil {
					return nil, err
				}
				recs[name] = rec
				tables[name] = array.NewTableFromRecords(rec.Schema(), []arrow.Record{rec})
				input = append(input, rec, tables[name])
			}
			seals := sealAll(p.Datasets(), recs)
			return &loaded{
				records: recs,
				call: func(ctx context.Context) (output, error) {
					out, err := f(mem.context(ctx), maps.Clone(tables))
					return func() (result, error) { return mem.flatten(out) }, err
				},
				changed: func() (string, error) { return brokenSeal(seals), nil },
				kept:    func() string { return mem.settle(input, seals) },
			}, nil
		}
		return &bound{reads: everything(p), load: load}, nil
	}}
}

// Stream adapts a function from all datasets of the fixture, as streams of records by name, to such a stream. Where the
// case says so (see [golden.Options.OfStream]) its result is made a digest as it is read, and does not have to fit into memory.
func Stream(f func(map[string]array.RecordReader) (array.RecordReader, error)) Transform {
	return StreamContext(func(_ context.Context, in map[string]array.RecordReader) (array.RecordReader, error) {
		return f(in)
	})
}

// StreamContext is [Stream] for a function that takes a context. Its deadline is the test's.
func StreamContext(f func(context.Context, map[string]array.RecordReader) (array.RecordReader, error)) Transform {
	over := func(in map[string]array.RecordReader, mem *ledger, changed func() (string, error)) *loaded {
		l := &loaded{changed: changed}
		l.call = func(ctx context.Context) (output, error) {
			out, err := f(mem.context(ctx), maps.Clone(in))
			switch {
			case err != nil:
				return nil, err
			case out == nil:
				return nil, errNothing
			case l.digest:
				defer out.Release()
				digest, err := golden.DigestOf(out) // a stream may do its work as it is read
				if err == nil || out.Err() != nil {
					return func() (result, error) { return result{{digest: digest}}, nil }, err
				}
				return func() (result, error) { return nil, &resultError{err} }, nil
			}
			schema := out.Schema()
			recs, err := drain(out)
			return func() (result, error) { return mem.flatten([]tableOut{{"", joined(schema, recs)}}) }, err
		}
		return l
	}
	load := func(ctx context.Context, p *gen.Plan) (*loaded, error) {
		mem := newLedger()
		in := make(map[string]array.RecordReader)
		var sealed []*sealedReader
		var input []interface{ Release() }
		for _, name := range p.Datasets() {
			r, err := p.Reader(ctx, name, gen.Options{Mem: mem.of(name)})
			if err != nil {
				return nil, err
			}
			s := &sealedReader{RecordReader: r, dataset: name}
			sealed, in[name], input = append(sealed, s), s, append(input, s)
		}
		l := over(in, mem, func() (string, error) {
			for _, s := range sealed {
				if place := s.broken(); place != "" {
					return place, nil
				}
			}
			return "", nil
		})
		l.kept = func() string {
			for _, s := range sealed {
				s.unseal()
			}
			return mem.settle(input, nil)
		}
		return l, nil
	}
	return Transform{bind: func(p *gen.Plan) (*bound, error) {
		return &bound{reads: everything(p), load: load, hold: holdStreams(over)}, nil
	}}
}

// holdStreams returns how the batches of all datasets are generated once, and read many times.
func holdStreams(over func(map[string]array.RecordReader, *ledger, func() (string, error)) *loaded) func(context.Context, *gen.Plan) (func() (*loaded, error), error) {
	return func(ctx context.Context, p *gen.Plan) (func() (*loaded, error), error) {
		batches := make(map[string][]arrow.Record)
		var seals []seal
		for _, name := range p.Datasets() {
			r, err := p.Reader(ctx, name, gen.Options{})
			if err != nil {
				return nil, err
			}
			if batches[name], err = drain(r); err != nil {
				return nil, err
			}
			for _, rec := range batches[name] {
				seals = append(seals, sealRecord(name, rec)...)
			}
		}
		return func() (_ *loaded, err error) {
			in := make(map[string]array.RecordReader)
			for name, recs := range batches {
				if in[name], err = array.NewRecordReader(p.Schema(name), recs); err != nil {
					return nil, err
				}
			}
			return over(in, newLedger(), func() (string, error) { return brokenSeal(seals), nil }), nil
		}, nil
	}
}

var errNothing = fmt.Errorf("the transform returned neither a result nor an error")

// encoded makes a result of rows.
func encoded[Out any](out []Out) output {
	return func() (result, error) {
		rec, err := structcodec.Encode(out)
		if err != nil {
			return nil, &resultError{err}
		}
		return tableResult(rec), nil
	}
}

// drain returns the records of a stream.
func drain(r array.RecordReader) ([]arrow.Record, error) {
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
func joined(schema *arrow.Schema, recs []arrow.Record) arrow.Table {
	out := array.NewTableFromRecords(schema, recs)
	for _, rec := range recs {
		rec.Release()
	}
	return out
}

// A resultError says that what the transform returned is no result: the test is wrong, not what it expects.
type resultError struct{ err error }

func (e *resultError) Error() string { return "the result: " + e.err.Error() }

func (e *resultError) Unwrap() error { return e.err }

// records generates datasets whole.
func records(ctx context.Context, p *gen.Plan, datasets []string) (map[string]arrow.Record, error) {
	recs := make(map[string]arrow.Record, len(datasets))
	for _, name := range datasets {
		rec, err := p.Shared(ctx, name, gen.Options{})
		if err != nil {
			return nil, err
		}
		recs[name] = rec
	}
	return recs, nil
}

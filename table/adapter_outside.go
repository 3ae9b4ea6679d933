package table

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"

	"github.com/assay-go/assay/gen"
	"github.com/assay-go/assay/internal/message"
	"github.com/assay-go/assay/table/internal/memtrack"
	"github.com/assay-go/assay/table/internal/outside"
)

// Outside adapts a transform that runs outside of the test's process. It is for packages below this one, such as
// cmdtest: their callers never name its type.
func Outside(o outside.Transform) Transform {
	bind := func(p *gen.Plan) (*boundTransform, error) {
		reads, err := outsideReads(p, o.Reads)
		if err != nil {
			return nil, err
		}
		b := &boundTransform{reads: reads}
		datasets := b.datasets()
		b.prepare = func(ctx context.Context, p *gen.Plan) (*preparedRun, error) {
			recs, err := sharedRecords(ctx, p, datasets)
			if err != nil {
				return nil, err
			}
			return b.from(recs)
		}
		b.from = func(given map[string]arrow.Record) (*preparedRun, error) {
			recs := make(map[string]arrow.Record)
			in := outside.Input{Names: datasets, Tables: make(map[string]arrow.Table)}
			for _, name := range datasets {
				recs[name] = readColumns(given[name], name, reads)
				in.Tables[name] = array.NewTableFromRecords(recs[name].Schema(), []arrow.Record{recs[name]})
			}
			run := &preparedRun{records: recs, mutated: func() (string, error) { return "", nil }}
			run.call = func(ctx context.Context) (lazyResult, error) {
				in := in
				in.Now, in.Batch = run.now, run.batch
				if run.before != nil {
					in.Before = array.NewTableFromRecords(run.before.Schema(), []arrow.Record{run.before})
				}
				out, err := o.Run(ctx, in)
				if wrong := (*outside.ResultError)(nil); errors.As(err, &wrong) {
					err = &resultError{wrong.Err}
				}
				return func() (transformResult, error) { return outsideResult(o.Tables, out) }, err
			}
			return run, nil
		}
		return b, nil
	}
	return Transform{
		bind: bind, tables: o.Tables, outside: true, relational: o.Relational, multiset: o.Multiset, noClock: o.NoClock,
		incremental: o.Incremental,
	}
}

// outsideReads returns the columns of a plan that the function names, or all if it is nil.
func outsideReads(
	p *gen.Plan, reads func(map[string]*arrow.Schema) ([]string, error),
) (all []columnRead, err error) {
	if reads == nil {
		return readAll(p), nil
	}
	schemas := make(map[string]*arrow.Schema)
	for _, name := range p.Datasets() {
		schemas[name] = p.Schema(name)
	}
	names, err := reads(schemas)
	if err != nil {
		return nil, err
	}
	var known []string
	for _, dataset := range p.Datasets() { // reads of a dataset are neighbors
		known = append(known, dataset, dataset+".*")
		if slices.Contains(names, dataset) || slices.Contains(names, dataset+".*") {
			all = append(all, columnRead{dataset: dataset})
		}
		for _, f := range schemas[dataset].Fields() {
			name := dataset + "." + f.Name
			known = append(known, name)
			if slices.Contains(names, name) {
				all = append(all, columnRead{dataset, f.Name})
			}
		}
	}
	for _, name := range names {
		if !slices.Contains(known, name) {
			return nil, fmt.Errorf("reads: no column %s%s", message.Quote(name), message.DidYouMean(name, known))
		}
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("the transform reads no column of the fixture: name one, such as %s",
			strings.Join(known[:min(len(known), 1)], ""))
	}
	return all, nil
}

// readColumns returns a record with the columns of a dataset that are read.
func readColumns(rec arrow.Record, dataset string, reads []columnRead) arrow.Record {
	var fields []arrow.Field
	var columns []arrow.Array
	for i, f := range rec.Schema().Fields() {
		if slices.ContainsFunc(reads, func(r columnRead) bool { return r.covers(dataset, f.Name) }) {
			fields, columns = append(fields, f), append(columns, rec.Column(i))
		}
	}
	return array.NewRecord(arrow.NewSchema(fields, nil), columns, rec.NumRows())
}

// outsideResult makes a result of tables with these names.
func outsideResult(names []string, tables []arrow.Table) (transformResult, error) {
	if names == nil {
		names = []string{""}
	}
	out := make([]tableOut, len(names))
	for i, name := range names {
		out[i] = tableOut{name, tables[i]}
	}
	return tablesResult(memtrack.New(), out)
}

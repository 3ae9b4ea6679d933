package table

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/gen"
	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/table/internal/layout"
	"github.com/assay-go/assay/table/internal/memtrack"
)

// Arrow adapts a function from all tables of the fixture, by name, to one table. If the function takes its allocator
// from the context, as [ArrowContext] gives it, it has to release the memory that it does not return.
func Arrow(f func(map[string]arrow.Table) (arrow.Table, error)) Transform {
	return ArrowContext(withContext(f))
}

// ArrowContext is [Arrow] for a function that takes a context, as [RowsContext] does.
func ArrowContext(f func(context.Context, map[string]arrow.Table) (arrow.Table, error)) Transform {
	return tablesTransform(func(ctx context.Context, in map[string]arrow.Table) ([]tableOut, error) {
		out, err := f(ctx, in)
		if err == nil && out == nil {
			err = errNothing
		}
		return []tableOut{{"", out}}, err
	})
}

// ArrowTables adapts a function from all tables of the fixture, by name, to several tables with the given names. Each
// has its own golden in the case's directory, with that name.
func ArrowTables(f func(map[string]arrow.Table) (map[string]arrow.Table, error), names ...string) Transform {
	return ArrowTablesContext(withContext(f), names...)
}

// ArrowTablesContext is [ArrowTables] for a function that takes a context, as [RowsContext] does.
func ArrowTablesContext(
	f func(context.Context, map[string]arrow.Table) (map[string]arrow.Table, error), names ...string,
) Transform {
	tr := tablesTransform(func(ctx context.Context, in map[string]arrow.Table) ([]tableOut, error) {
		out, err := f(ctx, in)
		if err != nil {
			return nil, err
		}
		return namedTables(names, out)
	})
	tr.tables = names
	return tr
}

// tablesTransform adapts a function that takes all tables of the fixture.
func tablesTransform(f func(context.Context, map[string]arrow.Table) ([]tableOut, error)) Transform {
	return Transform{bind: func(p *gen.Plan) (*boundTransform, error) {
		datasets := p.Datasets()
		run := func(mem *memtrack.Tracker, recs map[string]arrow.Record, l layout.Layout) *preparedRun {
			tables := make(map[string]arrow.Table)
			var input []interface{ Release() }
			for _, name := range datasets {
				if tables[name] = array.NewTableFromRecords(recs[name].Schema(), []arrow.Record{recs[name]}); l != 0 {
					tables[name] = l.Table(recs[name])
				}
				input = append(input, recs[name], tables[name])
			}
			checksums := checksumDatasets(datasets, recs)
			return &preparedRun{
				records: recs,
				call: func(ctx context.Context) (lazyResult, error) {
					out, err := f(mem.WithAllocator(ctx), maps.Clone(tables))
					return func() (transformResult, error) { return tablesResult(mem, out) }, err
				},
				mutated:    func() (string, error) { return mutatedColumn(checksums), nil },
				unreleased: func() string { return unreleased(mem, input, checksums) },
			}
		}
		prepare := func(ctx context.Context, p *gen.Plan) (*preparedRun, error) {
			mem := memtrack.New()
			recs := make(map[string]arrow.Record)
			for _, name := range datasets {
				rec, err := p.Record(ctx, name, gen.Options{Mem: mem.DatasetAllocator(name)})
				if err != nil {
					return nil, err
				}
				recs[name] = rec
			}
			return run(mem, recs, 0), nil
		}
		b := &boundTransform{reads: readAll(p), prepare: prepare}
		b.laidOut = func(given map[string]arrow.Record, l layout.Layout) (*preparedRun, error) {
			recs := make(map[string]arrow.Record)
			for _, name := range datasets {
				recs[name] = copyRecord(given[name])
			}
			return run(memtrack.New(), recs, l), nil
		}
		b.from = func(given map[string]arrow.Record) (*preparedRun, error) { return b.laidOut(given, 0) }
		return b, nil
	}}
}

// namedTables returns tables in the order of their names.
func namedTables(names []string, out map[string]arrow.Table) (all []tableOut, err error) {
	if got, want := slices.Sorted(maps.Keys(out)), slices.Sorted(slices.Values(names)); !slices.Equal(got, want) {
		return nil, &resultError{fmt.Errorf("its tables are not those named in table.ArrowTables\n  got:  %s\n  want: %s",
			strings.Join(got, ", "), strings.Join(want, ", "))}
	}
	for _, name := range names {
		if out[name] == nil {
			return nil, &resultError{fmt.Errorf("table %q is nil", name)}
		}
		all = append(all, tableOut{name, out[name]})
	}
	return all, nil
}

// A tableOut is a table that a transform returned, with its name if it is one of several.
type tableOut struct {
	name string
	arrow.Table
}

// tablesResult makes a result of tables. It copies and releases the tables of a transform that manages its memory.
func tablesResult(mem *memtrack.Tracker, tables []tableOut) (all transformResult, err error) {
	for _, t := range tables {
		rec, err := goldenfile.ToRecord(t.Table)
		if err == nil && mem.Used() {
			own := copyRecord(rec)
			rec.Release()
			rec = own
			t.Release()
		}
		if err != nil && t.name != "" {
			err = fmt.Errorf("table %q: %w", t.name, err)
		}
		if err != nil {
			return nil, &resultError{err}
		}
		all = append(all, resultPart{name: t.name, table: rec})
	}
	return all, nil
}

// copyRecord copies a record to memory that the garbage collector frees.
func copyRecord(rec arrow.Record) arrow.Record {
	columns := make([]arrow.Array, rec.NumCols())
	for i, c := range rec.Columns() {
		columns[i] = array.MakeFromData(copyData(c.Data()))
	}
	return array.NewRecord(rec.Schema(), columns, rec.NumRows())
}

func copyData(of arrow.ArrayData) *array.Data {
	buffers := make([]*memory.Buffer, len(of.Buffers()))
	for i, b := range of.Buffers() {
		if b != nil {
			buffers[i] = memory.NewBufferBytes(bytes.Clone(b.Bytes()))
		}
	}
	children := make([]arrow.ArrayData, len(of.Children()))
	for i, c := range of.Children() {
		children[i] = copyData(c)
	}
	var dictionary *array.Data
	if d, ok := of.Dictionary().(*array.Data); ok && d != nil {
		dictionary = copyData(d)
	}
	data := array.NewData(of.DataType(), of.Len(), buffers, children, of.NullN(), of.Offset())
	if dictionary != nil {
		data.SetDictionary(dictionary)
	}
	return data
}

// unreleased releases the input of a transform, and describes what is still in use of it and of the transform's own
// memory. It returns "" if the transform leaves its memory to the garbage collector.
func unreleased(mem *memtrack.Tracker, input []interface{ Release() }, checksums []checksum) string {
	if !mem.Used() {
		return ""
	}
	for _, in := range input {
		in.Release()
	}
	for _, s := range checksums {
		s.data.Release()
	}
	return mem.Unreleased()
}

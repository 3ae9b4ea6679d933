package table

import (
	"context"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/gen"
	"github.com/assay-go/assay/internal/structcodec"
)

// Tables adapts a function from several datasets, as [Inputs] gives them, to several tables: Out is a struct with a slice
// of structs for each. A table has the name that the field's `assay` tag says, or its own in snake case, and a golden
// of that name below the case's.
func Tables[In, Out any](f func(In) (Out, error)) Transform {
	return TablesContext(func(_ context.Context, in In) (Out, error) { return f(in) })
}

// TablesContext is [Tables] for a function that takes a context. Its deadline is the test's.
func TablesContext[In, Out any](f func(context.Context, In) (Out, error)) Transform {
	outputs, err := slicesOf(reflect.TypeFor[Out](), "the result")
	if err != nil {
		return Transform{bind: func(*gen.Plan) (*bound, error) { return nil, err }}
	}
	tr := fields(func(ctx context.Context, in In) (output, error) {
		out, err := f(ctx, in)
		return func() (result, error) { return encodeTables(outputs, reflect.ValueOf(out)) }, err
	})
	for _, o := range outputs {
		tr.tables = append(tr.tables, o.dataset)
	}
	return tr
}

func encodeTables(outputs []input, out reflect.Value) (all result, err error) {
	for _, o := range outputs {
		rec, err := structcodec.EncodeValue(out.FieldByIndex(o.index))
		if err != nil {
			return nil, &resultError{fmt.Errorf("table %q: %w", o.dataset, err)}
		}
		all = append(all, part{name: o.dataset, table: rec})
	}
	return all, nil
}

// ArrowTables adapts a function from all tables of the fixture, by name, to several tables of the given names. Each has
// a golden of that name below the case's.
func ArrowTables(f func(map[string]arrow.Table) (map[string]arrow.Table, error), names ...string) Transform {
	return ArrowTablesContext(func(_ context.Context, in map[string]arrow.Table) (map[string]arrow.Table, error) { return f(in) }, names...)
}

// ArrowTablesContext is [ArrowTables] for a function that takes a context. Its deadline is the test's.
func ArrowTablesContext(f func(context.Context, map[string]arrow.Table) (map[string]arrow.Table, error), names ...string) Transform {
	tr := overTables(func(ctx context.Context, in map[string]arrow.Table) ([]tableOut, error) {
		out, err := f(ctx, in)
		if err != nil {
			return nil, err
		}
		return namedTables(names, out)
	})
	tr.tables = names
	return tr
}

// namedTables returns tables in the order of their names.
func namedTables(names []string, out map[string]arrow.Table) (all []tableOut, err error) {
	if got, want := slices.Sorted(maps.Keys(out)), slices.Sorted(slices.Values(names)); !slices.Equal(got, want) {
		return nil, &resultError{fmt.Errorf("its tables are not those that table.ArrowTables names\n  got:  %s\n  want: %s",
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

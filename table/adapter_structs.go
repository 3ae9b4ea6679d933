package table

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/gen"
	"github.com/assay-go/assay/golden"
	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/message"
	"github.com/assay-go/assay/internal/structcodec"
)

// Rows adapts a function from the rows of one dataset to rows. In and Out are structs with a field for each column
// that the function reads or returns; see [Inputs].
func Rows[In, Out any](dataset string, f func([]In) ([]Out, error)) Transform {
	return RowsContext(dataset, withContext(f))
}

// RowsContext is [Rows] for a function that takes a context. The context ends a little before the test's deadline.
func RowsContext[In, Out any](dataset string, f func(context.Context, []In) ([]Out, error)) Transform {
	inputs := []sliceField{{dataset: dataset, typ: reflect.TypeFor[[]In]()}}
	return slicesTransform(inputs, nil, func(ctx context.Context, in []reflect.Value, _ *preparedRun) (lazyResult, error) {
		out, err := f(ctx, in[0].Interface().([]In))
		return func() (transformResult, error) { return encodeRows(out) }, err
	})
}

// Inputs adapts a function from several datasets to rows. In is a struct with a slice of structs for each dataset. A
// field reads the dataset that its `assay` tag names, or the one with the field's name in snake case; the fields of a
// row struct read columns in the same way. A column without a field is not read: the leak check leaves it alone, and no
// failure mentions it.
func Inputs[In, Out any](f func(In) ([]Out, error)) Transform {
	return InputsContext(withContext(f))
}

// InputsContext is [Inputs] for a function that takes a context, as [RowsContext] does.
func InputsContext[In, Out any](f func(context.Context, In) ([]Out, error)) Transform {
	return structTransform(f, func(out []Out, _ *preparedRun) (transformResult, error) { return encodeRows(out) })
}

// Value adapts a function from several datasets, which it takes as [Inputs] says, to one value, such as the result of
// an analysis. The golden is YAML, as [golden.AssertValue] describes it. The writers say how types are written in all
// cases; the Writers of a case come after them.
func Value[In, Out any](f func(In) (Out, error), writers ...golden.Writer) Transform {
	return ValueContext(withContext(f), writers...)
}

// ValueContext is [Value] for a function that takes a context, as [RowsContext] does.
func ValueContext[In, Out any](f func(context.Context, In) (Out, error), writers ...golden.Writer) Transform {
	// Encode before the next run, which may change what out points to.
	return structTransform(f, func(out Out, run *preparedRun) (transformResult, error) {
		file, err := goldenfile.ValueFile(out, append(valueWriters(writers), run.writers...))
		if err != nil {
			return nil, &resultError{err}
		}
		return transformResult{{file: file}}, nil
	})
}

func valueWriters(writers []golden.Writer) (all []goldenfile.Writer) {
	for _, w := range writers {
		all = append(all, goldenfile.Writer(w))
	}
	return all
}

// Tables adapts a function from several datasets, which it takes as [Inputs] says, to several tables. Out is a struct
// with a slice of structs for each table. A table has the name in the field's `assay` tag, or the field's name in snake
// case. Its own golden, in the case's directory, has that name.
func Tables[In, Out any](f func(In) (Out, error)) Transform {
	return TablesContext(withContext(f))
}

// TablesContext is [Tables] for a function that takes a context, as [RowsContext] does.
func TablesContext[In, Out any](f func(context.Context, In) (Out, error)) Transform {
	outputs, err := sliceFields(reflect.TypeFor[Out](), "the result")
	if err != nil {
		return Transform{bind: func(*gen.Plan) (*boundTransform, error) { return nil, err }}
	}
	tr := structTransform(f, func(out Out, _ *preparedRun) (transformResult, error) {
		return encodeTables(outputs, reflect.ValueOf(out))
	})
	for _, o := range outputs {
		tr.tables = append(tr.tables, o.dataset)
	}
	return tr
}

// A sliceField is a slice of structs that a function takes or returns, and the dataset or table that its rows are of.
type sliceField struct {
	dataset string
	typ     reflect.Type // of the slice
	index   []int        // of the field in the function's struct
	field   string       // the field's name in errors; "" if the function takes the slice itself
}

// slicesTransform adapts a function that takes slices of structs. If the function's types are wrong, err is not
// nil; it is reported when the transform is bound.
func slicesTransform(
	inputs []sliceField, err error,
	f func(ctx context.Context, in []reflect.Value, run *preparedRun) (lazyResult, error),
) Transform {
	return Transform{bind: func(p *gen.Plan) (*boundTransform, error) {
		if err != nil {
			return nil, err
		}
		if err := checkInputs(inputs, p); err != nil {
			return nil, err
		}
		b := &boundTransform{}
		var datasets []string
		for _, in := range inputs {
			datasets = append(datasets, in.dataset)
			for _, path := range columnPaths(in.typ.Elem(), "") {
				b.reads = append(b.reads, columnRead{in.dataset, path})
			}
		}
		b.prepare = func(ctx context.Context, p *gen.Plan) (*preparedRun, error) {
			recs, err := sharedRecords(ctx, p, datasets)
			if err != nil {
				return nil, err
			}
			return b.from(recs)
		}
		b.from = func(recs map[string]arrow.Record) (*preparedRun, error) {
			in, err := decode(inputs, recs)
			if err != nil {
				return nil, err
			}
			same := func() bool { return false }
			run := &preparedRun{
				records:  recs,
				snapshot: func() { same = snapshotRows(in) },
				mutated: func() (string, error) {
					if same() {
						return "", nil
					}
					before, err := decode(inputs, recs)
					if err != nil {
						return "", err
					}
					return mutatedCell(datasets, before, in), nil
				},
			}
			run.call = func(ctx context.Context) (lazyResult, error) { return f(ctx, in, run) }
			return run, nil
		}
		return b, nil
	}}
}

// structTransform adapts a function that takes a struct with a slice for each dataset.
func structTransform[In, Out any](
	f func(context.Context, In) (Out, error), encode func(Out, *preparedRun) (transformResult, error),
) Transform {
	inputs, err := sliceFields(reflect.TypeFor[In](), "the input")
	return slicesTransform(inputs, err, func(
		ctx context.Context, slices []reflect.Value, run *preparedRun,
	) (lazyResult, error) {
		var in In
		v := reflect.ValueOf(&in).Elem()
		for i, s := range slices {
			v.FieldByIndex(inputs[i].index).Set(s)
		}
		out, err := f(ctx, in)
		return func() (transformResult, error) { return encode(out, run) }, err
	})
}

// sliceFields returns the fields of a struct that is the input or the result of a function, as what says.
func sliceFields(t reflect.Type, what string) ([]sliceField, error) {
	of := "dataset"
	if what == "the result" {
		of = "table"
	}
	want := fmt.Sprintf("%s has to be a struct with a slice of rows for each %s", what, of)
	if t.Kind() != reflect.Struct {
		return nil, fmt.Errorf("%s is not a struct: %s", t, want)
	}
	var out []sliceField
	for _, sf := range reflect.VisibleFields(t) {
		tag, tagged := sf.Tag.Lookup("assay")
		if !sf.IsExported() || tag == "-" || sf.Anonymous && !tagged && sf.Type.Kind() == reflect.Struct {
			continue
		}
		if sf.Type.Kind() != reflect.Slice {
			return nil, fmt.Errorf("%s.%s is %s, not a slice of rows: change its type, or leave it out with `assay:\"-\"`",
				t, sf.Name, sf.Type)
		}
		in := sliceField{dataset: tag, typ: sf.Type, index: sf.Index, field: fmt.Sprintf("%s.%s", t, sf.Name)}
		if in.dataset == "" {
			in.dataset = structcodec.Snake(sf.Name)
		}
		for _, other := range out {
			if other.dataset == in.dataset {
				return nil, fmt.Errorf("%s and %s are both %s %q", other.field, in.field, of, in.dataset)
			}
		}
		out = append(out, in)
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("%s has no exported field: %s", t, want)
	}
	return out, nil
}

// checkInputs checks that a plan has the datasets and columns that the inputs read, with types that their fields hold.
func checkInputs(inputs []sliceField, p *gen.Plan) error {
	if err := unknownDatasets(inputs, p.Datasets()); err != nil {
		return err
	}
	for _, in := range inputs {
		b := array.NewRecordBuilder(memory.DefaultAllocator, p.Schema(in.dataset))
		if _, err := decode([]sliceField{in}, map[string]arrow.Record{in.dataset: b.NewRecord()}); err != nil {
			return err
		}
	}
	return nil
}

// unknownDatasets returns an error if inputs read datasets that do not exist. It lists what exists and what is read.
func unknownDatasets(inputs []sliceField, have []string) error {
	var lines []string
	for _, in := range inputs {
		if slices.Contains(have, in.dataset) {
			continue
		}
		line := fmt.Sprintf("the fixture has no dataset %q%s", in.dataset, message.DidYouMean(in.dataset, have))
		if in.field != "" {
			line = fmt.Sprintf("field %s: %s", in.field, line)
		}
		lines = append(lines, line)
	}
	if lines == nil {
		return nil
	}
	lines = append(lines, "datasets: "+strings.Join(have, ", "))
	if inputs[0].field != "" {
		var read []string
		for _, in := range inputs {
			read = append(read, in.dataset)
		}
		lines = append(lines, "fields:   "+strings.Join(read, ", "),
			"name the dataset in the field's tag, as in `assay:\"dataset\"`, or leave the field out with `assay:\"-\"`")
	}
	return fmt.Errorf("%s", strings.Join(lines, "\n  "))
}

// decode returns the rows of each input.
func decode(inputs []sliceField, recs map[string]arrow.Record) ([]reflect.Value, error) {
	out := make([]reflect.Value, len(inputs))
	for i, in := range inputs {
		out[i] = reflect.New(in.typ).Elem()
		if err := structcodec.DecodeInto(out[i], recs[in.dataset]); err != nil {
			return nil, fmt.Errorf("dataset %q: %w", in.dataset, err)
		}
	}
	return out, nil
}

// columnPaths returns the columns that a row struct has fields for; a column of a nested struct has a path with dots.
func columnPaths(t reflect.Type, outer string) []string {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	fs, err := structcodec.Fields(t)
	if err != nil {
		return []string{strings.TrimSuffix(outer, ".")}
	}
	var out []string
	for _, f := range fs {
		if f.Type.ID() == arrow.STRUCT {
			out = append(out, columnPaths(t.FieldByIndex(f.Index).Type, outer+f.Name+".")...)
			continue
		}
		out = append(out, outer+f.Name)
	}
	return out
}

// sharedRecords generates whole datasets. The plan shares their memory with other runs on the same values.
func sharedRecords(ctx context.Context, p *gen.Plan, datasets []string) (map[string]arrow.Record, error) {
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

// encodeRows makes a result of rows.
func encodeRows[Out any](out []Out) (transformResult, error) {
	rec, err := structcodec.Encode(out)
	if err != nil {
		return nil, &resultError{err}
	}
	return transformResult{{table: rec}}, nil
}

// encodeTables makes a result of the fields of a struct.
func encodeTables(outputs []sliceField, out reflect.Value) (all transformResult, err error) {
	for _, o := range outputs {
		rec, err := structcodec.EncodeValue(out.FieldByIndex(o.index))
		if err != nil {
			return nil, &resultError{fmt.Errorf("table %q: %w", o.dataset, err)}
		}
		all = append(all, resultPart{name: o.dataset, table: rec})
	}
	return all, nil
}

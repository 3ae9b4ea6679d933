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
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/assay-go/assay/gen"
	"github.com/assay-go/assay/internal/nearest"
	"github.com/assay-go/assay/internal/structcodec"
)

// A read is a column that a transform can see. A path of a struct column stands for all of its fields, and the empty
// path for all columns.
type read struct{ dataset, path string }

// covers reports whether the read sees a column, all or a part of it.
func (r read) covers(dataset, path string) bool {
	return r.dataset == dataset && (r.path == "" || within(path, r.path) || within(r.path, path))
}

// within reports whether a path is outer, or a field of it.
func within(path, outer string) bool {
	rest, ok := strings.CutPrefix(path, outer)
	return ok && (rest == "" || rest[0] == '.')
}

// everything is read by a function that gets whole tables.
func everything(p *gen.Plan) []read {
	var out []read
	for _, name := range p.Datasets() {
		out = append(out, read{dataset: name})
	}
	return out
}

// An input is a slice of structs that a function takes, and the dataset whose rows it gets.
type input struct {
	dataset string
	typ     reflect.Type // of the slice
	index   []int        // of the field in the function's input struct
	field   string       // its name, for errors
}

// structs makes a transform of a function that takes slices of structs. The error tells what is wrong with the
// function's types; it is reported when the transform is bound.
func structs(inputs []input, err error, f func(ctx context.Context, in []reflect.Value) (output, error)) Transform {
	return Transform{bind: func(p *gen.Plan) (*bound, error) {
		if err != nil {
			return nil, err
		}
		if err := fit(inputs, p); err != nil {
			return nil, err
		}
		b := &bound{}
		var datasets []string
		for _, in := range inputs {
			datasets = append(datasets, in.dataset)
			for _, path := range paths(in.typ.Elem(), "") {
				b.reads = append(b.reads, read{in.dataset, path})
			}
		}
		b.load = func(ctx context.Context, p *gen.Plan) (*loaded, error) {
			recs, err := records(ctx, p, datasets)
			if err != nil {
				return nil, err
			}
			in, err := decode(inputs, recs)
			if err != nil {
				return nil, err
			}
			same := func() bool { return false }
			return &loaded{
				records: recs,
				watch:   func() { same = snap(in) },
				call:    func(ctx context.Context) (output, error) { return f(ctx, in) },
				changed: func() (string, error) {
					if same() {
						return "", nil
					}
					return changedRow(inputs, in, recs)
				},
			}, nil
		}
		return b, nil
	}}
}

// fields makes a transform of a function that takes a struct with a slice for each dataset.
func fields[In any](f func(ctx context.Context, in In) (output, error)) Transform {
	inputs, err := slicesOf(reflect.TypeFor[In](), "the input")
	return structs(inputs, err, func(ctx context.Context, slices []reflect.Value) (output, error) {
		var in In
		v := reflect.ValueOf(&in).Elem()
		for i, s := range slices {
			v.FieldByIndex(inputs[i].index).Set(s)
		}
		return f(ctx, in)
	})
}

// slicesOf returns the slices of a struct that is the input of a function, or its result, with the names of what they
// read or return.
func slicesOf(t reflect.Type, what string) ([]input, error) {
	of := "dataset"
	if what == "the result" {
		of = "table"
	}
	if t.Kind() != reflect.Struct {
		return nil, fmt.Errorf("%s is not a struct: %s is a struct with a slice of rows for each %s", t, what, of)
	}
	var out []input
	for _, sf := range reflect.VisibleFields(t) {
		tag, tagged := sf.Tag.Lookup("assay")
		if !sf.IsExported() || tag == "-" || sf.Anonymous && !tagged && sf.Type.Kind() == reflect.Struct {
			continue
		}
		if sf.Type.Kind() != reflect.Slice {
			return nil, fmt.Errorf("%s.%s is %s: a field of %s is a slice of rows, or left out with `assay:\"-\"`",
				t, sf.Name, sf.Type, what)
		}
		in := input{dataset: tag, typ: sf.Type, index: sf.Index, field: fmt.Sprintf("%s.%s", t, sf.Name)}
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
		return nil, fmt.Errorf("%s has no exported field: %s is a struct with a slice of rows for each %s", t, what, of)
	}
	return out, nil
}

// fit checks that a plan has what the inputs read.
func fit(inputs []input, p *gen.Plan) error {
	if err := unknownDatasets(inputs, p.Datasets()); err != nil {
		return err
	}
	for _, in := range inputs {
		b := array.NewRecordBuilder(memory.DefaultAllocator, p.Schema(in.dataset))
		if _, err := decode([]input{in}, map[string]arrow.Record{in.dataset: b.NewRecord()}); err != nil {
			return err
		}
	}
	return nil
}

// unknownDatasets returns an error where inputs read datasets that are not there, with both lists.
func unknownDatasets(inputs []input, have []string) error {
	var lines []string
	for _, in := range inputs {
		if slices.Contains(have, in.dataset) {
			continue
		}
		line := fmt.Sprintf("the fixture has no dataset %q", in.dataset)
		if in.field != "" {
			line = fmt.Sprintf("field %s: %s", in.field, line)
		}
		if near := nearest.Nearest(in.dataset, have); near != "" {
			line += fmt.Sprintf(" (did you mean %q?)", near)
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
func decode(inputs []input, recs map[string]arrow.Record) ([]reflect.Value, error) {
	out := make([]reflect.Value, len(inputs))
	for i, in := range inputs {
		out[i] = reflect.New(in.typ).Elem()
		if err := structcodec.DecodeInto(out[i], recs[in.dataset]); err != nil {
			return nil, fmt.Errorf("dataset %q: %w", in.dataset, err)
		}
	}
	return out, nil
}

// paths returns the columns that a row struct has fields for, those of nested structs with dots. The type has been
// decoded into, so that it has fields.
func paths(t reflect.Type, outer string) []string {
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
			out = append(out, paths(t.FieldByIndex(f.Index).Type, outer+f.Name+".")...)
			continue
		}
		out = append(out, outer+f.Name)
	}
	return out
}

// snap copies rows. What it returns tells whether they are certainly what they were; false where a copy cannot tell.
func snap(in []reflect.Value) (same func() bool) {
	copies := make([]structcodec.Snapshot, len(in))
	for i, v := range in {
		var ok bool
		if copies[i], ok = structcodec.Snap(v); !ok {
			return func() bool { return false }
		}
	}
	return func() bool {
		for i, c := range copies {
			if !c.Same(in[i]) {
				return false
			}
		}
		return true
	}
}

// changedRow names the first cell that a function changed in the rows that it was given.
func changedRow(inputs []input, after []reflect.Value, recs map[string]arrow.Record) (string, error) {
	before, err := decode(inputs, recs)
	if err != nil {
		return "", err
	}
	for i, in := range inputs {
		if reflect.DeepEqual(before[i].Interface(), after[i].Interface()) {
			continue
		}
		for row := range before[i].Len() {
			column, ok := changedColumn(before[i].Index(row), after[i].Index(row))
			if ok {
				return fmt.Sprintf("%s[%d].%s", in.dataset, row, column), nil
			}
		}
	}
	return "", nil
}

// changedColumn names the first column in which two row structs differ. A NaN equals a NaN.
func changedColumn(before, after reflect.Value) (column string, ok bool) {
	if before.Kind() == reflect.Pointer {
		if after.IsNil() {
			return "*", true
		}
		before, after = before.Elem(), after.Elem()
	}
	fs, err := structcodec.Fields(before.Type())
	if err != nil {
		return "", false
	}
	all := cmp.Exporter(func(reflect.Type) bool { return true })
	for _, f := range fs {
		x, y := before.FieldByIndex(f.Index).Interface(), after.FieldByIndex(f.Index).Interface()
		if !cmp.Equal(x, y, all, cmpopts.EquateNaNs()) {
			return f.Name, true
		}
	}
	return "", false
}

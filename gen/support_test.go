package gen_test

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"

	"github.com/assay-go/assay/gen"
	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/assay-go/assay/internal/literal"
)

func integer(i int64) literal.Value {
	return literal.Value{Kind: literal.Int, Text: strconv.FormatInt(i, 10)}
}
func float(s string) literal.Value     { return literal.Value{Kind: literal.Float, Text: s} }
func text(s string) literal.Value      { return literal.Value{Kind: literal.Text, Text: s} }
func date(s string) literal.Value      { return literal.Value{Kind: literal.Date, Text: s} }
func timestamp(s string) literal.Value { return literal.Value{Kind: literal.Timestamp, Text: s} }
func json(s string) literal.Value      { return literal.Value{Kind: literal.JSON, Text: s} }

func integers(list ...int64) []any {
	values := make([]any, len(list))
	for i, n := range list {
		values[i] = integer(n)
	}
	return values
}

func constant(v any) gen.Column       { return gen.Column{Gen: gen.Const{Value: v}} }
func computed(expr string) gen.Column { return gen.Column{Gen: gen.Expr{Text: expr}} }

func pin(path string, v literal.Value) gen.Pin {
	return gen.Pin{Column: strings.Split(path, "."), All: true, Value: v}
}

func pinRow(row int, path string, v literal.Value) gen.Pin {
	return gen.Pin{Column: strings.Split(path, "."), Lo: row, Hi: row + 1, Value: v}
}

func typ(t reporter, name string) arrow.DataType {
	t.Helper()
	dt, err := arrowtext.ParseType(name)
	if err != nil {
		t.Fatal(err)
	}
	return dt
}

// one is a spec of a single dataset "d".
func one(rows int, columns ...gen.Column) *gen.Spec {
	return &gen.Spec{Seed: 7, Datasets: []gen.Dataset{{Name: "d", Rows: rows, Columns: columns}}}
}

func record(t reporter, p *gen.Plan, dataset string) arrow.Record {
	t.Helper()
	r, err := p.Record(context.Background(), dataset, gen.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// cells returns the cells of a column as text, "null" for a null.
func cells(t reporter, p *gen.Plan, dataset, column string) []string {
	t.Helper()
	r := record(t, p, dataset)
	at := r.Schema().FieldIndices(column)
	if len(at) != 1 {
		t.Fatalf("%s has %d columns %q", dataset, len(at), column)
	}
	return texted(t, r.Column(at[0]))
}

func texted(t reporter, a arrow.Array) []string {
	t.Helper()
	format, err := arrowtext.NewFormatter(a)
	if err != nil {
		t.Fatal(err)
	}
	null := arrowtext.Nulls(a)
	out := make([]string, a.Len())
	for row := range out {
		if out[row] = "null"; !null(row) {
			out[row] = string(format(nil, row))
		}
	}
	return out
}

// values returns the cells of the first column of a spec of one dataset.
func values(t reporter, rows int, c gen.Column) []string {
	t.Helper()
	if c.Name == "" {
		c.Name = "x"
	}
	return cells(t, compiled(t, one(rows, c)), "d", c.Name)
}

func floats(t reporter, rows int, g gen.Generator) []float64 {
	t.Helper()
	p := compiled(t, one(rows, gen.Column{Name: "x", Gen: g}))
	return record(t, p, "d").Column(0).(*array.Float64).Float64Values()
}

func ints(t reporter, rows int, g gen.Generator) []int64 {
	t.Helper()
	p := compiled(t, one(rows, gen.Column{Name: "x", Gen: g}))
	return record(t, p, "d").Column(0).(*array.Int64).Int64Values()
}

func want(t reporter, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// wantErr checks that an error has exactly these lines.
func wantErr(t reporter, err error, lines ...string) {
	t.Helper()
	if err == nil {
		t.Fatalf("no error, want %q", lines)
	}
	want(t, strings.Split(err.Error(), "\n"), lines...)
}

// A reporter is a test of package testing or of rapid.
type reporter interface {
	Helper()
	Errorf(format string, args ...any)
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// rowsOf returns the rows of a record as text, with the names of their columns.
func rowsOf(t reporter, r arrow.Record) []string {
	t.Helper()
	rows := make([]string, r.NumRows())
	for i, c := range r.Columns() {
		for row, cell := range texted(t, c) {
			rows[row] += r.ColumnName(i) + "=" + strconv.Quote(cell) + " "
		}
	}
	return rows
}

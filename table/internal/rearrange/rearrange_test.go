package rearrange_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	_ "github.com/sebdah/goldie/v2" // defines -update
	"pgregory.net/rapid"

	"github.com/assay-go/assay/internal/arrowtest"
	"github.com/assay-go/assay/table/internal/rearrange"
)

var schema = arrow.NewSchema([]arrow.Field{
	{Name: "k", Type: arrow.BinaryTypes.String, Nullable: true},
	{Name: "n", Type: arrow.PrimitiveTypes.Int8, Nullable: true},
	{Name: "d", Type: &arrow.Decimal128Type{Precision: 3, Scale: 1}, Nullable: true},
	{Name: "f", Type: arrow.PrimitiveTypes.Float64, Nullable: true},
}, nil)

func record(t *testing.T, rows string) arrow.Record {
	t.Helper()
	rec, _, err := array.RecordFromJSON(memory.DefaultAllocator, schema, strings.NewReader(rows))
	if err != nil {
		t.Fatal(err)
	}
	return rec
}

// check compares a record with rows as JSON, or an error with part of its text.
func check(t *testing.T, got arrow.Record, err error, want string) {
	t.Helper()
	if err != nil {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("got the error %v, want %s", err, want)
		}
		return
	}
	if !strings.HasPrefix(want, "[") || !array.RecordEqual(got, record(t, want)) {
		t.Errorf("got %v, want %s", got, want)
	}
}

func TestRowsAreRearranged(t *testing.T) {
	rec := record(t, `[{"k":"a","n":1,"d":"1.5","f":1}, {"k":null,"n":2,"d":null,"f":2},
		{"k":"a","n":null,"d":"2.5","f":3}, {"k":"","n":4,"d":"9.9","f":4}]`)
	got, err := rearrange.Take(rec, []int{3, 0, 0})
	check(t, got, err,
		`[{"k":"","n":4,"d":"9.9","f":4}, {"k":"a","n":1,"d":"1.5","f":1}, {"k":"a","n":1,"d":"1.5","f":1}]`)
	got, err = rearrange.Take(rec, nil)
	check(t, got, err, `[]`)
	got, err = rearrange.SumByKey(rec, []string{"k"})
	check(t, got, err,
		`[{"k":"a","n":1,"d":"4.0","f":4}, {"k":null,"n":2,"d":null,"f":2}, {"k":"","n":4,"d":"9.9","f":4}]`)
	got, err = rearrange.SumByKey(rec, []string{"none"})
	check(t, got, err, "no column none")
	got, err = rearrange.Double(rec, []string{"n", "d"})
	check(t, got, err, `[{"k":"a","n":2,"d":"3.0","f":1}, {"k":null,"n":4,"d":null,"f":2},
		{"k":"a","n":null,"d":"5.0","f":3}, {"k":"","n":8,"d":"19.8","f":4}]`)
	got, err = rearrange.Double(record(t, `[{"k":"a","n":100,"d":"1.5","f":1}]`), []string{"n"})
	check(t, got, err, "column n: the sum at row 0 exceeds int8")
	got, err = rearrange.Double(record(t, `[{"k":"a","n":1,"d":"51.5","f":1}]`), []string{"d"})
	check(t, got, err, "column d: the sum at row 0 exceeds decimal(3, 1)")
	got, err = rearrange.Double(rec, []string{"k"})
	check(t, got, err, "column k is utf8, not a number")
	got, err = rearrange.WithNullRow(rec.NewSlice(0, 1), []bool{true, false, true, false})
	check(t, got, err, `[{"k":"a","n":1,"d":"1.5","f":1}, {"k":null,"n":1,"d":null,"f":1}]`)
}

// TestRowsOfAllTypesAreTaken takes rows of random tables of all types whose slices Arrow 17 compares right.
func TestRowsOfAllTypesAreTaken(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rec := arrowtest.Table(t)
		from := rapid.Int64Range(0, rec.NumRows()).Draw(t, "from")
		rec = rec.NewSlice(from, rec.NumRows())
		var rows []int
		if n := int(rec.NumRows()); n > 0 {
			rows = rapid.SliceOfN(rapid.IntRange(0, n-1), 0, 8).Draw(t, "rows")
		}
		for c, f := range rec.Schema().Fields() {
			name := fmt.Sprint(f.Type)
			for _, other := range []string{"list_view", "run_end", "extension", "union"} {
				if strings.Contains(name, other) {
					name = ""
				}
			}
			if name == "" || strings.Contains(name, "dictionary") {
				continue
			}
			one := array.NewRecord(arrow.NewSchema([]arrow.Field{f}, nil), rec.Columns()[c:c+1], rec.NumRows())
			got, err := rearrange.Take(one, rows)
			if err != nil {
				t.Fatalf("%s: %v", f.Type, err)
			}
			for i, row := range rows {
				if !arrowtest.Same(one.Column(0), row, got.Column(0), i) {
					t.Fatalf("%s, rows %v: got %v of %v", f.Type, rows, got.Column(0), one.Column(0))
				}
			}
		}
	})
}

func TestAResultConformsToADataset(t *testing.T) {
	result := arrow.NewSchema([]arrow.Field{
		{Name: "f", Type: arrow.PrimitiveTypes.Float64}, {Name: "more", Type: arrow.Null},
	}, nil)
	rec, _, err := array.RecordFromJSON(memory.DefaultAllocator, result, strings.NewReader(`[{"f":1.5,"more":null}]`))
	if err != nil {
		t.Fatal(err)
	}
	got, err := rearrange.Conform(rec, schema, func(string) bool { return true })
	check(t, got, err, `[{"k":null,"n":null,"d":null,"f":1.5}]`)
	got, err = rearrange.Conform(rec, schema, func(string) bool { return false })
	check(t, got, err, "the result has no column k")
	narrow := arrow.NewSchema([]arrow.Field{{Name: "f", Type: arrow.PrimitiveTypes.Float32}}, nil)
	got, err = rearrange.Conform(rec, narrow, nil)
	check(t, got, err, "column f of the result is float64, and of the dataset float32: give both one type")
}

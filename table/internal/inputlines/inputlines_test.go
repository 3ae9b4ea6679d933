package inputlines

import (
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/google/go-cmp/cmp"
	_ "github.com/sebdah/goldie/v2" // defines -update in every test binary
	"pgregory.net/rapid"
)

func TestInputLinesNameTheirColumns(t *testing.T) {
	for want, f := range map[string]inputLine{
		"orders 312 rows: recipient_id total 9c1f0b7a52d3e846": {
			dataset: "orders", rows: 312, columns: []string{"recipient_id", "total"}, sums: []string{"9c1f0b7a", "52d3e846"},
		},
		"orders: total 52d3e846": {dataset: "orders", rows: -1, columns: []string{"total"}, sums: []string{"52d3e846"}},
		"orders 0 rows":          {dataset: "orders"},
		"":                       {dataset: "orders", rows: -1},
		`"my orders": "a: b" 52d3e846`: {
			dataset: "my orders", rows: -1, columns: []string{"a: b"}, sums: []string{"52d3e846"},
		},
	} {
		if got := f.String(); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

func TestInputLinesReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.OneOf(rapid.StringMatching(`[a-z_]{1,8}`), rapid.String())
		f := inputLine{dataset: name.Draw(t, "dataset"), rows: rapid.IntRange(-1, 1000).Draw(t, "rows")}
		f.columns = rapid.SliceOfN(name, 0, 4).Draw(t, "columns")
		for range f.columns {
			f.sums = append(f.sums, rapid.StringMatching(`[0-9a-f]{8}`).Draw(t, "sum"))
		}
		line := f.String()
		if line == "" {
			return
		}
		got, ok := parseLine(line)
		if !ok {
			t.Fatalf("%s is not read", line)
		}
		if got.String() != line {
			t.Fatalf("%s is read as %s", line, got)
		}
	})
}

func TestOtherLinesAreNotInputLines(t *testing.T) {
	for _, line := range []string{
		"", "orders", "orders 3 rows:", "orders: total", "orders: total 52d3e8", "orders: total 52d3e84652d3e846",
		"orders x rows: total 52d3e846", `"orders: total 52d3e846`, "orders  3 rows", "orders: total  52d3e846",
	} {
		if f, ok := parseLine(line); ok {
			t.Errorf("%q is read as %q", line, f)
		}
	}
}

// column returns a record with one column of numbers, -1 for null.
func column(dt arrow.DataType, cells ...string) arrow.Record {
	b := array.NewRecordBuilder(memory.DefaultAllocator,
		arrow.NewSchema([]arrow.Field{{Name: "c", Type: dt, Nullable: true}}, nil))
	for _, cell := range cells {
		if err := b.Field(0).AppendValueFromString(cell); err != nil {
			panic(err)
		}
	}
	return b.NewRecord()
}

func sumColumn(t *testing.T, rec arrow.Record, fixed ...bool) string {
	t.Helper()
	arrays, err := nestedArrays(rec, "c")
	if err != nil {
		t.Fatal(err)
	}
	if fixed == nil {
		for range rec.NumRows() {
			fixed = append(fixed, true)
		}
	}
	s := columnSum{fixed: fixed}
	if err := s.add(arrays); err != nil {
		t.Fatal(err)
	}
	return s.text()
}

func TestASumIsTheSameInEveryRelease(t *testing.T) {
	// Users have these in their goldens. They change only with the version of the format.
	for want, rec := range map[string]arrow.Record{
		"fb1b56b4": column(arrow.PrimitiveTypes.Int64, "1", "2", "(null)"),
		"c5095168": column(arrow.PrimitiveTypes.Float64, "0.1", "NaN", "-0"),
		"6c6810d3": column(arrow.BinaryTypes.String, "", "null", "é"),
	} {
		if got := sumColumn(t, rec); got != want {
			t.Errorf("the sum of %v is %s, want %s", rec.Column(0), got, want)
		}
	}
}

func TestASumCoversFixedCellsOnly(t *testing.T) {
	base := sumColumn(t, column(arrow.PrimitiveTypes.Int64, "1", "2", "3"), true, false, true)
	for name, c := range map[string]struct {
		rec   arrow.Record
		fixed []bool
		same  bool
	}{
		"another drawn cell": {column(arrow.PrimitiveTypes.Int64, "1", "7", "3"), []bool{true, false, true}, true},
		"another fixed cell": {column(arrow.PrimitiveTypes.Int64, "1", "2", "4"), []bool{true, false, true}, false},
		"a null":             {column(arrow.PrimitiveTypes.Int64, "1", "2", "(null)"), []bool{true, false, true}, false},
		"other rows fixed":   {column(arrow.PrimitiveTypes.Int64, "1", "3", "3"), []bool{true, true, false}, false},
		"the same as text":   {column(arrow.BinaryTypes.String, "1", "2", "3"), []bool{true, false, true}, false},
		"a longer drawn table": {
			column(arrow.PrimitiveTypes.Int64, "1", "2", "3", "4"), []bool{true, false, true, false}, true,
		},
	} {
		if got := sumColumn(t, c.rec, c.fixed...); (got == base) != c.same {
			t.Errorf("%s: the sum is %s after %s", name, got, base)
		}
	}
}

func TestNullsAndTheirTextDiffer(t *testing.T) {
	null := sumColumn(t, column(arrow.BinaryTypes.String, "(null)"))
	text := sumColumn(t, column(arrow.BinaryTypes.String, "null"))
	if null == text {
		t.Error("a null and the text null have one sum")
	}
}

func TestNestedColumnsAreFoundByPath(t *testing.T) {
	zipType := arrow.Field{Name: "zip", Type: arrow.BinaryTypes.String, Nullable: true}
	schema := arrow.NewSchema([]arrow.Field{
		{Name: "address", Type: arrow.StructOf(zipType), Nullable: true},
		{Name: "dotted.name", Type: arrow.BinaryTypes.String},
	}, nil)
	rows := `[{"address": {"zip": "94107"}, "dotted.name": "x"}, {"address": null, "dotted.name": "y"}]`
	rec, _, err := array.RecordFromJSON(memory.DefaultAllocator, schema, strings.NewReader(rows))
	if err != nil {
		t.Fatal(err)
	}
	zip, err := nestedArrays(rec, "address.zip")
	if err != nil || len(zip) != 2 || zip[1].ValueStr(0) != "94107" {
		t.Errorf("address.zip is %v, %v", zip, err)
	}
	if dotted, err := nestedArrays(rec, "dotted.name"); err != nil || dotted[0].ValueStr(1) != "y" {
		t.Errorf("dotted.name is %v, %v", dotted, err)
	}
	for _, path := range []string{"adress", "address.street", "dotted.name.x"} {
		if arrays, err := nestedArrays(rec, path); err == nil {
			t.Errorf("%s is %v", path, arrays)
		}
	}
}

func TestAChangeOfTheInputsIsNamed(t *testing.T) {
	places := map[string]string{
		"orders.": "reporting.yaml:20", "orders.total": "reporting.yaml:31", "orders.status": "reporting.yaml:30",
		"items.": "reporting.yaml:40",
	}
	for _, c := range []struct {
		name     string
		old, new []string
		want     string
	}{
		{
			"nothing",
			[]string{"orders 3 rows: total 52d3e846"},
			[]string{"orders 3 rows: total 52d3e846"},
			"",
		},
		{
			"a cell",
			[]string{"orders 3 rows: status total 0000000052d3e846"},
			[]string{"orders 3 rows: status total 0000000011111111"},
			"orders.total (reporting.yaml:31)",
		},
		{
			"the number of rows",
			[]string{"orders 3 rows: total 52d3e846"},
			[]string{"orders 4 rows: total 52d3e847"},
			"orders (reporting.yaml:20) has 4 rows instead of 3, orders.total (reporting.yaml:31)",
		},
		{
			"a count that is drawn now",
			[]string{"orders 3 rows"},
			[]string{"orders: total 52d3e847"},
			"orders (reporting.yaml:20) no longer has a fixed number of rows, " +
				"orders.total (reporting.yaml:31) is newly read, or newly fixed",
		},
		{
			"a count that is fixed now",
			[]string{"orders: total 52d3e847"},
			[]string{"orders 3 rows: total 52d3e847"},
			"orders (reporting.yaml:20) now always has 3 rows",
		},
		{
			"columns that are gone",
			[]string{"orders: coupon status 0000000052d3e846"},
			[]string{"orders 3 rows"},
			"orders (reporting.yaml:20) now always has 3 rows, orders.coupon is gone, " +
				"orders.status (reporting.yaml:30) is no longer read, or no longer fixed",
		},
		{
			"datasets",
			[]string{"refunds 3 rows", "items 3 rows"},
			[]string{"orders 3 rows"},
			"refunds is gone, items (reporting.yaml:40) is no longer read, or none of its values is fixed, " +
				"orders (reporting.yaml:20) is new",
		},
		{
			"lines of another version",
			[]string{"orders sha256=12"},
			[]string{"orders 3 rows"},
			"the golden has input lines that this version of Assay cannot read",
		},
		{
			"many columns",
			[]string{"orders 1 rows: a b c d e f g " + strings.Repeat("00000000", 7)},
			[]string{"orders 1 rows: a b c d e f g " + strings.Repeat("00000001", 7)},
			"orders.a, orders.b, orders.c, orders.d, orders.e, and 2 more",
		},
	} {
		got := Explain(c.old, c.new, func(ds, col string) string { return places[ds+"."+col] })
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s: %s", c.name, d)
		}
	}
}

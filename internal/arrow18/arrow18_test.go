package arrow18

import (
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/decimal"
	"github.com/apache/arrow-go/v18/arrow/extensions"
	"github.com/apache/arrow-go/v18/arrow/memory"
	arrow17 "github.com/apache/arrow/go/v17/arrow"
	array17 "github.com/apache/arrow/go/v17/arrow/array"
	memory17 "github.com/apache/arrow/go/v17/arrow/memory"
	_ "github.com/sebdah/goldie/v2" // defines -update in every test binary
	"pgregory.net/rapid"

	"github.com/assay-go/assay/internal/arrowtest"
	"github.com/assay-go/assay/internal/arrowtext"
)

func TestTheVersionOfArrowThatIsTested(t *testing.T) {
	t.Logf("bridge between apache/arrow/go %s and apache/arrow-go %s", arrow17.PkgVersion, arrow.PkgVersion)
}

func TestColumnsOfAllTypesComeBackAsTheyWere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dt := arrowtest.Type(3).Draw(t, "type")
		n := rapid.IntRange(0, 9).Draw(t, "rows")
		a := arrowtest.Column(t, dt, n, true)
		defer a.Release()
		from := rapid.IntRange(0, n).Draw(t, "from")
		cut := array17.NewSlice(a, int64(from), int64(rapid.IntRange(from, n).Draw(t, "to")))
		defer cut.Release()
		theirs, err := Array18(cut)
		if err != nil {
			t.Fatal(err)
		}
		defer theirs.Release()
		if theirs.Len() != cut.Len() {
			t.Fatalf("%s: %d rows, want %d", dt, theirs.Len(), cut.Len())
		}
		back, err := Array17(theirs)
		if err != nil {
			t.Fatal(err)
		}
		defer back.Release()
		if !arrowtext.SameType(back.DataType(), dt) {
			t.Fatalf("got %s, want %s", arrowtext.TypeText(back.DataType()), arrowtext.TypeText(dt))
		}
		for row := range cut.Len() {
			if !arrowtest.Same(cut, row, back, row) {
				t.Fatalf("%s: row %d: got %s, want %s", dt, row, back.ValueStr(row), cut.ValueStr(row))
			}
		}
	})
}

// The texts of the cells are those of v18's own arrays.
func TestCellsOfVersion18AreRead(t *testing.T) {
	fields := []arrow.Field{
		{Name: "id", Type: arrow.PrimitiveTypes.Int64},
		{Name: "at", Type: &arrow.TimestampType{Unit: arrow.Microsecond, TimeZone: "UTC"}, Nullable: true},
		{Name: "small", Type: &arrow.Decimal32Type{Precision: 7, Scale: 2}, Nullable: true},
		{Name: "price", Type: &arrow.Decimal64Type{Precision: 12, Scale: 2}, Nullable: true},
		{Name: "kind", Type: &arrow.DictionaryType{
			IndexType: arrow.PrimitiveTypes.Int8, ValueType: arrow.BinaryTypes.String,
		}, Nullable: true},
		{Name: "tags", Type: arrow.ListOf(arrow.BinaryTypes.StringView), Nullable: true},
		{Name: "counts", Type: arrow.MapOf(arrow.BinaryTypes.String, &arrow.Decimal32Type{Precision: 3}), Nullable: true},
		{Name: "key", Type: extensions.NewUUIDType(), Nullable: true},
	}
	rec := fromJSON(t, memory.DefaultAllocator, fields,
		`[{"id": 1, "at": "2026-01-02T03:04:05Z", "small": "-1.50", "price": "2.25", "kind": "a", "tags": ["x", null],
		"counts": [{"key": "k", "value": "7"}], "key": "01890a5d-ac96-774b-bcce-b302099a8057"},
		{"id": 2}, {"id": 3, "kind": "b", "small": "3.75"}]`)
	defer rec.Release()
	ours, err := Record17(rec.NewSlice(0, 3))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][]string{
		"id": {"1", "2", "3"}, "at": {"2026-01-02T03:04:05.000000Z", "null", "null"},
		"small": {"-1.50", "null", "3.75"}, "price": {"2.25", "null", "null"}, "kind": {"a", "null", "b"},
		"tags": {`["x",null]`, "null", "null"}, "counts": {`{"k":7}`, "null", "null"},
		"key": {"0x01890a5dac96774bbcceb302099a8057", "null", "null"},
	}
	for i, f := range ours.Schema().Fields() {
		format, err := arrowtext.NewFormatter(ours.Column(i))
		if err != nil {
			t.Fatal(err)
		}
		null := arrowtext.Nulls(ours.Column(i))
		for row := range 3 {
			got := "null"
			if !null(row) {
				got = string(format(nil, row))
			}
			if got != want[f.Name][row] {
				t.Errorf("%s[%d]: got %s, want %s", f.Name, row, got, want[f.Name][row])
			}
		}
	}
	small := rec.Column(2).(*array.Decimal32)
	if small.Value(0) != decimal.Decimal32(-150) {
		t.Errorf("the original has %v", small.Value(0))
	}
}

func fromJSON(t testing.TB, mem memory.Allocator, fields []arrow.Field, text string) arrow.RecordBatch {
	t.Helper()
	rec, _, err := array.RecordFromJSON(mem, arrow.NewSchema(fields, nil), strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return rec
}

func TestWrappedTablesReleaseTheOriginals(t *testing.T) {
	mem := memory.NewCheckedAllocator(memory.DefaultAllocator)
	defer mem.AssertSize(t, 0)
	rec := fromJSON(t, mem, []arrow.Field{
		{Name: "id", Type: arrow.PrimitiveTypes.Int64},
		{Name: "tags", Type: arrow.ListOf(arrow.BinaryTypes.String), Nullable: true},
	}, `[{"id": 1, "tags": ["a"]}, {"id": 2}]`)
	table := array.NewTableFromRecords(rec.Schema(), []arrow.RecordBatch{rec, rec})
	reader := array.NewTableReader(table, 1)
	rec.Release()
	ours, err := Table17(table)
	if err != nil {
		t.Fatal(err)
	}
	table.Release()
	again, err := Table18(ours)
	if err != nil {
		t.Fatal(err)
	}
	ours.Release()
	if again.NumRows() != 4 || again.Column(1).Data().Chunk(1).String() != `[["a"] (null)]` {
		t.Errorf("got %d rows, %s", again.NumRows(), again.Column(1).Data().Chunk(1))
	}
	again.Release()

	batches, err := Reader17(reader)
	if err != nil {
		t.Fatal(err)
	}
	reader.Release()
	there, err := Reader18(batches)
	if err != nil {
		t.Fatal(err)
	}
	batches.Release()
	rows := int64(0)
	for there.Next() {
		rows += there.RecordBatch().NumRows()
	}
	if rows != 4 || there.Err() != nil {
		t.Errorf("%d rows, %v", rows, there.Err())
	}
	there.Release()
}

func TestTablesOfVersion17AreReleased(t *testing.T) {
	mem := memory17.NewCheckedAllocator(memory17.DefaultAllocator)
	defer mem.AssertSize(t, 0)
	b := array17.NewRecordBuilder(mem, arrow17.NewSchema([]arrow17.Field{
		{Name: "name", Type: arrow17.BinaryTypes.String},
	}, nil))
	b.Field(0).(*array17.StringBuilder).AppendValues([]string{"a", "b"}, nil)
	rec := b.NewRecord()
	b.Release()
	theirs, err := Record18(rec)
	if err != nil {
		t.Fatal(err)
	}
	rec.Release()
	if theirs.Column(0).String() != `["a" "b"]` {
		t.Errorf("got %s", theirs.Column(0))
	}
	theirs.Release()
}

func BenchmarkWrap(b *testing.B) {
	const rows = 1_000_000
	fields, columns := make([]arrow.Field, 7), make([]arrow.Array, 7)
	values := array.NewInt64Builder(memory.DefaultAllocator)
	values.AppendValues(make([]int64, rows), nil)
	ints := values.NewArray()
	for i := range fields {
		fields[i] = arrow.Field{Name: string(rune('a' + i)), Type: arrow.PrimitiveTypes.Int64}
		columns[i] = ints
	}
	rec := array.NewRecordBatch(arrow.NewSchema(fields, nil), columns, rows)
	b.Run("wrapped", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			ours, err := Record17(rec)
			if err != nil {
				b.Fatal(err)
			}
			ours.Release()
		}
	})
	b.Run("copied", func(b *testing.B) { // the peer: all values are copied into new buffers
		for b.Loop() {
			for _, c := range rec.Columns() {
				to := array17.NewInt64Builder(memory17.DefaultAllocator)
				to.AppendValues(c.(*array.Int64).Int64Values(), nil)
				to.NewArray().Release()
			}
		}
	})
}

package tablewriter

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	_ "github.com/sebdah/goldie/v2" // defines -update in every test binary

	"github.com/assay-go/assay/cmd/regen/internal/console"
	"github.com/assay-go/assay/cmd/regen/internal/texttable"
	"github.com/assay-go/assay/internal/datafile"
)

// orders is a table with the cells that are hard to write.
func orders(t *testing.T) arrow.Record {
	t.Helper()
	schema := arrow.NewSchema([]arrow.Field{
		{Name: "id", Type: arrow.PrimitiveTypes.Int64},
		{Name: "note, or \"note\"", Type: arrow.BinaryTypes.String, Nullable: true},
		{Name: "price", Type: arrow.PrimitiveTypes.Float64, Nullable: true},
		{Name: "tags", Type: arrow.ListOf(arrow.BinaryTypes.String), Nullable: true},
	}, nil)
	rec, _, err := array.RecordFromJSON(memory.DefaultAllocator, schema, strings.NewReader(`[
		{"id": 1, "note, or \"note\"": "plain", "price": 1.5, "tags": ["a", "b"]},
		{"id": 2, "note, or \"note\"": "say \"hi\", twice\nor once", "price": null, "tags": []},
		{"id": 3, "note, or \"note\"": "", "price": -0.0, "tags": null},
		{"id": 4, "note, or \"note\"": null, "price": 1e300, "tags": ["\u001b[2J"]}
	]`))
	if err != nil {
		t.Fatal(err)
	}
	return rec
}

// written returns the records as the bytes of a format.
func written(t *testing.T, format string, header bool, recs ...arrow.Record) string {
	t.Helper()
	var out bytes.Buffer
	w, err := New(Format{Name: format, Dataset: "orders", Header: header, RowGroup: DefaultRowGroup}, &out,
		recs[0].Schema())
	if err != nil {
		t.Fatal(err)
	}
	for _, rec := range recs {
		if err := w.Write(rec); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestCSVTellsNullFromEmptyAndQuotesWhatItMust(t *testing.T) {
	const want = `id,"note, or ""note""",price,tags
1,plain,1.5,"[""a"",""b""]"
2,"say ""hi"", twice
or once",,[]
3,"",-0,
4,,1e+300,"[""\u001b[2J""]"
`
	if got := written(t, "csv", true, orders(t)); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

func TestCSVOfOneColumnHasNoEmptyLines(t *testing.T) {
	rec := orders(t)
	one := array.NewRecord(arrow.NewSchema(rec.Schema().Fields()[2:3], nil), rec.Columns()[2:3], rec.NumRows())
	if got, want := written(t, "csv", true, one), "price\n1.5\n\"\"\n-0\n1e+300\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestRecordsOfAnyLengthAreTheSameText(t *testing.T) {
	b := array.NewInt64Builder(memory.DefaultAllocator)
	for i := range int64(BatchRows + 501) {
		b.Append(i)
	}
	rows := int64(BatchRows + 501)
	rec := array.NewRecord(arrow.NewSchema([]arrow.Field{{Name: "id", Type: b.Type()}}, nil), []arrow.Array{b.NewArray()},
		rows)
	for _, format := range []string{"csv", "jsonl", "sql"} {
		whole := written(t, format, true, rec.NewSlice(0, BatchRows), rec.NewSlice(BatchRows, rows))
		parts := written(t, format, true, rec.NewSlice(0, 499), rec.NewSlice(499, 1000), rec.NewSlice(1000, BatchRows),
			rec.NewSlice(BatchRows, rows))
		if parts != whole {
			t.Errorf("%s of other records is another text", format)
		}
		if statements := strings.Count(whole, "INSERT"); format == "sql" && statements != BatchRows/500+1+2 {
			t.Errorf("%d INSERT statements", statements)
		}
	}
}

func TestShardsConcatenateToTheWholeTable(t *testing.T) {
	rec := orders(t)
	for _, format := range []string{"csv", "jsonl"} {
		whole := written(t, format, true, rec)
		parts := written(t, format, true, rec.NewSlice(0, 1)) + written(t, format, false, rec.NewSlice(1, 3)) +
			written(t, format, false, rec.NewSlice(3, 4))
		if parts != whole {
			t.Errorf("%s: the parts are:\n%s\nthe whole is:\n%s", format, parts, whole)
		}
	}
}

func TestCSVOfNoRowsHasTheNames(t *testing.T) {
	if got, want := written(t, "csv", true, orders(t).NewSlice(0, 0)),
		"id,\"note, or \"\"note\"\"\",price,tags\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestJSONLinesAreAnObjectARow(t *testing.T) {
	const want = `{"id":1,"note, or \"note\"":"plain","price":1.5,"tags":["a","b"]}
{"id":2,"note, or \"note\"":"say \"hi\", twice\nor once","price":null,"tags":[]}
{"id":3,"note, or \"note\"":"","price":-0,"tags":null}
{"id":4,"note, or \"note\"":null,"price":1e+300,"tags":["\u001b[2J"]}
`
	if got := written(t, "jsonl", true, orders(t)); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

func TestTablesAreAlignedAndShowNoEscapes(t *testing.T) {
	const want = `   id  note, or "note"             price  tags
int64  utf8                      float64  list<utf8>
    1  plain                         1.5  ["a","b"]
    2  say "hi", twice\nor once     null  []
    3                                 -0  null
    4  null                       1e+300  ["\u001b[2J"]
`
	if got := written(t, "table", true, orders(t)); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

func TestTablesDropColumnsThatDoNotFit(t *testing.T) {
	var out bytes.Buffer
	if err := texttable.Write(console.Console{Writer: &out, Width: 40}, orders(t).NewSlice(0, 1), 4); err != nil {
		t.Fatal(err)
	}
	const want = `   id  note, or "note"    price
int64  utf8             float64
    1  plain                1.5
… 3 more rows; 1 more column: tags
`
	if got := out.String(); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

func TestCSVReadsBack(t *testing.T) {
	text := func(texts []string, valid []bool) arrow.Array {
		b := array.NewStringBuilder(memory.DefaultAllocator)
		b.AppendValues(texts, valid)
		return b.NewArray()
	}
	texts := []string{"", "", "x", "\"", ",", "\n", " "}
	some := text(texts, []bool{false, true, true, true, true, true, true})
	schema := arrow.NewSchema([]arrow.Field{
		{Name: "a", Type: arrow.BinaryTypes.String, Nullable: true}, {Name: "b", Type: arrow.BinaryTypes.String, Nullable: true},
	}, nil)
	two := array.NewRecord(schema, []arrow.Array{some, some}, int64(len(texts)))
	one := array.NewRecord(arrow.NewSchema(schema.Fields()[:1], nil), []arrow.Array{text(texts, nil)}, int64(len(texts)))
	for _, rec := range []arrow.Record{two, one} {
		back, err := datafile.Read("a.csv", []byte(written(t, "csv", true, rec)), datafile.Options{})
		if err != nil || !array.RecordEqual(back, rec) {
			t.Errorf("wrote %v, read %v, %v", rec, back, err)
		}
	}
	null := array.NewRecord(one.Schema(), []arrow.Array{some}, int64(len(texts)))
	w, err := New(Format{Name: "csv"}, io.Discard, null.Schema())
	if err != nil {
		t.Fatal(err)
	}
	const want = `column "a": CSV of one column of text has no nulls`
	if err := w.Write(null); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("a null in one column of text: %v", err)
	}
}

package arrowfile

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/compress"
	"github.com/apache/arrow/go/v17/parquet/pqarrow"
	_ "github.com/sebdah/goldie/v2" // defines -update in every test binary

	"github.com/assay-go/assay/internal/arrowtext"
)

// fields are of the kinds that Parquet keeps apart: physical types, dictionaries, levels of nesting.
var fields = []arrow.Field{
	{Name: "id", Type: arrow.PrimitiveTypes.Int64},
	{Name: "small", Type: arrow.PrimitiveTypes.Int8, Nullable: true},
	{Name: "part", Type: arrow.PrimitiveTypes.Float64, Nullable: true},
	{Name: "ok", Type: arrow.FixedWidthTypes.Boolean, Nullable: true},
	{Name: "name", Type: arrow.BinaryTypes.String, Nullable: true},
	{Name: "price", Type: &arrow.Decimal128Type{Precision: 12, Scale: 2}, Nullable: true},
	{Name: "at", Type: &arrow.TimestampType{Unit: arrow.Microsecond, TimeZone: "UTC"}},
	{Name: "kind", Type: &arrow.DictionaryType{
		IndexType: arrow.PrimitiveTypes.Int32,
		ValueType: arrow.BinaryTypes.String,
	}, Nullable: true},
	{Name: "tags", Type: arrow.ListOf(arrow.BinaryTypes.String), Nullable: true},
	{Name: "at_home", Type: arrow.StructOf(
		arrow.Field{Name: "zip", Type: arrow.BinaryTypes.String, Nullable: true},
		arrow.Field{Name: "floors", Type: arrow.ListOf(arrow.PrimitiveTypes.Int32), Nullable: true}), Nullable: true},
	{Name: "counts", Type: arrow.MapOf(arrow.BinaryTypes.String, arrow.PrimitiveTypes.Int64), Nullable: true},
}

// rows are those of the tables of these tests, from row from on.
func rows(from, n int) string {
	var b strings.Builder
	for i := from; i < from+n; i++ {
		fmt.Fprintf(&b,
			`{"id": %d, "small": %d, "part": %d.5, "ok": %t, "name": "n%d", "price": "%d.25", `+
				`"at": "2026-01-%02dT00:00:00Z", "kind": "k%d", "tags": ["a", null, "t%d"], `+
				`"at_home": {"zip": "%05d", "floors": [%d, 2]}, "counts": [{"key": "c", "value": %d}]}`+"\n",
			i, i%100, i, i%3 == 0, i, i, i%28+1, i%2, i, i, i, i)
	}
	return b.String()
}

func record(t testing.TB, text string) arrow.Record {
	t.Helper()
	rec, _, err := array.RecordFromJSON(memory.DefaultAllocator, arrow.NewSchema(fields, nil),
		strings.NewReader(text), array.WithMultipleDocs())
	if err != nil {
		t.Fatal(err)
	}
	return rec
}

// written returns a Parquet file that holds the records, each as a row group.
func written(t testing.TB, codec compress.Compression, recs ...arrow.Record) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := pqarrow.NewFileWriter(recs[0].Schema(), &b, parquet.NewWriterProperties(parquet.WithCompression(codec)),
		pqarrow.NewArrowWriterProperties(pqarrow.WithStoreSchema()))
	if err != nil {
		t.Fatal(err)
	}
	writeAll(t, w, recs)
	return b.Bytes()
}

// A writer is Arrow's, of files of some kind.
type writer interface {
	Write(arrow.Record) error
	Close() error
}

func writeAll(t testing.TB, w writer, recs []arrow.Record) {
	t.Helper()
	for _, rec := range recs {
		if err := w.Write(rec); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

// columns reads a file column by column, and returns the texts of their cells.
func columns(data []byte) ([][]string, error) {
	f, err := Open(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	f.Allow(64 << 20)
	var out [][]string
	for i := range f.Schema.NumFields() {
		a, err := f.Column(i)
		if err != nil {
			return nil, err
		}
		text, err := texts(a)
		if err != nil {
			return nil, err
		}
		out = append(out, text)
	}
	return out, nil
}

// batches reads a file in batches of five rows, and returns what columns does.
func batches(data []byte) ([][]string, error) {
	f, err := Open(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	f.Allow(64 << 20)
	out := make([][]string, f.Schema.NumFields())
	return out, f.Each(5, nil, func(rec arrow.Record) error {
		for i := range out {
			text, err := texts(rec.Column(i))
			if err != nil {
				return err
			}
			out[i] = append(out[i], text...)
		}
		return nil
	})
}

func texts(a arrow.Array) ([]string, error) {
	format, err := arrowtext.NewFormatter(a)
	if err != nil {
		return nil, err
	}
	null := arrowtext.Nulls(a)
	out := make([]string, a.Len())
	for row := range out {
		if out[row] = "null"; !null(row) {
			out[row] = string(format(nil, row))
		}
	}
	return out, nil
}

func TestColumnsAndBatchesAreThoseThatWereWritten(t *testing.T) {
	first, second := record(t, rows(0, 7)), record(t, rows(7, 6))
	var want [][]string
	for i := range fields {
		a, errA := texts(first.Column(i))
		b, errB := texts(second.Column(i))
		if errA != nil || errB != nil {
			t.Fatal(errA, errB)
		}
		want = append(want, append(a, b...))
	}
	for _, codec := range []compress.Compression{
		compress.Codecs.Uncompressed, compress.Codecs.Snappy,
		compress.Codecs.Zstd, compress.Codecs.Gzip, compress.Codecs.Brotli,
	} {
		data := written(t, codec, first, second)
		for name, read := range map[string]func([]byte) ([][]string, error){"columns": columns, "batches": batches} {
			if got, err := read(data); err != nil || !slices.EqualFunc(got, want, slices.Equal) {
				t.Errorf("%s, %s:\ngot  %q\nwant %q\n%v", codec, name, got, want, err)
			}
		}
	}
}

func TestColumnsAreReadAlone(t *testing.T) {
	f, err := Open(bytes.NewReader(written(t, compress.Codecs.Snappy, record(t, rows(0, 3)))))
	if err != nil {
		t.Fatal(err)
	}
	f.Allow(1 << 20)
	var got []string
	err = f.Each(2, []int{9, 0}, func(rec arrow.Record) error {
		got = append(got, fmt.Sprint(rec.Schema().Field(0).Name, rec.Column(1)))
		return nil
	})
	if want := []string{"at_home[0 1]", "at_home[2]"}; err != nil || !slices.Equal(got, want) {
		t.Errorf("got %q, %v, want %q", got, err, want)
	}
}

func TestATableWithoutRowsHasItsColumns(t *testing.T) {
	for _, recs := range [][]arrow.Record{{record(t, rows(0, 3)).NewSlice(0, 0)}} {
		got, err := columns(written(t, compress.Codecs.Snappy, recs...))
		if err != nil || len(got) != len(fields) || len(got[0]) != 0 {
			t.Errorf("got %q, %v", got, err)
		}
	}
}

// A damaged file is read as another table, or is an error: whatever byte of it is another, and wherever it ends. The
// files of the columns resemble each other, so each is damaged at a third of its bytes, in turn.
func TestADamagedFileIsAnError(t *testing.T) {
	first, second := record(t, rows(0, 3)), record(t, rows(3, 2))
	for i, field := range fields {
		data := written(t, []compress.Compression{compress.Codecs.Uncompressed, compress.Codecs.Snappy}[i%2],
			alone(first, i), alone(second, i))
		for at := i % 3; at < len(data); at += 3 {
			read := columns
			if at%2 == 0 {
				read = batches
			}
			if _, err := read(data[:at]); err == nil {
				t.Errorf("%s: no error of a file cut at byte %d", field.Name, at)
			}
			damaged := slices.Clone(data)
			if damaged[at] ^= 1 << (at % 8); at/3%3 == 0 {
				damaged[at] = 0xff
			}
			if _, err := read(damaged); err != nil && strings.Contains(err.Error(), "\n") {
				t.Errorf("%s, byte %d: %v", field.Name, at, err)
			}
		}
	}
}

func TestColumnsTakeNoMoreMemoryThanIsAllowed(t *testing.T) {
	b := array.NewInt64Builder(memory.DefaultAllocator)
	b.AppendValues(make([]int64, 1<<20), nil)
	ones := b.NewArray()
	data := written(t, compress.Codecs.Snappy, array.NewRecord(arrow.NewSchema(fields[:1], nil), []arrow.Array{ones},
		1<<20))
	if len(data) > 64<<10 {
		t.Fatalf("%d bytes", len(data))
	}
	f, err := Open(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	f.Allow(4 << 20)
	if _, err := f.Column(0); !errors.Is(err, ErrMemory) {
		t.Errorf("8 MiB are read where 4 MiB are allowed: %v", err)
	}
	n := int64(0)
	if err := f.Each(1<<10, nil, func(rec arrow.Record) error { n += rec.NumRows(); return nil }); err != nil ||
		n != 1<<20 {
		t.Errorf("in batches, %d rows, %v", n, err)
	}
}

package parquetfile

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/compress"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"
	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	_ "github.com/sebdah/goldie/v2" // defines -update in every test binary

	"github.com/assay-go/assay/internal/arrow18"
	"github.com/assay-go/assay/internal/arrowfile"
	"github.com/assay-go/assay/internal/arrowfile/filetest"
	"github.com/assay-go/assay/internal/budget"
)

// open opens a file.
func open(data []byte) (arrowfile.ParquetFile, error) {
	return Open(bytes.NewReader(data), int64(len(data)))
}

// written returns a Parquet file that holds the records, each as a row group.
func written(t testing.TB, codec compress.Compression, recs ...arrow.Record) []byte {
	t.Helper()
	return writtenAs(t, []parquet.WriterProperty{parquet.WithCompression(codec)}, recs...)
}

// writtenAs is written for other properties.
func writtenAs(t testing.TB, props []parquet.WriterProperty, recs ...arrow.Record) []byte {
	t.Helper()
	schema, err := arrow18.Schema18(recs[0].Schema())
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w, err := pqarrow.NewFileWriter(schema, &b, parquet.NewWriterProperties(props...),
		pqarrow.NewArrowWriterProperties(pqarrow.WithStoreSchema()))
	if err != nil {
		t.Fatal(err)
	}
	for _, rec := range recs {
		theirs, err := arrow18.Record18(rec)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Write(theirs); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// columns reads a file column by column, and returns the texts of their cells.
func columns(data []byte) ([][]string, error) {
	f, err := open(data)
	if err != nil {
		return nil, err
	}
	f.Allow(budget.Of(64 << 20))
	var out [][]string
	for i := range f.Schema().NumFields() {
		a, err := f.Column(i)
		if err != nil {
			return nil, err
		}
		text, err := filetest.Texts(a)
		if err != nil {
			return nil, err
		}
		out = append(out, text)
	}
	return out, nil
}

// batches reads a file in batches of five rows, and returns what columns does.
func batches(data []byte) ([][]string, error) {
	f, err := open(data)
	if err != nil {
		return nil, err
	}
	f.Allow(budget.Of(64 << 20))
	out := make([][]string, f.Schema().NumFields())
	return out, f.Each(5, nil, func(rec arrow.Record) error {
		for i := range out {
			text, err := filetest.Texts(rec.Column(i))
			if err != nil {
				return err
			}
			out[i] = append(out[i], text...)
		}
		return nil
	})
}

func TestColumnsAndBatchesAreThoseThatWereWritten(t *testing.T) {
	first, second := filetest.Record(t, filetest.Rows(0, 7)), filetest.Record(t, filetest.Rows(7, 6))
	var want [][]string
	for i := range filetest.Fields {
		a, errA := filetest.Texts(first.Column(i))
		b, errB := filetest.Texts(second.Column(i))
		if errA != nil || errB != nil {
			t.Fatal(errA, errB)
		}
		want = append(want, append(a, b...))
	}
	for _, codec := range []compress.Compression{
		compress.Codecs.Uncompressed, compress.Codecs.Snappy,
		compress.Codecs.Zstd, compress.Codecs.Gzip, compress.Codecs.Brotli, compress.Codecs.Lz4Raw,
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
	f, err := open(written(t, compress.Codecs.Snappy, filetest.Record(t, filetest.Rows(0, 3))))
	if err != nil {
		t.Fatal(err)
	}
	f.Allow(budget.Of(1 << 20))
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
	for _, recs := range [][]arrow.Record{{filetest.Record(t, filetest.Rows(0, 3)).NewSlice(0, 0)}} {
		got, err := columns(written(t, compress.Codecs.Snappy, recs...))
		if err != nil || len(got) != len(filetest.Fields) || len(got[0]) != 0 {
			t.Errorf("got %q, %v", got, err)
		}
	}
}

// A damaged file is read as another table, or is an error: whatever byte of it is another, and wherever it ends. The
// files of the columns resemble each other, so each is damaged at a third of its bytes, in turn.
func TestADamagedFileIsAnError(t *testing.T) {
	first, second := filetest.Record(t, filetest.Rows(0, 3)), filetest.Record(t, filetest.Rows(3, 2))
	for i, field := range filetest.Fields {
		data := written(t, []compress.Compression{compress.Codecs.Uncompressed, compress.Codecs.Snappy}[i%2],
			filetest.Alone(first, i), filetest.Alone(second, i))
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
	schema := arrow.NewSchema(filetest.Fields[:1], nil)
	data := written(t, compress.Codecs.Snappy, array.NewRecord(schema, []arrow.Array{ones},
		1<<20))
	if len(data) > 64<<10 {
		t.Fatalf("%d bytes", len(data))
	}
	f, err := open(data)
	if err != nil {
		t.Fatal(err)
	}
	f.Allow(budget.Of(4 << 20))
	if _, err := f.Column(0); !errors.Is(err, budget.Err) {
		t.Errorf("8 MiB are read where 4 MiB are allowed: %v", err)
	}
	n := int64(0)
	if err := f.Each(1<<10, nil, func(rec arrow.Record) error { n += rec.NumRows(); return nil }); err != nil ||
		n != 1<<20 {
		t.Errorf("in batches, %d rows, %v", n, err)
	}
}

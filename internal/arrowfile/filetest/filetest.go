// Package filetest has the tables and the compressed frames that the tests of Arrow and Parquet files share.
package filetest

import (
	"encoding/binary"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/internal/arrowtext"
)

// Fields are of the kinds that Parquet keeps apart: physical types, dictionaries, levels of nesting.
var Fields = []arrow.Field{
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

// Rows are those of the tables of these tests, from row from on.
func Rows(from, n int) string {
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

// Record is a record of Fields with rows of JSON.
func Record(t testing.TB, text string) arrow.Record {
	t.Helper()
	rec, _, err := array.RecordFromJSON(memory.DefaultAllocator, arrow.NewSchema(Fields, nil),
		strings.NewReader(text), array.WithMultipleDocs())
	if err != nil {
		t.Fatal(err)
	}
	return rec
}

// A Writer is Arrow's, of files of some kind.
type Writer interface {
	Write(arrow.Record) error
	Close() error
}

// WriteAll writes the records and closes the writer.
func WriteAll(t testing.TB, w Writer, recs []arrow.Record) {
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

// Texts are the texts of the cells of a column.
func Texts(a arrow.Array) ([]string, error) {
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

// ZstdFrame is a frame of Zstandard: its header, without the size of its content unless it has one, and blocks.
func ZstdFrame(size uint64, blocks ...[]byte) []byte {
	head := []byte{0x28, 0xb5, 0x2f, 0xfd, 0x00, 7 << 3} // of a window of 128 KiB
	if size > 0 {
		head = binary.LittleEndian.AppendUint64(append(head[:4], 0xe0), size)
	}
	last := slices.Clone(blocks[len(blocks)-1])
	last[0] |= 1
	return append(head, slices.Concat(append(blocks[:len(blocks)-1:len(blocks)-1], last)...)...)
}

// The kinds of blocks of Zstandard.
const (
	ZstdRaw = iota
	ZstdRLE
	ZstdCompressed
)

// ZstdBlock is a block of a kind, of size bytes after decompression.
func ZstdBlock(kind, size int, body ...byte) []byte {
	head := uint32(kind)<<1 | uint32(size)<<3
	return append([]byte{byte(head), byte(head >> 8), byte(head >> 16)}, body...)
}

// ZstdSkip is a frame of n bytes that are passed over.
func ZstdSkip(n int) []byte {
	return append(binary.LittleEndian.AppendUint32([]byte{0x5a, 0x2a, 0x4d, 0x18}, uint32(n)), make([]byte, n)...)
}

// Alone is one column of a record.
func Alone(rec arrow.Record, i int) arrow.Record {
	return array.NewRecord(arrow.NewSchema(Fields[i:i+1], nil), rec.Columns()[i:i+1], rec.NumRows())
}

// Allocated returns how many bytes do takes.
func Allocated(do func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	do()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

package arrowfile

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/endian"
	"github.com/apache/arrow/go/v17/arrow/ipc"
	"github.com/apache/arrow/go/v17/arrow/memory"
	_ "github.com/sebdah/goldie/v2" // defines -update in every test binary

	"github.com/assay-go/assay/internal/arrowfile/filetest"
	"github.com/assay-go/assay/internal/budget"
)

// writtenIPC returns an Arrow file, or a stream, that holds the records.
func writtenIPC(t testing.TB, stream bool, codec ipc.Option, recs ...arrow.Record) []byte {
	t.Helper()
	f, err := os.Create(filepath.Join(t.TempDir(), "a.arrow"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var w filetest.Writer = ipc.NewWriter(f, ipc.WithSchema(recs[0].Schema()), codec)
	if !stream {
		if w, err = ipc.NewFileWriter(f, ipc.WithSchema(recs[0].Schema()), codec); err != nil {
			t.Fatal(err)
		}
	}
	filetest.WriteAll(t, w, recs)
	data, err := os.ReadFile(f.Name())
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// readIPC returns the texts of the cells of an Arrow file, or of a stream, for which 64 MiB are allowed.
func readIPC(data []byte) (_ [][]string, err error) {
	defer RecoverDamage(&err)
	if err := checkIPC(data); err != nil {
		return nil, err
	}
	var r interface {
		Schema() *arrow.Schema
		Read() (arrow.Record, error)
	}
	if limit := ipc.WithAllocator(budget.Allocator(budget.Of(64 << 20))); bytes.HasPrefix(data, ipc.Magic) {
		r, err = ipc.NewFileReader(bytes.NewReader(data), limit)
	} else {
		r, err = ipc.NewReader(bytes.NewReader(data), limit)
	}
	if err != nil {
		return nil, err
	}
	out := make([][]string, r.Schema().NumFields())
	for {
		rec, err := r.Read()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		for i, c := range rec.Columns() {
			if err := CheckArray(c); err != nil {
				return nil, err
			}
			text, err := filetest.Texts(c)
			if err != nil {
				return nil, err
			}
			out[i] = append(out[i], text...)
		}
	}
}

// forms are those of Arrow files.
var forms = map[string]bool{"file": false, "stream": true}

func TestBatchesAreThoseThatWereWritten(t *testing.T) {
	codecs := map[string]ipc.Option{
		"plain": ipc.WithCompressConcurrency(1), "zstd": ipc.WithZstd(),
		"lz4": ipc.WithLZ4(),
	}
	b := array.NewInt64Builder(memory.DefaultAllocator)
	for i := range int64(100_000) {
		b.Append(i * i * 1e9) // so many bytes are a frame of more than a block
	}
	long := array.NewRecord(arrow.NewSchema(filetest.Fields[:1], nil), []arrow.Array{b.NewArray()}, 100_000)
	for name, recs := range map[string][]arrow.Record{
		"all kinds": {filetest.Record(t, filetest.Rows(0, 1000)), filetest.Record(t, filetest.Rows(0, 6))},
		"long":      {long},
		"empty":     {filetest.Record(t, filetest.Rows(0, 3)).NewSlice(0, 0)},
	} {
		want := make([][]string, len(recs[0].Columns()))
		for _, rec := range recs {
			for i, c := range rec.Columns() {
				text, err := filetest.Texts(c)
				if err != nil {
					t.Fatal(err)
				}
				want[i] = append(want[i], text...)
			}
		}
		for codec, option := range codecs {
			for form, stream := range forms {
				if got, err := readIPC(writtenIPC(t, stream, option, recs...)); err != nil || !slices.EqualFunc(got,
					want, slices.Equal) {
					t.Errorf("%s, %s, %s: %v", name, codec, form, err)
				}
			}
		}
	}
}

// zwide is a frame with a window of 512 MiB, of which it uses one byte.
func zwide(blocks ...[]byte) []byte {
	f := filetest.ZstdFrame(0, append(blocks, filetest.ZstdBlock(filetest.ZstdRLE, 1, 'a'))...)
	f[5] = 19 << 3
	return f
}

// buffers are what stands in an Arrow file as a buffer, and says how many bytes it has.
var buffers = map[string]struct {
	lz4  bool
	says uint64
	data []byte
	want string // at the end of the error
}{
	"a wide window": {false, 8000, zwide(), tooWide},
	"a wide window of no bytes": {
		false, 0, zwide(),
		"has a window of 536870912 bytes, but 0 bytes of data",
	},
	"a wide window of less than nothing":    {false, 1 << 63, zwide(), ""},
	"a wide window of more than is allowed": {false, 1 << 40, zwide(), ""},
	"a window that is as wide as its frame": {false, 8000, filetest.ZstdFrame(512<<20, filetest.ZstdBlock(filetest.ZstdRLE, 128<<10, 'a')), tooWide},
	"a wide window after what is passed over": {
		false, 8000, slices.Concat(filetest.ZstdSkip(5000), zwide()),
		tooWide,
	},
	"a wide window after a narrow one": {
		false, 8000, slices.Concat(filetest.ZstdFrame(0, filetest.ZstdBlock(filetest.ZstdRLE, 100, 'a')), zwide()),
		tooWide,
	},
	"a wide window of a frame that is cut": {
		false, 8000, zwide(filetest.ZstdBlock(filetest.ZstdRLE, 100, 'a'), filetest.ZstdBlock(filetest.ZstdRaw, 1<<20)),
		tooWide,
	},
	"legacy frames of LZ4 in each other": {
		true, 8000, bytes.Repeat([]byte{0x02, 0x21, 0x4c, 0x18}, 2000),
		"is not an LZ4 frame",
	},
}

const tooWide = "buffer 1 has a window of 536870912 bytes, but 8000 bytes of data"

func compression(lz4 bool) ipc.Option {
	if lz4 {
		return ipc.WithLZ4()
	}
	return ipc.WithZstd()
}

// withBuffer returns an Arrow file, or a stream, of noise, whose buffer is another, and says that it has other bytes.
func withBuffer(t testing.TB, stream bool, codec ipc.Option, rec arrow.Record, says uint64, data []byte) []byte {
	t.Helper()
	return replaced(t, writtenIPC(t, stream, codec, rec), says, data)
}

// replaced replaces the buffer of 8000 bytes in an Arrow file.
func replaced(t testing.TB, file []byte, says uint64, data []byte) []byte {
	t.Helper()
	const long = 8000
	at := bytes.Index(file, binary.LittleEndian.AppendUint64(nil, long))
	if at < 0 || len(data) > long {
		t.Fatal("it has no room")
	}
	binary.LittleEndian.PutUint64(file[at:], says)
	copy(file[at+8:], data)
	return file
}

// noise is a column of a thousand numbers that do not compress, or a dictionary of them.
func noise(t testing.TB, dictionary bool) arrow.Record {
	t.Helper()
	b := array.NewInt64Builder(memory.DefaultAllocator)
	for i := range uint64(1000) {
		b.Append(int64((i + 1) * 0x9e3779b97f4a7c15 * (i + 0x7f4a7c15)))
	}
	a := b.NewArray()
	if dictionary {
		dt := &arrow.DictionaryType{IndexType: arrow.PrimitiveTypes.Int16, ValueType: a.DataType()}
		i := array.NewInt16Builder(memory.DefaultAllocator)
		i.AppendValues([]int16{1, 0}, nil)
		a = array.NewDictionaryArray(dt, i.NewArray(), a)
	}
	return array.NewRecord(arrow.NewSchema([]arrow.Field{{Name: "n", Type: a.DataType()}}, nil), []arrow.Array{a},
		int64(a.Len()))
}

func TestABufferThatTakesMoreMemoryThanItSaysIsAnError(t *testing.T) {
	for name, b := range buffers {
		for form, stream := range forms {
			for _, dictionary := range []bool{false, true} {
				data := withBuffer(t, stream, compression(b.lz4), noise(t, dictionary), b.says, b.data)
				var err error
				taken := filetest.Allocated(func() { _, err = readIPC(data) })
				if taken > 4<<20 || err == nil || !strings.HasSuffix(err.Error(), b.want) {
					t.Errorf("%s, %s, dictionary %t: %d MiB are taken, %v", name, form, dictionary, taken>>20, err)
				}
			}
		}
	}
}

// Whoever writes a file may cut a buffer of it into frames, and fill it up.
func TestBuffersOfAnyCutAreRead(t *testing.T) {
	want := slices.Repeat([]string{"7016996765293437281"}, 1000) // of the letter a
	all := filetest.ZstdFrame(8000, filetest.ZstdBlock(filetest.ZstdRLE, 8000, 'a'))
	window := filetest.ZstdFrame(0, filetest.ZstdBlock(filetest.ZstdRLE, 8000, 'a'))
	window[5] = 13 << 3 // 8 MiB
	for name, frames := range map[string][]byte{
		"a frame":               all,
		"a frame with a window": window,
		"what is passed over":   slices.Concat(filetest.ZstdSkip(5000), all),
		"many frames": slices.Concat(filetest.ZstdFrame(0, filetest.ZstdBlock(filetest.ZstdRLE, 100, 'a')),
			filetest.ZstdFrame(0, filetest.ZstdBlock(filetest.ZstdRLE, 7900, 'a'))),
		"what is none, after a frame":   slices.Concat(all, make([]byte, 64)),
		"more than it says that it has": filetest.ZstdFrame(0, slices.Repeat([][]byte{filetest.ZstdBlock(filetest.ZstdRLE, 8000, 'a')}, 1000)...),
	} {
		for form, stream := range forms {
			got, err := readIPC(withBuffer(t, stream, ipc.WithZstd(), noise(t, false), 8000, frames))
			if err != nil || !slices.Equal(got[0], want) {
				t.Errorf("%s, %s: %v", name, form, err)
			}
		}
	}
}

func TestBatchesThatLieInEachOtherAreAnError(t *testing.T) {
	data := writtenIPC(t, false, ipc.WithZstd(), noise(t, false), noise(t, false).NewSlice(0, 1))
	footer := data[len(data)-10-int(number(data, len(data)-10)):]
	first, n := rootOf(footer).vector(batchMessage)
	if n != 2 {
		t.Fatalf("%d batches", n)
	}
	copy(footer[first+24:], footer[first:first+24])
	if _, err := readIPC(data); err == nil || err.Error() != "damaged: its batches overlap" {
		t.Errorf("got %v", err)
	}
}

func TestBuffersThatLieInEachOtherAreAnError(t *testing.T) {
	data := writtenIPC(t, true, ipc.WithZstd(), filetest.Record(t, filetest.Rows(0, 3)))
	batch := messages(data)[2] // after the schema and a dictionary
	first, _ := rootOf(batch).table(2).vector(2)
	// the first that is not empty has all bytes
	binary.LittleEndian.PutUint64(batch[first+16*1+8:], uint64(rootOf(batch).long(3)))
	if _, err := readIPC(data); err == nil || !strings.HasSuffix(err.Error(), "its buffers overlap") {
		t.Errorf("got %v", err)
	}
}

// Arrow reads as many buffers as a field of its kind has, however many there are.
func TestABatchHasTheBuffersOfItsFields(t *testing.T) {
	i, text := arrow.PrimitiveTypes.Int32, arrow.BinaryTypes.String
	of := []arrow.Field{{Name: "a", Type: text, Nullable: true}, {Name: "b", Type: i, Nullable: true}}
	types := []arrow.DataType{
		arrow.Null, i, arrow.PrimitiveTypes.Float64, arrow.BinaryTypes.Binary, text, arrow.FixedWidthTypes.Boolean,
		&arrow.Decimal128Type{Precision: 5},
		arrow.PrimitiveTypes.Date32, arrow.FixedWidthTypes.Time32s, arrow.FixedWidthTypes.Timestamp_us,
		arrow.FixedWidthTypes.MonthInterval,
		arrow.ListOf(text), arrow.StructOf(of...), arrow.SparseUnionOf(of, []arrow.UnionTypeCode{0, 1}),
		arrow.DenseUnionOf(of, []arrow.UnionTypeCode{0, 1}),
		&arrow.FixedSizeBinaryType{ByteWidth: 3}, arrow.FixedSizeListOf(2, text), arrow.MapOf(text, i),
		arrow.FixedWidthTypes.Duration_us,
		arrow.BinaryTypes.LargeBinary, arrow.BinaryTypes.LargeString, arrow.LargeListOf(text),
		arrow.RunEndEncodedOf(i, text),
		arrow.BinaryTypes.BinaryView, arrow.BinaryTypes.StringView, arrow.ListViewOf(text), arrow.LargeListViewOf(text),
		&arrow.DictionaryType{IndexType: i, ValueType: text},
		arrow.ListOf(&arrow.DictionaryType{IndexType: i, ValueType: text}),
	}
	for _, dt := range types {
		data := writtenIPC(t, true, ipc.WithCompressConcurrency(1), two(dt))
		if err := checkIPC(data); err != nil {
			t.Errorf("%s: %v", dt, err)
		}
		for _, m := range messages(data)[1:] {
			batch := rootOf(m).table(2)
			if rootOf(m).data[rootOf(m).field(1)] == dictionaryMessage {
				batch = batch.table(1)
			}
			at, n := batch.vector(2)
			if n == 0 {
				continue
			}
			m[at-4]--
			want := fmt.Sprintf("it has %d of %d buffers", n-1, n)
			if err := checkIPC(data); err == nil || !strings.HasSuffix(err.Error(), want) {
				t.Errorf("%s: got %v, want %s", dt, err, want)
			}
			m[at-4]++
		}
	}
}

func TestAFieldOfViewsHasNoMoreBuffersThanItsBatch(t *testing.T) {
	data := writtenIPC(t, true, ipc.WithZstd(), two(arrow.BinaryTypes.StringView))
	m := messages(data)[1]
	at, n := rootOf(m).table(2).vector(4)
	if n != 1 || m[at] != 1 {
		t.Fatalf("%d filetest.Fields of views, the first of %d buffers", n, m[at])
	}
	m[at+4] = 1 // 1<<32
	var err error
	taken := filetest.Allocated(func() { _, err = readIPC(data) })
	if taken > 4<<20 || err == nil || !strings.HasSuffix(err.Error(), "a view field has 4294967297 of 3 buffers") {
		t.Errorf("%d MiB are taken, %v", taken>>20, err)
	}
}

// two is a column of two values of a type, the second of which is as good as nothing.
func two(dt arrow.DataType) arrow.Record {
	b := array.NewBuilder(memory.DefaultAllocator, dt)
	switch b := b.(type) {
	case *array.StringViewBuilder:
		b.Append("a text that its view does not hold")
	case *array.BinaryViewBuilder:
		b.Append([]byte("bytes that their view does not hold"))
	default:
		b.AppendEmptyValue()
	}
	b.AppendEmptyValue()
	return array.NewRecord(arrow.NewSchema([]arrow.Field{{Name: "a", Type: dt, Nullable: true}}, nil),
		[]arrow.Array{b.NewArray()}, 2)
}

func checkIPC(data []byte) error { return CheckIPC(bytes.NewReader(data), int64(len(data))) }

func TestAStreamWithoutItsDictionariesIsAnError(t *testing.T) {
	data := writtenIPC(t, true, ipc.WithZstd(), noise(t, true))
	dictionary := rootOf(messages(data)[1])
	dictionary.data[dictionary.field(1)] = batchMessage
	want := "damaged: the message at byte 152 is not a dictionary, and 1 are missing"
	if _, err := readIPC(data); err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

// messages returns those of a stream.
func messages(stream []byte) [][]byte {
	var out [][]byte
	for {
		skip, length := messageLength(stream)
		if length == 0 {
			return out
		}
		m := stream[skip : skip+length]
		out = append(out, m)
		stream = stream[skip+length+rootOf(m).long(3):]
	}
}

// FuzzBuffers reads an Arrow file whose longest buffer is what it is given, as what a codec wrote.
func FuzzBuffers(f *testing.F) {
	const longest = 4 << 10
	for _, b := range buffers {
		if len(b.data) <= longest {
			f.Add(b.lz4, b.says, b.data)
		}
	}
	files := map[bool][]byte{}
	for _, lz4 := range []bool{false, true} {
		files[lz4] = writtenIPC(f, true, compression(lz4), noise(f, false))
	}
	f.Fuzz(func(t *testing.T, lz4 bool, says uint64, buffer []byte) {
		if len(buffer) > longest {
			t.Skip("longer than what it takes to be hostile")
		}
		data := replaced(t, slices.Clone(files[lz4]), says, buffer)
		// there is a window of each size, up to 8 MiB
		if taken := filetest.Allocated(func() { _, _ = readIPC(data) }); taken > 256<<20 {
			t.Errorf("%d MiB are taken", taken>>20)
		}
	})
}

func TestABigEndianFileIsRefused(t *testing.T) {
	schema := arrow.NewSchemaWithEndian(filetest.Fields[:1], nil, endian.BigEndian)
	b := array.NewInt64Builder(memory.DefaultAllocator)
	b.Append(1)
	rec := array.NewRecord(schema, []arrow.Array{b.NewArray()}, 1)
	for form, stream := range forms {
		_, err := readIPC(writtenIPC(t, stream, ipc.WithCompressConcurrency(1), rec))
		if err == nil || !strings.Contains(err.Error(), "its numbers are big-endian") {
			t.Errorf("%s: %v", form, err)
		}
	}
}

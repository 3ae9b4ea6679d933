package parquetfile

import (
	"bytes"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/compress"
	"github.com/apache/arrow/go/v17/arrow"
	"github.com/klauspost/compress/zstd"

	"github.com/assay-go/assay/internal/arrowfile/filetest"
)

// An encoder is a codec that writes pages as its function does.
type encoder struct {
	compress.Codec
	encode func(page []byte) []byte
}

func (e encoder) Encode(_, page []byte) []byte             { return e.encode(page) }
func (e encoder) EncodeLevel(_, page []byte, _ int) []byte { return e.encode(page) }
func (e encoder) CompressBound(n int64) int64              { return n }

// encoded returns a Parquet file of a record, of which encode writes the pages, as what the codec wrote.
func encoded(t testing.TB, codec compress.Compression, rec arrow.Record, version parquet.DataPageVersion,
	encode func(page []byte) []byte,
) []byte {
	t.Helper()
	compress.RegisterCodec(codec, encoder{codecs[codec], encode})
	defer compress.RegisterCodec(codec, codecs[codec])
	return writtenAs(t, []parquet.WriterProperty{
		parquet.WithCompression(codec), parquet.WithDataPageVersion(version),
	}, rec)
}

// zliterals is a compressed block of 128 KiB: one literal again and again, and no sequence.
func zliterals() []byte {
	const size = 128 << 10
	return filetest.ZstdBlock(filetest.ZstdCompressed, 5, 1|3<<2|size&15<<4, size>>4&0xff, size>>12, 'a', 0)
}

// bombs are pages that decompress to more than any page here: to 64 MiB, or to what their headers say of it.
var bombs = sync.OnceValue(func() map[string]bomb {
	const many = 512 // blocks of 128 KiB
	rle := filetest.ZstdBlock(filetest.ZstdRLE, 128<<10, 'a')
	endless := filetest.ZstdFrame(0, slices.Repeat([][]byte{rle}, many)...)
	zstd := compress.Codecs.Zstd
	all := map[string]bomb{
		"snappy, by its header":           {compress.Codecs.Snappy, []byte{0xff, 0xff, 0xff, 0xff, 0x0f, 0}},
		"zstd, by its header":             {zstd, filetest.ZstdFrame(1<<40, filetest.ZstdBlock(filetest.ZstdRaw, 0))},
		"zstd without a size":             {zstd, endless},
		"zstd of compressed blocks":       {zstd, filetest.ZstdFrame(0, slices.Repeat([][]byte{zliterals()}, many)...)},
		"zstd of many frames":             {zstd, bytes.Repeat(filetest.ZstdFrame(0, rle), many)},
		"zstd of many frames with a size": {zstd, bytes.Repeat(filetest.ZstdFrame(128<<10, rle), many)},
		"zstd after what is passed over":  {zstd, slices.Concat(filetest.ZstdSkip(9000), endless)},
		"zstd of sizes that sum to nothing": {zstd, slices.Concat(
			filetest.ZstdFrame(1, filetest.ZstdBlock(filetest.ZstdRaw, 1, 'a')),
			filetest.ZstdFrame(1<<64-1, rle))},
	}
	zeros := make([]byte, 64<<20)
	for codec, of := range codecs {
		all[codec.String()] = bomb{codec, of.Encode(nil, zeros)}
	}
	return all
})

// A bomb is a page that has been compressed.
type bomb struct {
	codec compress.Compression
	page  []byte
}

// codecs are arrow's own.
var codecs = map[compress.Compression]compress.Codec{}

func init() {
	for _, codec := range []compress.Compression{
		compress.Codecs.Snappy, compress.Codecs.Gzip, compress.Codecs.Brotli,
		compress.Codecs.Zstd, compress.Codecs.Lz4Raw,
	} {
		of, err := compress.GetCodec(codec)
		if err != nil {
			panic(err)
		}
		codecs[codec] = of
	}
}

func TestAPageThatHoldsMoreThanItSaysIsAnErrorAndTakesNoMemory(t *testing.T) {
	for name, bomb := range bombs() {
		for kind, rec := range map[string]arrow.Record{
			"numbers": numbers(t), "a dictionary": kinds(t),
			"an empty dictionary": nothing(t),
		} {
			for _, version := range []parquet.DataPageVersion{parquet.DataPageV1, parquet.DataPageV2} {
				data := encoded(t, bomb.codec, rec, version, func([]byte) []byte { return bomb.page })
				var err error
				if taken := filetest.Allocated(func() { _, err = columns(data) }); taken > 32<<20 || err == nil {
					t.Errorf("%s, %s, version %d: %d MiB are taken, %v", name, kind, version, taken>>20, err)
				}
			}
		}
	}
}

func TestTheErrorOfAPageSaysWhatItHolds(t *testing.T) {
	all := bombs()
	for name, want := range map[string]string{
		"snappy, by its header": "damaged: the page at byte 4 has 4294967295 bytes, but says that it has 8000",
		"zstd, by its header":   "damaged: the page at byte 4 has more bytes, but says that it has 8000",
		"zstd without a size": "damaged: the page at byte 4 does not decompress to 8000 bytes, as it says:" +
			" decompressed size exceeds configured limit",
	} {
		data := encoded(t, all[name].codec, numbers(t), parquet.DataPageV1,
			func([]byte) []byte { return all[name].page })
		if _, err := columns(data); err == nil || err.Error() != want {
			t.Errorf("%s: got %v, want %s", name, err, want)
		}
	}
	short := func(p []byte) []byte { return codecs[compress.Codecs.Zstd].Encode(nil, p[1:]) }
	_, err := columns(encoded(t, compress.Codecs.Zstd, numbers(t), parquet.DataPageV1, short))
	if want := "damaged: the page at byte 4 has 7999 bytes, but says that it has 8000"; err == nil ||
		err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

// Whoever writes a file may cut a page of it into blocks and frames as they like.
func TestPagesOfAnyCutAreRead(t *testing.T) {
	streamed := func(page []byte, piece int) []byte {
		var b bytes.Buffer
		w, err := zstd.NewWriter(&b, zstd.WithEncoderConcurrency(1), zstd.WithWindowSize(1<<17))
		if err != nil {
			t.Fatal(err)
		}
		for p := range slices.Chunk(page, piece) {
			if _, err := w.Write(p); err != nil {
				t.Fatal(err)
			}
			if err := w.Flush(); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	for name, cut := range map[string]func(page []byte) []byte{
		"one block of a stream":   func(p []byte) []byte { return streamed(p, 1<<20) },
		"many blocks of a stream": func(p []byte) []byte { return streamed(p, 1000) },
		"what is passed over": func(p []byte) []byte {
			return slices.Concat(filetest.ZstdSkip(5000), codecs[compress.Codecs.Zstd].Encode(nil, p), filetest.ZstdSkip(0))
		},
		"many frames": func(p []byte) []byte {
			return slices.Concat(codecs[compress.Codecs.Zstd].Encode(nil, p[:1]), streamed(p[1:], 700))
		},
		"blocks that are not": func(p []byte) []byte {
			return filetest.ZstdFrame(0, filetest.ZstdBlock(filetest.ZstdRaw, len(p), p...))
		},
		"a block, of a frame of it": func(p []byte) []byte {
			return filetest.ZstdFrame(uint64(len(p)), filetest.ZstdBlock(filetest.ZstdRaw, len(p),
				p...))
		},
	} {
		for _, version := range []parquet.DataPageVersion{parquet.DataPageV1, parquet.DataPageV2} {
			for _, rec := range []arrow.Record{numbers(t), kinds(t)} {
				want, err := filetest.Texts(rec.Column(0))
				if err != nil {
					t.Fatal(err)
				}
				got, err := columns(encoded(t, compress.Codecs.Zstd, rec, version, cut))
				if err != nil || !slices.Equal(got[0], want) {
					t.Errorf("%s, version %d: %v", name, version, err)
				}
			}
		}
	}
}

func numbers(t testing.TB) arrow.Record {
	return filetest.Alone(filetest.Record(t, filetest.Rows(0, 1000)), 0)
}

func kinds(t testing.TB) arrow.Record {
	return filetest.Alone(filetest.Record(t, filetest.Rows(0, 1000)), 7)
}

// nothing is a column of nulls, whose dictionary is empty.
func nothing(t testing.TB) arrow.Record {
	return filetest.Alone(filetest.Record(t, strings.Repeat(`{"id": 1, "at": "2026-01-01T00:00:00Z"}`+"\n", 1000)), 4)
}

// FuzzPages reads a file whose every page is what it is given, as what a codec wrote.
func FuzzPages(f *testing.F) {
	const longest = 4 << 10
	for _, bomb := range bombs() {
		if len(bomb.page) <= longest {
			f.Add(int(bomb.codec), bomb.page)
		}
	}
	rec := numbers(f)
	f.Fuzz(func(t *testing.T, codec int, page []byte) {
		if codecs[compress.Compression(codec)] == nil || len(page) > longest {
			t.Skip("no codec, or longer than what it takes to be hostile")
		}
		data := encoded(t, compress.Compression(codec), rec, parquet.DataPageV1, func([]byte) []byte { return page })
		if taken := filetest.Allocated(func() { _, _ = columns(data) }); taken > 32<<20 {
			t.Errorf("%d MiB are taken", taken>>20)
		}
	})
}

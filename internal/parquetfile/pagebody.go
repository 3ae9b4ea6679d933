package parquetfile

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/apache/arrow-go/v18/parquet/compress"
	"github.com/klauspost/compress/zstd"

	"github.com/assay-go/assay/internal/arrowfile"
	"github.com/assay-go/assay/internal/budget"
)

// Arrow decompresses a page into a buffer of the size in the page's header, with these exceptions:
//
//   - Snappy allocates the size in its own header.
//   - Gzip and Brotli decompress to the end if the page's header says that it has no bytes.
//   - Zstandard allocates the size in the header of a frame, or decompresses to the end if it has none.
//
// LZ4_RAW never exceeds the buffer. Arrow does not read LZO, nor the LZ4 of Hadoop.

// checkBody returns an error if a page decompresses to more bytes than its header says.
func (f *parquetFile) checkBody(codec compress.Compression, p page) error {
	if p.plain || p.body == p.end {
		return nil
	}
	body := io.NewSectionReader(f.source, p.body, p.end-p.body)
	switch codec {
	case compress.Codecs.Snappy:
		return checkSnappy(body, p.size)
	case compress.Codecs.Gzip, compress.Codecs.Brotli:
		if p.size == 0 {
			return checkEmpty(codec, body)
		}
	case compress.Codecs.Zstd:
		return f.checkZstd(body, p.size)
	}
	return nil
}

func errHolds(holds any, size int64) error {
	return fmt.Errorf("has %v bytes, but says that it has %d", holds, size)
}

func checkSnappy(body *io.SectionReader, size int64) error {
	head := make([]byte, min(binary.MaxVarintLen64, body.Size()))
	if _, err := body.ReadAt(head, 0); err != nil {
		return err
	}
	if n, read := binary.Uvarint(head); read <= 0 || n != uint64(size) {
		return errHolds(n, size)
	}
	return nil
}

func checkEmpty(codec compress.Compression, body io.Reader) error {
	of, err := compress.GetCodec(codec)
	if err != nil {
		return err
	}
	r := of.(compress.StreamingCodec).NewReader(body)
	defer r.Close()
	if n, err := io.CopyN(io.Discard, r, 1); n > 0 {
		return errHolds("some", 0)
	} else if !errors.Is(err, io.EOF) {
		return err
	}
	return nil
}

// checkZstd adds up the sizes of the frames of a page: those in their headers, or the most that their blocks can have.
// If the sum is too large by more than a block, it decompresses the page with a limit.
func (f *parquetFile) checkZstd(body *io.SectionReader, size int64) error {
	w := arrowfile.NewZstdReader(body)
	var exact, most uint64
	for at := int64(0); at < body.Size(); {
		frame, err := w.Frame(at)
		if err != nil {
			return fmt.Errorf("is not Zstandard: %w", err)
		}
		at = frame.End
		if frame.Exact > uint64(size)-exact {
			return errHolds("more", size)
		}
		exact += frame.Exact
		most += frame.Most
	}
	switch {
	case exact+most < uint64(size):
		return errHolds(exact+most, size)
	case exact+most <= uint64(size)+arrowfile.ZstdBlock:
		return nil
	case size > f.allow:
		return budget.Err
	}
	src := make([]byte, body.Size())
	if _, err := body.ReadAt(src, 0); err != nil {
		return err
	}
	got, err := limitedZstd().DecodeAll(src, make([]byte, 0, size))
	if err != nil {
		return fmt.Errorf("does not decompress to %d bytes, as it says: %w", size, err)
	}
	if len(got) != int(size) {
		return errHolds(len(got), size)
	}
	return nil
}

// limitedZstd returns a decoder that does not grow the buffer that it is given.
var limitedZstd = sync.OnceValue(func() *zstd.Decoder {
	d, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecodeAllCapLimit(true))
	if err != nil {
		panic(err) // the options are valid
	}
	return d
})

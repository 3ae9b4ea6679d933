package arrowfile

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/apache/arrow/go/v17/parquet/compress"
	"github.com/klauspost/compress/zstd"
)

// Arrow decompresses a page into room of the size that its header says, but for these:
//
//   - Snappy makes room for what its own header says;
//   - Gzip and Brotli go on to the end where the page says that it has no bytes;
//   - Zstandard makes room for what a frame says, or goes on to the end of one that does not say it.
//
// LZO, and LZ4 of both kinds, arrow does not know.

// checkBody returns an error where a page decompresses to more than its header says.
func (f *File) checkBody(codec compress.Compression, p page) error {
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
	return fmt.Errorf("holds %v bytes, and says that it has %d", holds, size)
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
	r := of.NewReader(body)
	defer r.Close()
	if n, err := io.CopyN(io.Discard, r, 1); n > 0 {
		return errHolds("some", 0)
	} else if !errors.Is(err, io.EOF) {
		return err
	}
	return nil
}

// zstdBlock is the most that a block of Zstandard decompresses to.
const zstdBlock = 128 << 10

// checkZstd adds up what the frames of a page hold: what their headers say, or at most what their blocks may. Where that is
// too much by more than a block, the page is decompressed within its size.
func (f *File) checkZstd(body *io.SectionReader, size int64) error {
	w := &window{r: body}
	var exact, most uint64
	for at := int64(0); at < body.Size(); {
		frame, err := w.frame(at)
		if err != nil {
			return fmt.Errorf("is none of zstd: %w", err)
		}
		at = frame.end
		if frame.exact > uint64(size)-exact {
			return errHolds("more", size)
		}
		exact += frame.exact
		most += frame.most
	}
	switch {
	case exact+most < uint64(size):
		return errHolds(exact+most, size)
	case exact+most <= uint64(size)+zstdBlock:
		return nil
	case size > f.allow:
		return ErrMemory
	}
	src := make([]byte, body.Size())
	if _, err := body.ReadAt(src, 0); err != nil {
		return err
	}
	got, err := zstdWithin().DecodeAll(src, make([]byte, 0, size))
	if err != nil {
		return fmt.Errorf("does not decompress to the %d bytes that it says it has: %w", size, err)
	}
	if len(got) != int(size) {
		return errHolds(len(got), size)
	}
	return nil
}

// zstdWithin returns a decoder that stays within the room that it is given.
var zstdWithin = sync.OnceValue(func() *zstd.Decoder {
	d, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecodeAllCapLimit(true))
	if err != nil {
		panic(err) // the options are right
	}
	return d
})

// A frame is a frame of Zstandard, by its headers.
type frame struct {
	end         int64  // in the body
	exact, most uint64 // bytes that it decompresses to: so many, or so many at most
	window      uint64 // bytes that a decoder of streams holds
}

// A window is a part of a body that is read for the headers in it.
type window struct {
	r    *io.SectionReader
	from int64
	part []byte
	room [4096]byte
}

// at returns up to n bytes, fewer where the body ends.
func (w *window) at(at int64, n int) ([]byte, error) {
	if at < w.from || at+int64(n) > w.from+int64(len(w.part)) {
		read, err := w.r.ReadAt(w.room[:], at)
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
		w.from, w.part = at, w.room[:read]
	}
	rest := w.part[at-w.from:]
	return rest[:min(n, len(rest))], nil
}

// frame reads the headers of a frame, of one that is cut those that there are.
func (w *window) frame(at int64) (frame, error) {
	head, err := w.at(at, zstd.HeaderMaxSize)
	if err != nil {
		return frame{}, err
	}
	var h zstd.Header
	if err := h.Decode(head); err != nil {
		return frame{}, err
	}
	f := frame{end: at + int64(h.HeaderSize), window: h.WindowSize}
	if h.SingleSegment {
		f.window = h.FrameContentSize
	}
	if h.Skippable {
		f.end += int64(h.SkippableSize)
		return f, nil
	}
	for last := false; !last; {
		block, err := w.at(f.end, 3)
		if err != nil {
			return f, err
		}
		if len(block) < 3 {
			return f, io.ErrUnexpectedEOF
		}
		header := uint32(block[0]) | uint32(block[1])<<8 | uint32(block[2])<<16
		length := int64(header >> 3)
		last = header&1 != 0
		f.end += 3
		switch header >> 1 & 3 {
		case 0: // as it is
			f.most += uint64(length)
			f.end += length
		case 1: // one byte, so many times
			f.most += uint64(length)
			f.end++
		default:
			f.most += zstdBlock
			f.end += length
		}
	}
	if h.HasFCS {
		f.exact, f.most = h.FrameContentSize, 0
	}
	if h.HasCheckSum {
		f.end += 4
	}
	return f, nil
}

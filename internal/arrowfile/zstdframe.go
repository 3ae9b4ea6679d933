package arrowfile

import (
	"errors"
	"io"

	"github.com/klauspost/compress/zstd"
)

// ZstdBlock is the largest size in bytes that a block of Zstandard decompresses to.
const ZstdBlock = 128 << 10

// A ZstdFrame is a frame of Zstandard, as its headers describe it. Sizes are in bytes.
type ZstdFrame struct {
	End         int64  // its offset in the body
	Exact, Most uint64 // it decompresses to exactly, or else to at most this size
	window      uint64 // what a decoder of streams holds
}

// A ZstdReader reads the headers in a body, and skips what is between them.
type ZstdReader struct {
	r    *io.SectionReader
	from int64
	part []byte
	room [4096]byte
}

// NewZstdReader returns a reader of the frames of a body.
func NewZstdReader(body *io.SectionReader) *ZstdReader { return &ZstdReader{r: body} }

// at returns up to n bytes, fewer if the body ends.
func (w *ZstdReader) at(at int64, n int) ([]byte, error) {
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

// Frame reads the headers of a frame. If the frame is cut short, it returns an error with those that it read.
func (w *ZstdReader) Frame(at int64) (ZstdFrame, error) {
	head, err := w.at(at, zstd.HeaderMaxSize)
	if err != nil {
		return ZstdFrame{}, err
	}
	var h zstd.Header
	if err := h.Decode(head); err != nil {
		return ZstdFrame{}, err
	}
	f := ZstdFrame{End: at + int64(h.HeaderSize), window: h.WindowSize}
	if h.SingleSegment {
		f.window = h.FrameContentSize
	}
	if h.Skippable {
		f.End += int64(h.SkippableSize)
		return f, nil
	}
	for last := false; !last; {
		block, err := w.at(f.End, 3)
		if err != nil {
			return f, err
		}
		if len(block) < 3 {
			return f, io.ErrUnexpectedEOF
		}
		header := uint32(block[0]) | uint32(block[1])<<8 | uint32(block[2])<<16
		length := int64(header >> 3)
		last = header&1 != 0
		f.End += 3
		switch header >> 1 & 3 {
		case 0: // not compressed
			f.Most += uint64(length)
			f.End += length
		case 1: // one byte, repeated
			f.Most += uint64(length)
			f.End++
		default:
			f.Most += ZstdBlock
			f.End += length
		}
	}
	if h.HasFCS {
		f.Exact, f.Most = h.FrameContentSize, 0
	}
	if h.HasCheckSum {
		f.End += 4
	}
	return f, nil
}

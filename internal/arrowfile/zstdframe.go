package arrowfile

import (
	"errors"
	"io"

	"github.com/klauspost/compress/zstd"
)

// zstdBlock is the largest size in bytes that a block of Zstandard decompresses to.
const zstdBlock = 128 << 10

// A zstdFrame is a frame of Zstandard, as its headers describe it. Sizes are in bytes.
type zstdFrame struct {
	end         int64  // its offset in the body
	exact, most uint64 // it decompresses to exactly, or else to at most this size
	window      uint64 // what a decoder of streams holds
}

// A headerReader reads the headers in a body, and skips what is between them.
type headerReader struct {
	r    *io.SectionReader
	from int64
	part []byte
	room [4096]byte
}

// at returns up to n bytes, fewer if the body ends.
func (w *headerReader) at(at int64, n int) ([]byte, error) {
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

// frame reads the headers of a frame. If the frame is cut short, it returns an error with those that it read.
func (w *headerReader) frame(at int64) (zstdFrame, error) {
	head, err := w.at(at, zstd.HeaderMaxSize)
	if err != nil {
		return zstdFrame{}, err
	}
	var h zstd.Header
	if err := h.Decode(head); err != nil {
		return zstdFrame{}, err
	}
	f := zstdFrame{end: at + int64(h.HeaderSize), window: h.WindowSize}
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
		case 0: // not compressed
			f.most += uint64(length)
			f.end += length
		case 1: // one byte, repeated
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

package arrowfile

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// Arrow decompresses a buffer of an IPC file into memory of the size that precedes it, and no further. Its allocator
// may refuse that memory, but it does not see what the decoder of a batch allocates:
//
//   - The decoder of Zstandard allocates the window of a frame, up to 512 MiB, even if the frame holds little.
//   - The decoder of LZ4 holds two blocks of at most 4 MiB, but calls itself for each magic number of a legacy frame,
//     until the stack overflows.
//
// So the buffers are checked here first. Arrow also reads as many buffers as the fields need, even past the end of the
// list.

// largestWindow is the window in bytes that a frame of Zstandard may have, whatever it holds. Writers that do not know
// the size of their data use up to this; others use at most the size of their data.
const largestWindow = 8 << 20

// bufferNeeds is the number of buffers that Arrow reads of a batch, without checking that there are as many.
type bufferNeeds struct {
	buffers, views int
	old            bool // the format is older than Arrow 1.0
}

// buffersOf has the least number of buffers of a field by its kind, without those of its children.
var buffersOf = [...]int{
	// none, null, int, float, binary, utf8, bool, decimal, date, time, timestamp, interval
	0, 0, 2, 2, 3, 3, 2, 2, 2, 2, 2, 2,
	// list, struct, union, fixed binary, fixed list, map, duration, large variants, run ends
	2, 1, 1, 2, 1, 2, 2, 3, 3, 2, 0,
	2, 2, 3, 3, // views of binary, utf8, lists
}

func (n *bufferNeeds) add(field flatTable) {
	const dictionary = 4
	if field.table(dictionary).at > 0 {
		n.buffers += 2 // the indices'
		return
	}
	n.addValues(field)
}

func (n *bufferNeeds) addValues(field flatTable) {
	const kind, of, children = 2, 3, 5
	const union, runEnds, binaryView, utf8View = 14, 22, 23, 24
	k := 0
	if at := field.field(kind); at > 0 {
		k = int(field.data[at])
	}
	n.buffers += buffersOf[k]
	switch k {
	case union:
		const mode, dense = 0, 1
		if at := field.table(of).field(mode); at > 0 && binary.LittleEndian.Uint16(field.data[at:]) == dense {
			n.buffers++
		}
		fallthrough
	case runEnds:
		if n.old {
			n.buffers++ // of nulls
		}
	case binaryView, utf8View:
		n.views++
	}
	for _, child := range field.tables(children) {
		n.add(child)
	}
}

// check returns an error if a batch has fewer.
func (n bufferNeeds) check(batch flatTable) error {
	const buffers, variadic = 2, 4
	_, has := batch.vector(buffers)
	first, views := batch.vector(variadic)
	if views < n.views {
		return fmt.Errorf("it has %d of %d view fields", views, n.views)
	}
	for i := range n.views {
		more := long(batch.data[first+8*i:])
		if more < 0 || more > int64(has) {
			return fmt.Errorf("a view field has %d of %d buffers", more, has)
		}
		n.buffers += int(more)
	}
	if has < n.buffers {
		return fmt.Errorf("it has %d of %d buffers", has, n.buffers)
	}
	return nil
}

// checkBuffers checks the buffers of a batch if they are compressed.
func checkBuffers(batch flatTable, body section) error {
	const buffers, compression, codec = 2, 3, 0
	compressed := batch.table(compression)
	if compressed.at == 0 {
		return nil
	}
	check := checkLZ4
	if at := compressed.field(codec); at > 0 && compressed.data[at] != 0 {
		check = checkWindows
	}
	left := body.size // buffers share no bytes
	first, n := batch.vector(buffers)
	w := &ZstdReader{}
	for i := range n {
		b := batch.data[first+16*i:]
		at, length := long(b), long(b[8:])
		if length == 0 {
			continue
		}
		buffer, err := body.part(at, length)
		if err != nil {
			return fmt.Errorf("buffer %d: %w", i, err)
		}
		if left -= length; left < 0 {
			return errors.New("its buffers overlap")
		}
		head, err := buffer.read(0, 8)
		if err != nil {
			return fmt.Errorf("buffer %d: %w", i, err)
		}
		size := long(head)
		if size == -1 { // it is not compressed
			continue
		}
		w.r, w.part = io.NewSectionReader(buffer, 8, length-8), nil
		if err := check(w, int64(int(size))); err != nil { // Arrow converts it to int, too
			return fmt.Errorf("buffer %d %w", i, err)
		}
	}
	return nil
}

// checkWindows checks the windows of the frames of a buffer that decompresses to size bytes. Arrow's decoder stops at
// the first error, as this does.
func checkWindows(w *ZstdReader, size int64) error {
	for at, ends := int64(0), false; !ends && at < w.r.Size(); {
		frame, err := w.Frame(at)
		if frame.window > uint64(max(largestWindow, size)) {
			return fmt.Errorf("has a window of %d bytes, but %d bytes of data", frame.window, size)
		}
		at, ends = frame.End, err != nil
	}
	return nil
}

func checkLZ4(w *ZstdReader, _ int64) error {
	const mark = 0x184d2204
	head, err := w.at(0, 4)
	if err == nil && len(head) == 4 && number(head, 0) != mark {
		return errors.New("is not an LZ4 frame")
	}
	return err
}

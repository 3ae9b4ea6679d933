package arrowfile

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// Arrow decompresses a buffer of its own files into room of the size that stands before it, and no further. Its allocator
// may refuse the room, but does not see what the decoder takes beside it, of which there is one for a batch:
//
//   - that of Zstandard makes room for the window of a frame, of up to 512 MiB, however little the frame holds;
//   - that of LZ4 holds two blocks, of 4 MiB at most, but calls itself for each mark of a legacy frame, to the end of the stack.
//
// So buffers are walked over here first. Arrow takes as many of them as the fields have, from behind the list of them, too.

// widest is the window that a frame of Zstandard may have whatever it holds: writers take up to that who do not know how
// much will come. Of those who know, none takes more than what they write.
const widest = 8 << 20

// A need is what arrow reads of a batch, without a look at how much there is.
type bufferNeeds struct {
	buffers, views int
	old            bool // the format is that before Arrow 1.0
}

// buffersOf says how many buffers a field of a kind has, at the least, without its children.
var buffersOf = [...]int{
	0, 0, 2, 2, 3, 3, 2, 2, 2, 2, 2, 2, // none, null, int, float, binary, utf8, bool, decimal, date, time, timestamp, interval
	2, 1, 1, 2, 1, 2, 2, 3, 3, 2, 0, // list, struct, union, fixed binary, fixed list, map, duration, large ones, run ends
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

// check returns an error where a batch has less.
func (n bufferNeeds) check(batch flatTable) error {
	const buffers, variadic = 2, 4
	_, has := batch.vector(buffers)
	first, views := batch.vector(variadic)
	if views < n.views {
		return fmt.Errorf("it has %d of %d fields of views", views, n.views)
	}
	for i := range n.views {
		more := long(batch.data[first+8*i:])
		if more < 0 || more > int64(has) {
			return fmt.Errorf("a field of views has %d of %d buffers", more, has)
		}
		n.buffers += int(more)
	}
	if has < n.buffers {
		return fmt.Errorf("it has %d of %d buffers", has, n.buffers)
	}
	return nil
}

// checkBuffers checks the buffers of a batch that is compressed.
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
	left := body.size // a buffer has its bytes for itself
	first, n := batch.vector(buffers)
	w := &headerReader{}
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
			return errors.New("its buffers lie in each other")
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
		if err := check(w, int64(int(size))); err != nil { // the int is arrow's
			return fmt.Errorf("buffer %d %w", i, err)
		}
	}
	return nil
}

// checkWindows checks the frames of a buffer that decompresses to so many bytes. Where they end, arrow's decoder ends.
func checkWindows(w *headerReader, size int64) error {
	for at, ends := int64(0), false; !ends && at < w.r.Size(); {
		frame, err := w.frame(at)
		if frame.window > uint64(max(widest, size)) {
			return fmt.Errorf("has a window of %d bytes, and says that it has %d", frame.window, size)
		}
		at, ends = frame.end, err != nil
	}
	return nil
}

func checkLZ4(w *headerReader, _ int64) error {
	const mark = 0x184d2204
	head, err := w.at(0, 4)
	if err == nil && len(head) == 4 && number(head, 0) != mark {
		return errors.New("is no frame of LZ4")
	}
	return err
}

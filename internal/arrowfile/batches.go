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

// kinds of messages, which the footer of a file has lists of at the same places.
const (
	dictionaryMessage = 2
	batchMessage      = 3
)

// An ipcFile is an Arrow file, or a stream, whose schema is checked.
type ipcFile struct {
	section
	schema       flat
	dictionaries map[int64]flat // fields, by the number of their dictionary
}

func ipcFileOf(s section, schema flat) *ipcFile {
	const fields, dictionary, children, id = 1, 4, 5, 0
	of := &ipcFile{s, schema, map[int64]flat{}}
	var walk func(fields []flat)
	walk = func(fields []flat) {
		for _, f := range fields {
			if d := f.table(dictionary); d.at > 0 {
				of.dictionaries[d.long(id)] = f
			}
			walk(f.tables(children))
		}
	}
	walk(schema.tables(fields))
	return of
}

// checkBlocks checks the batches that the footer of a file lists.
func (f *ipcFile) checkBlocks(footer flat) error {
	left := f.size // a batch has its bytes for itself
	for _, kind := range []int{dictionaryMessage, batchMessage} {
		first, n := footer.vector(kind)
		for i := range n {
			block := footer.data[first+24*i:]
			at, length, size := long(block), int64(int32(number(block, 8))), long(block[16:])
			message, err := f.read(at, length)
			if err != nil {
				return err
			}
			body, err := f.part(at+length, size)
			if err != nil {
				return err
			}
			if left -= length + size; left < 0 {
				return errors.New("damaged: its batches lie in each other")
			}
			skip, _ := messageLength(message)
			if err := f.check(rootOf(message[skip:]), kind, body); err != nil {
				return fmt.Errorf("damaged: the batch at byte %d: %w", at, err)
			}
		}
	}
	return nil
}

// checkMessages checks the messages of a stream that follow its schema.
func (f *ipcFile) checkMessages(at int64) error {
	const kind, size = 1, 3
	for missing := len(f.dictionaries); at < f.size; {
		prefix, err := f.read(at, min(8, f.size-at))
		if err != nil {
			return err
		}
		skip, length := messageLength(prefix)
		if length == 0 {
			break
		}
		message, err := f.read(at+skip, length)
		if err != nil {
			return err
		}
		root := rootOf(message)
		body, err := f.part(at+skip+length, root.long(size))
		if err != nil {
			return err
		}
		of := 0
		if at := root.field(kind); at > 0 {
			of = int(root.data[at])
		}
		if of == dictionaryMessage {
			missing--
		} else if missing > 0 { // arrow takes it for one
			return fmt.Errorf("damaged: the message at byte %d is no dictionary, and %d are missing", at, missing)
		}
		if err := f.check(root, of, body); err != nil {
			return fmt.Errorf("damaged: the batch at byte %d: %w", at, err)
		}
		at += skip + length + body.size
	}
	return nil
}

// check checks a message of some kind, and its body.
func (f *ipcFile) check(root flat, kind int, body section) error {
	const version, header, fields = 0, 2, 1
	const id, data = 0, 1
	batch := root.table(header)
	var n need
	switch kind {
	case dictionaryMessage:
		of, ok := f.dictionaries[batch.long(id)]
		if !ok {
			return fmt.Errorf("no field has dictionary %d", batch.long(id))
		}
		batch = batch.table(data)
		n.old = true // for arrow, whatever it is
		n.addValues(of)
	case batchMessage:
		at := root.field(version)
		n.old = at == 0 || int16(binary.LittleEndian.Uint16(root.data[at:])) < 4
		for _, field := range f.schema.tables(fields) {
			n.add(field)
		}
	default:
		return nil // arrow reads no other
	}
	if err := n.check(batch); err != nil {
		return err
	}
	return checkBuffers(batch, body)
}

// A need is what arrow reads of a batch, without a look at how much there is.
type need struct {
	buffers, views int
	old            bool // the format is that before Arrow 1.0
}

// buffersOf says how many buffers a field of a kind has, at the least, without its children.
var buffersOf = [...]int{
	0, 0, 2, 2, 3, 3, 2, 2, 2, 2, 2, 2, // none, null, int, float, binary, utf8, bool, decimal, date, time, timestamp, interval
	2, 1, 1, 2, 1, 2, 2, 3, 3, 2, 0, // list, struct, union, fixed binary, fixed list, map, duration, large ones, run ends
	2, 2, 3, 3, // views of binary, utf8, lists
}

func (n *need) add(field flat) {
	const dictionary = 4
	if field.table(dictionary).at > 0 {
		n.buffers += 2 // the indices'
		return
	}
	n.addValues(field)
}

func (n *need) addValues(field flat) {
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
func (n need) check(batch flat) error {
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
func checkBuffers(batch flat, body section) error {
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
	w := &window{}
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
func checkWindows(w *window, size int64) error {
	for at, ends := int64(0), false; !ends && at < w.r.Size(); {
		frame, err := w.frame(at)
		if frame.window > uint64(max(widest, size)) {
			return fmt.Errorf("has a window of %d bytes, and says that it has %d", frame.window, size)
		}
		at, ends = frame.end, err != nil
	}
	return nil
}

func checkLZ4(w *window, _ int64) error {
	const mark = 0x184d2204
	head, err := w.at(0, 4)
	if err == nil && len(head) == 4 && number(head, 0) != mark {
		return errors.New("is no frame of LZ4")
	}
	return err
}

// long returns the number of 64 bits at the start of data.
func long(data []byte) int64 {
	return int64(binary.LittleEndian.Uint64(data))
}

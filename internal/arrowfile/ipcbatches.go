package arrowfile

import (
	"encoding/binary"
	"fmt"
)

// The kinds of messages. The footer of a file lists the messages of each kind in the field of the same number.
const (
	dictionaryMessage = 2
	batchMessage      = 3
)

// An ipcFile is an Arrow IPC file or stream whose schema is checked.
type ipcFile struct {
	section
	schema       flatTable
	dictionaries map[int64]flatTable // the fields, by the number of their dictionary
}

func ipcFileOf(s section, schema flatTable) *ipcFile {
	const fields, dictionary, children, id = 1, 4, 5, 0
	of := &ipcFile{s, schema, map[int64]flatTable{}}
	var walk func(fields []flatTable)
	walk = func(fields []flatTable) {
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
func (f *ipcFile) checkBlocks(footer flatTable) error {
	left := f.size // batches share no bytes
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
				return Damaged("its batches overlap")
			}
			skip, _ := messageLength(message)
			if err := f.check(rootOf(message[skip:]), kind, body); err != nil {
				return Damaged("the batch at byte %d: %w", at, err)
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
		} else if missing > 0 { // Arrow reads it as a dictionary
			return Damaged("the message at byte %d is not a dictionary, and %d are missing", at, missing)
		}
		if err := f.check(root, of, body); err != nil {
			return Damaged("the batch at byte %d: %w", at, err)
		}
		at += skip + length + body.size
	}
	return nil
}

// check checks a message and its body.
func (f *ipcFile) check(root flatTable, kind int, body section) error {
	const version, header, fields = 0, 2, 1
	const id, data = 0, 1
	batch := root.table(header)
	var n bufferNeeds
	switch kind {
	case dictionaryMessage:
		of, ok := f.dictionaries[batch.long(id)]
		if !ok {
			return fmt.Errorf("no field uses dictionary %d", batch.long(id))
		}
		batch = batch.table(data)
		n.old = true // Arrow always reads it so
		n.addValues(of)
	case batchMessage:
		at := root.field(version)
		n.old = at == 0 || int16(binary.LittleEndian.Uint16(root.data[at:])) < 4
		for _, field := range f.schema.tables(fields) {
			n.add(field)
		}
	default:
		return nil // Arrow reads no other kind
	}
	if err := n.check(batch); err != nil {
		return err
	}
	return checkBuffers(batch, body)
}

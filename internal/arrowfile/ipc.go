package arrowfile

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"

	"github.com/apache/arrow/go/v17/arrow/ipc"
)

// Arrow allocates memory for as many fields as a schema says it has, in IPC and in Parquet files. A damaged number ends
// the process, so schemas are checked here first.

// CheckIPC returns an error if an Arrow IPC file or stream points out of itself, or if its buffers decompress to more
// bytes than they say. A limit on the bytes that they say is up to the allocator of Arrow's reader: see
// [budget.Allocator].
func CheckIPC(r io.ReaderAt, size int64) (err error) {
	defer RecoverDamage(&err)
	f := section{r, size}
	head, err := f.read(0, int64(len(ipc.Magic)))
	if err != nil {
		return err
	}
	if bytes.Equal(head, ipc.Magic) {
		return f.checkFile()
	}
	const header = 2
	prefix, err := f.read(0, min(8, size))
	if err != nil {
		return err
	}
	skip, length := messageLength(prefix)
	message, err := f.read(skip, length)
	if err != nil {
		return err
	}
	if err := checkMessage(message); err != nil {
		return err
	}
	schema := rootOf(message).table(header)
	if err := checkByteOrder(schema); err != nil {
		return err
	}
	return ipcFileOf(f, schema).checkMessages(skip + length)
}

// checkFile checks a file, as opposed to a stream. Arrow reads its footer, and what that lists: the message of the
// schema at its start is not read, and JavaScript does not write one.
func (s section) checkFile() error {
	const schema = 1
	tail, err := s.read(s.size-10, 10) // the length of the footer, and the magic number
	if err != nil {
		return err
	}
	length := int64(number(tail, 0))
	data, err := s.read(s.size-10-length, length)
	if err != nil {
		return err
	}
	footer := rootOf(data)
	if err := checkFields(footer.table(schema), len(data)); err != nil {
		return err
	}
	if err := checkByteOrder(footer.table(schema)); err != nil {
		return err
	}
	return ipcFileOf(s, footer.table(schema)).checkBlocks(footer)
}

// CheckStoredSchema checks the Arrow schema that a Parquet file has as text.
func CheckStoredSchema(text string) error {
	data, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		if data, err = base64.RawStdEncoding.DecodeString(text); err != nil {
			return err
		}
	}
	if len(data) < 8 {
		return fmt.Errorf("the stored schema has only %d bytes", len(data))
	}
	skip, length := messageLength(data)
	if length > int64(len(data))-skip {
		return fmt.Errorf("the stored schema has %d of %d bytes", len(data), length)
	}
	return checkMessage(data[skip : skip+length])
}

// checkMessage checks a message with a schema, which has no body.
func checkMessage(message []byte) error {
	const header, body = 2, 3
	root := rootOf(message)
	if root.long(body) != 0 {
		return fmt.Errorf("the schema message has a body")
	}
	return checkFields(root.table(header), len(message))
}

// checkByteOrder refuses files of big-endian machines. Arrow swaps the bytes of common types only.
func checkByteOrder(schema flatTable) error {
	const endianness = 0
	if at := schema.field(endianness); at > 0 && schema.data[at] != 0 {
		return errors.New("its numbers are big-endian: write it with little-endian ones")
	}
	return nil
}

// checkFields checks the fields and the metadata of a schema in a buffer of size bytes.
func checkFields(schema flatTable, size int) error {
	const fields, metadata = 1, 2
	const kind, of, children, fieldMetadata = 2, 3, 5, 6
	const union, typeIDs = 14, 1
	left := size / 4 // each field has an offset of four bytes
	var walk func(fields []flatTable, depth int) error
	walk = func(fields []flatTable, depth int) error {
		for _, f := range fields {
			if left--; left < 0 || depth > deepest {
				return fmt.Errorf("the fields of the schema nest too deeply")
			}
			f.vector(fieldMetadata)
			if at := f.field(kind); at > 0 && f.data[at] == union {
				f.table(of).vector(typeIDs)
			}
			if err := walk(f.tables(children), depth+1); err != nil {
				return err
			}
		}
		return nil
	}
	schema.vector(metadata)
	return walk(schema.tables(fields), 0)
}

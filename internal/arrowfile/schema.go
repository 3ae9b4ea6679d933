package arrowfile

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"math"

	"github.com/apache/arrow/go/v17/arrow/ipc"
)

// Arrow makes room for as many fields as a schema says it has, in files of its own and in Parquet's: a damaged number of
// them ends the process. So schemas are walked over here first.

// CheckIPC returns an error where an Arrow file, or stream, points out of itself, or its buffers take memory that they do
// not say they have. What they say they have, the allocator of arrow's reader may refuse.
func CheckIPC(r io.ReaderAt, size int64) (err error) {
	defer recovered(&err)
	f := section{r, size}
	head, err := f.read(0, int64(len(ipc.Magic)))
	if err != nil {
		return err
	}
	const schema, header = 1, 2
	at := int64(0)
	var footer flat // which a stream has none of
	if bytes.Equal(head, ipc.Magic) {
		at = 8 // the mark is padded

		tail, err := f.read(size-10, 10) // the length of the footer, and the mark
		if err != nil {
			return err
		}
		length := int64(number(tail, 0))
		data, err := f.read(size-10-length, length)
		if err != nil {
			return err
		}
		footer = rootOf(data)
		if err := checkFields(footer.table(schema), len(data)); err != nil {
			return err
		}
	}
	prefix, err := f.read(at, min(8, size-at))
	if err != nil {
		return err
	}
	skip, length := messageLength(prefix)
	message, err := f.read(at+skip, length)
	if err != nil {
		return err
	}
	if err := checkMessage(message); err != nil {
		return err
	}
	if footer.data != nil {
		return ipcFileOf(f, footer.table(schema)).checkBlocks(footer)
	}
	return ipcFileOf(f, rootOf(message).table(header)).checkMessages(at + skip + length)
}

// A section is a file of so many bytes.
type section struct {
	io.ReaderAt
	size int64
}

func (s section) read(at, length int64) ([]byte, error) {
	if _, err := s.part(at, length); err != nil {
		return nil, err
	}
	out := make([]byte, length)
	_, err := s.ReadAt(out, at)
	return out, err
}

func (s section) part(at, length int64) (section, error) {
	if at < 0 || length < 0 || length > s.size-at {
		return section{}, fmt.Errorf("it has no %d bytes from byte %d on", length, at)
	}
	return section{io.NewSectionReader(s.ReaderAt, at, length), length}, nil
}

// messageLength returns the length of what stands before a message, and of the message.
func messageLength(prefix []byte) (skip, length int64) {
	if n := number(prefix, 0); n != math.MaxUint32 {
		return 4, int64(n) // before Arrow 0.15
	}
	return 8, int64(number(prefix, 4))
}

// checkStored checks the schema of Arrow's that a Parquet file holds as text.
func checkStored(text string) error {
	data, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		if data, err = base64.RawStdEncoding.DecodeString(text); err != nil {
			return err
		}
	}
	if len(data) < 8 {
		return fmt.Errorf("the schema has %d bytes", len(data))
	}
	skip, length := messageLength(data)
	if length > int64(len(data))-skip {
		return fmt.Errorf("the schema has %d of %d bytes", len(data), length)
	}
	return checkMessage(data[skip : skip+length])
}

// checkMessage checks the message that holds a schema, and has no body.
func checkMessage(message []byte) error {
	const header, body = 2, 3
	root := rootOf(message)
	if root.long(body) != 0 {
		return fmt.Errorf("the message of its schema has a body")
	}
	return checkFields(root.table(header), len(message))
}

// checkFields checks the fields and the metadata of a schema that lies in a buffer of that many bytes.
func checkFields(schema flat, size int) error {
	const fields, metadata = 1, 2
	const kind, of, children, fieldMetadata = 2, 3, 5, 6
	const union, typeIDs = 14, 1
	left := size / 4 // each has an offset of its own
	var walk func(fields []flat, depth int) error
	walk = func(fields []flat, depth int) error {
		for _, f := range fields {
			if left--; left < 0 || depth > deepest {
				return fmt.Errorf("its fields nest without end")
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

// A flat is a table in a flatbuffer. Its methods panic where it points out of the buffer.
type flat struct {
	data []byte
	at   int // 0 for a table that is not there
}

func number(data []byte, at int) uint32 { return binary.LittleEndian.Uint32(data[at:]) }

func rootOf(data []byte) flat { return flat{data, int(number(data, 0))} }

// field returns where the value of a field is, 0 for none.
func (f flat) field(i int) int {
	if f.at == 0 {
		return 0
	}
	names := f.at - int(int32(number(f.data, f.at)))
	slot := 4 + 2*i
	if slot >= int(binary.LittleEndian.Uint16(f.data[names:])) {
		return 0
	}
	if at := int(binary.LittleEndian.Uint16(f.data[names+slot:])); at > 0 {
		return f.at + at
	}
	return 0
}

// long returns a number of 64 bits, 0 for none.
func (f flat) long(i int) int64 {
	if at := f.field(i); at > 0 {
		return long(f.data[at:])
	}
	return 0
}

func (f flat) table(i int) flat {
	at := f.field(i)
	if at == 0 {
		return flat{}
	}
	return flat{f.data, at + int(number(f.data, at))}
}

// vector returns where the values of a vector are, and how many, which take four bytes each at least.
func (f flat) vector(i int) (at, n int) {
	at = f.field(i)
	if at == 0 {
		return 0, 0
	}
	at += int(number(f.data, at))
	n = int(number(f.data, at))
	if n > (len(f.data)-at)/4 {
		panic(fmt.Sprintf("%d values in %d bytes", n, len(f.data)-at))
	}
	return at + 4, n
}

func (f flat) tables(i int) []flat {
	at, n := f.vector(i)
	out := make([]flat, n)
	for i := range out {
		out[i] = flat{f.data, at + 4*i + int(number(f.data, at+4*i))}
	}
	return out
}

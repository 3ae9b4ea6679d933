package arrowfile

import (
	"encoding/binary"
	"fmt"
	"math"
)

// A flatTable is a table in a flatbuffer. Its methods panic if it points out of the buffer.
type flatTable struct {
	data []byte
	at   int // 0 for a table that is absent
}

func number(data []byte, at int) uint32 { return binary.LittleEndian.Uint32(data[at:]) }

func rootOf(data []byte) flatTable { return flatTable{data, int(number(data, 0))} }

// field returns the offset of the value of a field, or 0 if it is absent.
func (f flatTable) field(i int) int {
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

// long returns a number of 64 bits, or 0 if it is absent.
func (f flatTable) long(i int) int64 {
	if at := f.field(i); at > 0 {
		return long(f.data[at:])
	}
	return 0
}

func (f flatTable) table(i int) flatTable {
	at := f.field(i)
	if at == 0 {
		return flatTable{}
	}
	return flatTable{f.data, at + int(number(f.data, at))}
}

// vector returns the offset and the number of the values of a vector. Each value takes at least four bytes.
func (f flatTable) vector(i int) (at, n int) {
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

func (f flatTable) tables(i int) []flatTable {
	at, n := f.vector(i)
	out := make([]flatTable, n)
	for i := range out {
		out[i] = flatTable{f.data, at + 4*i + int(number(f.data, at+4*i))}
	}
	return out
}

// long returns the number of 64 bits at the start of data.
func long(data []byte) int64 {
	return int64(binary.LittleEndian.Uint64(data))
}

// messageLength returns the length of the prefix of a message, and that of the message.
func messageLength(prefix []byte) (skip, length int64) {
	if n := number(prefix, 0); n != math.MaxUint32 {
		return 4, int64(n) // before Arrow 0.15
	}
	return 8, int64(number(prefix, 4))
}

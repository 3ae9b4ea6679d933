package parquetfile

import "encoding/binary"

// The kinds of values in Thrift's compact protocol, the format of footers and headers of pages.
const (
	kindTrue = 1 + iota
	kindFalse
	kindByte
	kindInt16
	kindInt32
	kindInt64
	kindDouble
	kindBinary
	kindList
	kindSet
	kindMap
	kindStruct
)

// A thriftReader reads a value in Thrift's compact protocol. If the value is not valid, it sets bad and stops.
type thriftReader struct {
	data []byte
	at   int
	bad  bool
}

// structure reads the fields of a struct. It calls field for each, and skips those for which field returns false.
func (w *thriftReader) structure(depth int, field func(id int64, kind byte) bool) {
	id := int64(0)
	for !w.bad {
		head := w.byte()
		if head == 0 {
			return
		}
		if step := head >> 4; step > 0 {
			id += int64(step)
		} else {
			id = w.integer()
		}
		if kind := head & 15; w.bad || !field(id, kind) {
			w.skip(kind, depth)
		}
	}
}

// structureOf is structure for a value that has to be a struct.
func (w *thriftReader) structureOf(kind byte, depth int, field func(id int64, kind byte) bool) {
	if w.bad = w.bad || kind != kindStruct; !w.bad {
		w.structure(depth, field)
	}
}

// list reads the head of a list: the number and the kind of its values.
func (w *thriftReader) list() (int, byte) {
	head := w.byte()
	n := uint64(head >> 4)
	if n == 15 {
		n = w.unsigned()
	}
	return w.count(n), head & 15
}

// count returns a number of values. Each takes at least a byte, so there are at most as many as bytes left.
func (w *thriftReader) count(n uint64) int {
	if n > uint64(len(w.data)-w.at) {
		w.bad = true
	}
	if w.bad {
		return 0
	}
	return int(n)
}

func (w *thriftReader) skip(kind byte, depth int) {
	switch kind {
	case kindTrue, kindFalse: // the kind is the value
	case kindByte:
		w.byte()
	case kindInt16, kindInt32, kindInt64:
		w.unsigned()
	case kindDouble:
		w.at += w.count(8)
	case kindBinary:
		w.at += w.count(w.unsigned())
	case kindList, kindSet:
		n, kind := w.list()
		w.values(n, depth, kind)
	case kindMap:
		if n := w.count(w.unsigned()); n > 0 {
			kinds := w.byte()
			w.values(n, depth, kinds>>4, kinds&15)
		}
	case kindStruct:
		if w.bad = w.bad || depth > deepest; !w.bad {
			w.structure(depth+1, func(int64, byte) bool { return false })
		}
	default:
		w.bad = true
	}
}

// values skips n values of a list, or n groups of values of a map.
func (w *thriftReader) values(n, depth int, kinds ...byte) {
	for range n {
		for _, kind := range kinds {
			if kind == kindTrue || kind == kindFalse {
				kind = kindByte
			}
			if w.bad = w.bad || depth > deepest; w.bad {
				return
			}
			w.skip(kind, depth+1)
		}
	}
}

func (w *thriftReader) byte() byte {
	if w.at >= len(w.data) {
		w.bad = true
	}
	if w.bad {
		return 0
	}
	w.at++
	return w.data[w.at-1]
}

func (w *thriftReader) unsigned() uint64 {
	n, size := binary.Uvarint(w.data[w.at:])
	if size <= 0 {
		w.bad = true
	}
	if w.bad {
		return 0
	}
	w.at += size
	return n
}

func (w *thriftReader) integer() int64 {
	n := w.unsigned()
	return int64(n>>1) ^ -int64(n&1)
}

package gen

import (
	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

// uuidKernel makes version 4 UUIDs in their usual text form.
func uuidKernel(n *node) kernel {
	return func(f *frame, mem memory.Allocator) (arrow.Array, error) {
		key := f.key(n)
		low := substream(key, forSecond)
		return texts(mem, arrow.BinaryTypes.String, f.rows.n, func(dst []byte, k int) []byte {
			c := f.rows.counter(k)
			hi := draw(key, c)&^0xf000 | 0x4000
			lo := draw(low, c)&^(0b11<<62) | 0b10<<62
			dst = appendHex(dst, hi>>32, 8)
			dst = appendHex(append(dst, '-'), hi>>16, 4)
			dst = appendHex(append(dst, '-'), hi, 4)
			dst = appendHex(append(dst, '-'), lo>>48, 4)
			return appendHex(append(dst, '-'), lo, 12)
		})
	}
}

// appendHex appends the lowest digits of v.
func appendHex(dst []byte, v uint64, digits int) []byte {
	const hex = "0123456789abcdef"
	for i := digits - 1; i >= 0; i-- {
		dst = append(dst, hex[v>>(4*i)&0xf])
	}
	return dst
}

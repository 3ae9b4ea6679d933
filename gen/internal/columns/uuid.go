package columns

import (
	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/gen/internal/draw"
)

// UUIDs makes version 4 UUIDs in their usual text form.
func UUIDs(key uint64, rows *draw.Rows, mem memory.Allocator) (arrow.Array, error) {
	low := draw.Substream(key, draw.ForLowBits)
	return texts(mem, arrow.BinaryTypes.String, rows.N, func(dst []byte, k int) []byte {
		c := rows.Counter(k)
		hi := draw.At(key, c)&^0xf000 | 0x4000
		lo := draw.At(low, c)&^(0b11<<62) | 0b10<<62
		dst = append(dst, "00000000-0000-0000-0000-000000000000"...)
		text := (*[36]byte)(dst[len(dst)-36:])
		putHex(text[:8], hi>>32)
		putHex(text[9:13], hi>>16)
		putHex(text[14:18], hi)
		putHex(text[19:23], lo>>48)
		putHex(text[24:], lo)
		return dst
	})
}

// putHex writes the lowest digits of v, an even number of them.
func putHex(dst []byte, v uint64) {
	for i := len(dst) - 2; i >= 0; i -= 2 {
		pair := hexPairs[v&0xff*2:]
		dst[i+1], dst[i] = pair[1], pair[0]
		v >>= 8
	}
}

// hexPairs are the numbers from 00 to ff.
var hexPairs = func() string {
	const hex = "0123456789abcdef"
	var b []byte
	for i := range 256 {
		b = append(b, hex[i>>4], hex[i&0xf])
	}
	return string(b)
}()

package fake

import (
	"math/bits"
	"slices"

	"github.com/assay-go/assay/gen/internal/draw"
	"github.com/assay-go/assay/gen/internal/wordlist"
)

// A piece is a part of a text that can be made for many keys without a call for each: a word of a list, a literal, or
// decimal digits.
type piece struct {
	list    *wordlist.List
	literal string
	digits  int  // the number of digits
	nonzero bool // the first digit is not 0
	part    int  // the part of the key, or whole
}

// whole is the part of a piece that is made from the key itself.
const whole = -1

// most is the size limit of texts that are made many at once, so that a block of them stays in the cache.
const most = 256

// joined returns the pieces of joined texts, or nil if a text has no pieces or is made from parts of its part.
func joined(parts []text) []piece {
	var pieces []piece
	for i, p := range parts {
		if p.pieces == nil || slices.ContainsFunc(p.pieces, func(q piece) bool {
			return q.part != whole &&
				q.literal == ""
		}) {
			return nil
		}
		for _, q := range p.pieces {
			q.part = i
			pieces = append(pieces, q)
		}
	}
	return pieces
}

// AppendTexts appends the values of keys as AppendText does, and sets their ends in dst. It changes the keys.
func (s *Sampler) AppendTexts(dst []byte, keys []uint64, ends []int32) []byte {
	for k := range keys {
		keys[k] = draw.At(keys[k], 1)
	}
	if s.text.many == nil || s.text.max > most {
		for k, key := range keys {
			dst = s.text.add(dst, key)
			ends[k] = int32(len(dst))
		}
		return dst
	}
	n := len(dst)
	dst = slices.Grow(dst, len(keys)*s.text.max+wordlist.Room)
	return dst[:s.text.many(dst[:cap(dst)], n, keys, ends[:len(keys)])]
}

// many returns a function that makes texts of pieces for many keys, or nil if there are no pieces.
func many(pieces []piece) func(buf []byte, n int, keys []uint64, ends []int32) int {
	pieces = merged(pieces)
	switch {
	case len(pieces) == 0:
		return nil
	case len(pieces) == 1 && pieces[0].list != nil && pieces[0].part == whole:
		return pieces[0].list.PutAll
	case len(pieces) == 2 && pieces[0].list != nil && pieces[0].part == whole && pieces[1].list != nil:
		a, b, at := pieces[0].list, pieces[1].list, pieces[1].part
		return func(buf []byte, n int, keys []uint64, ends []int32) int {
			ends = ends[:len(keys)]
			for k, key := range keys {
				n = a.Put(buf, n, index(key, a.Len()))
				n = b.Put(buf, n, index(part(key, at), b.Len()))
				ends[k] = int32(n)
			}
			return n
		}
	case len(pieces) == 1 && pieces[0].digits > 0 && pieces[0].part == whole:
		return pieces[0].allDigits
	}
	return func(buf []byte, n int, keys []uint64, ends []int32) int {
		for k, key := range keys {
			for i := range pieces {
				n = pieces[i].put(buf, n, key)
			}
			ends[k] = int32(n)
		}
		return n
	}
}

// merged returns pieces in which the literals after the words of a list are part of the words.
func merged(pieces []piece) []piece {
	var out []piece
	for _, p := range pieces {
		if last := len(out) - 1; last >= 0 && p.literal != "" && out[last].list != nil &&
			out[last].list.Longest()+len(p.literal) < wordlist.Room {
			out[last].list = out[last].list.With(p.literal)
			continue
		}
		out = append(out, p)
	}
	return out
}

// put writes a piece at buf[n:] and returns its end.
func (p *piece) put(buf []byte, n int, key uint64) int {
	if p.literal != "" {
		return n + copy(buf[n:], p.literal)
	}
	if p.part != whole {
		key = part(key, p.part)
	}
	if p.list != nil {
		return p.list.Put(buf, n, index(key, p.list.Len()))
	}
	return p.putDigits(buf, n, key)
}

// putDigits writes decimal digits. Together they are the digits of the fraction whose upper 64 bits are the key.
func (p *piece) putDigits(buf []byte, n int, key uint64) int {
	left := p.digits
	if p.nonzero {
		var first uint64
		first, key = bits.Mul64(key, 9)
		buf[n] = byte('1' + first)
		n++
		left--
	}
	v, _ := bits.Mul64(key, powers[left])
	end := n + left
	for i := end; i-2 >= n; i -= 2 {
		pair := pairs[v%100*2:]
		buf[i-1], buf[i-2] = pair[1], pair[0]
		v /= 100
	}
	if left%2 == 1 {
		buf[n] = byte('0' + v)
	}
	return end
}

func (p *piece) allDigits(buf []byte, n int, keys []uint64, ends []int32) int {
	ends = ends[:len(keys)]
	for k, key := range keys {
		n = p.putDigits(buf, n, key)
		ends[k] = int32(n)
	}
	return n
}

// powers has the powers of ten by which digits are drawn.
var powers = func() (p [13]uint64) {
	p[0] = 1
	for i := range p[1:] {
		p[i+1] = p[i] * 10
	}
	return p
}()

// pairs is the text of the numbers from 00 to 99.
var pairs = func() string {
	var b []byte
	for i := range 100 {
		b = append(b, byte('0'+i/10), byte('0'+i%10))
	}
	return string(b)
}()

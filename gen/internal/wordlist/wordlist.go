// Package wordlist appends words of lists quickly: each word is in a slot of fixed size, so that appending is one cache
// line and one move, whatever its length.
package wordlist

import (
	"math/bits"
	"slices"
)

// Room is the number of bytes past a word that Put may write to.
const Room = 32

// A List is a list of words.
type List struct {
	longest int
	small   [][16]byte // words with their lengths in the last byte; nil if one has 16 bytes or more
	wide    [][32]byte // used otherwise; words of 32 bytes or more are marked tooLong
	long    []string   // all words, if one has 32 bytes or more
}

// tooLong marks a word that does not fit its slot.
const tooLong = 255

// New returns a list of words.
func New(list []string) *List {
	l := &List{}
	for _, w := range list {
		l.longest = max(l.longest, len(w))
	}
	if l.longest < 16 {
		l.small = make([][16]byte, len(list))
		for i, w := range list {
			copy(l.small[i][:], w)
			l.small[i][15] = byte(len(w))
		}
		return l
	}
	l.wide = make([][32]byte, len(list))
	for i, w := range list {
		if len(w) >= 32 {
			l.wide[i][31] = tooLong
			l.long = list
			continue
		}
		copy(l.wide[i][:], w)
		l.wide[i][31] = byte(len(w))
	}
	return l
}

// With returns the list with a text appended to each word.
func (l *List) With(after string) *List {
	list := make([]string, l.Len())
	for i := range list {
		list[i] = string(append(l.Append(nil, i), after...))
	}
	return New(list)
}

// Len returns the number of words.
func (l *List) Len() int { return len(l.small) + len(l.wide) }

// Longest returns the length of the longest word in bytes.
func (l *List) Longest() int { return l.longest }

// Put writes word i at buf[n:], which has room for the longest word and for Room bytes, and returns where it ends.
func (l *List) Put(buf []byte, n, i int) int {
	if l.small == nil {
		return l.putWide(buf, n, i)
	}
	s := &l.small[i]
	*(*[16]byte)(buf[n:]) = *s
	return n + int(s[15])
}

func (l *List) putWide(buf []byte, n, i int) int {
	s := &l.wide[i]
	if s[31] == tooLong {
		return n + copy(buf[n:], l.long[i])
	}
	*(*[32]byte)(buf[n:]) = *s
	return n + int(s[31])
}

// Append appends word i. It may write to the spare capacity of dst.
func (l *List) Append(dst []byte, i int) []byte {
	n := len(dst)
	if cap(dst)-n < l.longest+Room {
		dst = slices.Grow(dst, l.longest+Room)
	}
	return dst[:l.Put(dst[:cap(dst)], n, i)]
}

// PutAll writes a word for each key at buf[n:], which has room for len(keys) times the longest word and for Room bytes,
// and says where each ends. A key stands for the word at its share of the list.
func (l *List) PutAll(buf []byte, n int, keys []uint64, ends []int32) int {
	ends = ends[:len(keys)]
	if l.small == nil {
		count := uint64(len(l.wide))
		for k, key := range keys {
			i, _ := bits.Mul64(key, count)
			n = l.putWide(buf, n, int(i))
			ends[k] = int32(n)
		}
		return n
	}
	small := l.small
	count := uint64(len(small))
	for k, key := range keys {
		i, _ := bits.Mul64(key, count)
		s := &small[i]
		*(*[16]byte)(buf[n:]) = *s
		n += int(s[15])
		ends[k] = int32(n)
	}
	return n
}

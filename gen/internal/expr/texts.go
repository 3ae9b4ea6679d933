package expr

import (
	"bytes"
	"strconv"
	"unicode"
	"unicode/utf8"

	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/gen/internal/decimal"
	"github.com/assay-go/assay/internal/arrowtext"
)

// concatenate joins two texts.
func concatenate(s *state, n *node, out *block, args []*block) {
	for i := range out.texts {
		if out.null[i] {
			continue
		}
		a, b := args[0].texts[i], args[1].texts[i]
		from := len(out.scratch.arena)
		if s.spend(n, out, i, len(a)+len(b)) {
			out.scratch.arena = append(append(out.scratch.arena, a...), b...)
			out.texts[i] = out.scratch.arena[from:len(out.scratch.arena):len(out.scratch.arena)]
		}
	}
}

// A textMaker returns a text made of others: a substring of the first, or what it appends to dst.
type textMaker func(dst []byte, args [][]byte) (made []byte, appended bool)

func textKernel(make textMaker) kernel {
	return func(s *state, n *node, out *block, args []*block) {
		var buf [3][]byte
		texts := buf[:len(args)]
		for i := range out.texts {
			if out.null[i] {
				continue
			}
			for j, a := range args {
				texts[j] = a.texts[i]
			}
			arena := out.scratch.arena
			made, appended := make(arena, texts)
			if !appended {
				out.texts[i] = made
				continue
			}
			if s.spend(n, out, i, len(made)-len(arena)) {
				out.scratch.arena = made
				out.texts[i] = made[len(arena):len(made):len(made)]
			}
		}
	}
}

func lower(dst []byte, args [][]byte) ([]byte, bool) {
	return mapRunes(dst, args[0], unicode.ToLower), true
}

func upper(dst []byte, args [][]byte) ([]byte, bool) {
	return mapRunes(dst, args[0], unicode.ToUpper), true
}

func mapRunes(dst, text []byte, to func(rune) rune) []byte {
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		if r == utf8.RuneError && size == 1 {
			dst = append(dst, text[0])
		} else {
			dst = utf8.AppendRune(dst, to(r))
		}
		text = text[size:]
	}
	return dst
}

// trim removes white space, or the characters of a second text, from both ends.
func trim(dst []byte, args [][]byte) ([]byte, bool) {
	if len(args) == 1 {
		return bytes.TrimSpace(args[0]), false
	}
	return bytes.TrimFunc(args[0], func(r rune) bool { return bytes.ContainsRune(args[1], r) }), false
}

func trimPrefix(dst []byte, args [][]byte) ([]byte, bool) {
	return bytes.TrimPrefix(args[0], args[1]), false
}

func trimSuffix(dst []byte, args [][]byte) ([]byte, bool) {
	return bytes.TrimSuffix(args[0], args[1]), false
}

// replace replaces all occurrences of a text. It stops when the result is too long.
func replace(dst []byte, args [][]byte) ([]byte, bool) {
	text, old, with := args[0], args[1], args[2]
	if len(old) == 0 {
		return text, false
	}
	end := len(dst) + maxMade
	for len(dst) <= end {
		at := bytes.Index(text, old)
		if at < 0 {
			break
		}
		dst = append(append(dst, text[:at]...), with...)
		text = text[at+len(old):]
	}
	return append(dst, text...), true
}

func cutCharacters(s *state, n *node, out *block, args []*block) {
	for i, text := range args[0].texts[:s.rows] {
		if out.null[i] {
			continue
		}
		from, to := args[1].ints[i], int64(len(text))
		if len(args) > 2 {
			to = args[2].ints[i]
		}
		if from < 0 || to < 0 {
			count := int64(utf8.RuneCount(text))
			from, to = fromEnd(from, count), fromEnd(to, count)
		}
		start := runeOffset(text, from)
		out.texts[i] = text[start:max(start, runeOffset(text, to))]
	}
}

func fromEnd(position, count int64) int64 {
	if position < 0 {
		return max(0, count+position)
	}
	return position
}

// runeOffset returns the offset of a character in bytes, or the length of the text.
func runeOffset(text []byte, position int64) int {
	at := 0
	for ; position > 0 && at < len(text); position-- {
		_, size := utf8.DecodeRune(text[at:])
		at += size
	}
	return at
}

func cutPart(s *state, n *node, out *block, args []*block) {
	for i, text := range args[0].texts[:s.rows] {
		if out.null[i] {
			continue
		}
		part, ok := partOf(text, args[1].texts[i], args[2].ints[i])
		if out.texts[i] = part; !ok {
			out.setNull(i)
		}
	}
}

// partOf returns the part of a text with an index, or false if there is none. A negative index counts from the end.
func partOf(text, separator []byte, index int64) ([]byte, bool) {
	if len(separator) == 0 {
		return text, index == 0 || index == -1
	}
	if index < 0 {
		if index += int64(bytes.Count(text, separator)) + 1; index < 0 {
			return nil, false
		}
	}
	for ; index > 0; index-- {
		_, after, found := bytes.Cut(text, separator)
		if !found {
			return nil, false
		}
		text = after
	}
	part, _, _ := bytes.Cut(text, separator)
	return part, true
}

// hashText is FNV-1a with a final mix, without the sign bit, so that hash(x) % n is a bucket. It never changes.
func hashText(text []byte) int64 {
	h := uint64(14695981039346656037)
	for _, b := range text {
		h = (h ^ uint64(b)) * 1099511628211
	}
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return int64((h ^ h>>31) >> 1)
}

// cellTexts returns a function that appends the text of a row of a block, as goldens have it.
func cellTexts(t typ, b *block, rows int) arrowtext.Formatter {
	switch t.kind {
	case textKind:
		return func(dst []byte, row int) []byte { return append(dst, b.texts[row]...) }
	case intKind:
		return func(dst []byte, row int) []byte { return strconv.AppendInt(dst, b.ints[row], 10) }
	case decimalKind:
		t.precision = decimal.MaxDigits
	}
	r := newResult(t, rows, memory.DefaultAllocator)
	defer r.release()
	err := r.append(b, 0, rows)
	if err == nil {
		var format arrowtext.Formatter
		if format, err = arrowtext.NewFormatter(r.array()); err == nil {
			return format
		}
	}
	return func(dst []byte, row int) []byte { return append(dst, err.Error()...) }
}

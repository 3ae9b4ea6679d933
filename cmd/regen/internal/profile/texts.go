package profile

import (
	"strings"
	"unicode/utf8"
)

// textSample is the number of texts of a column in the sample, and longestText the bytes kept of each.
const (
	textSample  = 1 << 11
	longestText = 256
)

// Texts describes the texts of a column.
type Texts struct {
	N         int64
	Empty     int64
	Lengths   Numbers // in characters
	least     string
	greatest  string
	reservoir reservoir
	sample    []string
	serial    serialWatch
	lengths   []int64
}

// Sample returns a uniform sample of the texts, in no order. It has all texts if there are at most 2,048. Long ones are
// cut.
func (t *Texts) Sample() []string { return t.sample }

// add adds texts. It returns the indices of a new first and a new last text in the order of bytes, or -1.
func (t *Texts) add(n int, text func(k int) string) (least, most int) {
	least, most = -1, -1
	t.lengths = t.lengths[:0]
	for k := range n {
		s := text(k)
		if t.N == 0 || s < t.least {
			t.least, least = strings.Clone(clip(s)), k
		}
		if t.N == 0 || s > t.greatest {
			t.greatest, most = strings.Clone(clip(s)), k
		}
		t.N++
		if s == "" {
			t.Empty++
		}
		t.serial.add(s)
		t.lengths = append(t.lengths, int64(utf8.RuneCountInString(s)))
		if at := t.reservoir.take(textSample); at == len(t.sample) {
			t.sample = append(t.sample, strings.Clone(clip(s)))
		} else if at >= 0 {
			t.sample[at] = strings.Clone(clip(s))
		}
	}
	t.Lengths.Whole = true
	t.Lengths.addWhole(t.lengths)
	return least, most
}

func clip(s string) string {
	if len(s) <= longestText {
		return s
	}
	return strings.ToValidUTF8(s[:longestText], "")
}

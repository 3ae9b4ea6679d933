package columns

import (
	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/gen/internal/draw"
	"github.com/assay-go/assay/internal/arrowtext"
)

// Texts returns a function that returns the text of a cell, or false for a null. The text is valid until the next call.
func Texts(a arrow.Array) (func(k int) ([]byte, bool), error) {
	format, err := arrowtext.NewFormatter(a)
	if err != nil {
		return nil, err
	}
	null := arrowtext.Nulls(a)
	var buf []byte
	return func(k int) ([]byte, bool) {
		if null(k) {
			return nil, false
		}
		buf = format(buf[:0], k)
		return buf, true
	}, nil
}

// A Repeat is a cell with the same text as an earlier cell.
type Repeat struct {
	Text          string
	Before, Again int // the cells
}

// FirstRepeat returns the first cell that repeats the text of an earlier one, or nil if there is none. It ignores
// nulls.
func FirstRepeat(a arrow.Array) (*Repeat, error) {
	text, err := Texts(a)
	if err != nil {
		return nil, err
	}
	rows := make(map[string]int, a.Len())
	for k := range a.Len() {
		cell, ok := text(k)
		if !ok {
			continue
		}
		if before, again := rows[string(cell)]; again {
			return &Repeat{string(cell), before, k}, nil
		}
		rows[string(cell)] = k
	}
	return nil, nil
}

// A Tally counts values, by a hash of their texts.
type Tally map[uint64]int

// Add counts the cells of a column except nulls.
func (t Tally) Add(a arrow.Array) error {
	text, err := Texts(a)
	if err != nil {
		return err
	}
	for k := range a.Len() {
		if cell, ok := text(k); ok {
			t[draw.HashText(0, string(cell))]++
		}
	}
	return nil
}

// AllRepeat reports whether each value came more than once.
func (t Tally) AllRepeat() bool {
	for _, times := range t {
		if times == 1 {
			return false
		}
	}
	return true
}

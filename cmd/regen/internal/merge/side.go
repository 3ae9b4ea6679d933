package merge

import (
	"slices"
	"strconv"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/internal/goldenfile"
)

// A side is one of the three goldens.
type side struct {
	fields []arrow.Field
	key    []int          // columns of its key
	rows   [][]string     // cells by its own columns
	lines  []string       // rows as the golden writes them, without line ends
	byKey  map[string]int // rows by [tuple] of the key
}

// The cells of a side are "null", or "=" and the text of the value.
const (
	nullCell = "null"
	absent   = "\x00" // the side lacks the column or the row
)

func readSide(f *goldenfile.File) (*side, error) {
	n := int(f.Table.NumRows())
	s := &side{
		fields: f.Table.Schema().Fields(), rows: make([][]string, n), lines: make([]string, n),
		byKey: map[string]int{},
	}
	writers, err := goldenfile.CellWriters(f.Table)
	if err != nil {
		return nil, err
	}
	texts, err := goldenfile.RowTexts(f.Table, identity(n), func(row int) int { return row })
	if err != nil {
		return nil, err
	}
	for _, name := range f.Key {
		s.key = append(s.key, s.column(name))
	}
	for i, cells := range texts {
		s.lines[i] = string(goldenfile.AppendRow(nil, writers, i))
		s.rows[i] = make([]string, len(cells))
		for c, text := range cells {
			s.rows[i][c] = nullCell
			if text != nil {
				s.rows[i][c] = "=" + string(text)
			}
		}
	}
	for i, r := range s.rows {
		s.byKey[tuple(pick(r, s.key))] = i
	}
	return s, nil
}

// column returns the position of a column, -1 if the side lacks it.
func (s *side) column(name string) int {
	return slices.IndexFunc(s.fields, func(f arrow.Field) bool { return f.Name == name })
}

// named returns the position of each field, by its name, -1 if the side lacks it.
func (s *side) named(fields []arrow.Field) []int {
	all := make([]int, len(fields))
	for i, f := range fields {
		all[i] = s.column(f.Name)
	}
	return all
}

// identity returns the numbers from 0 to n-1.
func identity(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

// pick returns some cells of a row, absent for a negative column.
func pick(row []string, columns []int) []string {
	out := make([]string, len(columns))
	for i, c := range columns {
		out[i] = absent
		if c >= 0 {
			out[i] = row[c]
		}
	}
	return out
}

// tuple joins cells so that different cells make different texts, whatever they hold.
func tuple(cells []string) string {
	var b []byte
	for _, c := range cells {
		b = strconv.AppendQuote(b, c)
	}
	return string(b)
}

// displayed returns a cell for a message.
func displayed(cell string) string {
	switch cell {
	case absent:
		return "nothing"
	case nullCell:
		return cell
	}
	return strings.TrimPrefix(cell, "=")
}

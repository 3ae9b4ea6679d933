package merge

import (
	"slices"
	"strconv"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/internal/arrowtext"
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
	cellText, err := f.CellText()
	if err != nil {
		return nil, err
	}
	for _, name := range f.Key {
		s.key = append(s.key, f.Table.Schema().FieldIndices(name)[0])
	}
	for i := range s.rows {
		s.rows[i] = make([]string, len(s.fields))
		var line []byte
		for c := range s.fields {
			if c > 0 {
				line = append(line, ',')
			}
			line = cellText(line, c, i)
		}
		s.lines[i] = string(line)
	}
	for c := range s.fields {
		a := f.Table.Column(c)
		format, err := arrowtext.NewFormatter(a)
		if err != nil {
			return nil, err
		}
		null := arrowtext.Nulls(a)
		for i := range s.rows {
			s.rows[i][c] = nullCell
			if !null(i) {
				s.rows[i][c] = "=" + string(format(nil, i))
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

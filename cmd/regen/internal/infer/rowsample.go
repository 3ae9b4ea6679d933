package infer

import (
	"strings"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/cmd/regen/internal/profile"
	"github.com/assay-go/assay/internal/arrowtext"
)

const (
	// sampledRows bounds the rows that infer looks at to find how columns depend on each other, and sampledCells their
	// cells.
	sampledRows  = 1 << 12
	sampledCells = 1 << 18
	// longestSampled is the length of the longest text in the sample. Columns with longer ones depend on no other.
	longestSampled = 256
)

// A rowSample is a sample of the rows of a table. Which rows are in it depends only on their numbers.
type rowSample struct {
	limit   uint64 // rows with a greater hash are not kept
	next    uint64 // the number of the next row
	hashes  []uint64
	columns []sampledColumn
}

// A sampledColumn has a cell for each row of the sample: a number, or a text.
type sampledColumn struct {
	numbers []float64
	texts   []string
	null    []bool
	long    bool // a text is too long to be kept
}

// addFirst adds the rows of a record if they are among the first ones.
func (s *rowSample) addFirst(d *dataset, rec arrow.Record) {
	if s.columns == nil {
		s.columns = make([]sampledColumn, len(d.about.Columns))
	}
	most := min(sampledRows, sampledCells/max(len(s.columns), 1))
	var rows []int
	for row := 0; row < int(rec.NumRows()) && len(s.hashes) < most; row++ {
		rows, s.hashes = append(rows, row), append(s.hashes, 0)
	}
	if len(rows) == 0 {
		return
	}
	for i := range s.columns {
		s.columns[i].add(d.about.Columns[i].Cells, rec.Column(i), rows)
	}
}

// add adds the rows of a record.
func (s *rowSample) add(d *dataset, rec arrow.Record) {
	if s.columns == nil {
		s.limit, s.columns = ^uint64(0), make([]sampledColumn, len(d.about.Columns))
	}
	most := min(sampledRows, sampledCells/max(len(s.columns), 1))
	if most < 20 {
		return // too wide
	}
	var rows []int
	for row := range int(rec.NumRows()) {
		h := profile.Mixed(s.next)
		s.next++
		if h <= s.limit {
			rows, s.hashes = append(rows, row), append(s.hashes, h)
		}
	}
	for i := range s.columns {
		s.columns[i].add(d.about.Columns[i].Cells, rec.Column(i), rows)
	}
	for len(s.hashes) > most {
		s.limit /= 2
		s.drop()
	}
}

// drop removes the rows whose hash is over the limit.
func (s *rowSample) drop() {
	kept := 0
	for i, h := range s.hashes {
		if h > s.limit {
			continue
		}
		s.hashes[kept] = h
		for j := range s.columns {
			c := &s.columns[j]
			c.null[kept], c.numbers[kept], c.texts[kept] = c.null[i], c.numbers[i], c.texts[i]
		}
		kept++
	}
	s.hashes = s.hashes[:kept]
	for j := range s.columns {
		c := &s.columns[j]
		c.null, c.numbers, c.texts = c.null[:kept], c.numbers[:kept], c.texts[:kept]
	}
}

func (c *sampledColumn) add(cells func(arrow.Array, []int) ([]float64, []string), a arrow.Array, rows []int) {
	isNull := arrowtext.Nulls(a)
	var present []int
	for _, row := range rows {
		null := isNull(row)
		c.null = append(c.null, null)
		if !null {
			present = append(present, row)
		}
	}
	numbers, texts := cells(a, present)
	at := 0
	for _, null := range c.null[len(c.null)-len(rows):] {
		var v float64
		var s string
		if !null {
			if numbers != nil {
				v = numbers[at]
			}
			if texts != nil {
				if s = texts[at]; len(s) > longestSampled {
					s, c.long = "", true
				}
			}
			at++
		}
		c.numbers, c.texts = append(c.numbers, v), append(c.texts, strings.Clone(s))
	}
}

// A sampledCell is a cell of the sample.
type sampledCell struct {
	null   bool
	number float64
	text   string
}

func (c *sampledColumn) cell(row int) sampledCell {
	return sampledCell{c.null[row], c.numbers[row], c.texts[row]}
}

// firsts returns for each row the first row with the same value of a column, or -1 if the value is null.
func (s *rowSample) firsts(c *column) []int {
	x, seen, firsts := &s.columns[c.at], map[sampledCell]int{}, make([]int, len(s.hashes))
	for row := range firsts {
		cell := x.cell(row)
		first, ok := seen[cell]
		if !ok {
			first, seen[cell] = row, row
		}
		if firsts[row] = first; cell.null {
			firsts[row] = -1
		}
	}
	return firsts
}

// together returns the numbers of the rows in which none of some columns is null.
func (s *rowSample) together(columns ...*column) (rows []int) {
	for row := range s.hashes {
		ok := true
		for _, c := range columns {
			ok = ok && !s.columns[c.at].null[row]
		}
		if ok {
			rows = append(rows, row)
		}
	}
	return rows
}

// follows returns the share of nulls that a column has besides those of the columns that it is computed from. ok is
// false if it has a value where one of them is null.
func (s *rowSample) follows(c *column, from ...*column) (nulls float64, ok bool) {
	present, null := 0, 0
	for row := range s.hashes {
		absent := false
		for _, f := range from {
			absent = absent || s.columns[f.at].null[row]
		}
		switch isNull := s.columns[c.at].null[row]; {
		case absent && !isNull:
			return 0, false
		case !absent:
			present++
			if isNull {
				null++
			}
		}
	}
	return float64(null) / float64(max(present, 1)), true
}

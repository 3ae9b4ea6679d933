package review

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/assay-go/assay/cmd/regen/internal/profile"
	"github.com/assay-go/assay/internal/message"
)

// A Histogram shows the distribution of the values of a column before and after.
type Histogram struct {
	Bins []Bin  `json:"bins"`
	Was  string `json:"was"` // summary of the golden's column
	Is   string `json:"is"`
}

// A Bin counts the cells with a value, or with values in a range.
type Bin struct {
	Label string `json:"label"`
	Old   int    `json:"old"`
	New   int    `json:"new"`
}

const (
	mostBins    = 24
	mostValues  = 12        // with a bin each, if values are not numbers
	mostCounted = 2_000_000 // cells of a side
	longestBin  = 24        // characters of a label
)

// Histogram counts the values of a column: numbers, dates and times by range, other values one by one if they are
// frequent.
func (s *Sheet) Histogram(column int) Histogram {
	c := &s.Columns[column]
	var was, is []string
	if s.old != nil && c.old >= 0 {
		was = cellsOf(s.old, c.old, s.oldRows)
	}
	if s.new != nil && c.new >= 0 {
		is = cellsOf(s.new, c.new, s.newRows)
	}
	if scale := s.scale(c); scale.read != nil {
		return ranges(scale, was, is)
	}
	return values(was, is)
}

func cellsOf(text func(column, row int) string, column, rows int) []string {
	cells := make([]string, min(rows, mostCounted))
	for row := range cells {
		cells[row] = text(column, row)
	}
	return cells
}

// A scale reads cells as numbers and writes numbers as cells.
type scale struct {
	read  func(cell string) (float64, bool)
	write func(float64) string
}

// scale returns the scale of the column's type. A scale without read means that the type is not numeric.
func (s *Sheet) scale(c *Column) scale {
	table, at := s.tables[1], c.new
	if at < 0 {
		table, at = s.tables[0], c.old
	}
	if table == nil {
		return scale{}
	}
	switch t := table.Schema().Field(at).Type; {
	case arrow.IsInteger(t.ID()), arrow.IsFloating(t.ID()), arrow.IsDecimal(t.ID()):
		return scale{readNumber, func(f float64) string { return strconv.FormatFloat(f, 'g', 4, 64) }}
	case t.ID() == arrow.DATE32, t.ID() == arrow.DATE64, t.ID() == arrow.TIMESTAMP:
		return scale{readTime, func(f float64) string { return time.Unix(int64(f), 0).UTC().Format("2006-01-02 15:04") }}
	}
	return scale{}
}

func readNumber(cell string) (float64, bool) {
	f, err := strconv.ParseFloat(cell, 64)
	return f, err == nil && !math.IsNaN(f) && !math.IsInf(f, 0)
}

func readTime(cell string) (float64, bool) {
	for _, layout := range []string{"2006-01-02T15:04:05Z07:00", "2006-01-02T15:04:05", "2006-01-02"} {
		if t, err := time.Parse(layout, cell); err == nil {
			return float64(t.Unix()), true
		}
	}
	return 0, false
}

// ranges counts numbers in ranges of equal width.
func ranges(s scale, was, is []string) Histogram {
	old, oldLeft := readAll(s, was)
	new, newLeft := readAll(s, is)
	h := Histogram{Was: spread(s, old, oldLeft), Is: spread(s, new, newLeft), Bins: []Bin{}}
	both := slices.Concat(old, new)
	if len(both) > 0 {
		ranges := profile.RangesOf(slices.Min(both), slices.Max(both), mostBins)
		for i := range ranges.N {
			h.Bins = append(h.Bins, Bin{Label: s.write(ranges.Start(i))})
		}
		for _, f := range old {
			h.Bins[ranges.Of(f)].Old++
		}
		for _, f := range new {
			h.Bins[ranges.Of(f)].New++
		}
	}
	if oldLeft+newLeft > 0 {
		h.Bins = append(h.Bins, Bin{"null, NaN", oldLeft, newLeft})
	}
	return h
}

// readAll returns the cells as numbers, and how many are not numbers.
func readAll(s scale, cells []string) (numbers []float64, left int) {
	for _, cell := range cells {
		if f, ok := s.read(cell); ok {
			numbers = append(numbers, f)
		} else {
			left++
		}
	}
	return numbers, left
}

// spread summarizes the range of numbers.
func spread(s scale, numbers []float64, left int) string {
	if len(numbers) == 0 {
		return fmt.Sprintf("no values, %d null or NaN", left)
	}
	sorted := slices.Sorted(slices.Values(numbers))
	text := fmt.Sprintf("%d values from %s to %s, median %s", len(sorted), s.write(sorted[0]),
		s.write(sorted[len(sorted)-1]), s.write(sorted[len(sorted)/2]))
	if left > 0 {
		text += fmt.Sprintf(", %d null or NaN", left)
	}
	return text
}

// values counts the most frequent values one by one, and the others together.
func values(was, is []string) Histogram {
	counts := map[string]*Bin{}
	distinct := [2]int{}
	for side, cells := range [][]string{was, is} {
		for _, cell := range cells {
			b := counts[cell]
			if b == nil {
				b = &Bin{Label: cell}
				counts[cell] = b
			}
			n := &b.Old
			if side == 1 {
				n = &b.New
			}
			if *n == 0 {
				distinct[side]++
			}
			*n++
		}
	}
	bins := make([]Bin, 0, len(counts))
	for _, b := range counts {
		bins = append(bins, *b)
	}
	slices.SortFunc(bins, func(a, b Bin) int {
		return cmp.Or(cmp.Compare(max(b.Old, b.New), max(a.Old, a.New)), strings.Compare(a.Label, b.Label))
	})
	if len(bins) > mostValues {
		others := Bin{Label: fmt.Sprintf("%d others", len(bins)-mostValues+1)}
		for _, b := range bins[mostValues-1:] {
			others.Old += b.Old
			others.New += b.New
		}
		bins = append(bins[:mostValues-1], others)
	}
	for i := range bins {
		bins[i].Label = message.Shorten(bins[i].Label, longestBin)
	}
	return Histogram{
		Bins: bins, Was: fmt.Sprintf("%d cells, %d distinct", len(was), distinct[0]),
		Is: fmt.Sprintf("%d cells, %d distinct", len(is), distinct[1]),
	}
}

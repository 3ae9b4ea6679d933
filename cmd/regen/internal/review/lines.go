package review

import (
	"fmt"
	"slices"
	"sort"

	"github.com/assay-go/assay/internal/report"
)

// Lines are the lines of a view. There may be millions: runs of unchanged lines take constant memory.
type Lines struct{ runs []run }

// A run is a sequence of lines. The rows of line k are those of the first plus k.
type run struct {
	at int // number of the first line
	n  int
	Line
}

// Len returns how many lines there are.
func (l Lines) Len() int {
	if len(l.runs) == 0 {
		return 0
	}
	last := l.runs[len(l.runs)-1]
	return last.at + last.n
}

// At returns line i.
func (l Lines) At(i int) Line {
	r := l.runs[sort.Search(len(l.runs), func(k int) bool { return l.runs[k].at > i })-1]
	line := r.Line
	if k := i - r.at; k > 0 {
		if line.Old >= 0 {
			line.Old += k
		}
		if line.New >= 0 {
			line.New += k
		}
	}
	return line
}

// Find returns the number of the line that shows, or folds away, the row of a line of another layout.
func (l Lines) Find(line Line) int {
	for _, r := range l.runs {
		switch {
		case line.change >= 0 || r.change >= 0:
			if line.change == r.change {
				return r.at
			}
		case line.New >= 0 && r.New >= 0 && line.New < r.New+r.n+r.Folded:
			return min(r.at+max(line.New-r.New, 0), r.at+r.n-1)
		}
	}
	return max(l.Len()-1, 0)
}

// add appends n lines, starting with line.
func (l *Lines) add(line Line, n int) {
	if n > 0 {
		l.runs = append(l.runs, run{l.Len(), n, line})
	}
}

// layout is a view with all rows, or with unchanged rows folded.
type layout struct {
	view View
	all  bool
}

// Lines returns the lines of a view. The diff folds unchanged rows far from any change, unless all is set. The other
// views always have all rows.
func (s *Sheet) Lines(v View, all bool) Lines {
	l := layout{v, all || v != Diff}
	lines, known := s.lines[l]
	if !known {
		lines = s.layOut(l)
		s.lines[l] = lines
	}
	return lines
}

func (s *Sheet) layOut(l layout) Lines {
	switch {
	case l.view == Old:
		return s.side(s.oldRows, func(c report.Change) int { return c.Old },
			func(row int) Line { return Line{Kind: same, Old: row, New: -1, change: -1} })
	case l.view == New:
		return s.side(s.newRows, func(c report.Change) int { return c.New }, newLine)
	case s.Report.Unlisted > 0 && !l.all:
		return s.changesAlone()
	}
	return s.merged(l.all)
}

func newLine(row int) Line { return Line{Kind: same, Old: -1, New: row, change: -1} }

// side returns the rows of one table, in its order.
func (s *Sheet) side(rows int, place func(report.Change) int, line func(row int) Line) Lines {
	var lines Lines
	next := 0
	for _, i := range s.changesBy(place) {
		c := s.Report.Changes[i]
		row := place(c)
		lines.add(line(next), row-next)
		l := line(row)
		l.Kind, l.change = c.Kind, i
		lines.add(l, 1)
		next = row + 1
	}
	lines.add(line(next), rows-next)
	return lines
}

// changesBy returns the changes with a row in a table, sorted by that row.
func (s *Sheet) changesBy(place func(report.Change) int) []int {
	var order []int
	for i, c := range s.Report.Changes {
		if place(c) >= 0 {
			order = append(order, i)
		}
	}
	slices.SortFunc(order, func(a, b int) int { return place(s.Report.Changes[a]) - place(s.Report.Changes[b]) })
	return order
}

// changesAlone returns the rows in a report that does not list all changes, so that the rows between them are unknown.
func (s *Sheet) changesAlone() Lines {
	var lines Lines
	for i, c := range s.Report.Changes {
		lines.add(Line{Kind: c.Kind, Old: c.Old, New: c.New, change: i}, 1)
	}
	lines.add(Line{Old: -1, New: -1, Folded: s.Report.Unlisted, change: -1}, 1)
	return lines
}

// merged returns the rows of the result, and removed rows in their former place. Unchanged rows keep their order: the
// first in the golden is the first in the result, and so on.
func (s *Sheet) merged(all bool) Lines {
	taken := make([]int, 0, len(s.Report.Changes)) // changed rows of the golden, ascending
	for _, i := range s.changesBy(func(c report.Change) int { return c.Old }) {
		taken = append(taken, s.Report.Changes[i].Old)
	}
	inNew := map[int]bool{}
	for _, c := range s.Report.Changes {
		inNew[c.New] = true
	}
	f := lineBuilder{all: all}
	row := 0
	for i, c := range s.Report.Changes {
		until, most := c.New, s.newRows
		if c.New < 0 { // after as many unchanged rows as in the golden
			before, _ := slices.BinarySearch(taken, c.Old)
			until, most = s.newRows, c.Old-before
		}
		for ; row < until && f.seen < most; row++ {
			if !inNew[row] {
				f.same(row)
			}
		}
		f.change(Line{Kind: c.Kind, Old: c.Old, New: c.New, change: i})
	}
	for ; row < s.newRows && s.Report.Unlisted == 0; row++ {
		if !inNew[row] {
			f.same(row)
		}
	}
	f.flush(0)
	return f.lines
}

// context is the number of rows shown around a changed row.
const context = 2

// A lineBuilder lays out lines and folds unchanged rows far from any change.
type lineBuilder struct {
	all    bool
	lines  Lines
	seen   int  // unchanged rows so far
	start  int  // first unchanged row since the last change
	n      int  // number of unchanged rows since then
	inside bool // they follow a change
}

func (f *lineBuilder) same(row int) {
	if f.n > 0 && row != f.start+f.n {
		f.flush(0) // a moved row is between them
	}
	if f.n == 0 {
		f.start = row
	}
	f.n++
	f.seen++
}

func (f *lineBuilder) change(l Line) {
	f.flush(context)
	f.lines.add(l, 1)
	f.inside = true
}

// flush lays out the unchanged rows. The last tail of them precede a change.
func (f *lineBuilder) flush(tail int) {
	head := 0
	if f.inside {
		head = context
	}
	if folded := f.n - head - tail; !f.all && folded > 1 {
		f.lines.add(newLine(f.start), head)
		f.lines.add(Line{Old: -1, New: f.start + head, Folded: folded, change: -1}, 1)
		f.lines.add(newLine(f.start+head+folded), tail)
	} else {
		f.lines.add(newLine(f.start), f.n)
	}
	f.n = 0
}

// Folded describes the rows that a line folds away.
func (s *Sheet) Folded(line Line) string {
	if s.Report.Unlisted > 0 && line.New < 0 {
		return fmt.Sprintf("%d more changed rows, not listed", line.Folded)
	}
	return fmt.Sprintf("%d unchanged rows", line.Folded)
}

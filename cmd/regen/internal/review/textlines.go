package review

import (
	"fmt"
	"strings"

	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/term"
)

// fillLines fills in the sheet of a value or a digest, which have no rows. The diff has a line for each changed place
// or block; the other views have the lines of the text. old may be nil.
func (s *Sheet) fillLines(old, result *goldenfile.File) error {
	now, err := textLines(result)
	if err != nil {
		return err
	}
	var was []string
	if old != nil {
		if was, err = textLines(old); err != nil {
			return err
		}
	}
	s.oldRows, s.newRows = len(was), len(now)
	s.Columns = []Column{{Name: "path", Key: true}, {Name: "value", Differs: true}}
	diff, cell := s.valueDiff()
	if s.Report.Digest != nil {
		s.Columns = []Column{{Name: "from", Key: true}, {Name: "block", Differs: true}}
		diff, cell = s.blockDiff()
	}
	if s.Report.Missing {
		diff.add(newLine(0), len(now))
	}
	s.lines[layout{Diff, true}], s.lines[layout{Diff, false}] = diff, diff
	s.cellText = func(v View, line Line, column int) Cell {
		switch {
		case v == Diff && line.change >= 0:
			return cell(line.change, column)
		case column == 0:
			return Cell{}
		case v == Old:
			return Cell{was[line.Old], was[line.Old]}
		}
		return Cell{now[line.New], now[line.New]}
	}
	return nil
}

// valueDiff returns the changed places of a value and their cells.
func (s *Sheet) valueDiff() (diff Lines, cell func(change, column int) Cell) {
	for i, v := range s.Report.Values {
		diff.add(Line{Kind: v.Kind, Old: i, New: i, change: i}, 1)
	}
	return diff, func(change, column int) Cell {
		v := s.Report.Values[change]
		if column == 0 {
			return Cell{v.Path, v.Path}
		}
		return Cell{v.Old, v.New}
	}
}

// blockDiff returns the changed blocks of a digest and their cells.
func (s *Sheet) blockDiff() (diff Lines, cell func(change, column int) Cell) {
	for i, b := range s.Report.Digest.Changed {
		diff.add(Line{Kind: b.Kind, Old: i, New: i, change: i}, 1)
	}
	return diff, func(change, column int) Cell {
		b := s.Report.Digest.Changed[change]
		was, is := fmt.Sprintf("%d rows", b.Old), fmt.Sprintf("%d rows", b.New)
		switch {
		case column == 0:
			return Cell{b.From, b.From}
		case b.Kind == added:
			return Cell{New: is}
		case b.Kind == removed:
			return Cell{Old: was}
		case len(b.Columns) == 0:
			return Cell{was, is}
		}
		text := term.Visible("differs in " + strings.Join(b.Columns, ", "))
		return Cell{text, text}
	}
}

// textLines returns the lines of a golden; those of a value come without its header.
func textLines(f *goldenfile.File) ([]string, error) {
	text := f.Value
	if text == nil {
		var err error
		if text, err = goldenfile.Encode(f); err != nil {
			return nil, err
		}
	}
	return strings.Split(strings.TrimSuffix(string(text), "\n"), "\n"), nil
}

package datafile

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/assay-go/assay/internal/message"
)

// A csvRow is the row that was read last.
type csvRow struct {
	cells  []string // of the columns that have names
	fields int      // of the line
	reader *csv.Reader
	lines  *lineReader
}

// next reads a row, which is valid until the next one.
func (r *csvRow) next() (err error) {
	r.cells, err = r.reader.Read()
	r.fields = len(r.cells)
	return err
}

// quoted reports whether an empty cell is written in quotes. encoding/csv does not tell, but the next cell is further
// away then, or the line ends with a quote.
func (r *csvRow) quoted(i int) bool {
	if i+1 == r.fields {
		return bytes.HasSuffix(bytes.TrimRight(r.lines.end, "\r\n"), []byte(`"`))
	}
	_, from := r.reader.FieldPos(i)
	_, to := r.reader.FieldPos(i + 1)
	return to-from > utf8.RuneLen(r.reader.Comma)
}

// A lineReader reads at most one line at a time, so that its end is that of the row that was read.
type lineReader struct {
	in   *bufio.Reader
	left []byte // of the line
	err  error
	end  []byte // what was read last
}

func (l *lineReader) Read(p []byte) (int, error) {
	const ending = len("\"\r\n")
	if len(l.left) == 0 {
		if l.left, l.err = l.in.ReadSlice('\n'); errors.Is(l.err, bufio.ErrBufferFull) {
			l.err = nil
		}
	}
	n := copy(p, l.left)
	if l.left = l.left[n:]; n == 0 {
		return 0, l.err
	}
	l.end = append(l.end, p[max(0, n-ending):n]...)
	l.end = append(l.end[:0], l.end[max(0, len(l.end)-ending):]...)
	return n, nil
}

// csvError places and explains an error of encoding/csv, and returns others as they are. The end of the file is none.
func (s *source) csvError(err error) error {
	var wrong *csv.ParseError
	switch {
	case errors.Is(err, io.EOF):
		return nil
	case !errors.As(err, &wrong):
		return err
	}
	advice := "write the cell in quotes, and each quote in it twice"
	if wrong.StartLine != wrong.Line {
		advice = fmt.Sprintf("a quote on line %d or later is never closed, or one in a quoted cell is not written twice",
			wrong.StartLine)
	}
	return s.errorf(wrong.Line, wrong.Column, "not CSV: %w: %s", wrong.Err, advice)
}

// ragged returns the error of a row that does not have a cell for each column.
func (s *source) ragged(r *csvRow, columns int) error {
	line, col := r.reader.FieldPos(0)
	first, comma := r.cells[0], r.reader.Comma
	start, _ := utf8.DecodeRuneInString(first)
	advice := fmt.Sprintf("quote a cell that contains %q, or set delimiter", comma)
	switch {
	case s.format.comment == 0 && start != comma && strings.ContainsRune("#%;!/", start) && first != "":
		advice = fmt.Sprintf("if the line is a comment, set comment to %q", start)
	case columns == 1:
		advice = "the first line must name the columns: delete the lines above it, or set comment to the character that " +
			"starts them"
	case len(r.cells) == 1:
		advice = "complete or delete the line; a comment is skipped if you set comment to the character that starts it"
	case len(r.cells) < columns:
		advice = fmt.Sprintf("write %q for each missing cell", comma)
	case len(r.cells) == columns+1 && r.cells[columns] == "":
		advice = fmt.Sprintf("the line ends with %q: end the first line with it and a name, or remove it", comma)
	}
	return s.errorf(line, col, "%s where the header has %d: %s", message.Count(len(r.cells), "field"), columns, advice)
}

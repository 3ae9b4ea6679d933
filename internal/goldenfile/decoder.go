package goldenfile

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/apache/arrow/go/v17/arrow"
)

const Advice = "restore the file, or record it again with -update"

// A decoder reads a golden line by line.
type decoder struct {
	lenient bool // accept what Encode would write differently

	name   string
	text   []byte // with \n line ends
	at     int    // offset of the next line
	line   int    // number of the last line read
	f      *File
	fields []arrow.Field
	first  int // line number of the first row
}

func (d *decoder) fail(line, col int, format string, args ...any) error {
	err := fmt.Errorf(format, args...)
	return &ParseError{File: d.name, Line: max(line, 1), Col: max(col, 1), Msg: err.Error(), Err: errors.Unwrap(err)}
}

// next returns the next line, without its end.
func (d *decoder) next() (line []byte, ok bool) {
	if d.at >= len(d.text) {
		return nil, false
	}
	d.line++
	end := bytes.IndexByte(d.text[d.at:], '\n')
	line = d.text[d.at : d.at+end]
	d.at += end + 1
	return line, true
}

// peek returns the next line without moving on.
func (d *decoder) peek() []byte {
	at, n := d.at, d.line
	line, _ := d.next()
	d.at, d.line = at, n
	return line
}

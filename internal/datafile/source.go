package datafile

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"unicode/utf8"

	"golang.org/x/text/encoding"

	"github.com/assay-go/assay/internal/budget"
	"github.com/assay-go/assay/internal/modfs"
)

// longestRow is the number of bytes of text beyond which a row is refused.
const longestRow = 16 << 20

// byteOrderMark is what some programs start UTF-8 with.
const byteOrderMark = "\ufeff"

// A source is a file that each pass over it opens again.
type source struct {
	name      string
	extension string
	batch     int   // rows of a record
	size      int64 // of the file, in bytes
	format    csvFormat
	open      func() (file, error)
}

// errorf returns an error at a place of the file. A line or column of 0 is not known.
func (s *source) errorf(line, col int, format string, args ...any) *Error {
	err := fmt.Errorf(format, args...)
	return &Error{s.name, line, col, err.Error(), errors.Unwrap(err)}
}

// measure sets the size of the file, and refuses a file that only points to another.
func (s *source) measure(f file, size int64) error {
	start := make([]byte, len(modfs.Pointer))
	if n, _ := f.ReadAt(start, 0); modfs.IsPointer(start[:n]) {
		return s.errorf(0, 0, "the file is a Git LFS pointer: fetch the data with git lfs pull")
	}
	s.size = size
	return nil
}

func (s *source) tooManyRows(limit int) error {
	return s.errorf(0, 0, "has more rows than the limit of %d", limit)
}

// columnError places an error that may have a place of its own.
func (s *source) columnError(name string, err error) error {
	return s.errorf(0, 0, "column %q: %w", name, err)
}

// withText opens the file as text, decoded to UTF-8, for as long as use takes.
func (s *source) withText(use func(*textReader) error) error {
	f, err := s.open()
	if err != nil {
		return err
	}
	defer f.Close()
	t := &textReader{source: s, in: bufio.NewReaderSize(f, 1<<16), from: s.format.encoding}
	mark, _ := t.in.Peek(len(byteOrderMark))
	if t.from == nil && (bytes.HasPrefix(mark, []byte("\xff\xfe")) || bytes.HasPrefix(mark, []byte("\xfe\xff"))) {
		t.from = utf16
	}
	if t.from != nil {
		t.in = bufio.NewReaderSize(t.from.NewDecoder().Reader(t.in), 1<<16)
	} else if string(mark) == byteOrderMark {
		if _, err := t.in.Discard(len(byteOrderMark)); err != nil {
			return err
		}
	}
	return use(t)
}

// place returns the line and the column, in characters, of a byte behind the mark of a text.
func (s *source) place(offset int64) (line, col int) {
	line, col = 1, 1
	_ = s.withText(func(t *textReader) error { // if the rest is unreadable, report the position reached
		for range offset {
			c, err := t.in.ReadByte()
			switch {
			case err != nil:
				return err
			case c == '\n':
				line, col = line+1, 1
			case utf8.RuneStart(c):
				col++
			}
		}
		return nil
	})
	return line, col
}

// errorAt is errorf at a byte behind the mark of a text.
func (s *source) errorAt(offset int64, format string, args ...any) *Error {
	line, col := s.place(offset)
	return s.errorf(line, col, format, args...)
}

// A textReader reads the text of a file behind its mark, and refuses a row that is too long to hold.
type textReader struct {
	source *source
	in     *bufio.Reader
	from   encoding.Encoding // of the file, or nil if it is UTF-8
	row    int64             // bytes read since newRow

	separator        byte // of cells, or 0
	cells, mostCells int64
}

// newRow is called when a row is complete.
func (t *textReader) newRow() { t.row, t.cells = 0, 0 }

func (t *textReader) Read(p []byte) (int, error) {
	n, err := t.in.Read(p)
	if t.separator != 0 {
		if t.cells += int64(bytes.Count(p[:n], []byte{t.separator})); t.cells > t.mostCells {
			return 0, t.source.errorf(0, 0, "a row has more than %d cells: %w", t.mostCells, budget.Err)
		}
	}
	if t.row += int64(n); t.row > longestRow {
		return 0, t.source.errorf(0, 0, "a row has more than %d bytes", longestRow)
	}
	return n, err
}

// A utf8Reader reads a text, and fails at the first byte that is not UTF-8.
type utf8Reader struct {
	*textReader
	offset int64  // of the text behind cut
	cut    []byte // the start of a character whose end is not read yet
}

func (u *utf8Reader) Read(p []byte) (int, error) {
	n, err := u.textReader.Read(p)
	u.offset += int64(n)
	text := p[:n]
	if len(u.cut) > 0 {
		text = append(u.cut, text...)
	}
	whole := len(text)
	if err == nil {
		whole -= cutCharacter(text)
	}
	if !utf8.Valid(text[:whole]) || u.from != nil && bytes.ContainsRune(text[:whole], utf8.RuneError) {
		return 0, u.invalid(text)
	}
	u.cut = bytes.Clone(text[whole:])
	return n, err
}

// cutCharacter returns the number of bytes at the end of text that start a character and do not end it.
func cutCharacter(text []byte) int {
	for n := 1; n < utf8.UTFMax && n <= len(text); n++ {
		if end := text[len(text)-n:]; utf8.RuneStart(end[0]) {
			if utf8.FullRune(end) {
				return 0
			}
			return n
		}
	}
	return 0
}

// invalid returns the error of the first byte of text that is not UTF-8, or that could not be decoded to it.
func (u *utf8Reader) invalid(text []byte) error {
	i := 0
	for {
		r, size := utf8.DecodeRune(text[i:])
		if at := u.offset - int64(len(text)-i); r == utf8.RuneError && u.from != nil {
			return u.source.errorAt(at, "a character is not in the encoding of the file: set encoding to another")
		} else if r == utf8.RuneError && size == 1 {
			return u.source.errorAt(at, "byte 0x%02x is not UTF-8: save the file as UTF-8, or set encoding, "+
				"such as windows-1252", text[i])
		}
		i += size
	}
}

// A memoryFile is a file in memory.
type memoryFile struct{ *bytes.Reader }

func newMemoryFile(content []byte) memoryFile { return memoryFile{bytes.NewReader(content)} }

func (memoryFile) Close() error { return nil }

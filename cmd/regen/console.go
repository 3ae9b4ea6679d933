package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/assay-go/assay/internal/arrowtext"
	"golang.org/x/term"
)

// A stdout is standard output that remembers why it could not be written: text for people is written without a look.
type stdout struct {
	file *os.File
	mu   sync.Mutex
	err  error
}

func (o *stdout) Write(p []byte) (int, error) {
	n, err := o.file.Write(p)
	if err != nil {
		o.mu.Lock()
		defer o.mu.Unlock()
		o.err = err
	}
	return n, err
}

// fileOf returns the file that w writes to, nil for none.
func fileOf(w io.Writer) *os.File {
	switch w := w.(type) {
	case *os.File:
		return w
	case *stdout:
		return w.file
	}
	return nil
}

// A console is where a command writes for people.
type console struct {
	io.Writer
	file     *os.File // nil where it is none
	terminal bool
	color    bool
	width    int // in cells
}

// newConsole looks at what w is. What is no terminal gets no colour and 100 cells.
func newConsole(w io.Writer) console {
	c := console{Writer: w, file: fileOf(w), width: 100}
	if c.file == nil || !term.IsTerminal(int(c.file.Fd())) {
		return c
	}
	c.terminal = true
	c.color = os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
	if width, _, err := term.GetSize(int(c.file.Fd())); err == nil && width > 0 {
		c.width = width
	}
	return c
}

// The styles of text, as the parameters of SGR.
const (
	bold   = "1"
	dim    = "2"
	red    = "31"
	green  = "32"
	yellow = "33"
)

// style returns s in a style, where the console has colour.
func (c console) style(sgr, s string) string {
	if !c.color {
		return s
	}
	return "\x1b[" + sgr + "m" + s + "\x1b[0m"
}

// visible returns s with the characters that a terminal would obey or hide as escapes, so that a name or a value from
// a file cannot write to the screen of who looks at it.
func visible(s string) string {
	plain := func(r rune, size int) bool {
		return !arrowtext.Invisible(r) && (r != utf8.RuneError || size > 1)
	}
	clean := true
	for i := 0; i < len(s) && clean; {
		r, size := utf8.DecodeRuneInString(s[i:])
		clean = plain(r, size)
		i += size
	}
	if clean {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case plain(r, size):
			b.WriteString(s[i : i+size])
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case size == 1:
			fmt.Fprintf(&b, `\x%02x`, s[i])
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
		i += size
	}
	return b.String()
}

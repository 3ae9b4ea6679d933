// Package console is what commands print to: a terminal with its width and colors, or a pipe; and the pager.
package console

import (
	"io"
	"os"
	"sync"
	"time"

	"golang.org/x/term"
)

// A Stdout is standard output that remembers why it could not be written: text for people is written without a look.
type Stdout struct {
	File *os.File
	mu   sync.Mutex
	Err  error
}

func (o *Stdout) Write(p []byte) (int, error) {
	n, err := o.File.Write(p)
	if err != nil {
		o.mu.Lock()
		defer o.mu.Unlock()
		o.Err = err
	}
	return n, err
}

// fileOf returns the file that w writes to, nil for none.
func fileOf(w io.Writer) *os.File {
	switch w := w.(type) {
	case *os.File:
		return w
	case *Stdout:
		return w.File
	}
	return nil
}

// A Console is where a command writes for people.
type Console struct {
	io.Writer
	File     *os.File // nil where it is none
	Terminal bool
	Color    bool
	Width    int // in cells
}

// New looks at what w is. What is no terminal gets no colour and 100 cells.
func New(w io.Writer) Console {
	c := Console{Writer: w, File: fileOf(w), Width: 100}
	if c.File == nil || !term.IsTerminal(int(c.File.Fd())) {
		return c
	}
	c.Terminal = true
	c.Color = os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
	if width, _, err := term.GetSize(int(c.File.Fd())); err == nil && width > 0 {
		c.Width = width
	}
	return c
}

// The styles of text, as the parameters of SGR.
const (
	Bold   = "1"
	Dim    = "2"
	Red    = "31"
	Green  = "32"
	Yellow = "33"
)

// Style returns s in a style, where the console has colour.
func (c Console) Style(sgr, s string) string {
	if !c.Color {
		return s
	}
	return "\x1b[" + sgr + "m" + s + "\x1b[0m"
}

// ProgressInterval is how often the progress bar is drawn.
const ProgressInterval = 100 * time.Millisecond

func AtTerminal(in io.Reader) bool {
	f, ok := in.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

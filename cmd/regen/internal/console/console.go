// Package console is what commands print to: a terminal with its width and colors, or a pipe; and the pager.
package console

import (
	"io"
	"os"
	"os/exec"
	"sync"
	"time"

	xterm "golang.org/x/term"

	"github.com/assay-go/assay/internal/term"
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
	if c.File == nil || !xterm.IsTerminal(int(c.File.Fd())) {
		return c
	}
	c.Terminal = true
	c.Color = term.WantsColor()
	if width, _, err := xterm.GetSize(int(c.File.Fd())); err == nil && width > 0 {
		c.Width = width
	}
	return c
}

// Style returns text in a style, if the console has colors.
func (c Console) Style(style term.Style, text string) string { return term.Paint(c.Color, style, text) }

// ProgressInterval is how often the progress bar is drawn.
const ProgressInterval = 100 * time.Millisecond

// IsTerminal reports whether in is a terminal, at which a person can answer.
func IsTerminal(in io.Reader) bool {
	f, ok := in.(*os.File)
	return ok && xterm.IsTerminal(int(f.Fd()))
}

// Invocation is how people run this program here: regen, if it is on the path, or go tool regen.
func Invocation() string {
	if _, err := exec.LookPath("regen"); err == nil {
		return "regen"
	}
	return "go tool regen"
}

// Package console is what commands print to: a terminal with its width and colors, a pipe, or the pager.
package console

import (
	"cmp"
	"io"
	"os"
	"os/exec"
	"sync"
	"time"

	xterm "golang.org/x/term"

	"github.com/assay-go/assay/internal/message"
	"github.com/assay-go/assay/internal/term"
)

// A Stdout is standard output that keeps the error of a failed write, because text for people is written without
// checks.
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

// fileOf returns the file that w writes to, or nil.
func fileOf(w io.Writer) *os.File {
	switch w := w.(type) {
	case *os.File:
		return w
	case *Stdout:
		return w.File
	}
	return nil
}

// A Console is an output that people read.
type Console struct {
	io.Writer
	File     *os.File // nil if the output is not a file
	Terminal bool
	Color    bool
	Width    int // in terminal cells
}

// New returns a console that writes to w. Its width is COLUMNS, if set. If w is not a terminal, it has no colors, and
// its width is otherwise 100.
func New(w io.Writer) Console {
	c := Console{Writer: w, File: fileOf(w), Width: cmp.Or(term.Columns(), term.DefaultColumns)}
	if c.File == nil || !xterm.IsTerminal(int(c.File.Fd())) {
		return c
	}
	c.Terminal = true
	c.Color = term.WantsColor()
	if width, _, err := xterm.GetSize(int(c.File.Fd())); err == nil && width > 0 && term.Columns() == 0 {
		c.Width = width
	}
	return c
}

// Style returns text in a style, if the console has colors.
func (c Console) Style(style term.Style, text string) string { return term.Paint(c.Color, style, text) }

// ProgressInterval is the least time between two drawings of progress.
const ProgressInterval = 100 * time.Millisecond

// IsTerminal reports whether in is a terminal, so that a person can answer.
func IsTerminal(in io.Reader) bool {
	f, ok := in.(*os.File)
	return ok && xterm.IsTerminal(int(f.Fd()))
}

// Invocation returns the command that runs this program here: regen if it is on the path, else [message.Command].
func Invocation() string {
	if _, err := exec.LookPath("regen"); err == nil {
		return "regen"
	}
	return message.Command
}

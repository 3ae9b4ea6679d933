package cmdtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/assay-go/assay/internal/budget"
	"github.com/assay-go/assay/internal/message"
	"github.com/assay-go/assay/internal/term"
)

// A process is one run of a program.
type process struct {
	args       []string
	dir, stdin string
	env        []string
	limit      time.Duration
	mostOutput int64 // bytes of standard output
}

const (
	mostStderr   = 8 << 10 // bytes of the end of standard error that are kept
	stderrLines  = 20      // of them that are shown
	stderrColumn = 400     // characters of a line that are shown

	// drainTime is how long a process that left its group may hold the output of a program that has ended.
	drainTime = time.Second
)

// name returns the name of the program for messages.
func (c *process) name() string { return term.Visible(filepath.Base(c.args[0])) }

// run runs the program to its end, and returns what it wrote to standard output.
func (c *process) run(ctx context.Context) (stdout []byte, err error) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		// The system kills the program if the thread that started it ends.
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		stdout, err = c.runOnThread(ctx)
	}()
	<-done
	return stdout, err
}

func (c *process) runOnThread(ctx context.Context) ([]byte, error) {
	timeout := fmt.Errorf("it ran longer than %v, and was killed: set Limit of cmdtest.Program if it needs more", c.limit)
	ctx, stop := context.WithTimeoutCause(ctx, c.limit, timeout)
	defer stop()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	cmd := exec.CommandContext(ctx, c.args[0], c.args[1:]...)
	cmd.Dir, cmd.Env, cmd.SysProcAttr = c.dir, c.env, ownGroup()
	cmd.Cancel = func() error { return killGroup(cmd.Process) }
	in, err := os.Open(c.stdin)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	cmd.Stdin = in
	var stdout bytes.Buffer
	var stderr tail
	var readers sync.WaitGroup
	outPipe, err := startReader(&readers, &cmd.Stdout, func(r io.Reader) {
		if n, _ := io.Copy(&stdout, io.LimitReader(r, c.mostOutput+1)); n > c.mostOutput {
			cancel(tooLarge("standard output", c.mostOutput))
		}
	})
	if err != nil {
		return nil, err
	}
	errPipe, err := startReader(&readers, &cmd.Stderr, func(r io.Reader) { _, _ = io.Copy(&stderr, r) })
	if err != nil {
		outPipe.close()
		return nil, err
	}
	err = cmd.Start()
	outPipe.write.Close()
	errPipe.write.Close()
	if err == nil {
		err = cmd.Wait()
		_ = killGroup(cmd.Process) // what the program left behind; most programs leave nothing
	}
	late := time.Now().Add(drainTime)
	for _, p := range []pipe{outPipe, errPipe} {
		_ = p.read.SetReadDeadline(late) // without deadlines, Wait waits for what holds the pipe
	}
	readers.Wait()
	outPipe.read.Close()
	errPipe.read.Close()
	return stdout.Bytes(), c.failure(err, context.Cause(ctx), stderr.lines())
}

func tooLarge(what string, most int64) error {
	return fmt.Errorf("%s has more than %d MiB; %s=2 in the environment doubles what is read",
		what, most>>20, budget.Variable)
}

// failure returns the error of a run that ended with err, if it is not nil, because of cause.
func (c *process) failure(err, cause error, stderr []string) error {
	if err == nil && cause == nil {
		return nil
	}
	exit := (*exec.ExitError)(nil)
	var text string
	switch {
	case cause != nil:
		text = cause.Error()
	case errors.As(err, &exit):
		text = exit.Error()
	default:
		return fmt.Errorf("%s does not start: %w", c.name(), err)
	}
	if len(stderr) > 0 {
		text += "; standard error ends with:\n  " + strings.Join(stderr, "\n  ")
	}
	return fmt.Errorf("%s: %s", c.name(), text)
}

// A pipe leads from a program to this process.
type pipe struct{ read, write *os.File }

// startReader makes a pipe, of which the program gets one end, and reads the other.
func startReader(wg *sync.WaitGroup, end *io.Writer, read func(io.Reader)) (p pipe, err error) {
	if p.read, p.write, err = os.Pipe(); err != nil {
		return p, err
	}
	*end = p.write
	wg.Go(func() { read(p.read) })
	return p, nil
}

func (p pipe) close() {
	p.write.Close()
	p.read.Close()
}

// A tail keeps the end of what is written to it.
type tail struct {
	kept []byte
	cut  bool // whether it is the end only
}

func (t *tail) Write(p []byte) (int, error) {
	t.kept = append(t.kept, p[max(0, len(p)-mostStderr):]...)
	if over := len(t.kept) - mostStderr; over > 0 || len(p) > mostStderr {
		t.kept, t.cut = append(t.kept[:0], t.kept[max(over, 0):]...), true
	}
	return len(p), nil
}

// lines returns the last lines, as a terminal can show them.
func (t *tail) lines() []string {
	text := strings.TrimRight(string(t.kept), "\r\n\t ")
	if text == "" {
		return nil
	}
	lines := strings.Split(text, "\n")
	cut := t.cut
	if n := len(lines) - stderrLines; n > 0 {
		lines, cut = lines[n:], true
	}
	for i, line := range lines {
		lines[i] = term.Visible(message.Shorten(strings.TrimSuffix(line, "\r"), stderrColumn))
	}
	if cut {
		lines = append([]string{"…"}, lines...)
	}
	return lines
}

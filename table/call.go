package table

import (
	"context"
	"fmt"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"time"
)

// A runOutcome is how one run of a transform ended: with a result, an error, or a crash.
type runOutcome struct {
	result   transformResult
	err      error  // of the transform; or an *inputError, *resultError or *crash
	failedAt string // the step of the clock at which an error ended the run before the last step
}

// A crash is the error of a transform that did not return: it panicked, deadlocked or ended its goroutine.
type crash struct {
	msg   string
	stack string // of the goroutine that caused it; "" if unknown
}

func (c *crash) Error() string {
	if c.stack == "" {
		return c.msg
	}
	return c.msg + "\n\n" + c.stack
}

// line returns the crash in one line, with the place where the stack starts.
func (c *crash) line() string {
	frames := strings.Split(c.stack, "\n")
	if len(frames) < 2 {
		return c.msg
	}
	place, _, _ := strings.Cut(strings.TrimSpace(frames[1]), " ") // the line after a function has its file and line
	return c.msg + " at " + filepath.Base(place)
}

// An inputError reports that the rows of a dataset could not be generated, or not decoded into the function's types.
type inputError struct{ err error }

func (e *inputError) Error() string { return "the input cannot be made: " + e.err.Error() }

func (e *inputError) Unwrap() error { return e.err }

// callTransform calls f in a new goroutine, which a panic or a FailNow of another test ends. If f does not return
// within a limit other than 0, the goroutine is left running.
func callTransform(
	ctx context.Context, limit time.Duration, f func(context.Context) (lazyResult, error),
) runOutcome {
	done := make(chan runOutcome, 1)
	var late <-chan time.Time
	if limit > 0 {
		timer := time.NewTimer(limit)
		defer timer.Stop()
		late = timer.C
	}
	go func() {
		var o runOutcome
		ended, returned := false, false
		defer func() {
			defer func() { done <- o }()
			if v := recover(); v != nil {
				msg := fmt.Sprintf("the transform panicked: %v", v)
				if ended {
					msg = fmt.Sprintf("the result cannot be read: %v: "+
						"does the transform release or change memory that it returns?", v)
				}
				o = runOutcome{err: &crash{msg, panicStack(debug.Stack())}}
			} else if !returned {
				o = runOutcome{err: &crash{msg: "the transform ended its goroutine: it called runtime.Goexit, " +
					"or FailNow, Fatal or Skip of a test"}}
			}
		}()
		out, err := f(ctx)
		if ended = true; err == nil {
			o.result, err = out()
		}
		o.err, returned = err, true
	}()
	select {
	case o := <-done:
		return o
	case <-late:
		return runOutcome{err: &crash{msg: fmt.Sprintf("the transform does not return within %v", limit)}}
	}
}

// panicStack returns the frames of a stack between the panic and the harness.
func panicStack(stack []byte) string {
	lines := strings.Split(strings.TrimSpace(string(stack)), "\n")[1:] // without "goroutine 7 [running]:"
	for i := 0; i+1 < len(lines); i += 2 {
		if strings.HasPrefix(lines[i], "panic(") {
			lines = lines[i+2:]
			break
		}
	}
	return strings.Join(userFrames(lines), "\n")
}

// userFrames returns the frames of a stack up to those of the harness. A frame has two lines, the first with the
// function.
func userFrames(lines []string) []string {
	for i := 0; i < len(lines); i += 2 {
		if slices.ContainsFunc(harnessFrames, func(name string) bool { return strings.Contains(lines[i], name) }) {
			return lines[:i]
		}
	}
	return lines
}

// harnessFrames are parts of the names of the functions that call code of users.
var harnessFrames = []string{
	"assay/table.callTransform", "assay/table.(*caseRun).", "assay/table.slicesTransform", "assay/table.structTransform",
	"assay/table.Rows[", "assay/table.Inputs[", "assay/table.Value[", "assay/table.Tables[", "assay/table.tablesTransform",
	"testing/synctest.",
}

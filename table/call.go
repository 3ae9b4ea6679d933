package table

import (
	"context"
	"fmt"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
)

// A runOutcome is how one run of a transform ended: with a result, an error, or a crash.
type runOutcome struct {
	result   result
	err      error  // of the transform; or an *inputError, *resultError or *crash
	failedAt string // the step of the clock at which an error ended the run before the last step
}

// A crash is the error of a transform that did not return: it panicked, deadlocked or ended its goroutine.
type crash struct {
	msg   string
	stack string // of the goroutine that caused it, "" if unknown
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

// An inputError says that the rows of a dataset could not be generated, or not decoded into the function's types.
type inputError struct{ err error }

func (e *inputError) Error() string { return "its input cannot be made: " + e.err.Error() }

func (e *inputError) Unwrap() error { return e.err }

// callTransform calls f in a goroutine of its own, which a panic or a FailNow of another test ends.
func callTransform(ctx context.Context, f func(context.Context) (lazyResult, error)) (o runOutcome) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		ended, returned := false, false
		defer func() {
			if v := recover(); v != nil {
				msg := fmt.Sprintf("the transform panicked: %v", v)
				if ended {
					msg = fmt.Sprintf("what the transform returned cannot be read: %v: "+
						"has it released or changed what it returns?", v)
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
	<-done
	return o
}

// panicStack returns the frames of a stack between the panic and the harness.
func panicStack(stack []byte) string {
	lines := strings.Split(strings.TrimSpace(string(stack)), "\n")
	from := 1 // after "goroutine 7 [running]:"
	for i := from; i+1 < len(lines); i += 2 {
		if strings.HasPrefix(lines[i], "panic(") {
			from = i + 2
			break
		}
	}
	to := from
	ofHarness := func(line string) bool {
		return slices.ContainsFunc(harnessFrames, func(name string) bool { return strings.Contains(line, name) })
	}
	for to+1 < len(lines) && !ofHarness(lines[to]) {
		to += 2
	}
	return strings.Join(lines[from:to], "\n")
}

// harnessFrames are parts of the names of the functions that call code of users.
var harnessFrames = []string{"assay/table.callTransform", "assay/table.(*caseRun).runSetup"}

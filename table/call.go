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
	err      error
	failedAt string // the step of the clock at which an error ended the run before the last step
	crash    *crash // set if the transform panicked or deadlocked
}

// A crash says why a transform did not return.
type crash struct {
	msg   string
	stack string // of the goroutine that caused it, "" if unknown
}

func (b *crash) String() string {
	if b.stack == "" {
		return b.msg
	}
	return b.msg + "\n\n" + b.stack
}

// line returns the crash in one line, with the place where the stack starts.
func (b *crash) line() string {
	frames := strings.Split(b.stack, "\n")
	if len(frames) < 2 {
		return b.msg
	}
	place, _, _ := strings.Cut(strings.TrimSpace(frames[1]), " ") // the line after a function has its file and line
	return b.msg + " at " + filepath.Base(place)
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
				o = runOutcome{crash: &crash{fmt.Sprintf("the transform panicked: %v", v), panicStack(debug.Stack())}}
				if ended {
					o.crash.msg = fmt.Sprintf("what the transform returned cannot be read: %v: has it released or changed what it returns?", v)
				}
			} else if !returned {
				o = runOutcome{crash: &crash{msg: "the transform ended its goroutine: it called runtime.Goexit, " +
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
	for to+1 < len(lines) && !slices.ContainsFunc(harnessFrames, func(f string) bool { return strings.Contains(lines[to], f) }) {
		to += 2
	}
	return strings.Join(lines[from:to], "\n")
}

// harnessFrames are parts of the names of the functions that call code of users.
var harnessFrames = []string{"assay/table.callTransform", "assay/table.(*caseRun).runSetup"}

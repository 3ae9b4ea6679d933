package table

import (
	"context"
	"fmt"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
)

// An outcome is what came of one run of a transform. Where broken is set the run did not end by itself: the transform
// panicked, or blocked for ever.
type runOutcome struct {
	result   result
	err      error
	failedAt string // when, of an error that kept the transform from running again
	crash    *crash
}

// A breakdown says why a transform did not return.
type crash struct {
	msg   string
	stack string // of the goroutine that is to blame, "" where none is known
}

func (b *crash) String() string {
	if b.stack == "" {
		return b.msg
	}
	return b.msg + "\n\n" + b.stack
}

// line returns the breakdown in one line, with the place where the stack starts.
func (b *crash) line() string {
	frames := strings.Split(b.stack, "\n")
	if len(frames) < 2 {
		return b.msg
	}
	place, _, _ := strings.Cut(strings.TrimSpace(frames[1]), " ") // of the call before it
	return b.msg + " at " + filepath.Base(place)
}

// A loadError says that the rows of a dataset could not be made, or not read.
type inputError struct{ err error }

func (e *inputError) Error() string { return "its input cannot be made: " + e.err.Error() }

func (e *inputError) Unwrap() error { return e.err }

// attempt calls f in a goroutine of its own, so that a panic, or a FailNow of some other test, ends with it.
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

// panicStack cuts a stack down to the frames between the panic and the harness.
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

// harnessFrames are how the frames that call into code of users start.
var harnessFrames = []string{"assay/table.callTransform", "assay/table.(*caseRun).runSetup"}

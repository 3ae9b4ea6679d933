package table

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/assay-go/assay/internal/synctestid"
)

// An outcome is what came of one run of a transform. Where broken is set the run did not end by itself: the transform
// panicked, or blocked for ever.
type outcome struct {
	result result
	err    error
	early  string // when, of an error that kept the transform from running again
	broken *breakdown
}

// A breakdown says why a transform did not return.
type breakdown struct {
	msg   string
	stack string // of the goroutine that is to blame, "" where none is known
}

func (b *breakdown) String() string {
	if b.stack == "" {
		return b.msg
	}
	return b.msg + "\n\n" + b.stack
}

// line returns the breakdown in one line, with the place where the stack starts.
func (b *breakdown) line() string {
	frames := strings.Split(b.stack, "\n")
	if len(frames) < 2 {
		return b.msg
	}
	place, _, _ := strings.Cut(strings.TrimSpace(frames[1]), " ") // of the call before it
	return b.msg + " at " + filepath.Base(place)
}

// attempt calls f in a goroutine of its own, so that a panic, or a FailNow of some other test, ends with it.
func attempt(ctx context.Context, f func(context.Context) (output, error)) (o outcome) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		ended, returned := false, false
		defer func() {
			if v := recover(); v != nil {
				o = outcome{broken: &breakdown{fmt.Sprintf("the transform panicked: %v", v), panicStack(debug.Stack())}}
				if ended {
					o.broken.msg = fmt.Sprintf("what the transform returned cannot be read: %v: has it released or changed what it returns?", v)
				}
			} else if !returned {
				o = outcome{broken: &breakdown{msg: "the transform ended its goroutine: it called runtime.Goexit, " +
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
var harnessFrames = []string{"assay/table.attempt", "assay/table.(*caseRun).setup"}

// The instants that a bubble's clock can show.
var (
	bubbleStart = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	bubbleEnd   = time.Date(2262, 1, 1, 0, 0, 0, 0, time.UTC)
)

// instants names the times at which a transform runs while the clock advances: none, and then after 24h and so on.
func instants(steps []time.Duration) []string {
	names := []string{""}
	var passed time.Duration
	for _, d := range steps {
		passed += d
		text := passed.String()
		for _, zero := range []string{"m0s", "h0m"} { // 24h0m0s is 24h
			if short, ok := strings.CutSuffix(text, zero); ok {
				text = short + zero[:1]
			}
		}
		names = append(names, "after "+text)
	}
	return names
}

// checkAdvance says why a clock cannot advance by steps from an instant on.
func checkAdvance(now time.Time, steps []time.Duration) error {
	if len(steps) > 0 && now.IsZero() {
		return errors.New("it advances a clock that it does not pin: give it a Now")
	}
	for _, d := range steps {
		if d <= 0 {
			return fmt.Errorf("the clock advances by %v: it only runs forward", d)
		}
		if now = now.Add(d); now.After(bubbleEnd) {
			return fmt.Errorf("the clock advances to %s, and a pinned clock ends with 2261", now.Format(time.RFC3339))
		}
	}
	return nil
}

// checkNow says why a clock cannot be pinned at an instant.
func checkNow(now time.Time) error {
	switch {
	case now.Before(bubbleStart):
		return fmt.Errorf("now is %s: a pinned clock starts in 2000 at the earliest, where testing/synctest starts its own",
			now.Format(time.RFC3339))
	case now.After(bubbleEnd):
		return fmt.Errorf("now is %s: a pinned clock ends with 2261", now.Format(time.RFC3339))
	}
	return nil
}

// pinned runs f in a bubble whose clock starts at now. A bubble that ends badly is a breakdown.
func pinned(t *testing.T, now time.Time, f func(t *testing.T)) (bad *breakdown) {
	t.Helper()
	marks := make(chan string, 1)
	defer func() {
		v := recover()
		if v == nil {
			return
		}
		err, ok := v.(error)
		if !ok || !strings.HasPrefix(err.Error(), "deadlock: ") {
			panic(v)
		}
		bad = &breakdown{msg: "the transform blocks under the pinned clock: all of its goroutines wait for each other"}
		if strings.Contains(err.Error(), "main bubble goroutine has exited") {
			bad.msg = "the transform leaves goroutines behind: under the pinned clock all of them must have ended when it returns"
		}
		bad.stack = bubbleStacks(<-marks)
	}()
	synctest.Test(t, func(t *testing.T) {
		marks <- synctestid.Current()
		time.Sleep(time.Until(now))
		f(t)
	})
	return nil
}

// bubbleStacks returns the stacks of the goroutines of a bubble that run code of users.
func bubbleStacks(id string) string {
	if id == "" {
		return ""
	}
	buf := make([]byte, 1<<20)
	buf = buf[:runtime.Stack(buf, true)]
	var out []string
	for g := range bytes.SplitSeq(buf, []byte("\n\n")) {
		head, frames, _ := strings.Cut(string(g), "\n")
		if strings.Contains(head, id) {
			out = append(out, head+"\n"+frames)
		}
	}
	return strings.Join(out, "\n\n")
}

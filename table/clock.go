package table

import (
	"bytes"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/assay-go/assay/internal/synctestid"
)

// The instants that the clock of testing/synctest can show: it starts in 2000, and its nanoseconds since 1970 fit in an
// int64 until 2262.
var (
	earliestNow = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	latestNow   = time.Date(2262, 1, 1, 0, 0, 0, 0, time.UTC)
)

// stepNames names the steps of the clock at which a transform runs: "" for the start, then "after 24h" and so on.
func stepNames(steps []time.Duration) []string {
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

// checkClock returns an error if a clock cannot be pinned at an instant, if that is not zero, and advance by steps from
// it.
func checkClock(now time.Time, steps []time.Duration) error {
	switch {
	case now.IsZero() && len(steps) > 0:
		return errors.New("the case advances the clock, which is not pinned: set Now")
	case now.IsZero():
		return nil
	case now.Before(earliestNow):
		return fmt.Errorf("now is %s: a pinned clock cannot start before 2000, when the clock of testing/synctest starts",
			now.Format(time.RFC3339))
	case now.After(latestNow):
		return fmt.Errorf("now is %s: a pinned clock ends in 2261", now.Format(time.RFC3339))
	}
	for _, d := range steps {
		if d <= 0 {
			return fmt.Errorf("the clock cannot advance by %v: it only runs forward", d)
		}
		if now = now.Add(d); now.After(latestNow) {
			return fmt.Errorf("the clock advances to %s: a pinned clock ends in 2261", now.Format(time.RFC3339))
		}
	}
	return nil
}

// runWithClock runs f in a bubble of testing/synctest whose clock starts at now. It returns a crash if f deadlocks or
// leaves goroutines behind.
func runWithClock(t *testing.T, now time.Time, f func(t *testing.T)) (err error) {
	t.Helper()
	marks := make(chan string, 1)
	defer func() {
		v := recover()
		if v == nil {
			return
		}
		deadlock, ok := v.(error)
		if !ok || !strings.HasPrefix(deadlock.Error(), "deadlock: ") {
			panic(v)
		}
		msg := "the transform deadlocks under the pinned clock: all of its goroutines wait for each other"
		if strings.Contains(deadlock.Error(), "main bubble goroutine has exited") {
			msg = "the transform leaves goroutines running: " +
				"under a pinned clock all of them must end before it returns"
		}
		err = &crash{msg, bubbleStacks(<-marks)}
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
		if lines := userFrames(strings.Split(frames, "\n")); strings.Contains(head, id) && len(lines) > 0 {
			out = append(out, head+"\n"+strings.Join(lines, "\n"))
		}
	}
	return strings.Join(out, "\n\n")
}

package table

import (
	"errors"
	"strings"
	"testing"
	"time"
)

func TestThePinnedClockStartsWhereItIsPinned(t *testing.T) {
	for _, now := range []time.Time{
		time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC),
		time.Date(2026, 1, 15, 9, 30, 0, 5, time.UTC),
		time.Date(2261, 12, 31, 23, 0, 0, 0, time.UTC),
		time.Date(2026, 1, 15, 9, 0, 0, 0, time.FixedZone("", 3600)),
	} {
		if err := checkClock(now, nil); err != nil {
			t.Fatal(err)
		}
		var started, ended time.Time
		err := runWithClock(t, now, func(t *testing.T) {
			started = time.Now()
			time.Sleep(time.Hour)
			ended = time.Now()
		})
		if err != nil || !started.Equal(now) {
			t.Errorf("started at %v, %v; want %v", started, err, now)
		}
		if got := ended.Sub(started); got != time.Hour {
			t.Errorf("an hour took %v", got)
		}
	}
}

func TestAClockThatCannotBePinnedIsAnError(t *testing.T) {
	for want, now := range map[string]time.Time{
		"now is 1999-12-31T23:59:59Z: a pinned clock cannot start": time.Date(1999, 12, 31, 23, 59, 59, 0, time.UTC),
		"now is 2262-01-02T00:00:00Z: a pinned clock ends in 2261": time.Date(2262, 1, 2, 0, 0, 0, 0, time.UTC),
	} {
		if err := checkClock(now, nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}

func TestGoroutinesThatATransformLeavesRunningAreNamed(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	never := func() chan int { return make(chan int) }
	for name, c := range map[string]struct {
		body        func()
		want, stack string
	}{
		"left behind":        {func() { c := never(); go waitForEver(c) }, "leaves goroutines running", "table.waitForEver"},
		"left asleep":        {func() { go sleepForEver() }, "leaves goroutines running", "table.sleepForEver"},
		"waiting for itself": {func() { waitForEver(never()) }, "deadlocks under the pinned clock", "table.waitForEver"},
	} {
		var crashed *crash
		err := runWithClock(t, now, func(*testing.T) { c.body() })
		if !errors.As(err, &crashed) || !strings.Contains(crashed.msg, c.want) {
			t.Errorf("%s: got %v, want %q", name, err, c.want)
			continue
		}
		if !strings.Contains(crashed.stack, c.stack) {
			t.Errorf("%s: the stacks do not name %s:\n%s", name, c.stack, crashed.stack)
		}
		if strings.Contains(crashed.stack, "testing.(*T).Run") {
			t.Errorf("%s: the stacks are of goroutines outside of the bubble:\n%s", name, crashed.stack)
		}
	}
}

func waitForEver(c chan int) { <-c }

func sleepForEver() {
	for {
		time.Sleep(time.Hour)
	}
}

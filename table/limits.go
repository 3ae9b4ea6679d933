package table

import (
	"context"
	"flag"
	"runtime"
	"strings"
	"testing"
	"time"
)

// testContext returns a context that ends with the test, or a little before the test's deadline. The deadline ends the
// process; a transform that obeys the context fails its case instead.
func testContext(t *testing.T) (context.Context, context.CancelFunc) {
	if deadline, ok := t.Deadline(); ok {
		return context.WithDeadline(t.Context(), deadline.Add(-min(time.Until(deadline)/20, 5*time.Second)))
	}
	return context.WithCancel(t.Context())
}

// selectsCases reports whether -run or -skip may select among the cases of a test.
func selectsCases(t *testing.T) bool {
	chosen := func(name string) string {
		if f := flag.Lookup("test." + name); f != nil {
			return f.Value.String()
		}
		return ""
	}
	return strings.Count(chosen("run"), "/") > strings.Count(t.Name(), "/") || chosen("skip") != ""
}

// maxParallel returns how many cases of a test may run at a time. It is one if a seam is swapped, and if -run or -skip
// select subtests: a case that is not selected must not run.
func maxParallel(t *testing.T) int {
	if activeSwaps.active(t.Name()) || selectsCases(t) {
		return 1
	}
	n := runtime.GOMAXPROCS(0)
	if f := flag.Lookup("test.parallel"); f != nil {
		if p, ok := f.Value.(flag.Getter).Get().(int); ok {
			n = min(n, p)
		}
	}
	return n
}

package table

import (
	"context"
	"flag"
	"runtime"
	"testing"
	"time"

	"github.com/assay-go/assay/internal/store"
)

// testContext returns a context that ends with the test, or a little before the test's deadline. The deadline ends the
// process; a transform that obeys the context fails its case instead.
func testContext(t *testing.T) (context.Context, context.CancelFunc) {
	if deadline, ok := t.Deadline(); ok {
		return context.WithDeadline(t.Context(), deadline.Add(-min(time.Until(deadline)/20, 5*time.Second)))
	}
	return context.WithCancel(t.Context())
}

// maxParallel returns how many cases of a test may run at a time. It is one if a seam is swapped, and if -run or -skip
// select subtests: a case that is not selected must not run.
func maxParallel(t *testing.T) int {
	if activeSwaps.active(t.Name()) || store.SelectsSubtests(t.Name()) {
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

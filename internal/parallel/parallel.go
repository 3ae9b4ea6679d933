// Package parallel divides work on rows among processors.
package parallel

import (
	"cmp"
	"runtime"
	"sync"
	"sync/atomic"
)

// A Span is a range of rows.
type Span struct{ Lo, Hi int }

// Chunks cuts n rows into spans of at most size.
func Chunks(n, size int) []Span {
	var out []Span
	for lo := 0; lo < n; lo += size {
		out = append(out, Span{lo, min(lo+size, n)})
	}
	return out
}

// Do calls work for each of n parts, on all processors.
func Do(n int, work func(part int)) {
	_ = Try(runtime.GOMAXPROCS(0), n, func(part int) error { work(part); return nil })
}

// Try calls work for each of n parts, on some goroutines, until one fails. It returns the error of the first part that
// has one.
func Try(workers, n int, work func(part int) error) error {
	var next, failed atomic.Int64
	errs := make([]error, n)
	worker := func() {
		for failed.Load() == 0 {
			part := int(next.Add(1)) - 1
			if part >= n {
				return
			}
			if errs[part] = work(part); errs[part] != nil {
				failed.Add(1)
			}
		}
	}
	if workers = min(workers, n); workers <= 1 {
		worker()
	} else {
		var group sync.WaitGroup
		for range workers {
			group.Go(worker)
		}
		group.Wait()
	}
	return cmp.Or(errs...)
}

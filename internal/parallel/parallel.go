// Package parallel divides work on rows among processors.
package parallel

import (
	"runtime"
	"sync"
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
	workers := min(n, runtime.GOMAXPROCS(0))
	if workers <= 1 {
		for part := range n {
			work(part)
		}
		return
	}
	var group sync.WaitGroup
	next := make(chan int, n)
	for part := range n {
		next <- part
	}
	close(next)
	for range workers {
		group.Go(func() {
			for part := range next {
				work(part)
			}
		})
	}
	group.Wait()
}

package golden

import (
	"runtime"
	"sync"
)

// A span is a range of rows.
type span struct{ lo, hi int }

// chunks cuts n rows into spans of at most size.
func chunks(n, size int) []span {
	var out []span
	for lo := 0; lo < n; lo += size {
		out = append(out, span{lo, min(lo+size, n)})
	}
	return out
}

// inParallel calls work for each of n parts, on all processors.
func inParallel(n int, work func(part int)) {
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

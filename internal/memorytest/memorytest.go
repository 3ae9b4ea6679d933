// Package memorytest measures the memory that a call takes. It is for tests alone.
package memorytest

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

// Peak calls f and returns by how many bytes the live heap grew at most. It samples, so it misses a short peak.
func Peak(f func()) int64 {
	// Garbage that waits for its collection counts, and there is more of it if other tests keep much.
	defer debug.SetGCPercent(debug.SetGCPercent(20))
	runtime.GC()
	before := live()
	stop, peak := make(chan struct{}), make(chan int64)
	go func() {
		most := before
		for {
			select {
			case <-stop:
				peak <- max(most, live()) - before
				return
			case <-time.After(time.Millisecond):
				most = max(most, live())
			}
		}
	}()
	f()
	close(stop)
	return <-peak
}

// Allocated calls f and returns how many bytes it allocates in all, garbage included.
func Allocated(f func()) int64 {
	before := read("/gc/heap/allocs:bytes")
	f()
	return read("/gc/heap/allocs:bytes") - before
}

func live() int64 { return read("/memory/classes/heap/objects:bytes") }

func read(name string) int64 {
	sample := []metrics.Sample{{Name: name}}
	metrics.Read(sample)
	return int64(sample[0].Value.Uint64())
}

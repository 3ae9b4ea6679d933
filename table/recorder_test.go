package table_test

import (
	"fmt"
	"runtime"
	"slices"
	"testing"
)

// A recorder is a testing.TB that records failures.
type recorder struct {
	testing.TB
	errors   []string
	cleanups []func()
	panicked any
}

// run runs body as a test, until it calls FailNow, panics or returns, and then its cleanups.
func (r *recorder) run(body func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer func() {
			r.panicked = recover()
			for _, cleanup := range slices.Backward(r.cleanups) {
				cleanup()
			}
		}()
		body()
	}()
	<-done
}

func (r *recorder) Helper()           {}
func (r *recorder) Cleanup(f func())  { r.cleanups = append(r.cleanups, f) }
func (r *recorder) Failed() bool      { return len(r.errors) > 0 }
func (r *recorder) Error(args ...any) { r.errors = append(r.errors, fmt.Sprint(args...)) }
func (r *recorder) Errorf(format string, args ...any) {
	r.errors = append(r.errors, fmt.Sprintf(format, args...))
}
func (r *recorder) Fatal(args ...any)                 { r.Error(args...); r.FailNow() }
func (r *recorder) Fatalf(format string, args ...any) { r.Errorf(format, args...); r.FailNow() }
func (r *recorder) FailNow()                          { runtime.Goexit() }

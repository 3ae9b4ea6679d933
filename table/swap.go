package table

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// A SwapOption changes one call of [Swap] or [Spy].
type SwapOption uint8

// Unused allows that the fake is never called.
const Unused SwapOption = 1

// Swap sets the variable at target, a seam, to fake until the test ends.
//
//	table.Swap(t, &fetchProfile, func(_ context.Context, id int) (Profile, error) {
//		asked = append(asked, id)
//		return profiles[id], nil
//	})
//
// The fake has the variable's type, so a test stops compiling when the two differ. Swap has no mocks that answer any
// call. A seam that a test does not swap keeps the real function. That function should fail in tests, because it has no
// address or password there.
//
// The variable is shared by all tests in the process. Swap fails a test that runs in parallel with others, and while a
// swap is active the cases of [Run] run one at a time. If fake is a function, Swap fails a test that never calls it:
// the code no longer uses that variable. The option [Unused] allows that.
func Swap[T any](t testing.TB, target *T, fake T, options ...SwapOption) {
	t.Helper()
	swap(t, target, fake, callerLine(1), options)
}

func swap[T any](t testing.TB, target *T, fake T, place string, options []SwapOption) {
	t.Helper()
	v := reflect.ValueOf(&fake).Elem()
	isFunc := v.Kind() == reflect.Func
	switch {
	case target == nil:
		t.Fatal("the target of the swap is nil: pass the address of a package variable, as in &fetchProfile")
	case isFunc && v.IsNil():
		t.Fatal("the fake of the swap is nil: calling it would panic")
	}
	refuseParallel(t)

	var called atomic.Bool
	if isFunc {
		f := reflect.ValueOf(fake)
		v.Set(reflect.MakeFunc(v.Type(), func(args []reflect.Value) []reflect.Value {
			called.Store(true)
			return callFunc(f, args)
		}))
	}
	real := *target
	*target = fake
	remove := activeSwaps.add(t.Name())
	t.Cleanup(func() {
		t.Helper() // so that the failure has the line of the swap
		*target = real
		remove()
		if isFunc && !called.Load() && !slices.Contains(options, Unused) && !t.Failed() && !t.Skipped() {
			t.Errorf("the fake swapped in at %s was never called: the code does not use that variable, or does not get there; "+
				"remove the swap, or allow it with table.Unused", place)
		}
	})
}

func callFunc(f reflect.Value, args []reflect.Value) []reflect.Value {
	if f.Type().IsVariadic() {
		return f.CallSlice(args)
	}
	return f.Call(args)
}

// callerLine returns the file and line of the caller's caller, skip functions further up.
func callerLine(skip int) string {
	_, file, line, _ := runtime.Caller(skip + 1)
	return fmt.Sprintf("%s:%d", filepath.Base(file), line)
}

// refuseParallel ends a test that runs in parallel with others, and keeps it from doing so later.
func refuseParallel(t testing.TB) {
	t.Helper()
	if isParallel(t) { // a Fatal while Setenv panics would have a line of package testing
		t.Fatalf("%s runs in parallel with other tests, which would see the swapped variable too: "+
			"remove t.Parallel from it and from the tests around it", t.Name())
	}
}

// isParallel reports whether a test runs in parallel with others. Only package testing knows. Setenv asks it, since the
// environment is as shared as a variable.
func isParallel(t testing.TB) (is bool) {
	defer func() { is = recover() != nil }()
	t.Setenv("PATH", os.Getenv("PATH"))
	return false
}

// activeSwaps holds the tests that have swapped a seam.
var activeSwaps swapRegistry

type swapRegistry struct {
	mu    sync.Mutex
	tests map[string]int // the number of active swaps by test name
}

// add adds a swap of a test, and returns a function that removes it.
func (s *swapRegistry) add(test string) (remove func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.tests == nil {
		s.tests = make(map[string]int)
	}
	s.tests[test]++
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.tests[test]--; s.tests[test] == 0 {
			delete(s.tests, test)
		}
	}
}

// active reports whether a test, or a test that it is a subtest of, has swapped a seam.
func (s *swapRegistry) active(test string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for {
		if s.tests[test] > 0 {
			return true
		}
		i := strings.LastIndexByte(test, '/')
		if i < 0 {
			return false
		}
		test = test[:i]
	}
}

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

// A SwapOption says something about one call of [Swap] or [Spy].
type SwapOption uint8

// Unused allows that a function put in place of another is never called.
const Unused SwapOption = 1

// Swap puts fake in the place of the variable at target, a seam, until the test ends.
//
//	table.Swap(t, &fetchProfile, func(_ context.Context, id int) (Profile, error) {
//		asked = append(asked, id)
//		return profiles[id], nil
//	})
//
// The fake has the variable's type, so that it does not compile once the two differ. There is nothing that answers any
// call: what a test does not swap is the real thing, which has no address or password in a test and fails loudly.
//
// A variable is shared by all tests of the process. Swap fails a test that runs in parallel with others, and while
// it stands the cases of [Run] take turns. Where fake is a function, a test that passes without calling it fails: its
// seam is elsewhere by now. The option [Unused] allows it.
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
		t.Fatal("the target of a swap is nil: give the address of a package variable, as in &fetchProfile")
	case isFunc && v.IsNil():
		t.Fatal("the fake of a swap is nil: calling it would panic")
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
	leave := activeSwaps.add(t.Name())
	t.Cleanup(func() {
		t.Helper() // a failure stands at the line of the swap
		*target = real
		leave()
		if isFunc && !called.Load() && !slices.Contains(options, Unused) && !t.Failed() && !t.Skipped() {
			t.Errorf("the function swapped in at %s was never called: what it stands for is not used here any more, "+
				"or not reached; take the swap out, or allow it with table.Unused", place)
		}
	})
}

func callFunc(f reflect.Value, args []reflect.Value) []reflect.Value {
	if f.Type().IsVariadic() {
		return f.CallSlice(args)
	}
	return f.Call(args)
}

// callerLine is the file and line of the caller's caller, skip functions up.
func callerLine(skip int) string {
	_, file, line, _ := runtime.Caller(skip + 1)
	return fmt.Sprintf("%s:%d", filepath.Base(file), line)
}

// refuseParallel ends a test that runs in parallel with others, and keeps it from doing so later.
func refuseParallel(t testing.TB) {
	t.Helper()
	if isParallel(t) { // a Fatal while Setenv panics would stand at a line of package testing
		t.Fatalf("%s runs in parallel with other tests, and they would see the swapped variable too: "+
			"leave out t.Parallel, here and in the tests around it", t.Name())
	}
}

// inParallel reports whether a test runs in parallel with others. Only package testing knows, and Setenv, which is as
// shared as a variable, asks it.
func isParallel(t testing.TB) (is bool) {
	defer func() { is = recover() != nil }()
	t.Setenv("PATH", os.Getenv("PATH"))
	return false
}

// swapped knows the tests that have swapped a seam.
var activeSwaps swapRegistry

type swapRegistry struct {
	mu    sync.Mutex
	tests map[string]int // by name, the number of its swaps that stand
}

func (s *swapRegistry) add(test string) (leave func()) {
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

// stand reports whether a test, or one that it is a part of, has swapped a seam.
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

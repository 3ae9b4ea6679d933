package golden

import (
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/assay-go/assay/internal/store"
)

// Declare lists the goldens of test t, including those of cases that do not run. regen status uses the list to find
// missing and obsolete goldens. A test that calls Declare declares all its goldens, in one or several calls, before it
// asserts them: asserting an undeclared golden is an error, and so is a subtest that declares goldens itself.
//
// Declare fails the test at once if two names map to the same file. The list takes effect when the test completes.
// After FailNow or SkipNow, the previous list stays in effect.
func Declare(t testing.TB, names ...string) {
	t.Helper()
	at, err := store.CurrentPackage()
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range declarations.add(at, t, names) {
		fail(t, err, "")
		defer t.FailNow()
	}
}

// declarations has the goldens that the running tests declared and asserted.
var declarations = registry{
	declared: map[testFunc]map[string]claim{}, asserted: map[testFunc]map[string]claim{}, running: map[testFunc]bool{},
	uncompared: map[testFunc]map[string][]string{},
}

// A testFunc is a test function, or a subtest that declares. The goldens of a test function share its directory.
type testFunc struct{ dir, test string }

func testFuncOf(pkg *store.TestPackage, t testing.TB) testFunc {
	top, _, _ := strings.Cut(t.Name(), "/")
	return testFunc{pkg.Dir, top}
}

// A claim is the test that uses a golden, and the name by which it does.
type claim struct {
	test, name string
	live       bool // the test is running; with -count it runs again
	asserted   bool // in this run of the test that declares
}

// A registry finds names of goldens that are one file to some file systems.
type registry struct {
	mu                 sync.Mutex
	declared, asserted map[testFunc]map[string]claim    // by test function and case-folded path
	running            map[testFunc]bool                // tests that have declared and have not ended
	uncompared         map[testFunc]map[string][]string // columns that expectations leave out, by the name of the golden
}

// take registers a golden for a test until the test ends.
func (r *registry) take(claims map[testFunc]map[string]claim, o testFunc, test, name, verb string) error {
	file, err := store.GoldenPath(test, name)
	if err != nil {
		return err
	}
	key := store.FoldPath(file)
	if claims[o] == nil {
		claims[o] = map[string]claim{}
	}
	switch other, taken := claims[o][key]; {
	case taken && other.name != name:
		return fmt.Errorf("goldens %q of %s and %q of %s would be one file, %s: rename one of them",
			other.name, other.test, name, test, file)
	case taken && other.test != test:
		return fmt.Errorf("golden %q is %s by %s and by %s, but is one file, %s: give each golden its own name",
			name, verb, other.test, test, file)
	case taken && other.live:
		return fmt.Errorf("golden %q is %s twice by %s: give each golden its own name", name, verb, test)
	}
	claims[o][key] = claim{test, name, true, true}
	return nil
}

func release(claims map[testFunc]map[string]claim, o testFunc, test string) {
	for key, c := range claims[o] {
		if c.test == test {
			c.live = false
			claims[o][key] = c
		}
	}
}

// assert registers a golden that t is about to compare. It returns an error for an undeclared golden of a test that
// declares, before anything is written.
func (r *registry) assert(at *store.TestPackage, t testing.TB, name string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	o, test := testFuncOf(at, t), t.Name()
	if file, err := store.GoldenPath(test, name); err == nil && r.running[o] {
		if _, known := r.declared[o][store.FoldPath(file)]; !known {
			return undeclared(o, claim{test: test, name: name})
		}
	}
	if err := r.take(r.asserted, o, test, name, "asserted"); err != nil {
		return err
	}
	t.Cleanup(func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		release(r.asserted, o, test)
	})
	return nil
}

// add registers the goldens that t declares. The declaration is stored when t has run to its end.
func (r *registry) add(at *store.TestPackage, t testing.TB, names []string) (problems []error) {
	t.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	o, test := testFuncOf(at, t), t.Name()
	for _, name := range names {
		if err := r.take(r.declared, o, test, name, "declared"); err != nil {
			problems = append(problems, err)
		}
	}
	self := testFunc{at.Dir, test}
	if r.running[self] {
		return problems
	}
	r.running[self] = true
	for key, c := range r.asserted[o] {
		c.asserted = c.live
		r.asserted[o][key] = c
	}
	t.Cleanup(func() {
		t.Helper() // report failures at the line that declares
		ended := !leaving()
		r.mu.Lock()
		defer r.mu.Unlock()
		delete(r.running, self)
		declared, uncompared := r.namesOf(o, test), r.uncompared[o]
		delete(r.uncompared, o)
		release(r.declared, o, test)
		if t.Failed() {
			if err := at.SaveLeftOut(test, r.leftOut(o, declared)); err != nil {
				t.Logf("regen status will not know which goldens were not compared: %v", err)
			}
		}
		for _, err := range r.undeclared(o, test) {
			fail(t, err, "")
			ended = false
		}
		if !ended {
			return
		}
		if err := at.Declare(test, declared, uncompared, t.Failed()); err != nil {
			t.Logf("cannot store the declaration of %s, so none of its goldens counts as obsolete: %v", test, err)
		}
	})
	return problems
}

// noteUncompared notes the columns of a result that its expectation leaves out.
func (r *registry) noteUncompared(o testFunc, name string, columns []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.uncompared[o] == nil {
		r.uncompared[o] = map[string][]string{}
	}
	r.uncompared[o][name] = columns
}

// namesOf returns what a test has declared in this run, sorted.
func (r *registry) namesOf(o testFunc, test string) []string {
	var names []string
	for _, c := range r.declared[o] {
		if c.test == test && c.live {
			names = append(names, c.name)
		}
	}
	slices.Sort(names)
	return names
}

// leftOut returns the declared goldens that no test has asserted in this run.
func (r *registry) leftOut(o testFunc, declared []string) []string {
	return slices.DeleteFunc(slices.Clone(declared), func(name string) bool {
		file, err := store.GoldenPath(o.test, name)
		return err != nil || r.asserted[o][store.FoldPath(file)].asserted
	})
}

// undeclared returns errors for goldens that the declaration of a test function would wrongly make obsolete.
func (r *registry) undeclared(o testFunc, test string) (problems []error) {
	if test != o.test {
		return nil
	}
	declared := r.declared[o]
	for _, key := range slices.Sorted(maps.Keys(declared)) {
		if c := declared[key]; c.test != test {
			problems = append(problems, fmt.Errorf("golden %q is declared by %s, but %s declares its goldens itself: "+
				"declare it there, or in a test function of its own", c.name, c.test, test))
		}
	}
	for _, key := range slices.Sorted(maps.Keys(r.asserted[o])) {
		if _, known := declared[key]; !known {
			c := r.asserted[o][key]
			problems = append(problems, undeclared(o, c))
		}
	}
	return problems
}

func undeclared(o testFunc, c claim) error {
	return fmt.Errorf("golden %q is asserted by %s, but not declared by %s: declare it there first, or assert it "+
		"in a test function of its own", c.name, c.test, o.test)
}

// leaving reports whether the calling cleanup function runs because of FailNow, SkipNow or a panic, so that the test
// has not run to its end. Package testing knows, but has no method that says so.
func leaving() bool {
	callers := make([]uintptr, 64)
	frames := runtime.CallersFrames(callers[:runtime.Callers(1, callers)])
	for {
		frame, more := frames.Next()
		if frame.Function == "runtime.Goexit" || frame.Function == "runtime.gopanic" {
			return true
		}
		if !more {
			return false
		}
	}
}

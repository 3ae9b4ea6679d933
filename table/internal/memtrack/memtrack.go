// Package memtrack tracks the Arrow memory of one run of a transform, to find what is not released.
package memtrack

import (
	"context"
	"fmt"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/apache/arrow/go/v17/arrow/memory"
)

// A Tracker knows which memory of one run has not been released, and where it was allocated. A transform takes its
// allocator from the context (compute.GetAllocator), as the functions of package compute do. One that does not leaves
// its memory to the garbage collector, and Used reports false.
type Tracker struct {
	mu   sync.Mutex
	used bool                 // by the transform
	live map[*byte]allocation // by their first byte
}

// An allocation is memory that has not been released.
type allocation struct {
	bytes int
	what  string // the dataset that it is of, or the place where the transform allocated it
	input bool
}

// An allocator allocates for a dataset, or for the transform.
type allocator struct {
	*Tracker
	dataset string // "" for the transform
}

// New returns a tracker of no memory yet.
func New() *Tracker { return &Tracker{live: make(map[*byte]allocation)} }

// Used reports whether the transform has allocated memory through its allocator.
func (t *Tracker) Used() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.used
}

// DatasetAllocator returns the allocator for a dataset's records.
func (t *Tracker) DatasetAllocator(dataset string) memory.Allocator { return &allocator{t, dataset} }

// WithAllocator returns a context with the allocator of the transform.
func (t *Tracker) WithAllocator(ctx context.Context) context.Context {
	return allocatorContext{ctx, &allocator{Tracker: t}}
}

// An allocatorContext carries an allocator as exec.WithAllocator of package compute does, for the versions of Arrow
// that a transform uses. Importing that package would link it into every test.
type allocatorContext struct {
	context.Context
	allocator *allocator
}

// Value returns the allocator for the key of package exec, whose type is not exported.
func (c allocatorContext) Value(key any) any {
	if of := reflect.TypeOf(key); of != nil && of.Name() == "ctxAllocKey" && isArrow(of.PkgPath()) {
		return c.allocator
	}
	return c.Context.Value(key)
}

func isArrow(path string) bool {
	return strings.HasPrefix(path, "github.com/apache/arrow") && strings.HasSuffix(path, "/arrow/compute/exec")
}

func (a *allocator) Allocate(size int) []byte {
	b := memory.DefaultAllocator.Allocate(size)
	a.add(b)
	return b
}

func (a *allocator) Reallocate(size int, b []byte) []byte {
	a.remove(b)
	b = memory.DefaultAllocator.Reallocate(size, b)
	a.add(b)
	return b
}

func (a *allocator) Free(b []byte) {
	a.remove(b)
	memory.DefaultAllocator.Free(b)
}

func (a *allocator) add(b []byte) {
	if cap(b) == 0 {
		return
	}
	entry := allocation{len(b), a.dataset, true}
	if a.dataset == "" {
		entry.what, entry.input = userPlace(), false
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.used = a.used || !entry.input
	a.live[&b[:1][0]] = entry
}

func (a *allocator) remove(b []byte) {
	if cap(b) == 0 {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.live, &b[:1][0])
}

// userPlace returns the nearest caller outside of Arrow, as file:line (function). If all callers are in Arrow, as in a
// goroutine that Arrow started, it returns the outermost one.
func userPlace() string {
	callers := make([]uintptr, 64)
	frames := runtime.CallersFrames(callers[:runtime.Callers(3, callers)])
	place := ""
	for {
		f, more := frames.Next()
		if strings.HasPrefix(f.Function, "runtime.") {
			return place
		}
		name := f.Function[strings.LastIndexByte(f.Function, '/')+1:]
		place = fmt.Sprintf("%s:%d (%s)", filepath.Base(f.File), f.Line, name)
		ours := strings.HasPrefix(name, "memtrack.(*allocator") || strings.Contains(f.Function, "github.com/apache/arrow")
		if !more || !ours {
			return place
		}
	}
}

// maxLines limits how many datasets and places Unreleased lists.
const maxLines = 3

// Unreleased describes the memory that has not been released, a line for each dataset and each place in the code, or
// returns "" if all has been.
func (t *Tracker) Unreleased() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	sizes := make(map[string]int)
	var datasets, places []string
	for _, a := range t.live {
		if sizes[a.what] == 0 && a.input {
			datasets = append(datasets, a.what)
		} else if sizes[a.what] == 0 {
			places = append(places, a.what)
		}
		sizes[a.what] += a.bytes
	}
	slices.Sort(datasets)
	slices.Sort(places)
	var lines []string
	for _, d := range datasets {
		lines = append(lines, fmt.Sprintf("%d bytes of its input %s", sizes[d], d))
	}
	for _, p := range places {
		lines = append(lines, fmt.Sprintf("%d bytes allocated at %s", sizes[p], p))
	}
	if more := len(lines) - maxLines; more > 0 {
		lines = append(lines[:maxLines], fmt.Sprintf("and at %d more places", more))
	}
	return strings.Join(lines, "\n  ")
}

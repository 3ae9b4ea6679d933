package table

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/compute/exec"
	"github.com/apache/arrow/go/v17/arrow/ipc"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/golden"
)

// A ledger knows what of the memory of one run has not been released, and where it was allocated. A transform takes its
// allocator from the context (compute.GetAllocator), as the functions of package compute do; one that does not leaves
// its memory to the garbage collector, and is not looked into.
type ledger struct {
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

// A ledgerAccount is the allocator of a dataset, or of the transform.
type ledgerAccount struct {
	*ledger
	dataset string // "" for the transform's
}

func newLedger() *ledger { return &ledger{live: make(map[*byte]allocation)} }

func (l *ledger) isUsed() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.used
}

// of returns the allocator of a dataset's records.
func (l *ledger) of(dataset string) memory.Allocator { return &ledgerAccount{l, dataset} }

// context returns a context with the allocator of the transform.
func (l *ledger) context(ctx context.Context) context.Context {
	return exec.WithAllocator(ctx, &ledgerAccount{ledger: l})
}

func (a *ledgerAccount) Allocate(size int) []byte {
	b := memory.DefaultAllocator.Allocate(size)
	a.enter(b)
	return b
}

func (a *ledgerAccount) Reallocate(size int, b []byte) []byte {
	a.leave(b)
	b = memory.DefaultAllocator.Reallocate(size, b)
	a.enter(b)
	return b
}

func (a *ledgerAccount) Free(b []byte) {
	a.leave(b)
	memory.DefaultAllocator.Free(b)
}

func (a *ledgerAccount) enter(b []byte) {
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

func (a *ledgerAccount) leave(b []byte) {
	if cap(b) == 0 {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.live, &b[:1][0])
}

// userPlace is the nearest caller that is not a part of Arrow, as file:line (function). Where there is none, as in a
// goroutine that Arrow computes in, it is the farthest one.
func userPlace() string {
	callers := make([]uintptr, 64)
	frames := runtime.CallersFrames(callers[:runtime.Callers(3, callers)])
	place := ""
	for {
		f, more := frames.Next()
		if strings.HasPrefix(f.Function, "runtime.") {
			return place
		}
		place = fmt.Sprintf("%s:%d (%s)", filepath.Base(f.File), f.Line, f.Function[strings.LastIndexByte(f.Function, '/')+1:])
		if !more || !strings.Contains(f.Function, "apache/arrow/go/") && !strings.Contains(f.Function, "table.(*ledger") {
			return place
		}
	}
}

// mostKept is how many places of memory that is kept are told.
const mostKept = 3

// kept says what has not been released though nobody but the transform has a use for it, "" where all has.
func (l *ledger) kept() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	sizes := make(map[string]int)
	var datasets, places []string
	for _, a := range l.live {
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
	if more := len(lines) - mostKept; more > 0 {
		lines = append(lines[:mostKept], fmt.Sprintf("and at %d more places", more))
	}
	return strings.Join(lines, "\n  ")
}

// copied returns a record in memory that is nobody's, and releases the one that it is a copy of.
func copied(rec arrow.Record) (arrow.Record, error) {
	defer rec.Release()
	var buf bytes.Buffer
	w := ipc.NewWriter(&buf, ipc.WithSchema(rec.Schema()))
	if err := w.Write(rec); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	r, err := ipc.NewReader(&buf)
	if err != nil {
		return nil, err
	}
	defer r.Release()
	out, err := r.Read()
	if err != nil {
		return nil, err
	}
	out.Retain()
	return out, nil
}

// A tableOut is a table that a transform returned, with its name where it is one of several.
type tableOut struct {
	name string
	arrow.Table
}

// flatten makes a result of tables. Those of a transform that manages its memory are copied and released.
func (l *ledger) flatten(tables []tableOut) (all result, err error) {
	for _, t := range tables {
		rec, err := golden.ToRecord(t.Table)
		if err == nil && l.isUsed() {
			rec, err = copied(rec)
			t.Release()
		}
		if err != nil && t.name != "" {
			err = fmt.Errorf("table %q: %w", t.name, err)
		}
		if err != nil {
			return nil, &resultError{err}
		}
		all = append(all, part{name: t.name, table: rec})
	}
	return all, nil
}

// settle lets go of the input of a transform, and says what is kept of it and of the transform's own memory. It is ""
// where the transform leaves its memory to the garbage collector.
func (l *ledger) settle(input []interface{ Release() }, seals []seal) string {
	if !l.isUsed() {
		return ""
	}
	for _, in := range input {
		in.Release()
	}
	for _, s := range seals {
		s.data.Release()
	}
	return l.kept()
}

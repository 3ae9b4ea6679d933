package table

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/assay-go/assay/gen"
	"github.com/assay-go/assay/internal/callcount"
	"github.com/assay-go/assay/table/internal/reexec"
)

// A freshProcess runs the cases of a call of Run again, as the first thing in a new process of the test binary: there
// no package variable, cache or sync.Once holds what an earlier run left, and the environment is another one.
type freshProcess struct {
	test  string
	call  int // of Run in the test, from 0
	cases []*caseRun
	dir   string // scratch

	searched chan struct{} // closed when the first process has ended
	mu       sync.Mutex
	runs     map[string][]freshRun // by the text of their kind
	failed   map[string]bool       // the kinds that do not run to their end
	failure  error                 // why the first of these did not
}

// A freshKind is what a fresh process does.
type freshKind struct {
	Redraw  uint64   // the number of the redraw, or 0 for the unchanged input
	Changed []string // the groups of the environment that differ
	Clock   bool     // whether the clock is another one
	Only    []int    // the cases to run; nil for all
	Columns []string // the columns to redraw; nil for all
}

// A freshRun is a process that has ended: a directory with a file for the outcome of each case.
type freshRun struct{ dir string }

// A freshRequest is what a process is asked to do: the content of the file request in its directory.
type freshRequest struct {
	Test  string
	Call  int
	Cases []string
	Tasks []freshTask
}

// A freshTask is one run of one case.
type freshTask struct {
	Case    int
	Redraw  uint64
	Columns []string
	Clock   bool
	Hasty   bool   // give up soon: not every transform can run under another clock
	Outcome string // the file for it
}

// searchRedraw is the redraw that runs in the fresh process.
const searchRedraw = 2

// hastyCases is how many cases also run under another clock.
const hastyCases = 2

// newFreshProcess returns a fresh process for the cases of a test, or nil and the reason.
func newFreshProcess(t *testing.T, cases []*caseRun, call int) (*freshProcess, error) {
	for _, name := range []string{"test.fuzz", "test.bench"} {
		if f := flag.Lookup(name); f != nil && f.Value.String() != "" {
			return nil, fmt.Errorf("-%s is set", strings.TrimPrefix(name, "test."))
		}
	}
	dir, err := os.MkdirTemp("", "assay-fresh-")
	if err != nil {
		return nil, err
	}
	return &freshProcess{
		test: t.Name(), call: call, cases: cases, dir: dir,
		searched: make(chan struct{}), runs: make(map[string][]freshRun), failed: make(map[string]bool),
	}, nil
}

// search is what the first process does: the second redraw of all cases, in another environment.
var search = freshKind{Redraw: searchRedraw, Changed: reexec.Environment}

// start runs the first process.
func (f *freshProcess) start(ctx context.Context) {
	defer close(f.searched)
	f.run(ctx, search, 1)
}

// close removes the scratch directory, after the first process.
func (f *freshProcess) close() {
	<-f.searched
	_ = os.RemoveAll(f.dir) // a leftover is in the directory for temporary files
}

// outcome returns the outcome of a case in the n-th process of a kind. It is not ok if the case did not run there.
func (f *freshProcess) outcome(ctx context.Context, k freshKind, n, i int) (o runOutcome, ok bool) {
	<-f.searched
	runs := f.run(ctx, k, n+1)
	if n >= len(runs) {
		return runOutcome{}, false
	}
	o, err := readOutcome(runs[n].outcomeFile(i, false))
	return o, err == nil
}

// hastyOutcome returns the outcome of a case in the first process of a kind under another clock.
func (f *freshProcess) hastyOutcome(ctx context.Context, k freshKind, i int) (o runOutcome, ok bool) {
	<-f.searched
	for _, r := range f.run(ctx, k, 1) {
		o, err := readOutcome(r.outcomeFile(i, true))
		return o, err == nil
	}
	return runOutcome{}, false
}

func (k freshKind) key() string { return fmt.Sprintf("%+v", k) }

func (r freshRun) outcomeFile(i int, clock bool) string {
	return filepath.Join(r.dir, fmt.Sprintf("%d-%t", i, clock))
}

// run returns the processes of a kind, after it has run them the given number of times.
func (f *freshProcess) run(ctx context.Context, k freshKind, times int) []freshRun {
	f.mu.Lock()
	defer f.mu.Unlock()
	for len(f.runs[k.key()]) < times && !f.failed[k.key()] {
		run, err := f.runOnce(ctx, k)
		if err != nil {
			f.failure, f.failed[k.key()] = cmp.Or(f.failure, err), true
		}
		f.runs[k.key()] = append(f.runs[k.key()], run)
	}
	return f.runs[k.key()]
}

func (f *freshProcess) runOnce(ctx context.Context, k freshKind) (freshRun, error) {
	dir, err := os.MkdirTemp(f.dir, "")
	if err != nil {
		return freshRun{}, err
	}
	run := freshRun{dir}
	request, err := json.Marshal(f.request(run, k))
	if err != nil {
		return freshRun{}, err
	}
	if err := os.WriteFile(filepath.Join(dir, requestFile), request, 0o600); err != nil {
		return freshRun{}, err
	}
	p := reexec.Process{
		Test: f.test, Flags: []string{"-assay.child=" + dir}, Scratch: dir, Shared: f.dir, Changed: k.Changed,
		Started: filepath.Join(dir, startedFile),
	}
	err = p.Run(ctx)
	if _, missing := os.Stat(filepath.Join(dir, searchedFile)); missing == nil {
		err = nil // only a hasty task failed
	}
	return run, err // what ran before a crash is there
}

// request returns the tasks of a process. The cases run in reverse, so that each runs after other ones than in this
// process, and the last runs first.
func (f *freshProcess) request(run freshRun, k freshKind) *freshRequest {
	q := &freshRequest{Test: f.test, Call: f.call}
	only := k.Only
	for i, c := range f.cases {
		q.Cases = append(q.Cases, c.Name)
		if k.Only == nil {
			only = append(only, i)
		}
	}
	for _, o := range slices.Backward(only) {
		q.Tasks = append(q.Tasks, freshTask{
			Case: o, Redraw: k.Redraw, Columns: k.Columns, Clock: k.Clock, Outcome: run.outcomeFile(o, false),
		})
	}
	hasty := 0
	for _, i := range only {
		takesClock := f.cases[i].Now.IsZero() && f.cases[i].tr.noClock == nil
		if k.Redraw == searchRedraw && k.Changed != nil && takesClock && hasty < hastyCases {
			hasty++
			q.Tasks = append(q.Tasks, freshTask{Case: i, Clock: true, Hasty: true, Outcome: run.outcomeFile(i, true)})
		}
	}
	return q
}

// The files of a process.
const (
	requestFile  = "request.json"
	startedFile  = "started"
	searchedFile = "searched" // all tasks but the hasty ones are done
)

// note returns why a process did not run, or "".
func (f *freshProcess) note() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.failure == nil || errors.Is(f.failure, context.Canceled) {
		return ""
	}
	return noFreshProcess(f.failure)
}

func noFreshProcess(err error) string {
	return "the leak check ran in this process only, and finds no dependence on the environment or on kept state: " +
		err.Error()
}

func columnIDs(columns []gen.ColumnInfo) (ids []string) {
	for _, c := range columns {
		ids = append(ids, columnID(c))
	}
	return ids
}

// runCalls counts the calls of Run in each running test.
var runCalls callcount.Counter

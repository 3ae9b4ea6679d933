package table

import (
	"context"
	"slices"
	"strings"

	"github.com/assay-go/assay/gen"
	"github.com/assay-go/assay/table/internal/bisect"
	"github.com/assay-go/assay/table/internal/reexec"
)

// A freshFinding is a dependence that only a fresh process shows.
type freshFinding struct {
	cause     string // "leak", "state", "environment", "clock", "nondeterminism", or "fresh" if it is unknown which
	leaks     []leak
	variables []string // of the environment
	clock     bool     // the result also depends on the clock, as the day in a zone does
	evidence  *difference
}

// message describes a finding other than a leak or nondeterminism.
func (f *freshFinding) message() string {
	var b strings.Builder
	var remedy string
	switch f.cause {
	case "state":
		b.WriteString("the result depends on state kept between cases or tests: " +
			"in a fresh process that runs the cases in another order, it differs\n")
		remedy = "look for a package variable, a cache or sync.Once: reset it in Setup, or give each call its own"
	case "environment":
		b.WriteString("the result depends on the environment: in a process with another " +
			strings.Join(f.variables, ", ") + ", it differs\n")
		remedy = "to fix it, pass the value to the transform, set it in Setup with t.Setenv, or convert times with UTC"
		if f.clock {
			remedy += "\nthe result also depends on the clock: pin it with Now, or pass the time to the transform"
		}
	case "clock":
		b.WriteString("the result depends on the clock: if time.Now is 397 days later, it differs\n")
		remedy = "to fix it, pin the clock with Now, or pass the time to the transform"
	default:
		b.WriteString("the result depends on the environment or on state kept between cases: " +
			"in a fresh process with another environment, it differs\n")
		remedy = "look for a package variable, a cache, sync.Once, os.Getenv, or a local time"
	}
	writeDifference(&b, "  ", f.evidence)
	return b.String() + remedy
}

const hiddenLeak = "\nonly a fresh process shows it: " +
	"here, a package variable, a cache or sync.Once keeps an earlier value"

// The kinds of processes that tell the causes apart. Each changes one thing.
var (
	freshAlone   = freshKind{}
	freshRedrawn = freshKind{Redraw: searchRedraw}
	freshChanged = freshKind{Changed: reexec.Environment}
	freshLater   = freshKind{Clock: true}
)

// inFresh returns the outcome of the case in the n-th process of a kind, and how it differs from that of the first run.
// It is not ok if the case did not run there, or failed in a way that it does not here: a port may be taken, a program
// may need its home, or a certificate may have expired.
func (r *caseRun) inFresh(ctx context.Context, k freshKind, n int) (o runOutcome, d *difference, ok bool) {
	if r.fresh == nil {
		return o, nil, false
	}
	if o, ok = r.fresh.outcome(ctx, r.alone(k), n, r.index); !ok || r.failed(o) {
		return o, nil, false
	}
	return o, r.differs(o), true
}

// failed reports whether an outcome is an error other than the one that the case wants.
func (r *caseRun) failed(o runOutcome) bool {
	return o.err != nil && (r.WantErr == "" || !strings.Contains(o.err.Error(), r.WantErr))
}

// alone returns the kind of process that runs only this case, if only selected cases run.
func (r *caseRun) alone(k freshKind) freshKind {
	if r.selected {
		k.Only = []int{r.index}
	}
	return k
}

// settledFresh reports whether the fresh process ran a redraw, and its result was that of the first run. Then the
// redraw need not run in this process.
func (r *caseRun) settledFresh(ctx context.Context, redraw uint64) bool {
	if redraw != searchRedraw {
		return false
	}
	_, d, ok := r.inFresh(ctx, search, 0)
	return ok && d == nil
}

// findFresh returns what the fresh process shows beyond what the redraws in this process do, or nil.
func (r *caseRun) findFresh(ctx context.Context, again *rerunner) (*freshFinding, error) {
	if r.fresh == nil {
		return nil, nil
	}
	if _, d, ok := r.inFresh(ctx, search, 0); d != nil || !ok {
		f, err := r.explainFresh(ctx, again, d)
		if f != nil || err != nil {
			return f, err
		}
	}
	o, ok := r.fresh.hastyOutcome(ctx, r.alone(search), r.index)
	if !ok || r.failed(o) || r.differs(o) == nil {
		return nil, nil
	}
	if _, d, ok := r.inFresh(ctx, freshAlone, 0); d != nil {
		return r.confirmFresh(ctx, again, freshAlone, r.fresh.stateOr(d))
	} else if !ok {
		return nil, nil
	}
	if _, d, _ := r.inFresh(ctx, freshLater, 0); d != nil {
		return r.confirmFresh(ctx, again, freshLater, &freshFinding{cause: "clock", evidence: d})
	}
	return nil, nil
}

// stateOr returns the finding for a difference in a process that differs only in what it keeps, and in where its
// temporary files are.
func (f *freshProcess) stateOr(d *difference) *freshFinding {
	if slices.ContainsFunc(d.cells, func(cell string) bool { return strings.Contains(cell, f.dir) }) {
		return &freshFinding{cause: "environment", variables: []string{"TMPDIR"}, evidence: d}
	}
	return &freshFinding{cause: "state", evidence: d}
}

// explainFresh finds the cause of a difference in the first process, by changing one thing at a time. The difference is
// nil if the case did not run there.
func (r *caseRun) explainFresh(ctx context.Context, again *rerunner, d *difference) (*freshFinding, error) {
	_, redrawn, ok := r.inFresh(ctx, freshRedrawn, 0)
	switch {
	case !ok:
		return nil, nil
	case redrawn != nil:
		_, alone, ok := r.inFresh(ctx, freshAlone, 0)
		if !ok {
			return nil, nil
		}
		if alone != nil {
			return r.confirmFresh(ctx, again, freshAlone, r.fresh.stateOr(alone))
		}
		return r.explainHidden(ctx, again, redrawn)
	case d == nil:
		return nil, nil
	}
	if _, changed, _ := r.inFresh(ctx, freshChanged, 0); changed != nil {
		f := &freshFinding{cause: "environment", evidence: changed}
		for _, group := range reexec.Environment {
			if _, d, _ := r.inFresh(ctx, freshKind{Changed: []string{group}}, 0); d != nil {
				f.variables = append(f.variables, group)
			}
		}
		_, later, _ := r.inFresh(ctx, freshLater, 0)
		if f.clock = later != nil; f.variables == nil {
			f.variables = reexec.Environment
		}
		return r.confirmFresh(ctx, again, freshChanged, f)
	}
	return r.confirmFresh(ctx, again, search, &freshFinding{cause: "fresh", evidence: d})
}

// explainHidden finds the columns on which the result depends in a fresh process only.
func (r *caseRun) explainHidden(ctx context.Context, again *rerunner, d *difference) (*freshFinding, error) {
	f, err := r.confirmFresh(ctx, again, freshRedrawn, &freshFinding{cause: "state", evidence: d})
	if err != nil || f == nil || f.cause != "state" {
		return f, err
	}
	changes := func(some []gen.ColumnInfo) (*difference, error) {
		k := freshRedrawn
		k.Only, k.Columns = []int{r.index}, columnIDs(some)
		_, d, _ := r.inFresh(ctx, k, 0)
		return d, ctx.Err()
	}
	alone, err := changes(r.deps.redrawable)
	if err != nil || alone == nil {
		return f, err // it takes other cases, too
	}
	leaks, err := bisect.Find(r.deps.redrawable, alone, changes)
	return &freshFinding{cause: "leak", leaks: leaks}, err
}

// confirmFresh runs a kind of process again, and the unchanged input in this one. A difference between runs that are
// alike is nondeterminism.
func (r *caseRun) confirmFresh(
	ctx context.Context, again *rerunner, k freshKind, f *freshFinding,
) (*freshFinding, error) {
	known, _, _ := r.inFresh(ctx, k, 0)
	for n := range culpritConfirmations {
		o, _, ok := r.inFresh(ctx, k, n+1)
		if !ok {
			return nil, nil
		}
		if d := again.between(known, o); d != nil {
			return &freshFinding{cause: "nondeterminism", evidence: d}, nil
		}
	}
	d, err := again.repeat(ctx, confirmations)
	if d != nil {
		return &freshFinding{cause: "nondeterminism", evidence: d}, nil
	}
	return f, err
}

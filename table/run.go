package table

import (
	"cmp"
	"context"
	"path"
	"strings"
	"testing"

	"github.com/assay-go/assay/fixtures"
	"github.com/assay-go/assay/golden"
	"github.com/assay-go/assay/internal/ci"
	"github.com/assay-go/assay/internal/inline"
	"github.com/assay-go/assay/internal/store"
)

// Run runs the cases, then those that the fixture lists under the test's name. Each case is a subtest. All have ended
// when Run returns.
//
// Each case runs the transform after the case before it. The redraws of neighboring cases run at the same time, except
// if a case has Setup or Now, or if the test has swapped a seam. Either way, cases report in order.
func Run(t *testing.T, fx *fixtures.Fixture, tr Transform, cases ...Case) {
	t.Helper()
	if strings.HasPrefix(t.Name(), "Fuzz") {
		t.Fatal("table.Run does not work in a fuzz test, as there is no golden for each input: " +
			"get rows with the fuzzed values pinned (fixtures.Rows), and assert what holds for all of them")
	}
	if tr.bind == nil {
		t.Fatal(zeroTransform)
	}
	set, err := parseFlags()
	if err != nil {
		t.Fatal(err)
	}
	all, err := declareCases(t.Name(), fx.Definition(), tr, cases)
	if err != nil {
		t.Fatal(err)
	}
	var goldens, without []string
	site := inline.Here(1)
	for _, d := range all {
		if d.yaml == nil || d.yaml.Want == nil {
			d.site = site
			d.site.Case = d.Name
		}
		files := d.files(tr.tables)
		if goldens = append(goldens, files...); len(files) == 0 {
			without = append(without, d.golden)
		}
	}
	if plan, err := fx.Plan(); err == nil { // else the cases say what is wrong
		if _, err := tr.bind(plan); err != nil {
			for _, d := range all {
				d.saveFailure(t, tr.tables, err.Error())
			}
			t.Fatal(err) // once, as every case would fail alike
		}
	}
	chosen, restricted := selectOnly(all)
	if restricted && ci.Setting() != "" {
		t.Errorf("case %q: Only is set, so the other cases did not run: remove it (not allowed in CI)", chosen[0].Name)
	}
	var runs []*caseRun
	test, _, _ := strings.Cut(t.Name(), "/")
	coverage, line, leftOut := new(pinCoverage), callerLine(1), 0
	for i, d := range chosen {
		runs = append(runs, &caseRun{
			declaredCase: d, fx: fx.Definition(), tr: tr, settings: set, test: test, calledAt: line, pins: coverage,
			index: i, selected: store.SelectsSubtests(t.Name()),
		})
		if d.Setup != nil {
			leftOut++
		}
	}
	if *askFlag != "" {
		answerQuestion(t, runs)
		return
	}
	call := runCalls.Next(t)
	if request, err := readRequest(); err != nil {
		t.Fatal(err)
	} else if request != nil {
		if request.Test == t.Name() && request.Call == call {
			request.answer(t, runs)
		}
		return
	}
	if served.serves(t, runs, call) {
		return
	}
	at, err := store.CurrentPackage()
	if err != nil {
		t.Fatal(err)
	}
	at.RunsCases(t.Name(), without)
	golden.Declare(t, goldens...)
	ctx, cancel := testContext(t)
	defer cancel()
	defer startFresh(ctx, t, runs, call)()
	ahead := newScheduler(ctx, runs, maxParallel(t))
	defer ahead.stop()
	for i, r := range runs {
		t.Run(r.Name, func(t *testing.T) {
			t.Helper()
			v := ahead.take(i)
			if v == nil {
				r.t = t
				ended := false
				defer func() {
					if !ended && t.Failed() {
						r.saveFailure(t, tr.tables, "Setup or the transform ended the test")
					}
				}()
				v = r.run(ctx)
				ended = true
			}
			r.report(t, v)
		})
		ahead.done(i)
	}
	if set.pins {
		coverage.report(t, leftOut)
	}
	if restricted {
		t.Logf("ran %d of %d cases: those with Only", len(chosen), len(all))
	}
}

// startFresh starts the fresh process of some cases. It waits for it if the cases run one at a time: their Setup may
// open a port. The function that it returns logs why the process did not run, and removes its files.
func startFresh(ctx context.Context, t *testing.T, runs []*caseRun, call int) (end func()) {
	none := func() {}
	if len(runs) == 0 || runs[0].settings.leaks == "off" || runs[0].tr.relational {
		return none
	}
	logNote := func(text string) {
		if text != "" && testing.Verbose() {
			t.Log(text)
		}
	}
	if !*freshFlag {
		return none
	}
	f, err := newFreshProcess(t, runs, call)
	if err != nil {
		logNote(noFreshProcess(err))
		return none
	}
	ahead := maxParallel(t) > 1
	for _, r := range runs {
		r.fresh = f
		ahead = ahead && !r.needsSubtest()
	}
	switch {
	case runs[0].selected: // a case that is not selected must not run
		close(f.searched)
	case ahead:
		go f.start(ctx)
	default:
		f.start(ctx)
	}
	return func() {
		f.close()
		logNote(f.note())
	}
}

// report reports the outcome of a case in its subtest, and compares the result with the goldens.
func (r *caseRun) report(t *testing.T, v *caseOutcome) {
	t.Helper()
	fail := func(text string) {
		t.Helper()
		t.Errorf("%s\n%s", text, rerunLine(t))
	}
	for _, warning := range v.warnings {
		t.Logf("%s\n%s", warning, rerunLine(t))
	}
	shrunk := len(v.problems) - 1
	if v.cause == "relation" {
		shrunk = 0 // of several relations, the first one
	}
	for i, problem := range v.problems {
		if v.shrinks && i == shrunk {
			t.Errorf("%s\n%s\n%s", problem, rerunLine(t), r.smallerInput(t, v.cause))
		} else {
			fail(problem)
		}
	}
	if v.cause != "" && len(v.problems) > 0 {
		t.Attr("cause", v.cause)
	}
	switch {
	case len(v.problems) > 0 && v.result == nil:
		r.saveFailure(t, r.tr.tables, cmp.Or(v.cause, v.problems[0]))
	case r.WantErr != "":
		r.passError(t)
	}
	already := t.Failed()
	for _, p := range v.result {
		o := r.options(p.name)
		o.Inputs, o.Explain = v.inputs, r.explainInputs
		golden.Assert(t, path.Join(r.golden, p.path()), p.got(), o)
	}
	if t.Failed() && !already && v.again != nil { // the transform may not be deterministic
		switch d, err := v.again(); {
		case err != nil:
			fail(err.Error())
		case d != nil:
			fail(r.tr.nondeterminismMessage(d))
			t.Attr("cause", "nondeterminism")
		}
	}
}

// saveFailure records for regen status why the case has no result, or did not fail as it should.
func (d *declaredCase) saveFailure(t *testing.T, tables []string, why string) {
	t.Helper()
	names := d.goldens(tables)
	if d.WantErr != "" {
		names = []string{d.golden}
	}
	d.keep(t, names, func(s *store.Store, p store.Pending) error { return s.SaveFailure(p, why) })
}

// passError removes the failure of an earlier run of a case that expects an error.
func (d *declaredCase) passError(t *testing.T) {
	t.Helper()
	d.keep(t, []string{d.golden}, func(s *store.Store, p store.Pending) error { return s.RemovePending(p.ID) })
}

// keep calls change with the record of each golden of the case, for regen status.
func (d *declaredCase) keep(t *testing.T, names []string, change func(*store.Store, store.Pending) error) {
	t.Helper()
	at, err := store.CurrentPackage()
	if err != nil {
		t.Fatal(err)
	}
	top, _, _ := strings.Cut(t.Name(), "/")
	for _, name := range names {
		p := store.Pending{Package: at.Path, Test: top, Case: name, Rerun: store.RerunCommand(t.Name())}
		if err = p.Locate(); err == nil {
			err = change(at.Store, p)
		}
		if err != nil {
			t.Logf("regen status will not know how the case ended: %v", err)
		}
	}
}

// rerunLine returns the line with the command that runs a test again.
func rerunLine(t *testing.T) string { return "rerun: " + store.RerunCommand(t.Name()) }

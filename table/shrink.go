package table

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/gen"
	"github.com/assay-go/assay/internal/ask"
	"github.com/assay-go/assay/internal/fixture/dataset"
	"github.com/assay-go/assay/internal/message"
	"github.com/assay-go/assay/internal/store"
	"github.com/assay-go/assay/table/internal/rearrange"
	"github.com/assay-go/assay/table/internal/shrink"
	"github.com/assay-go/assay/table/internal/smallcase"
)

// limits bound an experiment.
type limits struct {
	runs int // of the transform
	time time.Duration
}

// maxShrunkRows is the number of rows of an input that can be shrunk.
const maxShrunkRows = 200_000

// A shrinker makes the input of a plan small on which a case fails.
type shrinker struct {
	*experiment
	plan    *gen.Plan
	limits  limits
	started time.Time
	failure failure
	stopped bool            // by the limits
	base    dataset.Variant // of the small case
}

// A failure is how a case fails.
type failure struct {
	text   string // in one line
	kind   string
	leaked []gen.ColumnInfo // of a leak: the columns whose redraw changes the result
	redraw uint64
	// kindOn, if not nil, returns the kind of the failure on records, or "": of a difference between two programs, or of
	// a relation that does not hold.
	kindOn func(ctx context.Context, recs map[string]arrow.Record) string
	textOn func(ctx context.Context, recs map[string]arrow.Record) string // of the failure on records, if kindOn is set
}

// errLimit ends a search for a smaller input.
var errLimit = errors.New("the limit of runs or of time is reached")

// shrinkCase returns the smallest input on which a case fails as it does on its own.
func shrinkCase(t *testing.T, r *caseRun, l limits) (*ask.Shrunk, error) {
	e, err := newExperiment(t, r)
	if err != nil {
		return nil, err
	}
	s := newShrinker(e, r.plan, l)
	ctx := t.Context()
	if s.failure, err = s.find(ctx); err != nil {
		return nil, err
	}
	return s.shrink(ctx)
}

func newShrinker(e *experiment, p *gen.Plan, l limits) *shrinker {
	return &shrinker{experiment: e, plan: p, limits: l, started: time.Now(), base: e.of.variant()}
}

// shrinkAtOnce bounds a shrink that -assay.shrink asks for.
var shrinkAtOnce = limits{runs: 500, time: 2 * time.Second}

// smallerInput returns the smallest input on which a case that has failed fails, or the command that finds it.
func (r *caseRun) smallerInput(t *testing.T, cause string) string {
	if !*shrinkFlag && cause != "relation" && cause != "layout" { // these show their input, which is not in the golden
		return "shrink: " + store.ShrinkCommand(t.Name())
	}
	r.t = t
	s, err := shrinkCase(t, r, shrinkAtOnce)
	if err != nil {
		return "the input cannot be shrunk: " + err.Error()
	}
	text := strings.TrimSuffix(s.Text(), "\n")
	if cause == "relation" || cause == "layout" {
		text += "\non it, " + s.Failure
	}
	return text
}

// find returns how the case fails on its own input.
func (s *shrinker) find(ctx context.Context) (failure, error) {
	recs, err := s.held(ctx)
	if err != nil {
		return failure{}, err
	}
	r := s.of
	o := s.run(ctx, recs)
	switch err := r.checkExpected(o); {
	case err != nil && o.err == nil:
		return failure{}, fmt.Errorf("%w: an input without that error can have no rows", err)
	case err != nil:
		return failure{text: o.line(), kind: o.kind()}, nil //nolint:nilerr // it is the failure
	}
	r.first = o
	again := &rerunner{
		plan: r.plan, run: r.runAgain, compare: r.differs, settled: func(context.Context, uint64) bool { return false },
		between: func(a, b runOutcome) *difference { return compareReruns(&r.Case, r.first, a, b) },
	}
	found, err := findLeaks(ctx, again, r.deps.redrawable, r.settings.redraws)
	switch {
	case err != nil:
		return failure{}, err
	case found.nondeterminism != nil:
		return failure{}, errors.New("the transform is not deterministic, so no input can be said to fail")
	case found.leaks == nil:
		if f, ok := s.findLayout(ctx, recs); ok {
			return f, nil
		}
		return s.findBroken(ctx)
	}
	f := failure{leaked: found.leaks[0].Suspects, kind: found.leaks[0].Evidence.kind()}
	f.text = "leak: the result depends on " + message.List(columnIDs(f.leaked))
	s.failure = f
	return s.redrawOf(ctx, r.plan)
}

// findLayout returns the layout of the input that changes the result.
func (s *shrinker) findLayout(ctx context.Context, recs map[string]arrow.Record) (f failure, ok bool) {
	if s.of.bound.laidOut == nil {
		return f, false
	}
	cause, d := s.of.layouts().cause(ctx, recs)
	if d == nil {
		return f, false
	}
	differs := func(ctx context.Context, recs map[string]arrow.Record) *difference {
		s.runs++
		return compareOutcomes(&s.of.Case, s.run(ctx, recs), s.of.runGiven(ctx, recs, cause))
	}
	f.kind = "layout"
	f.kindOn = func(ctx context.Context, recs map[string]arrow.Record) string {
		if differs(ctx, recs) == nil {
			return ""
		}
		return f.kind
	}
	f.textOn = func(ctx context.Context, recs map[string]arrow.Record) string {
		var b strings.Builder
		fmt.Fprintf(&b, "layout: the result depends on %s:\n", cause)
		if d := differs(ctx, recs); d != nil {
			writeDifference(&b, "  ", d)
		}
		return strings.TrimSuffix(b.String(), "\n")
	}
	return f, true
}

// findBroken returns the first relation of the case that does not hold. Its input becomes that of the shrinker.
func (s *shrinker) findBroken(ctx context.Context) (failure, error) {
	trials := s.of.trials()
	trials.run = s.run
	all, err := trials.broken(ctx, s.plan, s.of.Holds)
	if err != nil {
		return failure{}, err
	}
	for _, b := range all {
		recs, err := sharedRecords(ctx, b.plan, s.of.bound.datasets())
		if err != nil {
			return failure{}, err
		}
		if kind := trials.kindOn(ctx, b.Relation, recs); kind != "" {
			s.plan = b.plan
			return failure{
				kind: kind,
				kindOn: func(ctx context.Context, recs map[string]arrow.Record) string {
					return trials.kindOn(ctx, b.Relation, recs)
				},
				textOn: func(ctx context.Context, recs map[string]arrow.Record) string {
					return (&brokenRelation{b.Relation, b.plan, b.Check(trials.trial(ctx, recs))}).problem()
				},
			}, nil
		}
	}
	return failure{}, errors.New("the case does not fail by an error, a panic, a leak, a layout or a relation: " +
		"its input is not the cause")
}

// redrawOf returns the failure with the redraw that shows the leak on the input of a plan.
func (s *shrinker) redrawOf(ctx context.Context, p *gen.Plan) (failure, error) {
	f := s.failure
	for f.redraw = 1; f.redraw <= uint64(s.of.settings.redraws); f.redraw++ {
		if kind, err := s.leakOf(ctx, f, p); err == nil && kind == f.kind {
			return f, nil
		}
	}
	return f, errors.New("the leak shows only together with other columns, or in a fresh process")
}

// line returns how a run ended in one line.
func (o runOutcome) line() string {
	if crashed, ok := errors.AsType[*crash](o.err); ok {
		return crashed.line()
	}
	text, _, _ := strings.Cut(o.err.Error(), "\n")
	return "the transform fails: " + text
}

// kindOn returns how the transform fails on records, and for a leak on the same records redrawn. It returns "" if it
// does not fail.
func (s *shrinker) kindOn(ctx context.Context, recs, redrawn map[string]arrow.Record) string {
	if s.failure.kindOn != nil {
		return s.failure.kindOn(ctx, recs)
	}
	o := s.run(ctx, recs)
	if wrong := s.of.checkExpected(o); s.failure.leaked == nil || wrong != nil {
		if wrong == nil || s.failure.leaked != nil {
			return ""
		}
		return o.kind()
	}
	return compareOutcomes(&s.of.Case, o, s.run(ctx, redrawn)).kind()
}

// leakOf returns the kind of the difference that a leak makes on the input of a plan.
func (s *shrinker) leakOf(ctx context.Context, f failure, p *gen.Plan) (string, error) {
	recs, err := sharedRecords(ctx, p, s.of.bound.datasets())
	if err != nil {
		return "", err
	}
	redrawn, err := sharedRecords(ctx, redrawnPlan(p, f), s.of.bound.datasets())
	if err != nil {
		return "", err
	}
	o := s.run(ctx, recs)
	if s.of.checkExpected(o) != nil {
		return "", nil //nolint:nilerr // it fails in another way
	}
	return compareOutcomes(&s.of.Case, o, s.run(ctx, redrawn)).kind(), nil
}

func redrawnPlan(p *gen.Plan, f failure) *gen.Plan {
	ids := columnIDs(f.leaked)
	return p.Probe(f.redraw, func(dataset, column string) bool { return slices.Contains(ids, dataset+"."+column) })
}

// failsOn reports whether a small case fails as the case does.
func (s *shrinker) failsOn(ctx context.Context, c *smallcase.Case) (bool, error) {
	if err := s.spent(); err != nil {
		return false, err
	}
	if s.failure.leaked == nil {
		return s.kindOn(ctx, c.Records, nil) == s.failure.kind, nil
	}
	p, err := c.Fixture.Plan(c.Variant())
	if err != nil {
		return false, err
	}
	_, err = s.redrawOf(ctx, p)
	return err == nil, nil // a case that cannot be redrawn does not fail
}

// spent returns errLimit if no more runs are left.
func (s *shrinker) spent() error {
	if s.runs >= s.limits.runs || time.Since(s.started) > s.limits.time {
		return errLimit
	}
	return nil
}

// shrink returns the smallest input: first the fewest rows, then the simplest values, with which fewer rows may do.
func (s *shrinker) shrink(ctx context.Context) (*ask.Shrunk, error) {
	out := &ask.Shrunk{Failure: s.failure.text, Kind: s.failure.kind}
	for _, name := range s.of.bound.datasets() {
		out.From += s.plan.Rows(name)
	}
	if out.From > maxShrunkRows {
		return nil, fmt.Errorf("the input has %s rows: at most %s can be shrunk; give the case fewer with Rows",
			message.Thousands(out.From), message.Thousands(maxShrunkRows))
	}
	recs, err := s.fewest(ctx, s.plan)
	if err != nil {
		return nil, err
	}
	c, why := s.smallCase(ctx, recs)
	for why == nil {
		recs = c.Records
		holds := func() (bool, error) { return s.failsOn(ctx, c) }
		if why = cmp.Or(c.Renumber(ctx, holds), c.Simplify(ctx, holds)); errors.Is(why, errLimit) {
			s.stopped, why = true, nil
		}
		if why != nil || s.stopped {
			break
		}
		recs = c.Records
		plan, err := c.Plan()
		if err != nil {
			return nil, err
		}
		fewer, err := s.fewest(ctx, plan)
		if err != nil || count(fewer) == count(recs) {
			break
		}
		smaller, err := s.smallCase(ctx, fewer)
		if err != nil {
			break
		}
		c = smaller
	}
	switch {
	case s.failure.textOn != nil:
		out.Failure = strings.NewReplacer(":\n  ", ": ", "\n  ", "; ").Replace(s.failure.textOn(ctx, recs))
	case s.failure.leaked == nil && s.failure.kindOn == nil:
		out.Failure = s.run(ctx, recs).line()
	}
	s.describe(out, recs, c, why)
	out.Runs, out.Complete = s.runs, !s.stopped
	return out, nil
}

func count(recs map[string]arrow.Record) (rows int) {
	for _, rec := range recs {
		rows += int(rec.NumRows())
	}
	return rows
}

// fewest returns the fewest rows of the input of a plan on which the transform fails as it does on all of them.
func (s *shrinker) fewest(ctx context.Context, p *gen.Plan) (map[string]arrow.Record, error) {
	in, err := s.input(ctx, p)
	if err != nil {
		return nil, err
	}
	var redrawn *input
	if s.failure.leaked != nil {
		f, err := s.redrawOf(ctx, p)
		if err != nil {
			return nil, err
		}
		if redrawn, err = s.input(ctx, redrawnPlan(p, f)); err != nil {
			return nil, err
		}
		if !slices.Equal(in.tables.Rows, redrawn.tables.Rows) {
			return nil, errors.New("the leak changes how many rows there are, so no rows can be left out")
		}
		in.tables.Needs = append(in.tables.Needs, redrawn.tables.Needs...)
	}
	kept, err := in.tables.Fewest(func(c shrink.Choice) (bool, error) {
		if err := s.spent(); err != nil {
			return false, err
		}
		recs, err := in.take(c)
		if err != nil || redrawn == nil {
			return err == nil && s.kindOn(ctx, recs, nil) == s.failure.kind, err
		}
		changed, err := redrawn.take(c)
		return err == nil && s.kindOn(ctx, recs, changed) == s.failure.kind, err
	})
	if errors.Is(err, errLimit) {
		s.stopped, err = true, nil
	}
	if err != nil {
		return nil, err
	}
	return in.take(kept)
}

// smallCase returns a case that generates the records and fails.
func (s *shrinker) smallCase(ctx context.Context, recs map[string]arrow.Record) (*smallcase.Case, error) {
	deps := s.of.deps
	base := s.base
	needs := smallcase.Needs{
		Read: func(dataset, column string) bool { return deps.upstream[dataset+"."+column] },
		Free: func(dataset, column string) bool {
			return slices.ContainsFunc(s.failure.leaked, func(c gen.ColumnInfo) bool {
				return columnID(c) == dataset+"."+column || slices.Contains(deps.readers[columnID(c)], dataset+"."+column)
			})
		},
	}
	for seed := uint64(0); ; seed++ {
		c, err := smallcase.New(ctx, s.of.fx, base, recs, needs)
		if err != nil {
			return nil, err
		}
		switch yes, err := s.failsOn(ctx, c); {
		case yes:
			return c, nil
		case err != nil:
			return nil, err
		case s.failure.leaked == nil || seed == maxSeeds:
			return nil, errors.New("with its rows pinned, it does not fail")
		}
		next := seed + 1 // what leaks is drawn anew by another seed
		base.Seed = &next
		s.base.Seed = &next
	}
}

// maxSeeds is how many seeds are tried for a case whose values leak.
const maxSeeds = 20

// An input is the datasets of a plan, as tables of rows that refer to each other.
type input struct {
	names   []string // of the tables
	records map[string]arrow.Record
	tables  shrink.Tables
}

// input returns the datasets that the transform reads, and those whose rows they share.
func (s *shrinker) input(ctx context.Context, p *gen.Plan) (*input, error) {
	refs, err := p.References(ctx)
	if err != nil {
		return nil, err
	}
	names := s.of.bound.datasets()
	for i := 0; i < len(names); i++ {
		for _, r := range refs {
			if r.Dataset == names[i] && r.Column == "" && !slices.Contains(names, r.To) {
				names = append(names, r.To)
			}
		}
	}
	in := &input{names: parentsFirst(names, refs)}
	if in.records, err = sharedRecords(ctx, p, in.names); err != nil {
		return nil, err
	}
	for _, name := range in.names {
		in.tables.Rows = append(in.tables.Rows, int(in.records[name].NumRows()))
	}
	for _, r := range refs {
		of, on := slices.Index(in.names, r.Dataset), slices.Index(in.names, r.To)
		if of < 0 || on < 0 {
			continue
		}
		in.tables.Needs = append(in.tables.Needs, shrink.Need{Of: of, On: on, Rows: r.Rows})
		if r.Column == "" { // the rows are the same
			back := slices.Repeat([]int{-1}, in.tables.Rows[on])
			for row, source := range r.Rows {
				if source >= 0 {
					back[source] = row
				}
			}
			in.tables.Needs = append(in.tables.Needs, shrink.Need{Of: on, On: of, Rows: back})
		}
	}
	return in, nil
}

// take returns the records of a choice.
func (in *input) take(c shrink.Choice) (map[string]arrow.Record, error) {
	out := make(map[string]arrow.Record, len(in.names))
	for d, name := range in.names {
		var err error
		if out[name], err = rearrange.Take(in.records[name], c[d]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// parentsFirst sorts datasets so that those come first that others refer to.
func parentsFirst(names []string, refs []gen.References) (sorted []string) {
	seen := make(map[string]bool)
	var visit func(name string)
	visit = func(name string) {
		if seen[name] {
			return
		}
		seen[name] = true
		for _, r := range refs {
			if r.Dataset == name {
				visit(r.To)
			}
		}
		if slices.Contains(names, name) {
			sorted = append(sorted, name)
		}
	}
	for _, name := range names {
		visit(name)
	}
	return sorted
}

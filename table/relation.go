package table

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/gen"
	"github.com/assay-go/assay/golden"
)

// A Relation is a statement about a transform that is true whatever the data, such as "the order of the rows does not
// matter". The Holds of a case lists those that the harness checks: it derives other inputs from that of the case, and
// compares the results. The functions [RowOrder], [Duplicates], [Union], [Scale], [Nulls], [Empty], [Idempotent] and
// [Batches] make relations; a Check of your own makes another.
type Relation struct {
	Name string // a word, such as row_order

	// Check returns an error if the relation is broken, such as that of [Trial.Same]. Another error of a run of the
	// transform breaks the relation, too.
	Check func(*Trial) error

	yaml string // as a case in YAML lists it; "" if it cannot
}

// A Trial runs the transform of a case on inputs that a relation derives from the case's own.
type Trial struct {
	trialMaker
	ctx    context.Context //nolint:containedctx // of one check
	input  map[string]arrow.Record
	random *rand.Rand
	result *Output
	number int // of the input: 0 for that of the case; negative to try all that a relation can
}

// An Output is what one run of a transform returned.
type Output struct {
	result transformResult
}

// Tables returns the tables of an output by name; a single table has the name "". A value has none.
func (o *Output) Tables() map[string]arrow.Record {
	tables := map[string]arrow.Record{}
	for _, p := range o.result {
		if p.table != nil {
			tables[p.path()] = p.table
		}
	}
	return tables
}

// Datasets returns the names of the datasets that the transform reads, in the order of the fixture.
func (t *Trial) Datasets() []string { return t.bound.datasets() }

// Input returns the rows of a dataset in the case's input.
func (t *Trial) Input(dataset string) (arrow.Record, error) {
	if rec := t.input[dataset]; rec != nil {
		return rec, nil
	}
	return nil, fmt.Errorf("the transform does not read a dataset %q: it reads %s", dataset,
		strings.Join(t.Datasets(), ", "))
}

// Random returns the source of random numbers of the trial. Its numbers are the same in each run of the test.
func (t *Trial) Random() *rand.Rand { return t.random }

// Result returns the output for the case's input.
func (t *Trial) Result() (*Output, error) {
	if t.result == nil {
		out, err := t.Run(nil)
		if err != nil {
			return nil, err
		}
		t.result = out
	}
	return t.result, nil
}

// Run runs the transform on the case's input with other rows in some datasets.
func (t *Trial) Run(changed map[string]arrow.Record) (*Output, error) {
	in := maps.Clone(t.input)
	maps.Copy(in, changed)
	o := t.run(t.ctx, in)
	if wrong := (*inputError)(nil); errors.As(o.err, &wrong) {
		return nil, &misusedRelation{wrong.err}
	}
	if o.err != nil {
		return nil, o.err
	}
	return &Output{o.result}, nil
}

// Same returns an error unless an output is what another one was, compared as the case compares results. The order of
// rows counts only if the Order of the case is [golden.Ordered].
func (t *Trial) Same(is, was *Output) error {
	unordered := func(o golden.Options) golden.Options {
		if o.Order == golden.Unspecified {
			o.Order = golden.Multiset
		}
		if len(o.Key) > 0 && o.Order == golden.Multiset {
			o.Order = golden.Keyed
		}
		o.Form = golden.AsText
		return o
	}
	d := compareAs(was.result, is.result, func(p resultPart) golden.Options { return unordered(t.options(p)) })
	if d == nil {
		return nil
	}
	return &changedResult{d}
}

// A changedResult is the error of a relation whose two results differ.
type changedResult struct{ *difference }

func (c *changedResult) Error() string {
	var b strings.Builder
	writeDifference(&b, "  ", c.difference)
	return "the result changes:\n" + strings.TrimRight(b.String(), "\n")
}

// A misusedRelation is the error of a relation that cannot be checked on a transform.
type misusedRelation struct{ error }

// named returns the datasets that a relation names, or all that the transform reads.
func (t *Trial) named(datasets []string) ([]string, error) {
	if len(datasets) == 0 {
		return t.Datasets(), nil
	}
	for _, name := range datasets {
		if _, err := t.Input(name); err != nil {
			return nil, &misusedRelation{err}
		}
	}
	return datasets, nil
}

// changes runs the transform on changed input, and compares the result with want. what says how the input differs.
func (t *Trial) changes(changed map[string]arrow.Record, want *Output, what string) error {
	got, err := t.Run(changed)
	if err == nil {
		err = t.Same(got, want)
	}
	if err != nil {
		return fmt.Errorf("%s, %w", what, err)
	}
	return nil
}

// A trialMaker makes trials of the transform of a case.
type trialMaker struct {
	bound   *boundTransform
	options func(resultPart) golden.Options // of the case
	run     func(context.Context, map[string]arrow.Record) runOutcome
	// inBatches runs an incremental transform on the first rows of datasets, batch by batch; nil if it is not incremental.
	inBatches func(context.Context, map[string]arrow.Record, []map[string]int) runOutcome
	first     *Output // on the case's own input, if it is known
}

// A brokenRelation is a relation that does not hold on the input of a plan, or that cannot be checked.
type brokenRelation struct {
	Relation
	plan *gen.Plan
	err  error
}

func (b *brokenRelation) problem() string {
	if misused := (*misusedRelation)(nil); errors.As(b.err, &misused) {
		return fmt.Sprintf("relation %s cannot be checked: %v", b.Name, misused.error)
	}
	return fmt.Sprintf("relation %s does not hold: %v", b.Name, b.err)
}

// loosenedInputs is on how many loosened inputs a relation is checked, besides that of the case.
const loosenedInputs = 2

// broken returns which of some relations do not hold on the input of a plan and on loosened ones: a relation holds
// whatever the data. Loosened inputs on which the transform fails do not count.
func (m trialMaker) broken(
	ctx context.Context, p *gen.Plan, relations []Relation,
) (found []*brokenRelation, err error) {
	if len(relations) == 0 {
		return nil, nil
	}
	loose, err := p.Loosener()
	if err != nil {
		return nil, err
	}
	for n := range uint64(1 + loosenedInputs) {
		plan := loose.Plan(n, gen.How{})
		recs, err := sharedRecords(ctx, plan, m.bound.datasets())
		switch {
		case err != nil && (n == 0 || ctx.Err() != nil):
			return nil, err
		case err != nil:
			continue
		}
		t := m.trial(ctx, recs)
		if t.number = int(n); n == 0 {
			t.result = m.first
		} else if _, err := t.Result(); err != nil {
			continue
		}
		relations = slices.DeleteFunc(slices.Clone(relations), func(r Relation) bool {
			t.random = rand.New(rand.NewPCG(1, 2))
			err := r.Check(t)
			if err != nil {
				found = append(found, &brokenRelation{r, plan, err})
			}
			return err != nil
		})
	}
	return found, nil
}

// trial returns a trial on an input, which tries all that a relation can. Its random numbers are always the same.
func (m trialMaker) trial(ctx context.Context, recs map[string]arrow.Record) *Trial {
	return &Trial{trialMaker: m, ctx: ctx, input: recs, random: rand.New(rand.NewPCG(1, 2)), number: -1}
}

// ways returns which of several ways to change an input are tried on this one: the first few on the case's own, and
// another one on each loosened input, so that a relation costs few runs.
func (t *Trial) ways(all, own int) (chosen []int) {
	for way := range all {
		if t.number < 0 || t.number == 0 && way < own || t.number > 0 && way == t.number%all {
			chosen = append(chosen, way)
		}
	}
	return chosen
}

// kindOn returns how a relation is broken on an input, without values, or "" if it holds or the transform fails.
func (m trialMaker) kindOn(ctx context.Context, r Relation, recs map[string]arrow.Record) string {
	t := m.trial(ctx, recs)
	if _, err := t.Result(); err != nil {
		return ""
	}
	err := r.Check(t)
	if err == nil || errors.As(err, new(*misusedRelation)) {
		return ""
	}
	how, _, _ := strings.Cut(err.Error(), "\n")
	return r.Name + ": " + withoutValues(how)
}

// tables returns the tables of an output, or an error if it is a value.
func (o *Output) tables() ([]resultPart, error) {
	if slices.ContainsFunc(o.result, func(p resultPart) bool { return p.table == nil }) {
		return nil, &misusedRelation{errors.New("the transform returns a value or a digest, not a table")}
	}
	return o.result, nil
}

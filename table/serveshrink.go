package table

import (
	"context"
	"errors"
	"time"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/gen"
	"github.com/assay-go/assay/internal/serve"
)

// shrinkDifference bounds a shrink of an input on which two revisions differ.
var shrinkDifference = limits{runs: 500, time: 10 * time.Second}

// shrink finds the smallest input on which the case ends otherwise than in the other binary, as it does on the input of
// a request.
func (c *servedCall) shrink(q *serve.Shrink) (serve.Shrunk, error) {
	s, err := c.at(q.Case)
	if err != nil {
		return serve.Shrunk{Failed: err.Error()}, nil //nolint:nilerr // the answer has it
	}
	d := &servedDifference{servedCase: s, conn: c.conn}
	ctx := c.t.Context()
	plan := s.inputs.Plan(q.N, gen.How{Keep: q.Keep})
	recs, err := sharedRecords(ctx, plan, s.of.bound.datasets())
	if err != nil {
		plan = s.inputs.Plan(q.N, gen.How{Keep: q.Keep, Plain: true})
		recs, err = sharedRecords(ctx, plan, s.of.bound.datasets())
	}
	if err != nil {
		return serve.Shrunk{Failed: err.Error()}, nil //nolint:nilerr // the answer has it
	}
	if d.want = d.kindOn(ctx, recs); d.want == "" {
		return serve.Shrunk{Failed: "the revisions no longer differ on it"}, d.err
	}
	search := newShrinker(s.experiment, plan, shrinkDifference)
	search.failure = failure{text: "two revisions differ: " + d.want, kind: d.want, kindOn: d.kindOn}
	small, err := search.shrink(ctx)
	if d.err != nil {
		return serve.Shrunk{}, d.err
	}
	if err != nil {
		return serve.Shrunk{Failed: err.Error()}, nil //nolint:nilerr // the answer has it
	}
	out := serve.Shrunk{Small: small}
	if out.Old, err = encodeOutcome(d.old); err == nil {
		out.New, err = encodeOutcome(d.now)
	}
	return out, err
}

// A servedDifference asks the other binary for its outcome on records.
type servedDifference struct {
	*servedCase
	conn     *serve.Conn
	want     string     // the kind of the difference
	old, now runOutcome // the last ones that differ so
	err      error      // of the connection
}

// kindOn returns the kind of the difference on records, or "".
func (d *servedDifference) kindOn(ctx context.Context, recs map[string]arrow.Record) string {
	now := d.experiment.run(ctx, recs)
	if d.err != nil || errors.As(now.err, new(*inputError)) {
		return ""
	}
	input, err := writeInput(recs)
	if err != nil {
		return ""
	}
	var told serve.Told
	d.err = errors.Join(d.conn.Send(serve.Shrunk{Ask: &serve.Ask{Input: input}}), d.conn.Receive(&told))
	if d.err != nil || told.Full == nil {
		return ""
	}
	old, err := decodeOutcome(told.Full)
	if err != nil {
		return ""
	}
	kind := kindOfRevisions(&d.of.Case, old, now)
	if kind != "" && (d.want == "" || kind == d.want) {
		d.old, d.now = old, now
	}
	return kind
}

// kindOfRevisions returns a text that is equal for differences of the same columns, or of outcomes that ended alike.
func kindOfRevisions(c *Case, old, now runOutcome) string {
	found := compareRevisions(c, old, now)
	switch {
	case found.Equal:
		return ""
	case old.err != nil || now.err != nil:
		kind := func(o runOutcome) string {
			if o.err == nil {
				return "a result"
			}
			return withoutValues(describe(o))
		}
		return kind(old) + " -> " + kind(now)
	case len(old.result) != len(now.result):
		return withoutValues(found.Summary)
	}
	return compareResults(c, old.result, now.result).kind()
}

package table

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/ipc"

	"github.com/assay-go/assay/gen"
	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/serve"
)

// A servedCall is a call of Run whose cases run on request.
type servedCall struct {
	*server
	t     *testing.T
	runs  []*caseRun
	cases map[int]*servedCase // those that were opened
}

// at returns an opened case. It opens a case that was not asked for before, as a process does that takes the place of
// one that crashed.
func (c *servedCall) at(i int) (*servedCase, error) {
	if i < 0 || i >= len(c.runs) {
		return nil, errors.New("no such case")
	}
	if c.cases[i] == nil {
		opened, err := newServedCase(c.t, c.runs, i)
		if err != nil {
			return nil, err
		}
		c.cases[i] = opened
	}
	return c.cases[i], nil
}

// A servedCase is a case that runs on loosened inputs.
type servedCase struct {
	*experiment
	inputs *gen.Loosener
}

// newServedCase returns the i-th case. Its pinned cells may take what the other cases pin.
func newServedCase(t *testing.T, runs []*caseRun, i int) (*servedCase, error) {
	e, err := newExperiment(t, runs[i])
	if err != nil {
		return nil, err
	}
	e.of.limit = 0 // regen ends the process
	var others []*gen.Plan
	for k, r := range runs {
		if p, err := r.fx.Plan(r.variant()); err == nil && k != i {
			others = append(others, p)
		}
	}
	inputs, err := e.of.plan.Loosener(others...)
	return &servedCase{e, inputs}, err
}

// columns returns the columns of the fixture, and those that the transform reads; of a struct column, the struct.
func (s *servedCase) columns() (has, reads []serve.Column) {
	for _, dataset := range s.of.plan.Datasets() {
		for _, f := range s.of.plan.Schema(dataset).Fields() {
			column := serve.Column{Dataset: dataset, Name: f.Name}
			has = append(has, column)
			if slices.ContainsFunc(s.of.bound.reads, func(r columnRead) bool { return r.covers(dataset, f.Name) }) {
				reads = append(reads, column)
			}
		}
	}
	return has, reads
}

// run runs the case as a request says, and calls answer once.
func (s *servedCase) run(ctx context.Context, q *serve.Run, answer func(serve.Ran)) {
	recs, err := s.input(ctx, q)
	if err != nil {
		answer(serve.Ran{Kind: serve.Unfit, Text: err.Error()})
		return
	}
	ran := serve.Ran{Input: hashInput(recs, q.Hash)}
	if q.Want.Input {
		if ran.Given, err = writeInput(recs); err != nil {
			answer(serve.Ran{Kind: serve.Unfit, Text: err.Error()})
			return
		}
	}
	s.tell(ctx, recs, func(o runOutcome) {
		if ran.Outcome, ran.Kind, ran.Text, err = summarize(o); err == nil && q.Want.Outcome {
			ran.Full, err = encodeOutcome(o)
		}
		if err != nil {
			ran = serve.Ran{Kind: serve.Unfit, Text: "the result cannot be sent: " + err.Error()}
		}
		answer(ran)
	})
}

// input returns the datasets that the transform reads. If no input can be made of rare values, it has typical ones.
func (s *servedCase) input(ctx context.Context, q *serve.Run) (map[string]arrow.Record, error) {
	if q.Input != nil {
		return readInput(q.Input, s.of.bound.datasets())
	}
	recs, err := sharedRecords(ctx, s.inputs.Plan(q.N, gen.How{Keep: q.Keep}), s.of.bound.datasets())
	if err != nil && ctx.Err() == nil {
		recs, err = sharedRecords(ctx, s.inputs.Plan(q.N, gen.How{Keep: q.Keep, Plain: true}), s.of.bound.datasets())
	}
	return recs, err
}

// hashInput returns a hash of some columns of an input.
func hashInput(recs map[string]arrow.Record, columns []serve.Column) uint64 {
	var text []byte
	for _, c := range columns {
		h := uint64(0)
		if rec := recs[c.Dataset]; rec != nil {
			if at := rec.Schema().FieldIndices(c.Name); len(at) > 0 {
				h = goldenfile.HashColumn(rec.Column(at[0]))
			}
		}
		text = fmt.Appendf(text, "%x ", h)
	}
	return goldenfile.HashText(text)
}

// summarize returns a hash, the kind and the text of an outcome.
func summarize(o runOutcome) (hash uint64, kind serve.Kind, text string, err error) {
	var crashed *crash
	switch {
	case errors.As(o.err, new(*inputError)):
		return 0, serve.Unfit, o.err.Error(), nil
	case errors.As(o.err, &crashed):
		return goldenfile.HashText([]byte("crash: " + crashed.msg)), serve.Crash, crashed.line(), nil
	case o.err != nil:
		text := o.err.Error()
		return goldenfile.HashText([]byte("error: " + text)), serve.Error, text, nil //nolint:nilerr // it is the outcome
	}
	var all []byte
	for _, p := range o.result {
		var h uint64
		if p.table != nil {
			h = goldenfile.HashRecord(p.table)
		} else {
			golden, err := goldenfile.Encode(p.file)
			if err != nil {
				return 0, "", "", err
			}
			h = goldenfile.HashText(golden)
		}
		all = fmt.Appendf(all, "%q %x\n", p.path(), h)
	}
	return goldenfile.HashText(all), serve.Result, "", nil
}

// writeInput returns datasets as Arrow streams.
func writeInput(recs map[string]arrow.Record) (map[string][]byte, error) {
	out := make(map[string][]byte)
	for name, rec := range recs {
		var b bytes.Buffer
		w := ipc.NewWriter(&b, ipc.WithSchema(rec.Schema()))
		if err := errors.Join(w.Write(rec), w.Close()); err != nil {
			return nil, fmt.Errorf("dataset %q cannot be sent: %w", name, err)
		}
		out[name] = b.Bytes()
	}
	return out, nil
}

// readInput reads datasets, which have to be all that are needed.
func readInput(streams map[string][]byte, needed []string) (map[string]arrow.Record, error) {
	recs := make(map[string]arrow.Record)
	for _, name := range needed {
		if streams[name] == nil {
			return nil, fmt.Errorf("the fixture of the other side has no dataset %q", name)
		}
		r, err := ipc.NewReader(bytes.NewReader(streams[name]))
		if err != nil {
			return nil, fmt.Errorf("dataset %q: %w", name, err)
		}
		all, err := drainReader(r)
		if err != nil || len(all) != 1 {
			return nil, fmt.Errorf("dataset %q: %d batches instead of one: %w", name, len(all), err)
		}
		recs[name] = all[0]
	}
	return recs, nil
}

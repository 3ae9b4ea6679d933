package table

import (
	"context"
	"fmt"
	"path"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/gen"
	"github.com/assay-go/assay/golden"
)

// A Transform is a function under test, as one of the adapters makes it.
type Transform struct {
	// bind fits the function to the datasets of a plan. Its error says what the function wants that is not there.
	bind func(p *gen.Plan) (*boundTransform, error)
	// tables are the names of the tables that the function returns, nil where it returns a single one, or a value.
	tables []string
}

// zeroTransform says that a Transform is of no function.
const zeroTransform = "the transform is the zero Transform: make one of a function, as by table.Rows or table.Inputs"

// bound is a transform that fits the plans of one fixture.
type boundTransform struct {
	reads []read
	// load generates the input of one run. The plan is the one that was bound, or a redraw of it.
	prepare func(ctx context.Context, p *gen.Plan) (*preparedRun, error)
	// hold generates an input once for many runs, where load's is good for one: each call gives the input of a run. It is
	// nil where load's input can be used again.
	prepareMany func(ctx context.Context, p *gen.Plan) (func() (*preparedRun, error), error)
}

// A read is a column that a transform can see. A path of a struct column stands for all of its fields, and the empty
// path for all columns.
type read struct{ dataset, path string }

// covers reports whether the read sees a column, all or a part of it.
func (r read) covers(dataset, path string) bool {
	return r.dataset == dataset && (r.path == "" || within(path, r.path) || within(r.path, path))
}

// within reports whether a path is outer, or a field of it.
func within(path, outer string) bool {
	rest, ok := strings.CutPrefix(path, outer)
	return ok && (rest == "" || rest[0] == '.')
}

// everything is read by a function that gets whole tables.
func readAll(p *gen.Plan) []read {
	var out []read
	for _, name := range p.Datasets() {
		out = append(out, read{dataset: name})
	}
	return out
}

// datasets are those that the transform reads.
func (b *boundTransform) datasets() []string {
	var out []string
	for i, r := range b.reads {
		if i == 0 || b.reads[i-1].dataset != r.dataset {
			out = append(out, r.dataset)
		}
	}
	return out
}

// inputs generates an input, and returns a function that gives it to one run after another.
func (b *boundTransform) inputs(ctx context.Context, p *gen.Plan) (func() (*preparedRun, error), error) {
	if b.prepareMany != nil {
		return b.prepareMany(ctx, p)
	}
	in, err := b.prepare(ctx, p)
	return func() (*preparedRun, error) { return in, nil }, err
}

// loaded is a transform with the input of one run.
type preparedRun struct {
	records    map[string]arrow.Record // by dataset; nil for a stream
	wantDigest bool                    // a stream is wanted as a digest only
	// call calls the function. What it returned is made a result afterwards.
	call func(ctx context.Context) (lazyResult, error)
	// watch, where there is one, makes it quick for changed to see that nothing has: it is called before the call.
	snapshot func()
	// changed names the first cell of the input that is not as it was before the call, "" where there is none.
	mutated func() (string, error)
	// kept says which memory the function keeps, "" where it keeps none. The input is of no use afterwards. It is nil where
	// memory is not looked into.
	unreleased func() string
}

// An output is what a function returned, before it is made a result.
type lazyResult func() (result, error)

// A result is what a transform returned: a table or a value, several named tables, or these at several instants.
type result []part

// A part of a result has a golden of its own.
type part struct {
	at     string // when, where it is not the start
	name   string // of one table among several
	table  arrow.Record
	value  []byte       // encoded, where there is no table
	digest *golden.File // where there is none because it is large
}

// path is the name of the part's golden from that of the case on.
func (p part) path() string { return path.Join(p.at, p.name) }

// file returns a part of a result as the golden that it would be.
func (p part) file(o golden.Options) *golden.File {
	switch {
	case p.table != nil:
		return &golden.File{Order: o.Order, Key: o.Key, Table: p.table}
	case p.digest != nil:
		return p.digest
	}
	return &golden.File{Value: p.value}
}

func tableResult(rec arrow.Record) result { return result{{table: rec}} }

// A resultError says that what the transform returned is no result: the test is wrong, not what it expects.
type resultError struct{ err error }

func (e *resultError) Error() string { return "the result: " + e.err.Error() }

func (e *resultError) Unwrap() error { return e.err }

var errNothing = fmt.Errorf("the transform returned neither a result nor an error")

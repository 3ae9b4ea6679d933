package table

import (
	"context"
	"fmt"
	"path"
	"strings"
	"time"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/gen"
	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/table/internal/layout"
)

// A Transform is a function under test. The adapters make one: [Rows], [Inputs], [Value], [Tables], [Arrow],
// [ArrowTables], [Stream].
type Transform struct {
	// bind checks that the plan's datasets have what the function reads. Its error lists what is missing.
	bind func(p *gen.Plan) (*boundTransform, error)
	// tables are the names of the tables that the function returns; nil if it returns a single table or a value.
	tables []string
	// outside is whether it runs outside of the process, where the clock of a bubble does not show. If noClock is not
	// nil, it says why a case cannot pin the clock.
	outside bool
	noClock error
	// relational and multiset are those of outside.Transform.
	relational, multiset bool
	// incremental is whether the function takes the result of the run before.
	incremental bool
}

// zeroTransform is the message for a Transform that no adapter made.
const zeroTransform = "the transform is the zero Transform: " +
	"make one with an adapter, such as table.Rows or table.Inputs"

// A boundTransform is a transform that fits the plans of one fixture.
type boundTransform struct {
	reads []columnRead
	// prepare generates the input of one run. The plan is the bound one or a redraw of it.
	prepare func(ctx context.Context, p *gen.Plan) (*preparedRun, error)
	// prepareMany generates an input once for many runs; the function that it returns gives the input to one run after
	// another. It is nil if a prepared input can be used more than once.
	prepareMany func(ctx context.Context, p *gen.Plan) (func() (*preparedRun, error), error)
	// from makes the input of one run of the datasets that the function reads. The run does not change the records.
	from func(recs map[string]arrow.Record) (*preparedRun, error)
	// laidOut is from with the cells in another layout. It is nil if the function does not see Arrow's memory.
	laidOut func(recs map[string]arrow.Record, l layout.Layout) (*preparedRun, error)
}

// A columnRead is a column that a transform can see. The path of a struct column covers all of its
// fields, and the empty path covers all columns.
type columnRead struct{ dataset, path string }

// covers reports whether the read sees a column or a part of it.
func (r columnRead) covers(dataset, path string) bool {
	return r.dataset == dataset && (r.path == "" || within(path, r.path) || within(r.path, path))
}

// within reports whether path is outer or a field of it.
func within(path, outer string) bool {
	rest, ok := strings.CutPrefix(path, outer)
	return ok && (rest == "" || rest[0] == '.')
}

// readAll returns the reads of a function that takes whole tables.
func readAll(p *gen.Plan) []columnRead {
	var out []columnRead
	for _, name := range p.Datasets() {
		out = append(out, columnRead{dataset: name})
	}
	return out
}

// datasets returns the datasets that the transform reads.
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

// A preparedRun is a transform with the input of one run.
type preparedRun struct {
	records    map[string]arrow.Record // by dataset; nil for a stream
	wantDigest bool                    // whether a digest of a stream is enough
	rules      goldenfile.Rules        // of that digest
	writers    []goldenfile.Writer     // for a value
	now        time.Time               // the pinned clock of a transform outside of the process, or zero
	batch      int                     // from 1; 0 if the case has none
	before     arrow.Record            // the result of the batch before, or nil
	// call calls the function.
	call func(ctx context.Context) (lazyResult, error)
	// snapshot, if not nil, is called before call. It makes mutated fast when nothing has changed.
	snapshot func()
	// mutated names the first cell of the input that the call changed, or returns "".
	mutated func() (string, error)
	// unreleased describes the memory that the function keeps, or returns "". It releases the input. It is nil if
	// memory is not checked.
	unreleased func() string
}

// withContext adapts a function that takes no context.
func withContext[In, Out any](f func(In) (Out, error)) func(context.Context, In) (Out, error) {
	return func(_ context.Context, in In) (Out, error) { return f(in) }
}

// A lazyResult converts what a function returned to a result. The harness calls it at once, but apart from the
// function: a panic in it has another cause.
type lazyResult func() (transformResult, error)

// A transformResult is what a transform returned: a table or a value, several named tables, or one of these at
// several instants.
type transformResult []resultPart

// A resultPart is one table or value of a result, and has its own golden.
type resultPart struct {
	at    string // the step of the clock, "" at the start
	name  string // of one table among several
	table arrow.Record
	file  *goldenfile.File // a value, or the digest of a stream; nil if the part is a table
}

// path is the name of the part's golden below that of the case.
func (p resultPart) path() string { return path.Join(p.at, p.name) }

// got returns the part as golden takes results.
func (p resultPart) got() any {
	if p.table != nil {
		return p.table
	}
	return p.file
}

// A resultError reports that a golden cannot hold what the transform returned. It is not the error that a case may
// want.
type resultError struct{ err error }

func (e *resultError) Error() string { return "the result: " + e.err.Error() }

func (e *resultError) Unwrap() error { return e.err }

var errNothing = fmt.Errorf("the transform returned neither a result nor an error")

package compare

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"time"

	"github.com/assay-go/assay/internal/serve"
	"github.com/assay-go/assay/internal/store"
)

// A call is a call of table.Run.
type call struct {
	Test  string
	Index int // in the test
}

// A runner runs the cases of one call in one of the two binaries. It starts the binary again if it ends or hangs.
type runner struct {
	*binary
	call  call
	limit time.Duration // for each run
	p     *process
	ended int // how often the process ended or hung
}

// mostEnds is how often a process may end before the comparison of its call is given up.
const mostEnds = 4

// errOtherProtocol says that a binary has another version of the messages.
var errOtherProtocol = errors.New("it speaks another version of the protocol")

// calls lists the calls of table.Run in the tests of a pattern. It runs the tests, but none of their cases.
func (b *binary) calls(ctx context.Context, pattern string) ([]serve.Hello, error) {
	p, err := b.start(ctx, pattern)
	if err != nil {
		return nil, err
	}
	defer func() { _ = p.end() }() // it was asked for its tests only
	var all []serve.Hello
	for {
		var hello serve.Hello
		err := p.receive(&hello, startLimit)
		var end *endError
		switch {
		case errors.As(err, &end) && !end.hangs && (len(all) > 0 || p.cmd.ProcessState.ExitCode() < 2):
			return all, nil // whether its tests pass does not matter
		case err != nil:
			return nil, err
		case hello.Protocol != serve.Protocol:
			return nil, errOtherProtocol
		}
		all = append(all, hello)
		if err := p.conn.Send(serve.Request{}); err != nil {
			return all, nil
		}
	}
}

// ready starts the process and leads it to the call, if it does not run.
func (r *runner) ready(ctx context.Context) error {
	if r.p != nil {
		return nil
	}
	if r.ended >= mostEnds {
		return fmt.Errorf("its process ended or hung %d times", r.ended)
	}
	p, err := r.start(ctx, store.RunPattern(r.call.Test))
	if err != nil {
		return err
	}
	for {
		var hello serve.Hello
		if err := p.receive(&hello, startLimit); err != nil {
			_ = p.end()
			return err
		}
		if hello.Test == r.call.Test && hello.Call == r.call.Index {
			r.p = p
			return nil
		}
		if err := p.conn.Send(serve.Request{}); err != nil {
			_ = p.end()
			return err
		}
	}
}

// ask sends a request. An endError says that the process ended or hangs.
func (r *runner) ask(ctx context.Context, request, answer any) error {
	if err := r.ready(ctx); err != nil {
		return err
	}
	err := r.p.ask(request, answer, r.limit)
	if err != nil {
		r.close()
		r.ended++
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}

// run runs a case. That the process ends or hangs is an outcome, too.
func (r *runner) run(ctx context.Context, q *serve.Run) (ran serve.Ran, err error) {
	err = r.ask(ctx, serve.Request{Run: q}, &ran)
	if end, ok := errors.AsType[*endError](err); ok {
		h := fnv.New64a()
		fmt.Fprint(h, "ended ", end.hangs)
		return serve.Ran{Kind: serve.Crash, Text: end.text, Outcome: h.Sum64()}, nil
	}
	return ran, err
}

func (r *runner) close() {
	if r.p != nil {
		_ = r.p.end() // nobody asks it any more
		r.p = nil
	}
}

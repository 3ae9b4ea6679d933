package table

import (
	"errors"
	"flag"
	"io"
	"os"
	"sync"
	"testing"

	"github.com/assay-go/assay/internal/serve"
)

// This file answers regen, which compares two revisions by running the cases of both binaries on the same inputs.

// A server answers the requests for the cases of all calls of Run in a process, one call at a time.
type server struct {
	mu   sync.Mutex
	once sync.Once
	conn *serve.Conn
	err  error
}

var served server

// serves reports whether the process serves requests instead of running its cases, and answers those for a call of Run.
func (s *server) serves(t *testing.T, runs []*caseRun, call int) bool {
	t.Helper()
	if *serveFlag == "" {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.once.Do(func() {
		if s.err = refuseUpdate(); s.err == nil {
			s.conn, s.err = serve.Dial(*serveFlag)
		}
	})
	if s.err != nil {
		t.Fatal(s.err)
	}
	c := &servedCall{server: s, t: t, runs: runs, cases: make(map[int]*servedCase)}
	if err := c.answer(call); err != nil && !errors.Is(err, io.EOF) {
		s.err = err
		t.Fatal(err)
	}
	return true
}

// refuseUpdate returns an error if goldens are to be written.
func refuseUpdate() error {
	f := flag.Lookup("update")
	if f != nil && f.Value.String() == "true" || os.Getenv("GOLDIE_UPDATE") == "1" {
		return errors.New("-" + serve.Flag + " runs no assertion: leave out -update")
	}
	return nil
}

// answer greets, and answers requests until one is empty.
func (c *servedCall) answer(call int) error {
	hello := serve.Hello{Protocol: serve.Protocol, Test: c.t.Name(), Call: call}
	for _, r := range c.runs {
		hello.Cases = append(hello.Cases, r.Name)
	}
	if err := c.conn.Send(hello); err != nil {
		return err
	}
	for {
		var q serve.Request
		if err := c.conn.Receive(&q); err != nil {
			return err
		}
		var reply any
		switch {
		case q.Open != nil:
			reply = c.open(q.Open.Case)
		case q.Run != nil:
			if err := c.run(q.Run); err != nil {
				return err
			}
			continue
		case q.Compare != nil:
			reply = c.compare(q.Compare)
		case q.Shrink != nil:
			shrunk, err := c.shrink(q.Shrink)
			if err != nil {
				return err
			}
			reply = shrunk
		default:
			return nil
		}
		if err := c.conn.Send(reply); err != nil {
			return err
		}
	}
}

func (c *servedCall) open(i int) serve.Opened {
	s, err := c.at(i)
	if err != nil {
		return serve.Opened{Error: err.Error()}
	}
	has, reads := s.columns()
	return serve.Opened{Columns: reads, Has: has}
}

func (c *servedCall) run(q *serve.Run) (err error) {
	s, failed := c.at(q.Case)
	if failed != nil {
		return c.conn.Send(serve.Ran{Kind: serve.Unfit, Text: failed.Error()})
	}
	s.run(c.t.Context(), q, func(answer serve.Ran) {
		err = c.conn.Send(answer)
	})
	return err
}

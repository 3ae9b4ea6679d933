package compare

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/assay-go/assay/internal/serve"
)

// A process is a test binary that serves.
type process struct {
	cmd     *exec.Cmd
	conn    *serve.Conn
	closers []interface{ Close() error }
	limit   interface{ SetReadDeadline(time.Time) error } // of answers
	said    said
	ended   bool
	exit    error
}

// startLimit is how long a binary may take until it greets: other tests and TestMain may run before.
const startLimit = 5 * time.Minute

// A binary is the test binary of a package, in one of the two trees.
type binary struct {
	path, dir string
	env       []string
	scratch   string // a directory for sockets
}

// start starts the tests of a pattern.
func (b *binary) start(ctx context.Context, pattern string) (*process, error) {
	p := &process{}
	p.cmd = exec.CommandContext(ctx, b.path, "-test.run="+pattern, "-test.v", "-test.count=1", "-test.timeout=0")
	p.cmd.Dir = b.dir
	p.cmd.Env = append(slices.DeleteFunc(os.Environ(), func(v string) bool {
		return strings.HasPrefix(v, "GOLDIE_") || strings.HasPrefix(v, "GOCOVERDIR=")
	}), append(b.env, "PWD="+b.dir)...)
	if os.Getenv("GOGC") == "" {
		p.cmd.Env = append(p.cmd.Env, serve.GC)
	}
	p.cmd.Stderr = &p.said // standard output is lost: with -test.v, package testing keeps nothing of it
	p.cmd.WaitDelay = time.Second
	inGroup(p.cmd)
	open := p.pipes
	if runtime.GOOS == "windows" {
		open = func() (func() error, error) { return p.socket(b.scratch) }
	}
	connect, err := open()
	if err == nil {
		if err = p.cmd.Start(); err == nil {
			err = connect()
		}
	}
	if err != nil {
		_ = p.end() // err says more
		return nil, err
	}
	return p, nil
}

// pipes makes the process inherit two pipes. The function that it returns is called once the process has started.
func (p *process) pipes() (connect func() error, err error) {
	requests, w, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	r, replies, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	p.cmd.ExtraFiles = []*os.File{requests, replies}
	p.cmd.Args = append(p.cmd.Args, "-"+serve.Flag+"=3,4")
	p.closers = []interface{ Close() error }{w, r, requests, replies}
	p.conn, p.limit = serve.NewConn(r, w), r
	return func() error { return errors.Join(requests.Close(), replies.Close()) }, nil
}

// socket makes the process connect to a socket.
func (p *process) socket(dir string) (connect func() error, err error) {
	listener, err := net.Listen("unix", filepath.Join(dir, fmt.Sprintf("s%d", time.Now().UnixNano())))
	if err != nil {
		return nil, err
	}
	p.cmd.Args = append(p.cmd.Args, "-"+serve.Flag+"="+listener.Addr().String())
	p.closers = []interface{ Close() error }{listener}
	return func() error {
		if err := listener.(*net.UnixListener).SetDeadline(time.Now().Add(startLimit)); err != nil {
			return err
		}
		c, err := listener.Accept()
		if err != nil {
			return err
		}
		p.closers = append(p.closers, c)
		p.conn, p.limit = serve.NewConn(c, c), c
		return nil
	}, nil
}

// An endError says that a process ended, or does not answer.
type endError struct {
	hangs bool
	text  string
}

func (e *endError) Error() string { return e.text }

// receive waits for a message.
func (p *process) receive(message any, limit time.Duration) error {
	if err := p.limit.SetReadDeadline(time.Now().Add(limit)); err != nil {
		return err
	}
	err := p.conn.Receive(message)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, os.ErrDeadlineExceeded):
		_ = p.end() // it was killed
		return &endError{true, fmt.Sprintf("the transform does not return within %v", limit)}
	}
	exit := p.end()
	return &endError{text: "the process ended: " + p.said.why(exit)}
}

// ask sends a request and waits for the answer.
func (p *process) ask(request, answer any, limit time.Duration) error {
	if err := p.conn.Send(request); err != nil {
		return &endError{text: "the process ended: " + p.said.why(p.end())}
	}
	return p.receive(answer, limit)
}

// end ends the process, if it does not end by itself, and returns how it ended.
func (p *process) end() error {
	if p.ended {
		return p.exit
	}
	p.ended = true
	for _, c := range p.closers {
		c.Close()
	}
	if p.cmd.Process == nil {
		return nil
	}
	timer := time.AfterFunc(100*time.Millisecond, func() { killGroup(p.cmd) })
	defer timer.Stop()
	p.exit = p.cmd.Wait()
	killGroup(p.cmd) // what it has started
	return p.exit
}

// said keeps the beginning and the end of what a process says on standard error.
type said struct {
	mu         sync.Mutex
	head, tail []byte
}

// mostSaid is how many bytes of each are kept.
const mostSaid = 8 << 10

func (s *said) Write(text []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := min(len(text), mostSaid-len(s.head))
	s.head = append(s.head, text[:n]...)
	s.tail = append(s.tail, text[n:]...)
	if over := len(s.tail) - mostSaid; over > 0 {
		s.tail = append(s.tail[:0], s.tail[over:]...)
	}
	return len(text), nil
}

// why returns the line that says why a process ended.
func (s *said) why(exit error) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	last := ""
	for line := range bytes.Lines(slices.Concat(s.head, s.tail)) {
		text := strings.TrimSpace(string(line))
		for _, start := range []string{"panic: ", "fatal error: ", "SIG", "flag provided but not defined"} {
			if strings.HasPrefix(text, start) {
				return text
			}
		}
		if text != "" {
			last = text
		}
	}
	switch {
	case last != "":
		return last
	case exit != nil:
		return exit.Error()
	}
	return "exit status 0"
}

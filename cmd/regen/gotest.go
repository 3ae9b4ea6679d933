package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"

	"github.com/assay-go/assay/internal/pincover"
)

// A testRun runs go test and writes what a person wants of its output: that of tests that fail, and a line a package.
type testRun struct {
	out     console
	errOut  io.Writer
	verbose bool     // the output of all tests
	env     []string // beside the environment

	packages map[string]*packageRun
	passed   int      // tests and cases, without those that only hold others
	failed   int      //
	wrong    []string // packages that failed
	broken   []string // packages that do not build
	noted    time.Time
	pins     map[string][]pincover.Finding // by package
}

// A packageRun is what a package under test has written so far.
type packageRun struct {
	tests []*testOutput // in the order in which they started
	rest  strings.Builder
}

// A testOutput is what a test has written.
type testOutput struct {
	name   string
	lines  []string
	holds  bool   // it has subtests
	action string // pass, fail or skip, once it has ended
}

// An event is a line of go test -json.
type event struct {
	Action      string
	Package     string
	Test        string
	Output      string
	FailedBuild string
	Key, Value  string // of an attribute
}

// run tests the packages. That tests fail is no error: it is in the run.
func (t *testRun) run(ctx context.Context, packages []testPackage, flags []string) error {
	args := []string{"test", "-json", "-count=1"}
	for _, p := range packages {
		args = append(args, p.path)
	}
	cmd := exec.CommandContext(ctx, "go", append(args, flags...)...)
	cmd.Env = append(os.Environ(), t.env...)
	cmd.Stderr = t.errOut
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 5 * time.Second
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	t.packages = map[string]*packageRun{}
	t.read(stdout)
	err = cmd.Wait()
	t.clearNote()
	var exit *exec.ExitError
	if errors.As(err, &exit) && len(t.wrong) > 0 {
		return nil
	}
	if err != nil {
		return fmt.Errorf("go test: %w", err)
	}
	return nil
}

// read handles the events until there are no more. A line that is no event is written as it is.
func (t *testRun) read(r io.Reader) {
	for buf := bufio.NewReader(r); ; {
		line, err := buf.ReadBytes('\n')
		if err != nil {
			return
		}
		var e event
		if json.Unmarshal(line, &e) != nil {
			t.clearNote()
			_, _ = t.out.Write(line)
			continue
		}
		t.handle(e)
	}
}

func (t *testRun) handle(e event) {
	if e.Action == "build-output" {
		t.clearNote()
		io.WriteString(t.out, e.Output)
		return
	}
	if e.Package == "" {
		return
	}
	p := t.packages[e.Package]
	if p == nil {
		p = &packageRun{}
		t.packages[e.Package] = p
	}
	if e.Action == "attr" {
		t.addPin(e)
		return
	}
	if e.Test != "" {
		t.note(e)
		p.handle(e)
		return
	}
	switch e.Action {
	case "output":
		if e.Output != "PASS\n" && e.Output != "FAIL\n" {
			p.rest.WriteString(e.Output)
		}
	case "pass", "fail", "skip":
		if e.FailedBuild != "" {
			t.broken = append(t.broken, e.Package)
		}
		if e.Action == "fail" {
			t.wrong = append(t.wrong, e.Package)
		}
		t.finish(p, e.Action == "fail")
		delete(t.packages, e.Package)
	}
}

// handle handles the events of tests.
func (p *packageRun) handle(e event) {
	i := slices.IndexFunc(p.tests, func(o *testOutput) bool { return o.name == e.Test && o.action == "" })
	if i < 0 {
		i = len(p.tests)
		p.tests = append(p.tests, &testOutput{name: e.Test})
		for j := range p.tests {
			if strings.HasPrefix(e.Test, p.tests[j].name+"/") {
				p.tests[j].holds = true
			}
		}
	}
	test := p.tests[i]
	switch e.Action {
	case "output":
		if !strings.HasPrefix(e.Output, "=== ") {
			test.lines = append(test.lines, e.Output)
		}
	case "pass", "fail", "skip":
		test.action = e.Action
	}
}

// finish writes what is to be seen of a package that has ended.
func (t *testRun) finish(p *packageRun, failed bool) {
	t.clearNote()
	for _, test := range p.tests {
		bad := test.action == "fail" || failed && test.action == "" // the package died in its midst
		if bad || t.verbose {
			test.write(t.out)
		}
		switch {
		case test.holds:
		case bad:
			t.failed++
		case test.action == "pass":
			t.passed++
		}
	}
	io.WriteString(t.out, p.rest.String())
}

// write writes the result of the test and then its output, as go test does without -json.
func (o *testOutput) write(w io.Writer) {
	indent := strings.Repeat("    ", strings.Count(o.name, "/"))
	isResult := func(line string) bool { return strings.HasPrefix(strings.TrimLeft(line, " "), "--- ") }
	for _, line := range o.lines {
		if isResult(line) {
			io.WriteString(w, indent+strings.TrimLeft(line, " "))
		}
	}
	for _, line := range o.lines {
		if !isResult(line) {
			io.WriteString(w, indent+line)
		}
	}
}

// note shows on a terminal, until the next line, which test runs.
func (t *testRun) note(e event) {
	if t.out.terminal && time.Since(t.noted) > progressInterval {
		t.noted = time.Now()
		fmt.Fprintf(t.out, "\r\x1b[K%s", t.out.style(dim, cut(visible(e.Package+" "+e.Test), t.out.width-1)))
	}
}

func (t *testRun) clearNote() {
	if !t.noted.IsZero() {
		t.noted = time.Time{}
		io.WriteString(t.out, "\r\x1b[K")
	}
}

// Package gotest runs go test on the packages that import Assay, reads its JSON, and reports what waits for approval.
package gotest

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"time"

	"github.com/assay-go/assay/cmd/regen/internal/console"
	"github.com/assay-go/assay/internal/pinfinding"
	"github.com/assay-go/assay/internal/term"
)

// A Runner runs go test and writes the part of its output that people need: failed tests, and a line for each package.
type Runner struct {
	Out     console.Console
	ErrOut  io.Writer
	Verbose bool     // write the output of all tests
	Env     []string // added to the environment

	packages       map[string]*packageRun
	outcomes       map[string]bool // of tests and cases, without those that have subtests: whether they passed
	passedTests    int             // tests and cases, without those that have subtests
	failedTests    int
	FailedPackages []string
	BuildFailures  []string // packages that do not build
	progressAt     time.Time
	Pins           map[string][]pinfinding.Finding // by package
}

// Run tests the packages. Failed tests are not an error: see FailedPackages.
func (t *Runner) Run(ctx context.Context, packages []Package, flags []string) error {
	args := []string{"test", "-json", "-count=1"}
	for _, p := range packages {
		args = append(args, p.Path)
	}
	cmd := exec.CommandContext(ctx, "go", append(args, flags...)...)
	cmd.Env = append(os.Environ(), t.Env...)
	cmd.Stderr = t.ErrOut
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
	if t.Pins == nil {
		t.Pins = map[string][]pinfinding.Finding{}
		t.outcomes = map[string]bool{}
	}
	t.read(stdout)
	err = cmd.Wait()
	t.clearProgress()
	var exit *exec.ExitError
	if errors.As(err, &exit) && len(t.FailedPackages) > 0 {
		return nil
	}
	if err != nil {
		return fmt.Errorf("go test: %w", err)
	}
	return nil
}

// read handles all events. It copies lines that are not events.
func (t *Runner) read(r io.Reader) {
	for buf := bufio.NewReader(r); ; {
		line, err := buf.ReadBytes('\n')
		if err != nil {
			return
		}
		var e event
		if json.Unmarshal(line, &e) != nil {
			t.clearProgress()
			_, _ = t.Out.Write(line)
			continue
		}
		t.handle(e)
	}
}

func (t *Runner) handle(e event) {
	if e.Action == "build-output" {
		t.clearProgress()
		io.WriteString(t.Out, e.Output)
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
		if f, ok := pinFinding(e); ok {
			t.Pins[e.Package] = append(t.Pins[e.Package], f)
		}
		return
	}
	if e.Test != "" {
		t.showProgress(e)
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
			t.BuildFailures = append(t.BuildFailures, e.Package)
		}
		if e.Action == "fail" {
			t.FailedPackages = append(t.FailedPackages, e.Package)
		}
		t.finish(e.Package, p, e.Action == "fail")
		delete(t.packages, e.Package)
	}
}

// finish writes the output of a package that has ended.
func (t *Runner) finish(name string, p *packageRun, failed bool) {
	t.clearProgress()
	for _, test := range p.tests {
		bad := test.action == "fail" || failed && test.action == "" // the test ended the process
		if bad || t.Verbose {
			test.write(t.Out)
		}
		switch {
		case test.hasSubtests:
		case bad:
			t.failedTests++
			t.outcomes[name+" "+test.name] = false
		case test.action == "pass":
			t.passedTests++
			t.outcomes[name+" "+test.name] = true
		}
	}
	io.WriteString(t.Out, p.rest.String())
}

// showProgress shows the running test on a terminal, until the next line is written.
func (t *Runner) showProgress(e event) {
	if t.Out.Terminal && time.Since(t.progressAt) > console.ProgressInterval {
		t.progressAt = time.Now()
		fmt.Fprintf(t.Out, "\r\x1b[K%s", t.Out.Style(term.Faint,
			term.Shorten(term.Visible(e.Package+" "+e.Test), t.Out.Width-1)))
	}
}

func (t *Runner) clearProgress() {
	if !t.progressAt.IsZero() {
		t.progressAt = time.Time{}
		io.WriteString(t.Out, "\r\x1b[K")
	}
}

package gotest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/assay-go/assay/internal/ask"
	"github.com/assay-go/assay/internal/message"
	"github.com/assay-go/assay/internal/modfs"
)

// Ask asks the test of a case, such as TestReport/daily, in the packages of the patterns that declare the test. It
// returns the answer of the first that has the case, and its package.
func Ask(ctx context.Context, patterns []string, q ask.Question) (ask.Answer, Package, error) {
	test, _, ok := strings.Cut(q.Case, "/")
	if !ok {
		return ask.Answer{}, Package{}, fmt.Errorf("%s: want a test and a case, such as TestReport/daily",
			message.Quote(q.Case))
	}
	packages, err := Packages(ctx, patterns)
	if err != nil {
		return ask.Answer{}, Package{}, err
	}
	for _, p := range packages {
		if !p.Harness || !declares(p.Dir, test) {
			continue
		}
		if a, ok, err := p.ask(ctx, test, q); ok || err != nil {
			return a, p, err
		}
	}
	return ask.Answer{}, Package{}, fmt.Errorf("no case %s in the tests of %s", message.Quote(q.Case),
		strings.Join(patterns, " "))
}

// declares reports whether a test file of a directory declares a test.
func declares(dir, test string) bool {
	files, err := filepath.Glob(filepath.Join(dir, "*_test.go"))
	if err != nil {
		return false
	}
	const limit = 16 << 20
	for _, file := range files {
		text, err := modfs.ReadLinked(dir, filepath.Base(file), limit)
		if err == nil && bytes.Contains(text, []byte("func "+test+"(")) {
			return true
		}
	}
	return false
}

// ask runs a test that answers a question.
func (p Package) ask(ctx context.Context, test string, q ask.Question) (a ask.Answer, ok bool, err error) {
	dir, err := os.MkdirTemp("", "regen-ask-")
	if err != nil {
		return a, false, err
	}
	defer os.RemoveAll(dir)
	if err := q.Write(dir); err != nil {
		return a, false, err
	}
	const slack = time.Minute // to start the test, and for a run that hangs
	cmd := exec.CommandContext(ctx, "go", "test", p.Path, "-count=1", "-run=^"+test+"$",
		"-timeout="+(q.Time+slack).String(), "-args", "-assay.ask="+dir)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 5 * time.Second
	output, err := cmd.CombinedOutput()
	a, ok, unread := ask.ReadAnswer(dir)
	var exit *exec.ExitError
	switch {
	case unread != nil:
		return a, false, unread
	case ok:
		return a, true, nil // the test may fail beside it: what it is asked about does
	case errors.As(err, &exit):
		return a, false, fmt.Errorf("go test %s: %w\n%s", p.Path, err, bytes.TrimSpace(output))
	}
	return a, false, err
}

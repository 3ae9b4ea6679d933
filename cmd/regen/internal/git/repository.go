// Package git reads the goldens of git revisions, and makes git show and merge goldens: setup.go installs the drivers
// in diffdriver.go, celldriver.go and mergedriver.go, which git then runs.
//
// It runs only plumbing commands, so that neither personal settings nor files of a branch change what it reads.
package git

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
)

// RunWithPaths runs a git command that reads NUL-terminated paths.
func (r *Repository) RunWithPaths(ctx context.Context, paths []string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, "git", args...)
	cmd.Dir = r.Top
	cmd.Stdin = strings.NewReader(strings.Join(paths, "\x00") + "\x00")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() == 1 && stderr.Len() == 0 {
		err = nil // check-ignore: no path is ignored
	}
	if err != nil {
		return nil, fmt.Errorf("git %s: %w: %s", args[0], err, stderr.String())
	}
	return out, nil
}

// MaxGolden is the size in bytes up to which a golden is read.
const MaxGolden = 64 << 20

// A Repository is a git repository.
type Repository struct {
	Top string
}

// Open opens the repository that the working directory is in.
func Open(ctx context.Context) (*Repository, error) {
	top, err := (&Repository{"."}).Run(ctx, "rev-parse", "--show-toplevel")
	if err != nil {
		return nil, err
	}
	return &Repository{filepath.FromSlash(strings.TrimSpace(string(top)))}, nil
}

// Run runs a git command and returns its output.
func (r *Repository) Run(ctx context.Context, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, "git", args...)
	cmd.Dir = r.Top
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		first, _, _ := strings.Cut(strings.TrimSpace(stderr.String()), "\n")
		if first == "" {
			first = err.Error()
		}
		return nil, fmt.Errorf("git %s: %s", args[0], first)
	}
	return out, nil
}

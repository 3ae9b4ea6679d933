// Package golist runs go list.
package golist

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
)

// A Place is where and how the go command runs. The zero Place is the working directory.
type Place struct {
	Dir   string
	Env   []string // added to the environment
	Flags []string // such as -modfile
}

// Go returns a go command, such as list with its arguments.
func (p Place) Go(ctx context.Context, command string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "go", slices.Concat([]string{command}, p.Flags, args)...)
	cmd.Dir = p.Dir
	if p.Env != nil {
		cmd.Env = append(os.Environ(), p.Env...)
	}
	return cmd
}

// List returns what go list -json reports about the packages of the patterns and their test binaries.
func List[T any](ctx context.Context, patterns []string, flags ...string) ([]T, error) {
	return ListIn[T](ctx, Place{}, patterns, flags...)
}

// ListIn is List at a place.
func ListIn[T any](ctx context.Context, at Place, patterns []string, flags ...string) ([]T, error) {
	cmd := at.Go(ctx, "list", slices.Concat([]string{"-e", "-test"}, flags, []string{"--"}, patterns)...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	text, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w: %s", err, stderr.String())
	}
	var all []T
	for d := json.NewDecoder(bytes.NewReader(text)); ; {
		var p T
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return all, nil
		} else if err != nil {
			return nil, fmt.Errorf("go list: %w", err)
		}
		all = append(all, p)
	}
}

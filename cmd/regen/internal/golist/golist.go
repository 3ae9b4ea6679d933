// Package golist runs go list.
package golist

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
)

// List returns what go list -json reports about the packages of the patterns and their test binaries.
func List[T any](ctx context.Context, patterns []string, flags ...string) ([]T, error) {
	args := append(append([]string{"list", "-e", "-test"}, flags...), "--")
	cmd := exec.CommandContext(ctx, "go", append(args, patterns...)...)
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

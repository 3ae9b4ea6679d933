package infer

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/assay-go/assay/gen"
	"github.com/assay-go/assay/internal/fixture"
	fixturedataset "github.com/assay-go/assay/internal/fixture/dataset"
	"github.com/assay-go/assay/internal/fixture/diagnostic"
)

const (
	// mostChecked is the number of rows of each dataset that infer generates before it writes the fixture.
	mostChecked = 1 << 16
	// mostTries is how often it describes columns more plainly.
	mostTries = 8
)

// written says which columns a fixture was written for: by the lines of it, and by the names in it.
type written struct {
	lines map[int]*column
	names map[[2]string]*column // dataset and column
}

// loadable returns a fixture that loads and generates. A column that does not is described more plainly. write formats
// the fixture, and fills in the columns that it writes.
func loadable(ctx context.Context, write func(written) ([]byte, error)) ([]byte, error) {
	dir, err := os.MkdirTemp("", "infer")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "fixture.yaml")
	for try := 0; ; try++ {
		of := written{map[int]*column{}, map[[2]string]*column{}}
		text, err := write(of)
		if err != nil {
			return nil, err
		}
		if err := os.WriteFile(path, text, 0o600); err != nil {
			return nil, err
		}
		bad := check(ctx, path)
		if bad == nil {
			return text, nil
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if try == mostTries || !of.plainer(bad) {
			return nil, fmt.Errorf("infer cannot describe this data by a fixture that loads: %w", bad)
		}
	}
}

// plainer describes the columns of errors more plainly. It reports whether it knew one of them.
func (w written) plainer(err error) bool {
	columns := map[*column]bool{}
	if all, ok := errors.AsType[diagnostic.Errors](err); ok {
		for _, e := range all {
			columns[w.lines[e.Position.Line]] = true
		}
	}
	if one, ok := errors.AsType[*gen.Error](err); ok {
		name, _, _ := strings.Cut(one.Column, ".")
		columns[w.names[[2]string{one.Dataset, name}]] = true
	}
	delete(columns, nil)
	for c := range columns {
		c.plain++
	}
	return len(columns) > 0
}

// check loads a fixture and generates the first rows of its datasets.
func check(ctx context.Context, path string) error {
	fx, err := fixture.Open(path)
	if err != nil {
		return err
	}
	plan, err := fx.Plan(fixturedataset.Variant{})
	if err != nil {
		return err
	}
	for _, name := range plan.Datasets() {
		r, err := plan.Reader(ctx, name, gen.Options{Batch: mostChecked})
		if err != nil {
			return err
		}
		r.Next()
		err = r.Err()
		r.Release()
		if err != nil {
			return err
		}
	}
	return nil
}

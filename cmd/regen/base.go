package main

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/assay-go/assay/golden"
)

// goldenMark starts the goldens of Assay; other files called .golden are not compared.
const goldenMark = "# assay "

// baseDifferences compares the goldens of two revisions, those that the patterns name.
func baseDifferences(ctx context.Context, base string, patterns []string) ([]difference, error) {
	repo, err := openRepository(ctx)
	if err != nil {
		return nil, err
	}
	pair, err := repo.resolve(ctx, base)
	if err != nil {
		return nil, err
	}
	changed, err := repo.changed(ctx, pair)
	if err != nil {
		return nil, err
	}
	var differences []difference
	for _, c := range changed {
		if !c.isAssay() || !c.isNamed(repo, patterns) {
			continue
		}
		d, err := c.compare()
		if err != nil {
			return nil, err
		}
		differences = append(differences, d)
	}
	return differences, nil
}

// isAssay reports whether a side of the golden is Assay's.
func (c changedGolden) isAssay() bool {
	return bytes.HasPrefix(c.old, []byte(goldenMark)) || bytes.HasPrefix(c.new, []byte(goldenMark))
}

// isNamed reports whether one of the patterns names the golden; no pattern names all.
func (c changedGolden) isNamed(repo *repository, patterns []string) bool {
	return len(patterns) == 0 || slices.ContainsFunc(patterns, func(pattern string) bool {
		return nameMatches(pattern, caseOf(c.path)) || isFile(pattern, filepath.Join(repo.top, filepath.FromSlash(c.path)))
	})
}

// compare compares the two sides. Of a golden that is gone there is no report.
func (c changedGolden) compare() (difference, error) {
	d := difference{name: caseOf(c.path), golden: c.path}
	var old, new *golden.File
	var err error
	if c.old != nil {
		if old, err = golden.Decode(c.old, c.path); err != nil {
			return d, fmt.Errorf("the old %w", err)
		}
	}
	if c.new == nil {
		d.reason = "the golden is gone"
		return d, nil
	}
	if new, err = golden.Decode(c.new, c.path); err != nil {
		return d, err
	}
	d.report, err = golden.Compare(old, new, golden.Options{})
	return d, err
}

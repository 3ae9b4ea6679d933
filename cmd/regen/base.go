package main

import (
	"bytes"
	"context"
	"fmt"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/assay-go/assay/golden"
	"github.com/assay-go/assay/internal/message"
)

// goldenMark starts the goldens of Assay; other files called .golden are not compared.
const goldenMark = "# assay "

// baseDifferences compares the goldens of two revisions, those that the patterns name.
func baseDifferences(ctx context.Context, base string, patterns []string) ([]difference, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var untracked func() ([]string, error)
	if !strings.Contains(base, "..") {
		untracked = startUntracked(ctx)
	}
	repo, pair, err := openBase(ctx, base)
	if err != nil {
		return nil, err
	}
	read := make(chan *changedGolden, 64)
	var group sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() {
			for c := range read {
				if c.isAssay() && c.isNamed(repo, patterns) {
					c.report, c.err = c.compare()
				}
			}
		})
	}
	changed, err := repo.changed(ctx, pair, untracked, func(c *changedGolden) { read <- c })
	close(read)
	group.Wait()
	if err != nil {
		return nil, err
	}
	var differences []difference
	for _, c := range changed {
		switch {
		case c.err != nil:
			return nil, c.err
		case c.report != nil:
			c.report.Approvals = c.reasons
			differences = append(differences, newDifference(caseOf(c.path), c.path, c.report))
		}
	}
	unchanged := slices.DeleteFunc(slices.Clone(patterns), func(pattern string) bool {
		return slices.ContainsFunc(differences, func(d difference) bool { return repo.names(pattern, d.golden) })
	})
	return differences, repo.checkNames(ctx, pair, unchanged)
}

// checkNames returns an error for the first pattern that names no golden of either side.
func (r *repository) checkNames(ctx context.Context, pair revisionPair, patterns []string) error {
	if len(patterns) == 0 {
		return nil
	}
	goldens, err := r.goldens(ctx, pair)
	if err != nil {
		return err
	}
	for _, pattern := range patterns {
		if slices.ContainsFunc(goldens, func(file string) bool { return r.names(pattern, file) }) {
			continue
		}
		var names []string
		for _, file := range goldens {
			name := caseOf(file)
			names = append(names, name, path.Base(name), path.Base(path.Dir(name)))
		}
		return fmt.Errorf("no golden is called %q%s", pattern, message.DidYouMean(pattern, names))
	}
	return nil
}

// isAssay reports whether a side of the golden is Assay's.
func (c *changedGolden) isAssay() bool {
	return bytes.HasPrefix(c.old, []byte(goldenMark)) || bytes.HasPrefix(c.new, []byte(goldenMark))
}

// isNamed reports whether one of the patterns names the golden; no pattern names all.
func (c *changedGolden) isNamed(repo *repository, patterns []string) bool {
	return len(patterns) == 0 || slices.ContainsFunc(patterns, func(pattern string) bool { return repo.names(pattern, c.path) })
}

// names reports whether a pattern names a golden, which is a path from the top of the repository.
func (r *repository) names(pattern, file string) bool {
	return nameMatches(pattern, caseOf(file)) || isFile(pattern, filepath.Join(r.top, filepath.FromSlash(file)))
}

// compare compares the two sides. A golden that is gone is compared with one of no rows.
func (c *changedGolden) compare() (*golden.Report, error) {
	var old, new *golden.File
	var err error
	if c.old != nil {
		if old, err = golden.Decode(c.old, c.path); err != nil {
			return nil, fmt.Errorf("the old %w", err)
		}
	}
	switch {
	case c.new != nil:
		new, err = golden.Decode(c.new, c.path)
	case old.Table != nil:
		new = &golden.File{Order: old.Order, Key: old.Key, Table: old.Table.NewSlice(0, 0)}
		if old.Digest != nil {
			new.Digest = &golden.Digest{Columns: make([]golden.DigestColumn, len(old.Digest.Columns))}
		}
	default:
		new = &golden.File{Value: []byte("null\n")}
	}
	if err != nil {
		return nil, err
	}
	report, err := golden.Compare(old, new, golden.Comparison{Order: new.Order, Key: new.Key})
	if err == nil && c.new == nil {
		report.Cause = "the golden is gone"
	}
	return report, err
}

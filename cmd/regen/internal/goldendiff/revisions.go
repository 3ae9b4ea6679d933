package goldendiff

import (
	"context"
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/assay-go/assay/cmd/regen/internal/git"
	"github.com/assay-go/assay/cmd/regen/internal/pending"
	"github.com/assay-go/assay/internal/message"
	"github.com/assay-go/assay/internal/report"
)

// A change is a changed golden and how it differs.
type change struct {
	*git.ChangedGolden
	report *report.Report // nil if the golden was not compared
	err    error
}

// baseDifferences compares the goldens of two revisions that the patterns name. If some cannot be read, it returns the
// others and an error.
func baseDifferences(ctx context.Context, base string, patterns []string) ([]Difference, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var untracked func() ([]string, error)
	if !strings.Contains(base, "..") {
		untracked = git.ListUntracked(ctx)
	}
	repo, pair, err := git.ResolveBase(ctx, base)
	if err != nil {
		return nil, err
	}
	read := make(chan *change, 64)
	var group sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() {
			for c := range read {
				isNamed := matchesAny(c.Path, repo, patterns) || c.Was != "" && matchesAny(c.Was, repo, patterns)
				if c.IsAssay() && isNamed {
					c.report, c.err = c.Compare()
				}
			}
		})
	}
	var changed []*change
	compare := func(g *git.ChangedGolden) {
		c := &change{ChangedGolden: g}
		changed = append(changed, c)
		read <- c
	}
	var oneSided []*git.ChangedGolden // they may be renamed
	err = repo.Changed(ctx, pair, untracked, func(g *git.ChangedGolden) {
		if g.Old == nil || g.New == nil {
			oneSided = append(oneSided, g)
		} else {
			compare(g)
		}
	})
	for _, g := range git.Renamed(git.Moved(oneSided)) {
		compare(g)
	}
	close(read)
	group.Wait()
	if err != nil {
		return nil, err
	}
	slices.SortFunc(changed, func(a, b *change) int { return strings.Compare(a.Path, b.Path) })
	var differences []Difference
	var unread []error
	for _, c := range changed {
		switch {
		case c.err != nil:
			unread = append(unread, c.err)
		case c.report != nil:
			c.report.Approvals = c.Reasons
			differences = append(differences, newDifference(git.GoldenName(c.Path), c.File(), c.report))
		}
	}
	unchanged := slices.DeleteFunc(slices.Clone(patterns), func(pattern string) bool {
		return slices.ContainsFunc(differences, func(d Difference) bool {
			return matchesGolden(repo, pattern, d.golden) || pending.NameMatches(pattern, d.name)
		})
	})
	if err := checkNames(ctx, repo, pair, unchanged); err != nil {
		return nil, err
	}
	return differences, errors.Join(unread...)
}

// checkNames returns an error for the first pattern that matches no golden of either side.
func checkNames(ctx context.Context, repo *git.Repository, pair git.Revisions, patterns []string) error {
	if len(patterns) == 0 {
		return nil
	}
	goldens, err := repo.Goldens(ctx, pair)
	if err != nil {
		return err
	}
	for _, pattern := range patterns {
		if slices.ContainsFunc(goldens, func(file string) bool { return matchesGolden(repo, pattern, file) }) {
			continue
		}
		var names []string
		for _, file := range goldens {
			name := git.GoldenName(file)
			names = append(names, name, path.Base(name), path.Base(path.Dir(name)))
		}
		return fmt.Errorf("no golden matches %q%s", pattern, message.DidYouMean(pattern, names))
	}
	return nil
}

// matchesAny reports whether one of the patterns matches the golden, or there are no patterns.
func matchesAny(file string, repo *git.Repository, patterns []string) bool {
	return len(patterns) == 0 || slices.ContainsFunc(patterns,
		func(pattern string) bool { return matchesGolden(repo, pattern, file) })
}

// matchesGolden reports whether a pattern matches a golden, given by its path from the top of the repository.
func matchesGolden(repo *git.Repository, pattern, file string) bool {
	return pending.NameMatches(pattern, git.GoldenName(file)) ||
		pending.IsPathOf(pattern, filepath.Join(repo.Top, filepath.FromSlash(file)))
}

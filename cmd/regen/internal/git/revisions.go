package git

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

// A Revisions is a pair of revisions whose goldens are compared. If new is "", old is compared with the working tree.
type Revisions struct {
	old, new string
}

// Old returns the hash of the old commit.
func (p Revisions) Old() string { return p.old }

// ResolveBase opens the repository and resolves a base as git does: OLD..NEW is two revisions, OLD...NEW is NEW and
// its merge base with OLD, and REV is the working tree and its merge base with REV, as in a pull request. It runs one
// process, because starting a process takes longer than reading a golden.
func ResolveBase(ctx context.Context, base string) (*Repository, Revisions, error) {
	old, new, dots := base, "", "..."
	if a, b, ok := strings.Cut(base, "..."); ok {
		old, new = a, cmp.Or(b, "HEAD")
	} else if a, b, ok := strings.Cut(base, ".."); ok {
		old, new, dots = a, cmp.Or(b, "HEAD"), ".."
	}
	revs := []string{cmp.Or(old, "HEAD"), cmp.Or(new, "HEAD")}
	for _, rev := range revs {
		if strings.HasPrefix(rev, "-") { // git would take it for a flag
			return nil, Revisions{}, fmt.Errorf("unknown revision %q", rev)
		}
	}
	here := &Repository{"."}
	out, err := here.Run(ctx, "rev-parse", "--show-toplevel", revs[0]+"^{commit}"+dots+revs[1]+"^{commit}", "--")
	if err != nil {
		return nil, Revisions{}, here.noRevision(ctx, err, revs)
	}
	lines := strings.Split(string(out), "\n") // the top, NEW, with three dots OLD, then ^ and the merge base or OLD
	from := slices.IndexFunc(lines, func(line string) bool { return strings.HasPrefix(line, "^") })
	if from < 0 {
		return nil, Revisions{}, fmt.Errorf(
			"%[1]s and %[2]s have no merge base in this clone: fetch more history, or compare them as %[1]s..%[2]s",
			revs[0], revs[1])
	}
	pair := Revisions{old: lines[from][1:]}
	if new != "" {
		pair.new = lines[1]
	}
	return &Repository{filepath.FromSlash(lines[0])}, pair, nil
}

// noRevision returns an error that names the revision that does not exist.
func (r *Repository) noRevision(ctx context.Context, err error, revs []string) error {
	if _, err := Open(ctx); err != nil {
		return err
	}
	for _, rev := range revs {
		if _, err := r.Run(ctx, "rev-parse", "--verify", "--quiet", rev+"^{commit}"); err != nil {
			return fmt.Errorf("unknown revision %q", rev)
		}
	}
	return err
}

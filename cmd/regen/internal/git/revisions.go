package git

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

// A Revisions says which goldens are compared: those of old with those of new, or with the working tree's where new
// is "".
type Revisions struct {
	old, new string
}

// ResolveBase opens the repository and reads a base as git does: OLD..NEW compares two revisions, OLD...NEW the second with
// where they parted, and REV alone the working tree with where it parted from REV, as a pull request is shown. It takes one
// process, as each takes longer than a golden.
func ResolveBase(ctx context.Context, base string) (*Repository, Revisions, error) {
	old, new, dots := base, "", "..."
	if a, b, ok := strings.Cut(base, "..."); ok {
		old, new = a, cmp.Or(b, "HEAD")
	} else if a, b, ok := strings.Cut(base, ".."); ok {
		old, new, dots = a, cmp.Or(b, "HEAD"), ".."
	}
	revs := []string{cmp.Or(old, "HEAD"), cmp.Or(new, "HEAD")}
	for _, rev := range revs {
		if strings.HasPrefix(rev, "-") { // a flag, for git
			return nil, Revisions{}, fmt.Errorf("no revision %q", rev)
		}
	}
	here := &Repository{"."}
	out, err := here.Run(ctx, "rev-parse", "--show-toplevel", revs[0]+"^{commit}"+dots+revs[1]+"^{commit}", "--")
	if err != nil {
		return nil, Revisions{}, here.noRevision(ctx, err, revs)
	}
	lines := strings.Split(string(out), "\n") // the top, NEW, with three dots OLD, then ^ where they parted, or OLD
	from := slices.IndexFunc(lines, func(line string) bool { return strings.HasPrefix(line, "^") })
	if from < 0 {
		return nil, Revisions{}, fmt.Errorf("%[1]s and %[2]s have no common commit here: fetch more of their history, or compare them as %[1]s..%[2]s", revs[0], revs[1])
	}
	pair := Revisions{old: lines[from][1:]}
	if new != "" {
		pair.new = lines[1]
	}
	return &Repository{filepath.FromSlash(lines[0])}, pair, nil
}

// noRevision finds out which of some revisions is none.
func (r *Repository) noRevision(ctx context.Context, err error, revs []string) error {
	if _, err := Open(ctx); err != nil {
		return err
	}
	for _, rev := range revs {
		if _, err := r.Run(ctx, "rev-parse", "--verify", "--quiet", rev+"^{commit}"); err != nil {
			return fmt.Errorf("no revision %q", rev)
		}
	}
	return err
}

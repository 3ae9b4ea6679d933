package git

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/assay-go/assay/internal/modfs"
	"github.com/assay-go/assay/internal/store"
)

// A ChangedGolden is a golden that differs between two revisions.
type ChangedGolden struct {
	Path     string // slash-separated, from the top of the repository
	Was      string // the old path of a renamed golden
	Old, New []byte // nil if that side has no golden
	Reasons  []string
	Source   string // the file in which the golden stands, on either side; "" if it is a file of its own

	oldInline, newInline   bool   // Old and New are expectations
	moved                  string // says how the golden moved between a file and a source
	oldReasons, newReasons []byte // the files of the reasons
}

// File returns the file in which the golden is, from the top of the repository.
func (c *ChangedGolden) File() string { return cmp.Or(c.Source, c.Path) }

// goldenSpecs select all goldens and the reasons of their approvals.
var goldenSpecs = []string{
	":(top,glob)**/testdata/golden/**/*.golden",
	":(top,glob)**/testdata/golden/**/*" + store.ReasonsSuffix,
	":(top,glob)**/*_test.go", ":(top,glob)**/*.yaml", ":(top,glob)**/*.yml", // hold expectations
}

// ListUntracked starts to list untracked files; paths waits for the list.
func ListUntracked(ctx context.Context) (paths func() ([]string, error)) {
	var out []byte
	var err error
	done := make(chan struct{})
	go func() {
		defer close(done)
		args := []string{"ls-files", "-z", "--full-name", "--others", "--exclude-standard", "--"}
		out, err = (&Repository{"."}).Run(ctx, append(args, goldenSpecs...)...)
	}()
	return func() ([]string, error) {
		<-done
		return strings.FieldsFunc(string(out), func(c rune) bool { return c == 0 }), err
	}
}

// Changed calls found with each golden that differs, by path, as soon as it is read. Their reasons are set on return.
func (r *Repository) Changed(ctx context.Context, pair Revisions, untracked func() ([]string, error),
	found func(*ChangedGolden),
) error {
	objects, err := r.startObjects(ctx)
	if err != nil {
		return err
	}
	defer objects.close()
	args := []string{"diff-tree", "-r", "-z", "--no-renames", "--no-ext-diff", pair.old, pair.new, "--"}
	if pair.new == "" {
		args = []string{"diff-index", "-z", "--no-renames", "--no-ext-diff", pair.old, "--"}
	}
	raw, err := r.Run(ctx, append(args, goldenSpecs...)...)
	if err != nil {
		return err
	}
	changes, err := parseRaw(raw)
	if err != nil {
		return err
	}
	if pair.new == "" {
		names, err := untracked()
		if err != nil {
			return err
		}
		for _, name := range names {
			changes = append(changes, rawChange{path: name})
		}
	}
	slices.SortFunc(changes, func(a, b rawChange) int { return strings.Compare(a.path, b.path) })
	return r.contents(objects, changes, pair.new == "", found)
}

// Goldens lists the goldens of both sides by their paths from the top of the repository.
func (r *Repository) Goldens(ctx context.Context, pair Revisions) ([]string, error) {
	all, err := r.Run(ctx, "ls-tree", "-r", "-z", "--name-only", "--full-tree", pair.old)
	if err != nil {
		return nil, err
	}
	args := []string{"ls-tree", "-r", "-z", "--name-only", "--full-tree", pair.new}
	if pair.new == "" {
		args = []string{"ls-files", "-z", "--cached", "--others", "--exclude-standard"}
	}
	more, err := r.Run(ctx, args...)
	if err != nil {
		return nil, err
	}
	var goldens []string
	for file := range strings.SplitSeq(string(all)+string(more), "\x00") {
		if strings.HasSuffix(file, ".golden") && strings.Contains("/"+file, "/testdata/golden/") {
			goldens = append(goldens, file)
		}
	}
	return goldens, nil
}

// A rawChange is a changed file in the output of diff-tree --raw. An object is "" if there is none or git does not
// have it.
type rawChange struct {
	path     string
	old, new string
	gone     bool // absent from the new tree
}

// parseRaw parses the -z output of diff-tree and diff-index.
func parseRaw(raw []byte) ([]rawChange, error) {
	var changes []rawChange
	fields := strings.Split(strings.TrimSuffix(string(raw), "\x00"), "\x00")
	for len(fields) > 1 {
		meta := strings.Fields(fields[0]) // :100644 100644 old new M
		if len(meta) != 5 {
			return nil, fmt.Errorf("git: unexpected output %q", fields[0])
		}
		c := rawChange{path: fields[1], old: objectID(meta[2]), new: objectID(meta[3]), gone: meta[4] == "D"}
		changes = append(changes, c)
		fields = fields[2:]
	}
	return changes, nil
}

// objectID returns the ID of an object, or "" if git writes zeros.
func objectID(id string) string {
	if strings.Trim(id, "0") == "" {
		return ""
	}
	return id
}

// contents reads both sides of the changes: objects from git, and if tree is set, the new side from the working tree.
// Reasons follow their golden in order of paths.
func (r *Repository) contents(objects *objectReader, changes []rawChange, tree bool, found func(*ChangedGolden)) error {
	var ids []string
	for _, c := range changes {
		if ids = append(ids, c.old); !tree {
			ids = append(ids, c.new)
		}
	}
	objects.request(ids)
	top, err := os.OpenRoot(r.Top)
	if err != nil {
		return err
	}
	defer top.Close()
	var out []*ChangedGolden
	for _, c := range changes {
		g := &ChangedGolden{Path: c.path}
		if g.Old, err = objects.read(c.old); err != nil {
			return fmt.Errorf("%s: %w", c.path, err)
		}
		switch {
		case !tree:
			g.New, err = objects.read(c.new)
		case !c.gone:
			g.New, err = readTree(top, c.path)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", c.path, err)
		}
		if name, ok := strings.CutSuffix(c.path, store.ReasonsSuffix); ok {
			if i, ok := slices.BinarySearchFunc(out, name+".golden",
				func(g *ChangedGolden, path string) int { return strings.Compare(g.Path, path) }); ok {
				out[i].Reasons = store.NewReasons(g.Old, g.New)
				out[i].oldReasons, out[i].newReasons = g.Old, g.New
			}
			continue
		}
		if !strings.HasSuffix(c.path, store.Suffix) {
			for _, g := range expectations(top, c.path, g.Old, g.New) {
				found(g)
			}
			continue
		}
		if !bytes.Equal(g.Old, g.New) || (g.Old == nil) != (g.New == nil) {
			out = append(out, g)
			found(g)
		}
	}
	return nil
}

// readTree reads a file of the working tree. It never follows a link that leads out.
func readTree(top *os.Root, name string) ([]byte, error) {
	content, err := modfs.ReadFile(top, filepath.FromSlash(name), MaxGolden)
	switch {
	case errors.As(err, new(*modfs.OutsideError)):
		return nil, errors.New("a symbolic link leads out of the repository: remove it")
	case errors.As(err, new(*modfs.IrregularError)), errors.As(err, new(*modfs.SizeError)):
		return nil, errors.New("not a regular file, or too large")
	}
	return content, err
}

// GoldenName returns the name of a golden as results are named: package/Test/case.
func GoldenName(file string) string {
	dir, name, _ := strings.Cut(file, "testdata/golden/")
	return path.Join(dir, strings.TrimSuffix(name, ".golden"))
}

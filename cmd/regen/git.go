package main

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/assay-go/assay/golden"
	"github.com/assay-go/assay/internal/modfs"
)

// maxGolden is the size beyond which a golden of a revision is not read.
const maxGolden = 64 << 20

// A revisionPair says which goldens are compared: those of old with those of new, or with the working tree's where new
// is "".
type revisionPair struct {
	old, new string
}

// A changedGolden is a golden that differs between two revisions.
type changedGolden struct {
	path     string // from the top of the repository, with slashes
	old, new []byte // nil where there is none
	reasons  []string

	report *golden.Report // how it differs, once that is known
	err    error
}

// A repository is a git repository, read through plumbing commands only.
type repository struct {
	top string
}

// openRepository opens the repository that the working directory is in.
func openRepository(ctx context.Context) (*repository, error) {
	top, err := (&repository{"."}).git(ctx, "rev-parse", "--show-toplevel")
	if err != nil {
		return nil, err
	}
	return &repository{filepath.FromSlash(strings.TrimSpace(string(top)))}, nil
}

// git runs a git command and returns what it writes.
func (r *repository) git(ctx context.Context, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, "git", args...)
	cmd.Dir = r.top
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

// openBase opens the repository and reads a base as git does: OLD..NEW compares two revisions, OLD...NEW the second with
// where they parted, and REV alone the working tree with where it parted from REV, as a pull request is shown. It takes one
// process, as each takes longer than a golden.
func openBase(ctx context.Context, base string) (*repository, revisionPair, error) {
	old, new, dots := base, "", "..."
	if a, b, ok := strings.Cut(base, "..."); ok {
		old, new = a, cmp.Or(b, "HEAD")
	} else if a, b, ok := strings.Cut(base, ".."); ok {
		old, new, dots = a, cmp.Or(b, "HEAD"), ".."
	}
	revs := []string{cmp.Or(old, "HEAD"), cmp.Or(new, "HEAD")}
	for _, rev := range revs {
		if strings.HasPrefix(rev, "-") { // a flag, for git
			return nil, revisionPair{}, fmt.Errorf("no revision %q", rev)
		}
	}
	here := &repository{"."}
	out, err := here.git(ctx, "rev-parse", "--show-toplevel", revs[0]+"^{commit}"+dots+revs[1]+"^{commit}", "--")
	if err != nil {
		return nil, revisionPair{}, here.noRevision(ctx, err, revs)
	}
	lines := strings.Split(string(out), "\n") // the top, NEW, with three dots OLD, then ^ where they parted, or OLD
	from := slices.IndexFunc(lines, func(line string) bool { return strings.HasPrefix(line, "^") })
	if from < 0 {
		return nil, revisionPair{}, fmt.Errorf("%[1]s and %[2]s have no common commit here: fetch more of their history, or compare them as %[1]s..%[2]s", revs[0], revs[1])
	}
	pair := revisionPair{old: lines[from][1:]}
	if new != "" {
		pair.new = lines[1]
	}
	return &repository{filepath.FromSlash(lines[0])}, pair, nil
}

// noRevision finds out which of some revisions is none.
func (r *repository) noRevision(ctx context.Context, err error, revs []string) error {
	if _, err := openRepository(ctx); err != nil {
		return err
	}
	for _, rev := range revs {
		if _, err := r.git(ctx, "rev-parse", "--verify", "--quiet", rev+"^{commit}"); err != nil {
			return fmt.Errorf("no revision %q", rev)
		}
	}
	return err
}

// goldenSpecs select goldens, and the reasons of their approvals, wherever they are.
var goldenSpecs = []string{":(top,glob)**/testdata/golden/**/*.golden", ":(top,glob)**/testdata/golden/**/*" + golden.ReasonsSuffix}

// startUntracked lists files that git does not know yet, while something else is done.
func startUntracked(ctx context.Context) (paths func() ([]string, error)) {
	var out []byte
	var err error
	done := make(chan struct{})
	go func() {
		defer close(done)
		args := []string{"ls-files", "-z", "--full-name", "--others", "--exclude-standard", "--"}
		out, err = (&repository{"."}).git(ctx, append(args, goldenSpecs...)...)
	}()
	return func() ([]string, error) {
		<-done
		return strings.FieldsFunc(string(out), func(c rune) bool { return c == 0 }), err
	}
}

// changed returns the goldens that differ, by path; found gets each as soon as it is read, before its reasons.
func (r *repository) changed(ctx context.Context, pair revisionPair, untracked func() ([]string, error), found func(*changedGolden)) ([]*changedGolden, error) {
	objects, err := r.startObjects(ctx)
	if err != nil {
		return nil, err
	}
	defer objects.close()
	args := []string{"diff-tree", "-r", "-z", "--no-renames", "--no-ext-diff", pair.old, pair.new, "--"}
	if pair.new == "" {
		args = []string{"diff-index", "-z", "--no-renames", "--no-ext-diff", pair.old, "--"}
	}
	raw, err := r.git(ctx, append(args, goldenSpecs...)...)
	if err != nil {
		return nil, err
	}
	changes, err := parseRaw(raw)
	if err != nil {
		return nil, err
	}
	if pair.new == "" {
		names, err := untracked()
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			changes = append(changes, rawChange{path: name})
		}
	}
	slices.SortFunc(changes, func(a, b rawChange) int { return strings.Compare(a.path, b.path) })
	return r.contents(objects, changes, pair.new == "", found)
}

// goldens lists the goldens of both sides, by their paths from the top of the repository.
func (r *repository) goldens(ctx context.Context, pair revisionPair) ([]string, error) {
	all, err := r.git(ctx, "ls-tree", "-r", "-z", "--name-only", "--full-tree", pair.old)
	if err != nil {
		return nil, err
	}
	args := []string{"ls-tree", "-r", "-z", "--name-only", "--full-tree", pair.new}
	if pair.new == "" {
		args = []string{"ls-files", "-z", "--cached", "--others", "--exclude-standard"}
	}
	more, err := r.git(ctx, args...)
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

// A rawChange is a changed file as diff-tree --raw tells it: the objects, "" for none or for one that git does not have.
type rawChange struct {
	path     string
	old, new string
	gone     bool // it is not in the new tree
}

// parseRaw reads the -z output of diff-tree and diff-index.
func parseRaw(raw []byte) ([]rawChange, error) {
	var changes []rawChange
	fields := strings.Split(strings.TrimSuffix(string(raw), "\x00"), "\x00")
	for len(fields) > 1 {
		meta := strings.Fields(fields[0]) // :100644 100644 old new M
		if len(meta) != 5 {
			return nil, fmt.Errorf("git: unexpected output %q", fields[0])
		}
		c := rawChange{path: fields[1], old: object(meta[2]), new: object(meta[3]), gone: meta[4] == "D"}
		changes = append(changes, c)
		fields = fields[2:]
	}
	return changes, nil
}

// object returns an object's name, "" for git's zeros.
func object(id string) string {
	if strings.Trim(id, "0") == "" {
		return ""
	}
	return id
}

// contents reads both sides of the changes: objects from git, the rest, where tree is set, from the working tree. Reasons
// come with their golden, which stands before them, by path.
func (r *repository) contents(objects *objectReader, changes []rawChange, tree bool, found func(*changedGolden)) ([]*changedGolden, error) {
	var ids []string
	for _, c := range changes {
		if ids = append(ids, c.old); !tree {
			ids = append(ids, c.new)
		}
	}
	objects.request(ids)
	top, err := os.OpenRoot(r.top)
	if err != nil {
		return nil, err
	}
	defer top.Close()
	var out []*changedGolden
	for _, c := range changes {
		g := &changedGolden{path: c.path}
		if g.old, err = objects.read(c.old); err != nil {
			return nil, fmt.Errorf("%s: %w", c.path, err)
		}
		switch {
		case !tree:
			g.new, err = objects.read(c.new)
		case !c.gone:
			g.new, err = readTree(top, c.path)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", c.path, err)
		}
		if name, ok := strings.CutSuffix(c.path, golden.ReasonsSuffix); ok {
			if i, ok := slices.BinarySearchFunc(out, name+".golden", func(g *changedGolden, path string) int { return strings.Compare(g.path, path) }); ok {
				out[i].reasons = golden.NewReasons(g.old, g.new)
			}
			continue
		}
		if !bytes.Equal(g.old, g.new) || (g.old == nil) != (g.new == nil) {
			out = append(out, g)
			found(g)
		}
	}
	return out, nil
}

// readTree reads a file of the working tree, never through a link that leaves it.
func readTree(top *os.Root, name string) ([]byte, error) {
	f, err := top.Open(filepath.FromSlash(name))
	if _, ok := modfs.LedOut(err); ok {
		return nil, errors.New("a symbolic link leads out of the repository: move it away")
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() || info.Size() > maxGolden {
		return nil, cmp.Or(err, errors.New("it is no regular file, or too large"))
	}
	content := make([]byte, info.Size())
	n, err := io.ReadFull(f, content)
	return content[:n], err
}

// An objectReader reads objects through one git cat-file process.
type objectReader struct {
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Reader
}

func (r *repository) startObjects(ctx context.Context) (*objectReader, error) {
	cmd := exec.CommandContext(ctx, "git", "cat-file", "--batch", "--buffer")
	cmd.Dir = r.top
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	return &objectReader{cmd, in, bufio.NewReaderSize(out, 1<<16)}, cmd.Start()
}

// request asks for objects, those that are not "", all at once: a wait for each would take longer than to read it.
func (o *objectReader) request(ids []string) {
	var all strings.Builder
	for _, id := range ids {
		if id != "" {
			all.WriteString(id + "\n")
		}
	}
	go func() {
		_, _ = io.WriteString(o.in, all.String()) // what is not asked for is missed by who reads
		o.in.Close()
	}()
}

// read returns the object that was asked for next, nil for "".
func (o *objectReader) read(id string) ([]byte, error) {
	if id == "" {
		return nil, nil
	}
	head, err := o.out.ReadString('\n')
	if err != nil {
		return nil, err
	}
	fields := strings.Fields(head) // id blob size
	if len(fields) != 3 || fields[1] != "blob" {
		return nil, fmt.Errorf("git cat-file: %s", strings.TrimSpace(head))
	}
	size, err := strconv.ParseInt(fields[2], 10, 64)
	if err != nil || size > maxGolden {
		return nil, fmt.Errorf("it has %s bytes, over the limit of %d", fields[2], maxGolden)
	}
	content := make([]byte, size+1) // and a line end
	if _, err := io.ReadFull(o.out, content); err != nil {
		return nil, err
	}
	return content[:size:size], nil
}

// close ends the process, which may have more to say than was read.
func (o *objectReader) close() {
	o.in.Close()
	_ = o.cmd.Process.Kill()
	_ = o.cmd.Wait()
}

// caseOf returns the name of a golden as results have it: package/Test/case.
func caseOf(file string) string {
	dir, name, _ := strings.Cut(file, "testdata/golden/")
	return path.Join(dir, strings.TrimSuffix(name, ".golden"))
}

package git

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Export writes the files of a commit into an empty directory, and returns the paths of its submodules, which are left
// out. It reads the objects: no hook, filter or attribute of the repository has a say, and neither the working tree nor
// the index changes. Files in Git LFS stay pointers.
func (r *Repository) Export(ctx context.Context, commit string, into *os.Root) (submodules []string, err error) {
	list, err := r.Run(ctx, "ls-tree", "-r", "-z", "--full-tree", commit)
	if err != nil {
		return nil, err
	}
	var files []treeFile
	for entry := range strings.SplitSeq(strings.TrimSuffix(string(list), "\x00"), "\x00") {
		f, err := parseTreeFile(entry)
		switch {
		case err != nil:
			return nil, err
		case f.mode == "160000":
			submodules = append(submodules, f.path)
		default:
			files = append(files, f)
		}
	}
	objects, err := r.startObjects(ctx)
	if err != nil {
		return nil, err
	}
	defer objects.close()
	ids := make([]string, len(files))
	for i, f := range files {
		ids[i] = f.id
	}
	objects.request(ids)
	for _, links := range []bool{false, true} { // what is written last leads no file astray
		if links {
			files = slices.DeleteFunc(files, func(f treeFile) bool { return f.mode != "120000" })
		}
		for i := range files {
			if err := files[i].write(objects, into, links); err != nil {
				return nil, fmt.Errorf("%s: %w", files[i].path, err)
			}
		}
	}
	return submodules, nil
}

// A treeFile is a file in the tree of a commit.
type treeFile struct {
	mode, id, path string
	target         string // of a link, once it was read
}

// parseTreeFile parses an entry of ls-tree. Paths that lead out of the directory, or that git keeps for itself, are
// errors: git makes none.
func parseTreeFile(entry string) (f treeFile, err error) {
	meta, name, _ := strings.Cut(entry, "\t")
	fields := strings.Fields(meta) // 100644 blob id
	if len(fields) != 3 {
		return f, fmt.Errorf("git ls-tree: unexpected output %q", entry)
	}
	f = treeFile{mode: fields[0], id: fields[2], path: name}
	if !filepath.IsLocal(filepath.FromSlash(name)) || path.Clean(name) != name || name == "." {
		return f, fmt.Errorf("git ls-tree: the path %q leads out of the tree", name)
	}
	for part := range strings.SplitSeq(name, "/") {
		if strings.EqualFold(part, ".git") {
			return f, fmt.Errorf("git ls-tree: the path %q is one of git's own", name)
		}
	}
	return f, nil
}

// write reads the file from the objects and writes it, or writes a link that was read before.
func (f *treeFile) write(objects *objectReader, into *os.Root, links bool) error {
	name := filepath.FromSlash(f.path)
	if links {
		return into.Symlink(filepath.FromSlash(f.target), name)
	}
	if err := into.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	if f.mode == "120000" {
		var target strings.Builder
		if err := objects.copyNext(&target); err != nil {
			return err
		}
		f.target = target.String()
		return nil
	}
	perm := os.FileMode(0o644)
	if f.mode == "100755" {
		perm = 0o755
	}
	file, err := into.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, perm)
	if err != nil {
		return err
	}
	return errors.Join(objects.copyNext(file), file.Close())
}

// copyNext writes the next requested object to w, whatever its size.
func (o *objectReader) copyNext(w io.Writer) error {
	head, err := o.out.ReadString('\n')
	if err != nil {
		return err
	}
	fields := strings.Fields(head) // id blob size
	if len(fields) != 3 || fields[1] != "blob" {
		return fmt.Errorf("git cat-file: %s", strings.TrimSpace(head))
	}
	size, err := strconv.ParseInt(fields[2], 10, 64)
	if err != nil {
		return err
	}
	if _, err := io.CopyN(w, o.out, size); err != nil {
		return err
	}
	_, err = o.out.Discard(1) // the line end after it
	return err
}

package git

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/assay-go/assay/cmd/regen/internal/atomicfile"
	"github.com/assay-go/assay/cmd/regen/internal/console"
	"github.com/assay-go/assay/cmd/regen/internal/workspace"
)

// The installed lines of .gitattributes are between these two.
const (
	attributesStart = "# goldens, by regen git install"
	attributesEnd   = "# end of goldens"
)

// largestAttributes is the size in bytes up to which a .gitattributes is edited.
const largestAttributes = 1 << 20

// A stagedAttributes is the next content of .gitattributes. It is beside the old file until commit, so that install
// changes nothing if the file cannot be written.
type stagedAttributes struct {
	path string
	next *atomicfile.File // nil if no line is left, so that commit removes the file
}

// stageAttributes replaces the installed lines of .gitattributes, or appends lines.
func stageAttributes(path string, lines []string) (*stagedAttributes, error) {
	text, err := readAttributes(path)
	if err != nil {
		return nil, err
	}
	var all []string
	for line := range strings.Lines(string(text)) {
		all = append(all, strings.TrimRight(line, "\r\n"))
	}
	if from := slices.Index(all, attributesStart); from >= 0 {
		to := slices.Index(all, attributesEnd)
		if to < from {
			return nil, fmt.Errorf("%s: %q is not followed by %q: remove these lines", path, attributesStart, attributesEnd)
		}
		all = slices.Replace(all, from, to+1, lines...)
	} else {
		all = append(all, lines...)
	}
	if len(all) == 0 {
		return &stagedAttributes{path, nil}, nil
	}
	next, err := atomicfile.Create(path)
	if err != nil {
		return nil, err
	}
	if _, err := next.WriteString(strings.Join(all, "\n") + "\n"); err != nil {
		next.Discard()
		return nil, err
	}
	return &stagedAttributes{path, next}, nil
}

func (a *stagedAttributes) commit() error {
	if a.next != nil {
		return a.next.Commit()
	}
	if err := os.Remove(a.path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

func (a *stagedAttributes) discard() {
	if a.next != nil {
		a.next.Discard()
	}
}

// readAttributes returns the content of a .gitattributes, or nothing if it does not exist. It follows no link, which
// could lead to secrets.
func readAttributes(path string) ([]byte, error) {
	switch info, err := os.Lstat(path); {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular() || info.Size() > largestAttributes:
		return nil, &fs.PathError{Op: "edit", Path: path, Err: errors.New("not a regular file, or too large")}
	}
	return os.ReadFile(path)
}

// AttributesLine is the line that a repository with goldens needs in .gitattributes.
const AttributesLine = "*.golden text eol=lf"

// AddAttributes adds the line for goldens to a .gitattributes that does not mention them.
func AddAttributes(out console.Console, path string) error {
	text, err := readAttributes(path)
	if err != nil {
		return err
	}
	if bytes.Contains(text, []byte("*.golden")) {
		return nil
	}
	if len(text) > 0 && !bytes.HasSuffix(text, []byte("\n")) {
		text = append(text, '\n')
	}
	fmt.Fprintf(out, "wrote %s\n", workspace.Rel(path))
	return os.WriteFile(path, append(text, AttributesLine+"\n"...), 0o666)
}

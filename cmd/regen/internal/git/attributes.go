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

// The lines in .gitattributes are between these two.
const (
	attributesStart = "# goldens, by regen git install"
	attributesEnd   = "# end of goldens"
)

// largestAttributes is the size beyond which a .gitattributes is none that somebody wrote.
const largestAttributes = 1 << 20

// An stagedAttributes is a .gitattributes as it will be: beside the old one until commit, so that nothing else is set where it
// cannot be written.
type stagedAttributes struct {
	path string
	next *atomicfile.File // nil where no line is left, so that the file goes
}

// stageAttributes puts lines in the place of those that were installed, or at the end.
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
			return nil, fmt.Errorf("%s: %q is not followed by %q: remove what is left of them", path, attributesStart, attributesEnd)
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

// readAttributes reads a .gitattributes, where there is one. A link could lead to somebody's secrets, or its end be written.
func readAttributes(path string) ([]byte, error) {
	switch info, err := os.Lstat(path); {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular() || info.Size() > largestAttributes:
		return nil, &fs.PathError{Op: "edit", Path: path, Err: errors.New("it is no regular file, or too large")}
	}
	return os.ReadFile(path)
}

// AttributesLine is what a repository with goldens has in .gitattributes.
const AttributesLine = "*.golden text eol=lf"

// AddAttributes adds the line for goldens to a .gitattributes that has none.
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

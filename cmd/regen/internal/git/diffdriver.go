package git

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/rogpeppe/go-internal/diff"

	"github.com/assay-go/assay/cmd/regen/internal/console"
	"github.com/assay-go/assay/internal/report"
	"github.com/assay-go/assay/internal/term"
)

// ShowDiff writes how a file differs. Its args are those of diff.assay.command: the path, file, hash and mode of the
// old side and of the new one, and for a rename the new path and git's lines about it.
func ShowDiff(out console.Console, args []string) error {
	if os.Getenv("GIT_PAGER_IN_USE") != "" { // the output is a pipe to git's pager on a terminal
		out.Color = term.WantsColor()
	}
	if len(args) < 7 {
		fmt.Fprintf(out, "%s has a merge conflict\n", term.Visible(args[0]))
		return nil
	}
	d, err := readFileDiff(args)
	if err != nil {
		return err
	}
	if isRegular(out.File) {
		return d.patch(out)
	}
	return d.show(out)
}

// A fileDiff is a changed file.
type fileDiff struct {
	oldName, newName string
	oldMode, newMode string // in git's spelling; "." if there is no file
	old, new         []byte // nil if there is no file
	renamed          string // git's lines about a rename
}

func readFileDiff(args []string) (d fileDiff, err error) {
	d = fileDiff{oldName: args[0], newName: args[0], oldMode: args[3], newMode: args[6]}
	if len(args) >= 9 {
		d.newName, d.renamed = args[7], args[8]
	}
	if d.old, err = readGoldenFile(args[1]); err != nil {
		return d, err
	}
	d.new, err = readGoldenFile(args[4])
	return d, err
}

// isRegular reports whether f is a regular file, so that git's output is kept.
func isRegular(f *os.File) bool {
	if f == nil {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode().IsRegular()
}

// patch writes what git apply takes, so that the patch of git diff >FILE contains the goldens.
func (d fileDiff) patch(out io.Writer) error {
	var b bytes.Buffer
	oldName, newName := quotePath("a/"+d.oldName), quotePath("b/"+d.newName)
	fmt.Fprintf(&b, "diff --git %s %s\n", oldName, newName)
	switch {
	case d.old == nil:
		fmt.Fprintf(&b, "new file mode %s\n", d.newMode)
	case d.new == nil:
		fmt.Fprintf(&b, "deleted file mode %s\n", d.oldMode)
	case d.oldMode != d.newMode:
		fmt.Fprintf(&b, "old mode %s\nnew mode %s\n", d.oldMode, d.newMode)
	}
	b.WriteString(d.renamed)
	if strings.HasSuffix(d.newName, ".parquet") && !bytes.Equal(d.old, d.new) {
		fmt.Fprintf(&b, "Binary files %s and %s differ\n", oldName, newName)
	} else {
		b.Write(d.unified())
	}
	_, err := out.Write(b.Bytes())
	return err
}

// show writes how two goldens differ, with all rows; files that are not goldens differ by lines.
func (d fileDiff) show(out console.Console) error {
	head := "diff " + d.oldName
	if d.newName != d.oldName {
		head += " -> " + d.newName
	}
	if d.old != nil && d.new != nil && d.oldMode != d.newMode {
		head += fmt.Sprintf(" (mode %s -> %s)", d.oldMode, d.newMode)
	}
	if strings.HasSuffix(d.newName, ".parquet") {
		fmt.Fprintf(out, "%s\nParquet table of a golden: %d bytes -> %d bytes\n", out.Style(term.Bold, term.Visible(head)),
			len(d.old), len(d.new))
		return nil
	}
	changes, err := (&ChangedGolden{Path: d.newName, Old: d.old, New: d.new}).Compare()
	if err != nil {
		fmt.Fprintln(out, out.Style(term.Bold, term.Visible(head)))
		for line := range strings.Lines(string(d.unified())) {
			fmt.Fprintln(out, term.Visible(strings.TrimSuffix(line, "\n")))
		}
		return nil
	}
	changes.Name = head
	return changes.Text(out, report.TextOptions{Color: out.Color, Width: out.Width, MaxRows: -1})
}

// unified returns how the text of the file differs, as a unified diff that git apply takes.
func (d fileDiff) unified() []byte {
	from, to := quotePath("a/"+d.newName), quotePath("b/"+d.newName)
	if d.old == nil {
		from = "/dev/null"
	}
	if d.new == nil {
		to = "/dev/null"
	}
	text := diff.Diff(from, d.old, to, d.new)
	_, hunks, _ := bytes.Cut(text, []byte("\n")) // without the line "diff from to"
	return hunks
}

// quotePath returns a path as git writes it in a patch: as it is, or as a C string if a byte of it could end the line.
func quotePath(path string) string {
	plain := true
	b := []byte{'"'}
	for i := range len(path) {
		switch c := path[i]; {
		case c == '"' || c == '\\':
			b, plain = append(b, '\\', c), false
		case c < ' ' || c >= 0x7f:
			b, plain = fmt.Appendf(b, `\%03o`, c), false
		default:
			b = append(b, c)
		}
	}
	if plain {
		return path
	}
	return string(append(b, '"'))
}

package git

import (
	"bytes"
	"cmp"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	_ "github.com/sebdah/goldie/v2" // defines -update in every test binary

	"github.com/assay-go/assay/cmd/regen/internal/console"
	"github.com/assay-go/assay/cmd/regen/internal/exitcode"
	"github.com/assay-go/assay/internal/goldenfile"
)

// A scenario is what two branches made of a golden. Its sides are goldens in short: "keyed id: id int64, n int64 |
// orders 3 rows: n 11 => 1,10; 2,20" has an order, columns, inputs and rows. A side without => has the first three of
// base. A side with line ends is a file as it is.
type scenario struct {
	name               string
	base, ours, theirs string
	want               string // conflict, or the merged golden
	lines              string // why git's own merge of lines is wrong; "" if it is a conflict or right
}

// conflict is wanted if the branches disagree, or if nothing says what the merged golden is.
const conflict = "conflict"

func (s scenario) golden(side string) string {
	if strings.Contains(side, "\n") || side == "" {
		return side
	}
	head, rows, ok := strings.Cut(side, " => ")
	if !ok {
		rows = side
		head, _, _ = strings.Cut(s.base, " => ")
	}
	declared, inputs, _ := strings.Cut(head, " | ")
	order, columns, _ := strings.Cut(declared, ": ")
	var b strings.Builder
	b.WriteString("# assay 1\n# order " + order + "\n")
	var names []string
	for c := range strings.SplitSeq(columns, ", ") {
		b.WriteString("# field " + c + "\n")
		name, _, _ := strings.Cut(c, " ")
		names = append(names, name)
	}
	lines := strings.Split(strings.TrimPrefix(rows, "none"), "; ")
	if inputs != "" {
		for in := range strings.SplitSeq(inputs, " | ") {
			b.WriteString("# input " + in + "\n")
		}
	}
	for _, l := range slices.Concat([]string{strings.Join(names, ",")}, lines) {
		if l != "" {
			b.WriteString(l + "\n")
		}
	}
	return b.String()
}

// TestMergesOfTwoBranches holds the merge driver to plain reasoning: it never merges what the branches disagree on, and
// has no conflict that git does not have, unless git's clean merge is wrong.
func TestMergesOfTwoBranches(t *testing.T) {
	names := map[string]bool{}
	for _, s := range scenarios {
		if names[s.name] {
			t.Errorf("%s: the name is used twice", s.name)
		}
		names[s.name] = true
		t.Run(s.name, func(t *testing.T) {
			base, ours, theirs := s.golden(s.base), s.golden(s.ours), s.golden(s.theirs)
			want := s.want
			if want != conflict {
				want = s.golden(want)
			}
			if got := mergeGolden(t, base, ours, theirs); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
			if got := mergeGolden(t, base, theirs, ours); content(t, got) != content(t, want) {
				t.Errorf("the other way round, got\n%s\nwant\n%s", got, want)
			}
			plain := mergeByLines(t, base, ours, theirs)
			if plain != conflict && plain != want && s.lines == "" {
				t.Errorf("git's merge is clean:\n%s\nwant\n%s", plain, want)
			}
			if s.lines != "" && (plain == conflict || plain == want) {
				t.Error("git's merge of lines is right")
			}
		})
	}
}

// sides writes the sides of a merge into files.
func sides(t *testing.T, base, ours, theirs string) (paths [3]string) {
	t.Helper()
	dir := t.TempDir()
	for i, text := range []string{base, ours, theirs} {
		paths[i] = filepath.Join(dir, []string{"base", "ours", "theirs"}[i])
		if err := os.WriteFile(paths[i], []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return paths
}

// mergeGolden runs the driver. It returns the merged golden, or conflict if the file has the marks of both sides.
func mergeGolden(t *testing.T, base, ours, theirs string) string {
	t.Helper()
	p := sides(t, base, ours, theirs)
	var said bytes.Buffer
	err := MergeGolden(t.Context(), console.New(&said), p[0], p[1], p[2], "7", "spring.golden")
	text, readErr := os.ReadFile(p[1])
	if readErr != nil {
		t.Fatal(readErr)
	}
	_, unread := goldenfile.Decode(text, "merged")
	switch {
	case err == nil && unread == nil:
		return string(text)
	case !errors.Is(err, exitcode.ErrPending):
		t.Fatalf("%v, %v:\n%s", err, unread, text)
	}
	for _, mark := range []string{"<<<<<<< ours\n", "\n=======\n", "\n>>>>>>> theirs\n"} {
		if !strings.Contains(string(text), mark) {
			t.Fatalf("no mark %q:\n%s", mark, text)
		}
	}
	return conflict
}

// mergeByLines merges as git does without a driver.
func mergeByLines(t *testing.T, base, ours, theirs string) string {
	t.Helper()
	p := sides(t, base, ours, theirs)
	out, err := exec.Command("git", "merge-file", "-p", p[1], p[0], p[2]).Output()
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) && exit.ExitCode() < 128 {
		return conflict
	}
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// content returns a golden without the order of its columns and without inputs, of which a merge may keep ours.
func content(t *testing.T, text string) string {
	t.Helper()
	f, err := goldenfile.Decode([]byte(text), "merged")
	if text == conflict || err != nil || f.Table == nil {
		return text
	}
	cellText, err := f.CellText()
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	columns := f.Table.Schema().Fields()
	order := make([]int, len(columns))
	for c := range order {
		order[c] = c
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(columns[a].Name, columns[b].Name) })
	for _, c := range order {
		lines = append(lines, columns[c].String())
		for row := range int(f.Table.NumRows()) {
			lines = append(lines, string(cellText(nil, c, row)))
		}
	}
	return strings.Join(append(lines, f.Order.String(), strings.Join(f.Key, ",")), "\n")
}

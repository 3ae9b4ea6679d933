package git

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"

	"github.com/assay-go/assay/cmd/regen/internal/atomicfile"
	"github.com/assay-go/assay/cmd/regen/internal/console"
	"github.com/assay-go/assay/cmd/regen/internal/exitcode"
	"github.com/assay-go/assay/cmd/regen/internal/merge"
	"github.com/assay-go/assay/internal/message"
	"github.com/assay-go/assay/internal/term"
)

// mostConflicts is how many conflicts of a golden are listed.
const mostConflicts = 10

// MergeGolden merges a golden. It takes the arguments of merge.assay.driver: three files, the length of the conflict
// marks and the path. It writes the result to ours, and returns [exitcode.ErrPending] if there are conflicts.
func MergeGolden(ctx context.Context, errOut console.Console, base, ours, theirs, marks, name string) error {
	var sides [3][]byte
	for i, path := range []string{base, ours, theirs} {
		var err error
		if sides[i], err = readGoldenFile(path); err != nil {
			return err
		}
		if len(sides[i]) >= MaxGolden {
			return fmt.Errorf("%s is over the limit of %d bytes: git merges its lines", term.Visible(name), MaxGolden)
		}
		if text := bytes.ReplaceAll(sides[i], []byte("\r\n"), []byte("\n")); len(text) < len(sides[i]) {
			sides[i] = text
			if err := atomicfile.Replace(path, text); err != nil {
				return err
			}
		}
	}
	labels := merge.Labels{Ours: "ours", Base: "base", Theirs: "theirs"}
	r, err := merge.Goldens(sides[0], sides[1], sides[2], labels)
	if err != nil {
		if len(sides[0]) == 0 { // both branches added it
			err = merge.ErrLines
		}
		return mergeLines(ctx, errOut, sides, err, ours, base, theirs, marks, name)
	}
	if err := atomicfile.Replace(ours, r.Text); err != nil {
		return err
	}
	for _, n := range r.Notes {
		fmt.Fprintf(errOut, "%s: %s\n", term.Visible(name), term.Visible(n))
	}
	if len(r.Conflicts) == 0 {
		return nil
	}
	shown := r.Conflicts[:min(len(r.Conflicts), mostConflicts)]
	for _, c := range shown {
		fmt.Fprintf(errOut, "CONFLICT %s: %s\n", term.Visible(name), term.Visible(c.String()))
	}
	if more := len(r.Conflicts) - len(shown); more > 0 {
		fmt.Fprintf(errOut, "CONFLICT %s: … %s more\n", term.Visible(name), message.Count(more, "conflict"))
	}
	fmt.Fprintf(errOut, "choose a side of each, or: git checkout --ours %s, run the test, and approve its result\n",
		term.Visible(message.ShellWord(name)))
	return exitcode.ErrPending
}

// mergeLines merges as git does without a driver, because a merge by cell fails with why. It keeps a clean merge only
// if the columns are not in conflict and [merge.CheckLines] finds nothing. Otherwise the whole golden is a conflict.
func mergeLines(ctx context.Context, errOut console.Console, sides [3][]byte, why error, ours, base, theirs, marks,
	name string,
) error {
	cmd := exec.CommandContext(ctx, "git", "merge-file", "--marker-size="+marks, "-L", "ours", "-L", "base", "-L",
		"theirs", "--", ours, base, theirs)
	cmd.Stderr = os.Stderr
	err := cmd.Run()
	var exit *exec.ExitError
	conflicts := errors.As(err, &exit) && exit.ExitCode() < 128
	if err != nil && !conflicts {
		return err
	}
	var schema *merge.SchemaError
	if !conflicts && !errors.As(why, &schema) {
		text, err := os.ReadFile(ours)
		if err != nil {
			return err
		}
		if why = merge.CheckLines(text, sides[0], sides[1], sides[2], name); why == nil {
			return nil
		}
		why = fmt.Errorf("merged line by line: %w", why)
	}
	if !errors.Is(why, merge.ErrLines) {
		fmt.Fprintf(errOut, "CONFLICT %s: %s\n", term.Visible(name), term.Visible(why.Error()))
	}
	if conflicts {
		return exitcode.ErrPending
	}
	size, err := strconv.Atoi(marks)
	if err != nil || size < 1 || size > 1000 {
		return fmt.Errorf("the length of marks is %q; want a small number", marks)
	}
	var whole bytes.Buffer
	part := func(mark, label string, text []byte) {
		whole.WriteString(strings.Repeat(mark, size) + label + "\n")
		whole.Write(text)
		if len(text) > 0 && !bytes.HasSuffix(text, []byte("\n")) {
			whole.WriteByte('\n')
		}
	}
	part("<", " ours", sides[1])
	part("|", " base", sides[0])
	part("=", "", sides[2])
	part(">", " theirs", nil)
	if err := atomicfile.Replace(ours, whole.Bytes()); err != nil {
		return err
	}
	return exitcode.ErrPending
}

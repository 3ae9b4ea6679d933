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

	"github.com/assay-go/assay/cmd/regen/internal/console"
	"github.com/assay-go/assay/cmd/regen/internal/exitcode"
	"github.com/assay-go/assay/cmd/regen/internal/merge"
	"github.com/assay-go/assay/internal/goldenfile"
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
	}
	labels := merge.Labels{Ours: "ours", Base: "base", Theirs: "theirs"}
	r, err := merge.Goldens(sides[0], sides[1], sides[2], labels)
	if err != nil {
		if len(sides[0]) == 0 { // both branches added it
			err = merge.ErrLines
		}
		if !errors.Is(err, merge.ErrLines) {
			fmt.Fprintf(errOut, "CONFLICT %s: %s\n", term.Visible(name), term.Visible(err.Error()))
		}
		return mergeLines(ctx, errOut, sides, ours, base, theirs, marks, name, errors.Is(err, merge.ErrLines))
	}
	if err := os.WriteFile(ours, r.Text, 0o666); err != nil {
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

// mergeLines merges as git does without a driver. If git reports a clean merge, mergeLines keeps it only if clean is
// set and the golden decodes. Otherwise the whole golden is a conflict.
func mergeLines(ctx context.Context, errOut console.Console, sides [3][]byte, ours, base, theirs, marks, name string,
	clean bool,
) error {
	cmd := exec.CommandContext(ctx, "git", "merge-file", "--marker-size="+marks, "-L", "ours", "-L", "base", "-L",
		"theirs", "--", ours, base, theirs)
	cmd.Stderr = os.Stderr
	err := cmd.Run()
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit) && exit.ExitCode() < 128:
		return exitcode.ErrPending
	case err != nil:
		return err
	}
	if clean {
		text, err := os.ReadFile(ours)
		if err != nil {
			return err
		}
		if _, err = goldenfile.Decode(text, name); err == nil {
			return nil
		}
		fmt.Fprintf(errOut, "CONFLICT %s: merged line by line, the golden does not read: %s\n", term.Visible(name),
			term.Visible(err.Error()))
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
	if err := os.WriteFile(ours, whole.Bytes(), 0o666); err != nil {
		return err
	}
	return exitcode.ErrPending
}

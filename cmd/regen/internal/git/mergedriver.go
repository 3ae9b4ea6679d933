package git

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"

	"github.com/assay-go/assay/cmd/regen/internal/console"
	"github.com/assay-go/assay/cmd/regen/internal/exitcode"
	"github.com/assay-go/assay/cmd/regen/internal/merge"
	"github.com/assay-go/assay/internal/message"
	"github.com/assay-go/assay/internal/term"
)

// mostConflicts is how many conflicts of a golden are listed.
const mostConflicts = 10

func MergeGolden(ctx context.Context, errOut console.Console, base, ours, theirs, marks, name string) error {
	var sides [3][]byte
	for i, path := range []string{base, ours, theirs} {
		var err error
		if sides[i], err = readSide(path); err != nil {
			return err
		}
	}
	labels := merge.Labels{Ours: "ours", Base: "base", Theirs: "theirs"}
	r, err := merge.Goldens(sides[0], sides[1], sides[2], labels)
	if err != nil {
		if !errors.Is(err, merge.ErrLines) {
			fmt.Fprintf(errOut, "%s: %s\n", term.Visible(name), term.Visible(err.Error()))
		}
		return mergeLines(ctx, base, ours, theirs, marks)
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
	fmt.Fprintf(errOut, "choose a side of each, or: git checkout --ours %s, run the test, and approve its result\n", term.Visible(message.ShellWord(name)))
	return exitcode.ErrWork
}

// mergeLines merges by lines, as git does without a driver.
func mergeLines(ctx context.Context, base, ours, theirs, marks string) error {
	cmd := exec.CommandContext(ctx, "git", "merge-file", "--marker-size="+marks, "-L", "ours", "-L", "base", "-L", "theirs", "--", ours, base, theirs)
	cmd.Stderr = os.Stderr
	err := cmd.Run()
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() < 128 {
		return exitcode.ErrWork
	}
	return err
}

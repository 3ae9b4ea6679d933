package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"

	"github.com/assay-go/assay/cmd/regen/internal/merge"
	"github.com/assay-go/assay/internal/message"
	"github.com/spf13/cobra"
)

// newMergeDriver is what git calls as merge.assay.driver: with the files of the base, ours and theirs, the length of the
// marks, and the path. The result goes into the file of ours; the status is 0 where it has no conflict.
func newMergeDriver() *cobra.Command {
	return &cobra.Command{
		Use: "merge-golden BASE OURS THEIRS MARKS PATH", Hidden: true, Args: cobra.ExactArgs(5), DisableFlagParsing: true,
		RunE: func(cmd *cobra.Command, args []string) error {
			return mergeGolden(cmd.Context(), newConsole(cmd.ErrOrStderr()), args[0], args[1], args[2], args[3], args[4])
		},
	}
}

// mostConflicts is how many conflicts of a golden are told.
const mostConflicts = 10

func mergeGolden(ctx context.Context, errOut console, base, ours, theirs, marks, name string) error {
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
			fmt.Fprintf(errOut, "%s: %s\n", visible(name), visible(err.Error()))
		}
		return mergeLines(ctx, base, ours, theirs, marks)
	}
	if err := os.WriteFile(ours, r.Text, 0o666); err != nil {
		return err
	}
	for _, n := range r.Notes {
		fmt.Fprintf(errOut, "%s: %s\n", visible(name), visible(n))
	}
	if len(r.Conflicts) == 0 {
		return nil
	}
	shown := r.Conflicts[:min(len(r.Conflicts), mostConflicts)]
	for _, c := range shown {
		fmt.Fprintf(errOut, "CONFLICT %s: %s\n", visible(name), visible(c.String()))
	}
	if more := len(r.Conflicts) - len(shown); more > 0 {
		fmt.Fprintf(errOut, "CONFLICT %s: … %s more\n", visible(name), message.Count(more, "conflict"))
	}
	fmt.Fprintf(errOut, "take a side of each, or: git checkout --ours %s, run the test, and approve its result\n", visible(message.ShellWord(name)))
	return errWork
}

// mergeLines merges as git does without a driver.
func mergeLines(ctx context.Context, base, ours, theirs, marks string) error {
	cmd := exec.CommandContext(ctx, "git", "merge-file", "--marker-size="+marks, "-L", "ours", "-L", "base", "-L", "theirs", "--", ours, base, theirs)
	cmd.Stderr = os.Stderr
	err := cmd.Run()
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() < 128 {
		return errWork
	}
	return err
}

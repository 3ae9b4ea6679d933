package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

const gitLong = `git makes git show and merge goldens by row and cell.

install sets, in this clone, a diff driver and a merge driver, and writes the lines
for them into .gitattributes, which is committed. Then

  git diff              shows what differs in goldens as regen diff does
  git log -p, git show  show the cells, a line each, that a commit changed, and with
                        --ext-diff the same as git diff
  git diff >FILE        writes plain lines, which git apply takes; into a pipe they
                        come with --no-ext-diff
  git add -p            works on plain lines as before
  git merge, rebase     merge keyed goldens in which two branches changed different
                        rows or columns, and show true conflicts by cell

Who has not installed it, and hosted reviews, see and merge plain lines.`

const gitExample = `  regen git install
  regen git uninstall`

func newGit() *cobra.Command {
	cmd := &cobra.Command{
		Use: "git", Short: "Make git show and merge goldens by cell", Long: gitLong, Example: gitExample,
		Args: wrongWord, RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(
		&cobra.Command{
			Use: "install", Short: "Set the drivers in this clone, and write .gitattributes", Example: "  regen git install",
			Args: wantArgs(0, 0, "no argument"), ValidArgsFunction: cobra.NoFileCompletions,
			RunE: func(cmd *cobra.Command, _ []string) error {
				return installDrivers(cmd.Context(), newConsole(cmd.OutOrStdout()))
			},
		},
		&cobra.Command{
			Use: "uninstall", Short: "Take both back", Example: "  regen git uninstall",
			Args: wantArgs(0, 0, "no argument"), ValidArgsFunction: cobra.NoFileCompletions,
			RunE: func(cmd *cobra.Command, _ []string) error {
				return uninstallDrivers(cmd.Context(), newConsole(cmd.OutOrStdout()))
			},
		},
		newDiffDriver(), newTextDriver(), newMergeDriver(),
	)
	return cmd
}

// The lines in .gitattributes are between these two.
const (
	attributesStart = "# goldens, by regen git install"
	attributesEnd   = "# end of goldens"
)

// largestAttributes is the size beyond which a .gitattributes is none that somebody wrote.
const largestAttributes = 1 << 20

// attributeLines are the attributes of goldens. They name drivers; where a clone has none of the name, git does without.
var attributeLines = []string{
	attributesStart,
	"*.golden text eol=lf diff=assay merge=assay",
	"**/testdata/golden/**/*.parquet binary diff=assay",
	"**/testdata/golden/**/*.reasons text eol=lf merge=union",
	attributesEnd,
}

// drivers are the settings of git, by the words that follow the command.
var drivers = []struct{ key, words string }{
	{"diff.assay.command", " git show-diff"},
	{"diff.assay.textconv", " git show-cells"},
	{"diff.assay.cachetextconv", ""},
	{"merge.assay.name", ""},
	{"merge.assay.driver", " git merge-golden %O %A %B %L %P"},
}

// settings returns the value of each key for a command.
func settings(command string) map[string]string {
	values := map[string]string{}
	for _, d := range drivers {
		values[d.key] = command + d.words
	}
	values["diff.assay.cachetextconv"] = "false"
	values["merge.assay.name"] = "goldens, by row and cell"
	return values
}

func installDrivers(ctx context.Context, out console) error {
	repo, err := openRepository(ctx)
	if err != nil {
		return err
	}
	command, err := driverCommand(repo.top)
	if err != nil {
		return err
	}
	path := filepath.Join(repo.top, ".gitattributes")
	attributes, err := stageAttributes(path, attributeLines)
	if err != nil {
		return err
	}
	defer attributes.discard()
	values := settings(command)
	for _, d := range drivers {
		if _, err := repo.git(ctx, "config", "--local", d.key, values[d.key]); err != nil {
			return err
		}
	}
	if err := attributes.commit(); err != nil {
		return err
	}
	fmt.Fprintf(out, "set diff.assay and merge.assay in this clone, as %s\nwrote %s: commit it\n", command, fromHere(path))
	return nil
}

func uninstallDrivers(ctx context.Context, out console) error {
	repo, err := openRepository(ctx)
	if err != nil {
		return err
	}
	path := filepath.Join(repo.top, ".gitattributes")
	attributes, err := stageAttributes(path, nil)
	if err != nil {
		return err
	}
	defer attributes.discard()
	for _, section := range []string{"diff.assay", "merge.assay"} {
		if _, err := repo.git(ctx, "config", "--local", "--get-regexp", "^"+strings.ReplaceAll(section, ".", `\.`)+`\.`); err != nil {
			continue // it is not there
		}
		if _, err := repo.git(ctx, "config", "--local", "--remove-section", section); err != nil {
			return err
		}
	}
	if err := attributes.commit(); err != nil {
		return err
	}
	fmt.Fprintf(out, "removed diff.assay and merge.assay from this clone, and their lines from %s\n", fromHere(path))
	return nil
}

// driverCommand returns how git, which runs drivers at the top of the repository, calls this program.
func driverCommand(top string) (string, error) {
	if _, err := exec.LookPath("regen"); err == nil {
		return "regen", nil
	}
	if _, err := os.Stat(filepath.Join(top, "go.mod")); err == nil {
		if exec.Command("go", "-C", top, "tool", "-n", "regen").Run() == nil {
			return "go tool regen", nil
		}
	}
	return "", errors.New("git has to find regen: go install " + assayPath + "/cmd/regen, or make it a tool of the module at the top of the repository")
}

// An attributes is a .gitattributes as it will be: beside the old one until commit, so that nothing else is set where it
// cannot be written.
type attributes struct {
	path string
	next *output // nil where no line is left, so that the file goes
}

// stageAttributes puts lines in the place of those that were installed, or at the end.
func stageAttributes(path string, lines []string) (*attributes, error) {
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
		return &attributes{path, nil}, nil
	}
	next, err := createOutput(path)
	if err != nil {
		return nil, err
	}
	if _, err := next.WriteString(strings.Join(all, "\n") + "\n"); err != nil {
		next.discard()
		return nil, err
	}
	return &attributes{path, next}, nil
}

func (a *attributes) commit() error {
	if a.next != nil {
		return a.next.commit()
	}
	if err := os.Remove(a.path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

func (a *attributes) discard() {
	if a.next != nil {
		a.next.discard()
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

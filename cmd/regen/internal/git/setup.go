package git

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/assay-go/assay/cmd/regen/internal/atomicfile"
	"github.com/assay-go/assay/cmd/regen/internal/console"
	"github.com/assay-go/assay/cmd/regen/internal/workspace"
	"github.com/assay-go/assay/internal/message"
)

// attributeLines are the attributes of goldens. They name drivers; in a clone without these, git ignores the names.
var attributeLines = []string{
	attributesStart,
	"*.golden text eol=lf diff=assay merge=assay",
	"**/testdata/golden/**/*.parquet binary diff=assay",
	"**/testdata/golden/**/*.reasons text eol=lf merge=union",
	attributesEnd,
}

// drivers are the git settings, with the words that follow the command in each.
var drivers = []struct{ key, words string }{
	{"diff.assay.command", " git show-diff"},
	{"diff.assay.textconv", " git show-cells"},
	{"diff.assay.cachetextconv", ""},
	{"merge.assay.name", ""},
	{"merge.assay.driver", mergeWords},
}

// mergeWords follow the command of the merge driver. If it cannot run, git merges the lines, so that the file
// has the changes of both sides; otherwise it would have only ours. Status 1 is a conflict that the driver wrote, with
// its marks; a program that fails in another way may have the same status.
const mergeWords = " git merge-golden %O %A %B %L %P || { test $? = 1 && grep -q '^<<<<<<<' %A && exit 1; " +
	"git merge-file --marker-size=%L -L ours -L base -L theirs %A %O %B; }"

// settings returns the value of each setting for a command.
func settings(command string) map[string]string {
	values := map[string]string{}
	for _, d := range drivers {
		values[d.key] = command + d.words
	}
	values["diff.assay.cachetextconv"] = "false"
	values["merge.assay.name"] = "goldens, by row and cell"
	return values
}

// InstallDrivers sets the drivers in this clone and writes their lines into .gitattributes.
func InstallDrivers(ctx context.Context, out console.Console) error {
	repo, err := Open(ctx)
	if err != nil {
		return err
	}
	command, err := driverCommand(ctx, repo)
	if err != nil {
		return err
	}
	path := filepath.Join(repo.Top, ".gitattributes")
	attributes, err := stageAttributes(path, attributeLines)
	if err != nil {
		return err
	}
	defer attributes.discard()
	values := settings(command)
	for _, d := range drivers {
		if _, err := repo.Run(ctx, "config", "--local", d.key, values[d.key]); err != nil {
			return err
		}
	}
	if err := attributes.commit(); err != nil {
		return err
	}
	fmt.Fprintf(out, "set diff.assay and merge.assay in this clone, as %s\nwrote %s: commit it\n", command,
		workspace.Rel(path))
	return nil
}

// UninstallDrivers removes what InstallDrivers set and wrote.
func UninstallDrivers(ctx context.Context, out console.Console) error {
	repo, err := Open(ctx)
	if err != nil {
		return err
	}
	path := filepath.Join(repo.Top, ".gitattributes")
	attributes, err := stageAttributes(path, nil)
	if err != nil {
		return err
	}
	defer attributes.discard()
	for _, section := range []string{"diff.assay", "merge.assay"} {
		if _, err := repo.Run(ctx, "config", "--local", "--get-regexp",
			"^"+strings.ReplaceAll(section, ".", `\.`)+`\.`); err != nil {
			continue // not set
		}
		if _, err := repo.Run(ctx, "config", "--local", "--remove-section", section); err != nil {
			return err
		}
	}
	if err := attributes.commit(); err != nil {
		return err
	}
	fmt.Fprintf(out, "removed diff.assay and merge.assay from this clone, and their lines from %s\n", workspace.Rel(path))
	return nil
}

// driverCommand returns the command that git runs: this program, at a place that no branch can change. A program in
// the work tree or in a cache of the go command is copied into the repository's .git.
func driverCommand(ctx context.Context, repo *Repository) (string, error) {
	program, err := os.Executable()
	if err != nil {
		return "", err
	}
	if path, err := exec.LookPath("regen"); err == nil && filepath.IsAbs(path) && !within(path, repo.Top) &&
		sameFile(path, program) {
		return message.ShellWord(filepath.ToSlash(path)), nil
	}
	dir, err := repo.Run(ctx, "rev-parse", "--path-format=absolute", "--git-common-dir")
	if err != nil {
		return "", err
	}
	path := filepath.Join(filepath.FromSlash(strings.TrimSpace(string(dir))), "assay", "regen"+filepath.Ext(program))
	from, err := os.Open(program)
	if err != nil {
		return "", err
	}
	defer from.Close()
	to, err := atomicfile.Create(path)
	if err != nil {
		return "", err
	}
	defer to.Discard()
	if _, err := io.Copy(to, from); err != nil {
		return "", err
	}
	if err := errors.Join(to.Chmod(0o755), to.Commit()); err != nil {
		return "", err
	}
	return message.ShellWord(filepath.ToSlash(path)), nil
}

// within reports whether a path leads into a directory, as it is written or as its links lead.
func within(path, dir string) bool {
	inside := func(path, dir string) bool {
		rel, err := filepath.Rel(dir, path)
		return err == nil && filepath.IsLocal(rel)
	}
	real, err := filepath.EvalSymlinks(path)
	realDir, errDir := filepath.EvalSymlinks(dir)
	return inside(path, dir) || err != nil || errDir != nil || inside(real, realDir)
}

func sameFile(a, b string) bool {
	x, errX := os.Stat(a)
	y, errY := os.Stat(b)
	return errX == nil && errY == nil && os.SameFile(x, y)
}

// UnsafeDrivers returns the settings that run a driver which a branch can replace, as earlier versions installed them:
// one that the go command builds, or that the PATH or the work tree decides.
func (r *Repository) UnsafeDrivers(ctx context.Context) []string {
	var unsafe []string
	for _, d := range drivers {
		if d.words == "" {
			continue
		}
		value, err := r.Run(ctx, "config", "--get", d.key)
		if err != nil {
			continue // not set
		}
		command := strings.TrimSpace(string(value))
		word := strings.Fields(command + " ")
		if strings.HasPrefix(command, "'") { // a quoted path
			word = strings.SplitN(command[1:], "'", 2)
		}
		if len(word) > 0 && filepath.IsAbs(filepath.FromSlash(word[0])) && !r.branchDecides(word[0]) {
			continue
		}
		unsafe = append(unsafe, d.key+" = "+command)
	}
	return unsafe
}

// branchDecides reports whether a program lies in the work tree, outside of .git.
func (r *Repository) branchDecides(program string) bool {
	return within(program, r.Top) && !within(program, filepath.Join(r.Top, ".git"))
}

package git

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/assay-go/assay/cmd/regen/internal/console"
	"github.com/assay-go/assay/cmd/regen/internal/workspace"
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
	{"merge.assay.driver", " git merge-golden %O %A %B %L %P"},
}

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

func InstallDrivers(ctx context.Context, out console.Console) error {
	repo, err := Open(ctx)
	if err != nil {
		return err
	}
	command, err := driverCommand(repo.Top)
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
	fmt.Fprintf(out, "set diff.assay and merge.assay in this clone, as %s\nwrote %s: commit it\n", command, workspace.Rel(path))
	return nil
}

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
		if _, err := repo.Run(ctx, "config", "--local", "--get-regexp", "^"+strings.ReplaceAll(section, ".", `\.`)+`\.`); err != nil {
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

// driverCommand returns the command with which git runs this program. git runs drivers at the top of the repository.
func driverCommand(top string) (string, error) {
	if _, err := exec.LookPath("regen"); err == nil {
		return "regen", nil
	}
	if _, err := os.Stat(filepath.Join(top, "go.mod")); err == nil {
		if exec.Command("go", "-C", top, "tool", "-n", "regen").Run() == nil {
			return "go tool regen", nil
		}
	}
	return "", errors.New("git cannot find regen: run go install " + workspace.AssayPath + "/cmd/regen, or make it a tool of the module at the top of the repository")
}

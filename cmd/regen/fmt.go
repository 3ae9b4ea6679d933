package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/assay-go/assay/cmd/regen/internal/atomicfile"
	"github.com/assay-go/assay/cmd/regen/internal/exitcode"
	"github.com/assay-go/assay/cmd/regen/internal/git"
	"github.com/assay-go/assay/cmd/regen/internal/lint"
	"github.com/assay-go/assay/cmd/regen/internal/workspace"
	"github.com/assay-go/assay/cmd/regen/internal/yamlfmt"
	"github.com/assay-go/assay/internal/goldenfile"
)

const fmtLong = `fmt formats fixtures: blocks are indented by two spaces, columns aligned, flow maps
of one line spaced as {a: 1, b: [2, 3]}. Comments stay, and only white space
changes. Goldens, which are written by machine, it puts right after a hand edit:
the order of rows, the spelling of cells, line ends.

Without names it formats all fixtures of the module. It writes the names of the
files that it changes; - formats standard input. Files with a case each, as
table.Dir reads them, it formats where it is given their names. It refuses others.`

const fmtExample = `  regen fmt
  regen fmt --check
  regen fmt - <fixtures/shop.yaml`

func newFmt() *cobra.Command {
	var check bool
	cmd := &cobra.Command{
		Use: "fmt [FILE…]", Short: "Format fixtures and goldens", Long: fmtLong, Example: fmtExample,
		ValidArgsFunction: completeFiles("yaml", "yml", "golden"),
	}
	cmd.Flags().BoolVar(&check, "check", false, "write nothing: name what is not formatted, with exit status 1")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if len(args) == 1 && args[0] == "-" {
			return formatStream(cmd.InOrStdin(), cmd.OutOrStdout())
		}
		if len(args) == 0 {
			modules, err := workspace.Modules()
			if err != nil {
				return err
			}
			for _, m := range modules {
				paths, err := lint.Fixtures(m.Dir)
				if err != nil {
					return err
				}
				for _, p := range paths {
					args = append(args, workspace.Rel(p))
				}
			}
		}
		return formatFiles(cmd.OutOrStdout(), args, check)
	}
	return cmd
}

func formatStream(in io.Reader, out io.Writer) error {
	text, err := io.ReadAll(in)
	if err != nil {
		return err
	}
	if text, err = formatYAML(text, "standard input"); err != nil {
		return err
	}
	_, err = out.Write(text)
	return err
}

// formatFiles formats files. One that cannot be formatted does not keep the others from it.
func formatFiles(out io.Writer, paths []string, check bool) error {
	var errs []error
	changed := 0
	for _, path := range paths {
		text, formatted, err := formatted(path)
		if err == nil && !check && !bytes.Equal(text, formatted) {
			err = refuseLink(path)
		}
		switch {
		case err != nil:
			errs = append(errs, err)
			continue
		case bytes.Equal(text, formatted):
			continue
		}
		changed++
		fmt.Fprintln(out, path)
		if !check {
			errs = append(errs, atomicfile.Replace(path, formatted))
		}
	}
	if err := errors.Join(errs...); err != nil {
		return err
	}
	if check && changed > 0 {
		return exitcode.ErrWork
	}
	return nil
}

// formatted returns the text of a file, and what it is formatted.
func formatted(path string) (text, out []byte, err error) {
	switch info, err := os.Stat(path); {
	case err != nil:
		return nil, nil, err
	case !info.Mode().IsRegular() || info.Size() > git.MaxGolden:
		return nil, nil, &fs.PathError{Op: "format", Path: path, Err: errors.New("it is no regular file, or too large")}
	}
	if text, err = os.ReadFile(path); err != nil {
		return nil, nil, err
	}
	switch strings.ToLower(filepath.Ext(path)) {
	case ".golden":
		out, err = goldenfile.Format(text, path)
	case ".yaml", ".yml":
		out, err = formatYAML(text, path)
	default:
		err = fmt.Errorf("%s: fmt formats fixtures and files of cases, .yaml or .yml, and goldens, .golden", path)
	}
	return text, out, err
}

// formatYAML formats a fixture or the file of a case. Other YAML is not ours to change.
func formatYAML(text []byte, name string) ([]byte, error) {
	out, err := yamlfmt.Format(text, name)
	if err == nil && !lint.IsFixture(text) {
		err = fmt.Errorf("%s: it is neither a fixture nor a file of a case: its keys are those of neither", name)
	}
	return out, err
}

// refuseLink returns an error for a link, which a file that is written anew would take the place of.
func refuseLink(path string) error {
	info, err := os.Lstat(path)
	if err != nil || info.Mode()&fs.ModeSymlink == 0 {
		return err
	}
	target, err := filepath.EvalSymlinks(path)
	if err != nil {
		return err
	}
	return fmt.Errorf("%s: it is a symbolic link, and stays one: format the file that it leads to, %s", path, target)
}

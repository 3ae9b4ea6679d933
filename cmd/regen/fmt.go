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

const fmtLong = `fmt formats fixtures: it indents blocks by two spaces, aligns columns, and
spaces flow maps of one line as {a: 1, b: [2, 3]}. Comments stay, and only white
space changes. In goldens that were edited by hand it repairs the order of rows,
the spelling of cells, and line ends.

Without names it formats all fixtures of the module. It prints the names of the
files that it changes; - formats standard input. It formats case files, as
table.Dir reads them, only if they are named, and refuses other files.`

const fmtExample = `  regen fmt
  regen fmt --check
  regen fmt - <fixtures/shop.yaml`

func newFmt() *cobra.Command {
	var check bool
	cmd := &cobra.Command{
		Use: "fmt [FILE…]", Short: "Format fixtures and goldens", Long: fmtLong, Example: fmtExample,
		ValidArgsFunction: completeFiles("yaml", "yml", "golden"),
	}
	cmd.Flags().BoolVar(&check, "check", false, "change nothing: print the names of unformatted files, with exit status 1")
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

// formatFiles formats files. If one cannot be formatted, the others still are.
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
		return exitcode.ErrPending
	}
	return nil
}

// formatted returns the text of a file before and after formatting.
func formatted(path string) (text, out []byte, err error) {
	switch info, err := os.Stat(path); {
	case err != nil:
		return nil, nil, err
	case !info.Mode().IsRegular() || info.Size() > git.MaxGolden:
		return nil, nil, &fs.PathError{Op: "format", Path: path, Err: errors.New("not a regular file, or too large")}
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
		err = fmt.Errorf("%s: not a file that fmt formats: want a fixture or case file (.yaml, .yml) or a golden (.golden)",
			path)
	}
	return text, out, err
}

// formatYAML formats a fixture or a case file. Other YAML belongs to somebody else.
func formatYAML(text []byte, name string) ([]byte, error) {
	out, err := yamlfmt.Format(text, name)
	if err == nil && !lint.IsFixture(text) {
		err = fmt.Errorf("%s: not a fixture or case file: no known top-level key", name)
	}
	return out, err
}

// refuseLink returns an error for a symbolic link, which the formatted file would replace.
func refuseLink(path string) error {
	info, err := os.Lstat(path)
	if err != nil || info.Mode()&fs.ModeSymlink == 0 {
		return err
	}
	target, err := filepath.EvalSymlinks(path)
	if err != nil {
		return err
	}
	return fmt.Errorf("%s: a symbolic link: format its target %s instead", path, target)
}

package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/assay-go/assay/cmd/regen/internal/console"
	"github.com/assay-go/assay/cmd/regen/internal/gotest"
	"github.com/assay-go/assay/internal/ask"
	"github.com/assay-go/assay/internal/fixture/casefile"
	"github.com/assay-go/assay/internal/message"
	"github.com/assay-go/assay/internal/modfs"
	"github.com/assay-go/assay/internal/store"
	"github.com/assay-go/assay/internal/term"
)

const shrinkLong = `shrink finds the smallest input on which a case fails as it does on its own: with
the same error, a panic in the same line, or a leak into the same columns of
the result. First it leaves rows out, with those that refer to them, then it
takes the simplest values that the generators of the fixture can make.

It prints the rows, and a case that pins them. --write adds the case to the
fixture, in its list for the test, or beside the file of the case. The new case
fails as the old one does. Once the fault is fixed, approve its result.

Name a test and a case as go test does. The packages are ./... by default.`

const shrinkExample = `  regen shrink TestReport/daily
  regen shrink TestReport/daily ./billing --write`

// askLimits are the flags that bound an experiment.
type askLimits struct {
	runs int
	time time.Duration
}

func (l *askLimits) flags(cmd *cobra.Command, runs int, time time.Duration) {
	cmd.Flags().IntVar(&l.runs, "runs", runs, "run the transform at most this `often`")
	cmd.Flags().DurationVar(&l.time, "time", time, "stop after this `time`, with what is found by then")
}

func newShrink() *cobra.Command {
	var limits askLimits
	var write, asJSON bool
	cmd := &cobra.Command{
		Use: "shrink TEST/CASE [PACKAGE…]", Short: "Find the smallest input on which a case fails", Long: shrinkLong,
		Example: shrinkExample, Args: wantArgs(1, -1, "a test and a case, such as TestReport/daily"),
		ValidArgsFunction: completeDirs,
	}
	limits.flags(cmd, 500, 10*time.Second)
	cmd.Flags().BoolVar(&write, "write", false, "add the case to the fixture")
	cmd.Flags().BoolVar(&asJSON, "json", false, "write JSON: {failure, rows, from, runs, complete, tables, case, …}")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if write {
			if err := store.CheckCI(); err != nil {
				return err
			}
		}
		q := ask.Question{Command: "shrink", Case: args[0], Runs: limits.runs, Time: limits.time}
		a, p, err := gotest.Ask(cmd.Context(), packagesOr(args[1:]), q)
		if err == nil && a.Error != "" {
			err = errors.New(a.Error)
		}
		if err != nil {
			return err
		}
		out := console.New(cmd.OutOrStdout())
		if asJSON {
			err = term.WriteJSON(out, a.Shrunk)
		} else {
			fmt.Fprintf(out, "%s\n%s%s", term.Visible(a.Shrunk.Failure), a.Shrunk.Text(), a.Shrunk.CaseText())
		}
		if err != nil || !write {
			return err
		}
		file, err := writeCase(p, a.Shrunk)
		if err == nil && !asJSON {
			fmt.Fprintf(out, "\n%s: case %s added\n", term.Visible(file), message.Quote(a.Shrunk.Name))
		}
		return err
	}
	return cmd
}

// packagesOr returns patterns of packages, or that of all.
func packagesOr(patterns []string) []string {
	if len(patterns) == 0 {
		return []string{"./..."}
	}
	return patterns
}

// writeCase adds the case to the fixture, or writes it beside the file of the case that was shrunk.
func writeCase(p gotest.Package, s *ask.Shrunk) (file string, err error) {
	if s.Case == nil {
		return "", fmt.Errorf("nothing is written: %s", s.Note)
	}
	file = filepath.Join(filepath.Dir(s.CaseFile), fileName(s.Name)+".yaml")
	if s.CaseFile == "" {
		file = s.Fixture
	}
	if !filepath.IsAbs(file) {
		file = filepath.Join(p.Dir, file)
	}
	name, err := filepath.Rel(p.Module, file)
	if err != nil || !filepath.IsLocal(name) {
		return "", fmt.Errorf("%s is outside of the module %s", file, p.Module)
	}
	root, err := os.OpenRoot(p.Module)
	if err != nil {
		return "", err
	}
	defer root.Close()
	name = filepath.ToSlash(name)
	text := []byte(strings.Join(s.Case, "\n") + "\n")
	if s.CaseFile == "" {
		const limit = 16 << 20
		before, err := modfs.ReadFile(root, name, limit)
		if err != nil {
			return "", err
		}
		if strings.Contains(string(before), "\n"+s.Case[0]) || strings.Contains(string(before), "- "+s.Case[0]+"\n") {
			return "", fmt.Errorf("%s has a case %s already", name, message.Quote(s.Name))
		}
		if text, err = casefile.Insert(before, s.Test, s.Case); err != nil {
			return "", fmt.Errorf("%s: %w", name, err)
		}
	} else if _, err := root.Stat(name); err == nil {
		return "", fmt.Errorf("%s exists already", name)
	}
	return name, modfs.Writer{Root: root}.Replace(name, text)
}

// fileName returns a name without characters that a file system may refuse.
func fileName(name string) string {
	return regexp.MustCompile(`[^\pL\d_.-]+`).ReplaceAllString(name, "_")
}

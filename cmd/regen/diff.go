package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"

	"github.com/assay-go/assay/golden"
	"github.com/spf13/cobra"
)

const diffLong = `diff shows pending results against their goldens: a summary, the cells old ->
new, and whether the inputs or the transform changed.

` + namesHelp

const diffExample = `  regen diff
  regen diff TestReport --all
  regen diff --format html >diff.html`

// diffFormats are the formats of regen diff.
var diffFormats = []string{"text", "markdown", "html", "json"}

// A difference is a golden that differs, and how.
type difference struct {
	name, golden, reason string
	report               *golden.Report
}

func newDiff() *cobra.Command {
	var format string
	var whole bool
	cmd := &cobra.Command{
		Use: "diff [NAME…]", Short: "Show pending results against their goldens", Long: diffLong, Example: diffExample,
		ValidArgsFunction: completeResults,
	}
	cmd.Flags().StringVarP(&format, "format", "f", "text", "the `format`: text, markdown, html or json")
	cmd.Flags().BoolVar(&whole, "all", false, "all rows, also where they are many")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := oneOf("--format", format, diffFormats...); err != nil {
			return err
		}
		differences, err := pendingDifferences(args)
		if err != nil {
			return err
		}
		out := newConsole(cmd.OutOrStdout())
		if err := writeDifferences(out, differences, format, whole); err != nil {
			return err
		}
		if len(differences) > 0 {
			return errWork
		}
		return nil
	}
	return cmd
}

// pendingDifferences compares the pending results that the patterns name with their goldens.
func pendingDifferences(patterns []string) ([]difference, error) {
	modules, err := findModules()
	if err != nil {
		return nil, err
	}
	pending, err := pendingResults(modules)
	if err != nil {
		return nil, err
	}
	chosen, err := choose(pending, patterns)
	if err != nil {
		return nil, err
	}
	differences := make([]difference, len(chosen))
	for i, r := range chosen {
		report, err := r.report()
		if err != nil {
			return nil, err
		}
		differences[i] = difference{r.name(), r.file(), r.Reason, report}
	}
	return differences, nil
}

func writeDifferences(out console, differences []difference, format string, whole bool) error {
	switch format {
	case "json":
		return writeJSON(out, differences)
	}
	return writeText(out, differences, whole)
}

// writeText writes the differences for a terminal.
func writeText(out console, differences []difference, whole bool) error {
	if len(differences) == 0 {
		fmt.Fprintln(out, nothingPending)
		return nil
	}
	o := golden.TextOptions{Color: out.color, Width: out.width}
	if whole {
		o.MaxRows = -1
	}
	for i, d := range differences {
		if i > 0 {
			fmt.Fprintln(out)
		}
		fmt.Fprintln(out, out.style(bold, visible(d.name)))
		if d.reason != "" {
			fmt.Fprintln(out, visible(d.reason))
		}
		if err := d.report.Text(out, o); err != nil {
			return err
		}
	}
	return nil
}

// writeJSON writes a list of {name, golden, reason, report}.
func writeJSON(w io.Writer, differences []difference) error {
	type entry struct {
		Name   string          `json:"name"`
		Golden string          `json:"golden"`
		Reason string          `json:"reason,omitempty"`
		Report json.RawMessage `json:"report"`
	}
	entries := make([]entry, len(differences))
	for i, d := range differences {
		var report bytes.Buffer
		if err := d.report.JSON(&report); err != nil {
			return err
		}
		entries[i] = entry{d.name, d.golden, d.reason, report.Bytes()}
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(entries)
}

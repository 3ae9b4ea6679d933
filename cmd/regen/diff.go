package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/assay-go/assay/golden"
	"github.com/assay-go/assay/internal/message"
	"github.com/spf13/cobra"
)

const diffLong = `diff shows pending results against their goldens: a summary, the cells old ->
new, and whether the inputs or the transform changed.

With --base it shows how the goldens of the working tree differ from those of a
git revision: of the commit where HEAD left it, as a pull request does. OLD..NEW
compares two revisions as they are, and OLD...NEW the second with the commit where
it left the first. Nothing is checked out.

Markdown is cut to the size of a comment on a pull request, and says what is left
out; html is a page that needs no other file; junit is the XML that CI servers
read, a failure for each golden; github writes annotations of GitHub Actions.

` + namesHelp

const diffExample = `  regen diff
  regen diff TestReport --all
  regen diff --base origin/main --format markdown >comment.md
  regen diff --base v1.2.0..v1.3.0 ./billing`

// diffFormats are the formats of regen diff.
var diffFormats = []string{"text", "markdown", "html", "json", "junit", "github"}

// A difference is a golden that differs, and how.
type difference struct {
	name, golden string
	report       *golden.Report
}

func newDifference(name, file string, report *golden.Report) difference {
	report.Name = name
	return difference{name, file, report}
}

// diffOptions are the flags of regen diff.
type diffOptions struct {
	base   string
	format string
	all    bool
}

func newDiff() *cobra.Command {
	var o diffOptions
	cmd := &cobra.Command{
		Use: "diff [NAME…]", Short: "Show pending results against their goldens", Long: diffLong, Example: diffExample,
		ValidArgsFunction: completeResults(false),
	}
	cmd.Flags().StringVarP(&o.format, "format", "f", "text", "the `format`: text, markdown, html, json, junit or github")
	completeFlag(cmd, "format", diffFormats...)
	cmd.Flags().BoolVar(&o.all, "all", false, "all rows, also where they are many")
	cmd.Flags().StringVar(&o.base, "base", "", "compare goldens with those of this git `revision`")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := oneOf("--format", o.format, diffFormats...); err != nil {
			return err
		}
		if cmd.Flags().Changed("base") && o.base == "" {
			return errors.New("--base is empty: want a git revision, such as origin/main")
		}
		differences, err := o.differences(cmd.Context(), args)
		if err != nil {
			return err
		}
		if err := o.write(newConsole(cmd.OutOrStdout()), differences); err != nil {
			return err
		}
		if len(differences) > 0 {
			return errWork
		}
		return nil
	}
	return cmd
}

func (o *diffOptions) differences(ctx context.Context, patterns []string) ([]difference, error) {
	if o.base != "" {
		return baseDifferences(ctx, o.base, patterns)
	}
	return pendingDifferences(patterns)
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
	chosen, _, err := waitingOf(pending, patterns)
	if err != nil {
		return nil, err
	}
	differences := make([]difference, len(chosen))
	for i, r := range chosen {
		report, err := r.report()
		if err != nil {
			return nil, err
		}
		differences[i] = newDifference(r.name(), r.file(), report)
	}
	return differences, nil
}

func (o *diffOptions) write(out console, differences []difference) error {
	reports := make([]*golden.Report, len(differences))
	for i, d := range differences {
		reports[i] = d.report
	}
	switch o.format {
	case "markdown":
		return golden.WriteMarkdown(out, reports...)
	case "html":
		return golden.WriteHTML(out, reports...)
	case "json":
		return writeJSON(out, differences)
	case "junit":
		return writeJUnit(out, differences, o.text())
	case "github":
		if o.base != "" {
			return writeAnnotations(out, differences, "notice")
		}
		return writeAnnotations(out, differences, "error")
	}
	return o.writeText(out, differences)
}

// writeText writes the differences for a terminal.
func (o *diffOptions) writeText(out console, differences []difference) error {
	if len(differences) == 0 && o.base != "" {
		fmt.Fprintln(out, "no golden differs")
		return nil
	}
	if len(differences) == 0 {
		fmt.Fprintln(out, nothingPending)
		return nil
	}
	text := o.text()
	text.Color, text.Width = out.color, out.width
	alike := likenesses(differences)
	for i, d := range differences {
		if i > 0 {
			fmt.Fprintln(out)
		}
		if err := d.report.Text(out, text); err != nil {
			return err
		}
		if alike[i] != "" && o.base == "" {
			fmt.Fprintln(out, out.style(dim, alike[i]))
		}
	}
	o.writeNext(out, differences)
	return nil
}

// text is how many rows of a difference are written as text, and how to see the others.
func (o *diffOptions) text() golden.TextOptions {
	text := golden.TextOptions{More: "--all shows all"}
	if o.all {
		text.MaxRows = -1
	}
	return text
}

// writeNext says which commands decide pending results.
func (o *diffOptions) writeNext(out console, differences []difference) {
	if o.base != "" {
		return
	}
	what := "NAME… or --all"
	if len(differences) == 1 {
		what = message.ShellWord(differences[0].name)
	}
	next := fmt.Sprintf("next: %[1]s approve %[2]s\n      %[1]s reject %[2]s", invocation(), what)
	fmt.Fprintf(out, "\n%s\n", out.style(dim, next))
}

// writeJSON writes a list of {golden, report}.
func writeJSON(w io.Writer, differences []difference) error {
	type entry struct {
		Golden string          `json:"golden"`
		Report json.RawMessage `json:"report"`
	}
	entries := make([]entry, len(differences))
	for i, d := range differences {
		var report bytes.Buffer
		if err := d.report.JSON(&report); err != nil {
			return err
		}
		entries[i] = entry{d.golden, report.Bytes()}
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(entries)
}

// likenesses says for each difference, where others are alike, how many there are and how --alike calls them.
func likenesses(differences []difference) []string {
	said := make([]string, len(differences))
	times := map[string]int{}
	for i, d := range differences {
		said[i] = d.report.Signature()
		times[said[i]]++
	}
	for i, id := range said {
		said[i] = ""
		if n := times[id]; n > 1 {
			said[i] = fmt.Sprintf("%d changed alike: approve --alike %s", n, id)
		}
	}
	return said
}

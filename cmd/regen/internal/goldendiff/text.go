package goldendiff

import (
	"fmt"
	"strings"

	"github.com/assay-go/assay/cmd/regen/internal/console"
	"github.com/assay-go/assay/cmd/regen/internal/pending"
	"github.com/assay-go/assay/internal/message"
	"github.com/assay-go/assay/internal/report"
	"github.com/assay-go/assay/internal/term"
)

// writeText writes the differences for people.
func (o *Options) writeText(out console.Console, differences []Difference) error {
	if len(differences) == 0 && o.Base != "" {
		fmt.Fprintln(out, "no goldens differ")
		return nil
	}
	if len(differences) == 0 {
		fmt.Fprintln(out, pending.NothingPending)
		return nil
	}
	text := o.text()
	text.Color, text.Width = out.Color, out.Width
	alike := o.alikeNotes(differences)
	for i, d := range differences {
		if i > 0 {
			fmt.Fprintln(out)
		}
		if err := d.report.Text(out, text); err != nil {
			return err
		}
		if alike[i] != "" {
			fmt.Fprintln(out, out.Style(term.Faint, alike[i]))
		}
	}
	o.writeNext(out, differences)
	return nil
}

// alikeNotes returns a note for each pending result that others resemble: how many, and the command that approves
// exactly these.
func (o *Options) alikeNotes(differences []Difference) []string {
	notes := make([]string, len(differences))
	if o.Base != "" {
		return notes
	}
	results, reports := make([]pending.Result, len(differences)), make([]*report.Report, len(differences))
	for i, d := range differences {
		results[i], reports[i] = *d.result, d.report
	}
	for _, group := range pending.Alike(results, reports) {
		for _, at := range group.Members {
			if n := len(group.Members); n > 1 {
				notes[at] = fmt.Sprintf("%d changed alike: %s", n, o.approveAlike(group.ID))
			}
		}
	}
	return notes
}

// approveAlike returns the command that approves the results of a group, among those that were compared.
func (o *Options) approveAlike(id string) string {
	words := []string{"approve", "--alike", id}
	for _, name := range o.names {
		words = append(words, message.ShellWord(name))
	}
	return strings.Join(words, " ")
}

// text returns the options for text: how many rows to write, and how to see the others.
func (o *Options) text() report.TextOptions {
	text := report.TextOptions{More: "--all shows all"}
	if o.All {
		text.MaxRows = -1
	}
	return text
}

// writeNext writes the commands that decide pending results.
func (o *Options) writeNext(out console.Console, differences []Difference) {
	if o.Base != "" {
		return
	}
	what := "NAME… or --all"
	switch {
	case len(differences) == 1:
		what = pending.WordOf(differences[0].name)
	case len(o.names) > 0:
		what = "NAME…" // --all would decide results that are not shown
	}
	next := fmt.Sprintf("next: %[1]s approve %[2]s\n      %[1]s reject %[2]s", console.Invocation(), what)
	fmt.Fprintf(out, "\n%s\n", out.Style(term.Faint, next))
}

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
	groups, reports := o.groups(differences)
	if len(reports) > 1 {
		if err := report.WriteOverview(out, text, groups, reports); err != nil {
			return err
		}
		fmt.Fprintln(out)
	}
	for i, group := range groups {
		if i > 0 {
			fmt.Fprintln(out)
		}
		if err := o.writeGroup(out, text, group, reports); err != nil {
			return err
		}
	}
	o.writeNext(out, differences)
	return nil
}

// groups returns the groups that changed alike. Those of pending results have the id that approve --alike takes.
func (o *Options) groups(differences []Difference) ([]report.Group, []*report.Report) {
	var results []pending.Result
	reports := make([]*report.Report, len(differences))
	for i, d := range differences {
		reports[i] = d.report
		if d.result != nil {
			results = append(results, *d.result)
		}
	}
	if o.Base != "" {
		return report.Groups(reports), reports
	}
	return pending.Alike(results, reports), reports
}

// mostShown is how many goldens of a group are shown with their cells, unless all are asked for.
const mostShown = 3

// writeGroup writes the reports of a group and, if it has several pending results, the command that approves exactly
// these.
func (o *Options) writeGroup(
	out console.Console, text report.TextOptions, g report.Group, reports []*report.Report,
) error {
	shown := len(g.Members)
	if !o.All {
		shown = min(shown, mostShown)
	}
	for i, at := range g.Members[:shown] {
		if i > 0 {
			fmt.Fprintln(out)
		}
		if err := reports[at].Text(out, text); err != nil {
			return err
		}
	}
	if rest := g.Members[shown:]; len(rest) > 0 {
		fmt.Fprintf(out, "\n%s changed alike, cells not shown (%s):\n", message.Count(len(rest), "more golden"), text.More)
		for _, at := range rest {
			fmt.Fprintf(out, "  %s: %s\n", term.Visible(reports[at].Name), reports[at].Summary())
		}
	}
	if n := len(g.Members); n > 1 && o.Base == "" {
		fmt.Fprintln(out, out.Style(term.Faint, fmt.Sprintf("%d changed alike: %s", n, o.approveAlike(g.ID))))
	}
	return nil
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
	if len(differences) == 1 && differences[0].result.Refused != "" {
		refused := "cannot be approved: " + term.Visible(differences[0].result.Refused)
		fmt.Fprintf(out, "\n%s\n", out.Style(term.Faint, refused))
		return
	}
	next := fmt.Sprintf("next: %[1]s approve %[2]s\n      %[1]s reject %[2]s", console.Invocation(), what)
	fmt.Fprintf(out, "\n%s\n", out.Style(term.Faint, next))
}

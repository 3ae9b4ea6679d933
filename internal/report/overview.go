package report

import (
	"bufio"
	"fmt"
	"io"

	"github.com/assay-go/assay/internal/message"
	"github.com/assay-go/assay/internal/term"
)

// WriteOverview writes how many reports differ, then a line for each group: how many changed alike, the cause, and what
// they remove. A group of one report is named.
func WriteOverview(w io.Writer, o TextOptions, groups []Group, reports []*Report) error {
	b := bufio.NewWriter(w)
	title := fmt.Sprintf("%s, by %s:", differTitle(len(reports)), message.Count(len(groups), "cause"))
	fmt.Fprintln(b, term.Paint(o.Color, term.Bold, title))
	wide := 0
	for _, g := range groups {
		wide = max(wide, len(message.Thousands(len(g.Members))))
	}
	for _, g := range groups {
		text := g.Cause
		if g.Removed != "" {
			text += " (" + term.Paint(o.Color, term.Red, g.Removed) + ")"
		}
		if len(g.Members) == 1 {
			text += ": " + term.Visible(reports[g.Members[0]].Name)
		}
		fmt.Fprintf(b, "  %*s  %s\n", wide, message.Thousands(len(g.Members)), text)
	}
	return b.Flush()
}

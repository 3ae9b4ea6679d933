package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/assay-go/assay/internal/message"
	"github.com/assay-go/assay/internal/term"
)

// mostHeaded is the number of goldens that the table at the top of several reports lists.
const mostHeaded = 100

// WriteMarkdown writes several reports with a table of their goldens at the top, cut to the size of a comment.
func WriteMarkdown(w io.Writer, reports ...*Report) error {
	b := markdownPage{limit: mostMarkdown}
	markdownList(&b, reports)
	for i, r := range reports {
		left := len(reports) - i
		b.start = b.Len()
		b.limit = b.start + max((mostMarkdown-b.start)/left, shortestMarkdown)
		b.WriteByte('\n')
		if r.markdown(&b); b.Len() > mostMarkdown+shortestMarkdown {
			b.Truncate(b.start)
			fmt.Fprintf(&b, "\n… and %s more, which do not fit here.\n", message.Count(left, "golden"))
			break
		}
	}
	_, err := w.Write(b.Bytes())
	return err
}

// markdownList lists goldens with their differing rows, cells and columns, and the reason.
func markdownList(b *markdownPage, reports []*Report) {
	if len(reports) == 0 {
		b.WriteString("No golden differs.\n")
		return
	}
	verb := "differ"
	if len(reports) == 1 {
		verb = "differs"
	}
	heads := "| golden | rows | cells | columns | reason |"
	explained := slices.ContainsFunc(reports, func(r *Report) bool { return len(r.Approvals) > 0 })
	if explained {
		heads += " approved because |"
	}
	fmt.Fprintf(b, "## %s %s\n\n%s\n|---|---:|---:|%s\n",
		message.Count(len(reports), "golden"), verb, heads, strings.Repeat("---|", strings.Count(heads, "|")-4))
	for i, r := range reports {
		if i == mostHeaded {
			fmt.Fprintf(b, "\n… and %s more.\n", message.Count(len(reports)-i, "golden"))
			return
		}
		cells := 0
		var names []string
		for j := range r.Columns {
			c := &r.Columns[j]
			cells += c.Cells
			if c.Differs() {
				names = append(names, c.Name)
			}
		}
		if len(names) > 5 {
			names = append(names[:5], fmt.Sprintf("%d more", len(names)-5))
		}
		fmt.Fprintf(b, "| %s | %s | %s | %s | %s |", codeText(term.Shorten(r.Name, widestMarkdownCell)),
			message.Thousands(r.Rows.Added+r.Rows.Removed+r.Rows.Changed), message.Thousands(cells),
			markdownText(term.Shorten(strings.Join(names, ", "), widestMarkdownCell)),
			markdownText(term.Shorten(r.Reason(), 2*widestMarkdownCell)))
		if explained {
			fmt.Fprintf(b, " %s |", markdownText(term.Shorten(strings.Join(r.Approvals, "; "), 2*widestMarkdownCell)))
		}
		b.WriteByte('\n')
	}
}

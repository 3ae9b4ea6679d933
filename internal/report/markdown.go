package report

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/message"
	"github.com/assay-go/assay/internal/term"
)

// mostMarkdown is the largest size of a report in Markdown. GitHub refuses comments over 65,536 characters, and the
// comment may have other text.
const mostMarkdown = 60_000

// shortestMarkdown is the least room for a report; with less, it is left out.
const shortestMarkdown = 2_000

// widestMarkdownCell bounds a cell, so that one cell does not fill a comment.
const widestMarkdownCell = 120

// Markdown writes the report for a pull request, cut to the size of a GitHub comment. The rows are collapsed.
func (r *Report) Markdown(w io.Writer) error {
	b := markdownPage{limit: mostMarkdown}
	r.markdown(&b)
	_, err := w.Write(b.Bytes())
	return err
}

// A markdownPage is Markdown of a bounded size, give or take a few lines.
type markdownPage struct {
	bytes.Buffer
	start, limit int // offsets of the report being written
}

func (r *Report) markdown(b *markdownPage) {
	if r.Name != "" {
		fmt.Fprintf(b, "### %s\n\n", codeText(r.Name))
	}
	fmt.Fprintf(b, "**%s**\n", markdownText(r.Summary()))
	if reason := r.Reason(); reason != "" {
		fmt.Fprintf(b, "\n%s\n", markdownText(capitalize(reason)+"."))
	}
	for _, note := range r.notes() {
		fmt.Fprintf(b, "\n%s\n", markdownText(capitalize(note)+"."))
	}
	r.markdownColumns(b)
	r.markdownValues(b)
	r.markdownBlocks(b)
	r.markdownRows(b)
}

func (r *Report) markdownColumns(b *markdownPage) {
	if len(r.Columns) == 0 || r.Missing {
		return
	}
	b.WriteString("\n| column | difference |\n|---|---|\n")
	for i := range r.Columns {
		if b.Len() > (b.start+b.limit)/2 {
			fmt.Fprintf(b, "\n… and %s.\n", message.Count(len(r.Columns)-i, "more column"))
			return
		}
		c := &r.Columns[i]
		fmt.Fprintf(b, "| %s | %s |\n", codeText(goldenfile.ColumnText(c.Name)),
			markdownText(term.Shorten(c.Details(), 3*widestMarkdownCell)))
	}
}

// folded writes a collapsed table with as many rows as fit, and returns how many that are.
func folded(b *markdownPage, title string, heads []string, rows int, row func(i int) []string) int {
	fmt.Fprintf(b, "\n<details><summary>%s</summary>\n\n", markdownText(title))
	fmt.Fprintf(b, "| %s |\n|%s\n", strings.Join(heads, " | "), strings.Repeat("---|", len(heads)))
	shown := 0
	for ; shown < rows; shown++ {
		line := "| " + strings.Join(row(shown), " | ") + " |\n"
		if b.Len()+len(line) > b.limit {
			break
		}
		b.WriteString(line)
	}
	return shown
}

func (r *Report) markdownValues(b *markdownPage) {
	if len(r.Values) == 0 {
		return
	}
	n := folded(b, message.Count(len(r.Values), "value"), []string{"", "path", "value"}, len(r.Values),
		func(i int) []string {
			v := &r.Values[i]
			return []string{
				marks[v.Kind], codeText(term.Shorten(goldenfile.ValuePath(v.Path), widestMarkdownCell)),
				markdownCell(v.cell()),
			}
		})
	if left := len(r.Values) - n; left > 0 {
		fmt.Fprintf(b, "\n… and %s more.\n", message.Thousands(left))
	}
	b.WriteString("\n</details>\n")
}

func (r *Report) markdownBlocks(b *markdownPage) {
	if r.Digest == nil || len(r.Digest.Changed) == 0 {
		return
	}
	total := len(r.Digest.Changed)
	n := markdownGrid(b, message.Count(total, "block"), r.blockGrid(mostInMarkdown))
	if left := total - n; left > 0 {
		fmt.Fprintf(b, "\n… and %s more.\n", message.Thousands(left))
	}
	b.WriteString("\n</details>\n")
}

// mostInMarkdown is the most rows of a table.
const mostInMarkdown = 1000

func (r *Report) markdownRows(b *markdownPage) {
	g := r.grid(mostInMarkdown)
	if len(g.rows) == 0 {
		return
	}
	n := markdownGrid(b, message.Count(len(r.Changes)+r.Unlisted, "row"), g)
	if left := r.leftOut(n); left != "" {
		fmt.Fprintf(b, "\n… %s.\n", markdownText(left))
	}
	b.WriteString("\n</details>\n")
}

// markdownGrid writes a collapsed grid with as many rows as fit, and returns how many that are.
func markdownGrid(b *markdownPage, title string, g grid) int {
	heads := []string{" "}
	for _, head := range g.heads {
		heads = append(heads, codeText(term.Shorten(head, widestMarkdownCell)))
	}
	return folded(b, title, heads, len(g.rows), func(i int) []string {
		cells := []string{marks[g.rows[i].kind]}
		for _, cell := range g.rows[i].cells {
			cells = append(cells, markdownCell(cell))
		}
		return cells
	})
}

func markdownCell(c gridCell) string {
	if !c.both {
		return codeText(term.Shorten(c.new, widestMarkdownCell))
	}
	old, new := term.ShortenPair(c.old, c.new, widestMarkdownCell)
	return codeText(old) + " → " + codeText(new)
}

// codeText returns text as code in which GitHub finds no markup, mention or link.
func codeText(text string) string {
	if text == "" {
		return ""
	}
	return "<code>" + markdownText(text) + "</code>"
}

// markdownText escapes text so that Markdown shows it as it is, in table cells too.
func markdownText(text string) string {
	text = term.Visible(text)
	var b strings.Builder
	for i, r := range text {
		switch {
		case strings.ContainsRune("\\`*_{}[]<>&|~@#!$\"'", r),
			r == ':' && strings.HasPrefix(text[i:], "://"),
			r == '.' && strings.HasSuffix(strings.ToLower(text[:i]), "www"):
			fmt.Fprintf(&b, "&#%d;", r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

func capitalize(text string) string { return strings.ToUpper(text[:1]) + text[1:] }

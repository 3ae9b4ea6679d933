package report

import (
	"bufio"
	_ "embed"
	"fmt"
	"io"
	"strings"

	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/lazyregexp"
	"github.com/assay-go/assay/internal/message"
	"github.com/assay-go/assay/internal/term"
)

// pageHead is the page up to its content, with a mark for the title.
//
//go:embed report.html
var pageHead string

// HTML writes the report as one self-contained page, without scripts.
func (r *Report) HTML(w io.Writer) error { return WriteHTML(w, r) }

// WriteHTML writes several reports as one such page. The groups that changed alike are at the top. Below, each golden
// is folded but the first of its group. It does without html/template: templates call methods by name, so a program
// that links them keeps all exported methods of all types, which is megabytes of each test.
func WriteHTML(out io.Writer, reports ...*Report) error {
	w := &htmlWriter{bufio.NewWriter(out)}
	title := differTitle(len(reports))
	if len(reports) == 1 {
		title = term.Visible(reports[0].Name)
	}
	head, rest, _ := strings.Cut(pageHead, "{{title}}")
	w.put("%s%s%s", markup(head), title, markup(rest))
	if len(reports) == 1 {
		w.single(reports[0])
	} else {
		w.groups(title, reports)
	}
	w.put("</main>\n</body>\n</html>\n")
	return w.Flush()
}

// differTitle returns how many goldens differ, as a title.
func differTitle(n int) string { return message.CountOf(n, "golden differs", "goldens differ") }

// An htmlWriter writes the parts of a page. The first error is that of Flush.
type htmlWriter struct{ *bufio.Writer }

// A markup is HTML.
type markup string

// put writes a format. It escapes arguments that are not markup.
func (w *htmlWriter) put(format string, args ...any) {
	for i, a := range args {
		if text, ok := a.(string); ok {
			args[i] = escapeHTML(text)
		}
	}
	_, _ = fmt.Fprintf(w, format, args...)
}

var htmlEscapes = strings.NewReplacer(
	"&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;", "'", "&#39;", "\x00", "\ufffd")

func escapeHTML(text string) markup { return markup(htmlEscapes.Replace(text)) }

func (w *htmlWriter) single(r *Report) {
	w.put("<section id=\"golden-1\">\n")
	if name := term.Visible(r.Name); name != "" {
		w.put("<h1 class=\"name\">%s</h1>\n", name)
	}
	w.put("<p class=\"summary\">%s</p>\n", unbroken(r.Summary()))
	w.body(r)
	w.put("</section>\n")
}

func (w *htmlWriter) groups(title string, reports []*Report) {
	groups := Groups(reports)
	if len(groups) > 0 {
		title += ", by " + message.Count(len(groups), "cause")
	}
	w.put("<h1>%s</h1>\n<ul class=\"groups\">\n", title)
	for i := range groups {
		g := &groups[i]
		w.put("<li><span class=\"count\">%s</span> <a href=\"#group-%s\">%s</a>%s</li>\n",
			g.size(), g.ID, unbroken(g.Cause), g.gone())
	}
	w.put("</ul>\n")
	for i := range groups {
		g := &groups[i]
		w.put("<section id=\"group-%s\">\n<h2>%s <span class=\"count\">%s</span>%s</h2>\n",
			g.ID, unbroken(g.Cause), g.size(), g.gone())
		for n, at := range g.Members {
			open := ""
			if n == 0 {
				open = " open"
			}
			r := reports[at]
			w.put("<details id=\"golden-%d\"%s>\n<summary><span class=\"name\">%s</span>\n<span>%s</span></summary>\n",
				at+1, open, term.Visible(r.Name), unbroken(r.Summary()))
			w.body(r)
			w.put("</details>\n")
		}
		w.put("</section>\n")
	}
}

func (g *Group) size() string { return message.Count(len(g.Members), "golden") }

// gone says what the goldens of the group lost.
func (g *Group) gone() markup {
	if g.Removed == "" {
		return ""
	}
	return ` <span class="gone">` + escapeHTML(g.Removed) + `</span>`
}

func (r *Report) valueGrid() grid {
	g := grid{heads: []string{"path", "value"}}
	for i := range r.Values {
		v := &r.Values[i]
		g.rows = append(g.rows, gridRow{v.Kind, []gridCell{plainCell(goldenfile.ValuePath(v.Path)), v.cell()}})
	}
	return g
}

// body writes the columns, the reason, the notes and the tables of a report.
func (w *htmlWriter) body(r *Report) {
	r = r.WithAllRows()
	if !r.Missing && len(r.Columns) > 0 {
		w.put("<ul class=\"columns\">\n")
		for i := range r.Columns {
			c := &r.Columns[i]
			w.put("<li><code>%s</code> %s</li>\n", goldenfile.ColumnText(c.Name), unbroken(c.Details()))
		}
		w.put("</ul>\n")
	}
	if reason := term.Visible(r.Reason()); reason != "" && !r.Missing {
		w.put("<p class=\"reason\">%s</p>\n", reason)
	}
	for _, note := range r.notes() {
		w.put("<p class=\"note\">%s</p>\n", unbroken(note))
	}
	if len(r.Values) > 0 {
		w.grid("Values", r.valueGrid(), "")
	}
	if r.Digest != nil && len(r.Digest.Changed) > 0 {
		w.grid("Blocks", r.blockGrid(len(r.Digest.Changed)), "")
	}
	if len(r.Changes) > 0 {
		w.grid("Rows", r.grid(len(r.Changes)), r.leftOut(len(r.Changes)))
	}
}

// grid writes a table, and below it what it leaves out.
func (w *htmlWriter) grid(title string, g grid, left string) {
	w.put("<details open>\n<summary>%s</summary>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\""+
		" aria-label=\"%s\">\n<table>\n<thead><tr><th scope=\"col\" class=\"mark\">"+
		"<span title=\"+ added, - removed, ~ changed, > moved\">±</span></th>", title, title)
	for _, head := range g.heads {
		w.put("<th scope=\"col\">%s</th>", head)
	}
	w.put("</tr></thead>\n<tbody>\n")
	for i := range g.rows {
		row := &g.rows[i]
		w.put("<tr class=\"%s\"><td class=\"mark\" title=\"%s\">%s</td>", row.kind, row.kind, marks[row.kind])
		for _, c := range row.cells {
			class := markup("")
			if max(len(c.old), len(c.new)) > widestCell { // too long for one line
				class = ` class="long"`
			}
			if c.both {
				w.put("<td%s><del>%s</del> → <ins>%s</ins></td>", class, unbroken(c.old), unbroken(c.new))
			} else {
				w.put("<td%s>%s</td>", class, unbroken(c.new))
			}
		}
		w.put("</tr>\n")
	}
	w.put("</tbody>\n</table>\n</div>\n")
	if left != "" {
		w.put("<p class=\"left\">… %s</p>\n", left)
	}
	w.put("</details>\n")
}

// breakable matches numbers, dates and times, and the change from one to another. A browser breaks a line at hyphens
// and at spaces.
var breakable = lazyregexp.New(`[-+]?\d[\d.,:TZeE+/-]*( -> [-+]?\d[\d.,:TZeE+/-]*)?`)

// unbroken escapes text for HTML so that no line breaks within a number, a date or a time.
func unbroken(text string) markup {
	var b strings.Builder
	last := 0
	for _, at := range breakable().FindAllStringIndex(text, -1) {
		if number := text[at[0]:at[1]]; len(number) <= widestCell && strings.ContainsAny(number, "- ") {
			b.WriteString(string(escapeHTML(text[last:at[0]]) + `<span class="n">` + escapeHTML(number) + `</span>`))
			last = at[1]
		}
	}
	b.WriteString(string(escapeHTML(text[last:])))
	return markup(b.String())
}

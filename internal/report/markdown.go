package report

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/lazyregexp"
	"github.com/assay-go/assay/internal/message"
	"github.com/assay-go/assay/internal/term"
)

// mostMarkdown is the largest size of a report in Markdown. GitHub refuses comments over 65,536 characters, and the
// comment may have other text.
const mostMarkdown = 60_000

// shortestMarkdown is the least room for a report; with less, it is left out.
const shortestMarkdown = 2_000

// A markdownPage is Markdown of a bounded size, give or take a few lines.
type markdownPage struct {
	bytes.Buffer
	limit  int  // offset at which the report being written ends
	widest int  // of a cell; a wider one is cut
	cut    bool // something is left out
}

// fitted writes a page with whole cells or, if something is left out then, with cells that are cut. One cell never
// fills a comment.
func fitted(w io.Writer, write func(*markdownPage)) error {
	var page *markdownPage
	for _, widest := range []int{math.MaxInt, 1000, 120} {
		page = &markdownPage{limit: mostMarkdown, widest: widest}
		if write(page); !page.cut && page.Len() <= mostMarkdown {
			break
		}
	}
	_, err := w.Write(page.Bytes())
	return err
}

// leave writes what is left out.
func (b *markdownPage) leave(format string, args ...any) {
	b.cut = true
	fmt.Fprintf(b, "\n… "+format+".\n", args...)
}

// markdown writes the cause first: the summary, then a line for each column. Then come the inputs, notes and cells.
func (r *Report) markdown(b *markdownPage) {
	if r.Name != "" {
		fmt.Fprintf(b, "### %s\n", codeText(r.Name))
	}
	fmt.Fprintf(b, "**%s**\n", markdownText(r.Summary()))
	start := b.Len()
	for i := range r.Columns {
		if r.Missing {
			break
		}
		if b.Len() > (start+b.limit)/2 {
			b.leave("and %s", message.Count(len(r.Columns)-i, "more column"))
			break
		}
		c := &r.Columns[i]
		fmt.Fprintf(b, "- %s %s\n", codeText(b.cell(goldenfile.ColumnText(c.Name))), markdownText(b.detail(c.Details())))
	}
	if reason := r.Reason(); reason != "" && !r.Missing {
		b.paragraph(reason)
	}
	for _, note := range r.notes() {
		b.paragraph(note)
	}
	r.markdownValues(b)
	r.markdownBlocks(b)
	r.markdownRows(b)
}

var beginsList = lazyregexp.New(`^([-+=:]|\d+[.)])`)

// paragraph writes text as a sentence.
func (b *markdownPage) paragraph(text string) {
	text = strings.TrimLeft(text, " ") + "."
	first, size := utf8.DecodeRuneInString(text)
	begin := ""
	if beginsList().MatchString(text) {
		begin, text, _ = strings.Cut(text, " ")
		begin = codeText(begin) + " "
	} else if unicode.IsLower(first) {
		text = string(unicode.ToUpper(first)) + text[size:]
	}
	fmt.Fprintf(b, "\n%s%s\n", begin, markdownText(text))
}

// cell returns a text that is at most as wide as cells may be.
func (b *markdownPage) cell(text string) string {
	short := term.Shorten(text, b.widest)
	b.cut = b.cut || short != text
	return short
}

// detail is [markdownPage.cell] for the text about a column, which has several cells.
func (b *markdownPage) detail(text string) string {
	short := term.Shorten(text, max(b.widest, 3*min(b.widest, mostMarkdown)))
	b.cut = b.cut || short != text
	return short
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
			return []string{marks[v.Kind], codeText(b.cell(goldenfile.ValuePath(v.Path))), b.oldNew(v.cell())}
		})
	if left := len(r.Values) - n; left > 0 {
		b.leave("and %s more", message.Thousands(left))
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
		b.leave("and %s more", message.Thousands(left))
	}
	b.WriteString("\n</details>\n")
}

// mostInMarkdown is the most rows of a table.
const mostInMarkdown = 1000

func (r *Report) markdownRows(b *markdownPage) {
	if len(r.Changes) == 0 {
		r = r.WithAllRows()
	}
	g := r.grid(mostInMarkdown)
	if len(g.rows) == 0 {
		return
	}
	n := markdownGrid(b, message.Count(len(r.Changes)+r.Unlisted, "row"), g)
	if left := r.leftOut(n); left != "" {
		b.leave("%s", markdownText(left))
	}
	b.WriteString("\n</details>\n")
}

// markdownGrid writes a collapsed grid with as many rows as fit, and returns how many that are.
func markdownGrid(b *markdownPage, title string, g grid) int {
	heads := []string{" "}
	for c, head := range g.heads {
		heads = append(heads, codeText(b.cell(head))+g.spaces(c))
	}
	return folded(b, title, heads, len(g.rows), func(i int) []string {
		cells := []string{marks[g.rows[i].kind]}
		for _, cell := range g.rows[i].cells {
			cells = append(cells, b.oldNew(cell))
		}
		return cells
	})
}

var hyphenated = lazyregexp.New(`^[-+]?\d[\d.,:TZeE+/-]*-[\d.,:TZeE+/-]*$`)

// spaces returns no-break spaces for the head of a column that has dates or other numbers with hyphens. They keep the
// column so wide that no browser breaks a line within one of these.
func (g *grid) spaces(c int) string {
	wide := 0
	for _, row := range g.rows {
		for _, text := range []string{row.cells[c].old, row.cells[c].new} {
			if len(text) <= widestCell && hyphenated().MatchString(text) {
				wide = max(wide, len(text))
			}
		}
	}
	if wide == 0 {
		return ""
	}
	return "<code>" + strings.Repeat("\u00a0", max(1, wide-term.Width(g.heads[c]))) + "</code>"
}

func (b *markdownPage) oldNew(c gridCell) string {
	if !c.both {
		return codeText(b.cell(c.new))
	}
	old, new := term.ShortenPair(c.old, c.new, b.widest)
	b.cut = b.cut || old != c.old || new != c.new
	return codeText(old) + " → " + codeText(new)
}

// codeText returns text as code in which GitHub finds no markup, mention or link.
func codeText(text string) string {
	if text == "" {
		return ""
	}
	return "<code>" + strings.ReplaceAll(escaped(term.Visible(text)), "  ", " &#160;") + "</code>"
}

// reference matches the words that GitHub and GitLab link, or show as pictures, in text that is not code: mentions,
// issues, commits and emoji. Writing them as character references does not help: they look at the text that is shown.
var reference = lazyregexp.New(`(?i)[@#!$%~&^]\w|\b[0-9a-f]{7,}\b|\bgh-\d|` +
	`:[\w+-]*[a-z_+-][\w+-]*:|:(100|1234):`)

// markdownText escapes text so that Markdown shows it as it is, in table cells too. What would be a reference is code.
func markdownText(text string) string {
	words := strings.Split(term.Visible(text), " ")
	for i, word := range words {
		if words[i] = escaped(word); reference().MatchString(word) {
			core := strings.Trim(word, "()[]\"',;.?")
			before, after, _ := strings.Cut(word, core)
			words[i] = escaped(before) + codeText(core) + escaped(after)
		}
	}
	// Browsers join spaces.
	return strings.ReplaceAll(strings.Join(words, " "), "  ", " &#160;")
}

// escaped writes the characters that mean something to Markdown as character references.
func escaped(text string) string {
	var b strings.Builder
	for i, r := range text {
		switch {
		case r == '@':
			b.WriteString("&#64;<!-- -->") // GitHub's parser looks for mail addresses within one piece of text
		case strings.ContainsRune("\\`*_{}[]<>&|~#!$\"'", r),
			r == ':' && strings.HasPrefix(text[i:], "://"),
			r == '.' && strings.HasSuffix(strings.ToLower(text[:i]), "www"):
			fmt.Fprintf(&b, "&#%d;", r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

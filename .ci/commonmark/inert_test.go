// Package commonmark tests that reports in Markdown are inert: a CommonMark parser with GitHub's extensions finds in
// them no markup of strangers, whatever the goldens, their names and the causes hold.
package commonmark

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/renderer/html"
	nethtml "golang.org/x/net/html"

	"github.com/assay-go/assay/internal/report"
	"github.com/assay-go/assay/internal/term"
)

// A hostile value is each text of a report that a stranger writes.
type hostile struct{ name, column, old, new, cause string }

// tame returns texts that mean nothing, and that are missing if the hostile ones are.
func (h hostile) tame() hostile {
	word := func(text string) string {
		if text == "" {
			return ""
		}
		return "x"
	}
	return hostile{word(h.name), word(h.column), word(h.old), word(h.new), word(h.cause)}
}

// reports returns a report of each form that has the texts in every place.
func (h hostile) reports() []*report.Report {
	last := h.column + "4"
	pair := report.CellPair{Old: h.old, New: h.new}
	explained := []report.Explanation{
		{Cells: 9, Rule: h.cause, Where: h.cause, Example: pair, Exceptions: []report.CellPair{pair}},
		{Cells: 1, Trend: h.cause, Example: pair},
	}
	table := report.Report{
		Name: h.name, RenamedFrom: h.name, Cause: h.cause, Order: "keyed", Key: []string{h.column}, KeyFound: true,
		KeyRule: h.cause, Settings: []report.Setting{{Name: "order", Old: h.old, New: h.new}},
		Rows: report.Rows{Old: 20, New: 20, Added: 1, Removed: 1, Changed: 10},
		RowCause: report.RowCause{
			Added: h.cause, Removed: h.cause, Order: h.cause, Grouping: h.cause, BesidesKey: 3,
			Only: map[string]string{report.Added: h.new, report.Removed: h.old},
		},
		Columns: []report.Column{
			{Name: h.column, Cells: 11, Nulled: 1, Explanations: explained},
			{Name: h.column + "2", State: report.ColumnAdded, NewType: h.cause, Examples: []string{h.old, h.new}},
			{Name: h.column + "3", State: report.ColumnRenamed, Was: h.column},
			{Name: last, Retyped: true, OldType: h.old, NewType: h.new},
		},
		Changes: []report.Change{
			{Kind: report.Changed, Key: []string{h.old}, Cells: []report.Cell{{Column: last, Old: h.old, New: h.new}}},
			{Kind: report.Added, Old: -1, Key: []string{h.new}, Cells: []report.Cell{{Column: last, New: h.new}}},
		},
		Notes: []string{"a " + h.cause, h.cause}, Approvals: []string{h.cause},
		Inputs: report.Inputs{Known: true, Changed: true, Text: h.cause},
	}
	value := report.Report{
		Name: h.name, Values: []report.ValueChange{{Kind: report.Changed, Path: "value." + h.column, Old: h.old, New: h.new}},
		Inputs: table.Inputs,
	}
	digest := report.Report{
		Name: h.name, Order: "keyed", Key: []string{h.column}, Approvals: []string{h.cause},
		Columns: []report.Column{
			{Name: h.column, Digested: true, Figures: []report.Setting{{Name: "min", Old: h.old, New: h.new}}},
		},
		Digest: &report.DigestChange{
			Blocks: 2, Changed: []report.BlockChange{{Kind: report.Changed, From: h.old, Columns: []string{h.column}}},
		},
	}
	return []*report.Report{&table, &value, &digest}
}

// pages writes each report alone, and all of them as one comment.
func (h hostile) pages(t *testing.T) (pages []string) {
	t.Helper()
	all := h.reports()
	for _, reports := range append([][]*report.Report{all}, slices.Collect(slices.Chunk(all, 1))...) {
		var b strings.Builder
		if err := report.WriteMarkdown(&b, reports...); err != nil {
			t.Fatal(err)
		}
		pages = append(pages, b.String())
	}
	return pages
}

var parser = goldmark.New(
	goldmark.WithExtensions(extension.GFM, extension.Footnote), goldmark.WithRendererOptions(html.WithUnsafe()),
)

// A parsed page is the elements and the texts of what a reader sees.
type parsed struct {
	tags  []string // but for code
	prose []string // pieces of text outside of code
	texts []string // all pieces
	links []string // elements and attributes that a report does not have
}

var ours = []string{
	"html", "head", "body", "h2", "h3", "p", "strong", "ul", "li", "code", "details", "summary",
	"table", "thead", "tbody", "tr", "th", "td",
}

func parse(t *testing.T, page string) (p parsed) {
	t.Helper()
	var out bytes.Buffer
	if err := parser.Convert([]byte(page), &out); err != nil {
		t.Fatal(err)
	}
	root, err := nethtml.Parse(&out)
	if err != nil {
		t.Fatal(err)
	}
	var visit func(n *nethtml.Node, code bool)
	visit = func(n *nethtml.Node, code bool) {
		switch n.Type {
		case nethtml.ElementNode:
			if code = code || n.Data == "code"; n.Data != "code" {
				p.tags = append(p.tags, n.Data)
			}
			if !slices.Contains(ours, n.Data) {
				p.links = append(p.links, n.Data)
			}
			for _, a := range n.Attr {
				if a.Key != "style" || a.Val != "text-align:right" {
					p.links = append(p.links, a.Key+"="+a.Val)
				}
			}
		case nethtml.TextNode:
			p.texts = append(p.texts, n.Data)
			if !code {
				p.prose = append(p.prose, n.Data)
			}
		}
		for child := range n.ChildNodes() {
			visit(child, code)
		}
		if n.Type == nethtml.ElementNode && n.Data != "code" {
			p.tags = append(p.tags, "/"+n.Data)
		}
	}
	visit(root, false)
	return p
}

var (
	// mail matches what GitHub's parser makes a link of, in code too.
	mail = regexp.MustCompile(`[\w.+-]@[\w-]`)
	// references match what GitHub and GitLab make of the text outside of code.
	references = regexp.MustCompile(`(?i)@\w|#\d|\bgh-\d|\b[0-9a-f]{7,40}\b|[!$~&%]\d|` +
		`:[a-z0-9_+-]*[a-z_+-][a-z0-9_+-]*:|:100:`)
)

// plain returns text as a browser shows it: GitHub shows all spaces within code, others join them.
func plain(text string) string { return strings.Join(strings.Fields(text), " ") }

func checkInert(t *testing.T, h hostile) {
	t.Helper()
	tame := h.tame().pages(t)
	for i, page := range h.pages(t) {
		got, want := parse(t, page), parse(t, tame[i])
		if len(got.links) > 0 {
			t.Fatalf("markup of a stranger: %q in\n%s", got.links, page)
		}
		if !slices.Equal(got.tags, want.tags) {
			at := 0
			for at < min(len(got.tags), len(want.tags)) && got.tags[at] == want.tags[at] {
				at++
			}
			t.Fatalf("the texts change the structure from %q on; without them it is %q:\n%s\n%s",
				got.tags[at:], want.tags[at:], page, tame[i])
		}
		for _, text := range got.texts {
			if mail.MatchString(text) {
				t.Fatalf("an address of mail: %q in\n%s", text, page)
			}
		}
		for _, text := range got.prose {
			if found := references.FindString(text); found != "" {
				t.Fatalf("a reference: %q of %q in\n%s", found, text, page)
			}
		}
		shown := plain(strings.Join(got.texts, ""))
		for _, text := range []string{h.name, h.cause, h.new} {
			if !strings.Contains(shown, plain(term.Visible(text))) {
				t.Fatalf("%q is not shown in\n%s", text, page)
			}
		}
	}
}

var seeds = []string{
	"", "plain text", "@octocat", "a@b.com", "mailto:a@b.com", "#1", "owner/repo#1", "GH-1", "gh-12", "!1", "$1",
	"~label", "&1", "%v1", "https://evil.example/x", "www.evil.example", "WWW.evil.example", "ftp://evil.example",
	"<https://evil.example>", "![x](https://evil.example/x.png)", "[x](javascript:alert(1))",
	"[x]: https://evil.example", "[^1]", "[^1]: note", "[ ] x", "<img src=x onerror=alert(1)>",
	"<script>alert(1)</script>", "</code></details></table>", "<!-- goldens.yml -->", "-->", "<?x ?>", "]]>", "```",
	"```\n", "~~~", "`", "``x``", "| a | b |", "a|b", "|", "|---|", "\n# head", "# head", "head\n===", "===", "---",
	"\n\n---\n", "***", "- x", "+ x", "* x", "- [ ] task", "1. x", "1) x", "    code", "\tcode", "> quote", "**b**",
	"__b__", "*i*", "_i_", "~~s~~", "$x$", "$$x$$", "&lt;", "&#64;user", "&amp;#64;", "\\", "\\*", "x\\", ":tada:",
	":+1:", ":100:", "10:20:30", "::", ":x", "0123456789abcdef0123456789abcdef01234567", "1234567", "\u202e", "\r",
	"\r\n\r\n", "\x00", "\xff", "\u00a0", "\u200b", "a  b", " a ", "ẞß", "ß", "ǆ", "é", "日本", "\u2028", "\ufeff",
	"=", "+", "-", "a\u0301",
}

// TestReportsAreInert puts each text in each place.
func TestReportsAreInert(t *testing.T) {
	for i, text := range seeds {
		next := seeds[(i+1)%len(seeds)]
		for _, h := range []hostile{
			{text, text, text, text, text},
			{"a/" + text, "c " + text, "x " + text + " y", text + text, "where c = " + text + " and d = " + next},
			{text, next, text, next, text + "\n" + next},
		} {
			checkInert(t, h)
		}
	}
}

func FuzzReportsAreInert(f *testing.F) {
	for i, text := range seeds {
		next := func(by int) string { return seeds[(i+by)%len(seeds)] }
		f.Add(text, next(1), next(2), next(3), text+" "+next(4))
	}
	f.Fuzz(func(t *testing.T, name, column, old, new, cause string) {
		const longest = 200 // longer cells are cut, and fewer rows are shown
		if max(len(name), len(column), len(old), len(new), len(cause)) > longest {
			return
		}
		checkInert(t, hostile{name, column, old, new, cause})
	})
}

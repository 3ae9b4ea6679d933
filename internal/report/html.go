package report

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"regexp"
	"strings"
	"sync"

	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/message"
	"github.com/assay-go/assay/internal/term"
)

//go:embed report.html
var pageText string

var page = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("report").Funcs(template.FuncMap{"unbroken": unbroken}).Parse(pageText))
})

// HTML writes the report as one self-contained page, without scripts.
func (r *Report) HTML(w io.Writer) error { return WriteHTML(w, r) }

// WriteHTML writes several reports as one such page. The groups that changed alike are at the top. Below, each golden
// is folded but the first of its group.
func WriteHTML(w io.Writer, reports ...*Report) error {
	p := htmlPage{Title: differTitle(len(reports))}
	if len(reports) == 1 {
		p.Title = term.Visible(reports[0].Name)
		p.Single = new(reports[0].html(0))
		return page().Execute(w, p)
	}
	groups := Groups(reports)
	for _, g := range groups {
		h := htmlGroup{
			Anchor: "group-" + g.ID, Count: message.Count(len(g.Members), "golden"), Cause: g.Cause, Removed: g.Removed,
		}
		for _, at := range g.Members {
			h.Reports = append(h.Reports, reports[at].html(at))
		}
		p.Groups = append(p.Groups, h)
	}
	p.Causes = message.Count(len(groups), "cause")
	return page().Execute(w, p)
}

// differTitle returns how many goldens differ, as a title.
func differTitle(n int) string { return message.CountOf(n, "golden differs", "goldens differ") }

func (r *Report) html(i int) htmlReport {
	p := htmlReport{
		Anchor: fmt.Sprintf("golden-%d", i+1), Name: term.Visible(r.Name), Summary: r.Summary(),
		Reason: term.Visible(r.Reason()), Notes: r.notes(),
	}
	if r.Missing {
		p.Reason = ""
	}
	for i := range r.Columns {
		if c := &r.Columns[i]; !r.Missing {
			p.Columns = append(p.Columns, htmlColumn{goldenfile.ColumnText(c.Name), c.Details()})
		}
	}
	if len(r.Values) > 0 {
		p.Tables = append(p.Tables, r.htmlValues())
	}
	if r.Digest != nil && len(r.Digest.Changed) > 0 {
		p.Tables = append(p.Tables, htmlGrid("Blocks", r.blockGrid(len(r.Digest.Changed))))
	}
	if len(r.Changes) > 0 {
		p.Tables = append(p.Tables, r.htmlRows())
	}
	return p
}

// The data of the page's template.
type (
	htmlPage struct {
		Title, Causes string
		Single        *htmlReport
		Groups        []htmlGroup
	}
	htmlGroup struct {
		Anchor, Count, Cause, Removed string
		Reports                       []htmlReport
	}
	htmlReport struct {
		Anchor, Name, Summary, Reason string
		Notes                         []string
		Columns                       []htmlColumn
		Tables                        []htmlTable
	}
	htmlColumn struct{ Name, Details string }
	htmlTable  struct {
		Title, Left string
		Heads       []string
		Rows        []htmlRow
	}
	htmlRow struct {
		Kind, Mark string
		Cells      []htmlCell
	}
	htmlCell struct {
		Old, New string
		Both     bool
	}
)

// Class returns the class of a cell that is too long for one line.
func (c htmlCell) Class() string {
	if max(len(c.Old), len(c.New)) > widestCell {
		return "long"
	}
	return ""
}

func (r *Report) htmlRows() htmlTable {
	t := htmlGrid("Rows", r.grid(len(r.Changes)))
	t.Left = r.leftOut(len(r.Changes))
	return t
}

func htmlGrid(title string, g grid) htmlTable {
	t := htmlTable{Title: title, Heads: g.heads}
	for _, row := range g.rows {
		cells := make([]htmlCell, len(row.cells))
		for i, c := range row.cells {
			cells[i] = htmlCell{c.old, c.new, c.both}
		}
		t.Rows = append(t.Rows, htmlRow{row.kind, marks[row.kind], cells})
	}
	return t
}

func (r *Report) htmlValues() htmlTable {
	t := htmlTable{Title: "Values", Heads: []string{"path", "value"}}
	for i := range r.Values {
		v := &r.Values[i]
		c := v.cell()
		cells := []htmlCell{{New: goldenfile.ValuePath(v.Path)}, {c.old, c.new, c.both}}
		t.Rows = append(t.Rows, htmlRow{v.Kind, marks[v.Kind], cells})
	}
	return t
}

// breakable matches numbers, dates and times, and the change from one to another. A browser breaks a line at hyphens
// and at spaces.
var breakable = regexp.MustCompile(`[-+]?\d[\d.,:TZeE+/-]*( -> [-+]?\d[\d.,:TZeE+/-]*)?`)

// unbroken escapes text for HTML so that no line breaks within a number, a date or a time.
func unbroken(text string) template.HTML {
	var b strings.Builder
	last := 0
	for _, at := range breakable.FindAllStringIndex(text, -1) {
		if number := text[at[0]:at[1]]; len(number) <= widestCell && strings.ContainsAny(number, "- ") {
			b.WriteString(template.HTMLEscapeString(text[last:at[0]]))
			b.WriteString(`<span class="n">` + template.HTMLEscapeString(number) + `</span>`)
			last = at[1]
		}
	}
	return template.HTML(b.String() + template.HTMLEscapeString(text[last:]))
}

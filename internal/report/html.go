package report

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"sync"

	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/message"
	"github.com/assay-go/assay/internal/term"
)

//go:embed report.html
var pageText string

var page = sync.OnceValue(func() *template.Template { return template.Must(template.New("report").Parse(pageText)) })

// HTML writes the report as one self-contained page, without scripts.
func (r *Report) HTML(w io.Writer) error { return WriteHTML(w, r) }

// WriteHTML writes several reports as one such page, with a list of them at the top.
func WriteHTML(w io.Writer, reports ...*Report) error {
	p := htmlPage{Title: message.Count(len(reports), "golden"), Several: len(reports) != 1}
	for i, r := range reports {
		p.Reports = append(p.Reports, r.html(i))
	}
	if !p.Several && p.Reports[0].Name != "" {
		p.Title = p.Reports[0].Name
	}
	return page().Execute(w, p)
}

func (r *Report) html(i int) htmlReport {
	p := htmlReport{
		Anchor: fmt.Sprintf("golden-%d", i+1), Name: term.Visible(r.Name), Summary: r.Summary(),
		Reason: term.Visible(r.Reason()), Notes: r.notes(),
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
		Title   string
		Several bool
		Reports []htmlReport
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

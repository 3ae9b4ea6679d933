package show

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strings"

	"github.com/assay-go/assay/cmd/regen/internal/profile"
	"github.com/assay-go/assay/cmd/regen/internal/texttable"
	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/assay-go/assay/internal/message"
	"github.com/assay-go/assay/internal/term"
)

//go:embed show.html
var showPage string

// plotBars is the number of bars in a plot.
const plotBars = 40

// A pageTable is the data of a table for the page.
type pageTable struct {
	Name, Value string
	Size        string
	Columns     []pageColumn
	Heads       []pageHead
	Rows        [][]pageCell
	More        string
}

type pageHead struct {
	Name, Type, Class string
}

type pageCell struct{ Text, Class string }

type pageColumn struct {
	Name, Type, Nulls, Distinct, Min, Max, Of string
	Plot                                      template.HTML
}

// WriteHTML writes a self-contained page.
func WriteHTML(w io.Writer, tables []*Table) error {
	page, err := template.New("show").Parse(showPage)
	if err != nil {
		return err
	}
	var all []pageTable
	for _, s := range tables {
		t := pageTable{Name: term.Visible(s.Name), Value: string(s.value)}
		if s.value == nil {
			if err := t.fill(s); err != nil {
				return err
			}
		}
		all = append(all, t)
	}
	return page.Execute(w, all)
}

func (t *pageTable) fill(s *Table) error {
	t.Size = s.size()
	t.addColumns(s.About.Columns, "")
	t.Rows = make([][]pageCell, s.First.NumRows())
	for i, f := range s.First.Schema().Fields() {
		class := ""
		if texttable.IsNumber(f.Type) {
			class = "n"
		}
		t.Heads = append(t.Heads, pageHead{term.Visible(f.Name), s.About.Columns[i].TypeText(), class})
		format, err := arrowtext.NewFormatter(s.First.Column(i))
		if err != nil {
			return err
		}
		null := arrowtext.Nulls(s.First.Column(i))
		for row := range t.Rows {
			cell := pageCell{"null", class + " null"}
			if !null(row) {
				cell = pageCell{term.Visible(string(format(nil, row))), class}
			}
			t.Rows[row] = append(t.Rows[row], cell)
		}
	}
	if n := s.Rows - s.First.NumRows(); n > 0 && len(t.Rows) > 0 {
		t.More = message.Count(int(n), "more row")
	}
	return nil
}

// addColumns adds the profiles of columns and of their fields and items.
func (t *pageTable) addColumns(columns []*profile.Column, prefix string) {
	for _, c := range columns {
		bins, of := c.Histogram(plotBars)
		t.Columns = append(t.Columns, pageColumn{
			Name: prefix + term.Visible(c.Name), Type: c.TypeText(), Nulls: share(c.Nulls, c.Rows), Distinct: distinctText(c),
			Min: term.Visible(c.Min), Max: term.Visible(c.Max), Of: of, Plot: plot(bins),
		})
		parts := c.Fields
		if c.Item != nil {
			parts = []*profile.Column{c.Item}
		}
		t.addColumns(parts, prefix+term.Visible(c.Name)+".")
	}
}

// plot draws bars with their labels and counts as tooltips. The texts are escaped.
func plot(bins []profile.Bin) template.HTML {
	if len(bins) == 0 {
		return ""
	}
	const width, height = 320.0, 64.0
	var greatest int64 = 1
	for _, b := range bins {
		greatest = max(greatest, b.Count)
	}
	step := width / float64(len(bins))
	var svg strings.Builder
	const open = `<svg viewBox="0 0 %g %g" role="img" aria-label="histogram, %d bars, at most %d cells in one">`
	fmt.Fprintf(&svg, open, width, height, len(bins), greatest)
	for i, b := range bins {
		tall := height * float64(b.Count) / float64(greatest)
		if b.Count > 0 {
			tall = max(tall, 1)
		}
		left := float64(i) * step
		fmt.Fprintf(&svg, `<g><title>%s: %d</title>`, template.HTMLEscapeString(term.Visible(b.Label)), b.Count)
		fmt.Fprintf(&svg, `<rect class="hit" x="%.1f" y="0" width="%.1f" height="%g"/>`, left, step, height)
		fmt.Fprintf(&svg, `<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f"/></g>`, left+0.5, height-tall,
			max(step-1, 0.5), tall)
	}
	return template.HTML(svg.String() + "</svg>")
}

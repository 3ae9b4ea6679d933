package ask

import (
	"fmt"
	"strings"

	"github.com/assay-go/assay/internal/message"
	"github.com/assay-go/assay/internal/term"
)

// A Why says which rows and columns of the input change a cell of the result.
type Why struct {
	Cell     string       `json:"cell"`
	Value    string       `json:"value"`
	Datasets []WhyDataset `json:"datasets"`
	// Together is a smallest set of rows that change the cell if all of them are left out, if no row alone does.
	Together []WhyRow `json:"together,omitempty"`
	Without  string   `json:"without,omitempty"` // the cell without these
	Runs     int      `json:"runs"`
	Complete bool     `json:"complete"` // no limit of runs or of time ended the search
}

// A WhyDataset is what matters of a dataset.
type WhyDataset struct {
	Dataset string   `json:"dataset"`
	Rows    int      `json:"rows"`
	Tried   int      `json:"tried"`           // rows that were left out, one at a time
	Where   string   `json:"where,omitempty"` // what only the rows that change the cell have
	Changed []WhyRow `json:"changed,omitempty"`
	Failing int      `json:"failing,omitempty"` // rows without which the transform fails
	Failure string   `json:"failure,omitempty"` // how it does, without the first of these
	Columns []string `json:"columns,omitempty"` // those whose redraw changes the cell
}

// A WhyRow is a row whose absence changes the cell.
type WhyRow struct {
	Dataset   string   `json:"dataset"`
	Row       int      `json:"row"`
	Cells     []string `json:"cells"`               // its columns and their values
	Without   string   `json:"without,omitempty"`   // the cell without it
	Referring int      `json:"referring,omitempty"` // rows that refer to it and are left out, too
}

// mostListed is how many rows of a dataset are listed.
const mostListed = 8

// Text returns the answer for people.
func (w *Why) Text() string {
	var b strings.Builder
	tried, rows, changed := 0, 0, 0
	for _, d := range w.Datasets {
		tried, rows, changed = tried+d.Tried, rows+d.Rows, changed+len(d.Changed)
	}
	fmt.Fprintf(&b, "%s is %s\n", term.Visible(w.Cell), term.Visible(w.Value))
	switch {
	case changed == 1:
		b.WriteString("leaving out this row changes the cell:\n")
	case changed > 1:
		fmt.Fprintf(&b, "leaving out any one of these %s rows changes the cell:\n", message.Thousands(changed))
	case w.Together == nil && tried > 0:
		b.WriteString("leaving out any one row does not change the cell\n")
	}
	for _, d := range w.Datasets {
		d.write(&b)
	}
	if w.Together != nil {
		fmt.Fprintf(&b, "leaving out these %s together changes the cell, and fewer of them do not: %s without them\n",
			message.Count(len(w.Together), "row"), term.Visible(w.Without))
		for _, r := range w.Together {
			fmt.Fprintf(&b, "    %s[%d]  %s\n", r.Dataset, r.Row, term.Visible(strings.Join(r.Cells, ", ")))
		}
	}
	var columns []string
	for _, d := range w.Datasets {
		for _, c := range d.Columns {
			columns = append(columns, d.Dataset+"."+c)
		}
	}
	if columns != nil {
		fmt.Fprintf(&b, "new values in any one of these columns change the cell:\n  %s\n", strings.Join(columns, ", "))
	}
	if tried < rows {
		fmt.Fprintf(&b, "tried %s of %s rows\n", message.Thousands(tried), message.Thousands(rows))
	}
	if !w.Complete {
		b.WriteString("the limit of runs or of time ended the search\n")
	}
	return b.String()
}

func (d *WhyDataset) write(b *strings.Builder) {
	if d.Failing > 0 {
		fmt.Fprintf(b, "  without any one of %s rows of %s, the transform cannot tell: %s\n", message.Thousands(d.Failing),
			d.Dataset, term.Visible(d.Failure))
	}
	if len(d.Changed) == 0 {
		return
	}
	number := message.Thousands(len(d.Changed)) + " of " + message.Thousands(d.Tried)
	if len(d.Changed) == d.Rows {
		number = "all " + message.Thousands(d.Rows)
	}
	fmt.Fprintf(b, "  %s %s", number, d.Dataset)
	if d.Where != "" {
		fmt.Fprintf(b, " with %s", term.Visible(d.Where))
	}
	if d.Columns != nil {
		fmt.Fprintf(b, ": %s", strings.Join(d.Columns, ", "))
	}
	b.WriteString("\n")
	shown := d.Changed[:min(len(d.Changed), mostListed)]
	for _, r := range shown {
		fmt.Fprintf(b, "    [%d]  %s: %s without it", r.Row, term.Visible(strings.Join(r.Cells, ", ")),
			term.Visible(r.Without))
		if r.Referring > 0 {
			fmt.Fprintf(b, " and %s", message.CountOf(r.Referring, "row that refers to it", "rows that refer to it"))
		}
		b.WriteString("\n")
	}
	if more := len(d.Changed) - len(shown); more > 0 {
		fmt.Fprintf(b, "    … %s more\n", message.Thousands(more))
	}
}

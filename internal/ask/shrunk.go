package ask

import (
	"fmt"
	"strings"

	"github.com/assay-go/assay/internal/message"
	"github.com/assay-go/assay/internal/term"
)

// A Shrunk is the smallest input that was found, and the case that makes it.
type Shrunk struct {
	Failure  string        `json:"failure"`
	Kind     string        `json:"kind"` // of the failure: equal if the text differs by values only
	Rows     int           `json:"rows"` // kept
	From     int           `json:"from"` // rows of the case's own input
	Runs     int           `json:"runs"`
	Complete bool          `json:"complete"` // no row can be left out, and no value be simpler
	Tables   []ShrunkTable `json:"tables"`

	Name     string   `json:"name,omitempty"`     // of the case that makes the input
	Pins     int      `json:"pins,omitempty"`     // of the case
	Case     []string `json:"case,omitempty"`     // its lines in YAML; nil if it cannot be written so
	Go       []string `json:"go,omitempty"`       // its lines in Go, if it has settings that YAML lacks
	Note     string   `json:"note,omitempty"`     // why no case can be written, or what it lacks
	Test     string   `json:"test,omitempty"`     // that lists it
	Fixture  string   `json:"fixture,omitempty"`  // the file that can list it
	CaseFile string   `json:"caseFile,omitempty"` // the file of the case that was shrunk, if it has one of its own
}

// A ShrunkTable is the rows of a dataset: a line for each column, with the cells of all rows.
type ShrunkTable struct {
	Dataset string     `json:"dataset"`
	Columns []string   `json:"columns"`
	Rows    [][]string `json:"rows"`
}

// mostShown is how many rows of a dataset are shown.
const mostShown = 6

// Text returns the input for people: for each dataset a line for each column, with the cells of all rows.
func (s *Shrunk) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "smallest input: %s of %s", message.Count(s.Rows, "row"), message.Thousands(s.From))
	if !s.Complete {
		b.WriteString(", as far as the limit of runs and time allows")
	}
	b.WriteString("\n")
	for _, t := range s.Tables {
		if len(t.Rows) == 0 {
			fmt.Fprintf(&b, "  %s: no rows\n", t.Dataset)
			continue
		}
		shown := t.Rows[:min(len(t.Rows), mostShown)]
		lines := [][]string{{t.Dataset}}
		for row := range shown {
			lines[0] = append(lines[0], fmt.Sprintf("[%d]", row))
		}
		for i, column := range t.Columns {
			line := []string{column}
			for _, row := range shown {
				line = append(line, row[i])
			}
			lines = append(lines, line)
		}
		for _, line := range aligned(lines) {
			fmt.Fprintf(&b, "  %s\n", line)
		}
		if more := len(t.Rows) - len(shown); more > 0 {
			fmt.Fprintf(&b, "    … %s more\n", message.Count(more, "row"))
		}
	}
	return b.String()
}

// CaseText returns the number of runs, and the case, for people.
func (s *Shrunk) CaseText() string {
	var b strings.Builder
	fmt.Fprintf(&b, "in %s\n", message.Count(s.Runs, "run"))
	if lines := append(s.Case, s.Go...); lines != nil {
		fmt.Fprintf(&b, "\nthe case, with %s:\n", message.Count(s.Pins, "pin"))
		for _, line := range lines {
			fmt.Fprintf(&b, "  %s\n", term.Visible(strings.ReplaceAll(line, "\t", "    ")))
		}
	}
	if s.Note != "" {
		fmt.Fprintf(&b, "\n%s\n", term.Visible(s.Note))
	}
	return b.String()
}

// aligned returns lines whose cells start in the same columns.
func aligned(lines [][]string) (out []string) {
	var widths []int
	for _, line := range lines {
		for i, cell := range line {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], term.Width(term.Visible(cell)))
		}
	}
	for _, line := range lines {
		var b strings.Builder
		for i, cell := range line {
			b.WriteString(term.Pad(term.Visible(cell), widths[i]+2))
		}
		out = append(out, strings.TrimRight(b.String(), " "))
	}
	return out
}

package tablediff

import (
	"slices"
	"strings"

	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/report"
)

func inputChange(old, new *goldenfile.File, o Options) report.Inputs {
	is := new.Inputs
	if o.Inputs != nil {
		is = o.Inputs
	}
	var was []string
	if old != nil {
		was = old.Inputs
	}
	c := report.Inputs{Known: len(was)+len(is) > 0}
	if old == nil || slices.Equal(was, is) {
		return c
	}
	c.Changed = true
	if o.Explain != nil {
		c.Text = o.Explain(was, is)
	}
	if c.Text == "" {
		c.Text = linesApart(was, is)
	}
	return c
}

// linesApart lists the datasets, the first words, of the input lines that differ.
func linesApart(old, new []string) string {
	var names []string
	for _, side := range [][2][]string{{new, old}, {old, new}} {
		for _, line := range side[0] {
			name, _, _ := strings.Cut(line, " ")
			if !slices.Contains(side[1], line) && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return strings.Join(names, ", ")
}

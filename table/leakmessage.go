package table

import (
	"fmt"
	"strings"

	"github.com/assay-go/assay/gen"
)

// nondeterminismMessage says that a transform gives two results for one input.
func nondeterminismMessage(d *difference) string {
	var b strings.Builder
	b.WriteString("the transform is not deterministic: its result differs between two runs on the same input\n")
	writeDifference(&b, d)
	b.WriteString("look for the order of a map, time.Now (pin the clock with Now), random numbers, " +
		"or a race between goroutines")
	return b.String()
}

// A leakReport describes the leaks of a case.
type leakReport struct {
	deps   *dependencies
	place  func(dataset, column string) string // of a column in the fixture
	inYAML bool                                // whether the case is written in YAML
}

// message names the leaks, the cells that changed, and the ways out.
func (r *leakReport) message(leaks []leak) string {
	var b strings.Builder
	b.WriteString("leak: the result depends on generated data that the case does not pin\n")
	for _, l := range leaks {
		for i, c := range l.Suspects {
			if i > 0 {
				b.WriteString("  together with\n")
			}
			fmt.Fprintf(&b, "  %s\n", r.describe(c))
		}
		writeDifference(&b, l.Evidence)
	}
	b.WriteString(r.waysOut(leaks))
	return b.String()
}

// describe names a column, its place, and the columns that it is read through.
func (r *leakReport) describe(c gen.ColumnInfo) string {
	text := fmt.Sprintf("%s (%s)", columnID(c), r.place(c.Dataset, c.Path))
	if c.Count {
		text = fmt.Sprintf("the number of rows of %s (%s), named %s", c.Dataset, r.place(c.Dataset, c.Path), columnID(c))
	}
	if through := r.deps.readThrough(c); through != "" {
		text += ", read through " + through
	}
	return text
}

// writeDifference writes a difference, indented below a column's name.
func writeDifference(b *strings.Builder, d *difference) {
	if d.summary != "" {
		fmt.Fprintf(b, "    %s\n", strings.ReplaceAll(strings.TrimSpace(d.summary), "\n", "\n    "))
	}
	for _, cell := range d.cells {
		fmt.Fprintf(b, "    %s\n", cell)
	}
}

// waysOut says what to do about leaks, in the language that the case is written in.
func (r *leakReport) waysOut(leaks []leak) string {
	var uses []string
	for _, l := range leaks {
		for _, c := range l.Suspects {
			uses = append(uses, columnID(c))
		}
	}
	first := leaks[0].Suspects[0]
	pin := fmt.Sprintf("Pin: table.Pin{%q: …}", columnID(first))
	if first.Count {
		pin = fmt.Sprintf("Rows: map[string]int{%q: …}", first.Dataset)
	}
	use := fmt.Sprintf("Uses: %#v", uses)
	if r.inYAML {
		pin = fmt.Sprintf("pin: {%s: …}", columnID(first))
		if first.Count {
			pin = fmt.Sprintf("rows: {%s: …}", first.Dataset)
		}
		use = fmt.Sprintf("uses: [%s]", strings.Join(uses, ", "))
	}
	return fmt.Sprintf("to fix it, do one of these:\n"+
		"  - pin it:      %s\n"+
		"  - declare it:  %s\n"+
		"  - change the transform to stop depending on it", pin, use)
}

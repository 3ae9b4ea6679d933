package table

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/assay-go/assay/gen"
)

// nondeterminismMessage reports that a transform gives two results for one input.
func (tr Transform) nondeterminismMessage(d *difference) string {
	var b strings.Builder
	b.WriteString("the transform is not deterministic: its result differs between two runs on the same input\n")
	writeDifference(&b, "  ", d)
	if tr.relational {
		b.WriteString(lookForInSQL)
	} else {
		b.WriteString(lookForInGo)
	}
	return b.String()
}

// What may make a transform nondeterministic.
const (
	lookForInGo = "look for the order of a map, a sort that leaves ties, time.Now (pin the clock with Now), " +
		"random numbers, or a race between goroutines"
	lookForInSQL = "look for now() and current_date (pin the clock with Now), random(), or a new UUID"
)

// needlessMessage reports uses on which nothing depends.
func needlessMessage(names []string) string {
	is, it := "is", "it"
	if len(names) > 1 {
		is, it = "are", "them"
	}
	return fmt.Sprintf("warning: %s %s in Uses, but redrawing %s does not change the result: remove %s from Uses",
		strings.Join(names, ", "), is, it, it)
}

// A leakReport describes the leaks of a case.
type leakReport struct {
	deps   *dependencies
	place  func(dataset, column string) string // of a column in the fixture
	inYAML bool                                // whether the case is written in YAML
}

// message names the leaks, the cells that changed, and the ways out.
func (r *leakReport) message(leaks []leak) string {
	ordered := func(l leak) bool { return slices.ContainsFunc(l.Suspects, isRowOrder) }
	var parts []string
	if some := slices.DeleteFunc(slices.Clone(leaks), ordered); len(some) > 0 {
		parts = append(parts, r.section("generated data that the case does not pin", some)+r.waysOut(some))
	}
	unordered := func(l leak) bool { return !ordered(l) }
	if some := slices.DeleteFunc(slices.Clone(leaks), unordered); len(some) > 0 {
		parts = append(parts, r.section("the order of rows, and tables have none", some)+orderWaysOut)
	}
	return strings.Join(parts, "\n")
}

// orderWaysOut are the remedies for a result that depends on the order of rows.
const orderWaysOut = "to fix it, sort by columns that identify a row, wherever the order counts: " +
	"in OVER (ORDER BY …), before LIMIT,\nin string_agg(… ORDER BY …) and list(… ORDER BY …), " +
	"and at the end if the order of the result counts"

// section names leaks and the cells that changed.
func (r *leakReport) section(cause string, leaks []leak) string {
	var b strings.Builder
	fmt.Fprintf(&b, "leak: the result depends on %s\n", cause)
	for _, l := range leaks {
		for i, c := range l.Suspects {
			if i > 0 {
				b.WriteString("  together with\n")
			}
			fmt.Fprintf(&b, "  %s\n", r.describe(c))
		}
		writeDifference(&b, "    ", l.Evidence)
	}
	return b.String()
}

// describe names a column, its place, and the columns that it is read through.
func (r *leakReport) describe(c gen.ColumnInfo) string {
	if isRowOrder(c) {
		return fmt.Sprintf("the order of the rows of %s (%s)", c.Dataset, r.place(c.Dataset, c.Path))
	}
	text := fmt.Sprintf("%s (%s)", columnID(c), r.place(c.Dataset, c.Path))
	if c.Count {
		text = fmt.Sprintf("the number of rows of %s (%s), in Uses %s", c.Dataset, r.place(c.Dataset, c.Path), columnID(c))
	}
	if through := r.deps.readThrough(c); through != "" {
		text += ", read through " + through
	}
	return text
}

// writeDifference writes a difference, indented.
func writeDifference(b *strings.Builder, indent string, d *difference) {
	if d.summary != "" {
		fmt.Fprintf(b, "%s%s\n", indent, strings.ReplaceAll(strings.TrimSpace(d.summary), "\n", "\n"+indent))
	}
	for _, cell := range d.cells {
		fmt.Fprintf(b, "%s%s\n", indent, cell)
	}
}

// The ways to write pins, row counts and uses in a case.
var (
	goSyntax   = caseSyntax{"Pin: table.Pin{%s}", "Rows: map[string]int{%s}", "Uses: []string{%s}", strconv.Quote}
	yamlSyntax = caseSyntax{"pin: {%s}", "rows: {%s}", "uses: [%s]", func(name string) string { return name }}
)

type caseSyntax struct {
	pin, rows, uses string
	name            func(string) string
}

// waysOut returns the remedies for leaks, in the language that the case is written in.
func (r *leakReport) waysOut(leaks []leak) string {
	syntax := goSyntax
	if r.inYAML {
		syntax = yamlSyntax
	}
	var uses, pins, rows []string
	for _, l := range leaks {
		for _, c := range l.Suspects {
			uses = append(uses, syntax.name(columnID(c)))
			if c.Count {
				rows = append(rows, syntax.name(c.Dataset)+": …")
			} else {
				pins = append(pins, syntax.name(columnID(c))+": …")
			}
		}
	}
	var static []string
	if rows != nil {
		static = append(static, fmt.Sprintf(syntax.rows, strings.Join(rows, ", ")))
	}
	if pins != nil {
		static = append(static, fmt.Sprintf(syntax.pin, strings.Join(pins, ", ")))
	}
	it := "it"
	if len(uses) > 1 {
		it = "them"
	}
	return fmt.Sprintf("to fix it, do one of these:\n"+
		"  - pin %[1]s:      %[2]s\n"+
		"  - declare %[1]s:  %[3]s\n"+
		"  - change the transform to stop depending on %[1]s",
		it, strings.Join(static, ", "), fmt.Sprintf(syntax.uses, strings.Join(uses, ", ")))
}

package smallcase

import (
	"fmt"
	"strings"

	"github.com/assay-go/assay/internal/arrowtext"
)

// YAML returns the lines of the case, as in a file of its own. settings are lines of other keys.
func (c *Case) YAML(name, doc string, settings []string) []string {
	lines := []string{"name: " + Scalar(name), "doc: " + Scalar(doc)}
	lines = append(lines, settings...)
	lines = append(lines, "rows: {"+c.Rows()+"}")
	pins := c.pins()
	if len(pins) > 0 {
		lines = append(lines, "pin:")
	}
	for _, p := range pins {
		lines = append(lines, "  "+Scalar(p.path)+": "+p.value.yaml(p.typ))
	}
	return lines
}

// Go returns the lines of the case as a table.Case.
func (c *Case) Go(name string, settings []string) []string {
	lines := []string{"table.Case{", fmt.Sprintf("\tName: %q,", name)}
	lines = append(lines, settings...)
	lines = append(lines, "\tRows: map[string]int{"+quotedNames(c.Rows())+"},", "\tPin: table.Pin{")
	for _, p := range c.pins() {
		value := "nil"
		if !p.value.null {
			value = fmt.Sprintf("%q", p.value.text)
		}
		lines = append(lines, fmt.Sprintf("\t\t%q: %s,", p.path, value))
	}
	return append(lines, "\t},", "},")
}

// quotedNames quotes the names in "a: 1, b: 2".
func quotedNames(rows string) string {
	if rows == "" {
		return ""
	}
	return `"` + strings.ReplaceAll(strings.ReplaceAll(rows, ": ", `": `), ", ", `, "`)
}

// Scalar returns a text as a YAML scalar.
func Scalar(text string) string {
	if simplePath().MatchString(text) && !notPlain().MatchString(text) {
		return text
	}
	return string(arrowtext.AppendJSON(nil, text))
}

// List returns texts as a YAML list.
func List(texts []string) string {
	var all []string
	for _, t := range texts {
		all = append(all, Scalar(t))
	}
	return "[" + strings.Join(all, ", ") + "]"
}

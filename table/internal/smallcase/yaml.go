package smallcase

import "fmt"

// YAML returns the lines of the case, as in a file of its own. settings are lines of other keys.
func (c *Case) YAML(name, doc string, settings []string) []string {
	lines := []string{"name: " + Scalar(name), "doc: " + Scalar(doc)}
	lines = append(lines, settings...)
	lines = append(lines, "rows: "+Counts(c.rows))
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
	lines = append(lines, fmt.Sprintf("\tRows: %#v,", c.rows), "\tPin: table.Pin{")
	for _, p := range c.pins() {
		value := "nil"
		if !p.value.null {
			value = fmt.Sprintf("%q", p.value.text)
		}
		lines = append(lines, fmt.Sprintf("\t\t%q: %s,", p.path, value))
	}
	return append(lines, "\t},", "},")
}

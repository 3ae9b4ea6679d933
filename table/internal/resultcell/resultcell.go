// Package resultcell finds the cell of a result that a text such as "country=DE,revenue" means.
package resultcell

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"gopkg.in/yaml.v3"

	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/assay-go/assay/internal/message"
)

// A Cell is a column of a row of a table, or a path of a value.
type Cell struct {
	Column string
	where  []condition // on the row
	row    int         // its number, or -1
}

type condition struct{ column, text string }

const shape = "want conditions on a row and a column, such as country=DE,revenue, or a row and a column, such as " +
	"[3],revenue"

// Parse parses column=text conditions, or the number of a row in brackets, and then the name of a column. A part in
// double quotes may have commas. A table of one row, and a value, need no condition.
func Parse(text string) (Cell, error) {
	c := Cell{row: -1}
	parts, err := split(text)
	if err != nil {
		return c, err
	}
	c.Column = parts[len(parts)-1]
	for _, p := range parts[:len(parts)-1] {
		name, value, ok := strings.Cut(p, "=")
		switch number, isRow := strings.CutPrefix(p, "["); {
		case isRow:
			n, err := strconv.Atoi(strings.TrimSuffix(number, "]"))
			if err != nil || n < 0 {
				return c, fmt.Errorf("%s is not a row: rows count from [0]", message.Quote(p))
			}
			c.row = n
		case !ok || name == "":
			return c, fmt.Errorf("%s is not a condition: %s", message.Quote(p), shape)
		default:
			c.where = append(c.where, condition{name, value})
		}
	}
	if c.Column == "" {
		return c, fmt.Errorf("the cell %s has no column: %s", message.Quote(text), shape)
	}
	return c, nil
}

// split splits a text at commas outside of quotes.
func split(text string) (parts []string, err error) {
	quoted, part := false, strings.Builder{}
	for _, r := range text {
		switch {
		case r == '"':
			quoted = !quoted
		case r == ',' && !quoted:
			parts = append(parts, part.String())
			part.Reset()
		default:
			part.WriteRune(r)
		}
	}
	if quoted {
		return nil, fmt.Errorf("a quote is not closed in the cell %s", message.Quote(text))
	}
	return append(parts, part.String()), nil
}

// Absent is the text of a cell that is not in the result.
const Absent = "absent"

// In returns the text of the cell in a table. It is Absent if no row fits.
func (c Cell) In(rec arrow.Record) (string, error) {
	if c.row >= int(rec.NumRows()) {
		return Absent, nil
	}
	rows := []int{}
	for row := range int(rec.NumRows()) {
		if c.row < 0 || c.row == row {
			rows = append(rows, row)
		}
	}
	for _, w := range c.where {
		texts, err := textsOf(rec, w.column)
		if err != nil {
			return "", err
		}
		rows = slices.DeleteFunc(rows, func(row int) bool { return texts[row] != w.text })
	}
	texts, err := textsOf(rec, c.Column)
	switch {
	case err != nil:
		return "", err
	case len(rows) > 1:
		return "", fmt.Errorf("%s of the result fit: add conditions that tell them apart",
			message.Count(len(rows), "row"))
	case len(rows) == 0:
		return Absent, nil
	}
	return texts[rows[0]], nil
}

// textsOf returns the cells of a column as text.
func textsOf(rec arrow.Record, name string) ([]string, error) {
	at := rec.Schema().FieldIndices(name)
	if len(at) == 0 {
		var names []string
		for _, f := range rec.Schema().Fields() {
			names = append(names, f.Name)
		}
		return nil, fmt.Errorf("the result has no column %s%s", message.Quote(name), message.DidYouMeanOr(name, names))
	}
	a := rec.Column(at[0])
	format, err := arrowtext.NewFormatter(a)
	if err != nil {
		return nil, err
	}
	null := arrowtext.Nulls(a)
	out := make([]string, a.Len())
	for row := range out {
		if out[row] = "null"; !null(row) {
			out[row] = string(format(nil, row))
		}
	}
	return out, nil
}

// InValue returns the part of a value, in YAML, at the path that is the column, such as groups[2].lift. It is Absent if
// there is none.
func (c Cell) InValue(text []byte) (string, error) {
	var root yaml.Node
	if err := yaml.Unmarshal(text, &root); err != nil || len(root.Content) == 0 {
		return Absent, err
	}
	n := root.Content[0]
	for _, step := range strings.FieldsFunc(c.Column, func(r rune) bool { return r == '.' || r == '[' }) {
		next := (*yaml.Node)(nil)
		if i, err := strconv.Atoi(strings.TrimSuffix(step, "]")); err == nil && n.Kind == yaml.SequenceNode {
			if i >= 0 && i < len(n.Content) {
				next = n.Content[i]
			}
		}
		for i := 0; n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value == step {
				next = n.Content[i+1]
			}
		}
		if next == nil {
			return Absent, nil
		}
		n = next
	}
	if n.Kind == yaml.ScalarNode {
		return n.Value, nil
	}
	out, err := yaml.Marshal(n)
	return strings.TrimSpace(string(out)), err
}

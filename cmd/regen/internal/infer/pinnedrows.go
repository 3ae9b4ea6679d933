package infer

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/internal/message"
)

// A treatment is what a capture does with the cells of a column.
type treatment int

const (
	copies treatment = iota
	replaces
	leavesOut
)

// treats returns what happens to a column: texts, keys and references are replaced, and numbers, dates and booleans are
// copied. What cannot be replaced is left out, and so are dates of birth and salaries.
func (c *capture) treats(col *column) treatment {
	name := col.of.name + "." + col.Name
	switch {
	case slices.Contains(c.Hide, name) || !pinnable(col.Type):
		return leavesOut
	case slices.Contains(c.Keep, name):
		return copies
	case col.Texts == nil && col.named("birth", "born", "dob", "salary", "income", "wage"):
		return leavesOut
	case col.Texts != nil || col.ref != nil || col.referred || arrow.IsInteger(col.Type.ID()) && col.identifies():
		return replaces
	case arrow.IsNested(col.Type.ID()):
		if isJSON(col.Type) {
			return replaces
		}
		return leavesOut
	case col.Numbers != nil:
		return copies
	}
	return leavesOut
}

// identifies reports whether integers are those of somebody or something: by their name, or unique, and long or with
// the name of a key.
func (c *column) identifies() bool {
	if c.named("phone", "mobile", "fax", "zip", "postal", "postcode", "ssn") {
		return true
	}
	ends := func(end string) bool { return strings.HasSuffix(plain(c.Name), end) }
	return c.Unique() && c.Rows > 1 && (c.Numbers.Greatest >= 1e5 ||
		slices.ContainsFunc([]string{"id", "key", "no", "nr", "number", "code"}, ends))
}

// named reports whether the name of a column has one of some words.
func (c *column) named(words ...string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(plain(c.Name), w) })
}

// isJSON reports whether the parts of a nested type are texts, numbers and booleans.
func isJSON(dt arrow.DataType) bool {
	switch t := dt.(type) {
	case *arrow.StructType:
		return !slices.ContainsFunc(t.Fields(), func(f arrow.Field) bool { return !isJSON(f.Type) })
	case *arrow.MapType:
		return false
	case arrow.ListLikeType:
		return isJSON(t.Elem())
	}
	return dt.ID() == arrow.STRING || dt.ID() == arrow.BOOL || arrow.IsInteger(dt.ID()) || arrow.IsFloating(dt.ID())
}

// datasets formats the datasets with a pin for each captured row, parents first.
func (c *capture) datasets() string {
	var b strings.Builder
	for _, d := range inOrder(c.all) {
		rows := c.rows[d]
		if len(rows) == 0 {
			continue
		}
		fmt.Fprintf(&b, "  %s:\n    rows: %d\n    columns:\n", key(d.name), len(rows))
		for _, col := range d.columns {
			fmt.Fprintf(&b, "      %s: {pin: null%s}\n", key(col.Name), typed(col.Column))
		}
		b.WriteString("    pins:\n")
		for _, at := range slices.Sorted(maps.Keys(rows)) {
			var cells []string
			for i, col := range d.columns {
				if text, ok := c.cell(col, rows[at][i]); ok {
					cells = append(cells, key(col.Name)+": "+text)
				}
			}
			fmt.Fprintf(&b, "      - {%s}\n", strings.Join(cells, ", "))
		}
	}
	return b.String()
}

// cell formats a cell of a captured row. ok is false if it is null.
func (c *capture) cell(col *column, from []byte) (text string, ok bool) {
	how := c.treats(col)
	if from == nil || how == leavesOut {
		return "", false
	}
	text = string(from)
	if how == replaces {
		switch {
		case arrow.IsNested(col.Type.ID()):
			text = c.names.ofJSON(text)
		case col.Texts != nil:
			text = c.names.ofText(text, col.code())
		default:
			text = c.names.ofNumber(keyText(text), boundOf(col.Type))
		}
	}
	return pinned(col.Type, text), true
}

// code returns what all texts of a column start with, if that is a code.
func (c *column) code() string {
	sample := c.Texts.Sample()
	if n, _ := c.Distinct(); n < 20 {
		return ""
	}
	common := sample[0]
	for _, s := range sample {
		for !strings.HasPrefix(s, common) {
			common = common[:len(common)-1]
		}
	}
	common = strings.TrimRight(common, "0123456789")
	if !isCode(common) {
		return ""
	}
	return common
}

// summary says what a capture has, and what it replaces, copies and leaves out.
func (c *capture) summary() []string {
	var rows []string
	names := map[treatment][]string{}
	for _, d := range inOrder(c.all) {
		if len(c.rows[d]) == 0 {
			continue
		}
		rows = append(rows, message.Count(len(c.rows[d]), "row")+" of "+d.name)
		for _, col := range d.columns {
			how := c.treats(col)
			names[how] = append(names[how], d.name+"."+col.Name)
		}
	}
	lines := []string{"captured: " + strings.Join(rows, ", ")}
	for _, part := range []struct {
		how  treatment
		text string
	}{{replaces, "replaced by pseudonyms"}, {copies, "copied from the data"}, {leavesOut, "left out"}} {
		if len(names[part.how]) > 0 {
			lines = append(lines, part.text+": "+oneLine(strings.Join(names[part.how], ", ")))
		}
	}
	return lines
}

// oneLine escapes names for a comment.
func oneLine(s string) string { return strings.Trim(quoted(s), `"`) }

// ofJSON replaces the texts of a nested cell.
func (p *pseudonyms) ofJSON(text string) string {
	var v any
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	if d.Decode(&v) != nil {
		return "null"
	}
	var walk func(v any) any
	walk = func(v any) any {
		switch v := v.(type) {
		case string:
			return p.ofText(v, "")
		case []any:
			for i := range v {
				v[i] = walk(v[i])
			}
		case map[string]any:
			for _, k := range slices.Sorted(maps.Keys(v)) {
				v[k] = walk(v[k])
			}
		}
		return v
	}
	out, err := json.Marshal(walk(v))
	if err != nil {
		return "null"
	}
	return string(out)
}

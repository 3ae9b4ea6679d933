package dbt

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/assay-go/assay/internal/message"
)

// A UnitTest is a unit test of a model.
type UnitTest struct {
	Name, Package, Model string
	Doc                  string
	File                 string // the YAML file, below the project
	Given                []Given
	Expect               Rows
	Form                 Form // of the model
	Overrides            bool // of macros, variables or the environment that only dbt compiles
	Disabled             bool
}

// A Given is an input of a unit test.
type Given struct {
	Input string // ref('orders'), source('shop', 'orders'), this
	Rows  Rows
}

// Rows are rows of a unit test: of a table, or of a query.
type Rows struct {
	SQL   string // not "" for a query
	Cells []map[string]Cell
}

// A Cell is the text of a value, or null.
type Cell struct {
	Text string
	Null bool
}

type rawUnitTest struct {
	Name, Model, Description string
	Package                  string `json:"package_name"`
	File                     string `json:"original_file_path"`
	Given                    []struct {
		Input string
		rawRows
	}
	Expect    rawRows
	Overrides map[string]map[string]any
	Config    struct{ Enabled *bool }
}

type rawRows struct {
	Rows   json.RawMessage
	Format string
}

func (u *rawUnitTest) unitTest() *UnitTest {
	t := &UnitTest{
		Name: u.Name, Package: u.Package, Model: u.Model, Doc: u.Description, File: u.File, Expect: u.Expect.rows(),
		Disabled: u.Config.Enabled != nil && !*u.Config.Enabled,
	}
	for kind, o := range u.Overrides {
		for name, value := range o {
			switch {
			case kind != "macros" || name != "is_incremental":
				t.Overrides = true
			case value == true:
				t.Form = Again
			default:
				t.Form = First
			}
		}
	}
	for _, g := range u.Given {
		t.Given = append(t.Given, Given{g.Input, g.rows()})
	}
	return t
}

// rows returns the rows of a unit test. What is not a list of objects has no rows: dbt refuses it when it compiles.
func (r rawRows) rows() (rows Rows) {
	if r.Format == "sql" {
		if json.Unmarshal(r.Rows, &rows.SQL) != nil {
			rows.SQL = "rows that are not SQL"
		}
		return rows
	}
	var cells []map[string]json.RawMessage
	if json.Unmarshal(r.Rows, &cells) != nil {
		return rows
	}
	for _, row := range cells {
		out := map[string]Cell{}
		for name, raw := range row {
			out[name] = cell(raw)
		}
		rows.Cells = append(rows.Cells, out)
	}
	return rows
}

// cell returns the text of a JSON value: of a number its own digits, of a list or an object its JSON.
func cell(raw json.RawMessage) Cell {
	var text string
	switch {
	case string(raw) == "null":
		return Cell{Null: true}
	case json.Unmarshal(raw, &text) == nil:
		return Cell{Text: text}
	}
	return Cell{Text: string(raw)}
}

// Columns returns the names of the columns that some row has.
func (r Rows) Columns() []string {
	names := map[string]bool{}
	for _, row := range r.Cells {
		for name := range row {
			names[name] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}

// csv returns the rows as CSV with these columns, and their number in the first one: null is an empty cell, and a text
// has quotes.
func (r Rows) csv(columns []string) []byte {
	quote := func(text string) string { return `"` + strings.ReplaceAll(text, `"`, `""`) + `"` }
	var out bytes.Buffer
	for i, name := range columns {
		if i > 0 {
			out.WriteByte(',')
		}
		out.WriteString(quote(name))
	}
	for i, row := range r.Cells {
		fmt.Fprintf(&out, "\n%d", i)
		for _, name := range columns[1:] {
			out.WriteByte(',')
			if c, ok := row[name]; ok && !c.Null {
				out.WriteString(quote(c.Text))
			}
		}
	}
	out.WriteByte('\n')
	return out.Bytes()
}

// Input returns the node that an input of a unit test names, and whether that is the model itself, as this.
func (m *Manifest) Input(model *Node, input string) (n *Node, this bool, err error) {
	to, ok := parseRelation(strings.TrimSpace(input))
	switch {
	case !ok:
		return nil, false, fmt.Errorf("input %s: want ref('model'), source('source', 'table') or this", message.Quote(input))
	case to.Kind == "this":
		return model, true, nil
	}
	n, err = m.Relation(to)
	return n, false, err
}

// Relation returns the node that ref or source names.
func (m *Manifest) Relation(to Relation) (*Node, error) {
	first, second := to.Args[0], ""
	if len(to.Args) > 1 {
		second = to.Args[1]
	}
	for _, id := range slices.Sorted(maps.Keys(m.nodes)) {
		n := m.nodes[id]
		switch {
		case n.Disabled:
		case to.Kind == "source" && n.Kind == "source" && n.Source == first && n.Name == second,
			to.Kind == "ref" && n.Kind != "source" && n.Name == first && second == "",
			to.Kind == "ref" && n.Kind != "source" && n.Name == second && strings.HasPrefix(id, n.Kind+"."+first+"."):
			return n, nil
		}
	}
	return nil, fmt.Errorf("the project has no %s", message.Excerpt(to.String()))
}

// CompiledFile returns the path below the project of the SQL of a unit test, with its inputs, as dbt test writes it.
func (m *Manifest) CompiledFile(u *UnitTest, model *Node) (string, error) {
	file := path.Join("target/compiled", u.Package, u.File, path.Dir(model.File), u.Name+".sql")
	if !strings.HasPrefix(file, "target/compiled/") || strings.Contains(u.Name, "/") {
		return "", errors.New("unit test " + strconv.Quote(u.Name) + ": its file would be outside of the project")
	}
	return file, nil
}

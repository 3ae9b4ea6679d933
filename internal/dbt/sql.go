package dbt

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/assay-go/assay/internal/message"
	"github.com/assay-go/assay/internal/term"
)

// Names say how the relations of a project are called where its SQL runs.
type Names struct {
	// Dataset returns the name of the table that holds a node's rows, or "" without one. Then the SQL of the model
	// takes its place.
	Dataset func(*Node) string
	// Query returns SQL that takes the place of a node's table, or "". It may be nil.
	Query func(*Node) string
	This  string                   // the table with the result of the run before
	Only  bool                     // a node without a table or query is an error
	Quote func(name string) string // a name in SQL
}

// A Form is what a model's SQL does.
type Form int

// The forms of a model.
const (
	AsCompiled Form = iota // as dbt compiled it
	First                  // as if is_incremental() is false
	Again                  // as if is_incremental() is true: it adds to this
)

// SQL returns a statement that selects the rows of a model, and the nodes whose tables it reads. Models upstream that
// have no table are common table expressions of it, as compiled.
func (m *Manifest) SQL(model *Node, form Form, names Names) (sql string, reads []*Node, err error) {
	c := &composer{m: m, names: names, ctes: map[string]string{}}
	text, err := c.model(model, form)
	if err != nil {
		return "", nil, err
	}
	if len(c.steps) > 0 {
		text = "with " + strings.Join(c.steps, ",\n") + "\nselect * from (\n" + text + "\n) as assay_model"
	}
	return text, c.reads, nil
}

// A composer puts the SQL of a model and of models upstream together.
type composer struct {
	m     *Manifest
	names Names
	ctes  map[string]string // by ID of a node: its common table expression; "" while it is made
	steps []string
	reads []*Node

	length int // of the SQL so far
}

// mostSQL is the length of the longest statement in bytes. A short name that a long one replaces could make any other.
const mostSQL = 16 << 20

// model returns the SQL of a form of a model.
func (c *composer) model(n *Node, form Form) (string, error) {
	if form == AsCompiled {
		return c.compiled(n, "")
	}
	text, err := Render(n.Raw, form == Again, func(to Relation) (string, error) {
		if to.Kind == "this" {
			return c.names.Quote(c.names.This), nil
		}
		of, err := c.m.Relation(to)
		if err != nil {
			return "", err
		}
		return c.table(of)
	})
	if err == nil {
		return statement(text), nil
	}
	wrong := (*TemplateError)(nil)
	onlyDBT := errors.As(err, &wrong) && wrong.Compile
	isAgain := n.Relation != "" && strings.Contains(n.Compiled, n.Relation)
	switch {
	case onlyDBT && n.Compiled != "" && isAgain == (form == Again):
		return c.compiled(n, c.names.Quote(c.names.This))
	case onlyDBT && form == Again:
		err = fmt.Errorf("%w; dbt compiles it as incremental if the table of the model exists", err)
	case onlyDBT && isAgain:
		err = fmt.Errorf("%w with --full-refresh", err)
	}
	return "", fmt.Errorf("%s:%w", term.Visible(n.File), err)
}

// statement returns SQL without what ends it.
func statement(sql string) string { return strings.TrimRight(strings.TrimSpace(sql), "; \n\t") }

// compiled returns the SQL of a model, in which the names of relations are replaced, that of its own table by this.
func (c *composer) compiled(n *Node, this string) (string, error) {
	if strings.TrimSpace(n.Compiled) == "" {
		return "", fmt.Errorf("%s: the manifest has no SQL of %s %s: run dbt compile",
			c.m.Path, n.Kind, message.Quote(n.Name))
	}
	replaced := map[string]string{}
	if this != "" && n.Relation != "" {
		replaced[n.Relation] = this
	}
	if err := c.parents(n, replaced, map[string]bool{}); err != nil {
		return "", err
	}
	text, ok := replaceRelations(statement(n.Compiled), replaced, mostSQL-c.length)
	if c.length += len(text); !ok {
		return "", fmt.Errorf("%s: the SQL of %s and of models upstream has more than %d MiB",
			c.m.Path, message.Quote(n.Name), mostSQL>>20)
	}
	return text, nil
}

// parents finds the names of the relations that a model selects from. The SQL of ephemeral ones is in its own.
func (c *composer) parents(n *Node, replaced map[string]string, seen map[string]bool) error {
	for _, id := range n.Parents {
		p := c.m.nodes[id]
		switch {
		case p == nil || seen[id]:
		case p.Relation == "":
			seen[id] = true
			if err := c.parents(p, replaced, seen); err != nil {
				return err
			}
		default:
			name, err := c.table(p)
			if err != nil {
				return err
			}
			replaced[p.Relation] = name
		}
	}
	return nil
}

// table returns the name of a node's table or common table expression.
func (c *composer) table(n *Node) (string, error) {
	if name := c.names.Dataset(n); name != "" {
		if !slices.Contains(c.reads, n) {
			c.reads = append(c.reads, n)
		}
		return c.names.Quote(name), nil
	}
	name, known := c.ctes[n.ID]
	query := ""
	if c.names.Query != nil {
		query = statement(c.names.Query(n))
	}
	var err error
	switch {
	case known && name == "":
		return "", fmt.Errorf("%s: model %s depends on itself", c.m.Path, message.Quote(n.Name))
	case known:
		return name, nil
	case query == "" && (c.names.Only || n.Kind != "model"):
		return "", fmt.Errorf("no dataset has the rows of %s %s", n.Kind, message.Quote(n.Title()))
	case query == "":
		c.ctes[n.ID] = ""
		if query, err = c.compiled(n, ""); err != nil {
			return "", err
		}
	}
	name = c.names.Quote(fmt.Sprintf("assay_%d_%s", len(c.steps)+1, n.Name))
	c.ctes[n.ID] = name
	c.steps = append(c.steps, name+" as (\n"+query+"\n)")
	return name, nil
}

// Title returns the name of a node as the project refers to it: that of a source comes after its own source's.
func (n *Node) Title() string {
	if n.Source != "" {
		return n.Source + "." + n.Name
	}
	return n.Name
}

// replaceRelations replaces whole names of relations in SQL, the longest that fits. It is not ok if that has more than
// most bytes.
func replaceRelations(sql string, replaced map[string]string, most int) (text string, ok bool) {
	var names []string
	for name := range replaced {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int { return len(b) - len(a) })
	var out strings.Builder
next:
	for i := 0; i < len(sql); {
		if out.Len() > most {
			return "", false
		}
		if i == 0 || !isName(sql[i-1]) && sql[i-1] != '.' {
			for _, name := range names {
				if rest, ok := strings.CutPrefix(sql[i:], name); ok && (rest == "" || !isName(rest[0])) {
					out.WriteString(replaced[name])
					i += len(name)
					continue next
				}
			}
		}
		out.WriteByte(sql[i])
		i++
	}
	return out.String(), out.Len() <= most
}

// isName reports whether a character continues a name of SQL.
func isName(c byte) bool {
	return c == '_' || c == '$' || '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z' || c >= 0x80
}

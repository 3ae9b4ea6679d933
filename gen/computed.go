package gen

import (
	"errors"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/gen/internal/bytebudget"
	"github.com/assay-go/assay/gen/internal/columns"
	"github.com/assay-go/assay/gen/internal/expr"
	"github.com/assay-go/assay/internal/message"
)

func (g Template) compile(c *compiler, n *node) bool {
	var around []string // the texts before and after the holes
	var holes []*node
	var text strings.Builder
	ok := true
	for rest := g.Text; rest != ""; {
		i := strings.IndexAny(rest, "{}")
		if i < 0 {
			text.WriteString(rest)
			break
		}
		text.WriteString(rest[:i])
		brace := rest[i]
		rest = rest[i+1:]
		if strings.HasPrefix(rest, string(brace)) {
			text.WriteByte(brace)
			rest = rest[1:]
			continue
		}
		name, after, closed := strings.Cut(rest, "}")
		if brace == '}' || !closed {
			return c.report(n, "the template has a single %c; write {{ or }} for a brace", brace)
		}
		rest = after
		column := n.group.find(name)
		if column == nil {
			do := message.DidYouMean(name, c.candidates(n.namesAround))
			if base, _, formatted := strings.Cut(name, ":"); formatted && n.group.find(base) != nil {
				do = `; a hole takes no format: for a number with zeros in front, use seq with a format such as "ORD-%06d"`
			}
			c.report(n, "the template has a hole for %q, which is not a column%s", name, do)
			ok = false
			continue
		}
		ok = c.need(n, column) && ok
		around = append(around, text.String())
		holes = append(holes, column)
		text.Reset()
	}
	if !ok {
		return false
	}
	around = append(around, text.String())
	return c.finish(n, arrow.BinaryTypes.String, func(b *batch, mem memory.Allocator) (arrow.Array, error) {
		cells, err := b.columns(holes)
		if err != nil {
			return nil, err
		}
		return columns.FillHoles(mem, b.rows.N, around, cells)
	})
}

// An environment resolves the names in the expressions of a node: the columns around it.
type environment struct {
	c      *compiler
	n      *node
	group  *group // the columns, of the node's dataset or of another
	broken bool   // a column that the expression reads has an error of its own
}

func (e *environment) Type(name string) (arrow.DataType, bool) {
	column := e.group.find(name)
	if column == nil {
		return e.placement(name)
	}
	if !e.c.need(e.n, column) {
		e.broken = true
		return nil, false
	}
	return column.typ, true
}

func (e *environment) Names() []string {
	return e.c.candidates(func() []string {
		if e.group != e.n.group {
			return e.group.names()
		}
		if e.n.dataset.spec.Per == nil {
			return append(e.n.namesAround(), rowNumber)
		}
		return append(e.n.namesAround(), placements...)
	})
}

// A formula is a compiled expression and the columns that it reads.
type formula struct {
	program *expr.Program
	dataset *dataset
	columns []*node // in the order of the program's Deps; nil for a placement
}

// around quotes an expression, or the part of a long one around an offset.
func around(text string, offset int) string {
	const short, before = 120, 20
	if len(text) <= short {
		return strconv.Quote(text)
	}
	from := min(max(offset-before, 0), len(text))
	for from > 0 && !utf8.RuneStart(text[from]) {
		from--
	}
	if from > 0 {
		return message.Quote("…" + text[from:])
	}
	return message.Quote(text)
}

// formula compiles an expression of a node with compile, a function of package expr, or reports its error.
func (c *compiler) formula(n *node, text string, compile func(string, expr.Env) (*expr.Program, error)) *formula {
	return c.formulaOver(&environment{c: c, n: n, group: n.group}, text, compile)
}

// formulaOver is formula in an environment.
func (c *compiler) formulaOver(env *environment, text string,
	compile func(string, expr.Env) (*expr.Program, error),
) *formula {
	n := env.n
	if c.patternSteps > expr.MostPatternSteps && strings.Contains(text, "matches") {
		c.report(n, "the patterns of matches have more than %d steps together", expr.MostPatternSteps)
		return nil
	}
	program, err := compile(text, env)
	if err == nil {
		n.steps += program.Steps()
		c.patternSteps += program.PatternSteps()
	}
	if env.broken {
		return nil
	}
	if err != nil {
		if at, ok := errors.AsType[*expr.Error](err); ok {
			c.report(n, "%s (in %s, at character %d)", at.Msg, around(text, at.Offset),
				len([]rune(text[:min(at.Offset, len(text))]))+1)
		} else {
			c.report(n, "%w", err)
		}
		return nil
	}
	m := &formula{program: program, dataset: n.dataset}
	for _, name := range program.Deps() {
		m.columns = append(m.columns, env.group.find(name))
	}
	return m
}

// condition compiles a condition, or reports its error.
func (c *compiler) condition(env *environment, text string) *formula {
	f := c.formulaOver(env, text, expr.Compile)
	if f == nil {
		return nil
	}
	if typ := f.program.Type(); typ.ID() != arrow.BOOL {
		c.report(env.n, "the condition %q is %s; it must be a boolean", text, typ)
		return nil
	}
	return f
}

// isTrue reports whether a cell of the result of a condition is true. A null is not.
func isTrue(test arrow.Array, k int) bool { return test.IsValid(k) && test.(*array.Boolean).Value(k) }

func (m *formula) eval(b *batch, mem memory.Allocator) (arrow.Array, error) {
	args := make([]arrow.Array, len(m.columns))
	for i, n := range m.columns {
		var err error
		if n == nil {
			args[i], err = b.placement(m.dataset, m.program.Deps()[i], mem)
		} else if args[i], err = b.column(n); err == nil {
			args[i].Retain()
		}
		if err != nil {
			columns.ReleaseAll(args[:i])
			return nil, err
		}
	}
	if m.program.IsColumn() && arrow.TypeEqual(args[0].DataType(), m.program.Type()) {
		return args[0], nil
	}
	defer columns.ReleaseAll(args)
	left := max(min(bytebudget.Of(mem), bytebudget.Of(b.mem)-b.size), 0)
	own := &bytebudget.Allocator{Allocator: mem, Bytes: left}
	a, err := m.program.Eval(args, b.rows.N, own)
	for of := b; of != nil; of = of.outer {
		of.size += left - own.Bytes
		of.worked += left - own.Bytes
	}
	if row, ok := errors.AsType[*expr.RowError](err); ok {
		return nil, &columns.CellError{Cell: row.Row, Msg: row.Msg}
	}
	return a, err
}

func (g Expr) compile(c *compiler, n *node) bool {
	compile := expr.Compile
	if n.column.Type != nil && n.column.Type.ID() == arrow.DECIMAL128 {
		compile = expr.CompileDecimal
	}
	m := c.formula(n, g.Text, compile)
	return m != nil && c.finish(n, m.program.Type(), m.eval)
}

// isStatic reports whether a node's values are written down, so that they can be parsed as any type.
func isStatic(n *node) bool {
	switch n.column.Gen.(type) {
	case Const, OneOf, Cycle:
		return true
	}
	return false
}

// inheritType sets the type of a part of a column, unless the part names its own type.
func inheritType(n *node, typ arrow.DataType) {
	if typ == nil || n.column.Type != nil {
		return
	}
	column := *n.column
	column.Type = typ
	n.column = &column
}

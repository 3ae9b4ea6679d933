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
	"github.com/assay-go/assay/internal/specsource"
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
			c.report(n, "the template has a hole for %q, which is not a column%s", name,
				message.DidYouMean(name, c.candidates(n.namesAround)))
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

// around quotes an expression, or of a long one what is around an offset.
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

func (m *formula) eval(b *batch, mem memory.Allocator) (arrow.Array, error) {
	args := make([]arrow.Array, len(m.columns))
	for i, n := range m.columns {
		var err error
		if n == nil {
			args[i], err = b.placement(m.dataset, m.program.Deps()[i])
		} else {
			args[i], err = b.column(n)
		}
		if err != nil {
			return nil, err
		}
	}
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

func (g When) compile(c *compiler, n *node) bool {
	condition := c.formula(n, g.If, expr.Compile)
	if condition == nil {
		return false
	}
	if typ := condition.program.Type(); typ.ID() != arrow.BOOL {
		return c.report(n, "the condition %q is %s; it must be a boolean", g.If, typ)
	}
	if g.Then.Gen == nil {
		c.report(n, "when needs a generator under then")
		n.parts[0].state = broken
		return false
	}
	if !c.resolveBranches(n) {
		return false
	}
	then, other := n.parts[0], n.parts[1]
	n.drawn = then.drawn || other != nil && other.drawn
	branches := func(b *batch) ([]int, error) { // an index for columns.Merge
		test, err := condition.eval(b, b.scratch())
		if err != nil {
			return nil, err
		}
		index := make([]int, b.rows.N)
		for k := range index {
			switch {
			case test.IsValid(k) && test.(*array.Boolean).Value(k):
				index[k] = k
			case other == nil:
				index[k] = columns.NoRow
			default:
				index[k] = columns.SecondRow(k)
			}
		}
		return index, nil
	}
	if to := then.reference; to != nil && (other == nil || other.reference != nil && other.reference.target == to.target) {
		n.refer(to.target, func(b *batch) ([]int, error) { return b.referredByBranches(then, other, branches) })
	}
	return c.finish(n, then.typ, func(b *batch, mem memory.Allocator) (arrow.Array, error) {
		index, err := branches(b)
		if err != nil {
			return nil, err
		}
		yes, err := b.column(then)
		if err != nil {
			return nil, err
		}
		var no arrow.Array
		if other != nil {
			if no, err = b.column(other); err != nil {
				return nil, err
			}
		}
		return columns.Merge(mem, yes, no, index)
	})
}

// referredByBranches returns the rows that a When refers to if each of its branches is a reference.
func (b *batch) referredByBranches(then, other *node, branches func(b *batch) ([]int, error)) ([]int, error) {
	index, err := branches(b)
	if err != nil {
		return nil, err
	}
	yes, err := b.referred(then)
	var no []int
	if err == nil && other != nil {
		no, err = b.referred(other)
	}
	if err != nil {
		return nil, err
	}
	for k, i := range index {
		switch {
		case i >= 0:
			index[k] = yes[k]
		case i != columns.NoRow:
			index[k] = no[k]
		}
	}
	return index, nil
}

// resolveBranches resolves the branches of a When and gives them one type: the column's, the first branch's, or the
// wider of two numbers.
func (c *compiler) resolveBranches(n *node) bool {
	then, other := n.parts[0], n.parts[1]
	inheritType(then, n.column.Type)
	ok := c.need(n, then)
	if other == nil {
		return ok
	}
	inheritType(other, n.column.Type)
	if isStatic(other) && ok {
		inheritType(other, then.typ)
	}
	if !c.need(n, other) || !ok {
		return false
	}
	if arrow.TypeEqual(then.typ, other.typ) {
		return true
	}
	common := wider(then.typ, other.typ)
	if common == nil {
		return c.report(n, "%w", &specsource.TwoTypes{Then: then.typ.String(), Else: other.typ.String()})
	}
	for _, branch := range n.parts {
		if arrow.TypeEqual(branch.typ, common) {
			continue
		}
		convert, err := columns.Converter(branch.typ, common)
		if err != nil {
			return c.report(n, "%w", err)
		}
		branch.typ, branch.kernel = common, converted(branch.kernel, convert)
	}
	return true
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

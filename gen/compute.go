package gen

import (
	"errors"
	"math"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/assay-go/assay/gen/internal/bytebudget"
	"github.com/assay-go/assay/gen/internal/expr"
	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/assay-go/assay/internal/message"
)

// A hole is a piece of a template: the text before a column, and the column.
type hole struct {
	before string
	column *node // nil for the text at the end
}

func (c *compiler) buildTemplate(n *node, g Template) bool {
	var holes []hole
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
			c.report(n, "the template has a single %c; {{ and }} stand for braces", brace)
			return false
		}
		rest = after
		column := n.group.find(name)
		if column == nil {
			c.report(n, "the template has a hole for %q, which is no column%s", name, message.DidYouMean(name, n.namesAround()))
			ok = false
			continue
		}
		ok = c.need(n, column) && ok
		holes = append(holes, hole{text.String(), column})
		text.Reset()
	}
	if !ok {
		return false
	}
	holes = append(holes, hole{before: text.String()})
	return c.finish(n, arrow.BinaryTypes.String, func(f *frame, mem memory.Allocator) (arrow.Array, error) {
		return f.fillHoles(holes, mem)
	})
}

// fillHoles makes the texts of a template. A row with a null in a hole has a null.
func (f *frame) fillHoles(holes []hole, mem memory.Allocator) (arrow.Array, error) {
	cells := make([]arrowtext.Formatter, len(holes))
	nulls := make([]func(int) bool, len(holes))
	for i, h := range holes[:len(holes)-1] {
		a, err := f.column(h.column)
		if err != nil {
			return nil, err
		}
		if cells[i], err = arrowtext.NewFormatter(a); err != nil {
			return nil, err
		}
		nulls[i] = arrowtext.Nulls(a)
	}
	null := func(k int) bool {
		for _, null := range nulls[:len(nulls)-1] {
			if null(k) {
				return true
			}
		}
		return false
	}
	a, err := texts(mem, arrow.BinaryTypes.String, f.rows.n, func(dst []byte, k int) []byte {
		if null(k) {
			return dst
		}
		for i, h := range holes {
			dst = append(dst, h.before...)
			if cells[i] != nil {
				dst = cells[i](dst, k)
			}
		}
		return dst
	})
	if err != nil {
		return nil, err
	}
	for k := range f.rows.n {
		if null(k) {
			return withNulls(mem, a, null), nil
		}
	}
	return a, nil
}

// An environment is what the expressions of a node see: the columns around it.
type environment struct {
	c      *compiler
	n      *node
	broken bool // a column that an expression reads has an error of its own
}

func (e *environment) Type(name string) (arrow.DataType, bool) {
	column := e.n.group.find(name)
	if column == nil {
		return nil, false
	}
	if !e.c.need(e.n, column) {
		e.broken = true
		return nil, false
	}
	return column.typ, true
}

func (e *environment) Names() []string { return e.n.namesAround() }

// A formula is a compiled expression and the columns that it reads.
type formula struct {
	program *expr.Program
	columns []*node
}

// formula compiles an expression of a node, with one of the functions of expr that do, or reports what is wrong with it.
func (c *compiler) formula(n *node, text string, compile func(string, expr.Env) (*expr.Program, error)) *formula {
	env := &environment{c: c, n: n}
	program, err := compile(text, env)
	if env.broken {
		return nil
	}
	if err != nil {
		var at *expr.Error
		if errors.As(err, &at) {
			c.report(n, "%s (in %q, at character %d)", at.Msg, text, len([]rune(text[:min(at.Offset, len(text))]))+1)
		} else {
			c.report(n, "%v", err)
		}
		return nil
	}
	m := &formula{program: program}
	for _, name := range program.Deps() {
		m.columns = append(m.columns, n.group.find(name))
	}
	return m
}

func (m *formula) eval(f *frame, mem memory.Allocator) (arrow.Array, error) {
	columns := make([]arrow.Array, len(m.columns))
	for i, n := range m.columns {
		var err error
		if columns[i], err = f.column(n); err != nil {
			return nil, err
		}
	}
	a, err := m.program.Eval(columns, f.rows.n, mem)
	var row *expr.RowError
	if errors.As(err, &row) {
		return nil, &cellError{row.Row, row.Msg}
	}
	return a, err
}

func (c *compiler) buildExpr(n *node, g Expr) bool {
	compile := expr.Compile
	if n.column.Type != nil && n.column.Type.ID() == arrow.DECIMAL128 {
		compile = expr.CompileDecimal
	}
	m := c.formula(n, g.Text, compile)
	return m != nil && c.finish(n, m.program.Type(), m.eval)
}

func (c *compiler) buildWhen(n *node, g When) bool {
	condition := c.formula(n, g.If, expr.Compile)
	if condition == nil {
		return false
	}
	if typ := condition.program.Type(); typ.ID() != arrow.BOOL {
		c.report(n, "the condition %q is %s; it has to be true or false", g.If, typ)
		return false
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
	return c.finish(n, then.typ, func(f *frame, mem memory.Allocator) (arrow.Array, error) {
		test, err := condition.eval(f, f.scratch())
		if err != nil {
			return nil, err
		}
		yes, err := f.column(then)
		if err != nil {
			return nil, err
		}
		var no arrow.Array
		if other != nil {
			if no, err = f.column(other); err != nil {
				return nil, err
			}
		}
		index := make([]int, f.rows.n)
		for k := range index {
			switch {
			case test.IsValid(k) && test.(*array.Boolean).Value(k):
				index[k] = k
			case no == nil:
				index[k] = none
			default:
				index[k] = second(k)
			}
		}
		return gather(mem, yes, no, index)
	})
}

// resolveBranches resolves the branches of a When and gives them one type: that of the column, or that of the first,
// or the wider one of two numbers.
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
		c.report(n, "is a %s where the condition is true, and a %s where it is not; name the type", then.typ, other.typ)
		return false
	}
	for _, branch := range n.parts {
		if arrow.TypeEqual(branch.typ, common) {
			continue
		}
		convert, err := converter(branch.typ, common)
		if err != nil {
			c.report(n, "%v", err)
			return false
		}
		made := branch.kernel
		branch.typ = common
		branch.kernel = func(f *frame, mem memory.Allocator) (arrow.Array, error) {
			a, err := made(f, f.scratch())
			if err != nil {
				return nil, err
			}
			return convert(mem, a)
		}
	}
	return true
}

// isStatic tells whether a node's values are written down, so that any type may be asked of them.
func isStatic(n *node) bool {
	switch n.column.Gen.(type) {
	case Const, OneOf, Cycle:
		return true
	}
	return false
}

// inheritType gives a part of a column the type that is named for it from outside, unless it names its own.
func inheritType(n *node, typ arrow.DataType) {
	if typ == nil || n.column.Type != nil {
		return
	}
	column := *n.column
	column.Type = typ
	n.column = &column
}

func (c *compiler) buildSub(n *node) bool {
	fields := n.fields.nodes
	if len(fields) == 0 {
		c.report(n, "a struct needs a column")
		return false
	}
	if n.column.Unique {
		c.report(n, "a struct cannot be unique; a column of it can")
		return false
	}
	if !c.inheritFields(n) {
		return false
	}
	ok := true
	types := make([]arrow.Field, len(fields))
	for i, f := range fields {
		if f.column.Transient {
			c.report(f, "a field of a struct cannot be transient")
			ok = false
		}
		if !c.need(n, f) {
			ok = false
			continue
		}
		types[i] = arrow.Field{Name: f.name, Type: f.typ, Nullable: true}
	}
	if !ok {
		return false
	}
	if n.leaf != n {
		for _, f := range fields {
			n.drawn = n.drawn || f.drawn
		}
	}
	typ := arrow.StructOf(types...)
	return c.finish(n, typ, func(f *frame, mem memory.Allocator) (arrow.Array, error) {
		children := make([]arrow.Array, len(fields))
		for i, field := range fields {
			a, err := f.column(field)
			if err != nil {
				releaseAll(children[:i])
				return nil, err
			}
			a.Retain()
			children[i] = a
		}
		return newArray(typ, f.rows.n, []*memory.Buffer{nil}, children), nil
	})
}

// inheritFields hands the type of a struct column down to its fields.
func (c *compiler) inheritFields(n *node) bool {
	if n.column.Type == nil {
		return true
	}
	typ, ok := n.column.Type.(*arrow.StructType)
	if !ok || typ.NumFields() != len(n.fields.nodes) {
		c.report(n, "a struct of %d columns is no %s", len(n.fields.nodes), n.column.Type)
		return false
	}
	for i, f := range n.fields.nodes {
		if typ.Field(i).Name != f.name {
			c.report(n, "field %d of the struct is %q, and of its type %q", i, f.name, typ.Field(i).Name)
			return false
		}
		inheritType(f, typ.Field(i).Type)
	}
	return true
}

// elementBytes are what is kept of an element of a list beside its value while it is made.
const elementBytes = 20

var errTooManyElements = errors.New("the lists of these rows have more than 2^31 elements; ask for fewer rows at a time")

// checkElements returns an error of lists that have more elements than they may have.
func checkElements(mem memory.Allocator, n int) error {
	if int64(n)*elementBytes > bytebudget.Of(mem) {
		return bytebudget.Err
	}
	if uint64(n) > math.MaxInt32 {
		return errTooManyElements
	}
	return nil
}

func (c *compiler) buildList(n *node, g List) bool {
	of := n.parts[0]
	switch {
	case g.Min < 0 || g.Min > g.Max:
		c.report(n, "the length is between %d and %d; the first is at least 0, and at most the second", g.Min, g.Max)
		return false
	case g.Of.Gen == nil:
		c.report(n, "a list needs a generator of its elements")
		of.state = broken
		return false
	case !c.checkElements(n):
		return false
	}
	if typ := n.column.Type; typ != nil {
		list, ok := typ.(arrow.ListLikeType)
		if !ok {
			c.report(n, "is a list, and no %s", typ)
			return false
		}
		inheritType(of, list.Elem())
	}
	if !c.need(n, of) {
		return false
	}
	n.drawn = g.Min < g.Max || of.drawn
	typ := arrow.ListOf(of.typ)
	if want, ok := n.column.Type.(*arrow.ListType); ok && arrow.TypeEqual(want.Elem(), of.typ) {
		typ = want
	}
	return c.finish(n, typ, func(f *frame, mem memory.Allocator) (arrow.Array, error) { return f.list(n, typ, g, mem) })
}

// checkElements reports lists that may have more elements in all than there may be rows.
func (c *compiler) checkElements(n *node) bool {
	most := uint64(c.layout.rows[n.dataset.index])
	for s := n.parts[0].scope; s.outer != nil; s = s.outer {
		if most *= uint64(max(s.longest, 0)); most > uint64(c.maxRows) {
			c.report(n, "the lists of %s rows may have more than %s elements in all, which is the limit",
				message.Thousands(c.layout.rows[n.dataset.index]), message.Thousands(c.maxRows))
			return false
		}
	}
	return true
}

// list makes lists: their lengths, then all their elements as the rows of a frame of their own.
func (f *frame) list(n *node, typ *arrow.ListType, g List, mem memory.Allocator) (arrow.Array, error) {
	lengths := make([]int, f.rows.n)
	total := 0
	size := uint64(g.Max-g.Min) + 1
	f.rows.draws(substream(f.key(n), forLength), func(at int, u []uint64) {
		for k, u := range u {
			lengths[at+k] = g.Min + int(below(u, size))
			total += lengths[at+k]
		}
	})
	if err := checkElements(mem, total); err != nil {
		return nil, err
	}
	offsets, ends := newOffsets(mem, f.rows.n)
	elements := rows{n: total, counters: make([]uint64, 0, total), position: make([]int32, 0, total)}
	outerRow := make([]int, 0, total)
	key := substream(f.key(n), forElements)
	for k, length := range lengths {
		first := draw(key, f.rows.counter(k))
		for j := range length {
			elements.counters = append(elements.counters, first+uint64(j))
			elements.position = append(elements.position, int32(j))
			outerRow = append(outerRow, k)
		}
		ends[k+1] = int32(len(outerRow))
	}
	of := n.parts[0]
	inner := newFrame(f.ctx, f.plan, of.scope, elements, mem)
	inner.outer, inner.outerRow = f, outerRow
	defer inner.release()
	values, err := inner.column(of)
	if err != nil {
		offsets.Release()
		return nil, err
	}
	values.Retain()
	return newArray(typ, f.rows.n, []*memory.Buffer{nil, offsets}, []arrow.Array{values}), nil
}

package gen

import (
	"errors"
	"strings"
	"sync"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/gen/internal/columns"
	"github.com/assay-go/assay/gen/internal/draw"
	"github.com/assay-go/assay/gen/internal/fake"
	"github.com/assay-go/assay/internal/literal"
	"github.com/assay-go/assay/internal/message"
)

func (g Fake) compile(c *compiler, n *node) bool {
	function, err := fake.Find(g.Name)
	if err != nil {
		return c.report(n, "%w", err)
	}
	params := make([]fake.Param, len(g.Params))
	for i, p := range g.Params {
		params[i] = fake.Param{Name: p.Name, Values: p.Values}
	}
	s, err := function.Compile(params, c.now)
	if err != nil {
		c.reportParams(n, g, err)
		return false
	}
	if c.record != nil {
		if moved := c.record.Moved(s); moved != nil {
			return c.report(n, "gofakeit %s makes other values for %s than %s, the version in fakes; stay with gofakeit %[3]s, "+
				"or set fakes to %[4]s and review what changes", fake.Version, strings.Join(moved, ", "), c.record.Version,
				fake.Minor)
		}
	}
	n.drawn = true
	typ := s.Type()
	if typ.ID() == arrow.STRING && n.column.Unique && (n.column.Type == nil || literal.HoldsText(n.column.Type)) {
		return c.buildUniqueFake(n, s)
	}
	n.searchFrom(draw.Ends{}, "fake %s %v", g.Name, params)
	n.search.ends = sync.OnceValue(func() draw.Ends { return columns.FakeEnds(s) })
	return c.finish(n, typ, drawn(n, columns.Fakes(s)))
}

// reportParams reports the errors of the parameters of a fake, each at its place.
func (c *compiler) reportParams(n *node, g Fake, err error) {
	var all fake.ParamErrors
	if !errors.As(err, &all) {
		c.report(n, "%w", err)
		return
	}
	for _, e := range all {
		at := n.at
		if e.Index >= 0 && e.Index < len(g.Params) {
			at = g.Params[e.Index].At
		}
		c.reportValue(n, at, "%v", e)
	}
}

// buildUniqueFake compiles a fake that makes each text unique by its own part.
func (c *compiler) buildUniqueFake(n *node, s *fake.Sampler) bool {
	switch rows := uint64(c.cellsOf(n)); {
	case n.inList():
		return c.report(n, "a fake cannot be unique within a list; int, between, oneof and ref can")
	case rows > columns.Marks:
		return c.report(n, "%s unique values are needed, but there are %s", message.Thousands(rows),
			message.Thousands(int64(columns.Marks)))
	}
	n.unique = &domain{}
	return c.finish(n, arrow.BinaryTypes.String, func(b *batch, mem memory.Allocator) (arrow.Array, error) {
		pinned, err := b.plan.pinnedTexts(n)
		if err != nil {
			return nil, err
		}
		return columns.UniqueFakes(mem, s, b.key(n), &b.rows, pinned)
	})
}

// pinnedTexts returns the pinned values of a text column and their rows.
func (p *Plan) pinnedTexts(n *node) (map[string]int, error) {
	if n.pins == nil {
		return nil, nil
	}
	return p.caches[n.id].texts.get(func() (map[string]int, error) {
		text, err := columns.Texts(n.pins.values)
		if err != nil {
			return nil, err
		}
		rows := map[string]int{}
		for _, s := range n.pins.segments {
			if cell, ok := text(s.value); ok {
				rows[string(cell)] = s.lo
			}
		}
		return rows, nil
	})
}

func (UUID) compile(c *compiler, n *node) bool {
	n.drawn = true
	return c.finish(n, arrow.BinaryTypes.String, drawn(n, columns.UUIDs))
}

package gen

import (
	"fmt"
	"slices"
	"time"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/gen/internal/draw"
	"github.com/assay-go/assay/gen/internal/fake"
	"github.com/assay-go/assay/internal/budget"
)

// Compile checks a spec and returns its plan. The error is [Errors], all errors of the spec.
func Compile(s *Spec) (*Plan, error) {
	c := &compiler{program: &program{seed: s.Seed, now: s.Now, maxRows: s.MaxRows, byName: map[string]*dataset{}}}
	if s.Now.IsZero() {
		c.now = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	if c.maxRows <= 0 {
		c.maxRows = DefaultMaxRows
	}
	if c.maxBytes = s.MaxBytes; c.maxBytes <= 0 {
		c.maxBytes = 4 << 30
	}
	c.left = budget.Of(c.maxBytes)
	if s.Fakes != "" {
		record, err := fake.RecordOf(s.Fakes)
		if err != nil {
			return nil, Errors{newError(s.At, "", "", fmt.Errorf("fakes: %w", err))}
		}
		c.record = record
	}
	c.declare(s)
	c.declareUnions()
	c.link()
	plan := &Plan{
		program: c.program, left: budget.Of(c.maxBytes), keys: make([]uint64, len(c.nodes)),
		caches: make([]columnCache, len(c.nodes)), shared: make([]sharedTable, len(c.datasets)),
	}
	for _, n := range c.nodes {
		plan.keys[n.id] = draw.ColumnKey(s.Seed, n.dataset.name, n.path)
	}
	plan.layout = layout{rows: make([]int, len(c.datasets)), ends: make([]*ends, len(c.datasets))}
	c.rowsOf = c.countedRows
	c.plan, c.counts, c.pinned = plan, make([]state, len(c.datasets)), make([]int, len(c.datasets))
	for _, d := range c.datasets {
		c.rowsOf(d)
	}
	for _, n := range c.nodes {
		c.resolve(n)
	}
	for _, d := range c.datasets {
		c.pin(d)
	}
	for _, d := range c.datasets {
		c.checkPinnedStates(d)
	}
	c.settleRollups()
	c.checkChoices()
	c.checkCardinality()
	c.checkKeys()
	for _, d := range c.datasets {
		c.emit(d)
	}
	if len(c.errs) > 0 || slices.ContainsFunc(c.nodes, func(n *node) bool { return n.state == broken }) {
		return nil, c.sorted()
	}
	c.setPlain()
	plan.pools = make([]lazy[*pool], len(c.choosers))
	return plan, nil
}

// emit sets the schema of a dataset.
func (c *compiler) emit(d *dataset) {
	var fields []arrow.Field
	for _, n := range d.root.nodes {
		if n.state != compiled || n.column.Transient {
			continue
		}
		d.emitted = append(d.emitted, n)
		if n.reference != nil && n.reference.target.dataset == d {
			n.reference.target.kept = true
		}
		fields = append(fields, arrow.Field{Name: n.name, Type: n.typ, Nullable: true})
	}
	d.schema = arrow.NewSchema(fields, nil)
}

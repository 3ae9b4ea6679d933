package table

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/assay-go/assay/gen"
	"github.com/assay-go/assay/golden"
	"github.com/assay-go/assay/internal/nearest"
)

// A scope is what of a plan matters to a case: what its transform reads, what that is computed from, and what of it
// is held though it is drawn.
type scope struct {
	read     []gen.ColumnInfo // in the plan's order
	suspects []gen.ColumnInfo // drawn, not held, and something that is read is computed from it
	held     map[string]bool  // by dataset.path
	behind   map[string]bool  // likewise: read, or something that is read is computed from it
	through  map[string][]string
}

func id(c gen.ColumnInfo) string { return c.Dataset + "." + c.Path }

// newScope sorts the columns of a plan. The error tells about a use that is no column.
func newScope(p *gen.Plan, reads []read, uses []string) (*scope, error) {
	columns := p.Columns()
	s := &scope{held: make(map[string]bool), behind: make(map[string]bool), through: make(map[string][]string)}
	g := newGraph(columns)
	for _, use := range uses {
		named := g.named(use)
		if named == nil {
			return nil, unknownUse(use, columns)
		}
		for _, c := range named {
			g.behind(c, s.held, false)
		}
	}
	behind := make(map[string]bool)
	for i, c := range columns {
		if c.Transient || !slices.ContainsFunc(reads, func(r read) bool { return r.covers(c.Dataset, c.Path) }) {
			continue
		}
		s.read = append(s.read, c)
		clear(behind)
		g.behind(g.ids[i], behind, true)
		for name := range behind {
			s.behind[name] = true
			if name != g.ids[i] {
				s.through[name] = append(s.through[name], g.ids[i])
			}
		}
	}
	for i, c := range columns {
		if (c.Drawn || c.Count) && s.behind[g.ids[i]] && !s.held[g.ids[i]] {
			s.suspects = append(s.suspects, c)
		}
	}
	return s, nil
}

func (s *scope) isHeld(dataset, column string) bool { return s.held[dataset+"."+column] }

func unknownUse(use string, columns []gen.ColumnInfo) error {
	var names []string
	for _, c := range columns {
		names = append(names, id(c))
	}
	err := fmt.Errorf("uses: no column %q", use)
	if near := nearest.Nearest(use, names); near != "" {
		err = fmt.Errorf("%w (did you mean %q?)", err, near)
	}
	return err
}

// A graph knows which columns are computed from which.
type graph struct {
	columns []gen.ColumnInfo
	ids     []string // of the columns
	at      map[string]int
	counts  map[string]string // the column that stands for the drawn row count of a dataset
}

func newGraph(columns []gen.ColumnInfo) *graph {
	g := &graph{columns, make([]string, len(columns)), make(map[string]int, len(columns)), make(map[string]string)}
	for i, c := range columns {
		g.ids[i] = id(c)
		g.at[g.ids[i]] = i
		if c.Count {
			g.counts[c.Dataset] = g.ids[i]
		}
	}
	return g
}

// named returns the columns that a name means: one, or the fields of a struct.
func (g *graph) named(name string) []string {
	var out []string
	for _, id := range g.ids {
		if within(id, name) {
			out = append(out, id)
		}
	}
	if !strings.Contains(name, ".") {
		return nil
	}
	return out
}

// behind adds a column, and all that it is computed from, to a set. With counts, that is also what the number of its
// rows depends on.
func (g *graph) behind(name string, set map[string]bool, counts bool) {
	if set[name] {
		return
	}
	set[name] = true
	at, ok := g.at[name]
	if !ok {
		for _, field := range g.named(name) {
			g.behind(field, set, counts)
		}
		return
	}
	c := g.columns[at]
	for _, dep := range c.Deps {
		g.behind(dep, set, counts)
	}
	if count, ok := g.counts[c.Dataset]; ok && counts {
		g.behind(count, set, counts)
	}
}

// A difference is what moved between two outcomes of a transform.
type difference struct {
	what  string   // one line
	cells []string // some of the cells that moved, before -> after
}

// A leak is a set of columns that move the result, one or several that only do so together.
type leak = culprit[gen.ColumnInfo, difference]

// findings is what the leak check found.
type findings struct {
	leaks  []leak
	unsure *difference // between two runs on the same input
}

// repeats is how often a run is repeated on the same input before a difference is blamed on the input.
const repeats = 6

// A check runs a transform again on inputs that should make no difference.
type check struct {
	plan    *gen.Plan
	scope   *scope
	redraws int
	run     func(context.Context, *gen.Plan) (outcome, error)
	// compare returns how an outcome differs from the first one, or nil.
	compare func(outcome) *difference
}

// look draws the suspects afresh and looks for those that move the result. Where all is fixed it runs the transform
// on the same input again.
func (c *check) look(ctx context.Context) (findings, error) {
	if len(c.scope.suspects) == 0 {
		d, err := c.repeat(ctx, c.redraws)
		return findings{unsure: d}, err
	}
	var found findings
	suspects := c.scope.suspects
	for n := 1; n <= c.redraws && len(suspects) > 0; n++ {
		moves := func(some []gen.ColumnInfo) (*difference, error) { return c.redraw(ctx, uint64(n), some) }
		d, err := moves(suspects)
		if err != nil {
			return findings{}, err
		}
		if d == nil {
			continue
		}
		if found.leaks == nil {
			again, err := c.repeat(ctx, repeats)
			if err != nil || again != nil {
				return findings{unsure: again}, err
			}
		}
		leaks, err := culprits(suspects, d, moves)
		if err != nil {
			return findings{}, err
		}
		found.leaks = append(found.leaks, leaks...)
		suspects = slices.DeleteFunc(slices.Clone(suspects), func(s gen.ColumnInfo) bool {
			return slices.ContainsFunc(leaks, func(l leak) bool {
				return slices.ContainsFunc(l.suspects, func(x gen.ColumnInfo) bool { return id(x) == id(s) })
			})
		})
	}
	return found, nil
}

// redraw runs the transform with some columns drawn afresh.
func (c *check) redraw(ctx context.Context, n uint64, some []gen.ColumnInfo) (*difference, error) {
	names := make(map[string]bool, len(some))
	for _, s := range some {
		names[id(s)] = true
	}
	o, err := c.run(ctx, c.plan.Redraw(n, func(dataset, column string) bool { return names[dataset+"."+column] }))
	if err != nil {
		return nil, err
	}
	return c.compare(o), nil
}

// repeat runs the transform on the same input until it differs, some times at most.
func (c *check) repeat(ctx context.Context, times int) (*difference, error) {
	for range times {
		o, err := c.run(ctx, c.plan)
		if err != nil {
			return nil, err
		}
		if d := c.compare(o); d != nil {
			return d, nil
		}
	}
	return nil, nil
}

// moved compares the outcome of a run with the first one, as the case's golden would. The first one has no error, or
// the one that the case wants.
func moved(c *Case, first, other outcome) *difference {
	switch {
	case other.broken != nil:
		return &difference{what: other.broken.line()}
	case c.WantErr != "" && (other.err == nil || errors.As(other.err, new(*resultError))):
		return &difference{what: "the transform succeeds"}
	case c.WantErr != "" && !strings.Contains(other.err.Error(), c.WantErr):
		return &difference{what: "the error is: " + other.err.Error()}
	case c.WantErr != "":
		return nil
	case other.err != nil:
		return &difference{what: "the transform fails: " + other.err.Error()}
	}
	cells, err := compareResults(c, first.result, other.result)
	switch {
	case err != nil:
		return &difference{what: "the result cannot be compared: " + err.Error()}
	case cells == nil:
		return nil
	}
	return &difference{cells: cells}
}

// options are how a part of the case's result is compared.
func (c *Case) options(p part) golden.Options {
	if o, ok := c.Tables[p.name]; ok {
		return o
	}
	return golden.Options{
		Order: c.Order, Key: c.Key, Tolerances: c.Tolerances, Ignore: c.Ignore, Normalise: c.Normalise,
		Form: c.Form, MaxRows: c.MaxRows, MaxBytes: c.MaxBytes,
	}
}

package table

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/assay-go/assay/gen"
	"github.com/assay-go/assay/internal/fixture"
	"github.com/assay-go/assay/internal/fixture/dataset"
	"github.com/assay-go/assay/internal/message"
	"github.com/assay-go/assay/internal/pinfinding"
	"github.com/assay-go/assay/internal/term"
)

// A pinCoverage changes the pinned cells of a test's cases, one at a time, and records which changes no golden notices.
// It is safe for concurrent use.
type pinCoverage struct {
	mu   sync.Mutex
	pins map[pinKey]*pinState
}

// A pinKey identifies a pin by where it is written: a pin that several cases share is one pin.
type pinKey struct{ place, path string }

// A pinState is what is known about a pin.
type pinState struct {
	cases  map[string]bool // that have it; empty if it is the fixture's
	unread bool            // the transform reads neither its column nor one that is computed from it
	cells  map[int]*pinnedCell
}

// A pinnedCell is a cell that was changed.
type pinnedCell struct {
	noticed bool
	tried   []string // the values that replaced its own
}

// mostRows is how many rows of a pin are changed in one case: the first, the last, and others between them.
const mostRows = 20

// A pinnedCase is a case whose pins are changed.
type pinnedCase struct {
	name     string
	fx       *fixture.Fixture
	variant  dataset.Variant
	calledAt string        // where the test calls Run, as file:line
	deps     *dependencies // of the case's transform
	// notices runs the transform on the input of another plan, and reports whether the golden would change. It returns an
	// error if the function's types do not hold that input.
	notices func(context.Context, *gen.Plan) (bool, error)
}

// tryCase changes each pinned cell of a case until a change is noticed or no value is left to try. It leaves out the
// cells of the fixture that another case has noticed.
func (w *pinCoverage) tryCase(ctx context.Context, c *pinnedCase) error {
	pins, err := c.fx.Pins(c.variant)
	if err != nil {
		return err
	}
	alternatives, err := c.fx.Alternatives(c.variant)
	if err != nil {
		return err
	}
	for _, p := range pins {
		key := pinKey{pinPlace(p, c.name, c.calledAt), p.Path}
		read := c.deps.upstream[p.Dataset+"."+p.Column]
		if p.InCase {
			w.update(key, func(s *pinState) { s.cases[c.name], s.unread = true, !read })
		}
		if !read {
			continue
		}
		for _, row := range spread(p.Rows, mostRows) {
			if w.noticed(key, row) {
				continue
			}
			values, err := alternatives.For(ctx, p, row)
			if err != nil {
				return err
			}
			cell, err := c.tryCell(ctx, p, row, values)
			if err != nil {
				return err
			}
			w.record(key, row, cell)
		}
	}
	return nil
}

// tryCell runs the transform with other values in a pinned cell until one is noticed.
func (c *pinnedCase) tryCell(
	ctx context.Context, p fixture.Pinned, row int, values []any,
) (cell pinnedCell, err error) {
	for _, value := range values {
		if ctx.Err() != nil {
			return cell, fmt.Errorf("changing the pins: %w", context.Cause(ctx))
		}
		plan, err := c.fx.Plan(p.WithValue(c.variant, row, value))
		if err != nil {
			continue // the value conflicts with the other pins
		}
		noticed, err := c.notices(ctx, plan)
		if err != nil {
			continue // the function's types do not hold it
		}
		cell.tried = append(cell.tried, fmt.Sprint(value))
		if noticed {
			cell.noticed = true
			break
		}
	}
	return cell, nil
}

// spread returns at most n rows: the first, the last, and others between them.
func spread(rows []int, n int) []int {
	if len(rows) <= n {
		return rows
	}
	out := make([]int, n)
	for i := range out {
		out[i] = rows[i*(len(rows)-1)/(n-1)]
	}
	return out
}

// update calls use with the state of a pin, which it may change.
func (w *pinCoverage) update(key pinKey, use func(*pinState)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.pins == nil {
		w.pins = make(map[pinKey]*pinState)
	}
	s := w.pins[key]
	if s == nil {
		s = &pinState{cases: make(map[string]bool), cells: make(map[int]*pinnedCell)}
		w.pins[key] = s
	}
	use(s)
}

func (w *pinCoverage) noticed(key pinKey, row int) (is bool) {
	w.update(key, func(s *pinState) { is = s.cells[row] != nil && s.cells[row].noticed })
	return is
}

// record adds what changing a cell in a case has shown. A cell without another value shows nothing.
func (w *pinCoverage) record(key pinKey, row int, c pinnedCell) {
	if len(c.tried) == 0 {
		return
	}
	w.update(key, func(s *pinState) {
		known := s.cells[row]
		if known == nil {
			s.cells[row] = &c
			return
		}
		known.noticed = known.noticed || c.noticed
		for _, value := range c.tried {
			if !slices.Contains(known.tried, value) {
				known.tried = append(known.tried, value)
			}
		}
		slices.Sort(known.tried) // the order of cases varies
	})
}

// findings returns a finding for each pin, sorted by place.
func (w *pinCoverage) findings() (out []pinfinding.Finding) {
	for key, s := range w.pins {
		cases := slices.Sorted(maps.Keys(s.cases))
		f := pinfinding.Finding{Pin: key.path, Place: key.place, Cases: len(cases)}
		if len(cases) > 0 {
			f.Case = cases[0]
		}
		if len(s.cells) == 0 && !s.unread {
			continue // no cell can have another value
		}
		for _, row := range slices.Sorted(maps.Keys(s.cells)) {
			c := s.cells[row]
			if c.noticed {
				f.Noticed = append(f.Noticed, row)
				continue
			}
			f.Unnoticed = append(f.Unnoticed, row)
			for _, value := range c.tried {
				if !slices.Contains(f.Tried, value) && len(f.Tried) < pinfinding.MostTried {
					f.Tried = append(f.Tried, value)
				}
			}
		}
		out = append(out, f)
	}
	slices.SortFunc(out, pinfinding.Compare)
	return out
}

// report logs the pins that no golden of the test depends on. Under go test -json it emits every finding as an
// attribute.
func (w *pinCoverage) report(t *testing.T, leftOut int) {
	t.Helper()
	var matter int
	var lines []string
	findings := w.findings()
	for _, f := range findings {
		if f.Matters() {
			matter++
		}
		if line := f.String(); line != "" {
			lines = append(lines, "  "+line)
		}
		if v := flag.Lookup("test.v"); v != nil && v.Value.String() == "test2json" {
			t.Attr(pinfinding.Attribute, term.Visible(f.Line()))
		}
	}
	head := "no pins checked"
	if len(findings) > 0 {
		head = fmt.Sprintf("pins: goldens depend on %d of %s", matter, message.Count(len(findings), "pin"))
	}
	if leftOut > 0 {
		head += fmt.Sprintf("; %s with Setup skipped", message.Count(leftOut, "case"))
	}
	t.Log(strings.Join(append([]string{head}, lines...), "\n"))
}

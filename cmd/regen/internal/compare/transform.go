package compare

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/assay-go/assay/cmd/regen/internal/gotest"
	"github.com/assay-go/assay/internal/ask"
	"github.com/assay-go/assay/internal/message"
	"github.com/assay-go/assay/internal/serve"
)

// A Transform is a call of table.Run that was compared.
type Transform struct {
	Name       string      `json:"name"`
	Cases      int         `json:"cases"`
	Inputs     int         `json:"inputs"` // that both ran on
	Distinct   int         `json:"distinct_results"`
	Errors     int         `json:"errors"`  // inputs on which both fail alike
	Crashes    int         `json:"crashes"` // inputs on which both crash alike
	Unfit      int         `json:"unfit"`   // inputs that could not be made
	Given      int         `json:"given"`   // inputs that the base got, as its fixture makes others
	Alone      []string    `json:"alone"`   // the columns that only one of them reads
	Untested   []string    `json:"untested"`
	Notes      []string    `json:"notes"`
	Difference *Difference `json:"difference,omitempty"`

	Package gotest.Package `json:"-"`

	distinct map[uint64]bool
}

// A Difference is an input on which two revisions differ.
type Difference struct {
	Case    string          `json:"case"`
	Number  uint64          `json:"number"` // of the input; 0 is that of the case itself
	Summary string          `json:"summary"`
	Report  json.RawMessage `json:"report,omitempty"`
	// The smallest input on which they differ so.
	Smallest *ask.Shrunk `json:"smallest,omitempty"`
	Unshrunk string      `json:"unshrunk,omitempty"` // why it could not be shrunk

	text, markdown string
}

// set sets how the results differ.
func (d *Difference) set(found serve.Compared) {
	d.Summary, d.Report, d.text, d.markdown = found.Summary, found.JSON, found.Text, found.Markdown
}

// A pair is the same case in both revisions.
type pair struct {
	name     string
	old, now int // the number of the case
	columns  []serve.Column
	given    bool // the fixtures make different inputs
	first    uint64
	runs     int
	varies   bool // there are two outcomes or more
	done     bool
}

// A contest is a running comparison of a transform.
type contest struct {
	*Transform
	old, now *runner
	keep     bool
	pairs    []*pair
}

// compareCall compares the cases of a call. The error is that of the whole comparison.
func (s *session) compareCall(ctx context.Context, pkg string, at call, old, now serve.Hello) error {
	t := &Transform{
		Name: s.nameOf(pkg, at), Package: s.now.packages[pkg], distinct: make(map[uint64]bool),
		Alone: []string{}, Untested: []string{}, Notes: []string{},
	}
	c := &contest{
		Transform: t, keep: s.Keep,
		old: &runner{binary: s.old.binaries[pkg], call: at, limit: s.Each},
		now: &runner{binary: s.now.binaries[pkg], call: at, limit: s.Each},
	}
	defer c.old.close()
	defer c.now.close()
	for i, name := range now.Cases {
		if before := slices.Index(old.Cases, name); before >= 0 {
			c.pairs = append(c.pairs, &pair{name: name, old: before, now: i})
		} else {
			s.OnlyHere = append(s.OnlyHere, fmt.Sprintf("case %q of %s", name, t.Name))
		}
	}
	for _, name := range old.Cases {
		if !slices.Contains(now.Cases, name) {
			s.OnlyBase = append(s.OnlyBase, fmt.Sprintf("case %q of %s", name, t.Name))
		}
	}
	t.Cases = len(c.pairs)
	if len(c.pairs) == 0 {
		return nil
	}
	s.Transforms = append(s.Transforms, t)
	s.Progress("compare " + t.Name)
	err := c.run(ctx, s.Inputs)
	t.Distinct = len(t.distinct)
	for _, p := range c.pairs {
		if p.runs > 0 && !p.varies && t.Difference == nil {
			t.Untested = append(t.Untested, p.name)
		}
	}
	if err != nil && ctx.Err() == nil {
		s.fail("%s: %v", t.Name, err)
		return nil
	}
	return err
}

// run gives inputs to the cases in turn.
func (c *contest) run(ctx context.Context, inputs int) error {
	for _, p := range c.pairs {
		if err := c.open(ctx, p); err != nil {
			return err
		}
	}
	for i := 0; i < inputs; {
		n := uint64(i / len(c.pairs))
		turn := false
		for _, p := range c.pairs {
			if p.done || i >= inputs {
				continue
			}
			turn = true
			i++
			if err := c.try(ctx, p, n); err != nil || c.Difference != nil {
				return err
			}
		}
		if !turn {
			return nil
		}
	}
	return nil
}

// open finds the columns that both read.
func (c *contest) open(ctx context.Context, p *pair) error {
	var old, now serve.Opened
	if err := c.old.ask(ctx, serve.Request{Open: &serve.Open{Case: p.old}}, &old); err != nil {
		return fmt.Errorf("in the base, %w", err)
	}
	if err := c.now.ask(ctx, serve.Request{Open: &serve.Open{Case: p.now}}, &now); err != nil {
		return err
	}
	if text := cmp.Or(now.Error, old.Error); text != "" {
		c.giveUp(p, "not comparable: "+text)
		return nil
	}
	for _, column := range old.Columns {
		if !slices.Contains(now.Has, column) {
			c.giveUp(p, fmt.Sprintf("not comparable: the base reads %s.%s, which the fixture of this revision lacks",
				column.Dataset, column.Name))
			return nil
		}
		c.readAlone("the base", column, now.Columns)
	}
	for _, column := range now.Columns {
		c.readAlone("this revision", column, old.Columns)
		if slices.Contains(old.Columns, column) {
			p.columns = append(p.columns, column)
		}
	}
	return nil
}

// readAlone notes a column that only one of them reads.
func (c *contest) readAlone(who string, column serve.Column, other []serve.Column) {
	text := fmt.Sprintf("%s.%s (%s)", column.Dataset, column.Name, who)
	if !slices.Contains(other, column) && !slices.Contains(c.Alone, text) {
		c.Alone = append(c.Alone, text)
	}
}

// giveUp ends the comparison of a case.
func (c *contest) giveUp(p *pair, why string) {
	p.done = true
	c.Notes = append(c.Notes, fmt.Sprintf("case %q: %s", p.name, why))
}

// try compares a case on an input.
func (c *contest) try(ctx context.Context, p *pair, n uint64) error {
	old, now, err := c.both(ctx, p, n, serve.Want{})
	switch {
	case err != nil:
		return err
	case now.Kind == serve.Unfit:
		c.Unfit++
		return nil
	case old.Kind == serve.Unfit:
		c.giveUp(p, "not comparable: "+old.Text)
		return nil
	}
	if old.Outcome != now.Outcome {
		d, err := c.verify(ctx, p, n)
		if d != nil || err != nil || p.done {
			c.Difference = d
			return err
		}
	}
	c.count(p, now)
	return nil
}

// count counts an input on which both end alike.
func (c *contest) count(p *pair, ran serve.Ran) {
	c.Inputs++
	if p.runs++; p.runs == 1 {
		p.first = ran.Outcome
	}
	p.varies = p.varies || ran.Outcome != p.first
	switch ran.Kind {
	case serve.Error:
		c.Errors++
	case serve.Crash:
		c.Crashes++
	default:
		c.distinct[ran.Outcome] = true
	}
}

// both runs both on an input. If the fixtures make different ones, both get that of this revision.
func (c *contest) both(ctx context.Context, p *pair, n uint64, want serve.Want) (old, now serve.Ran, err error) {
	q := serve.Run{Case: p.now, N: n, Keep: c.keep, Hash: p.columns, Want: want}
	q.Want.Input = q.Want.Input || p.given
	if now, err = c.now.run(ctx, &q); err != nil || now.Kind == serve.Unfit {
		return old, now, err
	}
	if q.Case = p.old; !p.given {
		q.Want.Input = false
		old, err = c.old.run(ctx, &q)
		ended := now.Input == 0 && now.Kind == serve.Crash || old.Input == 0 && old.Kind == serve.Crash
		if err != nil || old.Kind != serve.Unfit && (ended || old.Input == now.Input) {
			return old, now, inBase(err)
		}
		p.given = true
		return c.both(ctx, p, n, want)
	}
	q.Input = now.Given
	old, err = c.old.run(ctx, &q)
	c.Given++
	return old, now, inBase(err)
}

func inBase(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("in the base, %w", err)
}

// confirmations is how often both run again before they are said to differ.
const confirmations = 6

// verify finds out whether both differ on an input on which their hashes do: with the case's options, and whenever they
// run.
func (c *contest) verify(ctx context.Context, p *pair, n uint64) (*Difference, error) {
	old, now, err := c.both(ctx, p, n, serve.Want{Outcome: true})
	if err != nil {
		return nil, err
	}
	found, err := c.differ(ctx, p, old, now)
	if err != nil || found.Equal {
		return nil, err
	}
	for range confirmations {
		if old.Full == nil && now.Full == nil || c.old.ended+c.now.ended > mostEnds/2 {
			break // each run takes as long as a hang
		}
		oldAgain, nowAgain, err := c.both(ctx, p, n, serve.Want{Outcome: true})
		if err != nil {
			return nil, err
		}
		for _, again := range []struct {
			who      string
			one, two serve.Ran
		}{{"the base", old, oldAgain}, {"this revision", now, nowAgain}} {
			d, err := c.differ(ctx, p, again.one, again.two)
			if err != nil {
				return nil, err
			}
			if !d.Equal {
				c.giveUp(p, fmt.Sprintf("%s is not deterministic: two runs on input %d differ: %s", again.who, n, d.Summary))
				return nil, nil
			}
		}
	}
	d := &Difference{Case: p.name, Number: n}
	d.set(found)
	if old.Full == nil || now.Full == nil {
		return d, nil // a process ended: what would be tried may end it again
	}
	return d, c.shrink(ctx, p, n, d)
}

// differ compares two outcomes.
func (c *contest) differ(ctx context.Context, p *pair, old, now serve.Ran) (d serve.Compared, err error) {
	if old.Full == nil || now.Full == nil { // a process ended
		if old.Outcome == now.Outcome {
			return serve.Compared{Equal: true}, nil
		}
		return serve.Compared{Summary: describe(old) + " -> " + describe(now)}, nil
	}
	q := serve.Request{Compare: &serve.Compare{Case: p.now, Old: old.Full, New: now.Full}}
	return d, c.now.ask(ctx, q, &d)
}

// describe describes an outcome in a few words.
func describe(ran serve.Ran) string {
	if ran.Kind == serve.Error || ran.Kind == serve.Crash {
		return message.Excerpt(strings.TrimSpace(ran.Text))
	}
	return "a result"
}

// shrink makes the input of a difference smaller.
func (c *contest) shrink(ctx context.Context, p *pair, n uint64, d *Difference) error {
	q := serve.Request{Shrink: &serve.Shrink{Case: p.now, N: n, Keep: c.keep}}
	var got serve.Shrunk
	err := c.now.ask(ctx, q, &got)
	for err == nil && got.Ask != nil {
		var told serve.Told
		run := serve.Run{Case: p.old, Input: got.Ask.Input, Want: serve.Want{Outcome: true}}
		ran, failed := c.old.run(ctx, &run)
		if failed != nil {
			return inBase(failed)
		}
		if ran.Kind != serve.Unfit {
			told.Full = ran.Full
		}
		got = serve.Shrunk{}
		err = c.now.ask(ctx, told, &got)
	}
	if end, ok := errors.AsType[*endError](err); ok {
		d.Unshrunk = end.text
		return nil
	}
	if err != nil {
		return err
	}
	if d.Smallest, d.Unshrunk = got.Small, got.Failed; got.Small == nil {
		return nil
	}
	var found serve.Compared
	err = c.now.ask(ctx, serve.Request{Compare: &serve.Compare{Case: p.now, Old: got.Old, New: got.New}}, &found)
	if err == nil && !found.Equal {
		d.set(found)
	}
	return err
}

package compare

import (
	"fmt"
	"strings"

	"github.com/assay-go/assay/cmd/regen/internal/console"
	"github.com/assay-go/assay/internal/message"
	"github.com/assay-go/assay/internal/term"
)

// WriteText writes the comparison for people.
func (c *Comparison) WriteText(out console.Console) {
	line := func(format string, args ...any) { fmt.Fprintln(out, term.Visible(fmt.Sprintf(format, args...))) }
	for _, t := range c.Transforms {
		line("%s: %s", t.Name, t.verdict())
		if d := t.Difference; d != nil {
			d.writeText(out)
		}
		for _, note := range t.notes() {
			line("  %s", note)
		}
	}
	for _, part := range c.lists() {
		line("")
		line("%s:", part.title)
		for _, text := range part.lines {
			for text := range strings.SplitSeq(text, "\n") {
				line("  %s", text)
			}
		}
	}
	style := term.Green
	if c.Differs() || len(c.Failed) > 0 {
		style = term.Red
	}
	line("")
	fmt.Fprintln(out, out.Style(style, term.Visible(c.Summary())))
}

// verdict says in a line how the comparison of a transform ended.
func (t *Transform) verdict() string {
	if d := t.Difference; d != nil {
		return fmt.Sprintf("differs in case %s", message.Quote(d.Case))
	}
	counts := []string{message.Count(t.Inputs, "input")}
	counts = append(counts, message.Count(t.Distinct, "distinct result"))
	for _, part := range []struct {
		n    int
		noun string
	}{{t.Errors, "error"}, {t.Crashes, "panic"}, {t.Unfit, "unfit input"}} {
		if part.n > 0 {
			counts = append(counts, message.Count(part.n, part.noun))
		}
	}
	if t.Inputs == 0 {
		return "nothing was compared"
	}
	return "no difference in " + strings.Join(counts, ", ")
}

// notes are what limits the verdict.
func (t *Transform) notes() (notes []string) {
	if len(t.Untested) > 0 {
		notes = append(notes, fmt.Sprintf("nothing was tested in %s, as all inputs give one result: %s",
			message.Count(len(t.Untested), "case"), message.ListFirst(t.Untested, mostNamed)))
	}
	if t.Given > 0 {
		notes = append(notes, "the fixtures differ: both ran on the inputs of this revision")
	}
	if len(t.Alone) > 0 {
		notes = append(notes, "compared on the columns that both read; only one reads "+message.ListFirst(t.Alone, mostNamed))
	}
	return append(notes, t.Notes...)
}

// mostNamed is how many cases or columns are named in a line.
const mostNamed = 8

func (d *Difference) writeText(out console.Console) {
	text := d.text
	if text == "" {
		text = d.Summary
	}
	parts := []string{text}
	switch s := d.Smallest; {
	case s != nil:
		parts = append(parts, s.Text()+s.CaseText())
	case d.Unshrunk != "":
		parts = append(parts, "the input is not made smaller: "+d.Unshrunk)
	}
	for i, part := range parts {
		if i > 0 {
			fmt.Fprintln(out)
		}
		for line := range strings.SplitSeq(strings.TrimSpace(part), "\n") {
			fmt.Fprintln(out, strings.TrimRight("  "+term.Visible(line), " "))
		}
	}
}

// A titledList is a list of things that are not compared.
type titledList struct {
	title string
	lines []string
}

func (c *Comparison) lists() (all []titledList) {
	for _, l := range []titledList{
		{"only in " + c.Revision, c.OnlyBase},
		{"only in this revision", c.OnlyHere},
		{"not compared", c.Failed},
		{"notes", c.Notes},
	} {
		if len(l.lines) > 0 {
			all = append(all, l)
		}
	}
	return all
}

// Summary says in a line how the comparison ended.
func (c *Comparison) Summary() string {
	inputs, distinct, differ, tested := 0, 0, 0, 0
	for _, t := range c.Transforms {
		inputs += t.Inputs
		distinct += t.Distinct
		if t.Difference != nil {
			differ++
		}
		if len(t.Untested) < t.Cases {
			tested++
		}
	}
	counts := fmt.Sprintf("%s, %s, %s", message.Count(len(c.Transforms), "transform"), message.Count(inputs, "input"),
		message.Count(distinct, "distinct result"))
	switch {
	case differ > 0:
		return fmt.Sprintf("%s from %s", message.CountOf(differ, "transform differs", "transforms differ"), c.Revision)
	case inputs == 0:
		return "nothing was compared with " + c.Revision
	case tested == 0:
		return fmt.Sprintf("nothing was tested: each case gives one result, whatever the input (%s)", counts)
	}
	return fmt.Sprintf("no difference from %s: %s", c.Revision, counts)
}

package table

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/assay-go/assay/gen"
)

// wordUnsure says that a transform gives two results for one input.
func wordUnsure(d *difference) string {
	var b strings.Builder
	b.WriteString("the transform is not deterministic: its result differs between two runs on the same input\n")
	wordDifference(&b, d)
	b.WriteString("look for the order of a map, time.Now (pin the clock with Now), a random number, or goroutines that race")
	return b.String()
}

// wordLeaks names the leaks, what moved, and the ways out.
func (r *caseRun) wordLeaks(s *scope, leaks []leak) string {
	var b strings.Builder
	b.WriteString("leak: the result depends on generated data that the case does not pin\n")
	for _, l := range leaks {
		for i, c := range l.suspects {
			if i > 0 {
				b.WriteString("  together with\n")
			}
			fmt.Fprintf(&b, "  %s\n", r.wordColumn(s, c))
		}
		wordDifference(&b, l.evidence)
	}
	b.WriteString(r.waysOut(leaks))
	return b.String()
}

// wordColumn names a column, its place, and what it is read through.
func (r *caseRun) wordColumn(s *scope, c gen.ColumnInfo) string {
	text := fmt.Sprintf("%s (%s)", id(c), r.where(c.Dataset, c.Path))
	if c.Count {
		text = fmt.Sprintf("the number of rows of %s (%s), as %s", c.Dataset, r.where(c.Dataset, c.Path), id(c))
	}
	if through := s.readThrough(c); through != "" {
		text += ", read through " + through
	}
	return text
}

// readThrough names the columns that a transform reads and that are computed from one that it does not read.
func (s *scope) readThrough(c gen.ColumnInfo) string {
	for _, r := range s.read {
		if id(r) == id(c) {
			return ""
		}
	}
	const most = 3
	names := s.through[id(c)]
	if len(names) > most {
		return strings.Join(names[:most], ", ") + ", …"
	}
	return strings.Join(names, ", ")
}

func wordDifference(b *strings.Builder, d *difference) {
	if d.what != "" {
		fmt.Fprintf(b, "    %s\n", strings.ReplaceAll(strings.TrimSpace(d.what), "\n", "\n    "))
	}
	for _, cell := range d.cells {
		fmt.Fprintf(b, "    %s\n", cell)
	}
}

// waysOut says what to do about leaks, as the case would write it.
func (r *caseRun) waysOut(leaks []leak) string {
	var uses []string
	for _, l := range leaks {
		for _, c := range l.suspects {
			uses = append(uses, id(c))
		}
	}
	first := leaks[0].suspects[0]
	pin := fmt.Sprintf("Pin: table.Pin{%q: …}", id(first))
	if first.Count {
		pin = fmt.Sprintf("Rows: map[string]int{%q: …}", first.Dataset)
	}
	use := fmt.Sprintf("Uses: []string{%s}", quoted(uses))
	if r.inYAML {
		pin = fmt.Sprintf("pin: {%s: …}", id(first))
		if first.Count {
			pin = fmt.Sprintf("rows: {%s: …}", first.Dataset)
		}
		use = fmt.Sprintf("uses: [%s]", strings.Join(uses, ", "))
	}
	return fmt.Sprintf("three ways out: pin it (%s), declare that the case means to use it (%s), or stop depending on it", pin, use)
}

func quoted(names []string) string {
	out := make([]string, len(names))
	for i, name := range names {
		out[i] = strconv.Quote(name)
	}
	return strings.Join(out, ", ")
}

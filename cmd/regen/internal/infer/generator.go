package infer

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/cmd/regen/internal/profile"
)

// mostWords is the greatest number of different texts of an enumeration, and fewestEach the least number of cells that
// each has on average.
const (
	mostWords  = 32
	fewestEach = 3
)

// A generator is a column of the fixture: the text between its braces, and a comment.
type generator struct {
	name, text, note string
}

// identifying has parts of the names of columns whose texts have to be unique. For unique texts a fake generates longer
// ones than usual, so other columns are not unique.
const identifying = "id key code number sku mail user login handle slug iata"

// generators returns the columns that generate a column: those that it is computed from, then itself.
func (c *column) generators(rows int64, o Options) []generator {
	if c.ref != nil {
		text := "ref: " + scalar(c.ref.of.name+"."+c.ref.Name)
		if c.pick != "" {
			text += ", pick: " + c.pick
		}
		return []generator{{c.Name, text + nullText(c.Column), ""}}
	}
	if zero, rest := zeros(c.Column); zero > 0 && !o.wide {
		flag := c.Name + "_is_zero"
		f := fitNumbers(rest, false, boundOf(c.Type))
		text := fmt.Sprintf("when: {if: %s, then: {pin: 0}, else: {%s}}", scalar(identifier(flag)), f.text)
		if identifier(flag) == flag {
			return []generator{
				{flag, fmt.Sprintf("bool: %s, transient: true", significant(zero)), ""},
				{c.Name, text + typed(c.Column) + nullText(c.Column), f.note()},
			}
		}
	}
	text, note := describe(c.Column, rows, o)
	return []generator{{c.Name, text, note}}
}

// zeros returns the share of zeros among real numbers if it is a fifth or more, and a sorted sample of the others.
// Otherwise the share is 0.
func zeros(c *profile.Column) (share float64, rest []float64) {
	if c.Numbers == nil || c.Numbers.Whole || c.Numbers.N < 20 {
		return 0, nil
	}
	sample := c.Numbers.Sample()
	rest = slices.DeleteFunc(slices.Clone(sample), func(x float64) bool { return x == 0 })
	share = 1 - float64(len(rest))/float64(len(sample))
	if share < 0.2 || len(rest) < 10 || c.Numbers.Least < 0 && c.Numbers.Greatest > 0 {
		return 0, nil
	}
	return share, rest
}

// describe returns the text between the braces of a column.
func describe(c *profile.Column, rows int64, o Options) (text, note string) {
	text, note = generate(c, rows, o)
	return text + nullText(c), note
}

// nullText formats the share of nulls.
func nullText(c *profile.Column) string {
	if c.Nulls == 0 || c.Present() == 0 {
		return ""
	}
	share := significant(float64(c.Nulls) / float64(c.Rows))
	if share == "1" {
		share = "0.999"
	}
	return ", null: " + share
}

func generate(c *profile.Column, rows int64, o Options) (text, note string) {
	switch {
	case c.Present() == 0:
		return "pin: null" + typed(c), ""
	case c.Type.ID() == arrow.BOOL:
		return "bool: " + significant(c.Numbers.Mean()), ""
	case temporal(c.Type):
		return times(c, rows), ""
	case c.Numbers != nil && !numeric(c.Type):
		return clockTimes(c)
	case c.Numbers != nil && c.Numbers.N > 0:
		return numbers(c, rows)
	case c.Texts != nil:
		return texts(c, o)
	case len(c.Fields) > 0:
		return parts(c, rows, o), ""
	case c.Item != nil && c.Item.Rows > 0:
		return items(c, rows, o), ""
	}
	return "pin: null" + typed(c), "no generator for this type"
}

func parts(c *profile.Column, rows int64, o Options) string {
	var fields []string
	rename(c.Fields)
	for _, f := range c.Fields {
		text, _ := describe(f, rows, o)
		fields = append(fields, fmt.Sprintf("%s: {%s}", key(f.Name), text))
	}
	return "sub: {columns: {" + strings.Join(fields, ", ") + "}}"
}

func items(c *profile.Column, rows int64, o Options) string {
	item := *c.Item
	item.Name = c.Name
	text, _ := describe(&item, max(rows, item.Rows, rows*int64(c.Lengths.Greatest)), o)
	return fmt.Sprintf("list: {of: {%s}, len: [%d, %d]}", text, int64(c.Lengths.Least), int64(c.Lengths.Greatest))
}

// numbers describes integers, floats and decimals.
func numbers(c *profile.Column, rows int64) (text, note string) {
	n := c.Numbers
	kind := ""
	if c.Type.ID() != arrow.INT64 && c.Type.ID() != arrow.FLOAT64 {
		kind = typed(c)
	}
	if last := float64(n.First) + float64(float64(n.Step)*float64(rows)); n.Steady && n.Whole &&
		boundOf(c.Type).holds(last, last) {
		if n.Step == 1 {
			return fmt.Sprintf("seq: %d%s", n.First, kind), ""
		}
		return fmt.Sprintf("seq: {start: %d, step: %d}%s", n.First, n.Step, kind), ""
	}
	if n.Whole && c.Rows > 1 && c.Nulls == 0 && c.Unique() {
		lo, hi := outward(n.Least, n.Greatest, true)
		within := boundOf(c.Type)
		lo, hi = max(lo, within.lo), min(max(hi, lo+float64(rows)), within.hi)
		return fmt.Sprintf("int: [%s, %s], unique: true%s", number(lo), number(hi), kind), ""
	}
	f := fitNumbers(n.Sample(), n.Whole, boundOf(c.Type))
	if n.Whole && f.distance > 0.05 {
		if weights, ok := dense(c); ok {
			return weights + kind, ""
		}
	}
	if !f.whole && n.Whole {
		kind = typed(c)
	}
	return f.text + kind, f.note()
}

// dense returns the weights of a few whole numbers if they are nearly all of a range.
func dense(c *profile.Column) (string, bool) {
	values, ok := c.Values()
	if !ok || len(values) > 12 || c.Numbers.Greatest-c.Numbers.Least >= 2*float64(len(values)) {
		return "", false
	}
	slices.SortFunc(values, func(a, b profile.Value) int {
		x, _ := strconv.ParseFloat(a.Text, 64)
		y, _ := strconv.ParseFloat(b.Text, 64)
		return int(x - y)
	})
	return weights(values, func(_ int, v profile.Value) string { return v.Text }), true
}

// weights formats values and their frequencies, in percent.
func weights(values []profile.Value, word func(i int, v profile.Value) string) string {
	var total int64
	for _, v := range values {
		total += v.Count
	}
	var parts []string
	for i, v := range values {
		parts = append(parts, fmt.Sprintf("%s: %s", word(i, v), significant(100*float64(v.Count)/float64(total))))
	}
	return "oneof: {" + strings.Join(parts, ", ") + "}"
}

func temporal(dt arrow.DataType) bool {
	switch dt.ID() {
	case arrow.DATE32, arrow.DATE64, arrow.TIMESTAMP:
		return true
	}
	return false
}

func numeric(dt arrow.DataType) bool {
	return arrow.IsInteger(dt.ID()) || arrow.IsFloating(dt.ID()) || arrow.IsDecimal(dt.ID())
}

// texts describes texts: a format, a sequence, an enumeration, a pattern, or words.
func texts(c *profile.Column, o Options) (text, note string) {
	n, _ := c.Distinct()
	sample := slices.DeleteFunc(slices.Clone(c.Texts.Sample()), func(s string) bool { return s == "" })
	kind := ""
	if c.Type.ID() != arrow.STRING {
		kind = typed(c)
	}
	unique := ""
	if c.Rows > 1 && c.Unique() && c.Nulls == 0 && hinted(plain(c.Name), identifying) {
		unique = ", unique: true"
	}
	if s, ok := c.Texts.Serial(); ok && (o.Samples || isCode(s.Around) && !wellKnown(sample)) {
		step := ""
		if s.Step != 1 {
			step = fmt.Sprintf("step: %d, ", s.Step)
		}
		return fmt.Sprintf("seq: {start: %d, %sformat: %s}%s", s.Start, step, scalar(s.Format), kind), ""
	}
	if clock, ok := clockOf(sample); ok {
		return clock + kind, ""
	}
	if values, ok := c.Values(); ok && len(values) <= mostWords && float64(c.Present()) >= fewestEach*float64(n) {
		word := func(i int, v profile.Value) string { return scalar(fmt.Sprintf("%s_%d", nameOf(c.Name), i+1)) }
		if o.Samples {
			word = func(_ int, v profile.Value) string { return scalar(v.Text) }
		} else {
			note = "the words are replaced; --samples copies those of the data"
		}
		return weights(values, word) + kind, note
	}
	if len(sample) == 0 {
		return "pin: \"\"" + kind, ""
	}
	if f, ok := formatOf(c.Name, sample); ok {
		if !f.many {
			unique = ""
		}
		return f.text + unique + kind, ""
	}
	if expr, ok := groupedOf(sample); ok {
		return fmt.Sprintf("fake: {name: regex, str: %s}%s%s", scalar(expr), unique, kind), ""
	}
	if expr, ok := patternOf(sample, n, o); ok && !onlyLetters(expr) {
		return fmt.Sprintf("fake: {name: regex, str: %s}%s%s", scalar(expr), unique, kind), ""
	}
	mean := 0.0
	for _, s := range sample {
		mean += float64(len(strings.Fields(s)))
	}
	if mean /= float64(len(sample)); mean >= 1.5 {
		return fmt.Sprintf("fake: {name: lorem_ipsum_sentence, wordcount: %.0f}%s%s", mean, unique, kind),
			"unknown format"
	}
	expr := fmt.Sprintf("%s{%.0f,%.0f}", alphabetOf(sample), max(1, c.Texts.Lengths.Least),
		min(64, max(1, c.Texts.Lengths.Greatest)))
	return fmt.Sprintf("fake: {name: regex, str: %s}%s%s", scalar(expr), unique, kind), "unknown format"
}

// onlyLetters reports whether a pattern is a single word: a run of small letters, possibly after one capital.
func onlyLetters(expr string) bool {
	return regexp.MustCompile(`^(\[A-Z\])?\[a-z\]\{\d+,\d+\}$`).MatchString(expr)
}

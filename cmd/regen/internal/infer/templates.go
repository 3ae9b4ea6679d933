package infer

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
)

// mostCompared bounds the rows in which infer looks for a text within another one.
const mostCompared = 400

// A spelling is how a column occurs in the texts of another one: the expression, and the text of each row.
type spelling struct {
	from  *column
	expr  string
	texts []string
}

// A textPart is a part of all texts of a column: the spelling of another column, or what is left between those.
type textPart struct {
	*spelling
	rest []string
}

// findTemplates finds texts that contain those of other columns in every row, as an email contains a name.
func (d *dataset) findTemplates() {
	for _, c := range d.columns {
		n, _ := c.Distinct()
		if c.Texts == nil || c.Type.ID() != arrow.STRING || c.derived != nil || c.ref != nil || n < 2*crowd ||
			d.sample.columns[c.at].long {
			continue
		}
		if s, serial := c.Texts.Serial(); !serial || !isCode(s.Around) {
			d.findTemplate(c)
		}
	}
}

func (d *dataset) findTemplate(c *column) {
	rows := d.sample.together(c)
	rows = rows[:min(len(rows), mostCompared)]
	if len(rows) < fewestTogether {
		return
	}
	whole := make([]string, len(rows))
	for i, row := range rows {
		whole[i] = d.sample.columns[c.at].texts[row]
	}
	var all []spelling
	for _, a := range d.columns {
		if a != c && !a.dependsOn(c) && !d.sample.columns[a.at].long {
			all = append(all, d.spellings(a, rows, whole)...)
		}
	}
	parts := split(whole, all)
	room := 0.0 // the logarithm of the number of different texts
	var from []*column
	for _, p := range parts {
		if p.spelling != nil {
			n, _ := p.from.Distinct()
			room += math.Log(float64(n))
			from = append(from, p.from)
		} else if !same(p.rest) {
			runs, ok := patternOf(p.rest, int64(len(p.rest)), Options{})
			if !ok {
				return
			}
			room += spaceOf(runs)
		}
	}
	isUnique := func(f *column) bool { return f.Unique() }
	if len(from) == 0 || c.Unique() && !slices.ContainsFunc(from, isUnique) && 2*math.Log(float64(c.Rows)) > room {
		return
	}
	if nulls, ok := d.sample.follows(c, from...); ok {
		c.from = from
		c.derived = func(r request) made { return c.assembled(parts, nulls, r) }
	}
}

// spellings returns how a column occurs in the whole texts of some rows. It returns none if the column has few values,
// or a null.
func (d *dataset) spellings(a *column, rows []int, whole []string) (all []spelling) {
	s := &d.sample.columns[a.at]
	n, _ := a.Distinct()
	if n < crowd {
		return nil
	}
	name := ident(a.Name)
	add := func(expr string, of func(row int) string) {
		one := spelling{a, expr, nil}
		for i, row := range rows {
			if s.null[row] {
				return
			}
			text := of(row)
			if text == "" || !strings.Contains(whole[i], text) {
				return
			}
			one.texts = append(one.texts, text)
		}
		all = append(all, one)
	}
	switch {
	case a.Texts != nil:
		add(name, func(row int) string { return s.texts[row] })
		add("lower("+name+")", func(row int) string { return strings.ToLower(s.texts[row]) })
		add("upper("+name+")", func(row int) string { return strings.ToUpper(s.texts[row]) })
		for _, by := range []string{".", "_", "-", ""} {
			add(fmt.Sprintf("replace(lower(%s), \" \", %s)", name, quoted(by)), func(row int) string {
				return strings.ReplaceAll(strings.ToLower(s.texts[row]), " ", by)
			})
		}
		add("lower(substring("+name+", 0, 1))", func(row int) string {
			return strings.ToLower(string([]rune(s.texts[row] + " ")[:1]))
		})
	case arrow.IsInteger(a.Type.ID()) && a.Numbers.Least >= 0 && a.Numbers.Greatest < 1<<53:
		add("string("+name+")", func(row int) string { return number(s.numbers[row]) })
		for width := 2; width <= 10; width++ {
			add(fmt.Sprintf(`format("%%0%dd", %s)`, width, name), func(row int) string {
				return fmt.Sprintf("%0*d", width, int64(s.numbers[row]))
			})
		}
	}
	return all
}

// split returns the parts of texts, or nil if no column is one of them.
func split(texts []string, all []spelling) []textPart {
	if same(texts) {
		if texts[0] == "" {
			return nil
		}
		return []textPart{{rest: texts}}
	}
	best, longest := -1, 0.0
	for i, s := range all {
		length := 0
		for j, t := range texts {
			if !strings.Contains(t, s.texts[j]) {
				length = -1
				break
			}
			length += len(s.texts[j])
		}
		mean := float64(length) / float64(len(texts))
		// A few letters or digits are in many texts by chance, unless nothing else differs.
		if mean <= longest || mean <= 0 {
			continue
		}
		if before, after := around(texts, s.texts); mean >= 3 || same(before) && same(after) {
			best, longest = i, mean
		}
	}
	if best < 0 {
		return []textPart{{rest: texts}}
	}
	s := &all[best]
	before, after := around(texts, s.texts)
	return append(append(split(before, all), textPart{spelling: s}), split(after, all)...)
}

// around returns what is before and after some parts of texts.
func around(texts, parts []string) (before, after []string) {
	for j, t := range texts {
		b, a, _ := strings.Cut(t, parts[j])
		before, after = append(before, b), append(after, a)
	}
	return before, after
}

func same(texts []string) bool {
	for _, t := range texts {
		if t != texts[0] {
			return false
		}
	}
	return true
}

// assembled describes a column by the parts of its texts.
func (c *column) assembled(parts []textPart, nulls float64, r request) (m made) {
	var exprs []string
	for _, p := range parts {
		switch {
		case p.spelling != nil:
			exprs = append(exprs, p.expr)
		case same(p.rest):
			exprs = append(exprs, quoted(shownLiteral(p.rest[0], r.Samples)))
		default:
			runs, _ := patternOf(p.rest, int64(len(p.rest)), r.Options)
			exprs = append(exprs, r.helper(&m, c.Name, "_rest", regexOf(exprOf(runs))))
		}
	}
	m.text = "expr: " + scalar(strings.Join(exprs, " + ")) + typed(c.Column) + shareOfNulls(nulls)
	return m
}

// shownLiteral returns what a fixture may show of a text that all texts of a column have: a code, punctuation, or
// another text of the same form. The domain of an address becomes one for examples.
func shownLiteral(s string, samples bool) string {
	if samples || isCode(s) {
		return s
	}
	if user, _, ok := strings.Cut(s, "@"); ok {
		return shownLiteral(user, false) + "@example.com"
	}
	return disguise(s, len(s), int(math.Min(float64(len(s)), 7)))
}

package infer

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/cmd/regen/internal/profile"
)

// texts describes texts. Those that are empty are made apart.
func texts(c *profile.Column, r request) made {
	empty := share(c.Texts.Empty, c.Texts.N)
	if few, ok := fewValues(c); empty < 0.01 || empty == 1 || r.taken == nil || r.wide || ok && len(few) > 0 {
		return fullTexts(c, r)
	}
	m := fullTexts(c, r)
	text, kind, _ := strings.Cut(m.text, ", type: ")
	flag := r.helper(&m, c.Name, "_is_empty", "bool: "+significant(empty))
	m.text = fmt.Sprintf(`when: {if: %s, then: {pin: ""}, else: {%s}}`, flag, text)
	if kind != "" {
		m.text += ", type: " + kind
	}
	return m
}

func share(n, of int64) float64 { return float64(n) / float64(max(of, 1)) }

// fullTexts describes texts that are not empty: by a format, a sequence, an enumeration, a pattern, or words.
func fullTexts(c *profile.Column, r request) (m made) {
	sample := slices.DeleteFunc(slices.Clone(c.Texts.Sample()), func(s string) bool { return s == "" })
	kind := ""
	if c.Type.ID() != arrow.STRING {
		kind = typed(c)
	}
	if s, ok := serialOf(c, r); ok {
		step := ""
		if s.Step != 1 {
			step = fmt.Sprintf("step: %d, ", s.Step)
		}
		return made{text: fmt.Sprintf("seq: {start: %d, %sformat: %s}%s", s.Start, step, scalar(s.Format), kind)}
	}
	if m, ok := clockTexts(c, sample, r); ok {
		m.text += kind
		return m
	}
	if values, ok := fewValues(c); ok {
		if r.Samples {
			m.note = copied
		}
		m.text = weights(values, replaced(c, r.Samples)) + kind
		return m
	}
	if len(sample) == 0 {
		return made{text: `pin: ""` + kind}
	}
	if m, ok := numberTexts(c, sample, r); ok {
		m.text += kind
		return m
	}
	if m, ok := commaTexts(c, sample, r); ok {
		m.text += kind
		return m
	}
	f, known := formatOf(c.Name, sample)
	if repeats(c, r) && !r.pool {
		// A fake may have about as many different words.
		words := f.size() * -math.Expm1(-float64(c.Present())/f.size())
		if n := float64(distinct(c)); !known || math.Abs(words-n) > 0.05*n {
			m = pooled(c, r)
			m.text += kind
			return m
		}
	}
	unique := c.Rows > 1 && c.Nulls == 0 && c.Unique() && r.taken != nil && !r.loose
	needed := 0.0 // how many different texts
	if unique || r.pool {
		needed = float64(max(r.rows, 1))
	}
	if known && (f.bearsMark() || unique && f.enough(needed*needed/2) || !unique && f.enough(needed)) {
		m.text = f.text
		if unique && (f.bearsMark() || r.key && f.text != "uuid: {}") {
			m.text += ", unique: true"
		}
		m.text += kind
		return m
	}
	if expr, ok := groupedOf(sample); ok {
		return made{text: regexOf(expr) + kind}
	}
	mean := c.Texts.Lengths.Mean() / max(1-share(c.Texts.Empty, c.Texts.N), 0.01)
	if w, ok := wordingOf(sample); ok {
		if w.words[1] > 12 {
			return made{text: sentence(mean) + kind}
		}
		many := 100 * needed // few are drawn twice
		if unique {
			many *= needed
		}
		text := regexOf(w.expr(mean, many))
		if unique && !r.wide {
			part := r.helper(&m, c.Name, "_text", text)
			return made{from: m.from, text: fmt.Sprintf(`template: "{%s}", unique: true%s`, part, kind)}
		}
		return made{text: text + kind}
	}
	if runs, ok := patternOf(sample, distinct(c), r.Options); ok {
		return pattern(c, runs, unique, kind, r)
	}
	if sentences(sample) >= 2.5 {
		return made{text: sentence(mean) + kind, note: "unknown format"}
	}
	m = pattern(c, []run{{
		class: classOf(sample),
		least: int(min(1000, max(1, c.Texts.Lengths.Least))), most: int(min(1000, max(1, c.Texts.Lengths.Greatest))),
	}}, unique, kind, r)
	m.note = "unknown format"
	return m
}

// pooled describes a column of repeating texts by a pool of them.
func pooled(c *profile.Column, r request) (m made) {
	p, weight := newPool(c, r)
	// Some of the words of a fake are drawn twice.
	if f, ok := formatOf(c.Name, c.Texts.Sample()); ok && f.enough(float64(p.rows)) {
		p.rows = int64(math.Ceil(-f.size() * math.Log1p(-float64(p.rows)/f.size())))
	}
	in := r
	in.rows, in.taken, in.pool = p.rows, map[string]bool{c.Name: true, "weight": true}, true
	of := fullTexts(c, in)
	p.columns = append(append(of.from, generator{c.Name, of.text, of.note}), p.columns...)
	m.pools = append(m.pools, p)
	m.text = "ref: " + scalar(p.name+"."+c.Name) + weight
	return m
}

// serialOf returns the sequence that texts form, if the fixture may show it: if samples are allowed, or the numbers are
// low and the rest is a code.
func serialOf(c *profile.Column, r request) (s profile.Serial, ok bool) {
	s, ok = c.Texts.Serial()
	ok = ok && (r.Samples || isCode(s.Around) && hasLetters(s.Around) && !wellKnown(c.Texts.Sample()) &&
		startOf(s.Start, s.Step, c.Rows) == s.Start)
	return s, ok
}

func distinct(c *profile.Column) int64 {
	n, _ := c.Distinct()
	return n
}

func hasLetters(s string) bool {
	return s == "" || strings.ContainsFunc(s, func(r rune) bool { return r|0x20 >= 'a' && r|0x20 <= 'z' })
}

// sentences is the mean number of words.
func sentences(texts []string) float64 {
	n := 0
	for _, s := range texts {
		n += len(strings.Fields(s))
	}
	return float64(n) / float64(len(texts))
}

func regexOf(expr string) string { return fmt.Sprintf("fake: {name: regex, str: %s}", scalar(expr)) }

// pattern describes texts by runs of characters. If they must be unique, they are drawn from so many that none repeats,
// or they spell a unique number.
func pattern(c *profile.Column, runs []run, unique bool, kind string, r request) (m made) {
	text := regexOf(exprOf(runs))
	if !unique || r.wide {
		return made{text: text + kind}
	}
	rows := float64(max(r.rows, c.Rows))
	if spaceOf(runs) > math.Log(1e3*rows*rows) {
		part := r.helper(&m, c.Name, "_text", text)
		m.text = fmt.Sprintf(`template: "{%s}", unique: true%s`, part, kind)
		return m
	}
	longest := slices.Clone(runs)
	for i := range longest {
		longest[i].least = longest[i].most
	}
	if spaceOf(longest) > math.Log(1e3*rows*rows) {
		part := r.helper(&m, c.Name, "_text", regexOf(exprOf(longest)))
		m.text = fmt.Sprintf(`template: "{%s}", unique: true%s`, part, kind)
		return m
	}
	if spelled, ok := spell(c, runs, rows, r, &m); ok {
		m.text = "expr: " + scalar(spelled) + kind
		return m
	}
	if r.key {
		text += ", unique: true"
	}
	return made{text: text + kind}
}

// spell returns an expression for texts that spell the digits of a unique number.
func spell(c *profile.Column, runs []run, rows float64, r request, m *made) (expr string, ok bool) {
	space, characters := 1.0, 0
	for _, s := range runs {
		if s.class != "" {
			space *= math.Pow(float64(len(members(s.class))), float64(s.most))
			characters += s.most
		}
	}
	if space < rows || space > 1<<52 || characters > 14 {
		return "", false
	}
	number := r.helper(m, c.Name, "_number", fmt.Sprintf("int: [0, %s], unique: true", number(space-1)))
	var parts []string
	var literal strings.Builder
	div := 1.0
	flush := func() {
		if literal.Len() > 0 {
			parts = append(parts, quoted(literal.String()))
			literal.Reset()
		}
	}
	for _, s := range runs {
		if s.class == "" {
			literal.WriteString(s.literal)
			continue
		}
		flush()
		letters := members(s.class)
		base := float64(len(letters))
		if s.class == "[0-9]" {
			base = math.Pow10(s.most)
			parts = append(parts, fmt.Sprintf(`format("%%0%dd", int(floor(%s / %.0f)) %% %.0f)`, s.most, number, div, base))
			div *= base
			continue
		}
		for range s.most {
			digit := fmt.Sprintf("int(floor(%s / %.0f)) %% %.0f", number, div, base)
			parts = append(parts, fmt.Sprintf(`substring(%s, %s, %s + 1)`, quoted(letters), digit, digit))
			div *= base
		}
	}
	flush()
	return strings.Join(parts, " + "), true
}

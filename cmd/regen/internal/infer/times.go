package infer

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/assay-go/assay/cmd/regen/internal/profile"
	"github.com/assay-go/assay/internal/arrowtext"
)

// clockTimes describes times of day and durations, which no distribution generates: by a few of them, in whole seconds
// if they are longer than a second.
func clockTimes(c *profile.Column) (text, note string) {
	b := array.NewBuilder(memory.DefaultAllocator, c.Type)
	sample := c.Numbers.Sample()
	second := perSecond(c.Type.(arrow.TemporalWithUnit).TimeUnit())
	for i := range 5 {
		v := sample[(len(sample)-1)*i/4]
		if math.Abs(v) > second {
			v = float64(math.Trunc(v/second) * second)
		}
		switch b := b.(type) {
		case *array.Time32Builder:
			b.Append(arrow.Time32(v))
		case *array.Time64Builder:
			b.Append(arrow.Time64(v))
		case *array.DurationBuilder:
			b.Append(arrow.Duration(v))
		}
	}
	a := b.NewArray()
	format, err := arrowtext.NewFormatter(a)
	if err != nil {
		return "pin: null" + typed(c), ""
	}
	var cells []string
	for i := range a.Len() {
		if cell := scalar(string(format(nil, i))); !slices.Contains(cells, cell) {
			cells = append(cells, cell)
		}
	}
	return "oneof: [" + strings.Join(cells, ", ") + "]" + typed(c), "a few times between the least and the greatest"
}

// times describes dates and timestamps: a sequence, a range, or quantiles. Times of a coarser unit, such as first days
// of months, are counted in it.
func times(c *profile.Column, r request) (m made) {
	at, n := timeOf(c.Type), c.Numbers
	layout := layoutOf(c.Type)
	step := at(float64(n.First + n.Step)).Sub(at(float64(n.First)))
	lo, hi := at(n.Least), at(n.Greatest)
	if last := at(float64(n.First) + float64(float64(n.Step)*float64(r.rows))); n.Steady && n.N >= 2*crowd &&
		step >= time.Second && step < math.MaxInt64 &&
		inYears(lo, c.Type).Equal(lo) && inYears(last, c.Type).Equal(last) {
		return made{text: fmt.Sprintf("seq: {start: %s, step: %s}%s", at(float64(n.First)).Format(layout), step, typed(c))}
	}
	if days, ok := laps(c, r); ok && c.Type.ID() == arrow.DATE32 {
		days = fmt.Sprintf(`addDays(date("%s"), %s)`, lo.Format(time.DateOnly), days)
		return made{text: "expr: " + scalar(days) + typed(c)}
	}
	var all []time.Time
	for _, v := range n.Sample() {
		all = append(all, inYears(at(v), c.Type))
	}
	rare := func(t time.Time) bool { return isRare(c, numberOf(c.Type, t)) }
	d := dated{level: levelOf(all), isDate: c.Type.ID() != arrow.TIMESTAMP, layout: layout, rare: rare}
	d.fine = slices.ContainsFunc(n.Sample(), func(v float64) bool { return at(v).Nanosecond() != 0 })
	from, to := end{inYears(lo, c.Type), isRare(c, n.Least)}, end{inYears(hi, c.Type), isRare(c, n.Greatest)}
	lo, hi = d.outward(from, to, c.Present() < 100)
	counts := countedOf(c)
	if d.isDate && counts.dense(hi.Sub(lo)) {
		d.rare = func(time.Time) bool { return false }
	}
	counts.rising = n.Rising && c.Nulls == 0
	m.text = d.describe(c.Name, all, inYears(lo, c.Type), inYears(hi, c.Type), counts, r, &m) + typed(c)
	return m
}

func layoutOf(dt arrow.DataType) string {
	t, ok := dt.(*arrow.TimestampType)
	switch {
	case !ok:
		return time.DateOnly
	case t.TimeZone != "":
		return "2006-01-02T15:04:05Z"
	}
	return "2006-01-02T15:04:05"
}

// counted is how many values there are, and how many different ones.
type counted struct {
	rows, distinct float64
	unique         bool
	rising         bool // each is greater than the one before
}

func countedOf(c *profile.Column) counted {
	n, _ := c.Distinct()
	return counted{rows: float64(c.Present()), distinct: float64(n), unique: c.Present() > 1 && c.Unique()}
}

// dense reports whether values fall on most days of a range, so a day says nothing about a person.
func (n counted) dense(span time.Duration) bool {
	return n.rows >= 100 && n.distinct >= 0.6*(span.Hours()/24+1)
}

// A dated is what all times of a column have in common.
type dated struct {
	level  level
	isDate bool
	fine   bool // some have fractions of seconds
	layout string
	rare   func(time.Time) bool
}

// outward rounds a range of times outward. A few dates are rounded to weeks, because a day near one says much about it.
// First days of months are of no person.
func (d dated) outward(lo, hi end, few bool) (time.Time, time.Time) {
	if d.level.months > 0 {
		return lo.Time, hi.Time
	}
	span := time.Duration(0)
	if d.isDate && few {
		span = 25 * 7 * day
	}
	return outwardTimes(lo, hi, d.finest(), span, d.rare)
}

// finest returns the finest level that the times can be of.
func (d dated) finest() level {
	if d.isDate {
		return dayLevel
	}
	return secondLevel
}

// describe returns the generator of sorted times between lo and hi.
func (d dated) describe(name string, all []time.Time, lo, hi time.Time, n counted, r request, m *made) string {
	native := d.finest()
	direct := func(s shape, l level) string {
		format := func(v float64) string { return scalarTime(lo.Add(time.Duration(v*l.seconds)*time.Second), d.layout) }
		if s.isUniform(true) {
			return fmt.Sprintf("between: [%s, %s]", format(s[0].value), format(s[len(s)-1].value))
		}
		return s.text(format)
	}
	if r.taken == nil || r.wide {
		return direct(d.shape(native, all, lo, hi), native)
	}
	l := d.level
	if l.months > 0 || l == weekLevel {
		lo = l.floor(lo, 0)
		if up := l.floor(hi, 0); !up.Equal(hi) {
			hi = l.floor(hi, 1)
		}
	}
	s := d.shape(l, all, lo, hi)
	steps := 1.0
	unique := (n.unique || r.unique) && !r.loose
	if !unique {
		steps = s.stepsOf(n.rows, n.distinct, 1)
	}
	if l == native && steps == 1 && (!unique || d.isDate) || d.fine ||
		l.seconds == 1 && n.distinct > 0.95*n.rows && (!unique || s.distinct(n.rows, 1) > n.rows-0.05) {
		text := direct(s, l)
		switch {
		case d.fine || !d.isDate:
		case unique && s.capacity(1) >= float64(r.capacity()):
			text += ", unique: true"
		case unique && l.count(lo, hi)+1 >= float64(r.capacity()):
			text = direct(shape{s[0], s[len(s)-1]}, l) + ", unique: true"
		}
		return text
	}
	counts, text := s.scaled(steps), ""
	if unique {
		text = counts.unique(r)
	}
	if text == "" {
		text = counts.numbers(true)
	}
	if n.rising && l.count(lo, hi) == n.rows-1 && l.months > 0 {
		text = "" // they are a sequence
	}
	unit := "_days"
	switch {
	case steps > 1:
		unit = "_steps"
	case l.months > 0:
		unit = map[int]string{1: "_months", 3: "_quarters", 12: "_years"}[l.months]
	case l == weekLevel:
		unit = "_weeks"
	case l.text != "":
		unit = map[string]string{"1h": "_hours", "1m": "_minutes", "1s": "_seconds"}[l.text]
	}
	h := "$index"
	if text != "" {
		h = r.helper(m, name, unit, text)
	}
	if steps != math.Trunc(steps) {
		h = fmt.Sprintf("int(round(%s * %s))", h, number(steps))
		steps = 1
	}
	times := func(by float64) string {
		if by == 1 {
			return h
		}
		return h + " * " + number(by)
	}
	start := fmt.Sprintf(`timestamp("%s")`, lo.Format(d.layout))
	if d.isDate {
		start = fmt.Sprintf(`date("%s")`, lo.Format(time.DateOnly))
	}
	switch {
	case l.months > 0:
		return "expr: " + scalar(fmt.Sprintf("addMonths(%s, %s)", start, times(steps*float64(l.months))))
	case l.text == "":
		return "expr: " + scalar(fmt.Sprintf("addDays(%s, %s)", start, times(steps*math.Round(l.seconds/86400))))
	}
	return "expr: " + scalar(fmt.Sprintf(`%s + %s * duration("%s")`, start, times(steps), l.text))
}

// shape returns the shape of sorted times, in units of a level after lo.
func (d dated) shape(l level, all []time.Time, lo, hi time.Time) shape {
	xs := make([]float64, len(all))
	for i, t := range all {
		xs[i] = min(max(l.count(lo, t), 0), l.count(lo, hi))
	}
	rare := func(v float64) bool {
		if l.months > 0 { // not of one person
			return false
		}
		return d.rare(lo.Add(time.Duration(v*l.seconds) * time.Second))
	}
	step := math.Max(1, nice(spread(xs)/200))
	for _, coarse := range levels[4:] {
		if by := coarse.seconds / l.seconds; l.months == 0 && by >= 1 && spread(xs) >= 100*by {
			step = by
			break
		}
	}
	show := func(v float64) (float64, bool) {
		if v == math.Trunc(v) && !rare(v) {
			return v, true
		}
		return nearby(v, step, step, rare)
	}
	return shapeOf(xs, 0, math.Floor(l.count(lo, hi)), show)
}

// scalarTime formats a time as YAML reads it, a day if it is midnight.
func scalarTime(t time.Time, layout string) string {
	if t.Truncate(day).Equal(t) {
		return t.Format(time.DateOnly)
	}
	return t.Format(layout)
}

// dayNumbers describes whole numbers that are dates, such as 20190131.
func dayNumbers(c *profile.Column, r request) (m made, ok bool) {
	if !c.Numbers.Whole || r.taken == nil || r.wide || c.Numbers.N < 2 {
		return m, false
	}
	toDay := func(v float64) (time.Time, error) {
		return time.Parse("20060102", strconv.FormatFloat(v, 'f', -1, 64))
	}
	var all []time.Time
	for _, v := range append(c.Numbers.Sample(), c.Numbers.Least, c.Numbers.Greatest) {
		t, err := toDay(v)
		if err != nil || t.Year() < 1800 || t.Year() > 2200 {
			return m, false
		}
		all = append(all, t)
	}
	n := len(all)
	lo, hi := all[n-2], all[n-1]
	all = all[:n-2]
	d := dated{level: levelOf(all), isDate: true, layout: time.DateOnly, rare: func(t time.Time) bool {
		return isRare(c, float64(t.Year()*10000+int(t.Month())*100+t.Day()))
	}}
	lo, hi = d.outward(end{lo, d.rare(lo)}, end{hi, d.rare(hi)}, c.Present() < 100)
	h := r.helper(&m, c.Name, "_day", d.describe(c.Name, all, lo, hi, countedOf(c), r, &m)+", type: date32")
	m.text = "expr: " + scalar(fmt.Sprintf("year(%s) * 10000 + month(%[1]s) * 100 + day(%[1]s)", h)) + typed(c)
	return m, true
}

package infer

import (
	"encoding/json"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/cmd/regen/internal/profile"
	"github.com/assay-go/assay/internal/arrowtext"
)

// mostWords is how many different texts an enumeration has at most, and fewestEach how many cells on average have each.
const (
	mostWords  = 32
	fewestEach = 3
)

// A generator is a column of the fixture: what is between its braces, and a remark.
type generator struct {
	name, text, note string
}

// identifying are parts of the names of columns whose texts have to be unique. To that end a fake makes longer texts than
// its own, so it is not asked for of others.
const identifying = "id key code number sku mail user login handle slug iata"

// generators returns the columns that make a column: itself, after what it is computed from.
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

// zeros returns the share of zeros among real numbers, where a fifth or more are, and a sorted sample of the others; or 0.
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

// identifier returns a name that an expression can spell, which is the name itself where it can.
func identifier(name string) string {
	if regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`).MatchString(name) {
		return name
	}
	return ""
}

// describe returns what is between the braces of a column.
func describe(c *profile.Column, rows int64, o Options) (text, note string) {
	text, note = generate(c, rows, o)
	return text + nullText(c), note
}

// nullText writes the share of nulls.
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

// typed writes the type of a column.
func typed(c *profile.Column) string { return ", type: " + scalar(c.TypeText()) }

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
	return "pin: null" + typed(c), "no generator makes this type"
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
	if last := float64(n.First) + float64(float64(n.Step)*float64(rows)); n.Steady && n.Whole && boundOf(c.Type).holds(last, last) {
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

// dense returns the weights of few whole numbers that are nearly all of a range.
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

// weights writes values and how often they come, in percent.
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

// clockTimes describes times of day and durations, which no distribution makes: by a few of them, whole seconds where they
// are longer than that.
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

// perSecond is how many of a unit are in a second.
func perSecond(unit arrow.TimeUnit) float64 { return float64(time.Second / unit.Multiplier()) }

// times describes dates and timestamps: a sequence, or a range, of whole days where it is two days or longer.
func times(c *profile.Column, rows int64) string {
	at := func(v float64) time.Time {
		switch t := c.Type.(type) {
		case *arrow.Date32Type:
			return arrow.Date32(v).ToTime()
		case *arrow.Date64Type:
			return arrow.Date64(min(max(v, -62135596800e3), 253402214400e3)).ToTime()
		case *arrow.TimestampType:
			second := perSecond(t.Unit)
			v = min(max(v, -62135596800*second), 253402214400*second, 1<<63-1024) // the years 1 to 9999, in 64 bits
			return arrow.Timestamp(v).ToTime(t.Unit).UTC()
		}
		return time.Time{}
	}
	n := c.Numbers
	lo, hi := at(n.Least), at(n.Greatest)
	isDate := c.Type.ID() != arrow.TIMESTAMP
	layout := "2006-01-02T15:04:05"
	if t, ok := c.Type.(*arrow.TimestampType); ok && t.TimeZone != "" {
		layout += "Z"
	}
	if isDate {
		layout = time.DateOnly
	}
	step := at(float64(n.First + n.Step)).Sub(at(float64(n.First)))
	if last := at(float64(n.First) + float64(float64(n.Step)*float64(rows))); n.Steady && step >= time.Second && step < math.MaxInt64 &&
		inYears(lo, c.Type).Equal(lo) && inYears(last, c.Type).Equal(last) {
		return fmt.Sprintf("seq: {start: %s, step: %s}%s", at(float64(n.First)).Format(layout), step, typed(c))
	}
	lo, hi = inYears(lo, c.Type), inYears(hi, c.Type)
	var span time.Duration
	if isDate {
		span = severalWeeks
	}
	if isDate || hi.Sub(lo) >= severalDays {
		layout = time.DateOnly
	}
	lo, hi = outwardTimes(lo, hi, span)
	return fmt.Sprintf("between: [%s, %s]%s", inYears(lo, c.Type).Format(layout), inYears(hi, c.Type).Format(layout), typed(c))
}

// inYears returns the nearest time that a fixture can have of a type, in whole seconds.
func inYears(t time.Time, dt arrow.DataType) time.Time {
	first, last := time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(9999, 12, 30, 0, 0, 0, 0, time.UTC)
	if ts, ok := dt.(*arrow.TimestampType); ok && ts.Unit == arrow.Nanosecond {
		first, last = time.Date(1678, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2262, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	switch {
	case t.Before(first):
		return first
	case t.After(last):
		return last
	}
	return t.Truncate(time.Second)
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
			note = "other words, with the weights of the data's: --samples takes those"
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
		return fmt.Sprintf("fake: {name: lorem_ipsum_sentence, wordcount: %.0f}%s%s", mean, unique, kind), "texts of no known format"
	}
	expr := fmt.Sprintf("%s{%.0f,%.0f}", alphabetOf(sample), max(1, c.Texts.Lengths.Least), min(64, max(1, c.Texts.Lengths.Greatest)))
	return fmt.Sprintf("fake: {name: regex, str: %s}%s%s", scalar(expr), unique, kind), "texts of no known format"
}

// onlyLetters reports whether a pattern is one run of small or of capital letters and one more: a word.
func onlyLetters(expr string) bool {
	return regexp.MustCompile(`^(\[A-Z\])?\[a-z\]\{\d+,\d+\}$`).MatchString(expr)
}

// plainWord is a text that YAML reads as itself between braces.
var plainWord = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_.-]*$`) })

// scalar writes a text so that YAML reads it as that, between braces as well.
func scalar(s string) string {
	switch strings.ToLower(s) {
	case "null", "true", "false", "yes", "no", "on", "off", "y", "n":
	default:
		if plainWord().MatchString(s) {
			return s
		}
	}
	return string(arrowtext.AppendJSON(nil, s))
}

// key writes the name of a column or a dataset.
func key(name string) string { return scalar(name) }

// pin keeps the first rows as pins.
func (d *dataset) pin(rec arrow.Record, n int) error {
	for row := 0; len(d.pins) < n && row < int(rec.NumRows()); row++ {
		var cells []string
		for i, f := range rec.Schema().Fields() {
			format, err := arrowtext.NewFormatter(rec.Column(i))
			if err != nil {
				return err
			}
			text := "null"
			if !arrowtext.Nulls(rec.Column(i))(row) {
				text = pinned(f.Type, string(format(nil, row)))
			}
			if pinnable(f.Type) {
				cells = append(cells, key(d.about.Columns[i].Name)+": "+text)
			}
		}
		d.pins = append(d.pins, strings.Join(cells, ", "))
	}
	return nil
}

// pinnable reports whether the names within a type are those that it has in a fixture.
func pinnable(dt arrow.DataType) bool {
	if t, ok := dt.(*arrow.StructType); ok {
		return !slices.ContainsFunc(t.Fields(), func(f arrow.Field) bool { return nameOf(f.Name) != f.Name || !pinnable(f.Type) })
	}
	if t, ok := dt.(arrow.ListLikeType); ok {
		return pinnable(t.Elem())
	}
	return true
}

// pinned writes a cell as YAML.
func pinned(dt arrow.DataType, text string) string {
	switch {
	case arrow.IsInteger(dt.ID()), dt.ID() == arrow.BOOL:
		return text
	case arrow.IsFloating(dt.ID()):
		switch text {
		case "NaN", "Inf", "-Inf":
			return strings.ToLower(strings.Replace("."+text, ".-", "-.", 1))
		}
		return text
	}
	if arrow.IsNested(dt.ID()) && json.Valid([]byte(text)) {
		return text // JSON is YAML
	}
	return string(arrowtext.AppendJSON(nil, text))
}

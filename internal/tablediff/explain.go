package tablediff

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"golang.org/x/text/unicode/norm"

	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/assay-go/assay/internal/cells"
	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/message"
	"github.com/assay-go/assay/internal/report"
)

// An explainer looks for one rule that explains all changes of a column. A single pair of numbers always has a factor
// and a shift, so these rules need at least two changed cells.
type explainer struct {
	column *columnPair
	match  *matching
	nulled int // cells that became null
	filled int // cells that were null
}

// explain returns the explanations of the changed cells of a column, and how many became null or stopped being null.
func explain(p *columnPair, m *matching) (all []report.Explanation, nulled, filled int, err error) {
	c := &explainer{column: p, match: m}
	oldNull, newNull := arrowtext.Nulls(p.old), arrowtext.Nulls(p.new)
	c.eachChange(func(i, j int) bool {
		switch was, is := oldNull(i), newNull(j); {
		case is && !was:
			c.nulled++
		case was && !is:
			c.filled++
		}
		return true
	})
	if len(p.changed) == 0 {
		return nil, 0, 0, nil
	}
	old, err := goldenfile.NewCellWriter(p.old)
	if err != nil {
		return nil, 0, 0, err
	}
	new, err := goldenfile.NewCellWriter(p.new)
	if err != nil {
		return nil, 0, 0, err
	}
	i, j := m.oldRow(int(p.changed[0])), m.newRow(int(p.changed[0]))
	rule := strings.TrimPrefix(strings.TrimPrefix(c.hint(), "both "), "all ")
	return []report.Explanation{{
		Cells: len(p.changed), Rule: rule,
		Example: report.CellPair{Old: string(old(nil, i)), New: string(new(nil, j))},
	}}, c.nulled, c.filled, nil
}

// eachChange calls visit with the rows of each changed cell until it returns false. It reports whether it never did.
func (c *explainer) eachChange(visit func(old, new int) bool) bool {
	for _, pair := range c.column.changed {
		if !visit(c.match.oldRow(int(pair)), c.match.newRow(int(pair))) {
			return false
		}
	}
	return true
}

func (c *explainer) hint() string {
	n := len(c.column.changed)
	if !c.column.sameType {
		return ""
	}
	switch {
	case c.nulled == n:
		return c.becameNull()
	case c.filled == n:
		return c.stoppedBeingNull()
	case c.nulled+c.filled > 0:
		return ""
	}
	for _, rule := range []func() string{c.texts, c.numbers, c.floats, c.times, c.sameChange, c.shiftedRows} {
		if hint := rule(); hint != "" {
			return hint
		}
	}
	return ""
}

// quantify returns a rule with "both" or "all" in front, if several cells changed.
func (c *explainer) quantify(format string, args ...any) string {
	rule := fmt.Sprintf(format, args...)
	switch len(c.column.changed) {
	case 1:
		return rule
	case 2:
		return "both " + rule
	}
	return "all " + rule
}

func (c *explainer) becameNull() string {
	text := cells.Strings(c.column.old)
	if text != nil && c.eachChange(func(old, _ int) bool { return text(old) == "" }) {
		return c.quantify("from empty to null")
	}
	return c.quantify("became null")
}

func (c *explainer) stoppedBeingNull() string {
	text := cells.Strings(c.column.new)
	if text != nil && c.eachChange(func(_, new int) bool { return text(new) == "" }) {
		return c.quantify("from null to empty")
	}
	if len(c.column.changed) == 1 {
		return c.quantify("was null")
	}
	return c.quantify("were null")
}

// texts finds strings that differ only in case, space, Unicode form or line ends, or that were emptied or truncated.
func (c *explainer) texts() string {
	old, new := cells.Strings(c.column.old), cells.Strings(c.column.new)
	if old == nil {
		return ""
	}
	rules := []struct {
		words string
		holds func(x, y string) bool
	}{
		{"by case only", strings.EqualFold},
		{"by space around the text only", func(x, y string) bool {
			return strings.TrimSpace(x) == strings.TrimSpace(y)
		}},
		{"by space only", func(x, y string) bool { return withoutSpace(x) == withoutSpace(y) }},
		{"by Unicode form only", func(x, y string) bool { return norm.NFC.String(x) == norm.NFC.String(y) }},
		{"by line ends only", func(x, y string) bool {
			return strings.ReplaceAll(x, "\r\n", "\n") == strings.ReplaceAll(y, "\r\n", "\n")
		}},
		{"became empty", func(_, y string) bool { return y == "" }},
		{"truncated", func(x, y string) bool { return strings.HasPrefix(x, y) }},
	}
	for _, rule := range rules {
		if c.eachChange(func(i, j int) bool { return rule.holds(old(i), new(j)) }) {
			return c.quantify("%s", rule.words)
		}
	}
	return ""
}

func withoutSpace(s string) string { return strings.Join(strings.Fields(s), "") }

// numbers finds a shift or a factor of integers and decimals.
func (c *explainer) numbers() string {
	old, new := cells.Numbers(c.column.old), cells.Numbers(c.column.new)
	if old == nil {
		return ""
	}
	first := true
	var delta cells.Number
	if len(c.column.changed) > 1 && c.eachChange(func(i, j int) bool {
		d := new(j).Minus(old(i))
		if first {
			delta, first = d, false
		}
		return d == delta
	}) {
		return c.quantify("by %s", delta.SignedText())
	}
	step := 0.0
	if t, ok := c.column.old.DataType().(arrow.DecimalType); ok {
		step = math.Pow10(-int(t.GetScale()))
	}
	return c.factor(func(i int) float64 { return old(i).Float() }, func(j int) float64 { return new(j).Float() }, step)
}

// floats finds noise, rounding, a shift or a factor of floats.
func (c *explainer) floats() string {
	old, _ := cells.Floats(c.column.old)
	if old == nil {
		return ""
	}
	new, _ := cells.Floats(c.column.new)
	switch {
	case c.eachChange(func(_, j int) bool { return new(j) != new(j) }):
		return c.quantify("became NaN")
	case c.eachChange(func(i, j int) bool { return old(i) == new(j) }):
		return c.quantify("by the sign of zero only")
	}
	if noise := c.noise(old, new); noise != "" {
		return noise
	}
	if places := c.places(old, new); places >= 0 {
		return c.quantify("rounded to %s", message.Count(places, "decimal"))
	}
	if shift, ok := c.shift(old, new); ok {
		return c.quantify("by %+g", shift)
	}
	return c.factor(old, new, 0)
}

// noise returns the power of ten that bounds all relative differences, if they are as small as rounding errors.
func (c *explainer) noise(old, new func(int) float64) string {
	const most = 1e-9
	worst := 0.0
	if !c.eachChange(func(i, j int) bool {
		x, y := old(i), new(j)
		rel := math.Abs(x-y) / max(math.Abs(x), math.Abs(y))
		worst = max(worst, rel)
		return rel < most
	}) {
		return ""
	}
	bound := most
	for bound > 1e-16 && worst < bound/10 {
		bound /= 10
	}
	return c.quantify("by rounding only, under %.0e of the value", bound)
}

// places returns the number of decimals to which all new values were rounded, or -1 if they were not.
func (c *explainer) places(old, new func(int) float64) int {
	const most = 6
	for places := range most + 1 {
		scale := math.Pow10(places)
		if c.eachChange(func(i, j int) bool {
			x, y := old(i)*scale, new(j)*scale
			return math.Abs(y) < 1e15 && math.Abs(y-math.Round(y)) < 1e-6 && math.Abs(x-y) <= 0.5+1e-6 &&
				old(i) != new(j)
		}) {
			return places
		}
	}
	return -1
}

// shift returns what was added to all values.
func (c *explainer) shift(old, new func(int) float64) (float64, bool) {
	lo, hi := math.Inf(-1), math.Inf(1)
	ok := len(c.column.changed) > 1 && c.eachChange(func(i, j int) bool {
		x, y := old(i), new(j)
		slack := 1e-12 * max(math.Abs(x), math.Abs(y))
		lo, hi = max(lo, y-x-slack), min(hi, y-x+slack)
		return lo <= hi
	})
	return simplest(lo, hi), ok
}

// factor finds the factor of all values. Products are rounded to multiples of step, the distance of two neighboring
// values; 0 for floats.
func (c *explainer) factor(old, new func(int) float64, step float64) string {
	if len(c.column.changed) < 2 {
		return ""
	}
	lo, hi := math.Inf(-1), math.Inf(1)
	if !c.eachChange(func(i, j int) bool {
		x, y := old(i), new(j)
		if x == 0 || y == 0 || math.IsInf(x, 0) || math.IsInf(y, 0) {
			return false
		}
		slack := max(step/2, 1e-12*math.Abs(y))
		a, b := (y-slack)/x, (y+slack)/x
		lo, hi = max(lo, min(a, b)), min(hi, max(a, b))
		return lo <= hi
	}) {
		return ""
	}
	f := simplest(lo, hi)
	if f == -1 {
		return c.quantify("by sign only")
	}
	return c.quantify("by factor %s", strconv.FormatFloat(f, 'g', -1, 64))
}

// simplest returns the number from lo to hi with the fewest digits.
func simplest(lo, hi float64) float64 {
	mid := lo + (hi-lo)/2
	for digits := range 17 {
		f, err := strconv.ParseFloat(strconv.FormatFloat(mid, 'e', digits, 64), 64)
		if err == nil && lo <= f && f <= hi {
			return f
		}
	}
	return mid
}

// times finds by how much all dates, times or durations moved, or the unit to which they were truncated.
func (c *explainer) times() string {
	old, new := cells.Instants(c.column.old), cells.Instants(c.column.new)
	if old == nil {
		return ""
	}
	var delta time.Duration
	first := true
	if len(c.column.changed) > 1 && c.eachChange(func(i, j int) bool {
		x, y := old(i), new(j)
		d := y.Sub(x)
		if y.Before(x) {
			d = -d
		}
		if first {
			delta, first = d, false
		}
		return d == delta && d != math.MaxInt64 && d != -math.MaxInt64
	}) {
		return c.quantify("by %s", signedDuration(delta))
	}
	for _, unit := range []struct {
		name string
		secs int64
	}{{"day", 86400}, {"hour", 3600}, {"minute", 60}, {"second", 1}} {
		if c.eachChange(func(i, j int) bool {
			x, y := old(i), new(j)
			return y.Nanos == 0 && y.Secs == x.Secs-floorMod(x.Secs, unit.secs)
		}) {
			return c.quantify("truncated to the %s", unit.name)
		}
	}
	return ""
}

func floorMod(a, b int64) int64 { return ((a % b) + b) % b }

// signedDuration formats a duration such as +1h30m, or as days if it is a whole number of them.
func signedDuration(d time.Duration) string {
	const day = 24 * time.Hour
	if d%day == 0 {
		return fmt.Sprintf("%+dd", d/day)
	}
	text := d.String()
	text = strings.TrimSuffix(strings.TrimSuffix(text, "0s"), "0m")
	if text == "" || !strings.ContainsAny(text[len(text)-1:], "hms") {
		text = d.String()
	}
	if d > 0 {
		return "+" + text
	}
	return text
}

// sameChange finds cells that all had one value and now all have another.
func (c *explainer) sameChange() string {
	if len(c.column.changed) < 2 {
		return ""
	}
	oldFirst, newFirst := -1, -1
	same, sameNew := cells.Comparer(c.column.old, c.column.old), cells.Comparer(c.column.new, c.column.new)
	if !c.eachChange(func(i, j int) bool {
		if oldFirst < 0 {
			oldFirst, newFirst = i, j
		}
		return same(oldFirst, i) == 0 && sameNew(newFirst, j) == 0
	}) {
		return ""
	}
	old, errOld := goldenfile.NewCellWriter(c.column.old)
	new, errNew := goldenfile.NewCellWriter(c.column.new)
	if errOld != nil || errNew != nil {
		return ""
	}
	return c.quantify("%s -> %s", old(nil, oldFirst), new(nil, newFirst))
}

// shiftedRows finds cells that have the old value of the previous or the next row.
func (c *explainer) shiftedRows() string {
	rows := c.column.old.Len()
	compare := cells.Comparer(c.column.old, c.column.new)
	for _, by := range []int{1, -1} {
		outside := 0
		if len(c.column.changed) > 2 && c.eachChange(func(_, j int) bool {
			from := j - by
			if from < 0 || from >= rows {
				outside++
				return outside == 1
			}
			return compare(from, j) == 0
		}) {
			if by > 0 {
				return c.quantify("shifted down by one row")
			}
			return c.quantify("shifted up by one row")
		}
	}
	return ""
}

package tablediff

import (
	"fmt"
	"math"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/report"
)

// randomSheet draws the rows of a golden with columns of all sorts.
func randomSheet(t *rapid.T) *sheet {
	s := &sheet{head: `# assay 1
# order keyed id
# field id int64
# field country utf8
# field n int64
# field d decimal(14, 2)
# field f float64
# field s utf8
# field at timestamp[s, UTC]
# field m int64
# field day date32
# field ok bool
# field tags list<utf8>
# field g float32
# field k dictionary<utf8>
# field big decimal256(40, 3)
# field took duration[s]
id,country,n,d,f,s,at,m,day,ok,tags,g,k,big,took
`}
	null := func(cell string) string {
		if rapid.IntRange(0, 9).Draw(t, "null") == 0 {
			return "null"
		}
		return cell
	}
	for id := range rapid.IntRange(6, 40).Draw(t, "rows") {
		number := rapid.IntRange(1000, 999_999)
		s.rows = append(s.rows, []string{
			strconv.Itoa(id), rapid.SampledFrom([]string{"AT", "CH", "DE", "null"}).Draw(t, "country"),
			null(strconv.Itoa(number.Draw(t, "n"))), null(money(number.Draw(t, "d"))),
			null(short(float64(number.Draw(t, "f")) / 1000)),
			null(fmt.Sprintf("Tür %d%c", number.Draw(t, "s"), 'a'+rune(rapid.IntRange(0, 25).Draw(t, "letter")))),
			null(time.Unix(int64(1000*number.Draw(t, "at")), 0).UTC().Format(time.RFC3339)),
			strconv.Itoa(number.Draw(t, "m")),
			null(time.Unix(int64(86_400*number.Draw(t, "day")/50), 0).UTC().Format(time.DateOnly)),
			null(strconv.FormatBool(rapid.Bool().Draw(t, "ok"))),
			null(fmt.Sprintf(`["%d","%c"]`, number.Draw(t, "tag"), 'a'+rune(rapid.IntRange(0, 25).Draw(t, "letter")))),
			null(short(float64(number.Draw(t, "g")) / 4)),
			null(fmt.Sprintf("Item %d%c", number.Draw(t, "k"), 'a'+rune(rapid.IntRange(0, 25).Draw(t, "letter")))),
			null(fmt.Sprintf("%d.%03d", number.Draw(t, "big"), number.Draw(t, "thousandths")%1000)),
			null((time.Duration(number.Draw(t, "took")) * time.Second).String()),
		})
	}
	return s
}

// A knownCause changes a cell in a way that a report names; without words, a report may name another.
type knownCause struct {
	column, words string
	make          func(cell string) string
}

func integerCause(words string, made func(n int) int) knownCause {
	return knownCause{"n", words, func(cell string) string {
		n, _ := strconv.Atoi(cell)
		return strconv.Itoa(made(n))
	}}
}

func timeCause(words string, made func(at time.Time) time.Time) knownCause {
	return knownCause{"at", words, func(cell string) string {
		at, _ := time.Parse(time.RFC3339, cell)
		return made(at).Format(time.RFC3339)
	}}
}

var knownCauses = []knownCause{
	integerCause("by factor 2", func(n int) int { return 2 * n }),
	integerCause("by +7", func(n int) int { return n + 7 }),
	integerCause("by sign only", func(n int) int { return -n }),
	integerCause("by factor 1.1, rounded", func(n int) int { return (n*11 + 5) / 10 }),
	integerCause("divided by 7, truncated", func(n int) int { return n / 7 }),
	integerCause("rounded to multiples of 100", func(n int) int { return (n + 50) / 100 * 100 }),
	integerCause("became 0", func(int) int { return 0 }),
	integerCause("times 3 plus 7", func(n int) int { return 3*n + 7 }),
	integerCause("times -1 plus 500", func(n int) int { return 500 - n }),
	{"d", "times 1.8 plus 32, rounded to cents", func(cell string) string {
		return money((18*fromMoney(cell) + 32_000 + 5) / 10)
	}},
	{"f", "times 1.8 plus 32", func(cell string) string {
		f, _ := strconv.ParseFloat(cell, 64)
		return short(f*1.8 + 32)
	}},
	{"n", "became null", func(string) string { return "null" }},
	{"d", "by factor 100", func(cell string) string { return cell[:len(cell)-3] + cell[len(cell)-2:] + ".00" }},
	{"d", "divided by 100, rounded to cents", func(cell string) string { return money((fromMoney(cell) + 50) / 100) }},
	{"d", "truncated to whole numbers", func(cell string) string { return cell[:len(cell)-3] + ".00" }},
	{"f", "by factor 3", func(cell string) string {
		f, _ := strconv.ParseFloat(cell, 64)
		return short(f * 3)
	}},
	{"f", "by floating-point noise", func(cell string) string {
		f, _ := strconv.ParseFloat(cell, 64)
		return short(f * (1 + 1e-14))
	}},
	{"f", "rounded to 1 decimal", func(cell string) string {
		f, _ := strconv.ParseFloat(cell, 64)
		return short(math.Round(f*10) / 10)
	}},
	{"s", "in upper case", strings.ToUpper},
	{"s", `with the suffix "-x"`, func(cell string) string { return cell + "-x" }},
	{"s", `with the prefix "C-"`, func(cell string) string { return "C-" + cell }},
	{"s", "cut to 6 characters", func(cell string) string { return string([]rune(cell)[:6]) }},
	{"s", "without accents", func(cell string) string { return strings.ReplaceAll(cell, "ü", "u") }},
	timeCause("by +1h", func(at time.Time) time.Time { return at.Add(time.Hour) }),
	timeCause("by -1 day", func(at time.Time) time.Time { return at.AddDate(0, 0, -1) }),
	timeCause("truncated to the day", func(at time.Time) time.Time { return at.Truncate(24 * time.Hour) }),
	dayCause("by +1 day", func(at time.Time) time.Time { return at.AddDate(0, 0, 1) }),
	dayCause("truncated to the month", func(at time.Time) time.Time { return at.AddDate(0, 0, 1-at.Day()) }),
	{"ok", "negated", func(cell string) string { return strconv.FormatBool(cell != "true") }},
	{"ok", "became null", func(string) string { return "null" }},
	{"tags", "", func(cell string) string { return cell[:len(cell)-1] + `,"x"]` }},
	{"tags", "became null", func(string) string { return "null" }},
	{"g", "by factor 2", func(cell string) string {
		g, _ := strconv.ParseFloat(cell, 64)
		return short(2 * g)
	}},
	{"k", "in upper case", strings.ToUpper},
	{"k", `with the suffix "-x"`, func(cell string) string { return cell + "-x" }},
	{"big", "by +1", func(cell string) string {
		whole, part, _ := strings.Cut(cell, ".")
		n, _ := strconv.Atoi(whole)
		return fmt.Sprintf("%d.%s", n+1, part)
	}},
	{"took", "", func(cell string) string {
		d, _ := time.ParseDuration(cell)
		return (d + time.Minute).String()
	}},
}

func dayCause(words string, made func(at time.Time) time.Time) knownCause {
	return knownCause{"day", words, func(cell string) string {
		at, _ := time.Parse(time.DateOnly, cell)
		return made(at).Format(time.DateOnly)
	}}
}

// TestAKnownCauseIsSaidAndNothingFalse changes random tables by one or two known causes, everywhere or in one country.
func TestAKnownCauseIsSaidAndNothingFalse(t *testing.T) { rapid.Check(t, knownCauseIsSaid) }

func knownCauseIsSaid(t *rapid.T) {
	old := randomSheet(t)
	new := &sheet{head: old.head}
	for _, row := range old.rows {
		new.rows = append(new.rows, slices.Clone(row))
	}
	where := rapid.SampledFrom([]string{"", "AT", "null"}).Draw(t, "where")
	cause := rapid.SampledFrom(knownCauses).Draw(t, "cause")
	other := rapid.SampledFrom(knownCauses).Draw(t, "other")
	both := where != "" && rapid.Bool().Draw(t, "both") && other.column == cause.column
	at := old.column(cause.column)
	changed, others := 0, 0
	was, is := map[string]bool{}, map[string]bool{}
	for _, row := range new.rows {
		var made string
		switch {
		case row[at] == "null":
		case where == "" || row[1] == where:
			if made = cause.make(row[at]); made != row[at] {
				changed++
				was[row[at]], is[made] = true, true
			}
			row[at] = made
		case both:
			if made = other.make(row[at]); made != row[at] {
				others++
			}
			row[at] = made
		}
	}
	switch rapid.IntRange(0, 9).Draw(t, "rows") {
	case 0:
		for i := range new.rows {
			if new.rows[i][2] = "null"; i > 0 {
				new.rows[i][2] = old.rows[i-1][2]
			}
		}
		changed = 0
	case 1:
		for i := range new.rows {
			new.rows[i][2], new.rows[i][7] = new.rows[i][7], new.rows[i][2]
		}
		changed = 0
	}
	r, err := Compare(decoded(t, old), decoded(t, new), Options{})
	if err != nil {
		t.Fatal(err)
	}
	checkExplanations(t, r, old, new)
	constant := strings.HasPrefix(cause.words, "became ")
	if cause.words == "" || changed == 0 || others > 0 || len(was) < 5 || len(was) < changed || len(is) < 4 && !constant {
		return // other rules explain few values as well
	}
	if strings.HasPrefix(cause.words, "times ") && !farApart(was) {
		return // other lines make near values as well
	}
	said := slices.ContainsFunc(r.Columns, func(c report.Column) bool {
		// Few cells may be rounded and truncated to the same values, or need neither.
		rule, words := c.Explanations[0].Rule, cause.words
		rule, words = strings.Replace(rule, "truncated", "rounded", 1), strings.Replace(words, "truncated", "rounded", 1)
		exact, _, _ := strings.Cut(words, ", rounded")
		return c.Name == cause.column && (strings.HasPrefix(rule, words) || rule == exact) &&
			c.Explanations[0].Cells == changed
	})
	if !said {
		t.Fatalf("%s is not said of %d cells: %+v", cause.words, changed, r.Columns)
	}
}

// farApart reports whether the numbers of most cells are at least 100 from the least one.
func farApart(cells map[string]bool) bool {
	var least *big.Rat
	for cell := range cells {
		if n := number(cell); least == nil || n.Cmp(least) < 0 {
			least = n
		}
	}
	far := 0
	for cell := range cells {
		if new(big.Rat).Sub(number(cell), least).Cmp(big.NewRat(100, 1)) >= 0 {
			far++
		}
	}
	return far >= 4 && 2*far > len(cells)
}

// checkExplanations applies what a report says to the cells, by the words alone.
func checkExplanations(t *rapid.T, r *report.Report, old, new *sheet) {
	for _, c := range r.Columns {
		at := old.column(c.Name)
		cells, total := 0, 0
		for i, row := range old.rows {
			if row[at] != new.rows[i][at] {
				cells++
			}
		}
		explained := make([]int, len(old.rows)) // by how many explanations with a condition
		for _, e := range c.Explanations {
			total += e.Cells + len(e.Exceptions)
			hits, outside := 0, 0
			for i, row := range old.rows {
				was, is := row[at], new.rows[i][at]
				inside := e.Where == "" || conditionHolds(t, e.Where, old, row)
				if e.Where != "" && inside {
					explained[i]++
				}
				switch {
				case was == is && inside && e.Where != "":
					t.Fatalf("%s: the condition %q holds for row %d, which did not change", c.Name, e.Where, i)
				case was != is && inside && (e.Rule == "" || ruleHolds(t, e.Rule, c.Name, old, new, i)):
					hits++
				case was != is && !inside:
					outside++
				}
			}
			if hits < e.Cells || e.Where != "" && hits != e.Cells || len(c.Explanations) == 1 && hits != e.Cells {
				t.Fatalf("%s: %+v holds for %d cells\n%s%s", c.Name, e, hits, old.text(), new.text())
			}
			if len(c.Explanations) == 1 && outside > 0 {
				t.Fatalf("%s: %d cells changed for which %q does not hold", c.Name, outside, e.Where)
			}
		}
		if total != c.Cells || cells != c.Cells {
			t.Fatalf("%s: %d cells changed, the report counts %d and explains %d", c.Name, cells, c.Cells, total)
		}
		if slices.ContainsFunc(explained, func(n int) bool { return n > 1 }) {
			t.Fatalf("%s: two explanations of one cell: %+v", c.Name, c.Explanations)
		}
	}
}

// number returns a cell as an exact number; of times, the seconds since 1970.
func number(cell string) *big.Rat {
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		if at, err := time.Parse(layout, cell); err == nil {
			return big.NewRat(at.Unix(), 1)
		}
	}
	if d, err := time.ParseDuration(cell); err == nil {
		return big.NewRat(int64(d), int64(time.Second))
	}
	n, ok := new(big.Rat).SetString(cell)
	if !ok {
		return nil
	}
	return n
}

// conditionHolds reports whether the words of a condition are true of a row.
func conditionHolds(t *rapid.T, words string, s *sheet, row []string) bool {
	for term := range strings.SplitSeq(words, " and ") {
		parts := strings.SplitN(term, " ", 3)
		if strings.HasPrefix(term, "time of ") {
			parts = strings.SplitN(term, " ", 6)
			cell := row[s.column(parts[2])]
			if cell == "null" {
				return false
			}
			clock := cell[11:19]
			if parts[4] == "from" && clock < parts[5] || parts[4] == "until" && clock > parts[5] {
				return false
			}
			continue
		}
		cell, value := row[s.column(parts[0])], parts[2]
		holds := false
		switch relation := parts[1]; {
		case relation == "is" && strings.HasPrefix(value, "not "):
			holds = cell != strings.TrimPrefix(value, "not ")
		case relation == "is" && strings.HasPrefix(value, "a "):
			at, err := time.Parse(time.RFC3339, cell)
			holds = err == nil && slices.Contains(strings.Split(value[2:], " or "), at.Weekday().String())
		case relation == "is" || relation == "=":
			holds = cell == value
		case relation == "in":
			holds = slices.Contains(strings.Split(value, ", "), cell) ||
				(parts[0] == "at" || parts[0] == "day") && strings.HasPrefix(cell, value) // a day, a month or a year
		case cell == "null":
		case relation == "from":
			lo, hi, _ := strings.Cut(value, " to ")
			holds = number(cell).Cmp(number(lo)) >= 0 && number(cell).Cmp(number(hi)) <= 0
		default:
			bound := number(value)
			if day, err := time.Parse(time.DateOnly, value); err == nil {
				if relation == "<=" {
					day = day.Add(24*time.Hour - time.Second)
				}
				bound = big.NewRat(day.Unix(), 1)
			}
			if bound == nil {
				t.Fatalf("an unknown condition: %q", words)
			}
			order := number(cell).Cmp(bound)
			holds = map[string]bool{"<": order < 0, "<=": order <= 0, ">": order > 0, ">=": order >= 0}[relation]
		}
		if !holds {
			return false
		}
	}
	return true
}

var (
	factorWords  = regexp.MustCompile(`^(by factor|divided by) (-?[0-9./]+)(?:, (rounded|truncated)( down| up)?(.*))?$`)
	roundedWords = regexp.MustCompile(
		`^(rounded|truncated)( down| up)? to (whole numbers|(\d+) decimals?|multiples of (\d+))$`)
	lineWords    = regexp.MustCompile(`^(plus|minus) ([0-9.]+), (times|divided by) (-?[0-9./]+)(, rounded.*)?$`)
	summandWords = regexp.MustCompile(`^(times|divided by) (-?[0-9./]+) (plus|minus) ([0-9.]+)(, rounded.*)?$`)
	durationBy   = regexp.MustCompile(`^by ([+-])(?:(\d+) (day|month|year)s?|(.*[hms]))$`)
)

// ruleHolds reports whether the words of a rule are true of a row.
func ruleHolds(t *rapid.T, words, column string, before, after *sheet, i int) bool {
	at := before.column(column)
	was, is := before.rows[i][at], after.rows[i][at]
	x, y := number(was), number(is)
	isText := slices.Contains([]string{"s", "country", "k", "tags", "ok"}, column)
	quoted := func(prefix string) (string, bool) {
		text, ok := strings.CutPrefix(words, prefix+" ")
		if !ok {
			return "", false
		}
		text, err := strconv.Unquote(text)
		return text, err == nil
	}
	if text, ok := quoted("with the suffix"); ok {
		return is == was+text
	}
	if text, ok := quoted("with the prefix"); ok {
		return is == text+was
	}
	if text, ok := quoted("without the suffix"); ok {
		return is+text == was
	}
	if text, ok := quoted("without the prefix"); ok {
		return text+is == was
	}
	if other, ok := strings.CutPrefix(words, "exchanged with "); ok {
		with := before.column(other)
		return is == before.rows[i][with] && was == after.rows[i][with]
	}
	if other, ok := strings.CutPrefix(words, "now the values of "); ok {
		return is == before.rows[i][before.column(other)]
	}
	if words, ok := strings.CutPrefix(strings.TrimSuffix(words, ", null at the edge"), "shifted "); ok {
		from := i - 1
		if words == "up by one row" {
			from = i + 1
		}
		if from < 0 || from == len(before.rows) {
			return is == "null"
		}
		return is == before.rows[from][at]
	}
	switch {
	case words == "became null":
		return is == "null"
	case words == "was null" || words == "were null":
		return was == "null"
	case strings.HasPrefix(words, "from ") || was == "null" || is == "null":
		from, to, ok := strings.Cut(strings.TrimPrefix(words, "from "), " to ")
		return ok && was == from && is == to
	case strings.HasPrefix(words, "recoded as "):
		return recodedAlike(before, after, at, i)
	case strings.HasPrefix(words, "now ") || strings.HasPrefix(words, "still "):
		return formulaHolds(words, after, i, is)
	case strings.HasPrefix(words, "became "):
		return is == strings.TrimPrefix(words, "became ")
	case strings.Contains(words, " -> ") && !strings.HasPrefix(words, "recoded"):
		return was+" -> "+is == words
	case isText:
		return textRuleHolds(t, words, was, is)
	case strings.HasPrefix(words, "by floating-point noise, under "):
		bound, relative := strings.CutSuffix(strings.TrimPrefix(words, "by floating-point noise, under "), " of the value")
		diff, limit := new(big.Rat).Sub(x, y), number(bound)
		if relative {
			limit.Mul(limit, new(big.Rat).Abs(x))
		}
		return diff.Abs(diff).Cmp(limit.Mul(limit, big.NewRat(1001, 1000))) <= 0
	case words == "by sign only":
		return new(big.Rat).Neg(x).Cmp(y) == 0
	}
	if column == "at" || column == "day" || column == "took" {
		return timeRuleHolds(t, words, was, is)
	}
	scale := map[string]int{"n": 0, "m": 0, "d": 2, "f": 1 << 20, "g": 1 << 20, "big": 3}[column]
	if m := lineWords.FindStringSubmatch(words); m != nil {
		slope, plus := number(m[4]), number(m[2])
		if m[3] == "divided by" {
			slope.Inv(slope)
		}
		if m[1] == "minus" {
			plus.Neg(plus)
		}
		return linearHolds(x, y, new(big.Rat).Mul(plus, slope), slope, m[5], scale, column)
	}
	if m := summandWords.FindStringSubmatch(words); m != nil {
		slope, plus := number(m[2]), number(m[4])
		if m[1] == "divided by" {
			slope.Inv(slope)
		}
		if m[3] == "minus" {
			plus.Neg(plus)
		}
		return linearHolds(x, y, plus, slope, m[5], scale, column)
	}
	if m := factorWords.FindStringSubmatch(words); m != nil {
		factor := number(m[2])
		if m[1] == "divided by" {
			factor.Inv(factor)
		}
		product := new(big.Rat).Mul(x, factor)
		if p := strings.TrimPrefix(m[5], " to "); p == "whole numbers" {
			scale = 0
		} else if n, err := strconv.Atoi(strings.Split(p, " ")[0]); err == nil {
			scale = n
		}
		return isNear(product, y, m[3]+m[4], scale, column)
	}
	if m := roundedWords.FindStringSubmatch(words); m != nil {
		if m[3] == "whole numbers" {
			scale = 0
		} else if n, err := strconv.Atoi(m[4]); err == nil {
			scale = n
		} else if n, err := strconv.Atoi(m[5]); err == nil {
			scale = -(len(strconv.Itoa(n)) - 1)
		}
		return isNear(x, y, m[1]+m[2], scale, column)
	}
	if shift, ok := strings.CutPrefix(words, "by "); ok && number(shift) != nil {
		return isNear(new(big.Rat).Add(x, number(shift)), y, "", scale, column)
	}
	if words == "subtracted from 1" {
		return isNear(new(big.Rat).Sub(big.NewRat(1, 1), x), y, "", scale, column)
	}
	t.Fatalf("an unknown rule: %q (%s -> %s)", words, was, is)
	return false
}

// linearHolds reports whether y is slope*x + plus, rounded as the end of a rule says.
func linearHolds(x, y, plus, slope *big.Rat, end string, scale int, column string) bool {
	if x == nil || y == nil {
		return false
	}
	made := new(big.Rat).Mul(x, slope)
	made.Add(made, plus)
	mode := ""
	if end != "" {
		mode = "rounded"
		if _, places, ok := strings.Cut(end, "to "); ok && column == "f" {
			n, err := strconv.Atoi(strings.Fields(places)[0])
			if scale = 0; err == nil {
				scale = n
			}
		}
	}
	return isNear(made, y, mode, scale, column)
}

// recodedAlike reports whether all changed cells with one old value have one new value.
func recodedAlike(before, after *sheet, at, i int) bool {
	for k, row := range before.rows {
		if row[at] == before.rows[i][at] && after.rows[k][at] != row[at] && after.rows[k][at] != after.rows[i][at] {
			return false
		}
	}
	return true
}

// formulaHolds reports whether a cell is what words such as "now a / b, rounded to 2 decimals" say.
func formulaHolds(words string, after *sheet, i int, is string) bool {
	parts := strings.Fields(strings.Split(words, ",")[0])
	a, b := number(after.rows[i][after.column(parts[1])]), number(after.rows[i][after.column(parts[3])])
	if a == nil || b == nil {
		return false
	}
	x, _ := a.Float64()
	y, _ := b.Float64()
	want := map[string]float64{"+": x + y, "-": x - y, "*": x * y, "/": x / y}[parts[2]]
	room := 1e-12 * math.Abs(want)
	if _, text, ok := strings.Cut(words, "rounded to "); ok {
		places, _ := strconv.Atoi(strings.Fields(text)[0])
		room += 0.5000001 * math.Pow10(-places)
	}
	got, err := strconv.ParseFloat(is, 64)
	return err == nil && math.Abs(got-want) <= room
}

// isNear reports whether y is x rounded to some decimals, or x itself; a float is x to its last digits.
func isNear(x, y *big.Rat, mode string, scale int, column string) bool {
	diff := new(big.Rat).Sub(x, y)
	room := new(big.Rat)
	if column == "f" {
		room.Mul(new(big.Rat).Abs(y), big.NewRat(1, 1e12))
	}
	if mode == "" {
		return diff.Abs(diff).Cmp(room) <= 0
	}
	unit := new(big.Rat).SetFrac(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(max(0, -scale))), nil),
		new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(max(0, scale))), nil))
	steps := new(big.Rat).Quo(y, unit)
	if column != "f" && !steps.IsInt() {
		return false
	}
	inUnits := diff.Quo(diff, unit) // x - y
	inUnits.SetFrac(inUnits.Num(), inUnits.Denom())
	size := new(big.Rat).Abs(inUnits)
	slack := new(big.Rat).Quo(room, unit)
	half, one := new(big.Rat).Add(big.NewRat(1, 2), slack), big.NewRat(1, 1)
	switch mode {
	case "rounded":
		return size.Cmp(half) <= 0
	case "rounded down":
		return inUnits.Cmp(slack.Neg(slack)) >= 0 && size.Cmp(one) < 0
	case "rounded up":
		return inUnits.Cmp(slack) <= 0 && size.Cmp(one) < 0
	case "truncated":
		return (inUnits.Sign() == 0 || inUnits.Sign() == x.Sign() || size.Cmp(slack) <= 0) && size.Cmp(one) < 0
	}
	return false
}

func textRuleHolds(t *rapid.T, words, was, is string) bool {
	if n, ok := strings.CutPrefix(words, "cut to the last "); ok {
		width, _ := strconv.Atoi(strings.Split(n, " ")[0])
		runes := []rune(was)
		return is == string(runes[max(0, len(runes)-width):])
	}
	if n, ok := strings.CutPrefix(words, "cut to "); ok {
		width, _ := strconv.Atoi(strings.Split(n, " ")[0])
		runes := []rune(was)
		return is == string(runes[:min(width, len(runes))])
	}
	switch words {
	case "negated":
		return was != is && (is == "true" || is == "false")
	case "in upper case":
		return is == strings.ToUpper(was)
	case "in lower case":
		return is == strings.ToLower(was)
	case "by case only":
		return strings.EqualFold(was, is)
	case "truncated":
		return strings.HasPrefix(was, is)
	case "without accents":
		return is == strings.ReplaceAll(was, "ü", "u")
	}
	from, to, _ := strings.Cut(words, " replaced by ")
	from, err := strconv.Unquote(from)
	to, err2 := strconv.Unquote(to)
	if err != nil || err2 != nil {
		t.Fatalf("an unknown rule of texts: %q (%s -> %s)", words, was, is)
	}
	return is == strings.ReplaceAll(was, from, to)
}

func timeRuleHolds(t *rapid.T, words, was, is string) bool {
	x, y := time.Unix(number(was).Num().Int64(), 0).UTC(), time.Unix(number(is).Num().Int64(), 0).UTC()
	if unit, ok := strings.CutPrefix(words, "truncated to the "); ok {
		layout := map[string]string{
			"second": "2006-01-02T15:04:05", "minute": "2006-01-02T15:04", "hour": "2006-01-02T15", "day": "2006-01-02",
			"month": "2006-01", "year": "2006",
		}[unit]
		if layout == "" { // weeks and quarters
			return !y.After(x) && y.Equal(y.Truncate(24*time.Hour)) && x.Sub(y) < 93*24*time.Hour
		}
		start, _ := time.Parse(layout, x.Format(layout))
		return start.Equal(y)
	}
	m := durationBy.FindStringSubmatch(words)
	if m == nil {
		t.Fatalf("an unknown rule of times: %q (%s -> %s)", words, was, is)
	}
	n, _ := strconv.Atoi(m[1] + m[2])
	switch m[3] {
	case "day":
		return x.AddDate(0, 0, n).Equal(y)
	case "month", "year":
		if m[3] == "year" {
			n *= 12
		}
		first := time.Date(x.Year(), x.Month()+time.Month(n), 1, x.Hour(), x.Minute(), x.Second(), 0, time.UTC)
		return y.Month() == first.Month() && y.Year() == first.Year() && (y.Day() == x.Day() || y.Day() < x.Day() &&
			y.AddDate(0, 0, 1).Month() != y.Month())
	}
	d, err := time.ParseDuration(m[1] + m[4])
	return err == nil && x.Add(d).Equal(y)
}

func decoded(t *rapid.T, s *sheet) *goldenfile.File {
	f, err := goldenfile.Decode([]byte(s.text()), "x.golden")
	if err != nil {
		t.Fatal(err)
	}
	return f
}

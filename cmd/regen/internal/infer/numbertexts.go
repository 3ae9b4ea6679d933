package infer

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/assay-go/assay/cmd/regen/internal/profile"
	"github.com/assay-go/assay/internal/lazyregexp"
)

// clockBeyond matches times that may be past the end of a day, as in timetables.
var clockBeyond = lazyregexp.New(`^([0-9]{1,3}):([0-5][0-9])(?::([0-5][0-9]))?$`)

// numberTexts describes texts that are numbers with a point or a sign, such as coordinates, and times past 24:00.
func numberTexts(c *profile.Column, sample []string, r request) (m made, ok bool) {
	if r.taken == nil || r.wide || len(sample) < 2 {
		return m, false
	}
	if m, ok := longClock(c, sample, r); ok {
		return m, true
	}
	xs := make([]float64, len(sample))
	decimals, signed, fixed := 0, false, true
	for i, s := range sample {
		x, err := strconv.ParseFloat(s, 64)
		if err != nil || math.Abs(x) > 1e9 || strings.ContainsAny(s, "+eEpPxX_nN") {
			return m, false
		}
		_, fraction, _ := strings.Cut(s, ".")
		fixed = fixed && (i == 0 || len(fraction) == decimals)
		decimals = max(decimals, len(fraction))
		signed = signed || s[0] == '-'
		if digits := strings.TrimPrefix(s, "-"); len(digits) > 1 && digits[0] == '0' && digits[1] != '.' || digits[0] == '.' {
			return m, false // a code
		}
		xs[i] = x
	}
	if decimals == 0 && !signed || decimals > 9 {
		return m, false
	}
	v, _, _ := parsed(c, xs, decimals, r, &m)
	if fixed {
		m.text = "expr: " + scalar(fmt.Sprintf(`format("%%.%df", %s)`, decimals, v))
	} else {
		m.text = "expr: " + scalar(fmt.Sprintf("string(round(%s, %d))", v, decimals))
	}
	return m, true
}

// parsed returns an expression for the numbers of texts, their shape, and how many units of the last decimal they are
// apart.
func parsed(c *profile.Column, xs []float64, decimals int, r request, m *made) (expr string, s shape, steps float64) {
	slices.Sort(xs)
	whole := decimals == 0
	n := profile.OfNumbers(c.Name, xs, whole)
	lo, hi := outward(n, whole, boundOf(n.Type))
	s, steps = shapeOf(xs, lo, hi, shown(n, spread(xs))), 1
	counts := countedOf(c)
	if !counts.unique {
		steps = s.stepsOf(counts.rows, counts.distinct, math.Pow10(-decimals))
	}
	return grid{decimals, true}.of(c.Name, s, steps, counts.unique && !r.loose, r, m), s, steps
}

// longClock describes times of which some are past 24:00.
func longClock(c *profile.Column, sample []string, r request) (m made, ok bool) {
	least, most, width, withSeconds := math.MaxInt, 0, 3, false
	for _, s := range sample {
		f := clockBeyond().FindStringSubmatch(s)
		if f == nil || withSeconds && f[3] == "" {
			return m, false
		}
		withSeconds = withSeconds || f[3] != ""
		hour, _ := strconv.Atoi(f[1])
		least, most, width = min(least, hour), max(most, hour+1), min(width, len(f[1]))
	}
	if !withSeconds {
		at := r.helper(&m, c.Name, "_minute", fmt.Sprintf("int: [%d, %d]", 60*least, 60*most-1))
		m.text = "expr: " + scalar(fmt.Sprintf(`format("%%0%dd:%%02d", int(floor(%s / 60)), %s %% 60)`, width, at, at))
		return m, true
	}
	at := r.helper(&m, c.Name, "_second", fmt.Sprintf("int: [%d, %d]", 3600*least, 3600*most-1))
	m.text = "expr: " + scalar(fmt.Sprintf(`format("%%0%dd:%%02d:%%02d", int(floor(%[2]s / 3600)), `+
		`int(floor(%[2]s / 60)) %% 60, %[2]s %% 60)`, width, at))
	return m, true
}

// commaTexts describes texts that are whole numbers with commas between thousands.
func commaTexts(c *profile.Column, sample []string, r request) (m made, ok bool) {
	if r.taken == nil || r.wide || len(sample) < 20 {
		return m, false
	}
	xs := make([]float64, len(sample))
	commas := false
	for i, s := range sample {
		x, err := strconv.ParseFloat(strings.ReplaceAll(s, ",", ""), 64)
		if err != nil || math.Abs(x) >= 1e12 || withCommas(x) != s {
			return m, false
		}
		xs[i], commas = x, commas || strings.Contains(s, ",")
	}
	if !commas {
		return m, false
	}
	v, sh, steps := parsed(c, xs, 0, r, &m)
	lo, hi := sh[0].value, sh[len(sh)-1].value
	if steps > 1 {
		v = r.helper(&m, c.Name, "_value", "expr: "+scalar(v))
	}
	part := func(thousands int) string {
		return fmt.Sprintf("int(floor(abs(%s) / %.0f))", v, math.Pow(1000, float64(thousands)))
	}
	text := ""
	for thousands := 0; ; thousands++ {
		form, values := `"%d"`, part(thousands)
		for i := thousands - 1; i >= 0; i-- {
			form = form[:len(form)-1] + `,%03d"`
			values += ", " + part(i) + " % 1000"
		}
		if most := math.Pow(1000, float64(thousands+1)); most <= max(-lo, hi) {
			text += fmt.Sprintf("abs(%s) < %.0f ? format(%s, %s) : ", v, most, form, values)
			continue
		}
		text += fmt.Sprintf("format(%s, %s)", form, values)
		break
	}
	if lo < 0 {
		text = fmt.Sprintf(`(%s < 0 ? "-" : "") + (%s)`, v, text)
	}
	m.text = "expr: " + scalar(text)
	return m, true
}

// withCommas formats a whole number with commas between thousands.
func withCommas(x float64) string {
	digits := strconv.FormatFloat(math.Abs(x), 'f', -1, 64)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	if x < 0 {
		return "-" + digits
	}
	return digits
}

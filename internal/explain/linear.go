package explain

import (
	"cmp"
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"github.com/assay-go/assay/internal/cells"
)

// A line makes (slope*x + plus) / over of a number x: degrees Fahrenheit of degrees Celsius.
type line struct {
	slope, plus, over int64
	words             string // such as "times 1.8 plus 32"
	digits            int

	factor, summand, bottom big.Int // see setScales
	top, quo, rest, y       big.Int
}

func (l *line) of(x float64) float64 { return (float64(l.slope)*x + float64(l.plus)) / float64(l.over) }

// setScales prepares gives for numbers with some decimals.
func (l *line) setScales(oldScale, newScale int) {
	power := func(n int) *big.Int { return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil) }
	l.factor.Mul(big.NewInt(l.slope), power(newScale))
	l.summand.Mul(big.NewInt(l.plus), power(oldScale+newScale))
	l.bottom.Mul(big.NewInt(l.over), power(oldScale))
}

// gives reports whether y is the number that the line makes of x, rounded.
func (l *line) gives(x, y cells.Number, mode rounding) bool {
	magnitude := func(out *big.Int, n cells.Number) {
		w, negative := n.Magnitude()
		if setWords(out, w); negative {
			out.Neg(out)
		}
	}
	magnitude(&l.top, x)
	magnitude(&l.y, y)
	l.top.Mul(&l.top, &l.factor)
	l.top.Add(&l.top, &l.summand)
	negative := l.top.Sign() < 0
	l.quo.QuoRem(l.top.Abs(&l.top), &l.bottom, &l.rest)
	double := l.top.Lsh(&l.rest, 1).Cmp(&l.bottom)
	add, ok := mode.rounds(l.rest.Sign() == 0, double, l.quo.Bit(0) == 1, negative)
	if add {
		l.quo.Add(&l.quo, big.NewInt(1))
	}
	if negative {
		l.quo.Neg(&l.quo)
	}
	return ok && l.quo.Cmp(&l.y) == 0
}

// leastDistinct is how many old numbers show a line: any two are on one.
const leastDistinct = 5

// distinctNumbers counts the different old numbers of a sample.
func (e *explainer) distinctNumbers(of []int32) int {
	old := floatsIn(e.Old)
	values := map[float64]bool{}
	for _, pair := range sample(of, 512) {
		i, _ := e.table.pair(pair)
		values[old(i)] = true
	}
	return len(values)
}

// lines finds the lines that make the new numbers of the most cells. room returns how far a new number may be from what
// a line makes: half of the last digit, if it was rounded.
func (e *explainer) lines(of []int32, room func(y float64) float64) []*line {
	old, new := floatsIn(e.Old), floatsIn(e.New)
	if e.distinctNumbers(of) < leastDistinct {
		return nil
	}
	lowest := of[0]
	for _, pair := range sample(of, 512) {
		i, _ := e.table.pair(pair)
		if least, _ := e.table.pair(lowest); old(i) < old(least) {
			lowest = pair
		}
	}
	i0, j0 := e.table.pair(lowest)
	x0, y0 := old(i0), new(j0)
	var out []*line
	for _, a := range e.voted(of, func(i, j int) interval {
		x, y := old(i), new(j)
		if x == x0 {
			return everything
		}
		wide := room(y) + room(y0)
		return interval{(y - y0 - wide) / (x - x0), (y - y0 + wide) / (x - x0)}
	}) {
		r, ok := simplestRatio(a.lo, a.hi)
		if !ok {
			continue
		}
		r.preferDivisor(a.lo, a.hi)
		slope := float64(r.num) / float64(r.den)
		if r.negative {
			slope = -slope
		}
		for _, b := range e.voted(of, func(i, j int) interval {
			rest := new(j) - slope*old(i)
			return interval{rest - room(new(j)), rest + room(new(j))}
		}) {
			out = append(out, r.line(b, false))
		}
		for _, c := range e.voted(of, func(i, j int) interval {
			zero, wide := old(i)-new(j)/slope, room(new(j))/math.Abs(slope)
			return interval{zero - wide, zero + wide}
		}) {
			out = append(out, r.line(c, true))
		}
	}
	out = slices.DeleteFunc(out, func(l *line) bool { return l == nil || !e.varies(of, l.digits, y0, room) })
	slices.SortStableFunc(out, func(a, b *line) int { return cmp.Compare(a.digits, b.digits) })
	return out
}

// preferDivisor makes r a division if the divisors between two bounds have fewer digits than its factor.
func (r *ratio) preferDivisor(lo, hi float64) {
	if r.negative {
		lo, hi = -hi, -lo
	}
	num, den, digits := decimalRatio(simplest(1/hi, 1/lo))
	if digits < r.digits && num != den {
		r.num, r.den, r.digits = den, num, digits
		divisor := float64(num) / float64(den)
		if r.negative {
			divisor = -divisor
		}
		r.words = "divided by " + strconv.FormatFloat(divisor, 'f', -1, 64)
	}
}

// line returns the line with a slope that is, at x 0, the simplest number between two bounds or, with at, that is 0
// where x is that number. It returns nil if that number has many digits.
func (r *ratio) line(bounds interval, at bool) *line {
	if bounds.empty() || bounds.lo <= 0 && bounds.hi >= 0 || math.IsInf(bounds.lo, 0) || math.IsInf(bounds.hi, 0) {
		return nil
	}
	value := simplest(bounds.lo, bounds.hi)
	num, den, digits := decimalRatio(math.Abs(value))
	const most = 1 << 20 // so that products fit
	if digits > 6 || num > most || den > most || r.num > most || r.den > most {
		return nil
	}
	l := &line{slope: int64(r.num * den), over: int64(r.den * den), digits: r.digits + digits}
	if r.negative {
		l.slope = -l.slope
	}
	times := strings.Replace(r.words, "by factor ", "times ", 1)
	if r.num == r.den {
		times, l.digits = "times -1", digits
	}
	sign := int64(1)
	if value < 0 {
		sign = -1
	}
	text := strconv.FormatFloat(math.Abs(value), 'f', -1, 64)
	words := map[int64]string{1: "plus " + text, -1: "minus " + text}
	if at {
		l.plus = -sign * int64(num) * (l.slope / int64(den))
		l.words = words[-sign] + ", " + times
	} else {
		l.plus = sign * int64(num*r.den)
		l.words = times + " " + words[sign]
	}
	return l
}

// varies reports whether the new numbers differ so much that a line of some digits does not fit them by chance.
func (e *explainer) varies(of []int32, digits int, y0 float64, room func(y float64) float64) bool {
	value := e.floatsOf()
	evidence := 0.0
	for _, pair := range sample(of, 64) {
		_, j := e.table.pair(pair)
		if far := math.Abs(value(j)-y0) / (2 * room(value(j))); far > 1 {
			evidence += min(math.Log10(far), 6)
		}
	}
	return evidence >= float64(digits)+4
}

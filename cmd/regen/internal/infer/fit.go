package infer

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
)

// roughFit is the distance from which a distribution is called a rough fit.
const roughFit = 0.1

// A fit is a distribution as a fixture writes it, and its distance from the sample: the greatest difference between the
// shares of numbers up to some number.
type fit struct {
	text     string
	distance float64
	whole    bool // it generates whole numbers
}

// A bound is the least and the greatest number of a type.
type bound struct{ lo, hi float64 }

// holds reports whether a type can hold everything that a distribution generates in practice.
func (b bound) holds(lo, hi float64) bool { return b.lo <= lo && hi <= b.hi }

// boundOf returns the bound of a numeric type.
func boundOf(dt arrow.DataType) bound {
	switch t := dt.(type) {
	case arrow.DecimalType:
		most := math.Pow(10, float64(t.GetPrecision()-t.GetScale())) * (1 - 1e-9)
		return bound{-most, most}
	case *arrow.Float16Type:
		return bound{-65504, 65504}
	case *arrow.Float32Type:
		return bound{-math.MaxFloat32 / 2, math.MaxFloat32 / 2}
	case *arrow.Float64Type:
		return bound{-math.MaxFloat64 / 4, math.MaxFloat64 / 4}
	case arrow.FixedWidthDataType:
		bits := float64(t.BitWidth())
		if arrow.IsUnsignedInteger(dt.ID()) {
			return bound{0, min(math.Exp2(bits)-1, 1<<63-1024)}
		}
		return bound{-math.Exp2(bits - 1), min(math.Exp2(bits-1)-1, 1<<63-1024)}
	}
	return bound{math.Inf(-1), math.Inf(1)}
}

func (f fit) note() string {
	if f.distance > roughFit {
		return "a rough fit"
	}
	return ""
}

// fitNumbers returns the distribution nearest to sorted numbers, or uniform if that is about as near.
func fitNumbers(xs []float64, whole bool, within bound) fit {
	lo, hi := outward(xs[0], xs[len(xs)-1], whole)
	lo, hi = min(max(lo, within.lo), within.hi), max(min(hi, within.hi), within.lo)
	if whole {
		lo, hi = math.Trunc(lo), math.Trunc(hi)
	}
	uniform := fit{fmt.Sprintf("float: [%s, %s]", number(lo), number(hi)), distance(xs, func(x float64) float64 {
		return (x - xs[0]) / (xs[len(xs)-1] - xs[0])
	}), false}
	if whole {
		size := xs[len(xs)-1] - xs[0] + 1
		uniform = fit{
			fmt.Sprintf("int: [%s, %s]", number(lo), number(hi)),
			discrete(xs, func(x float64) float64 { return (x - xs[0] + 1) / size }), true,
		}
	}
	if xs[0] == xs[len(xs)-1] {
		uniform.distance = 0
		return uniform
	}
	best := uniform
	try := func(least, most float64, f fit) {
		if within.holds(least, most) && f.distance < best.distance-0.02 {
			best = f
		}
	}
	mean, sd := moments(xs, func(x float64) float64 { return x })
	if whole && lo >= 0 && mean > 0 && mean < 700 {
		try(0, mean+10*math.Sqrt(mean)+20, fit{
			fmt.Sprintf("poisson: %s", significant(mean)),
			discrete(xs, poissonCDF(mean)), true,
		})
	}
	measure := distance
	if whole {
		measure = discrete
	}
	if lo < 0 || mean > 3*sd {
		try(mean-10*sd, mean+10*sd, fit{
			fmt.Sprintf("normal: {mean: %s, stddev: %s}", significant(mean), significant(sd)),
			measure(xs, func(x float64) float64 { return normalCDF((x - mean + half(whole)) / sd) }), false,
		})
	}
	if lo >= 0 && mean > 0 {
		try(0, 40*mean, fit{
			fmt.Sprintf("exponential: {rate: %s}", significant(1/mean)),
			measure(xs, func(x float64) float64 { return -math.Expm1(-(x + half(whole)) / mean) }), false,
		})
	}
	if xs[0] > 0 {
		m, s := moments(xs, math.Log)
		try(0, math.Exp(m+10*s), fit{
			fmt.Sprintf("lognormal: {mean: %s, stddev: %s}", significant(m), significant(s)),
			measure(xs, func(x float64) float64 { return normalCDF((math.Log(x+half(whole)) - m) / s) }), false,
		})
	}
	return best
}

// half is the greatest difference between a real number and the whole number that it is rounded to.
func half(whole bool) float64 {
	if whole {
		return 0.5
	}
	return 0
}

// distance returns the Kolmogorov-Smirnov distance of sorted numbers from a distribution.
func distance(xs []float64, cdf func(float64) float64) float64 {
	most := 0.0
	for i := 0; i < len(xs); {
		j := i
		for j < len(xs) && xs[j] == xs[i] {
			j++
		}
		p := cdf(xs[i])
		// Many equal numbers are probably rounded: half of them may be below the number.
		low, high := float64(i)/float64(len(xs)), float64(j)/float64(len(xs))
		if j-i > 1 {
			low, high = (low+high)/2, (low+high)/2
		}
		most = max(most, math.Abs(p-low), math.Abs(p-high))
		i = j
	}
	return most
}

// discrete is distance for a distribution of whole numbers.
func discrete(xs []float64, cdf func(float64) float64) float64 {
	most := 0.0
	for i := range xs {
		if i+1 == len(xs) || xs[i+1] != xs[i] {
			most = max(most, math.Abs(cdf(xs[i])-float64(i+1)/float64(len(xs))))
		}
	}
	return most
}

func normalCDF(z float64) float64 { return 0.5 * math.Erfc(-z/math.Sqrt2) }

func poissonCDF(mean float64) func(float64) float64 {
	var sums []float64
	term, sum := math.Exp(-mean), 0.0
	return func(x float64) float64 {
		for k := float64(len(sums)); k <= min(x, mean+40*math.Sqrt(mean)+40); k++ {
			if k > 0 {
				term *= mean / k
			}
			sum += term
			sums = append(sums, sum)
		}
		return sums[min(int(x), len(sums)-1)]
	}
}

func moments(xs []float64, of func(float64) float64) (mean, sd float64) {
	for _, x := range xs {
		mean += of(x)
	}
	mean /= float64(len(xs))
	for _, x := range xs {
		d := of(x) - mean
		sd += float64(d * d)
	}
	return mean, math.Sqrt(sd / float64(len(xs)))
}

// outward rounds a range to two digits of its width, so its ends are not values of the data.
func outward(lo, hi float64, whole bool) (float64, float64) {
	step := math.Pow(10, math.Floor(math.Log10(math.Max(hi-lo, 1e-300)))-1)
	if hi == lo || whole {
		step = math.Max(step, 1)
	}
	a, b := float64(math.Floor(lo/step)*step), float64(math.Ceil(hi/step)*step)
	if !(math.Abs(a)+math.Abs(b) < math.Inf(1)) { // NaN, too
		return lo, hi // too large to round
	}
	if lo >= 0 {
		a = math.Max(a, 0)
	}
	return a, b
}

// number formats a rounded number without the noise of binary fractions.
func number(v float64) string {
	text := strconv.FormatFloat(v, 'g', 12, 64)
	if r, err := strconv.ParseFloat(text, 64); err == nil && r == math.Trunc(r) && math.Abs(r) < 1<<63 {
		return strconv.FormatInt(int64(r), 10)
	}
	return plainNumber(text)
}

// significant formats three digits of a number.
func significant(v float64) string {
	text := strconv.FormatFloat(v, 'g', 3, 64)
	if r, err := strconv.ParseFloat(text, 64); err == nil && math.Abs(r) < 1e15 && (math.Abs(r) >= 1e-4 || r == 0) {
		return strconv.FormatFloat(r, 'f', -1, 64)
	}
	return plainNumber(text)
}

// plainNumber adds the point that makes a number with an exponent a number in YAML.
func plainNumber(text string) string {
	if mantissa, exponent, ok := strings.Cut(text, "e"); ok && !strings.Contains(mantissa, ".") {
		return mantissa + ".0e" + exponent
	}
	return text
}

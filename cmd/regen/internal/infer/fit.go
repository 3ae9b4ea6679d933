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
	cdf      func(float64) float64
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

// fitNumbers returns the distribution nearest to sorted numbers between lo and hi, or uniform if that is about as near.
func fitNumbers(xs []float64, lo, hi float64, whole bool, within bound) fit {
	least, most := xs[0], xs[len(xs)-1]
	best := fit{text: fmt.Sprintf("float: [%s, %s]", number(lo), number(hi)), cdf: func(x float64) float64 {
		return min(max((x-least)/(most-least), 0), 1)
	}}
	measure := distance
	if whole {
		measure = discrete
		best = fit{text: fmt.Sprintf("int: [%s, %s]", number(lo), number(hi)), whole: true, cdf: func(x float64) float64 {
			return min(max((math.Floor(x)-least+1)/(most-least+1), 0), 1)
		}}
	}
	if least == most {
		return best
	}
	best.distance = measure(xs, best.cdf)
	try := func(from, to float64, text string, isWhole bool, cdf func(float64) float64) {
		if !within.holds(from, to) {
			return
		}
		if d := measure(xs, cdf); d < best.distance-0.02 {
			best = fit{text, d, isWhole, cdf}
		}
	}
	mean, sd := moments(xs, func(x float64) float64 { return x })
	if whole && lo >= 0 && mean > 0 && mean < 700 {
		try(0, mean+10*math.Sqrt(mean)+20, "poisson: "+significant(mean), true, poissonCDF(mean))
	}
	if lo < 0 || mean > 5*sd {
		try(mean-10*sd, mean+10*sd, fmt.Sprintf("normal: {mean: %s, stddev: %s}", precise(mean, sd), significant(sd)), false,
			func(x float64) float64 { return normalCDF((x - mean + half(whole)) / sd) })
	}
	if lo >= 0 && mean > 0 {
		try(0, 40*mean, fmt.Sprintf("exponential: {rate: %s}", significant(1/mean)), false,
			func(x float64) float64 { return -math.Expm1(-(x + half(whole)) / mean) })
	}
	if least > 0 {
		m, s := moments(xs, math.Log)
		try(0, math.Exp(m+10*s), fmt.Sprintf("lognormal: {mean: %s, stddev: %s}", precise(m, s), significant(s)), false,
			func(x float64) float64 { return normalCDF((math.Log(x+half(whole)) - m) / s) })
	}
	return best
}

// keepsQuantiles reports whether a distribution has about the quantiles of sorted numbers, as near as a sample of them
// can tell.
func (f fit) keepsQuantiles(xs []float64, whole bool) bool {
	width := spread(xs)
	noise := 0.8 / math.Sqrt(float64(len(xs)))
	for _, p := range []float64{0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99} {
		q := quantile(xs, p)
		below := q - 0.03*width
		if whole {
			below = math.Ceil(below) - 1
		}
		if f.cdf(below) > p+noise || f.cdf(q+0.03*width) < p-noise {
			return false
		}
	}
	return true
}

// quantile returns a quantile of sorted numbers, between two of them if need be.
func quantile(xs []float64, p float64) float64 {
	at := p * float64(len(xs)-1)
	i := min(max(int(at), 0), len(xs)-1)
	j := min(i+1, len(xs)-1)
	return xs[i] + float64((xs[j]-xs[i])*(at-float64(i)))
}

// spread is the range of sorted numbers without the outermost hundredths.
func spread(xs []float64) float64 {
	if w := quantile(xs, 0.99) - quantile(xs, 0.01); w > 0 {
		return w
	}
	return xs[len(xs)-1] - xs[0]
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
		if x < 0 {
			return 0
		}
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

// precise formats a number to a hundredth of a spread, or three digits if these are more.
func precise(v, spread float64) string {
	unit := math.Pow(10, math.Floor(math.Log10(spread/20)))
	if r := float64(math.Round(v/unit)) * unit; unit > 0 && math.Abs(r) < 1e15 && len(number(r)) > len(significant(v)) {
		return number(r)
	}
	return significant(v)
}

// plainNumber adds the point that makes a number with an exponent a number in YAML.
func plainNumber(text string) string {
	if mantissa, exponent, ok := strings.Cut(text, "e"); ok && !strings.Contains(mantissa, ".") {
		return mantissa + ".0e" + exponent
	}
	return text
}

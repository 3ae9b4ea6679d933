package puremath

import (
	"hash/fnv"
	"math"
	"testing"

	_ "github.com/sebdah/goldie/v2" // defines -update in every test binary
)

func TestFunctionsAreWithinTwoUlpsOfTheTrueValue(t *testing.T) {
	ulps := func(a, b float64) uint64 {
		x, y := int64(math.Float64bits(a)), int64(math.Float64bits(b))
		return uint64(max(x-y, y-x))
	}
	for x := -700.0; x < 700; x += 0.37 {
		if d := ulps(Exp(x), math.Exp(x)); d > 2 {
			t.Errorf("Exp(%v) = %v, %d ulps from %v", x, Exp(x), d, math.Exp(x))
		}
	}
	for x := 1e-300; x < 1e300; x *= 1.37 {
		if d := ulps(Log(x), math.Log(x)); d > 2 {
			t.Errorf("Log(%v) = %v, %d ulps from %v", x, Log(x), d, math.Log(x))
		}
	}
	for p := 1e-4; p < 1; p += 1e-4 {
		if want := math.Sqrt2 * math.Erfinv(2*p-1); math.Abs(Quantile(p)-want) > 1e-13 {
			t.Errorf("Quantile(%v) = %v, want %v", p, Quantile(p), want)
		}
	}
}

func TestEdgesAreThoseOfPackageMath(t *testing.T) {
	inf := math.Inf(1)
	for _, c := range []struct {
		name      string
		got, want float64
	}{
		{"Exp(0)", Exp(0), 1},
		{"Exp(1)", Exp(1), 2.718281828459045},
		{"Exp(Inf)", Exp(inf), inf},
		{"Exp(-Inf)", Exp(-inf), 0},
		{"Exp(1e9)", Exp(1e9), inf},
		{"Exp(-1e9)", Exp(-1e9), 0},
		{"Exp(1e-300)", Exp(1e-300), 1},
		{"Exp(-745)", Exp(-745), 5e-324},
		{"Log(1)", Log(1), 0},
		{"Log(2)", Log(2), 0.6931471805599453},
		{"Log(0)", Log(0), -inf},
		{"Log(Inf)", Log(inf), inf},
		{"Log(5e-324)", Log(5e-324), -744.4400719213812},
		{"Quantile(0.5)", Quantile(0.5), 0},
		{"Quantile(0.975)", Quantile(0.975), 1.9599639845400536},
		{"Quantile(2^-54)", Quantile(0x1p-54), -8.292361075813595},
	} {
		if c.got != c.want {
			t.Errorf("%s = %v, want %v", c.name, c.got, c.want)
		}
	}
	if !math.IsNaN(Exp(math.NaN())) || !math.IsNaN(Log(math.NaN())) || !math.IsNaN(Log(-1)) {
		t.Error("NaN and the logarithm of -1 are NaN")
	}
}

// The bits were recorded on amd64. If they differ elsewhere, generated data does, too.
func TestBitsAreTheSameOnEveryArchitecture(t *testing.T) {
	h := fnv.New64a()
	add := func(f float64) {
		b := math.Float64bits(f)
		for range 8 {
			h.Write([]byte{byte(b)})
			b >>= 8
		}
	}
	for i := range 100_000 {
		x := float64(i)/128 - 400
		add(Exp(x))
		add(Log(math.Abs(x)))
		add(Quantile((float64(i) + 0.5) / 100_000))
	}
	if got := h.Sum64(); got != 0x603ad695432eb98b {
		t.Errorf("the fingerprint is %#x", got)
	}
}

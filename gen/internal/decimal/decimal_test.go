package decimal

import (
	"math/big"
	"testing"

	"github.com/apache/arrow/go/v17/arrow/decimal128"
	_ "github.com/sebdah/goldie/v2" // defines -update in every test binary
	"pgregory.net/rapid"
)

// decimals draws integers of up to MaxDigits digits, often near a power of ten or of two.
func decimals() *rapid.Generator[*big.Int] {
	return rapid.Custom(func(t *rapid.T) *big.Int {
		v := new(big.Int).SetUint64(rapid.Uint64().Draw(t, "high"))
		v.Lsh(v, uint(rapid.IntRange(0, 63).Draw(t, "shift")))
		v.Add(v, new(big.Int).SetUint64(rapid.Uint64().Draw(t, "low")))
		v.Rem(v, pow10(rapid.IntRange(0, MaxDigits).Draw(t, "digits")))
		if rapid.Bool().Draw(t, "negative") {
			v.Neg(v)
		}
		return v
	})
}

func pow10(n int) *big.Int { return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil) }

// num returns v as a decimal. That of arrow is wrong on 32-bit machines.
func num(v *big.Int) decimal128.Num {
	n, _ := fromBig(new(big.Int).Abs(v)).Signed(v.Sign() < 0)
	return n
}

func bigInt(n decimal128.Num) *big.Int {
	m, negative := MagnitudeOf(n)
	v := m.big()
	if negative {
		v.Neg(v)
	}
	return v
}

// holds reports whether a decimal has room for v.
func holds(v *big.Int) bool { return new(big.Int).Abs(v).Cmp(pow10(MaxDigits)) < 0 }

// roundedQuotient divides as the specification says: to the nearest integer, a half to the even one.
func roundedQuotient(a, b *big.Int) *big.Int {
	q, r := new(big.Int).QuoRem(a, b, new(big.Int))
	twice := new(big.Int).Abs(new(big.Int).Lsh(r, 1))
	if c := twice.CmpAbs(b); c > 0 || c == 0 && q.Bit(0) == 1 {
		q.Add(q, big.NewInt(int64(a.Sign()*b.Sign())))
	}
	return q
}

func agree(t *rapid.T, what string, got decimal128.Num, fits bool, want *big.Int) {
	if fits != holds(want) {
		t.Fatalf("%s: fits is %v, the result is %v", what, fits, want)
	}
	if fits && bigInt(got).Cmp(want) != 0 {
		t.Fatalf("%s is %v, want %v", what, bigInt(got), want)
	}
}

func TestDecimalsAgreeWithBigIntegers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := decimals().Draw(t, "a"), decimals().Draw(t, "b")
		x, y := num(a), num(b)
		v, fits := Multiply(x, y)
		agree(t, "the product", v, fits, new(big.Int).Mul(a, b))
		if c := Compare(x, y); c != a.Cmp(b) {
			t.Fatalf("compares as %d, want %d", c, a.Cmp(b))
		}
		if b.Sign() != 0 {
			power := rapid.IntRange(0, 2*MaxDigits).Draw(t, "power")
			v, fits := Divide(x, y, power)
			agree(t, "the quotient", v, fits, roundedQuotient(new(big.Int).Mul(a, pow10(power)), b))
		}
		down := rapid.IntRange(0, 2*MaxDigits).Draw(t, "down")
		v, fits = Rescale(x, int32(down), 0, HalfEven)
		agree(t, "the rounded", v, fits, roundedQuotient(a, pow10(down)))
		up := rapid.IntRange(0, MaxDigits).Draw(t, "up")
		v, fits = Rescale(x, 0, int32(up), HalfEven)
		agree(t, "the scaled", v, fits, new(big.Int).Mul(a, pow10(up)))
	})
}

// The text of a number and its decimal round alike in every mode.
func TestDigitsAndDecimalsRoundAlike(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := decimals().Draw(t, "a")
		mode := rapid.SampledFrom([]Rounding{HalfEven, HalfUp, HalfDown, Away, Towards, Down, Up}).Draw(t, "mode")
		from := rapid.Int32Range(0, MaxDigits).Draw(t, "from")
		to := rapid.Int32Range(0, from).Draw(t, "to")
		want, fits := Rescale(num(a), from, to, mode)
		d, ok := ParseDigits([]byte(a.String()))
		d.Exp -= int(from)
		got, also := d.Decimal(int(to), mode)
		if !ok || got != want || fits != also {
			t.Fatalf("%v from scale %d to %d is %v as digits and %v as a decimal", a, from, to, bigInt(got), bigInt(want))
		}
	})
}

func TestFloatsKeepTheirDigits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := rapid.Float64().Draw(t, "f")
		d := DigitsOf(f)
		if got := d.Float(); got != f {
			t.Fatalf("%v reads back as %v", f, got)
		}
	})
}

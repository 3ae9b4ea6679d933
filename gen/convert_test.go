package gen_test

import (
	"fmt"
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"github.com/assay-go/assay/gen"
)

func TestValuesBecomeTheTypeOfTheirColumn(t *testing.T) {
	for _, c := range []struct {
		name string
		typ  string
		gen  gen.Generator
		want []string
	}{
		{"integers of another width", "int16", gen.Seq{Start: integer(-32768)}, []string{"-32768", "-32767"}},
		{"unsigned integers", "uint64", gen.Seq{}, []string{"1", "2"}},
		{"floats of integers", "float64", gen.Seq{}, []string{"1", "2"}},
		{"short floats of integers", "float32", gen.Seq{}, []string{"1", "2"}},
		{"decimals of integers", "decimal(5, 2)", gen.Seq{}, []string{"1.00", "2.00"}},
		{"decimals of floats round halves to even", "decimal(5, 1)", gen.Seq{Start: float("0.25"), Step: float("0.5")}, []string{"0.2", "0.8"}},
		{"decimals of floats round what the float is, not what it looks like", "decimal(5, 2)", gen.Seq{Start: float("1.005"), Step: float("1")}, []string{"1.00", "2.00"}},
		{"wide decimals of floats", "decimal256(60, 3)", gen.Seq{Start: float("0.0005"), Step: float("0.0015")}, []string{"0.001", "0.002"}},
		{"integers of floats round halves to even", "int64", gen.Seq{Start: float("0.5"), Step: float("1")}, []string{"0", "2"}},
		{"integers of negative floats", "int8", gen.Seq{Start: float("-1.5"), Step: float("-1")}, []string{"-2", "-2"}},
		{"text of numbers", "utf8", gen.Seq{Start: float("0.5"), Step: float("1")}, []string{"0.5", "1.5"}},
		{"dictionaries of text", "dictionary<utf8>", gen.Seq{Format: "%d"}, []string{"1", "2"}},
		{"large text of text", "large_utf8", gen.Seq{Format: "%d"}, []string{"1", "2"}},
		{"dates of text", "date32", gen.Seq{Format: "2026-01-%02d"}, []string{"2026-01-01", "2026-01-02"}},
		{"timestamps of dates", "timestamp[ns, UTC]", gen.Seq{Start: date("2026-01-01")}, []string{"2026-01-01T00:00:00.000000000Z", "2026-01-02T00:00:00.000000000Z"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			want(t, values(t, 2, gen.Column{Type: typ(t, c.typ), Gen: c.gen}), c.want...)
		})
	}
}

func TestDecimalsAreRoundedToTheScaleOfTheColumn(t *testing.T) {
	p := compiled(t, one(3,
		gen.Column{Name: "x", Type: typ(t, "decimal(9, 1)"), Gen: gen.Expr{Text: "y"}},
		gen.Column{Name: "y", Type: typ(t, "decimal(9, 2)"), Gen: gen.Cycle{Values: []any{
			float("0.25"), float("-0.35"),
			float("9999999.96"),
		}}},
	))
	want(t, cells(t, p, "d", "x"), "0.2", "-0.4", "10000000.0")

	p = compiled(t, one(2,
		gen.Column{Name: "less", Type: typ(t, "decimal(38, 2)"), Gen: gen.Expr{Text: "y"}},
		gen.Column{Name: "more", Type: typ(t, "decimal(38, 20)"), Gen: gen.Expr{Text: "y"}},
		gen.Column{Name: "least", Type: typ(t, "decimal(12, 0)"), Gen: gen.Expr{Text: "long"}},
		gen.Column{Name: "y", Type: typ(t, "decimal(25, 15)"), Gen: gen.Cycle{Values: []any{
			float("-9876543210.125000000000000"), float("9876543210.125000000000001"),
		}}},
		gen.Column{
			Name: "long", Type: typ(t, "decimal(38, 30)"),
			Gen: gen.Const{Value: float("12345678.500000000000000000000000000000")},
		},
	))
	want(t, cells(t, p, "d", "less"), "-9876543210.12", "9876543210.13")
	want(t, cells(t, p, "d", "more"), "-9876543210.12500000000000000000", "9876543210.12500000000000100000")
	want(t, cells(t, p, "d", "least"), "12345678", "12345678")
}

func TestTimestampsAreCutToTheUnit(t *testing.T) {
	p := compiled(t, one(2,
		gen.Column{Name: "fine", Type: typ(t, "timestamp[us, UTC]"), Gen: gen.Cycle{Values: []any{
			timestamp("2026-01-01T23:59:59.999999Z"), timestamp("1969-12-31T23:59:59.999999Z"),
		}}},
		gen.Column{Name: "seconds", Type: typ(t, "timestamp[s, UTC]"), Gen: gen.Expr{Text: "fine"}},
		gen.Column{Name: "day", Type: typ(t, "date32"), Gen: gen.Expr{Text: "fine"}},
		gen.Column{Name: "day64", Type: typ(t, "date64"), Gen: gen.Expr{Text: "fine"}},
	))
	want(t, cells(t, p, "d", "seconds"), "2026-01-01T23:59:59Z", "1969-12-31T23:59:59Z")
	want(t, cells(t, p, "d", "day"), "2026-01-01", "1969-12-31")
	want(t, cells(t, p, "d", "day64"), "2026-01-01", "1969-12-31")
}

func TestFloatsAreRoundedExactlyToDecimals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := rapid.Float64Range(-1e9, 1e9).Draw(t, "f")
		if rapid.Bool().Draw(t, "dyadic") {
			f = float64(rapid.IntRange(-1<<20, 1<<20).Draw(t, "n")) / 1024
		}
		scale := rapid.IntRange(0, 24).Draw(t, "scale")
		dt := typ(t, fmt.Sprintf("decimal(38, %d)", scale))
		cell := values(t, 1, gen.Column{Type: dt, Gen: gen.Float{Min: f, Max: f}})[0]
		rounded, ok := new(big.Rat).SetString(cell)
		if !ok {
			t.Fatal("no number")
		}
		exact := new(big.Rat).SetFloat64(f)
		unit := new(big.Rat).SetFrac(big.NewInt(1), new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(scale)), nil))
		twice := new(big.Rat).Sub(rounded, exact)
		twice.Abs(twice).Add(twice, twice)
		switch twice.Cmp(unit) {
		case 1:
			t.Fatalf("%v becomes %s, which is further off than half a unit", f, rounded)
		case 0:
			if n := new(big.Rat).Quo(rounded, unit); n.Num().Bit(0) == 1 {
				t.Fatalf("%v becomes %s, and is halfway to an even digit", f, rounded)
			}
		}
	})
}

package expr

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/internal/memorytest"
)

// orders has the columns of the tests, with three rows each.
const orders = `
quantity int64: 2 | 0 | null
small int8: 127 | -128 | 0
big int64: 9223372036854775807 | -9223372036854775808 | 1
huge uint64: 1 | 2 | 18446744073709551615
price decimal(12, 2): 12.50 | -0.01 | null
paid decimal(12, 2): 20.00 | 0.05 | 0.15
rate decimal(5, 4): 0.1250 | 1.0000 | 3.3333
most decimal(38, 0): 99999999999999999999999999999999999999 | 1 | -99999999999999999999999999999999999999
score float64: 1.5 | -0.25 | NaN
half float32: 0.5 | 2.25 | null
first utf8: Ada | Grace | null
last large_utf8: Lovelace | Hopper | Curie
code utf8_view: -a-1- | b-22 | 
status dictionary<utf8>: sent | holdout | sent
placed_at timestamp[ms, UTC]: 2026-01-31T10:15:00.250Z | 2024-02-29T23:59:59.999Z | null
seen_at timestamp[s, Europe/Berlin]: 2026-01-31T11:15:00Z | 2024-02-29T23:59:59Z | null
local timestamp[s]: 2026-01-31T10:15:00 | 1969-12-31T23:59:59 | null
starts_on date32: 2026-01-31 | 2024-02-29 | null
took duration[ms]: 36h | 1m30s | null
vip bool: true | false | null
address.zip utf8: 94107 | 10115 | null
in int64: 1 | 2 | 3
unit-price float64: 1 | 2 | 3
nothing null: null | null | null
tags list<utf8>: ["a"] | [] | null
`

type specified struct{ expression, want string }

func specify(t *testing.T, cases []specified) {
	t.Helper()
	s := columnsOf(t, orders)
	for _, c := range cases {
		a, err := s.eval(c.expression)
		var got string
		if err != nil {
			got = err.Error()
		} else {
			got = written(t, a)
		}
		if got != c.want {
			t.Errorf("%s\n is %s\nnot %s", c.expression, got, c.want)
		}
	}
}

func TestIntegersAreComputedIn64BitsAndChecked(t *testing.T) {
	specify(t, []specified{
		{`quantity + 1`, `int64: 3 | 1 | null`},
		{`small - 1`, `int64: 126 | -129 | -1`},
		{`small * small`, `int64: 16129 | 16384 | 0`},
		{`quantity % 2`, `int64: 0 | 0 | null`},
		{`small % 100`, `int64: 27 | -28 | 0`},
		{`-small`, `int64: -127 | 128 | 0`},
		{`+small`, `int64: 127 | -128 | 0`},
		{`small / 4`, `float64: 31.75 | -32 | 0`},
		{`small ** 2`, `float64: 16129 | 16384 | 0`},
		{`2 ** -1`, `float64: 0.5 | 0.5 | 0.5`},
		{`-2 ** 2`, `float64: -4 | -4 | -4`},
		{`2 ** 3 ** 2`, `offset 2: 2 is int64 and 3 ** 2 is float64: ** takes a number and an integer power; write sqrt(x) for the root`},
		{`0x10 + 0b11 + 0o17 + 1_000 + 010`, `int64: 1044 | 1044 | 1044`},
		{`big + 1`, `row 0: big + 1: the result overflows int64 (big = 9223372036854775807)`},
		{`big - 1`, `row 1: big - 1: the result overflows int64 (big = -9223372036854775808)`},
		{`big * big`, `row 0: big * big: the result overflows int64 (big = 9223372036854775807)`},
		{`-big`, `row 1: -big: the result overflows int64 (big = -9223372036854775808)`},
		{`abs(big)`, `row 1: abs(big): the result overflows int64 (big = -9223372036854775808)`},
		{`big % -1`, `int64: 0 | 0 | 0`},
		{`huge + 0`, `row 2: huge: the value overflows int64 (huge = 18446744073709551615)`},
		{`small / quantity`, `row 1: small / quantity: division by zero (small = -128, quantity = 0)`},
		{`small % quantity`, `row 1: small % quantity: division by zero (small = -128, quantity = 0)`},
		{`1 / 0`, `offset 2: 1 / 0: division by zero`},
		{`9223372036854775807 + 1`, `offset 20: 9223372036854775807 + 1: the result overflows int64`},
		{`9223372036854775808`, `offset 0: 9223372036854775808 is not a 64-bit integer`},
	})
}

func TestFloatsAreThoseOfIEEE754(t *testing.T) {
	specify(t, []specified{
		{`score * 2`, `float64: 3 | -0.5 | NaN`},
		{`score + half`, `float64: 2 | 2 | null`},
		{`1.0 / 0`, `float64: Inf | Inf | Inf`},
		{`0.1 + 0.2`, `float64: 0.30000000000000004 | 0.30000000000000004 | 0.30000000000000004`},
		{`quantity * 1.1`, `float64: 2.2 | 0 | null`},
		{`score == score`, `bool: true | true | false`},
		{`score != score`, `bool: false | false | true`},
		{`score > 0`, `bool: true | false | false`},
		{`score ** 2`, `float64: 2.25 | 0.0625 | NaN`},
		{`sqrt(score)`, `float64: 1.224744871391589 | NaN | NaN`},
		{`min(score, 0)`, `float64: 0 | -0.25 | NaN`},
		{`1e400`, `offset 0: 1e400 does not fit float64`},
		{`score % 2`, `offset 6: score is float64 and 2 is int64: % takes integers or decimals`},
		{`score ** 0.5`, `offset 6: score is float64 and 0.5 is float64: ** takes a number and an integer power; write sqrt(x) for the root`},
	})
}

func TestDecimalsAreComputedExactly(t *testing.T) {
	specify(t, []specified{
		{`quantity * price`, `decimal(31, 2): 25.00 | 0.00 | null`},
		{`2 * price`, `decimal(13, 2): 25.00 | -0.02 | null`},
		{`paid * 1.1`, `decimal(14, 3): 22.000 | 0.055 | 0.165`},
		{`1.1 * quantity * price`, `decimal(33, 3): 27.500 | 0.000 | null`},
		{`paid * (0.1 + 0.2)`, `decimal(14, 3): 6.000 | 0.015 | 0.045`},
		{`(vip ? 0.9 : 1) * paid`, `decimal(14, 3): 18.000 | 0.050 | 0.150`},
		{`paid * 1e-3`, `decimal(15, 5): 0.02000 | 0.00005 | 0.00015`},
		{`paid * 1.5e1`, `decimal(14, 2): 300.00 | 0.75 | 2.25`},
		{`paid + rate`, `decimal(15, 4): 20.1250 | 1.0500 | 3.4833`},
		{`paid - 1`, `decimal(13, 2): 19.00 | -0.95 | -0.85`},
		{`price * rate`, `decimal(17, 6): 1.562500 | -0.010000 | null`},
		{`paid / 4`, `decimal(12, 2): 5.00 | 0.01 | 0.04`},
		{`paid / 1.5`, `decimal(13, 2): 13.33 | 0.03 | 0.10`},
		{`-paid / 4`, `decimal(12, 2): -5.00 | -0.01 | -0.04`},
		{`1 / rate`, `decimal(9, 4): 8.0000 | 1.0000 | 0.3000`},
		{`rate / most`, `decimal(5, 4): 0.0000 | 1.0000 | 0.0000`},
		{`most / rate`, `row 0: most / rate: the result has more than 38 digits (most = 99999999999999999999999999999999999999, rate = 0.1250)`},
		{`most - most / 1`, `decimal(38, 0): 0 | 0 | 0`},
		{`most / most`, `decimal(38, 0): 1 | 1 | 1`},
		{`paid % 0.3`, `decimal(12, 2): 0.20 | 0.05 | 0.15`},
		{`most % 10`, `decimal(38, 0): 9 | 1 | -9`},
		{`most + 1`, `row 0: most + 1: the result has more than 38 digits (most = 99999999999999999999999999999999999999)`},
		{`most - 1`, `row 2: most - 1: the result has more than 38 digits (most = -99999999999999999999999999999999999999)`},
		{`most * 2`, `row 0: most * 2: the result has more than 38 digits (most = 99999999999999999999999999999999999999)`},
		{`paid / quantity`, `row 1: paid / quantity: division by zero (paid = 0.05, quantity = 0)`},
		{`paid == 20`, `bool: true | false | false`},
		{`paid == 0.150`, `bool: false | false | true`},
		{`paid > rate`, `bool: true | false | false`},
		{`price ?? 0`, `decimal(12, 2): 12.50 | -0.01 | 0.00`},
		{`price ?? 0.125`, `decimal(13, 3): 12.500 | -0.010 | 0.125`},
		{`paid in [0.15, 20]`, `bool: true | false | true`},
		{`max(paid, 0.1)`, `decimal(12, 2): 20.00 | 0.10 | 0.15`},
		{`let share = 0.25; share * paid`, `decimal(14, 4): 5.0000 | 0.0125 | 0.0375`},
		{`paid * (1.1 * int(1.5 ** 2))`, `decimal(15, 3): 44.000 | 0.110 | 0.330`},
		{`paid * 1.5 ** 2`, `offset 5: paid is decimal(12, 2) and 1.5 ** 2 is float64: * cannot combine them; write decimal(1.5 ** 2, 2) to compute exactly, or float(paid)`},
		{`paid * 0.1 * 0.1 * 0.1`, `decimal(15, 5): 0.02000 | 0.00005 | 0.00015`},
		{
			`paid * 0.12345678901234567890123456789012345678`,
			`offset 5: the product of decimal(12, 2) and decimal(38, 38) has 40 decimals, but a decimal holds 38 ` +
				`digits; write round(paid, n)`,
		},
		{`paid * 0.123456789012345678901234567890123456789`, `offset 7: 0.123456789012345678901234567890123456789 has more than the 38 digits of a decimal`},
		{`paid ** 2`, `offset 5: paid is decimal(12, 2): ** takes integers and floats; write a product, or float(paid)`},
		{`score * paid`, `offset 6: score is float64 and paid is decimal(12, 2): * cannot combine them; write decimal(score, 2) to compute exactly, or float(paid)`},
		{`score * 1.5 * paid`, `offset 12: score * 1.5 is float64 and paid is decimal(12, 2): * cannot combine them; write decimal(score * 1.5, 2) to compute exactly, or float(paid)`},
		{`paid > score`, `offset 5: paid is decimal(12, 2) and score is float64: > cannot combine them; write decimal(score, 2) to compute exactly, or float(paid)`},
		{`sqrt(paid)`, `offset 5: paid is decimal(12, 2), whose root is not exact; write sqrt(float(paid))`},
	})
}

func TestNullsBehaveAsInSQL(t *testing.T) {
	specify(t, []specified{
		{`quantity + nil`, `int64: null | null | null`},
		{`quantity == nil`, `bool: false | false | true`},
		{`nil != quantity`, `bool: true | true | false`},
		{`nil == nil`, `bool: true | true | true`},
		{`quantity == quantity`, `bool: true | true | null`},
		{`first ?? last ?? "nobody"`, `utf8: Ada | Grace | Curie`},
		{`nil ?? quantity`, `int64: 2 | 0 | null`},
		{`vip && true`, `bool: true | false | null`},
		{`vip && false`, `bool: false | false | false`},
		{`vip and quantity == 0`, `bool: false | false | null`},
		{`vip || true`, `bool: true | true | true`},
		{`vip or false`, `bool: true | false | null`},
		{`nil && vip`, `bool: null | false | null`},
		{`not vip`, `bool: false | true | null`},
		{`!nil`, `bool: null | null | null`},
		{`vip ? "a" : "b"`, `utf8: a | b | b`},
		{`vip ? nil : first`, `utf8: null | Grace | null`},
		{`vip ? nil : nil`, `null: null | null | null`},
		{`quantity in [1, 2]`, `bool: true | false | null`},
		{`quantity in [1, 2, nil]`, `bool: true | null | null`},
		{`quantity not in [1, 2, nil]`, `bool: false | null | null`},
		{`quantity in []`, `bool: false | false | null`},
		{`min(quantity, 1)`, `int64: 1 | 0 | null`},
		{`nothing`, `null: null | null | null`},
		{`nothing == nil`, `bool: true | true | true`},
		{`nothing ?? 1`, `int64: 1 | 1 | 1`},
		{`nil`, `null: null | null | null`},
	})
}

func TestWhatIsNotChosenCannotFail(t *testing.T) {
	specify(t, []specified{
		{`quantity == 0 ? 0 : 4 / quantity`, `float64: 2 | 0 | null`},
		{`quantity != 0 && 4 / quantity > 1`, `bool: true | false | null`},
		{`quantity == 0 || 4 / quantity > 1`, `bool: true | true | null`},
		{`quantity ?? (1 / small)`, `row 2: 1 / small: division by zero (small = 0)`},
		{`quantity ?? (vip ? 1 / small : 7)`, `float64: 2 | 0 | 7`},
		{`if quantity == 0 { 0 } else if quantity == 2 { 1 } else { 2 }`, `int64: 1 | 0 | 2`},
		{`(4 / quantity) == nil`, `row 1: 4 / quantity: division by zero (quantity = 0)`},
		{`4 / quantity > 0 ? 1 : 2`, `row 1: 4 / quantity: division by zero (quantity = 0)`},
		{`(4 / quantity) ?? 1`, `row 1: 4 / quantity: division by zero (quantity = 0)`},
		{`4 / quantity > 1 && false`, `row 1: 4 / quantity: division by zero (quantity = 0)`},
	})
}

func TestConditionsAndNames(t *testing.T) {
	specify(t, []specified{
		{`status == "holdout" ? nil : placed_at`, `timestamp[ms, UTC]: 2026-01-31T10:15:00.250Z | null | null`},
		{`paid > 10 ? "big" : "small"`, `utf8: big | small | small`},
		{`0 < quantity <= 2`, `bool: true | false | null`},
		{`quantity in 1..9`, `bool: true | false | null`},
		{`let x = small * 2; let y = x + 1; x * y`, `int64: 64770 | 65280 | 0`},
		{`vip ?: false`, `bool: true | false | false`},
		{`vip == true`, `bool: true | false | null`},
		{`address.zip`, `utf8: 94107 | 10115 | null`},
		{`address["zip"]`, `utf8: 94107 | 10115 | null`},
		{`$env["in"] + 1`, `int64: 2 | 3 | 4`},
		{`$env["unit-price"] * 2`, `float64: 2 | 4 | 6`},
		{`// the price
		price /* in euros */`, `decimal(12, 2): 12.50 | -0.01 | null`},
		{`vip < true`, `offset 4: < cannot order booleans; compare them with == or !=`},
		{`vip ? 1 : "a"`, `offset 4: 1 is int64 and "a" is utf8: ?: cannot combine them; write string(1) for its text`},
		{`quantity ? 1 : 2`, `offset 9: quantity is int64: ?: takes booleans, such as a comparison`},
		{`vip && quantity`, `offset 4: quantity is int64: && takes booleans, such as a comparison`},
		{`!quantity`, `offset 0: quantity is int64: ! takes booleans, such as a comparison`},
		{`-first`, `offset 0: first is utf8: - takes a number`},
		{`quantity in first`, `offset 9: in takes a list such as [1, 2] or a range such as 1..9; use contains to search a text`},
		{`quantity in [1, "a"]`, `offset 9: 1 is int64 and "a" is utf8: in cannot combine them; write string(1) for its text`},
		{`score in 1..9`, `offset 6: score is float64: a range such as 1..9 takes integers; write a <= x <= b for others`},
		{`let vip = 1; vip`, `offset 4: let vip hides another vip; choose another name`},
		{`let x = 1; let x = 2; x`, `offset 15: let x hides another x; choose another name`},
		{`let x = x; 1`, `offset 8: no column "x"`},
	})
}

func TestTexts(t *testing.T) {
	specify(t, []specified{
		{`first + " " + last`, `utf8: Ada Lovelace | Grace Hopper | null`},
		{`lower(last) + upper(first)`, `utf8: lovelaceADA | hopperGRACE | null`},
		{`first | lower() | trimPrefix("a")`, `utf8: da | grace | null`},
		{`trim(" a b\t")`, `utf8: a b | a b | a b`},
		{`trim(code, "-12")`, `utf8: a | b | `},
		{`trimSuffix(last, "er")`, `utf8: Lovelace | Hopp | Curie`},
		{`replace(last, "e", "é")`, `utf8: Lovélacé | Hoppér | Curié`},
		{`replace(last, "", "x")`, `utf8: Lovelace | Hopper | Curie`},
		{`upper("straße é")`, `utf8: STRAßE É | STRAßE É | STRAßE É`},
		{`len("né" + last)`, `int64: 10 | 8 | 7`},
		{`substring("né" + last, 1, 4)`, `utf8: éLo | éHo | éCu`},
		{`substring(last, 3)`, `utf8: elace | per | ie`},
		{`last[1:3]`, `utf8: ov | op | ur`},
		{`last[:-2]`, `utf8: Lovela | Hopp | Cur`},
		{`last[-2:]`, `utf8: ce | er | ie`},
		{`last[5:2]`, `utf8:  |  | `},
		{`last[quantity:]`, `utf8: velace | Hopper | null`},
		{`split("ada@example.org", "@")[1]`, `utf8: example.org | example.org | example.org`},
		{`split(code, "-")[1]`, `utf8: a | 22 | null`},
		{`split(last, "e")[-1]`, `utf8:  | r | `},
		{`split(last, "e")[-3]`, `utf8: Lov | null | null`},
		{`split(last, "")[0]`, `utf8: Lovelace | Hopper | Curie`},
		{`first contains "d"`, `bool: true | false | null`},
		{`first not contains "d"`, `bool: false | true | null`},
		{`first startsWith "A" or last endsWith "r"`, `bool: true | true | null`},
		{`hasPrefix(last, "L") or hasSuffix(last, "ie")`, `bool: true | false | true`},
		{`first matches "^[A-C]"`, `bool: true | false | null`},
		{`first not matches "^[A-C]"`, `bool: false | true | null`},
		{`first < "B"`, `bool: true | false | null`},
		{`max(first, last)`, `utf8: Lovelace | Hopper | null`},
		{`status in ["sent", "opened"]`, `bool: true | false | true`},
		{`'single' + "double" + ` + "`raw`", `utf8: singledoubleraw | singledoubleraw | singledoubleraw`},
		{`format("%s-%05d", first, quantity)`, `utf8: Ada-00002 | Grace-00000 | null`},
		{`format("[%-6s|%6s|%+d|%x|%X]", first, first, quantity, small, small)`, `utf8: [Ada   |   Ada|+2|7f|7F] | [Grace | Grace|+0|-80|-80] | null`},
		{`format("%.1f %08.3f %f %d%%", paid, score, rate, quantity)`, `utf8: 20.0 0001.500 0.1250 2% | 0.0 -000.250 1.0000 0% | null`},
		{`format("%.2f", small)`, `utf8: 127.00 | -128.00 | 0.00`},
		{`format("%s %s", starts_on, vip)`, `utf8: 2026-01-31 true | 2024-02-29 false | null`},
		{`format("plain")`, `utf8: plain | plain | plain`},
		{`string(paid) + string(score) + string(quantity ?? 0)`, `utf8: 20.001.52 | 0.05-0.250 | 0.15NaN0`},
		{`string(placed_at)`, `utf8: 2026-01-31T10:15:00.250Z | 2024-02-29T23:59:59.999Z | null`},
		{`string(took) + string(vip)`, `utf8: 36h0m0strue | 1m30sfalse | null`},
		{`hash(first)`, `int64: 9050399525098806850 | 6332721517072801424 | null`},
		{`hash("") % 100`, `int64: 1 | 1 | 1`},
		{`hash(small) == hash(string(small))`, `bool: true | true | true`},
		{`first + 1`, `offset 6: first is utf8 and 1 is int64: + cannot combine them; write string(1) for its text`},
		{`lower(quantity)`, `offset 0: quantity is int64: lower() takes texts; write string(quantity)`},
		{`first contains 1`, `offset 6: 1 is int64: contains takes texts; write string(1)`},
		{`first matches last`, `offset 14: the pattern of matches must be a quoted text, because it is compiled once`},
		{`first matches "("`, "offset 14: invalid pattern of matches: error parsing regexp: missing closing ): `(`"},
		{`split(first, "a")`, `offset 0: split makes a list; take one part of it: split(text, "separator")[0]`},
		{`split(first, "a")["b"]`, `offset 18: "b" is utf8; the index of a part must be an integer`},
		{`first[0]`, `offset 5: [ ] only selects a part of split(text, separator) or the characters [from:to] of a text`},
		{`first[0.5:]`, `offset 6: 0.5 is float64; the bounds of a substring must be integers`},
		{`format("%d", first)`, `offset 13: first is utf8, which %d cannot format; %s formats any value`},
		{`format("%q", first)`, `offset 7: invalid pattern of format: "%q" is not a verb; the verbs are %s, %d, %x, %X, %f and %%`},
		{`format("%")`, `offset 7: invalid pattern of format: "%" is not a verb; the verbs are %s, %d, %x, %X, %f and %%`},
		{`format("%.2d", 1)`, `offset 7: invalid pattern of format: %d takes no decimals; write %.2f`},
		{`format("%101d", 1)`, `offset 7: invalid pattern of format: a width or a number of decimals exceeds 100`},
		{`format("%d %d", 1)`, `offset 0: format has 2 verbs but 1 values`},
		{`format(first)`, `offset 7: the pattern of format must be a quoted text, as in format("%s-%05d", x, y)`},
	})
}

func TestRounding(t *testing.T) {
	specify(t, []specified{
		{`round(2.5)`, `float64: 3 | 3 | 3`},
		{`round(-2.5)`, `float64: -3 | -3 | -3`},
		{`round(score)`, `float64: 2 | -0 | NaN`},
		{`round(2.675, 2)`, `float64: 2.68 | 2.68 | 2.68`},
		{`round(1.005, 2, "half_even")`, `float64: 1 | 1 | 1`},
		{`round(9.995, 2)`, `float64: 10 | 10 | 10`},
		{`round(1e300, 2)`, `float64: 1e+300 | 1e+300 | 1e+300`},
		{`round(1234.5, -2)`, `float64: 1200 | 1200 | 1200`},
		{`round(paid, 1)`, `decimal(12, 1): 20.0 | 0.1 | 0.2`},
		{`round(paid, 1, "half_even")`, `decimal(12, 1): 20.0 | 0.0 | 0.2`},
		{`round(paid, 1, "half_down")`, `decimal(12, 1): 20.0 | 0.0 | 0.1`},
		{`round(paid, 1, "up")`, `decimal(12, 1): 20.0 | 0.1 | 0.2`},
		{`round(paid, 1, "down")`, `decimal(12, 1): 20.0 | 0.0 | 0.1`},
		{`round(-paid, 1, "floor")`, `decimal(12, 1): -20.0 | -0.1 | -0.2`},
		{`round(-paid, 1, "ceil")`, `decimal(12, 1): -20.0 | 0.0 | -0.1`},
		{`round(paid, 5)`, `decimal(13, 2): 20.00 | 0.05 | 0.15`},
		{`round(paid, -1, "up")`, `decimal(11, 0): 20 | 10 | 10`},
		{`round(paid, -38, "half_up")`, `decimal(11, 0): 0 | 0 | 0`},
		{`round(small, -2)`, `int64: 100 | -100 | 0`},
		{`round(small, 2)`, `int64: 127 | -128 | 0`},
		{`round(big, -1)`, `row 0: round(big, -1): the result overflows int64 (big = 9223372036854775807)`},
		{`floor(score)`, `float64: 1 | -1 | NaN`},
		{`ceil(score)`, `float64: 2 | -0 | NaN`},
		{`floor(-paid)`, `decimal(11, 0): -20 | -1 | -1`},
		{`ceil(paid)`, `decimal(11, 0): 20 | 1 | 1`},
		{`abs(price)`, `decimal(12, 2): 12.50 | 0.01 | null`},
		{`abs(score)`, `float64: 1.5 | 0.25 | NaN`},
		{`abs(-took)`, `duration[ms]: 36h0m0s | 1m30s | null`},
		{`round(paid, 1, "nearest")`, `offset 15: round has no mode "nearest"; the modes are ceil, down, floor, half_down, half_even, half_up, up`},
		{`round(paid, quantity)`, `offset 12: the number of decimals of round must be a number between -38 and 38`},
		{`round(first)`, `offset 6: first is utf8, which round does not take; write round(x), round(x, 2) or round(x, 2, "half_even")`},
	})
}

func TestConversions(t *testing.T) {
	specify(t, []specified{
		{`int(score * 0 + 1.9)`, `row 2: int(score * 0 + 1.9): the number is not finite (score * 0 + 1.9 = NaN)`},
		{`int(-1.9)`, `int64: -1 | -1 | -1`},
		{`int(paid)`, `int64: 20 | 0 | 0`},
		{`int("12") + int(vip ?? false)`, `int64: 13 | 12 | 12`},
		{`int(1e19)`, `offset 0: int(1e19): the result overflows int64`},
		{`int(most)`, `row 0: int(most): the result overflows int64 (most = 99999999999999999999999999999999999999)`},
		{`int(address.zip)`, `int64: 94107 | 10115 | null`},
		{`int(first)`, `row 0: int(first): the text is not a number (first = "Ada")`},
		{`float(paid)`, `float64: 20 | 0.05 | 0.15`},
		{`float(most)`, `float64: 1e+38 | 1 | -1e+38`},
		{`float("1.5e3") + quantity`, `float64: 1502 | 1500 | null`},
		{`float("inf")`, `offset 0: float("inf"): the text is not a number`},
		{`decimal(score ?? 0, 1)`, `row 2: decimal(score ?? 0, 1): the number is not finite (score ?? 0 = NaN)`},
		{`float(0.5) * score`, `float64: 0.75 | -0.125 | NaN`},
		{`float("1e999")`, `offset 0: float("1e999"): the text is not a number`},
		{`float(vip)`, `offset 6: vip is bool, which float does not take; write float(x)`},
		{`int(-big)`, `row 1: -big: the result overflows int64 (big = -9223372036854775808)`},
		{`float(nil) ?? int(nil) ?? 1`, `float64: 1 | 1 | 1`},
		{`round(nil) ?? abs(nil)`, `int64: null | null | null`},
		{`decimal(half, 1)`, `decimal(38, 1): 0.5 | 2.2 | null`},
		{`decimal(rate, 2)`, `decimal(4, 2): 0.12 | 1.00 | 3.33`},
		{`decimal(quantity, 2)`, `decimal(21, 2): 2.00 | 0.00 | null`},
		{`decimal("1e-3", 4) + decimal(" 1", 0)`, `offset 21: decimal(" 1", 0): the text is not a number`},
		{`decimal("123.456", 1)`, `decimal(38, 1): 123.5 | 123.5 | 123.5`},
		{`decimal(1e38, 0)`, `offset 0: decimal(1e38, 0): the result has more than 38 digits`},
		{`decimal(paid, quantity)`, `offset 14: the scale of decimal must be a number between 0 and 38`},
		{`int(placed_at)`, `offset 4: placed_at is timestamp[ms, UTC], which int does not take; write int(x)`},
	})
}

func TestDatesAndTimes(t *testing.T) {
	specify(t, []specified{
		{`placed_at + duration("36h")`, `timestamp[ms, UTC]: 2026-02-01T22:15:00.250Z | 2024-03-02T11:59:59.999Z | null`},
		{`duration("250us") + placed_at`, `timestamp[us, UTC]: 2026-01-31T10:15:00.250250Z | 2024-02-29T23:59:59.999250Z | null`},
		{`placed_at - quantity * duration("1h")`, `timestamp[ms, UTC]: 2026-01-31T08:15:00.250Z | 2024-02-29T23:59:59.999Z | null`},
		{`addDuration(placed_at, "-36h")`, `timestamp[ms, UTC]: 2026-01-29T22:15:00.250Z | 2024-02-28T11:59:59.999Z | null`},
		{`addDuration(placed_at, took)`, `timestamp[ms, UTC]: 2026-02-01T22:15:00.250Z | 2024-03-01T00:01:29.999Z | null`},
		{`placed_at - timestamp("2026-01-01T00:00:00Z")`, `duration[ms]: 730h15m0.25s | -16104h0m0.001s | null`},
		{`hours(seen_at - placed_at)`, `float64: 0.9999305555555555 | -0.0002775 | null`},
		{`days(took) + minutes(took) + seconds(took)`, `float64: 131761.5 | 91.50104166666667 | null`},
		{`took * 2 - took`, `duration[ms]: 36h0m0s | 1m30s | null`},
		{`-took < duration("0s")`, `bool: true | true | null`},
		{`starts_on - date("2026-01-01")`, `duration[s]: 720h0m0s | -16128h0m0s | null`},
		{`starts_on + duration("48h")`, `date32: 2026-02-02 | 2024-03-02 | null`},
		{`starts_on - duration("24h")`, `date32: 2026-01-30 | 2024-02-28 | null`},
		{`starts_on + took`, `row 0: starts_on + took: a date moves by whole days only (starts_on = 2026-01-31, took = 36h0m0s)`},
		{`starts_on >= date("2026-01-31")`, `bool: true | false | null`},
		{`placed_at < timestamp("2025-01-01T00:00:00+02:00")`, `bool: false | true | null`},
		{`placed_at < seen_at`, `bool: true | false | null`},
		{`max(placed_at, seen_at)`, `timestamp[ms, UTC]: 2026-01-31T11:15:00.000Z | 2024-02-29T23:59:59.999Z | null`},
		{`timestamp("2026-01-31T10:15:00.25Z")`, `timestamp[ms, UTC]: 2026-01-31T10:15:00.250Z | 2026-01-31T10:15:00.250Z | 2026-01-31T10:15:00.250Z`},
		{`timestamp("2026-01-31T10:15:00") == local`, `bool: true | false | null`},
		{`timestamp(starts_on)`, `timestamp[s, UTC]: 2026-01-31T00:00:00Z | 2024-02-29T00:00:00Z | null`},
		{`date(placed_at)`, `date32: 2026-01-31 | 2024-02-29 | null`},
		{`date(local)`, `date32: 2026-01-31 | 1969-12-31 | null`},
		{`date("2026-01-" + string(quantity + 10))`, `date32: 2026-01-12 | 2026-01-10 | null`},
		{`date(first)`, `row 0: date(first): the text is not a date such as 2026-01-31 (first = "Ada")`},
		{`year(placed_at) * 10000 + month(placed_at) * 100 + day(placed_at)`, `int64: 20260131 | 20240229 | null`},
		{`weekday(starts_on)`, `int64: 6 | 4 | null`},
		{`yearday(starts_on)`, `int64: 31 | 60 | null`},
		{`hour(local) * 10000 + minute(local) * 100 + second(local)`, `int64: 101500 | 235959 | null`},
		{`trunc(placed_at, "year")`, `timestamp[ms, UTC]: 2026-01-01T00:00:00.000Z | 2024-01-01T00:00:00.000Z | null`},
		{`trunc(placed_at, "month")`, `timestamp[ms, UTC]: 2026-01-01T00:00:00.000Z | 2024-02-01T00:00:00.000Z | null`},
		{`trunc(placed_at, "week")`, `timestamp[ms, UTC]: 2026-01-26T00:00:00.000Z | 2024-02-26T00:00:00.000Z | null`},
		{`trunc(placed_at, "hour")`, `timestamp[ms, UTC]: 2026-01-31T10:00:00.000Z | 2024-02-29T23:00:00.000Z | null`},
		{`trunc(placed_at, "minute")`, `timestamp[ms, UTC]: 2026-01-31T10:15:00.000Z | 2024-02-29T23:59:00.000Z | null`},
		{`trunc(placed_at, "second")`, `timestamp[ms, UTC]: 2026-01-31T10:15:00.000Z | 2024-02-29T23:59:59.000Z | null`},
		{`trunc(local, "day")`, `timestamp[s]: 2026-01-31T00:00:00 | 1969-12-31T00:00:00 | null`},
		{`trunc(starts_on, "quarter")`, `date32: 2026-01-01 | 2024-01-01 | null`},
		{`addDays(starts_on, 1)`, `date32: 2026-02-01 | 2024-03-01 | null`},
		{`addDays(placed_at, -quantity)`, `timestamp[ms, UTC]: 2026-01-29T10:15:00.250Z | 2024-02-29T23:59:59.999Z | null`},
		{`addMonths(starts_on, 1)`, `date32: 2026-02-28 | 2024-03-29 | null`},
		{`addMonths(placed_at, -12)`, `timestamp[ms, UTC]: 2025-01-31T10:15:00.250Z | 2023-02-28T23:59:59.999Z | null`},
		{`addDays(starts_on, big)`, `row 0: addDays(starts_on, big): the result is outside the years 0000 to 9999 (starts_on = 2026-01-31, big = 9223372036854775807)`},
		{`took * big`, `row 0: took * big: the result overflows its unit (big = 9223372036854775807, took = 36h0m0s)`},
		{`placed_at > "2026-01-01"`, `offset 10: placed_at is timestamp[ms, UTC] and "2026-01-01" is utf8: > cannot combine them; write a literal as timestamp("2026-01-31T10:15:00Z")`},
		{`starts_on == "2026-01-01"`, `offset 10: starts_on is date32 and "2026-01-01" is utf8: == cannot combine them; write a literal as date("2026-01-31")`},
		{`starts_on < placed_at`, `offset 10: starts_on is date32 and placed_at is timestamp[ms, UTC]: < cannot combine them; write date(placed_at) for its date, or timestamp(starts_on) for the midnight`},
		{`local < placed_at`, `offset 6: local is timestamp[s] and placed_at is timestamp[ms, UTC]: < cannot combine them; one is an instant and the other has no time zone`},
		{`starts_on + 1`, `offset 10: starts_on is date32 and 1 is int64: + cannot combine them; write addDays(starts_on, 1) to move by days`},
		{`addMonths(starts_on, 100000)`, `row 0: addMonths(starts_on, 100000): the result is outside the years 0000 to 9999 (starts_on = 2026-01-31)`},
		{`year(local + duration("876000h") * 1000)`, `row 0: year(local + duration("876000h") * 1000): the result is outside the years 0000 to 9999 (local + duration("876000h") * 1000 = +101959-09-10T10:15:00)`},
		{`days(7)`, `offset 5: 7 is int64, which days does not take; write days(duration), or for a duration 7 * duration("24h")`},
		{`vip ? 1 : null`, `offset 10: no column "null"; write nil for a null`},
		{`year(first)`, `offset 5: first is utf8, which year does not take; write year(x)`},
		{`year(nil)`, `int64: null | null | null`},
		{`date(quantity)`, `offset 5: quantity is int64, which date does not take; write date("2026-01-31") or date(timestamp)`},
		{`date(starts_on) == starts_on`, `bool: true | true | null`},
		{`addDuration(placed_at, 1)`, `offset 23: 1 is int64, which addDuration does not take; write addDuration(x, "36h")`},
		{`duration(quantity)`, `offset 9: the text of duration must be a quoted text, as in duration("36h")`},
		{`duration(took)`, `duration[ms]: 36h0m0s | 1m30s | null`},
		{`took > "1h"`, `offset 5: took is duration[ms] and "1h" is utf8: > cannot combine them; write a literal as duration("36h")`},
		{`local > "2026-01-01"`, `offset 6: local is timestamp[s] and "2026-01-01" is utf8: > cannot combine them; write a literal as timestamp("2026-01-31T10:15:00")`},
		{`timestamp("9999-12-31T00:00:00Z") - seen_at > duration("1ns")`, `row 0: timestamp("9999-12-31T00:00:00Z") - seen_at: the result overflows its unit (timestamp("9999-12-31T00:00:00Z") - seen_at = 69897876h45m0s)`},
		{`trunc(placed_at, "fortnight")`, `offset 17: trunc has no unit "fortnight"; the units are day, hour, minute, month, quarter, second, week, year`},
		{`hour(starts_on)`, `offset 5: starts_on is date32, which hour does not take; write hour(x)`},
		{`duration("soon")`, `offset 9: duration: "soon" is not a duration: for duration[ns], write one such as 1h30m or 250ms`},
		{`timestamp(first)`, `offset 10: the text of timestamp must be a quoted text, as in timestamp("2026-01-31T10:15:00Z") or timestamp(date)`},
	})
}

func TestWhatWouldLoopOrLookOutsideIsRefused(t *testing.T) {
	specify(t, []specified{
		{`now()`, `offset 0: now is not supported: it reads the clock, so the data would differ tomorrow; write timestamp("2026-01-31T10:15:00Z")`},
		{`1 + filter(tags, # == 1)`, `offset 4: filter is not supported: it loops over a list, but an expression sees one row; lists belong to the transform`},
		{`sum(1..9)`, `offset 0: sum is not supported: it loops over a list, but an expression sees one row; lists belong to the transform`},
		{`tags | first()`, `offset 7: first is not supported: it works on lists, but an expression sees one row; min and max take several values`},
		{`keys($env)`, `offset 0: keys is not supported: it works on maps, but no column holds maps; write address.zip for a field of a struct column`},
		{`repeat("x", 9)`, `offset 0: repeat is not supported: it makes text of any length; write the text out, or pad with format("%-20s", x)`},
		{`timezone("CET")`, `offset 0: timezone is not supported: it reads the time zones of the machine; times are UTC`},
		{`toJSON(first)`, `offset 0: toJSON is not supported: no column needs it; write string(x) for the text of a value`},
		{`indexOf(first, "a")`, `offset 0: indexOf is not supported: byte positions mislead; write split(x, "@")[0] for the part before a separator`},
		{`bitand(1, 2)`, `offset 0: bitand is not supported: fixtures do not pack bits`},
		{`exp(score)`, `offset 0: exp is not supported: its last digits differ between machines`},
		{`pow(score, 2)`, `offset 0: pow is not supported: write x ** 2`},
		{`uuid()`, `offset 0: uuid is not supported: expressions draw nothing; draw in a column of its own and use that column`},
		{`1..9`, `offset 1: ranges work in x in 1..9 only, because expressions have no loops`},
		{`[1, 2]`, `offset 0: a list can only follow in, as in status in ["sent", "opened"]`},
		{`{a: 1}`, `offset 0: maps are not supported, because no column holds them; use ? : to choose between values`},
		{`b"bytes"`, `offset 0: bytes are not supported; write the text without the b`},
		{`#`, `offset 0: "#" names an element of a loop, but expressions have no loops: they see one row`},
		{`$env`, `offset 0: $env alone is not supported; read a single column, as in $env["unit price"]`},
		{`address?.zip`, `offset 7: "?." is not supported; write a dot: a field of a null struct is null anyway`},
		{`placed_at.Year()`, `offset 10: methods are not supported; write year(placed_at) if there is such a function`},
		{`1; 2`, `offset 1: ; starts another expression, but a column has one (let x = …; names a part of it)`},
		{`a = 1`, `offset 2: "=" is not an operator; write == to compare`},
		{`vip & vip`, `offset 4: "&" is not an operator; write && for "and"`},
	})
}

func TestMistakesAreNamedWithTheirPlace(t *testing.T) {
	specify(t, []specified{
		{``, `offset 0: the expression is empty; write nil for no value`},
		{`quantiy * 2`, `offset 0: no column "quantiy" (did you mean "quantity"?)`},
		{`1 + address.zap`, `offset 4: no column "address.zap" (did you mean "address.zip"?)`},
		{`lowr(first)`, `offset 0: no function "lowr" (did you mean "lower"?)`},
		{`frobnicate(first)`, `offset 0: no function "frobnicate"`},
		{`trim`, `offset 0: no column "trim"; the function is called as trim(text) or trim(text, "-")`},
		{`round()`, `offset 0: round has 0 arguments; write round(x), round(x, 2) or round(x, 2, "half_even")`},
		{`tags`, `offset 0: tags is list<utf8>; an expression reads booleans, numbers, texts, dates, timestamps and durations`},
		{`"é" + quantiy`, `offset 7: no column "quantiy" (did you mean "quantity"?)`},
		{`1 +`, `offset 3: the expression ends, but a value is missing`},
		{`(1 + 2`, `offset 6: the expression ends, but ")" is missing`},
		{`1 2`, `offset 2: unexpected "2"`},
		{`first "x"`, `offset 6: unexpected "\"x\""`},
		{`vip ? 1`, `offset 7: the expression ends, but ":" is missing`},
		{`if vip { 1 }`, `offset 12: the expression ends, but "else" is missing`},
		{`first ?? "a" + "b"`, `offset 13: + directly after ?? is ambiguous; put parentheses around a ?? b`},
		{`first not "x"`, `offset 10: "not" after a value must be followed by in, contains, startsWith, endsWith or matches`},
		{`"open`, `offset 5: literal not terminated`},
		{`let = 1; 2`, `offset 4: let must be followed by a name: let x = …; …`},
		{`first | 3`, `offset 8: "|" must be followed by a function such as lower()`},
		{`(first + last).x`, `offset 15: a field name can only follow a struct column and a dot`},
		{"\xff", `offset 0: the expression is not valid UTF-8`},
	})
}

func TestAStructIsReadByItsFields(t *testing.T) {
	address := arrow.StructOf(arrow.Field{Name: "zip", Type: arrow.BinaryTypes.String})
	s := columnSet{arrays: map[string]arrow.Array{"address": array.MakeArrayOfNull(memory.DefaultAllocator, address, 1)}}
	_, err := Compile(`address + "x"`, s)
	const want = `offset 0: address is a struct; an expression reads its fields, as in address.zip`
	if err == nil || err.Error() != want {
		t.Errorf("got error %v, want %s", err, want)
	}
}

func TestDepsAreTheColumnsReadInTheOrderOfTheirMention(t *testing.T) {
	p, err := Compile(`last + first + last + address.zip`, columnsOf(t, orders))
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"last", "first", "address.zip"}; !slices.Equal(p.Deps(), want) {
		t.Errorf("deps are %q, want %q", p.Deps(), want)
	}
	if p.Type().ID() != arrow.STRING {
		t.Errorf("the type is %s, want utf8", p.Type())
	}
}

func TestNumbersOfADecimalColumnAreDecimals(t *testing.T) {
	s := columnsOf(t, orders)
	for expression, want := range map[string]string{
		`quantity * 1.1`:         `decimal(21, 1): 2.2 | 0.0 | null`,
		`vip ? 0.9 : 1`:          `decimal(2, 1): 0.9 | 1.0 | 1.0`,
		`0.1 + 0.2`:              `decimal(2, 1): 0.3 | 0.3 | 0.3`,
		`score * 1.5`:            `float64: 2.25 | -0.375 | NaN`,
		`max(score, 1.75)`:       `float64: 1.75 | 1.75 | NaN`,
		`quantity / 4`:           `float64: 0.5 | 0 | null`,
		`sqrt(quantity) * 1.5`:   `float64: 2.121320343559643 | 0 | null`,
		`paid * 1.1`:             `decimal(14, 3): 22.000 | 0.055 | 0.165`,
		`round(1.25 * small, 1)`: `decimal(22, 1): 158.8 | -160.0 | 0.0`,
	} {
		p, err := CompileDecimal(expression, s)
		if err != nil {
			t.Errorf("%s: %v", expression, err)
			continue
		}
		a, err := s.run(p)
		if err != nil {
			t.Errorf("%s: %v", expression, err)
		} else if got := written(t, a); got != want {
			t.Errorf("%s\n is %s\nnot %s", expression, got, want)
		}
	}
}

func TestErrorsAreTyped(t *testing.T) {
	s := columnsOf(t, orders)
	var static *Error
	if _, err := s.eval(`1 + quantiy`); !errors.As(err, &static) || static.Offset != 4 {
		t.Errorf("got %#v, want an *Error at 4", err)
	}
	var row *RowError
	if _, err := s.eval(`1 + 4 / quantity`); !errors.As(err, &row) || row.Offset != 6 || row.Row != 1 {
		t.Errorf("got %#v, want a *RowError of row 1 at 6", err)
	}
}

func TestTheSizeOfAnExpressionIsBounded(t *testing.T) {
	specify(t, []specified{
		{strings.Repeat("(", 65) + "1" + strings.Repeat(")", 65), `offset 64: the expression is nested deeper than 64 levels`},
		{"1" + strings.Repeat("+1", 300), `offset 511: the expression has more than 512 operations and values`},
		{strings.Repeat(" ", 4096) + "1", `offset 4096: the expression has 4097 bytes; at most 4096 are allowed`},
	})
	doubled := `let a = last + last + last + last;`
	for _, names := range []string{"ba", "cb", "dc", "ed", "fe", "gf"} {
		doubled += strings.ReplaceAll(`let B = A + A + A + A;`, "A", names[1:])
		doubled = strings.ReplaceAll(doubled, "B", names[:1])
	}
	_, err := columnsOf(t, orders).eval(doubled + `len(g)`)
	const want = `the texts exceed 64 KiB`
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got error %v, want one that contains %q", err, want)
	}
}

func TestLongTextsOfManyRowsTakeLittleMemory(t *testing.T) {
	const rows = 3000
	b := array.NewStringBuilder(memory.DefaultAllocator)
	for i := range rows {
		b.Append(strings.Repeat("x", i*2))
	}
	texts := b.NewArray()
	s := columnSet{names: []string{"t"}, arrays: map[string]arrow.Array{"t": texts}}
	program, err := Compile(`len(t + t + t + upper(t)) + len(t)`, s)
	if err != nil {
		t.Fatal(err)
	}
	var sizes arrow.Array
	allocated := memorytest.Allocated(func() {
		sizes, err = program.Eval([]arrow.Array{texts}, rows, memory.DefaultAllocator)
	})
	if err != nil {
		t.Fatal(err)
	}
	for i := range rows {
		if got := sizes.(*array.Int64).Value(i); got != int64(i)*10 {
			t.Fatalf("row %d: %d", i, got)
		}
	}
	if allocated > 64<<20 {
		t.Errorf("it allocates %d MiB", allocated>>20)
	}
}

func TestColumnsOfEveryWidthAreRead(t *testing.T) {
	s := columnsOf(t, `
i8 int8: -8 | null
i16 int16: -16 | null
i32 int32: -32 | null
u8 uint8: 8 | null
u16 uint16: 16 | null
u32 uint32: 4294967295 | null
u64 uint64: 64 | 18446744073709551615
f16 float16: 0.5 | null
f32 float32: 0.1 | null
b bool: true | null
d dictionary<utf8, int8>: x | null
v utf8_view: a text that is not inlined | null
l large_utf8: l | null
ns duration[ns]: 1h | null
t timestamp[us]: 2026-01-31T00:00:00.000001 | null
`)
	for expression, want := range map[string]string{
		`i8 + i16 + i32 + u8 + u16`: `int64: -32 | null`,
		`u32 + 1`:                   `int64: 4294967296 | null`,
		`i8 == nil ? 1 : u64`:       `int64: 64 | 1`,
		`f16 + f32`:                 `float64: 0.6000000014901161 | null`,
		`d + v + l`:                 `utf8: xa text that is not inlinedl | null`,
		`b ? ns : nil`:              `duration[ns]: 1h0m0s | null`,
		`t + ns`:                    `timestamp[ns]: 2026-01-31T01:00:00.000001000 | null`,
		`t`:                         `timestamp[us]: 2026-01-31T00:00:00.000001 | null`,
	} {
		a, err := s.eval(expression)
		if err != nil {
			t.Errorf("%s: %v", expression, err)
		} else if got := written(t, a); got != want {
			t.Errorf("%s\n is %s\nnot %s", expression, got, want)
		}
	}
}

func TestEveryKindIsCompared(t *testing.T) {
	specify(t, []specified{
		{`small < 0 and small <= 0 or small > 100 and small >= 100`, `bool: true | true | false`},
		{`score < 0 and score <= 0 or score > 1 and score >= 1`, `bool: true | true | false`},
		{`paid < 0.1 and paid <= 0.1 or paid > 1 and paid >= 1`, `bool: true | true | false`},
		{`last < "D" and last <= "D" or last > "L" and last >= "L"`, `bool: true | false | true`},
		{`small != 127 and score != 1 and paid != 1 and last != "x" and vip != true`, `bool: false | true | null`},
		{`small == 127 and score == 1.5 and paid == 20 and last == "Lovelace" and vip == true`, `bool: true | false | false`},
		{`score in [1.5, 2]`, `bool: true | false | false`},
		{`half in [0.5, nil]`, `bool: true | null | null`},
		{`vip in [true]`, `bool: true | false | null`},
		{`starts_on in [date("2026-01-31"), date("2026-02-01")]`, `bool: true | false | null`},
		{`min(starts_on, date("2025-01-01"))`, `date32: 2025-01-01 | 2024-02-29 | null`},
		{`max(score, half)`, `float64: 1.5 | 2.25 | null`},
		{`max(1.0, score, 2.0)`, `float64: 2 | 2 | NaN`},
		{`min(vip, true)`, `offset 4: vip is bool, which min does not take; write min(x, y, …)`},
		{`vip ?? true`, `bool: true | false | true`},
		{`score ?? 0`, `float64: 1.5 | -0.25 | NaN`},
		{`vip ? vip : false`, `bool: true | false | false`},
		{`took ?? duration("1h")`, `duration[ms]: 36h0m0s | 1m30s | 1h0m0s`},
	})
}

func TestComparisonsInChainsAreComputedOnce(t *testing.T) {
	nested := "quantity" // twice as many operations a level, if each comparison computed its own operands
	for range 25 {
		nested = "int(0 < " + nested + " < 5)"
	}
	specify(t, []specified{{nested, `int64: 1 | 0 | null`}})
}

func TestBlocksAreSeamless(t *testing.T) {
	const rows = 3*blockRows + 17
	ints, texts := array.NewInt64Builder(memory.DefaultAllocator), array.NewStringBuilder(memory.DefaultAllocator)
	for i := range rows {
		if i%7 == 3 {
			ints.AppendNull()
		} else {
			ints.Append(int64(i))
		}
		texts.Append(strings.Repeat("x", i%5))
	}
	s := columnSet{names: []string{"n", "x"}, arrays: map[string]arrow.Array{"n": ints.NewArray(), "x": texts.NewArray()}}
	for _, text := range []string{
		`n * 2 + 1`, `x + "-" + string(n)`, `n % 3 == 0`, `n % 2 == 0 ? upper(x) : nil`,
		`n * 1.5`,
	} {
		p, err := Compile(text, s)
		if err != nil {
			t.Fatal(err)
		}
		whole, err := s.run(p)
		if err != nil {
			t.Fatal(err)
		}
		for _, lo := range []int{0, 1, 1023, 1024, 2000, rows} {
			part := make([]arrow.Array, len(p.Deps()))
			for i, name := range p.Deps() {
				part[i] = array.NewSlice(s.arrays[name], int64(lo), rows)
			}
			a, err := p.Eval(part, rows-lo, memory.DefaultAllocator)
			if err != nil {
				t.Fatal(err)
			}
			if want := array.NewSlice(whole, int64(lo), rows); !array.Equal(a, want) {
				t.Errorf("%s: the rows from %d differ when they are computed by themselves", text, lo)
			}
		}
	}
}

func TestAProgramIsSafeForConcurrentUse(t *testing.T) {
	s := columnsOf(t, orders)
	p, err := Compile(`first + format(" %d", quantity) + string(round(price * 1.1, 1))`, s)
	if err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 50 {
				a, err := s.run(p)
				if err != nil {
					t.Error(err)
					return
				}
				if got := written(t, a); got != `utf8: Ada 213.8 | Grace 00.0 | null` {
					t.Errorf("the result is %s", got)
				}
			}
		})
	}
	group.Wait()
}

func TestRowsAllocateNothing(t *testing.T) {
	s, _ := benchData()
	for _, text := range []string{
		`A * B + C`, `X * Y + Z`, `A > B && X < Y`, `A % B == 0 ? X : nil`, `decimal(A, 2) * 1.1 / B`, `min(A, B, C) in 1..500`,
		`round(decimal(A, 3) / 7, 1)`, `hash(A)`, `format("%05d", A) + "x"`, `floor(X)`,
	} {
		p, err := Compile(text, s)
		if err != nil {
			t.Fatal(err)
		}
		allocations := testing.AllocsPerRun(3, func() {
			a, err := s.run(p)
			if err != nil {
				t.Fatal(err)
			}
			a.Release()
		})
		if allocations > benchRows/50 {
			t.Errorf("%s allocates %v times for %d rows", text, allocations, benchRows)
		}
	}
}

func TestEvalLeaksNothing(t *testing.T) {
	s := columnsOf(t, orders)
	mem := memory.NewCheckedAllocator(memory.DefaultAllocator)
	defer mem.AssertSize(t, 0)
	for _, text := range []string{`first + last`, `quantity * price`, `vip`, `starts_on`, `nil`, `4 / quantity`} {
		p, err := Compile(text, s)
		if err != nil {
			t.Fatal(err)
		}
		cols := make([]arrow.Array, len(p.Deps()))
		for i, name := range p.Deps() {
			cols[i] = s.arrays[name]
		}
		if a, err := p.Eval(cols, 3, mem); err == nil {
			a.Release()
		}
	}
}

package review

import (
	"math"
	"math/big"
	"strconv"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/internal/lazyregexp"
)

// IsNumeric reports whether a column holds numbers in each table that has it. Numbers are aligned to the right.
func (s *Sheet) IsNumeric(column int) bool {
	return s.allTypes(column, func(id arrow.Type) bool {
		return arrow.IsInteger(id) || arrow.IsDecimal(id) || arrow.IsFloating(id)
	})
}

// allTypes reports whether there are types of a column, and all satisfy a condition.
func (s *Sheet) allTypes(column int, satisfies func(arrow.Type) bool) bool {
	some := false
	for side, at := range [2]int{s.Columns[column].old, s.Columns[column].new} {
		if s.tables[side] == nil || at < 0 {
			continue
		}
		if some = satisfies(s.tables[side].Schema().Field(at).Type.ID()); !some {
			return false
		}
	}
	return some
}

// plainNumber matches the texts of integers and decimals, of which a hostile one cannot be long.
var plainNumber = lazyregexp.New(`^-?[0-9]{1,80}(\.[0-9]{1,80})?$`)

// difference returns by how much a number changed and the percentage of the old one, such as "+10 +100%". It is exact
// unless the numbers are floats, whose difference has six digits. It is "" for texts that are not numbers.
func difference(old, result string, floats bool) string {
	from, err := strconv.ParseFloat(old, 64)
	to, err2 := strconv.ParseFloat(result, 64)
	by := to - from
	if err != nil || err2 != nil || math.IsNaN(by) || math.IsInf(by, 0) {
		return ""
	}
	text := strconv.FormatFloat(by, 'g', 6, 64)
	if !floats && plainNumber().MatchString(old) && plainNumber().MatchString(result) {
		exact := rational(result)
		exact.Sub(exact, rational(old))
		text = exact.FloatString(max(decimals(old), decimals(result)))
		by, _ = exact.Float64()
	}
	if by == 0 {
		return text
	}
	text = signed(text, by)
	if p := 100 * (by / math.Abs(from)); !math.IsInf(p, 0) {
		text += " " + percent(p)
	}
	return text
}

func rational(number string) *big.Rat {
	r, _ := new(big.Rat).SetString(number)
	return r
}

// decimals returns the number of digits after the point.
func decimals(number string) int {
	_, digits, _ := strings.Cut(number, ".")
	return len(digits)
}

func signed(text string, by float64) string {
	if by > 0 {
		return "+" + text
	}
	return text
}

// percent returns a percentage of three digits, or whole percents if it has more.
func percent(p float64) string {
	switch size := math.Abs(p); {
	case size >= 1e3 && size < 1e6:
		return signed(strconv.FormatFloat(p, 'f', 0, 64), p) + "%"
	}
	return signed(strconv.FormatFloat(p, 'g', 3, 64), p) + "%"
}

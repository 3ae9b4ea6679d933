package columns

import (
	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/decimal128"

	"github.com/assay-go/assay/gen/internal/decimal"
)

func floatsToDecimals(to *arrow.Decimal128Type) Conversion {
	limit := decimal.PowerOfTen(int(to.Precision))
	return convertCells(to, func(f float64) (decimal128.Num, bool) {
		n, ok := decimal.FromFloat(f, int(to.Scale))
		m, _ := decimal.MagnitudeOf(n)
		return n, ok && m.Less(limit)
	})
}

// rescaled converts decimals to another scale and precision.
func rescaled(from, to *arrow.Decimal128Type) Conversion {
	limit := decimal.PowerOfTen(int(to.Precision))
	up, down := int(to.Scale-from.Scale), int(from.Scale-to.Scale)
	if max(up, down) > decimal.MaxDigits {
		return throughRationals(to)
	}
	factor := decimal.PowerOfTen(max(up, down))
	return convertCells(to, func(v decimal128.Num) (decimal128.Num, bool) {
		m, negative := decimal.MagnitudeOf(v)
		fits := true
		if up >= 0 {
			m, fits = m.Times(factor)
		} else {
			m = m.OverRounded(factor, negative, decimal.HalfEven)
		}
		n, _ := m.Signed(negative)
		return n, fits && m.Less(limit)
	})
}

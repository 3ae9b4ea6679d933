package reporting

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Money is an exact amount in cents. Its text has two decimals, as in "1043.50", like that of a decimal column.
type Money int64

// MarshalText returns the amount with two decimals.
func (m Money) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// String returns the amount with two decimals.
func (m Money) String() string {
	sign, cents := "", uint64(m)
	if m < 0 {
		sign, cents = "-", -cents
	}
	return fmt.Sprintf("%s%d.%02d", sign, cents/100, cents%100)
}

// UnmarshalText parses "1043.50", "1043.5" or "1043". It never rounds: a third decimal is an error.
func (m *Money) UnmarshalText(text []byte) error {
	digits, negative := strings.CutPrefix(string(text), "-")
	units, fraction, pointed := strings.Cut(digits, ".")
	if !allDigits(units) || pointed && !allDigits(fraction) {
		return fmt.Errorf("%q is not an amount: want digits with up to two decimals, as in 1043.50", text)
	}
	if len(fraction) > 2 {
		return fmt.Errorf("%q has %d decimals: an amount has two at most", text, len(fraction))
	}
	cents, err := strconv.ParseUint(units+fraction+"00"[len(fraction):], 10, 64)
	if err != nil || cents > math.MaxInt64 {
		return fmt.Errorf("%q is beyond the largest amount, %v", text, Money(math.MaxInt64))
	}
	*m = Money(cents)
	if negative {
		*m = -*m
	}
	return nil
}

func allDigits(s string) bool {
	return s != "" && strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' }) < 0
}

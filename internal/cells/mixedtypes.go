package cells

import (
	"bytes"
	"math/big"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/internal/arrowtext"
)

// EqualMixedTypes compares the cells of columns of different types: two numbers by value, two binaries by bytes, two
// instants by time, and a text with the text of the other cell. Nulls are equal; all other values differ.
func EqualMixedTypes(a, b arrow.Array) func(i, j int) bool {
	aNull, bNull := arrowtext.Nulls(a), arrowtext.Nulls(b)
	values := equalMixedValues(a, b)
	return func(i, j int) bool {
		if x, y := aNull(i), bNull(j); x || y {
			return x && y
		}
		return values(i, j)
	}
}

func equalMixedValues(a, b arrow.Array) func(i, j int) bool {
	a, aAt := decoded(a)
	b, bAt := decoded(b)
	if arrow.TypeEqual(a.DataType(), b.DataType()) {
		compare := valueComparer(a, b)
		return func(i, j int) bool { return compare(aAt(i), bAt(j)) == 0 }
	}
	if x, y := rationalsOf(a), rationalsOf(b); x != nil && y != nil {
		return func(i, j int) bool {
			p, q := x(aAt(i)), y(bAt(j))
			return p != nil && q != nil && p.Cmp(q) == 0
		}
	}
	if Strings(a) != nil || Strings(b) != nil {
		return equalTexts(a, b, aAt, bAt)
	}
	if x, y := Binaries(a), Binaries(b); x != nil && y != nil {
		return func(i, j int) bool { return bytes.Equal(x(aAt(i)), y(bAt(j))) }
	}
	if x, y := Instants(a), Instants(b); x != nil && y != nil && sameMeaning(a.DataType().ID(), b.DataType().ID()) {
		return func(i, j int) bool { return x(aAt(i)) == y(bAt(j)) }
	}
	return func(int, int) bool { return false }
}

// equalTexts compares cells by their texts. One of the arrays is one of strings.
func equalTexts(a, b arrow.Array, aAt, bAt func(row int) int) func(i, j int) bool {
	x, errX := arrowtext.NewFormatter(a)
	y, errY := arrowtext.NewFormatter(b)
	if errX != nil || errY != nil {
		return func(int, int) bool { return false }
	}
	return func(i, j int) bool { return bytes.Equal(x(nil, aAt(i)), y(nil, bAt(j))) }
}

// sameMeaning reports whether two types both hold instants, both times of day, or both durations.
func sameMeaning(a, b arrow.Type) bool {
	meaning := func(id arrow.Type) int {
		switch id {
		case arrow.TIME32, arrow.TIME64:
			return 1
		case arrow.DURATION:
			return 2
		}
		return 0
	}
	return meaning(a) == meaning(b)
}

// rationalsOf returns the exact values of an array of numbers. It returns nil for other arrays. The value of NaN and of
// the infinities is nil.
func rationalsOf(a arrow.Array) func(row int) *big.Rat {
	if floats, _ := Floats(a); floats != nil {
		return func(row int) *big.Rat { return new(big.Rat).SetFloat64(floats(row)) }
	}
	if numbers := Numbers(a); numbers != nil {
		return func(row int) *big.Rat { return numbers(row).rational() }
	}
	return nil
}

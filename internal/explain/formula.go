package explain

import (
	"math"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/message"
)

// mostOperands bounds the columns of which a column may be computed.
const mostOperands = 16

// An operand is a column of numbers, in both tables.
type operand struct {
	name             string
	old, new         func(row int) float64
	oldNull, newNull func(row int) bool
}

// operands returns the other columns that hold numbers.
func (e *explainer) operands() []operand {
	var out []operand
	for i := range e.table.columns {
		c := &e.table.columns[i]
		old, new := floatsIn(c.Old), floatsIn(c.New)
		if c == e.Column || old == nil || new == nil {
			continue
		}
		out = append(out, operand{
			goldenfile.ColumnText(c.Name), old, new, arrowtext.Nulls(c.Old), arrowtext.Nulls(c.New),
		})
		if len(out) == mostOperands {
			break
		}
	}
	return out
}

// A formula is a value computed of two columns.
type formula struct {
	a, b *operand
	sign byte
}

func (f *formula) text() string { return f.a.name + " " + string(f.sign) + " " + f.b.name }

func apply(sign byte, x, y float64) float64 {
	switch sign {
	case '+':
		return x + y
	case '-':
		return x - y
	case '*':
		return x * y
	}
	return x / y
}

// inOld returns the value in a row of the old table, NaN if one of its columns is null.
func (f *formula) inOld(row int) float64 {
	if f.a.oldNull(row) || f.b.oldNull(row) {
		return math.NaN()
	}
	return apply(f.sign, f.a.old(row), f.b.old(row))
}

// inNew is inOld for the new table.
func (f *formula) inNew(row int) float64 {
	if f.a.newNull(row) || f.b.newNull(row) {
		return math.NaN()
	}
	return apply(f.sign, f.a.new(row), f.b.new(row))
}

// formulas finds two columns of which the new cells are computed, such as a rate of another denominator.
func (e *explainer) formulas(of []int32) []rule {
	old, new := floatsIn(e.Old), floatsIn(e.New)
	if old == nil || new == nil || len(of) < 3 {
		return nil
	}
	operands := e.operands()
	is, places := e.formulaOf(operands, of, e.New, func(f *formula, _, j int) (float64, float64) {
		return f.inNew(j), new(j)
	})
	if is == nil {
		return nil
	}
	words := "now " + is.text()
	was, _ := e.formulaOf(operands, of, e.Old, func(f *formula, i, _ int) (float64, float64) {
		return f.inOld(i), old(i)
	})
	switch {
	case was != nil && *was == *is:
		words = "still " + is.text()
	case was != nil:
		words += ", was " + was.text()
	}
	if places <= mostPlaces {
		words += ", rounded to " + message.Count(places, "decimal")
	}
	return []rule{{words: words, whole: true, holds: func(_, j int) bool {
		return isRounded(is.inNew(j), new(j), places)
	}}}
}

// formulaOf returns the formula whose values are those of a column at all cells, and to how many decimals they are
// rounded. value returns the value of a formula and that of the column.
func (e *explainer) formulaOf(operands []operand, of []int32, column arrow.Array,
	value func(f *formula, i, j int) (want, is float64),
) (*formula, int) {
	const leastEvidence = 8 // digits that agree
	places := e.placesOf(of, column, func(i, j int) int {
		if column == e.New {
			return j
		}
		return i
	})
	unit := math.Pow10(-min(places, mostPlaces))
	for a := range operands {
		for b := range operands {
			for _, sign := range []byte("/-+*") {
				if a == b || a > b && (sign == '+' || sign == '*') {
					continue
				}
				f := &formula{&operands[a], &operands[b], sign}
				evidence := 0.0
				if e.all(of, func(i, j int) bool {
					want, is := value(f, i, j)
					evidence += max(0, math.Log10(math.Abs(is)/unit))
					return isRounded(want, is, places)
				}) && evidence >= leastEvidence {
					return f, places
				}
			}
		}
	}
	return nil, 0
}

// isRounded reports whether y is x rounded to some decimals or, with more decimals than rounding has, x to the last
// digit.
func isRounded(x, y float64, places int) bool {
	room := 1e-13 * math.Abs(y)
	if places <= mostPlaces {
		room += 0.5 * math.Pow10(-places) * (1 + 1e-9)
	}
	return math.Abs(x-y) <= room
}

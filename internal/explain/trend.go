package explain

import (
	"fmt"
	"math"
	"strconv"

	"github.com/assay-go/assay/internal/cells"
)

// trend returns what cells without a rule have in common: that all are larger, smaller, earlier or later.
func (e *explainer) trend(of []int32) string {
	if len(of) < 3 {
		return ""
	}
	larger, smaller := "larger", "smaller"
	var compare func(i, j int) int
	if old, new := cells.Instants(e.Old), cells.Instants(e.New); e.asTimes() {
		compare = func(i, j int) int {
			switch x, y := old(i), new(j); {
			case x.Before(y):
				return 1
			case y.Before(x):
				return -1
			}
			return 0
		}
		if hasDate(e.Old.DataType().ID()) {
			larger, smaller = "later", "earlier"
		}
	} else if old, new := floatsIn(e.Old), floatsIn(e.New); old != nil && new != nil {
		compare = func(i, j int) int {
			switch x, y := old(i), new(j); {
			case x < y:
				return 1
			case x > y:
				return -1
			}
			return 0
		}
		if words := e.wholeFactors(of); words != "" {
			return words
		}
	}
	switch {
	case compare == nil:
		return ""
	case e.all(of, func(i, j int) bool { return compare(i, j) > 0 }):
		return larger
	case e.all(of, func(i, j int) bool { return compare(i, j) < 0 }):
		return smaller
	}
	return ""
}

// wholeFactors returns by which whole numbers cells were multiplied, as rows that are counted several times are.
func (e *explainer) wholeFactors(of []int32) string {
	const largest = 1000
	old, new := floatsIn(e.Old), floatsIn(e.New)
	if old == nil || new == nil {
		return ""
	}
	least, most, evidence := math.Inf(1), 0.0, 0.0
	if !e.all(of, func(i, j int) bool {
		factor := math.Round(new(j) / old(i))
		least, most = min(least, factor), max(most, factor)
		evidence += min(6, math.Log10(math.Abs(old(i))))
		return factor >= 2 && factor <= largest && old(i)*factor == new(j)
	}) || evidence < 6 {
		return ""
	}
	format := func(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }
	return fmt.Sprintf("multiplied by whole numbers from %s to %s", format(least), format(most))
}

package infer

import (
	"fmt"
	"math"

	"github.com/assay-go/assay/cmd/regen/internal/profile"
)

// laps returns an expression for whole numbers that go around a range evenly, from 0, as the days or the cells of a
// grid do.
func laps(c *profile.Column, r request) (expr string, ok bool) {
	n := c.Numbers
	distinct, exact := c.Distinct()
	counts := c.Counts()
	if !exact || distinct < 20 || float64(distinct) != n.Greatest-n.Least+1 || c.Nulls > 0 || r.taken == nil || r.wide ||
		c.Present() < 2*distinct || counts[len(counts)-1]-counts[0] > max(2, 0.1*counts[0]) {
		return "", false
	}
	if run := math.Round(float64(c.Present()) / float64(c.Runs)); run > 1 {
		return fmt.Sprintf("int(floor($index / %s)) %% %d", number(run), distinct), true
	}
	return fmt.Sprintf("$index %% %d", distinct), true
}

// plus returns an expression for a sum with a whole number.
func plus(expr string, v float64) string {
	switch {
	case v < 0:
		return expr + " - " + number(-v)
	case v > 0:
		return expr + " + " + number(v)
	}
	return expr
}

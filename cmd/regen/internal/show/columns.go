package show

import (
	"fmt"

	"github.com/assay-go/assay/cmd/regen/internal/profile"
)

// distinctText returns the number of distinct values of a column, with ~ before an estimate.
func distinctText(c *profile.Column) string {
	n, exact := c.Distinct()
	switch {
	case !exact && c.Unique():
		return fmt.Sprint(c.Present()) // no repeated value was found
	case !exact:
		return fmt.Sprintf("~%d", n)
	}
	return fmt.Sprint(n)
}

// share returns n of all in percent, or "" for none.
func share(n, all int64) string {
	switch percent := 100 * float64(n) / float64(max(all, 1)); {
	case n == 0:
		return ""
	case percent < 0.1:
		return "<0.1%"
	case n < all && percent > 99.9:
		return ">99.9%"
	case percent == float64(int(percent)):
		return fmt.Sprintf("%d%%", int(percent))
	default:
		return fmt.Sprintf("%.1f%%", percent)
	}
}

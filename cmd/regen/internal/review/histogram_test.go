package review_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/assay-go/assay/cmd/regen/internal/review"
	"github.com/assay-go/assay/cmd/regen/internal/review/reviewtest"
)

// column returns a golden of one row for each cell of a column.
func column(kind string, cells ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# assay 1\n# order ordered\n# field x %s\nx\n", kind)
	for _, cell := range cells {
		b.WriteString(cell + "\n")
	}
	return b.String()
}

func histogram(t *testing.T, old, result string) review.Histogram {
	t.Helper()
	l := reviewtest.New(t)
	l.Pending("report/TestColumns/x", old, result, "the result differs")
	return load(t, l).Histogram(0)
}

func TestNumbersAreCountedInRanges(t *testing.T) {
	h := histogram(t, column("float64", "0", "6", "12", "24", "null"), column("float64", "0", "24", "24", "NaN", "Inf"))
	if want := "4 values from 0 to 24, median 12, 1 null or NaN"; h.Was != want {
		t.Errorf("before: %q, want %q", h.Was, want)
	}
	if want := "3 values from 0 to 24, median 24, 2 null or NaN"; h.Is != want {
		t.Errorf("after: %q, want %q", h.Is, want)
	}
	var filled []review.Bin
	for _, b := range h.Bins {
		if b.Old+b.New > 0 {
			filled = append(filled, b)
		}
	}
	if want := []review.Bin{{"0", 1, 1}, {"6", 1, 0}, {"12", 1, 0}, {"23", 1, 2}, {"null, NaN", 1, 2}}; !slices.Equal(
		filled,
		want,
	) {
		t.Errorf("the bins are %v, want %v", filled, want)
	}
}

func TestTheEdgesOfNumbersHaveARange(t *testing.T) {
	for name, cells := range map[string][2]string{
		"one value":   {column("int64", "7", "7"), column("int64", "7")},
		"the largest": {column("float64", "-1.7976931348623157e+308"), column("float64", "1.7976931348623157e+308")},
		"the least":   {column("float64", "0"), column("float64", "5e-324")},
		"nothing":     {column("float64", "NaN"), column("float64")},
	} {
		total := 0
		for _, b := range histogram(t, cells[0], cells[1]).Bins {
			total += b.Old + b.New
		}
		if want := strings.Count(cells[0]+cells[1], "\n") - 8; total != want {
			t.Errorf("%s: the bins hold %d values, want %d", name, total, want)
		}
	}
}

func TestInstantsAreCountedInRanges(t *testing.T) {
	h := histogram(
		t,
		column("timestamp[ms, UTC]", "2026-01-01T00:00:00.000Z"),
		column("timestamp[ms, UTC]", "2026-01-25T00:00:00.000Z"),
	)
	if h.Was != "1 values from 2026-01-01 00:00 to 2026-01-01 00:00, median 2026-01-01 00:00" || len(h.Bins) != 24 ||
		h.Bins[1].Label != "2026-01-02 00:00" {
		t.Errorf("the histogram is %+v", h)
	}
}

func TestOtherValuesAreCountedOneByOne(t *testing.T) {
	var many []string
	for i := range 30 {
		many = append(many, fmt.Sprintf("v%02d", i))
	}
	h := histogram(t, column("utf8", "a", "a", "b"), column("utf8", append(many, "a")...))
	if h.Was != "3 cells, 2 distinct" || h.Is != "31 cells, 31 distinct" {
		t.Errorf("before: %q, after: %q", h.Was, h.Is)
	}
	if want := (review.Bin{Label: "a", Old: 2, New: 1}); h.Bins[0] != want {
		t.Errorf("the first bin is %v, want %v", h.Bins[0], want)
	}
	if want := (review.Bin{Label: "21 others", New: 21}); h.Bins[11] != want {
		t.Errorf("the last bin is %v, want %v", h.Bins[11], want)
	}
}

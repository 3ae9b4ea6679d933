package tablediff

import (
	"fmt"
	"math"
	"strings"
	"testing"
)

// TestALineIsSaid changes the numbers of a column by a factor and a summand.
func TestALineIsSaid(t *testing.T) {
	float := func(x float64) string { return fmt.Sprint(x) }
	tenths := func(x float64) string { return fmt.Sprintf("%.1f", x) }
	whole := func(x float64) string { return fmt.Sprint(int(math.Round(10 * x))) }
	for _, test := range []struct {
		name, dataType string
		text           func(float64) string
		change         func(celsius float64) string
		want           string
	}{
		{
			"to Fahrenheit", "float64", float, func(c float64) string { return float(c*1.8 + 32) },
			": v times 1.8 plus 32\n",
		},
		{
			"from Fahrenheit, rounded", "float64", float,
			func(c float64) string { return float(math.Round(100*(c-32)*5/9) / 100) },
			": v minus 32, divided by 1.8, rounded to 2 decimals\n",
		},
		{
			"decimals", "decimal(12, 1)", tenths, func(c float64) string { return tenths(math.Round(10*(c*1.8+32)) / 10) },
			": v times 1.8 plus 32, rounded to 1 decimal\n",
		},
		{
			"integers", "int64", whole, func(c float64) string { return fmt.Sprint(3*int(math.Round(10*c)) + 7) },
			": v times 3 plus 7\n",
		},
		{"a square", "float64", float, func(c float64) string { return float(c*c + 1) }, ": v changed, all larger\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			head := "# assay 1\n# order keyed id\n# field id int64\n# field v " + test.dataType + "\nid,v\n"
			var old, result strings.Builder
			for id := range 30 {
				celsius := math.Round(13*float64(id*37%23)-40) / 10
				fmt.Fprintf(&old, "%d,%s\n", id, test.text(celsius))
				fmt.Fprintf(&result, "%d,%s\n", id, test.change(celsius))
			}
			r, err := Compare(parse(t, head+old.String()), parse(t, head+result.String()), Options{})
			if err != nil {
				t.Fatal(err)
			}
			if got := r.Summary() + "\n"; !strings.HasSuffix(got, test.want) {
				t.Errorf("got %q, want %q at the end", got, test.want)
			}
		})
	}
}

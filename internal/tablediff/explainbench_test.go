package tablediff

import (
	"testing"

	"github.com/assay-go/assay/internal/arrowtest"
	"github.com/assay-go/assay/internal/goldenfile"
)

// BenchmarkExplanations compares a table of which every float changed: by a factor, or by none. Beside it is the
// comparison alone, which the explanations should not dwarf.
func BenchmarkExplanations(b *testing.B) {
	const rows = 1_000_000
	old := &goldenfile.File{Order: goldenfile.Keyed, Key: []string{"id"}, Table: arrowtest.Numbered(rows, nil)}
	changed := func(change func(id int, lift float64) float64) *goldenfile.File {
		table := arrowtest.Numbered(rows, func(id int, lift *float64) bool {
			*lift = change(id, *lift)
			return true
		})
		return &goldenfile.File{Order: goldenfile.Keyed, Key: []string{"id"}, Table: table}
	}
	for _, c := range []struct {
		name string
		new  *goldenfile.File
	}{
		{"nothing changed", changed(func(_ int, lift float64) float64 { return lift })},
		{"by a factor", changed(func(_ int, lift float64) float64 { return 2 * lift })},
		{"by a factor in some rows", changed(func(id int, lift float64) float64 {
			if id > rows/2 {
				return 2 * lift
			}
			return lift
		})},
		{"by no rule", changed(func(id int, lift float64) float64 { return lift + float64(id*id%97+1)/8 })},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Compare(old, c.new, Options{}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/rows, "ns/row")
		})
	}
}

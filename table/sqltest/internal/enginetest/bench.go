package enginetest

import (
	"fmt"
	"testing"

	"github.com/assay-go/assay/fixtures"
	"github.com/assay-go/assay/table"
	"github.com/assay-go/assay/table/sqltest"
)

// Cases measures a test of ten cases of 1,000 rows, each with its leak check, as ms/case. On PostgreSQL a case has to
// take 40 ms at most.
func Cases(b *testing.B, e sqltest.Engine) {
	const query = "SELECT country, count(*) AS orders FROM orders WHERE amount > 1 GROUP BY country ORDER BY country"
	all := func(_, _ string) (bool, error) { return true, nil }
	for i := 0; b.Loop(); i++ {
		cases := make([]table.Case, 10)
		for j := range cases {
			cases[j] = table.Case{
				Name: fmt.Sprintf("case %d %d", i, j), Rows: map[string]int{"orders": 1000},
				Want: "country  orders\nDE       400\nFR       400\n",
			}
		}
		test := func(t *testing.T) { table.Run(t, fixtures.Load(t, shop), sqltest.Query(e, query), cases...) }
		if !testing.RunTests(all, []testing.InternalTest{{Name: b.Name(), F: test}}) {
			b.FailNow()
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/1e3/float64(b.N)/10, "ms/case")
}

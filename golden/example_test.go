package golden_test

import (
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/golden"
)

// In a test of package report, the golden is testdata/golden/TestReport/spring.golden.
func ExampleAssert() {
	var t *testing.T // of TestReport
	report := func() arrow.Table { panic("the code under test") }

	golden.Assert(t, "spring", report(), golden.Options{Key: []string{"campaign_id"}})
}

func ExampleAssertValue() {
	var t *testing.T // of TestSummary
	type summary struct {
		Users   int
		Lift    float64
		Updated time.Time
	}

	golden.AssertValue(t, "spring", summary{Users: 3, Lift: 0.125}, golden.Options{
		Tolerances: []golden.Tolerance{{Column: "lift", Abs: 1e-9}},
	})
}

// A test that declares its goldens lets regen tell which ones are obsolete.
func ExampleDeclare() {
	var t *testing.T // of TestReport
	cases := map[string]arrow.Table{}

	for name := range cases {
		golden.Declare(t, name)
	}
	for name, table := range cases {
		t.Run(name, func(t *testing.T) { golden.Assert(t, name, table) })
	}
}

func ExampleCompare() {
	const head = "# assay 1\n# order keyed id\n# field id int64\n# field total decimal(12, 2)\nid,total\n"
	old, err := golden.Decode([]byte(head+"1,10.00\n2,20.00\n3,30.00\n"), "old.golden")
	if err != nil {
		panic(err)
	}
	new, err := golden.Decode([]byte(head+"1,11.00\n2,22.00\n4,40.00\n"), "new.golden")
	if err != nil {
		panic(err)
	}
	report, err := golden.Compare(old, new, golden.Options{})
	if err != nil {
		panic(err)
	}
	if err := report.WriteText(os.Stdout); err != nil {
		panic(err)
	}
	fmt.Println(report.Cells(2))
	// Output:
	// 2 of 3 rows changed, 1 added (id = 4), 1 removed (id = 3): total by factor 1.1
	//   total  2 cells changed, both by factor 1.1, as 10.00 -> 11.00
	//
	//   id  total
	// ~ 1   10.00 -> 11.00
	// ~ 2   20.00 -> 22.00
	// - 3   30.00
	// + 4   40.00
	// [id 1, total: 10.00 -> 11.00 id 2, total: 20.00 -> 22.00 and 2 more]
}

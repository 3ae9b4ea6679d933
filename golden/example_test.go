package golden_test

import (
	"fmt"
	"os"

	"github.com/assay-go/assay/golden"
)

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
	// 2 of 3 rows changed, 1 added, 1 removed
	//   total  2 cells changed, both by factor 1.1
	//
	//   id  total
	// ~ 1   10.00 -> 11.00
	// ~ 2   20.00 -> 22.00
	// - 3   30.00
	// + 4   40.00
	// [id 1, total: 10.00 -> 11.00 id 2, total: 20.00 -> 22.00 and 2 more]
}

package golden_test

import (
	"fmt"
	"os"

	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/report"
	"github.com/assay-go/assay/internal/tablediff"
)

func ExampleCompare() {
	const head = "# assay 1\n# order keyed id\n# field id int64\n# field total decimal(12, 2)\nid,total\n"
	old, err := goldenfile.Decode([]byte(head+"1,10.00\n2,20.00\n3,30.00\n"), "old.golden")
	if err != nil {
		panic(err)
	}
	new, err := goldenfile.Decode([]byte(head+"1,11.00\n2,22.00\n4,40.00\n"), "new.golden")
	if err != nil {
		panic(err)
	}
	diff, err := tablediff.Compare(old, new, tablediff.Options{})
	if err != nil {
		panic(err)
	}
	if err := diff.Text(os.Stdout, report.TextOptions{}); err != nil {
		panic(err)
	}
	fmt.Println(diff.Classes())
	// Output:
	// 2 of 3 rows changed, 1 added, 1 removed
	//   total  2 cells changed, both by factor 1.1
	//
	//   id  total
	// ~ 1   10.00 -> 11.00
	// ~ 2   20.00 -> 22.00
	// - 3   30.00
	// + 4   40.00
	// [added changed column:total removed]
}

func ExampleReport_Only() {
	const head = "# assay 1\n# order keyed id\n# field id int64\n# field total decimal(12, 2)\nid,total\n"
	old, _ := goldenfile.Decode([]byte(head+"1,10.00\n"), "old.golden")
	new, _ := goldenfile.Decode([]byte(head+"1,10.00\n2,22.00\n"), "new.golden")
	report, err := tablediff.Compare(old, new, tablediff.Options{})
	if err != nil {
		panic(err)
	}
	fmt.Println(report.Only("added"))
	fmt.Println(report.Only("changed", "column:total"))
	_, err = report.Only("aded")
	fmt.Println(err)
	// Output:
	// true <nil>
	// false <nil>
	// "aded" is no class of changes (did you mean "added"?)
}

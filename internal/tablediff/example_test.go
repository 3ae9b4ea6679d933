package tablediff_test

import (
	"fmt"

	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/tablediff"
)

func ExampleCompare() {
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
	// unknown class of changes "aded" (did you mean "added"?)
}

package cmdtest

import (
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/assay-go/assay/fixtures"
	"github.com/assay-go/assay/table"
)

// python and pythonPrograms name an interpreter and the programs in testdata whose libraries it has.
var (
	python         = flag.String("python", "", "run the programs in Python with this interpreter")
	pythonPrograms = flag.String("python.programs", "pyarrow polars", "which: pyarrow, polars, pyspark")
)

func TestPythonPrograms(t *testing.T) {
	if *python == "" {
		t.Log("-python is not given: no program in Python runs")
		return
	}
	fx := fixtures.Load(t, "testdata/shop.yaml")
	for library := range strings.FieldsSeq(*pythonPrograms) {
		t.Run(library, func(t *testing.T) {
			revenue := Transform(Program{
				Args:  []string{*python, "testdata/revenue_" + library + ".py"},
				Reads: []string{"orders.country", "orders.amount"},
			})
			table.Run(t, fx, revenue,
				table.Case{Name: "two countries", Key: []string{"country"}, Want: `
					country  revenue
					DE         24.50
					FR          1.00
				`},
				table.Case{
					Name: "one country", Pin: table.Pin{"orders.country": "DE"}, Key: []string{"country"}, Want: `
						country  revenue
						DE         25.50
					`,
				},
				table.Case{Name: "no orders", Rows: map[string]int{"orders": 0}, Want: `
					country  revenue
				`},
			)
		})
	}
}

func TestTheGuideShowsTheProgramsInTestdata(t *testing.T) {
	guide, err := os.ReadFile("../../docs/programs.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, library := range []string{"pyarrow", "polars", "pyspark"} {
		program, err := os.ReadFile("testdata/revenue_" + library + ".py")
		if err != nil {
			t.Fatal(err)
		}
		if block := "```python\n" + string(program) + "```\n"; !strings.Contains(string(guide), block) {
			t.Errorf("docs/programs.md does not show the program with %s", library)
		}
	}
}

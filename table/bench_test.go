package table_test

import (
	"errors"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow/array"

	"github.com/assay-go/assay/fixtures"
	"github.com/assay-go/assay/table"
)

var shopSizes = []table.Case{
	{Name: "as written"},
	{
		Name: "large",
		Rows: map[string]int{"campaigns": 1000},
		Pin:  table.Pin{"orders.total": 50, "orders[0].status": "lost"},
	},
}

func BenchmarkShop(b *testing.B) {
	table.Bench(b, fixtures.Load(b, "testdata/shop.yaml"), table.Inputs(spending), shopSizes...)
}

func BenchmarkShopStream(b *testing.B) {
	firstOrders := func(in map[string]array.RecordReader) (array.RecordReader, error) { return in["orders"], nil }
	table.Bench(b, fixtures.Load(b, "testdata/shop.yaml"), table.Stream(firstOrders), shopSizes...)
}

// BenchmarkWrong calls table.Bench with cases that it refuses; BENCH_WRONG selects one.
func BenchmarkWrong(b *testing.B) {
	tr, c := table.Inputs(spending), table.Case{Name: "case"}
	switch os.Getenv("BENCH_WRONG") {
	case "":
		b.Skip("see TestBenchRefusesCasesThatCannotBeBenchmarked")
	case "transform":
		tr = table.Transform{}
	case "now":
		c.Now = time.Now()
	case "name":
		c.Name = ""
	case "pin":
		c.Pin = table.Pin{"orders.totl": 1}
	case "error":
		tr = table.Inputs(func(shop) ([]spent, error) { return nil, errors.New("closed") })
	case "input":
		tr = table.Inputs(func(in shop) ([]spent, error) {
			slices.Reverse(in.Orders)
			return nil, nil
		})
	case "result":
		tr = table.Inputs(func(shop) ([]int, error) { return nil, nil })
	}
	table.Bench(b, fixtures.Load(b, "testdata/shop.yaml"), tr, c)
}

// benchmark runs a benchmark of this package in a process of its own.
func benchmark(t *testing.T, name string, env ...string) (string, error) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, "-test.run=^$", "-test.bench=^"+name+"$", "-test.benchtime=3x", "-test.cpu=1")
	cmd.Env = append(os.Environ(), env...)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

func TestBenchReportsRowsPerSecondForEachCase(t *testing.T) {
	for _, name := range []string{"BenchmarkShop", "BenchmarkShopStream"} {
		out, err := benchmark(t, name)
		for _, c := range []string{"as_written", "large"} {
			line := regexp.MustCompile(name + `/` + c + `\s+3\s+\d+(\.\d+)? ns/op\s+\d+(\.\d+)?(e\+\d+)? rows/s`)
			if err != nil || !line.MatchString(out) {
				t.Errorf("%s/%s: %v:\n%s", name, c, err, out)
			}
		}
	}
}

func TestBenchRefusesCasesThatCannotBeBenchmarked(t *testing.T) {
	for wrong, want := range map[string]string{
		"transform": "the transform is the zero Transform: make one with an adapter",
		"now":       `case "case": Setup and Now do not work in a benchmark`,
		"name":      "case 1 has no name",
		"pin":       `no column "totl" in dataset "orders"`,
		"error":     "closed",
		"input":     "the transform changes its input, so runs cannot be compared: orders[0].",
		"result":    "the result: int is not a struct",
	} {
		if out, err := benchmark(t, "BenchmarkWrong", "BENCH_WRONG="+wrong); err == nil || !strings.Contains(out, want) {
			t.Errorf("%s: %v, want %q in\n%s", wrong, err, want, out)
		}
	}
}

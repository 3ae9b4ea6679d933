package table_test

import (
	"fmt"
	"os"
	"testing"
	"unicode/utf8"

	"github.com/assay-go/assay/fixtures"
	"github.com/assay-go/assay/table"
)

// FuzzKinds is a fuzz test as a user writes it: it pins any value, and asserts what holds for all of them.
func FuzzKinds(f *testing.F) {
	f.Add("open", uint(3))
	fx := fixtures.Load(f, "testdata/hundred.yaml")
	f.Fuzz(func(t *testing.T, kind string, row uint) {
		if os.Getenv(variantVariable) == "cases" {
			table.Run(t, fx, table.Rows("events", kinds), table.Case{Name: "case"})
		}
		if !utf8.ValidString(kind) {
			t.Skip("no text")
		}
		in := fixtures.Rows[visitEvent](t, fx, "events", fixtures.Pin{Path: "events.kind", Value: "open"},
			fixtures.Pin{Path: fmt.Sprintf("events[%d].kind", row%100), Value: kind})
		out, err := kinds(in)
		if err != nil || len(out) == 0 || out[0].Kind != "open" || out[0].Events < 99 {
			t.Fatalf("%+v, %v", out, err)
		}
	})
}

func TestCasesRunInTheProcessOfAFuzzTest(t *testing.T) {
	p := newProgram(t, hundredYAML, func(t *testing.T, _ string) {
		fx := fixtures.Load(t, "shop.yaml")
		table.Run(t, fx, table.Rows("events", kinds), table.Case{Name: "case", Pin: table.Pin{"events.kind": "open"}})
	})
	if p == nil {
		return
	}
	p.write("report/testdata/hundred.yaml", hundredYAML)
	p.record()
	fuzz := []string{"-test.v", "-test.fuzz=^FuzzKinds$", "-test.fuzztime=20x", "-test.fuzzcachedir=" + t.TempDir()}
	out, passed := p.run("", fuzz...)
	if p.says(out, "--- PASS: TestCasesRunInTheProcessOfAFuzzTest/case", "fuzz: elapsed", "--- PASS: FuzzKinds"); !passed {
		t.Errorf("it fails:\n%s", out)
	}
	p.fails("cases", fuzz, "FuzzKinds/seed#0",
		"table.Run does not work in a fuzz test, as there is no golden for each input")
}

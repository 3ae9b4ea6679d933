package table

import (
	"testing"

	"github.com/assay-go/assay/fixtures"
)

// Dir returns the cases in the YAML files of a directory, one in each file, sorted by name. A file has the keys that a
// case has in a fixture, and the case has the file's name:
//
//	# testdata/cases/no_orders.yaml
//	doc: nobody ordered anything
//	rows: {orders: 0}
//
// Go code may add pins and settings to such a case. Keep the directory below testdata or fixtures.
func Dir(t testing.TB, fx *fixtures.Fixture, dir string) []Case {
	t.Helper()
	written, err := fx.Definition().CasesIn(dir)
	if err != nil {
		t.Fatalf("cases of %s:\n%v", dir, err)
	}
	var out []Case
	for _, c := range written {
		out = append(out, fromYAML(c))
	}
	return out
}

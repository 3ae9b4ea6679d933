package table

import (
	"testing"

	"github.com/assay-go/assay/fixtures"
)

// Run runs the cases, and after them those that the fixture lists under the test's name. Each is a subtest. All of
// them have run when it returns.
func Run(t *testing.T, fx *fixtures.Fixture, tr Transform, cases ...Case) {
	t.Helper()
	t.Fatal("under way")
}

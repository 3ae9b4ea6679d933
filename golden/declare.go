package golden

import (
	"testing"
)

// Declare tells which goldens the test t owns, those of cases that do not run included.
func Declare(t testing.TB, names ...string) { t.Helper(); t.Fatal(errUnderWay) }

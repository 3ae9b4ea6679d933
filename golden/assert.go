package golden

import (
	"testing"
	
	_ "github.com/sebdah/goldie/v2"
)

// Assert compares got, an Arrow table or record, with the golden called name.
func Assert(t testing.TB, name string, got any, o ...Options) { t.Helper(); t.Fatal(errUnderWay) }

// AssertValue compares got, any value, with the golden called name.
func AssertValue(t testing.TB, name string, got any, o ...Options) { t.Helper(); t.Fatal(errUnderWay) }

package tablediff

import (
	"testing"

	"pgregory.net/rapid"
)

// FuzzRulesAgainstCells is TestAKnownCauseIsSaidAndNothingFalse for whatever the fuzzer makes of its random choices.
func FuzzRulesAgainstCells(f *testing.F) {
	for _, seed := range []string{"", "\x01\x02\x03\x04\x05\x06\x07\x08", "rows of a table and a cause of their changes"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(rapid.MakeFuzz(knownCauseIsSaid))
}

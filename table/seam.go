package table

import "testing"

// Swap replaces the variable at target for the time of a test.
func Swap[T any](t testing.TB, target *T, fake T) { t.Helper(); t.Fatal("under way") }

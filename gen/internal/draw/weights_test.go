package draw

import (
	"math/bits"
	"testing"

	_ "github.com/sebdah/goldie/v2" // -update
	"pgregory.net/rapid"
)

func TestScaleDividesExactly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		whole := rapid.Uint64Min(1).Draw(t, "whole")
		part := rapid.Uint64Max(whole-1).Draw(t, "part")
		n := rapid.Uint64().Draw(t, "n")
		hi, lo := bits.Mul64(part, n)
		want, rest := bits.Div64(hi, lo, whole)
		down, nearest := NewScale(whole, n, false), NewScale(whole, n, true)
		if got := down.Of(part); got != want {
			t.Errorf("%d/%d of %d is %d, want %d", part, whole, n, got, want)
		}
		if rest >= whole-rest {
			want++
		}
		if got := nearest.Of(part); got != want {
			t.Errorf("%d/%d of %d is nearly %d, want %d", part, whole, n, got, want)
		}
	})
}

package arrowtext

import (
	"strconv"
	"testing"
)

func TestAppendIntIsThatOfStrconv(t *testing.T) {
	check := func(v int64) {
		for _, before := range [][]byte{nil, []byte("x,"), make([]byte, 5, 64)} {
			if got, want := AppendInt(before, v), strconv.AppendInt(before, v, 10); string(got) != string(want) {
				t.Fatalf("%d is %q, want %q", v, got, want)
			}
		}
	}
	for v := int64(0); v < 1<<60; v += v/4 + 1 {
		check(v)
		check(-v)
	}
	for power := int64(10); power <= 1e18; power *= 10 {
		for v := power - 2; v <= power+2; v++ {
			check(v)
		}
	}
	for v := range int64(200_000) {
		check(v)
	}
}

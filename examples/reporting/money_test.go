package reporting

import (
	"math"
	"strings"
	"testing"
)

func TestMoneyKeepsItsText(t *testing.T) {
	for text, want := range map[string]Money{
		"0.00": 0, "0.05": 5, "1043.50": 104350, "-0.01": -1, "-12.30": -1230,
		"92233720368547758.07": math.MaxInt64,
	} {
		var m Money
		if err := m.UnmarshalText([]byte(text)); err != nil || m != want {
			t.Errorf("%q reads as %d cents, %v; want %d", text, int64(m), err, int64(want))
		}
		if m.String() != text {
			t.Errorf("%q is written as %q", text, m)
		}
	}
	if got := Money(math.MinInt64).String(); got != "-92233720368547758.08" {
		t.Errorf("the smallest amount is written as %q", got)
	}
}

func TestMoneyReadsFewerDecimals(t *testing.T) {
	for text, want := range map[string]Money{"7": 700, "7.5": 750, "-7": -700, "007": 700} {
		var m Money
		if err := m.UnmarshalText([]byte(text)); err != nil || m != want {
			t.Errorf("%q reads as %d cents, %v; want %d", text, int64(m), err, int64(want))
		}
	}
}

func TestMoneyRefusesWhatItCannotHold(t *testing.T) {
	for text, want := range map[string]string{
		"":                     "is not an amount",
		"12,50":                "is not an amount",
		"+1":                   "is not an amount",
		"1.":                   "is not an amount",
		".5":                   "is not an amount",
		"--1":                  "is not an amount",
		"1e3":                  "is not an amount",
		"0.005":                "has 3 decimals",
		"92233720368547758.08": "is beyond the largest amount",
	} {
		m := Money(42)
		err := m.UnmarshalText([]byte(text))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got error %v, want one that contains %q", text, err, want)
		}
		if m != 42 {
			t.Errorf("%q: the amount became %v", text, m)
		}
	}
}

package review

import "testing"

func TestAPartSaysWhatIsNotShown(t *testing.T) {
	for want, p := range map[string]Part{
		"":                     {Rows: 3, OfRows: 3, Columns: 2, OfColumns: 2},
		"12 of 400 rows shown": {Rows: 12, OfRows: 400, Columns: 2, OfColumns: 2},
		"5 of 8 columns shown": {Columns: 5, OfColumns: 8},
		"0 of 1,000 rows, 5 of 8 columns shown, 2 cells cut": {0, 1000, 5, 8, 2},
		"1 cell cut": {Cut: 1},
	} {
		if got := p.String(); got != want {
			t.Errorf("%+v: got %q, want %q", p, got, want)
		}
	}
}

func TestDifferencesAreExactForIntegersAndDecimals(t *testing.T) {
	for _, c := range [][3]string{
		{"10", "20", "+10 +100%"},
		{"20.50", "0.00", "-20.50 -100%"},
		{"-5", "5", "+10 +200%"},
		{"0", "7", "+7"},
		{"3", "3", "0"},
		{"9223372036854775806", "9223372036854775807", "+1 +1.08e-17%"},
		{"1.005", "1.0", "-0.005 -0.498%"},
		{"30658.50", "306.585", "-30351.915 -99%"},
		{"1", "25", "+24 +2400%"},
		{"1e-05", "2e-05", "+1e-05 +100%"},
		{"5e-324", "1.7e308", "+1.7e+308"},
		{"1", "1e999999999", ""},
		{"NaN", "1", ""},
		{"null", "1", ""},
		{"paid", "open", ""},
		{"", "1", ""},
	} {
		if got := difference(c[0], c[1], false); got != c[2] {
			t.Errorf("%s -> %s: got %q, want %q", c[0], c[1], got, c[2])
		}
	}
	if got := difference("0.1", "0.30000000000000004", true); got != "+0.2 +200%" {
		t.Errorf("floats: got %q", got)
	}
}

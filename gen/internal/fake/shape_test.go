package fake_test

import (
	"math"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/brianvoe/gofakeit/v7"

	"github.com/assay-go/assay/gen/internal/fake"
)

// TestCommonFakesLookLikeGofakeits compares the shapes of values: runs of letters of a kind and of digits count as one.
func TestCommonFakesLookLikeGofakeits(t *testing.T) {
	for _, c := range common {
		switch c.name {
		case "uuid", "mac_address", "sentence", "paragraph":
			continue // they have more shapes than can be drawn
		}
		f := gofakeit.NewFaker(rand.NewPCG(3, 4), false)
		theirs := map[string]bool{}
		for range 12_000 {
			theirs[shape(c.direct(f))] = true
		}
		s := compile(t, c.name)
		strange, sample := 0, ""
		for row := range uint64(600) {
			if text := string(s.AppendText(nil, key(row))); !theirs[shape(text)] {
				strange, sample = strange+1, text
			}
		}
		if strange > 600/20 { // a few shapes are rare
			t.Errorf("%s: %d of 600 values look like none of gofakeit's, such as %q", c.name, strange, sample)
		}
	}
}

func shape(text string) string {
	var b strings.Builder
	last := rune(0)
	for _, r := range text {
		switch {
		case '0' <= r && r <= '9':
			r = '9'
		case 'a' <= r && r <= 'z':
			r = 'a'
		case 'A' <= r && r <= 'Z':
			r = 'A'
		}
		if r != last || r == '9' {
			b.WriteRune(r)
		}
		last = r
	}
	return b.String()
}

func TestValuesHaveTheFormatThatTheirNameSays(t *testing.T) {
	for _, test := range []struct {
		fn     string
		params []fake.Param
		format string
	}{
		{"uuid", nil, `[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}`},
		{"id", nil, `[2-9a-hjkmnp-z]{20}`},
		{"email", nil, `[a-z]+([._-]?[a-z]+)[0-9]{0,2}@[a-z]+\.[a-z]+`},
		{"ipv4_address", nil, `([0-9]{1,3}\.){3}[0-9]{1,3}`},
		{"ipv6_address", nil, `([0-9a-f]{1,4}:){7}[0-9a-f]{1,4}`},
		{"mac_address", nil, `([0-9a-f]{2}:){5}[0-9a-f]{2}`},
		{"hex_color", nil, `#[0-9a-f]{6}`},
		{"zip", nil, `[1-9][0-9]{4}`},
		{"phone", nil, `[1-9][0-9]{9}`},
		{"ein", nil, `[1-9][0-9]-[0-9]{7}`},
		{"ssn", nil, `[1-9][0-9]{8}`},
		{"product_upc", nil, `0[0-9]{11}`},
		{"unit", nil, `[A-Z][a-z]+ [1-9][0-9]{2}`},
		{"credit_card_exp", nil, `(0[1-9]|1[0-2])/(2[7-9]|3[0-6])`},
		{"credit_card_number", given("types", "visa", "bins", "4111"), `4111[0-9]{12,15}`},
		{"credit_card_number", given("types", "american-express", "gaps", "true"), `3[47][0-9]{2} [0-9]{6} [0-9]{5}`},
		{"airline_seat", nil, `([1-9]|[1-5][0-9]|60)[A-HJK]`},
		{"beer_alcohol", nil, `([2-9]\.[0-9]|10\.0)%`},
		{"price", given("min", "9.99", "max", "10.01"), `9\.99|10|10\.01`},
		{"latitude_range", given("min", "-0.000001", "max", "0.000001"), `-0\.000001|0|0\.000001|-?1e-6`},
		{"number", given("min", "-2", "max", "2"), `-?[0-2]`},
		{"uintn", given("n", "1"), `0`},
		{"float64_range", given("min", "-1e308", "max", "1e308"), `-?[0-9.]+(e\+[0-9]+)?`},
		{"dice", []fake.Param{param("numdice", "3"), param("sides", "1", "2")}, `\[1,[12],1\]`},
		{"shuffle_ints", []fake.Param{param("ints", "1", "2")}, `\[1,2\]|\[2,1\]`},
		{"weighted", []fake.Param{param("options", "a", "b", "c"), param("weights", "1", "0", "1e-3")}, `a|c`},
		{"hex_uint", given("bitsize", "32"), `0x[0-9a-f]{8}`},
		{
			"password", given("length", "9", "special", "false", "space", "true"),
			`[A-Za-z0-9][A-Za-z0-9 ]{7}[A-Za-z0-9]`,
		},
		{"lexify", given("str", "?-#-?"), `[A-Za-z]-#-[A-Za-z]`},
		{"numerify", given("str", "#-?-#"), `[1-9]-\?-[0-9]`},
		{
			"generate", given("str", `#{number:7,7} {"a": 1} {random_string:[x,y]}?{`),
			`[1-9]7 \{"a": 1\} [xy][A-Za-z]\{`,
		},
		{"generate", given("str", "{regex:a?b#{2}}"), `a?b##`},
		{"date", given("format", "yyyy-MM-dd"), `(19|20)[0-9]{2}-[01][0-9]-[0-3][0-9]`},
		{
			"date", given("format", "EEEE, d MMMM 'of ''yy' yyyy"),
			`[A-Z][a-z]+day, [1-3]?[0-9] [A-Z][a-z]+ of 'yy (19|20)[0-9]{2}`,
		},
		{
			"date", given("format", "Jan 2, 2006 at 3:04pm (MST)"),
			`[A-Z][a-z]{2} [1-3]?[0-9], (19|20)[0-9]{2} at 1?[0-9]:[0-5][0-9][ap]m \(UTC\)`,
		},
		{
			"date", given("format", "RFC1123"),
			`[A-Z][a-z]{2}, [0-3][0-9] [A-Z][a-z]{2} (19|20)[0-9]{2} [0-2][0-9]:[0-5][0-9]:[0-5][0-9] UTC`,
		},
		{"date_range", given("startdate", "2026-02-27", "enddate", "2026-03-01"), `2026-02-2[78]|2026-03-01`},
		{"date_range", given("format", "yyyy", "startdate", "0001", "enddate", "9999"), `[0-9]{4}`},
		{"time_range", given("starttime", "09:59:00", "endtime", "10:00:00"), `09:59:[0-5][0-9]|10:00:00`},
		{"time", given("format", "h:mm a"), `(1[0-2]|[1-9]):[0-5][0-9] [ap]m`},
		{"firefox_user_agent", nil, `Mozilla/5\.0 \(.*\) Gecko/(19|20)[0-9]{2}-[01][0-9]-[0-3][0-9] Firefox/3[5-7]\.0`},
	} {
		format := regexp.MustCompile(`\A(?:` + test.format + `)\z`)
		s := compile(t, test.fn, test.params...)
		for row := range uint64(1000) {
			if text := s.AppendText(nil, key(row)); !format.Match(text) {
				t.Errorf("%s %v: row %d: %q is not like %s", test.fn, test.params, row, text, test.format)
				break
			}
		}
	}
}

func TestBothEndsOfARangeAreDrawn(t *testing.T) {
	for _, test := range []struct {
		fn     string
		params []fake.Param
		want   []string
	}{
		{"number", given("min", "1", "max", "3"), []string{"1", "2", "3"}},
		{"price", given("min", "0.29", "max", "0.31"), []string{"0.29", "0.3", "0.31"}},
		{"date_range", given("startdate", "2026-02-28", "enddate", "2026-03-01"), []string{"2026-02-28", "2026-03-01"}},
		{"dice", given("sides", "3"), []string{"[1]", "[2]", "[3]"}},
		{"regex", given("str", "a{1,3}|b"), []string{"a", "aa", "aaa", "b"}},
		{"bool", nil, []string{"false", "true"}},
	} {
		var got []string
		s := compile(t, test.fn, test.params...)
		for row := range uint64(200) {
			got = append(got, string(s.AppendText(nil, key(row))))
		}
		slices.Sort(got)
		if got = slices.Compact(got); !slices.Equal(got, test.want) {
			t.Errorf("%s %v: got %q, want %q", test.fn, test.params, got, test.want)
		}
	}
}

// The chi-squared statistic of n equally likely values has a mean of n-1 and a
// standard deviation of about sqrt(2n).
func TestWordsAreDrawnWithoutABias(t *testing.T) {
	for _, test := range []struct {
		fn     string
		params []fake.Param
		values int
	}{
		{"state", nil, 50},
		{"weekday", nil, 7},
		{"uint8", nil, 256},
		{"number", given("min", "0", "max", "999"), 1000},
		{"digitn", given("count", "2"), 100},
		{"regex", given("str", "[a-z][a-z]"), 676},
		{"shuffle_ints", []fake.Param{param("ints", "1", "2", "3", "4")}, 24},
	} {
		s := compile(t, test.fn, test.params...)
		const rows = 50_000
		seen := map[string]int{}
		for row := range uint64(rows) {
			seen[string(s.AppendText(nil, key(row)))]++
		}
		if len(seen) != test.values {
			t.Errorf("%s makes %d values, want %d", test.fn, len(seen), test.values)
			continue
		}
		mean, chi2 := float64(rows)/float64(len(seen)), 0.0
		for _, n := range seen {
			chi2 += (float64(n) - mean) * (float64(n) - mean) / mean
		}
		if df := float64(len(seen) - 1); math.Abs(chi2-df) > 5*math.Sqrt(2*df) {
			t.Errorf("%s: chi-squared is %.0f for %.0f degrees of freedom", test.fn, chi2, df)
		}
	}
}

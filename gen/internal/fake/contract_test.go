package fake_test

import (
	"bytes"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"
	_ "unsafe" // for go:linkname

	"github.com/brianvoe/gofakeit/v7"

	"github.com/assay-go/assay/gen/internal/fake"
)

// everyFunction calls f with each supported function, compiled with the parameters of its example.
func everyFunction(t testing.TB, f func(info fake.Info, s *fake.Sampler)) {
	t.Helper()
	for _, info := range fake.List() {
		if info.Refused != "" {
			continue
		}
		fn, err := fake.Find(info.Name)
		if err != nil {
			t.Fatal(err)
		}
		f(info, compile(t, info.Name, fn.Example()...))
	}
}

// digests returns a hash over the values of some keys for each function.
func digests(t testing.TB, rows uint64) map[string]uint64 {
	all := map[string]uint64{}
	everyFunction(t, func(info fake.Info, s *fake.Sampler) {
		h, keys := fnv.New64a(), rows
		if info.Category == "template" {
			keys = min(rows, 10) // gofakeit parses a template for each value
		}
		for row := range keys {
			fmt.Fprintf(h, "%s\n", s.AppendText(nil, key(row)))
		}
		all[info.Name] = h.Sum64()
	})
	return all
}

func TestEveryFunctionMakesTextThatIsValidAndNotEmptyAndFitsACell(t *testing.T) {
	everyFunction(t, func(info fake.Info, s *fake.Sampler) {
		rows := uint64(1000)
		if info.Category == "template" {
			rows = 50 // gofakeit parses a template for each value
		}
		for row := range rows {
			text := s.AppendText(nil, key(row))
			if len(text) == 0 || len(text) > 8<<10 || !utf8.Valid(text) || bytes.ContainsAny(text, "{}") {
				t.Errorf("%s: row %d: %q", info.Name, row, text)
				return
			}
		}
	})
}

func TestAValueDependsOnTheKeyAlone(t *testing.T) {
	everyFunction(t, func(info fake.Info, s *fake.Sampler) {
		first := make([]string, 24)
		if info.Category == "template" {
			first = first[:3] // gofakeit parses a template for each value
		}
		for row := range first {
			first[row] = string(s.AppendText(nil, key(uint64(row))))
		}
		var wg sync.WaitGroup
		for worker := range 3 {
			wg.Go(func() {
				dst := []byte("kept")
				for i := range first {
					row := (i*7 + worker*31) % len(first)
					dst = s.AppendText(dst[:4], key(uint64(row)))
					if string(dst) != "kept"+first[row] {
						t.Errorf("%s: row %d: %q at first, then %q", info.Name, row, first[row], dst)
						return
					}
				}
			})
		}
		wg.Wait()
	})
}

//go:linkname currentYear github.com/brianvoe/gofakeit/v7.currentYear
var currentYear int

func TestNoValueDependsOnTheClock(t *testing.T) {
	defer func(year int) { currentYear = year }(currentYear)
	currentYear = 2026
	before := digests(t, 200)
	currentYear = 2051
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(time.Date(2051, 6, 7, 8, 9, 10, 11, time.UTC)))
		for name, digest := range digests(t, 200) {
			if digest != before[name] {
				t.Errorf("%s has other values in 2051 than now", name)
			}
		}
	})
}

func TestTheClockTestWouldSeeAFunctionThatReadsTheClock(t *testing.T) {
	defer func(year int) { currentYear = year }(currentYear)
	direct := func(name string) string {
		var all strings.Builder
		info := gofakeit.GetFuncLookup(name)
		for seed := range uint64(100) {
			v, err := info.Generate(gofakeit.NewFaker(rand.NewPCG(seed, seed), false), nil, info)
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintln(&all, v)
		}
		return all.String()
	}
	for _, name := range []string{"year", "date", "firefoxuseragent"} {
		currentYear = 2026
		before := direct(name)
		currentYear = 2051
		if direct(name) == before {
			t.Errorf("gofakeit's own %s has the same values in 2051: the test is blind", name)
		}
	}
}

func TestNowDecidesWhatDependsOnThePresent(t *testing.T) {
	in := func(year int) time.Time { return time.Date(year, 2, 3, 4, 5, 6, 0, time.UTC) }
	for _, test := range []struct {
		fn, want string
		now      time.Time
	}{
		{"year", "1900", in(1900)},
		{"credit_card_exp", "02/42", in(2034)},
		{"past_date", "2034-02-03T02:05:06Z", in(2034)},
		{"future_date", "2034-02-03T06:05:06Z", in(2034)},
		{"date", "1900-02-11T09:49:29Z", in(1900)},
		{"date", "1761-06-17T01:40:19Z", in(1850)},
		{"year", "1761", in(1850)},
		{"date_range", "1970-01-04", in(1970)},
	} {
		f, err := fake.Find(test.fn)
		if err != nil {
			t.Fatal(err)
		}
		s, err := f.Compile(nil, test.now)
		if err != nil {
			t.Fatal(err)
		}
		if got := string(s.AppendText(nil, 3)); got != test.want {
			t.Errorf("%s in %d: %s, want %s", test.fn, test.now.Year(), got, test.want)
		}
	}
}

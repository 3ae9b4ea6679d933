package fake_test

import (
	"regexp"
	"testing"
	"unicode/utf8"

	"github.com/assay-go/assay/gen/internal/fake"
)

const maxCell = 64 << 10

// fuzzed compiles a function of one text and checks what must hold for any text: an error about it, or stable values in
// UTF-8 that fit a cell.
func fuzzed(t *testing.T, fn, str string, check func(text []byte) bool) {
	t.Helper()
	f, err := fake.Find(fn)
	if err != nil {
		t.Fatal(err)
	}
	s, err := f.Compile([]fake.Param{param("str", str)}, now)
	if err != nil {
		return
	}
	for row := range uint64(20) {
		text := s.AppendText(nil, key(row))
		if len(text) > maxCell {
			t.Fatalf("%s %q: %d bytes", fn, str, len(text))
		}
		if utf8.ValidString(str) && !utf8.Valid(text) {
			t.Fatalf("%s %q: %q is no UTF-8", fn, str, text)
		}
		if again := s.AppendText(nil, key(row)); string(again) != string(text) {
			t.Fatalf("%s %q: %q, then %q", fn, str, text, again)
		}
		if !check(text) {
			t.Fatalf("%s %q: made %q", fn, str, text)
		}
	}
}

func FuzzRegex(f *testing.F) {
	for _, expr := range []string{
		"[A-Z]{6}", `\d{3}-\d{4}`, "^(a|b)*$", "(?i)straße", `[^"]+`, `\p{Greek}{2,5}`, "a{0}", "()",
		"(|x)?", `^^a$$`, `(^a)|b$`,
		`[[:alpha:]]+@x\.(com|org)`, ".*", "(?s).", `[^\x00-\x{10FFFF}]`, `[\x{D800}-\x{DFFF}]`, `a\x{D800}b`, `\Qa.b\E`,
		"(((a{9}){9}){9}){9}", "a$b", `\w+\b`, "x*?y+?z??",
	} {
		f.Add(expr)
	}
	f.Fuzz(func(t *testing.T, expr string) {
		matches := func([]byte) bool { return true }
		if re, err := regexp.Compile(`\A(?:` + expr + `)\z`); err == nil && utf8.ValidString(expr) {
			matches = re.Match
		}
		fuzzed(t, "regex", expr, matches)
	})
}

func FuzzGenerate(f *testing.F) {
	for _, pattern := range []string{
		"{first_name} ##-???", "{number:1,10}", "{generate:{generate:#}}", "{random_string:[a,b]}", "{", "}{", "{{}}", "{:}",
		"{regex:[a-z]{3}}", "{price:1}", "{weighted:[a,b],[1,2]}", "{uuid", "{date:yyyy-MM-dd}", "{lettern:70000}", "{person}", "#", "",
		"{_}", "{shuffle_ints:[3,1,2]}",
	} {
		f.Add(pattern)
	}
	f.Fuzz(func(t *testing.T, pattern string) {
		fuzzed(t, "generate", pattern, func([]byte) bool { return true })
	})
}

func FuzzDateFormat(f *testing.F) {
	for _, format := range []string{
		"yyyy-MM-dd", "RFC3339", "Jan 2 2006", "'", "''", "'a''b' d", "zz:zz", "Z07:00", ".000", "yyyyyyyy",
	} {
		f.Add(format)
	}
	f.Fuzz(func(t *testing.T, format string) {
		fn, err := fake.Find("date")
		if err != nil {
			t.Fatal(err)
		}
		s, err := fn.Compile([]fake.Param{param("format", format)}, now)
		if err != nil {
			return
		}
		if text := s.AppendText(nil, key(1)); len(text) > maxCell {
			t.Fatalf("date %q: %d bytes", format, len(text))
		}
	})
}

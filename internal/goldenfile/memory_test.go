package goldenfile

import (
	"errors"
	"strings"
	"testing"

	"github.com/assay-go/assay/internal/budget"
	"github.com/assay-go/assay/internal/memorytest"
)

// hostile returns a golden of one column a.
func hostile(typ string, rows ...string) string {
	return "# assay 1\n# order ordered\n# field a " + typ + "\na\n" + strings.Join(rows, "\n") + "\n"
}

// list returns a JSON array of n equal elements.
func list(n int, of string) string {
	return "[" + strings.TrimSuffix(strings.Repeat(of+",", n), ",") + "]"
}

// overBudget has goldens that say in few bytes what takes much memory or time.
var overBudget = map[string]string{
	"one null of four billion": hostile("fixed_size_list<fixed_size_list<int64>[60000]>[60000]", "null"),
	"wide nulls":               hostile("fixed_size_binary[65536]", strings.Repeat("null\n", 10_000)+"null"),
	"wide nulls in a list":     hostile("list<fixed_size_binary[65536]>", list(10_000, "null")),
	"wide nulls in a map": hostile("map<int64, fixed_size_binary[65536]>", "["+
		strings.TrimSuffix(strings.Repeat("[1,null],", 6000), ",")+"]"),
	"lists of booleans in a list": hostile("list<fixed_size_list<bool>[65536]>", list(10_000, "null")),
	"empty structs in a list": hostile("list<struct<a: fixed_size_list<struct<>>[65536], "+
		"b: fixed_size_list<fixed_size_binary[60000]>[60000]>>", list(10_000, "{}")),
}

func TestNoGoldenTakesMoreMemoryThanItsSizeAllows(t *testing.T) {
	for name, text := range overBudget {
		t.Run(name, func(t *testing.T) {
			most := 64<<20 + 40*int64(len(text))
			for form, read := range map[string]func() error{
				"Decode": func() error { _, err := Decode([]byte(text), "x.golden"); return err },
				"Format": func() error { _, err := Format([]byte(text), "x.golden"); return err },
			} {
				var err error
				if peak := memorytest.Peak(func() { err = read() }); peak > most {
					t.Errorf("%s: %d bytes take %d MiB", form, len(text), peak>>20)
				}
				if !errors.Is(err, budget.Err) || !strings.HasPrefix(err.Error(), "x.golden:") {
					t.Errorf("%s: %v", form, err)
				}
			}
		})
	}
}

func TestNoValueTakesMoreMemoryThanItsSizeAllows(t *testing.T) {
	const size = 4 << 20
	repeat := func(line string) string { return strings.Repeat(line, size/len(line)) }
	for name, text := range map[string]string{
		"a list": repeat("- 1\n"), "a list on a line": "a: [" + repeat("1,") + "1]\n", "lists in lists": repeat("- - - 1\n"),
		"keys": repeat("? a\n: 1\n"), "maps": "a: [" + repeat("{},") + "1]\n",
	} {
		text = "# assay 1\n# value 2\n" + text
		var err error
		if peak := memorytest.Peak(func() { _, err = Format([]byte(text), "x.golden") }); peak > 64<<20+40*int64(len(text)) {
			t.Errorf("%s: %d bytes take %d MiB", name, len(text), peak>>20)
		}
		if !errors.Is(err, budget.Err) || !strings.HasPrefix(err.Error(), "x.golden:3:") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestOrdinaryValuesFitTheirBudget(t *testing.T) {
	for name, text := range map[string]string{
		"a list":     strings.Repeat("- 1\n", 125_000),
		"short maps": strings.Repeat("- a: 1\n  b: 2\n", 36_000),
		"records":    strings.Repeat("- name: Ada\n  born: \"1815\"\n  likes:\n    - mathematics\n", 100_000),
		"texts":      strings.Repeat("- \"Yes, she said: we (the crew) came - late.\"\n", 100_000),
	} {
		if _, err := Decode([]byte("# assay 1\n# value 2\n"+text), "x.golden"); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestOrdinaryGoldensFitTheirBudget(t *testing.T) {
	for name, text := range map[string]string{
		"short cells":        hostile("decimal256(60, 0)", strings.Repeat("1\n", 300_000)+"1"),
		"short texts":        hostile("utf8", strings.Repeat("a\n", 300_000)+"a"),
		"nulls of structs":   hostile("struct<a: int64, c: list<int64>>", strings.Repeat("null\n", 50_000)+"null"),
		"embeddings, null":   hostile("fixed_size_list<float32>[1536]", strings.Repeat("null\n", 500)+"null"),
		"a list of integers": hostile("list<int64>", list(100_000, "1")),
	} {
		if _, err := Decode([]byte(text), "x.golden"); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// FuzzGolden reads any text as a golden, in a memory that is in proportion to its size.
func FuzzGolden(f *testing.F) {
	for _, text := range overBudget {
		f.Add(text)
	}
	f.Add(small)
	f.Add(smallDigest)
	f.Add("# assay 1\n# value\nlift:\n  - 0.5\n")
	f.Add("# assay 1\n# value 2\na: &a [[[{b: !!binary aGk=}, *a]]]\n? - 1\n: |\n  text\n")
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 64<<10 {
			return
		}
		allocated := memorytest.Allocated(func() {
			_, _ = Decode([]byte(text), "x.golden")
			_, _ = Format([]byte(text), "x.golden")
		})
		if allocated > 4*(64<<20+40*int64(len(text))) {
			t.Errorf("%d bytes allocate %d MiB", len(text), allocated>>20)
		}
	})
}

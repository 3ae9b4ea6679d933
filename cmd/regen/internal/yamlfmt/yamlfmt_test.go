package yamlfmt

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	_ "github.com/sebdah/goldie/v2" // defines -update in every test binary
)

func TestFormat(t *testing.T) {
	tests := map[string]struct{ in, want string }{
		"columns are a table": {
			"columns:\n    id: {seq: 1}\n    customer_id: { ref: customers.id , pick: cycle }\n    note:  {pin: \"a,  b\"}   # as it is\n",
			"columns:\n  id:          {seq: 1}\n  customer_id: {ref: customers.id, pick: cycle}\n  note:        {pin: \"a,  b\"}  # as it is\n",
		},
		"plain values are not":           {"version:   1\nseed:  42\ndatasets: {}\n", "version: 1\nseed: 42\ndatasets: {}\n"},
		"lists":                          {"a:\n-   name: x\n    pin: {a: 1}\n-   {b: 2}\n", "a:\n- name: x\n  pin: {a: 1}\n- {b: 2}\n"},
		"lists that are indented":        {"a:\n    -   name: x\n        pin: {a: 1}\n    - [1,2]\n", "a:\n  - name: x\n    pin: {a: 1}\n  - [1, 2]\n"},
		"comments":                       {"# top\n\n\n\na:\n      # of b\n      b: 1 # at b\n      ccc: 2 # at c\n# end\n", "# top\n\na:\n  # of b\n  b: 1    # at b\n  ccc: 2  # at c\n# end\n"},
		"texts of several lines":         {"doc: |\n    two   \n      lines\nb:   1\n", "doc: |\n    two   \n      lines\nb: 1\n"},
		"folded texts":                   {"a:\n    doc: >-\n        one,\n        text\n    b:   1\n", "a:\n  doc: >-\n        one,\n        text\n  b: 1\n"},
		"a flow over lines":              {"a: {\n    b: 1,\n    c: 2}\nd:   1\n", "a: {\n    b: 1,\n    c: 2}\nd: 1\n"},
		"windows":                        {"\ufeffa: 1\r\nb: 2", "a: 1\nb: 2\n"},
		"brackets in texts":              {"a: x[0]: 1\n", ""},
		"keys with brackets":             {"pin:\n  orders[0:3].status:   paid\n  \"a: b\":  {c: 1}\n", "pin:\n  orders[0:3].status: paid\n  \"a: b\": {c: 1}\n"},
		"times and urls keep the colons": {"a: {b: [2026-01-01T00:00:00Z,http://x.y], c: '#1', d: it's}\n", "a: {b: [2026-01-01T00:00:00Z, http://x.y], c: '#1', d: it's}\n"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := Format([]byte(test.in))
			if test.want == "" {
				if err == nil {
					t.Fatalf("formatted to %q", got)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if string(got) != test.want {
				t.Errorf("got\n%swant\n%s", got, test.want)
			}
		})
	}
}

// TestTheFixturesOfTheRepository formats every fixture there is: it may not change what they say, which Format checks, and
// what is formatted stays.
func TestTheFixturesOfTheRepository(t *testing.T) {
	n := 0
	err := filepath.WalkDir("../../../..", func(path string, d os.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".yaml" {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		once, err := Format(text)
		if err != nil {
			if !strings.Contains(path, "hostile") && !strings.Contains(path, "errors") {
				t.Logf("%s: %v", path, err)
			}
			return nil
		}
		n++
		if twice, err := Format(once); err != nil || string(twice) != string(once) {
			t.Errorf("%s: a second time it is formatted to\n%s(%v) and not\n%s", path, twice, err, once)
		}
		return nil
	})
	if err != nil || n < 5 {
		t.Errorf("%d fixtures: %v", n, err)
	}
}

func FuzzFormat(f *testing.F) {
	f.Add("a:\n  - b: {c: [1,2]} # d\n")
	f.Add("a: |\n  x\n\n\nb: 'c'\n")
	f.Fuzz(func(t *testing.T, text string) {
		once, err := Format([]byte(text))
		if err != nil {
			return
		}
		if twice, err := Format(once); err != nil || string(twice) != string(once) {
			t.Errorf("a second time %q is formatted to %q, %v", once, twice, err)
		}
	})
}

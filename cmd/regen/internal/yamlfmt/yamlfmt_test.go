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
			"columns:\n    id: {seq: 1}\n    customer_id: { ref: customers.id , pick: cycle }\n" +
				"    note:  {pin: \"a,  b\"}   # as it is\n",
			"columns:\n  id:          {seq: 1}\n  customer_id: {ref: customers.id, pick: cycle}\n" +
				"  note:        {pin: \"a,  b\"}  # as it is\n",
		},
		"plain values are not":           {"version:   1\nseed:  42\ndatasets: {}\n", "version: 1\nseed: 42\ndatasets: {}\n"},
		"lists":                          {"a:\n-   name: x\n    pin: {a: 1}\n-   {b: 2}\n", "a:\n- name: x\n  pin: {a: 1}\n- {b: 2}\n"},
		"lists that are indented":        {"a:\n    -   name: x\n        pin: {a: 1}\n    - [1,2]\n", "a:\n  - name: x\n    pin: {a: 1}\n  - [1, 2]\n"},
		"comments":                       {"# top\n\n\n\na:\n      # of b\n      b: 1 # at b\n      ccc: 2 # at c\n# end\n", "# top\n\na:\n  # of b\n  b: 1    # at b\n  ccc: 2  # at c\n# end\n"},
		"comments at the start":          {"# a\n    # b\na: 1\n", "# a\n# b\na: 1\n"},
		"comments at the ends of blocks": {"a:\n    - b: 1\n      # of b\n    - c:\n          d: 2\n          # of d\n        # of c\n\n    # of the list\n# of e\ne: 3\n", "a:\n  - b: 1\n    # of b\n  - c:\n      d: 2\n      # of d\n    # of c\n\n  # of the list\n# of e\ne: 3\n"},
		"comments at the end":            {"a:\n    b:\n        - c\n        # of the list\n    # of a\n\n# of all\n", "a:\n  b:\n    - c\n    # of the list\n  # of a\n\n# of all\n"},
		"comments in place of a value":   {"a:\n    pins:\n        # - b: 1\n        # - b: 2\n    c: 3\n     # of d\n    d: 4\n", "a:\n  pins:\n    # - b: 1\n    # - b: 2\n  c: 3\n  # of d\n  d: 4\n"},
		"texts of several lines":         {"doc: |\n    two   \n      lines\nb:   1\n", "doc: |\n    two   \n      lines\nb: 1\n"},
		"folded texts":                   {"a:\n    doc: >-\n        one,\n        text\n    b:   1\n", "a:\n  doc: >-\n      one,\n      text\n  b: 1\n"},
		"texts with their indent":        {"a:\n    -   pin: |2\n             one\n          \n            \n          two\n        # of b\n        b: 1\n", "a:\n  - pin: |2\n         one\n\n        \n      two\n    # of b\n    b: 1\n"},
		"texts that move to the right":   {"a:\n b:\n  c:\n   d: |\n    x\n\n    y\n\n\n   e: |+\n    z\n\n\n   f:   1\n", "a:\n  b:\n    c:\n      d: |\n       x\n\n       y\n\n      e: |+\n       z\n\n\n      f: 1\n"},
		"texts at the end that are cut":  {"a:\n    b:   |\n        c", "a:\n  b: |\n      c"},
		"texts at the end":               {"a:   |+\n  x\n\n\n", "a: |+\n  x\n\n\n"},
		"quoted texts over lines":        {"a:\n    b: \"one # {\n\n        two\"  # c\n    d: 'it''s\n        [' \n    e: { f: 1 }\n", "a:\n  b: \"one # {\n\n      two\"  # c\n  d: 'it''s\n      ['\n  e: {f: 1}\n"},
		"quotes in quotes":               {"a:   {b:   'it''s # no'}\nc: { d: ' ''  ', e: 1 }\n", "a: {b: 'it''s # no'}\nc: {d: ' ''  ', e: 1}\n"},
		"a flow over lines":              {"a: {\n    b: 1,\n    c: 2}\nd:   1\n", "a: {\n    b: 1,\n    c: 2}\nd: 1\n"},
		"an indented flow over lines":    {"a:\n    - - b: {\n            c: 1, # [\n        d: '{'\n    }\n    - {e:   1}\n", "a:\n  - - b: {\n          c: 1, # [\n      d: '{'\n  }\n  - {e: 1}\n"},
		"windows":                        {"\ufeffa: 1\r\nb: 2", "a: 1\nb: 2\n"},
		"brackets in texts":              {"a: x[0]: 1\n", ""},
		"brackets that open nothing":     {"a: see [1 { and \"2\nb:   [{ c: 1 }]\n", "a: see [1 { and \"2\nb: [{c: 1}]\n"},
		"lists in lists":                 {"-   -   a: 1\n        b:   2\n    -   c\n", "- - a: 1\n    b: 2\n  - c\n"},
		"keys with brackets":             {"pin:\n  orders[0:3].status:   paid\n  \"a: b\":  {c: 1}\n", "pin:\n  orders[0:3].status: paid\n  \"a: b\": {c: 1}\n"},
		"quoted keys in flows":           {"a: {\"x\":1,'y' :[2], z : \"http://x.y\", \"b:c\":{\"d\":\"e:f\"}}\n", "a: {\"x\": 1, 'y': [2], z: \"http://x.y\", \"b:c\": {\"d\": \"e:f\"}}\n"},
		"times and urls keep the colons": {"a: {b: [2026-01-01T00:00:00Z,http://x.y], c: '#1', d: it's}\n", "a: {b: [2026-01-01T00:00:00Z, http://x.y], c: '#1', d: it's}\n"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := Format([]byte(test.in), "f.yaml")
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
			if again, err := Format(got, "f.yaml"); err != nil || string(again) != string(got) {
				t.Errorf("a second time it is formatted to\n%s(%v)", again, err)
			}
		})
	}
}

func TestErrorsNameTheLine(t *testing.T) {
	for in, want := range map[string]string{
		"":                            "f.yaml: empty file",
		"# a\n":                       "f.yaml: empty file",
		"a: 1\nb:\t2\n":               "f.yaml:2: tab character: indent fixtures with spaces",
		"a: 1\n---\nb: 2\n":           "f.yaml:2: second YAML document: a fixture is one document",
		"a: 1\n---\nb: [\n":           "f.yaml: not YAML: line 3: did not find expected node content",
		"a: 1\nb: one -\n  -   two\n": "f.yaml:2: cannot format the layout that starts here",
	} {
		if got, err := Format([]byte(in), "f.yaml"); err == nil || err.Error() != want {
			t.Errorf("%q: got %q, %v, want %s", in, got, err, want)
		}
	}
}

// TestTheFixturesOfTheRepository formats every fixture there is: it may not change what they say, which Format checks,
// and what is formatted stays.
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
		once, err := Format(text, path)
		if err != nil {
			if !strings.Contains(path, "hostile") && !strings.Contains(path, "errors") {
				t.Log(err)
			}
			return nil
		}
		n++
		if twice, err := Format(once, "f.yaml"); err != nil || string(twice) != string(once) {
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
	f.Add("a:\n    - b: >2+\n          x\n\n      # c\n      d: 'it''s\n         # e'\n    # f\ng: {\"h\":1,\n  i: [}\n")
	f.Add("a:\n    - b:\n      # c\n    # d\n  # e\n")
	f.Fuzz(func(t *testing.T, text string) {
		once, err := Format([]byte(text), "f.yaml")
		if err != nil {
			return
		}
		if twice, err := Format(once, "f.yaml"); err != nil || string(twice) != string(once) {
			t.Errorf("a second time %q is formatted to %q, %v", once, twice, err)
		}
	})
}

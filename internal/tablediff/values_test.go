package tablediff

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/assay-go/assay/internal/cells"
	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/report"
)

func TestATolerancePassesWhatAValueMayDriftBy(t *testing.T) {
	for _, c := range []struct {
		old, new string
		t        cells.Tolerance
		want     string // of the error; "differs" where the two are not equal
	}{
		{"2026-01-15T10:00:00Z", "2026-01-15T11:00:59+01:00", cells.Tolerance{Column: "v", Duration: time.Minute}, ""},
		{
			"2026-01-15T10:00:00Z", "2026-01-15T10:01:01Z",
			cells.Tolerance{Column: "v", Duration: time.Minute},
			"differs",
		},
		{"1h0m0s", "59m30s", cells.Tolerance{Column: "v*", Duration: time.Minute}, ""},
		{
			"2562047h47m16.854775807s", `"-2562047h47m16.854775807s"`,
			cells.Tolerance{Column: "v", Duration: time.Minute},
			"differs",
		},
		{"1h0m0s", "1970-01-01T01:00:00Z", cells.Tolerance{Column: "v", Duration: time.Minute}, "differs"},
		{"18446744073709551615", "18446744073709551614", cells.Tolerance{Column: "v", Abs: 1}, ""},
		{"1.0", "null", cells.Tolerance{Column: "v", Abs: 1}, "differs"},
		{"1h0m0s", "2h0m0s", cells.Tolerance{Column: "v"}, "differs"},
		{
			"1.0", "2.0",
			cells.Tolerance{Column: "v", Duration: time.Minute},
			`a tolerance (1m0s) names "v", but does not apply to its values: v is 2.0`,
		},
		{
			"Ann", "Anna",
			cells.Tolerance{Column: "v", Abs: 3},
			`a tolerance (abs 3) names "v", but does not apply to its values: v is Anna`,
		},
		{
			"1h0m0s", "2h0m0s",
			cells.Tolerance{Column: "*", Abs: 3},
			`a tolerance (abs 3) names "*", but does not apply to its values: value is {v: 2h0m0s}`,
		},
		{
			"1.0", "2.0",
			cells.Tolerance{Column: "w", Abs: 3},
			`a tolerance (abs 3) names "w", a path that the value does not have`,
		},
	} {
		r, err := Compare(&goldenfile.File{Value: []byte("v: " + c.old + "\n")},
			&goldenfile.File{Value: []byte("v: " + c.new + "\n")}, Options{Tolerances: []cells.Tolerance{c.t}})
		got := ""
		if err != nil {
			got = err.Error()
		} else if !r.Equal() {
			got = "differs"
		}
		if got != c.want {
			t.Errorf("%s and %s within %s: got %q, want %q", c.old, c.new, c.t, got, c.want)
		}
	}
}

func TestAReportShowsAValueThatHasNoGolden(t *testing.T) {
	for value, want := range map[string]string{
		"a: 1\nb:\n  - x\n  - c: null\n": "+ a  1\n+ b  [x, {c: null}]\n",
		"- 1\n- b: 2\n":                  "+ [0]  1\n+ [1]  {b: 2}\n",
		"42\n":                           "+ 42\n",
		"null\n":                         "+ null\n",
		"{}\n":                           "",
	} {
		r, err := Compare(nil, &goldenfile.File{Value: []byte(value)}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		if err := r.Text(&b, report.TextOptions{}); err != nil {
			t.Fatal(err)
		}
		if b.String() != "no golden yet: the result is a value\n"+want ||
			!slices.Equal(r.Classes(), []string{"missing"}) {
			t.Errorf("%s is of class %s, and shown as\n%s", value, r.Classes(), b.String())
		}
	}
}

func TestElementsOfAListAreMatchedByWhatTheyHaveInCommon(t *testing.T) {
	for _, c := range []struct{ name, old, new, want string }{
		{
			"an element is removed and the others change",
			"- id: a\n  n: 1\n- id: b\n  n: 2\n- id: c\n  n: 3\n", "- id: a\n  n: 1\n- id: c\n  n: 4\n",
			"- 5: [1]    {id: b, n: 2}\n~ 8: [1].n  3 -> 4\n",
		},
		{
			"elements have a key, and all else changes",
			"- id: a\n  n: 1\n- id: b\n  n: 2\n- id: c\n  n: 3\n- id: d\n  n: 4\n",
			"- id: x\n  n: 7\n- id: b\n  n: 12\n- id: c\n  n: 13\n",
			"- 3: [0]    {id: a, n: 1}\n+    [0]    {id: x, n: 7}\n" +
				"~ 6: [1].n  2 -> 12\n~ 8: [2].n  3 -> 13\n- 9: [3]    {id: d, n: 4}\n",
		},
		{"an element in front", "- 1\n- 2\n", "- 0\n- 1\n- 2\n", "+ [0]  0\n"},
		{"all elements change", "- 1\n- 2\n", "- 3\n- 4\n", "~ 3: [0]  1 -> 3\n~ 4: [1]  2 -> 4\n"},
		{"a list becomes a mapping", "a:\n  - 1\n", "a:\n  b: 1\n", "~ 3: a  [1] -> {b: 1}\n"},
		{"nothing becomes empty", "a: null\nb: []\n", "a: []\nb: {}\n", "~ 3: a  null -> []\n~ 4: b  [] -> {}\n"},
		{
			"lines count those of texts and lists",
			"a: |\n  x\n\n  y\nb:\n  - - 1\n    - c: |-\n        p\n        q\n      d: 2\n",
			"a: |\n  x\n\n  y\nb:\n  - - 1\n    - c: |-\n        p\n        q\n      d: 3\n",
			"~ 12: b[0][1].d  2 -> 3\n",
		},
	} {
		unquoted := strings.NewReplacer("n: ", "\"n\": ").Replace
		old, new := parse(t, "# assay 1\n# value\n"+unquoted(c.old)), parse(t, "# assay 1\n# value\n"+unquoted(c.new))
		r, err := Compare(old, new, Options{})
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		if err := r.Text(&b, report.TextOptions{NoHeadline: true}); err != nil {
			t.Fatal(err)
		}
		if got := strings.ReplaceAll(b.String(), `"n"`, "n"); !strings.HasSuffix(got, c.want) {
			t.Errorf("%s:\n%swant\n%s", c.name, got, c.want)
		}
	}
}

func TestARuleExplainsWhatChangedAtAPath(t *testing.T) {
	orders := func(price, at, state string) string {
		var b strings.Builder
		for i := range 6 {
			fmt.Fprintf(&b, "  - id: %d\n    country: %s\n    price: %s\n    at: 2026-01-0%dT%s:00:00Z\n    state: %s\n", i,
				[]string{"DE", "FR"}[i%2], strings.ReplaceAll(price, "N", fmt.Sprint(i+1)), i+1, at, state)
		}
		return "title: x\norders:\n" + b.String()
	}
	old := orders("N.5", "10", "open")
	for _, c := range []struct{ name, old, new, want string }{
		{"a factor", old, strings.NewReplacer("1.5", "3.0", "2.5", "5.0", "3.5", "7.0", "4.5", "9.0", "5.5", "11.0",
			"6.5", "13.0").Replace(old), "  orders[*].price  6 cells changed, all by factor 2, as 1.5 -> 3\n"},
		{"an hour", old, orders("N.5", "11", "open"), "orders[*].at  6 cells changed, all "},
		{"a case", old, orders("N.5", "10", "OPEN"), "orders[*].state  6 cells changed, all "},
		{
			"the rows of a condition", old, strings.ReplaceAll(old, "country: FR\n    price: ", "country: FR\n    price: 1"),
			"where country = FR",
		},
		{
			"a mapping of mappings", "by:\n  a:\n    x: 1\n  b:\n    x: 2\n  c:\n    x: 3\n",
			"by:\n  a:\n    x: 10\n  b:\n    x: 20\n  c:\n    x: 30\n", "  by.*.x  3 cells changed, all by factor 10",
		},
		{"a mapping of numbers", "a: 1\nb: 2\nc: 3\n", "a: 11\nb: 12\nc: 13\n", "  *  3 cells changed, all "},
		{
			"lists in lists", "- rows:\n    - 1\n    - 2\n- rows:\n    - 3\n",
			"- rows:\n    - 10\n    - 20\n- rows:\n    - 30\n", "  [*].rows[*]  3 cells changed, all by factor 10",
		},
		{"no rule", "- 1\n- 2\n- 3\n", "- 17\n- 4\n- -9\n", "~ 3: [0]  1 -> 17\n"},
	} {
		r, err := Compare(parse(t, "# assay 1\n# value\n"+c.old), parse(t, "# assay 1\n# value\n"+c.new), Options{})
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		if err := r.Text(&b, report.TextOptions{NoHeadline: true}); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(b.String(), c.want) || (c.name == "no rule") != (len(r.Columns) == 0) {
			t.Errorf("%s:\n%swant\n%s", c.name, b.String(), c.want)
		}
	}
}

func TestLargeElementsOfAListAreComparedWithoutRules(t *testing.T) {
	var old, new strings.Builder
	for row := range 600 { // each with a key of its own
		fmt.Fprintf(&old, "- a: 1\n  key %d: 1\n", row)
		fmt.Fprintf(&new, "- a: 2\n  key %d: 1\n", row)
	}
	const head = "# assay 1\n# value\n"
	r, err := Compare(parse(t, head+old.String()), parse(t, head+new.String()), Options{})
	if err != nil || len(r.Values) != 600 || len(r.Columns) != 0 {
		t.Errorf("%d values and %d columns differ, %v", len(r.Values), len(r.Columns), err)
	}
}

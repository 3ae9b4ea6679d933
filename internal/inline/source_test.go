package inline

import (
	"go/format"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const cases = `package shop

import (
	"testing"

	"github.com/assay-go/assay/golden"
	"github.com/assay-go/assay/table"
)

func TestReport(t *testing.T) {
	table.Run(t, fx, tr,
		table.Case{
			Name: "paid",
			Pin:  table.Pin{"orders.status": "paid"},
			Want: golden.Unset,
		},
		table.Case{Name: "small", Want: ""},
		table.Case{Name: "file"},
		table.Case{
			Name: "lost", // with a comment
			Rows: map[string]int{"orders": 3},
		},
	)
}

func TestInline(t *testing.T) {
	golden.Inline(t, sum(1), golden.Text(golden.Unset))
	golden.Inline(t, sum(2), golden.Text(` + "`\n\t\ta  b\n\t\t1  2\n\t`" + `))
}
`

func edit(t *testing.T, s Source, p Place, lines ...string) Source {
	t.Helper()
	l, err := s.Find(p)
	if err != nil {
		t.Fatal(err)
	}
	var out []byte
	if len(lines) == 0 {
		out, err = s.Remove(l)
	} else {
		out, err = s.Write(l, lines)
	}
	if err != nil {
		t.Fatal(err)
	}
	return Source{s.Name, out}
}

func TestExpectationsAreWrittenWhereTheyBelong(t *testing.T) {
	s := Source{"shop_test.go", []byte(cases)}
	in := func(c string) Place { return Place{File: s.Name, In: "TestReport", Case: c} }
	s = edit(t, s, in("paid"), "country  orders", "`DE`          3")
	s = edit(t, s, in("small"), "n", "1")
	s = edit(t, s, in("file"), "n", "2")
	s = edit(t, s, in("lost"), "n", "3")
	s = edit(t, s, Place{File: s.Name, In: "TestInline"}, "n", "4")
	s = edit(t, s, Place{File: s.Name, In: "TestInline", Nth: 1}, "text", "a `quoted` name")
	want := strings.NewReplacer(
		"Want: golden.Unset", "Want: `\n\t\t\t\tcountry  orders\n\t\t\t\t` + \"`\" + `DE` + \"`\" + `          3\n\t\t\t`",
		`"small", Want: ""`, "\"small\", Want: `\n\t\t\tn\n\t\t\t1\n\t\t`",
		`"file"`, "\"file\", Want: `\n\t\t\tn\n\t\t\t2\n\t\t`",
		`"orders": 3},`, "\"orders\": 3},\n\t\t\tWant: `\n\t\t\t\tn\n\t\t\t\t3\n\t\t\t`,",
		"golden.Text(golden.Unset)", "golden.Text(`\n\t\tn\n\t\t4\n\t`)",
		"`\n\t\ta  b\n\t\t1  2\n\t`", "`\n\t\ttext\n\t\ta `+\"`\"+`quoted`+\"`\"+` name\n\t`",
	).Replace(cases)
	if d := cmp.Diff(want, string(s.Text)); d != "" {
		t.Fatal(d)
	}
	if tidy, err := format.Source(s.Text); err != nil || string(tidy) != string(s.Text) {
		t.Errorf("not as gofmt writes it: %v\n%s", err, cmp.Diff(string(tidy), string(s.Text)))
	}
	for _, name := range []string{"file", "lost"} {
		s = edit(t, s, in(name))
	}
	if text := string(s.Text); !strings.Contains(text, `table.Case{Name: "file"},`) ||
		!strings.Contains(text, "\"orders\": 3},\n\t\t},") {
		t.Errorf("removed:\n%s", text)
	}
}

// TestOtherBytesStayAsTheyAre writes expectations into random sources that gofmt formatted.
func TestOtherBytesStayAsTheyAre(t *testing.T) {
	fields := []string{
		`Name: "x"`, `Doc: "a text: with, marks }"`, "Doc: `raw\n\t\"text\" {`", `Rows: map[string]int{"a": 1}`,
		"Rows: map[string]int{\n\"a\": 1,\n}", `Key: []string{"k"}`, `WantErr: ""`,
		"Now: time.Date(2026, 1, 31, 0, 0, 0, 0, time.UTC)",
		"Setup: func(t *testing.T) {\nWant(t, 1) // }\n}", `Tolerances: nil`,
	}
	wants := []string{`Want: ""`, "Want: golden.Unset", "Want: `\n\t\tn  m\n\t\t1  2\n`", `Want: "n\n1"`, ""}
	for seed := range uint64(400) {
		r := rand.New(rand.NewPCG(seed, 1))
		var b strings.Builder
		b.WriteString("package x\n\nimport \"" + goldenPackage + "\"\n\nvar cases = []table.Case{\n")
		elements := r.IntN(4)
		for i := range elements + 1 {
			var list []string
			for _, f := range fields[1:] {
				if r.IntN(3) == 0 {
					list = append(list, f)
				}
			}
			name := `Name: "other` + strings.Repeat("x", i) + `"`
			if want := wants[r.IntN(len(wants))]; i == elements/2 {
				name = fields[0]
				if want != "" {
					list = append(list, want)
				}
			}
			list = append(list, name)
			r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
			separator := ",\n"
			b.WriteString("{\n")
			for _, f := range list {
				b.WriteString(f + separator)
				if r.IntN(8) == 0 {
					b.WriteString("\n// a comment { ` \"\n")
				}
			}
			b.WriteString("},\n")
		}
		b.WriteString("}\n")
		before, err := format.Source([]byte(b.String()))
		if err != nil {
			t.Fatalf("%v\n%s", err, b.String())
		}
		place := Place{File: "x_test.go", Case: "x"}
		s := edit(t, Source{"x_test.go", before}, place, "n    m", "1  2.5")
		tidy, err := format.Source(s.Text)
		if err != nil || string(tidy) != string(s.Text) {
			t.Fatalf("seed %d: not as gofmt writes it: %v\n%s", seed, err, cmp.Diff(string(tidy), string(s.Text)))
		}
		l, err := s.Find(place)
		if err != nil {
			t.Fatal(err)
		}
		out := string(edit(t, s, place).Text)
		without := string(before)
		if was, err := (Source{"x_test.go", before}).Find(place); err == nil && was.Has {
			without = string(edit(t, Source{"x_test.go", before}, place).Text)
		}
		if d := cmp.Diff(without, out); d != "" {
			t.Fatalf("seed %d: writing and removing changes other bytes (line %d): %s", seed, l.Line, d)
		}
	}
}

func TestAnExpectationInYAMLLeavesOtherBytes(t *testing.T) {
	const text = `version: 1
cases:
  TestReport:
    # about the first
    - name: nobody ordered   # nobody
      rows: {orders: 0}
      want: ""   # to be filled in

    - name: "all"
      want: |
        n
        1

      # before the doc
      doc: two
    - {name: flow, rows: {orders: 1}}
    - name: none
      uses:
      - a.b
# end
`
	s := Source{"f.yaml", []byte(text)}
	in := func(c string) Place { return Place{File: s.Name, Test: "TestReport", Case: c} }
	s = edit(t, s, in("nobody ordered"), "  n  m", "100  x")
	s = edit(t, s, in("all"), "n", "2", "3")
	s = edit(t, s, in("none"), "n")
	want := strings.NewReplacer(
		"want: \"\"   # to be filled in", "want: |2   # to be filled in\n          n  m\n        100  x",
		"        1\n", "        2\n        3\n",
		"- a.b", "- a.b\n      want: |\n        n",
	).Replace(text)
	if d := cmp.Diff(want, string(s.Text)); d != "" {
		t.Fatal(d)
	}
	s = edit(t, edit(t, s, in("none")), in("all"))
	got := string(s.Text)
	if !strings.Contains(got, "- name: \"all\"\n\n      # before the doc\n") || !strings.HasSuffix(got, "- a.b\n# end\n") {
		t.Error(got)
	}
	l, err := s.Find(in("flow"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Write(l, []string{"n"}); err == nil || !strings.Contains(err.Error(), "lines of their own") {
		t.Errorf("got %v", err)
	}
}

// TestPlacesAreDistinct writes each of several expectations that only their order tells apart.
func TestPlacesAreDistinct(t *testing.T) {
	const head = "package x\n\nimport (\n\tg \"" + goldenPackage + "\"\n\t. `" + goldenPackage + "`\n)\n\n"
	s := Source{"x_test.go", []byte(head + `var a = g.Text("")
var b = Text(Unset)

func TestX(t *testing.T) {
	run("a", table.Case{Name: "x", Want: ""})
	run("b", table.Case{Name: "x", Want: g.Unset})
	run("b", table.Case{Name: "y", Want: ""})
}
`)}
	for _, p := range []Place{
		{Nth: 1}, {}, {In: "TestX", Case: "x", Nth: 1}, {In: "TestX", Case: "y"}, {In: "TestX", Case: "x"},
	} {
		p.File = s.Name
		s = edit(t, s, p, p.Case, strconv.Itoa(p.Nth))
	}
	want := head + "var a = g.Text(`\n\n\t0\n`)\nvar b = Text(`\n\n\t1\n`)\n\nfunc TestX(t *testing.T) {\n" +
		"\trun(\"a\", table.Case{Name: \"x\", Want: `\n\t\tx\n\t\t0\n\t`})\n" +
		"\trun(\"b\", table.Case{Name: \"x\", Want: `\n\t\tx\n\t\t1\n\t`})\n" +
		"\trun(\"b\", table.Case{Name: \"y\", Want: `\n\t\ty\n\t\t0\n\t`})\n}\n"
	if d := cmp.Diff(want, string(s.Text)); d != "" {
		t.Error(d)
	}
}

func TestWhatIsNotThereStays(t *testing.T) {
	s := Source{"shop_test.go", []byte(cases)}
	s = edit(t, s, Place{File: s.Name, In: "TestReport", Case: "file"})
	if string(s.Text) != cases {
		t.Error(string(s.Text))
	}
}

package inline

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/google/go-cmp/cmp"
	_ "github.com/sebdah/goldie/v2" // defines -update in every test binary

	"github.com/assay-go/assay/internal/goldenfile"
)

// tableOf returns a result with one column of each kind.
func tableOf(t testing.TB, texts []string, floats []float64, order goldenfile.Order, key ...string) *goldenfile.File {
	t.Helper()
	schema := arrow.NewSchema([]arrow.Field{
		{Name: "name", Type: arrow.BinaryTypes.String, Nullable: true},
		{Name: "big share", Type: arrow.PrimitiveTypes.Float64, Nullable: true},
		{Name: "amount", Type: &arrow.Decimal128Type{Precision: 12, Scale: 2}, Nullable: true},
		{Name: "at", Type: &arrow.TimestampType{Unit: arrow.Millisecond, TimeZone: "UTC"}, Nullable: true},
		{Name: "tags", Type: arrow.ListOf(arrow.BinaryTypes.String), Nullable: true},
	}, nil)
	b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	defer b.Release()
	for i, text := range texts {
		b.Field(0).(*array.StringBuilder).Append(text)
		b.Field(1).(*array.Float64Builder).Append(floats[i%len(floats)])
		if err := b.Field(2).AppendValueFromString("-10.5"); err != nil {
			t.Fatal(err)
		}
		b.Field(3).(*array.TimestampBuilder).Append(arrow.Timestamp(1769850000250 + i))
		if list := b.Field(4).(*array.ListBuilder); i%3 == 2 {
			list.AppendNull()
		} else {
			list.Append(true)
			list.ValueBuilder().(*array.StringBuilder).Append("a,  \"" + text)
		}
	}
	rec := b.NewRecord()
	t.Cleanup(rec.Release)
	return &goldenfile.File{Order: order, Key: key, Table: rec}
}

// hostile has texts that a table of cells could break.
var hostile = []string{
	"plain", "", "null", "NaN", "two  spaces", "one space", " leading", "trailing ", "tab\tbed", "# comment", "#", `"quoted"`,
	`back\slash`, "`backquote`", "new\nline", "[1, 2]", "{a}", "a,b", `say "  "`, "日本語  の椅子", "é", "e\u0301", "\u202eabc",
	"\xff\xfe", "# inputs x", "a\u00a0\u00a0b", "1", "-0", "<<<<<<< HEAD",
	"\u3000", "\u3000x", "x\u3000", "\u2003", "\u0085", "\ufeff",
}

func TestAResultReadsBackFromItsExpectation(t *testing.T) {
	floats := []float64{0, math.Copysign(0, -1), math.NaN(), math.Inf(1), math.Inf(-1), 1e300, 0.1, 5e-324, 1}
	for _, f := range []*goldenfile.File{
		tableOf(t, hostile, floats, goldenfile.Ordered), tableOf(t, hostile, floats, goldenfile.Multiset),
		tableOf(t, hostile, floats, goldenfile.Keyed, "name"), tableOf(t, nil, floats, goldenfile.Ordered),
	} {
		want, err := goldenfile.Encode(f)
		if err != nil {
			t.Fatal(err)
		}
		lines, err := allLines(want, false)
		if err != nil {
			t.Fatal(err)
		}
		text := "\n\t\t" + strings.Join(lines, "\n\t\t") + "\n\t"
		got, err := Golden(text, f)
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		if d := cmp.Diff(string(want), string(got)); d != "" {
			t.Error(d)
		}
	}
}

func TestATableIsAlignedForPeople(t *testing.T) {
	result := tableOf(t, []string{"A", "two  spaces", "日本語"}, []float64{0.5, 12, -1}, goldenfile.Ordered)
	golden, err := goldenfile.Encode(result)
	if err != nil {
		t.Fatal(err)
	}
	lines, err := Lines(golden, true)
	if err != nil {
		t.Fatal(err)
	}
	want := `name           big share  amount  at                        tags
A                    0.5  -10.50  2026-01-31T09:00:00.250Z  ["a,  \"A"]
"two  spaces"         12  -10.50  2026-01-31T09:00:00.251Z  ["a,  \"two  spaces"]
日本語                -1  -10.50  2026-01-31T09:00:00.252Z  null
# inputs`
	if d := cmp.Diff(want, strings.Join(lines, "\n")); d != "" {
		t.Error(d)
	}
}

func TestAnExpectationMayBeWrittenByHand(t *testing.T) {
	result := tableOf(t, []string{"A", "B"}, []float64{0.5, 1}, goldenfile.Keyed, "name")
	got, err := Golden(`
		# the other columns do not matter
		amount   name
		  -10.5  B
		-10.50   A
		# inputs orders 2 rows: a 00ff; customers 1 row: b 11ee`, result)
	if err != nil {
		t.Fatal(err)
	}
	const want = `# assay 1
# order keyed name
# field amount decimal(12, 2)
# field name utf8
# input orders 2 rows: a 00ff
# input customers 1 row: b 11ee
amount,name
-10.50,A
-10.50,B
`
	if d := cmp.Diff(want, string(got)); d != "" {
		t.Error(d)
	}
}

func TestWhatIsWrongWithAnExpectationIsSaid(t *testing.T) {
	result := tableOf(t, []string{"A", "B"}, []float64{0.5, 1}, goldenfile.Keyed, "name")
	for text, want := range map[string]string{
		"\n\tname  amount\n\tA  1\n\tB": "line 3 of the expectation: has 1 cell, want 2: separate cells by two or more " +
			`spaces, and write null, or "" for an empty text`,
		"name  amount\nA  1  2":      "line 2 of the expectation: has more than 2 cells: found \"2\"",
		"name  amount\nA  ten":       `line 2 of the expectation: column "amount": `,
		"name  amount\nA  1\nA  2":   "line 3 of the expectation: key name: rows have the same key: ",
		"name  name\nA  B":           `line 1 of the expectation: names column "name" twice`,
		"amount\n1":                  `the expectation leaves out column "name", which is in the key: add it`,
		"name  amount\n\"A  1":       "line 2 of the expectation: a double quote is missing at the end of",
		"name  \"amount\n":           "line 1 of the expectation: a double quote is missing",
		"name  at\nA  2026-01-31 09": `line 2 of the expectation: column "at": `,
	} {
		_, err := Golden(text, result)
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: got %v, want %s", text, err, want)
		}
	}
	if got, err := Golden("\n# a comment\n"+Unset+"\n\t", result); got != nil || err != nil {
		t.Errorf("an unset expectation is %q, %v", got, err)
	}
}

func TestWhatIsTooLargeForASourceIsRefused(t *testing.T) {
	for _, f := range []*goldenfile.File{
		tableOf(t, make([]string, MostRows+1), []float64{1}, goldenfile.Ordered),
		tableOf(t, []string{strings.Repeat("x", MostColumns)}, []float64{1}, goldenfile.Ordered),
	} {
		golden, err := goldenfile.Encode(f)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Lines(golden, false); !errors.Is(err, ErrTooLarge) {
			t.Errorf("got %v", err)
		}
	}
}

func TestValuesReadBack(t *testing.T) {
	for _, v := range []any{
		1, 1.5, "text", "`", nil,
		[]string{},
		map[string]any{"a": []any{1, "two\nlines\n\n  indented\n"}, "b": nil},
		"\n\n", " x",
		[]string{"# a", "- b", "  c  "},
	} {
		f, err := goldenfile.ValueFile(v, nil)
		if err != nil {
			t.Fatal(err)
		}
		golden, err := goldenfile.Encode(f)
		if err != nil {
			t.Fatal(err)
		}
		lines, err := Lines(golden, false)
		if err != nil {
			t.Fatal(err)
		}
		got, err := Golden("\n\t\t"+strings.Join(lines, "\n\t\t")+"\n\t", f)
		if err != nil || string(got) != string(golden) {
			t.Errorf("%v: %v: %s", v, err, cmp.Diff(string(golden), string(got)))
		}
	}
}

// FuzzGolden reads any text as an expectation. What is read is written as it was read.
func FuzzGolden(f *testing.F) {
	f.Add("name  amount\nA  1\n# inputs a; b")
	f.Add("\"a  b\"  name\nx  \"\"\n")
	f.Add(" at  tags\nnull  [\"a  b\"]")
	result := tableOf(f, []string{"A", "B"}, []float64{0.5, 1}, goldenfile.Ordered)
	f.Fuzz(func(t *testing.T, text string) {
		golden, err := Golden(text, result)
		if err != nil || golden == nil {
			return
		}
		lines, err := allLines(golden, WantsInputs(text))
		if err != nil {
			t.Fatal(err)
		}
		again, err := Golden(strings.Join(lines, "\n"), result)
		if err != nil || string(again) != string(golden) {
			t.Fatalf("%v\n%s", err, cmp.Diff(string(golden), string(again)))
		}
	})
}

func TestInputsAreAskedForAtTheEnd(t *testing.T) {
	for text, want := range map[string]bool{
		"\n\t\ta  b\n\t\t1  2\n\t\t# inputs\n\t": true, "# inputs a.b 1; c.d 2": true, "": false,
		"\n\t\t|-\n\t\t  a\n\t\t  # inputs\n\t": false, "|\n  # inputs\n  b": false, "a\n# inputs\n1": false,
	} {
		if got := WantsInputs(text); got != want {
			t.Errorf("%q: %t", text, got)
		}
	}
}

package infer

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	_ "github.com/sebdah/goldie/v2" // defines -update in every test binary
	"pgregory.net/rapid"

	"github.com/assay-go/assay/cmd/regen/internal/lint"
	"github.com/assay-go/assay/cmd/regen/internal/profile"
	"github.com/assay-go/assay/cmd/regen/internal/yamlfmt"
	"github.com/assay-go/assay/fixtures"
	"github.com/assay-go/assay/gen"
	"github.com/assay-go/assay/internal/arrowtest"
	"github.com/assay-go/assay/internal/datafile"
)

// open opens a fixture of this text.
func open(t testing.TB, text string) *gen.Plan {
	t.Helper()
	path := filepath.Join(t.TempDir(), "f.yaml")
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	fx, err := fixtures.Open(path)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	plan, err := fx.Plan()
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return plan
}

// tables returns what the datasets of a plan generate.
func tables(t testing.TB, plan *gen.Plan) (out []*datafile.Table) {
	t.Helper()
	for _, name := range plan.Datasets() {
		rec, err := plan.Record(context.Background(), name, gen.Options{})
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, inMemory(name, rec))
	}
	return out
}

func inMemory(name string, rec arrow.Record) *datafile.Table {
	return datafile.New(name, rec.Schema(), rec.NumRows(),
		func(_ context.Context, each func(arrow.Record) error) error { return each(rec) })
}

// aligned matches the spaces that align the values of neighboring keys.
var aligned = regexp.MustCompile(`(?m)^( +[a-z0-9_]+:) +`)

// infer returns a fixture without alignment of the values, so that a test can compare the lines of one column.
func infer(t testing.TB, o Options, tables ...*datafile.Table) string {
	t.Helper()
	text, err := Fixture(context.Background(), tables, o)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := yamlfmt.Format(text, "fixture"); err != nil || !bytes.Equal(again, text) {
		t.Errorf("it is not formatted (%v):\n%s", err, text)
	}
	lints(t, text)
	return aligned.ReplaceAllString(string(text), "$1 ")
}

// lints runs regen lint over a module that loads a fixture.
func lints(t testing.TB, text []byte) {
	t.Helper()
	dir := t.TempDir()
	for name, content := range map[string]string{
		"go.mod": "module m\n", "f.yaml": string(text),
		"f_test.go": "package m\n\nvar f = \"f.yaml\"\n\nfunc Test(t *testing.T) { table.Run(t, f) }\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	found, err := lint.Module(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range found {
		if f.Rule != lint.RuleDataset && f.Rule != lint.RulePin { // no code reads its datasets
			t.Errorf("%s in line %d of\n%s", f.Message, f.Line, text)
		}
	}
}

// TestGeneratorsAreFoundAgain generates a column in each way and infers how it was generated. A # in want matches a
// number that is close to the next of near.
func TestGeneratorsAreFoundAgain(t *testing.T) {
	tests := []struct {
		given, want string
		near        []float64
	}{
		{"seq: 5", "seq: 5", nil},
		{"seq: {start: 10, step: -3}", "seq: {start: 10, step: -3}", nil},
		{`seq: {start: 9, step: 2, format: "A%03d%%"}`, `seq: {start: 9, step: 2, format: "A%03d%%"}`, nil},
		{`seq: {start: 8, format: "no-%d"}`, `seq: {start: 8, format: "no-%d"}`, nil},
		{`seq: {start: 1, format: "Jane Roe %d"}`, `fake: {name: regex, str: "[A-Z][a-z]{3} [A-Z][a-z]{2} [0-9]{1,4}"}`, nil},
		{`seq: {start: 1, format: "jsmith%d"}`, `fake: {name: regex, str: "[a-z]{6}[0-9]{1,4}"}`, nil},
		{`seq: {start: 1, format: "x%d@a.de"}`, "fake: email, unique: true", nil},
		{"seq: {start: 2026-01-31, step: 24h}", "seq: {start: 2026-01-31, step: 24h0m0s}, type: date32", nil},
		{
			"seq: {start: 2026-01-31T10:00:00Z, step: 90m}",
			`seq: {start: 2026-01-31T10:00:00Z, step: 1h30m0s}, type: "timestamp[us, UTC]"`, nil,
		},
		{"int: [1, 6]", "int: [1, 6]", nil},
		{"int: [1, 900000], unique: true", "int: [#, #], unique: true", []float64{0, 900_000}},
		{"int: [-3, 120], type: int8", "int: [-3, 120], type: int8", nil},
		{"float: [5, 7.5]", "float: [5, 7.5]", nil},
		{"oneof: {1: 8, 2: 1, 3: 1}", "oneof: {1: #, 2: #, 3: #}", []float64{80, 10, 10}},
		{"bool: 0.3", "bool: #", []float64{0.3}},
		{"oneof: {a: 3, b: 1}", "oneof: {i: #, g: #}", []float64{75, 25}},
		{
			"oneof: {a: 3, b: 1}, type: dictionary<utf8>", `oneof: {i: #, g: #}, type: "dictionary<utf8>"`,
			[]float64{75, 25},
		},
		{
			"oneof: {a: 3, b: 1}, type: dictionary<utf8>, null: 0.25",
			`oneof: {i: #, g: #}, type: "dictionary<utf8>", null: #`,
			[]float64{75, 25, 0.25},
		},
		{"between: [2026-01-03, 2026-01-07]", "between: [2026-01-03, 2026-01-07], type: date32", nil},
		{"between: [2026-01-03, 2026-02-20]", "between: [2026-01-02, 2026-02-21], type: date32", nil},
		{"between: [2026-01-03, 2026-08-20]", "between: [2025-12-29, 2026-08-24], type: date32", nil},
		{"between: [1950-03-01, 2009-03-06]", "between: [1950-01-01, 2010-01-01], type: date32", nil},
		{"between: [9999-01-03, 9999-12-20]", "between: [9998-12-28, 9999-12-27], type: date32", nil},
		{
			"between: [2026-01-03T10:00:00Z, 2026-01-06T09:00:00Z]",
			`between: [2026-01-03T10:00:00Z, 2026-01-06T09:00:00Z], type: "timestamp[us, UTC]"`, nil,
		},
		{
			"between: [2026-01-03T10:00:00Z, 2026-01-03T16:59:00Z]",
			`between: [2026-01-03T10:00:00Z, 2026-01-03T16:59:00Z], type: "timestamp[us, UTC]"`, nil,
		},
		{"uuid: {}", "uuid: {}", nil},
		{"fake: email, null: 0.25", "fake: email, null: #", []float64{0.25}},
		{"fake: url", "fake: url", nil},
		{"fake: ipv4_address", "fake: ipv4_address", nil},
		{"fake: ipv6_address", "fake: ipv6_address", nil},
		{"fake: mac_address", "fake: mac_address", nil},
		{"fake: hex_color", "fake: hex_color", nil},
		{"fake: user_agent", "fake: user_agent", nil},
		{"fake: name", "fake: name", nil},
		{"fake: first_name", "fake: first_name", nil},
		{"fake: last_name", "fake: last_name", nil},
		{
			`fake: {name: date_range, startdate: 01.02.2026, enddate: 05.02.2026, format: dd.MM.yyyy}`,
			`between: [2026-02-01, 2026-02-05], type: date32`, nil,
		},
		{
			`fake: {name: date_range, startdate: 01.03.9950, enddate: 30.12.9999, format: dd.MM.yyyy}`,
			`between: [9950-01-01, 9999-12-30], type: date32`, nil,
		},
		{
			`fake: {name: date_range, startdate: 2026-01, enddate: 2026-02, format: yyyy-MM}`,
			`quantiles: {0: 0, #: 0, #: 1, 1: 1}`,
			[]float64{0.97, 0.97},
		},
		{
			`fake: {name: date_range, startdate: "00:00", enddate: "23:59", format: HH:mm}`,
			`int: [0, 1439]`, nil,
		},
		{
			`fake: {name: date_range, startdate: "08:20:10", enddate: "16:40:00", format: HH:mm:ss}`,
			`between: [2000-01-01T08:20:00, 2000-01-01T16:40:00], type: "timestamp[s]"`, nil,
		},
		{
			`fake: {name: regex, str: "SKU-[A-Z]{3}[0-9]{2,4}"}, null: 0.25`,
			`fake: {name: regex, str: "SKU-[A-Z]{3}[0-9]{2,4}"}, null: #`,
			[]float64{0.25},
		},
		{`fake: {name: regex, str: "ACMEBANK[0-9]{8} JSMITH"}`, `fake: {name: regex, str: "[A-Z]{8}[0-9]{8} [A-Z]{6}"}`, nil},
		{
			`fake: {name: regex, str: "[1-9][0-9]{0,2}(,[0-9]{3}){1,2}[.][0-9]{2}"}`,
			`fake: {name: regex, str: "[1-9][0-9]{0,2}(,[0-9]{3}){1,2}\\.[0-9]{2}"}`, nil,
		},
		{
			`fake: {name: regex, str: "-?€[1-9][0-9]{0,2}([.][0-9]{3}){0,3}(,[0-9]{1,2})?"}`,
			`fake: {name: regex, str: "-?€[1-9][0-9]{0,2}(\\.[0-9]{3}){0,3}(,[0-9]{1,2})?"}`, nil,
		},
		{
			`fake: {name: regex, str: "[1-9][0-9]{0,2}( [0-9]{3}){2}"}`,
			`fake: {name: regex, str: "[1-9][0-9]{0,2}( [0-9]{3}){2}"}`, nil,
		},
		{
			`fake: {name: regex, str: "[0-9]{1,2}[.][0-9]{3}"}, type: utf8`,
			`fake: {name: regex, str: "[0-9]{1,2}\\.[0-9]{3}"}`, nil,
		},
		{
			`fake: {name: regex, str: "[0-9]{3} [0-9]{3} [0-9]{3}"}, null: 0.25`,
			`fake: {name: regex, str: "[0-9]{3} [0-9]{3} [0-9]{3}"}, null: #`,
			[]float64{0.25},
		},
		{"list: {of: {int: [0, 9]}, len: [0, 3]}", "list: {of: {int: [0, 9]}, len: [0, 3]}", nil},
		{"sub: {columns: {x: {bool: 1}, z: {fake: email}}}", "sub: {columns: {x: {bool: 1}, z: {fake: email}}}", nil},
		{"pin: null, type: date32", "pin: null, type: date32", nil},
	}
	for _, test := range tests {
		t.Run(test.given, func(t *testing.T) {
			given := tables(t, open(t, "version: 1\ndatasets: {d: {rows: 3000, columns: {c: {"+test.given+"}}}}\n"))
			text := infer(t, Options{}, given...)
			of := strings.ReplaceAll(regexp.QuoteMeta(test.want), "#", `(-?[0-9.]+)`)
			want := regexp.MustCompile(`(?m)^      c(?:_text|_at|_months|_minutes)?: {` + of +
				`(?:, transient: true)?}(?:  #.*)?$`)
			found := want.FindStringSubmatch(text)
			if found == nil {
				t.Fatalf("got\n%swant %s", text, test.want)
			}
			for i, near := range test.near {
				if v, err := strconv.ParseFloat(found[i+1], 64); err != nil || math.Abs(v-near) > 0.1*max(math.Abs(near), 0.1) {
					t.Errorf("got\n%swant about %v", text, test.near)
				}
			}
			again := tables(t, open(t, text))[0]
			if was, is := given[0].Schema.Field(0).Type, again.Schema.Field(0).Type; !arrow.TypeEqual(was, is) {
				t.Errorf("the type was %s and is %s", was, is)
			}
		})
	}
}

// numbersOf generates a column of a fixture's only dataset as sorted numbers.
func numbersOf(t testing.TB, text, column string) []float64 {
	t.Helper()
	table := tables(t, open(t, text))[0]
	p := profile.New(table.Schema)
	if err := table.Each(context.Background(), p.Add); err != nil {
		t.Fatal(err)
	}
	for _, c := range p.Columns {
		if c.Name == column {
			return c.Numbers.Sample()
		}
	}
	t.Fatalf("no column %s", column)
	return nil
}

// TestNumbersKeepTheirShape infers from numbers of awkward shapes: few of a kind, skewed, narrow, or with an outlier.
func TestNumbersKeepTheirShape(t *testing.T) {
	tests := []struct {
		name, given     string
		quantiles       map[float64][2]float64 // the range that a quantile is in
		distinct, least float64
	}{
		{
			"many zeros", "when: {if: z, then: {pin: 0}, else: {int: [1000, 89401]}}, type: int64",
			map[float64][2]float64{0.5: {0, 0}, 0.94: {0, 0}, 0.97: {1000, 40000}, 1: {80000, 90000}},
			0, 0,
		},
		{
			"narrow", "normal: {mean: -118.2437, stddev: 0.05}",
			map[float64][2]float64{0.05: {-118.35, -118.31}, 0.5: {-118.25, -118.235}, 0.95: {-118.18, -118.14}},
			0, -119,
		},
		{"a few years", "int: [1017, 1020]", map[float64][2]float64{0: {1017, 1017}, 1: {1020, 1020}}, 4, 1017},
		{
			"prices", "oneof: {9.99: 5, 19.99: 3, 4.5: 2}",
			map[float64][2]float64{0.1: {4.4, 4.6}, 0.5: {9.9, 10.1}, 0.9: {19.8, 20.1}},
			3, 4,
		},
		{
			"populations", "lognormal: {mean: 10, stddev: 2}",
			map[float64][2]float64{0.5: {19_000, 25_000}, 0.95: {450_000, 750_000}},
			0, 0,
		},
		{"nearly constant", "oneof: {1.0: 1999, 1.5: 1}, type: float64", map[float64][2]float64{0.5: {1, 1}}, 0, 1},
		{"rounded", "expr: \"round(x, 1)\", type: float64", map[float64][2]float64{0.5: {4.6, 5.4}}, 101, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			given := tables(t, open(t, "version: 1\ndatasets: {d: {rows: 2000, columns: {z: {bool: 0.95, transient: true}, "+
				"x: {float: [0, 10], transient: true}, c: {"+test.given+"}}}}\n"))
			text := infer(t, Options{}, given...)
			xs := numbersOf(t, text, "c")
			for p, want := range test.quantiles {
				if q := quantile(xs, p); q < want[0] || q > want[1] {
					t.Errorf("the quantile at %v is %v, want %v in\n%s", p, q, want, text)
				}
			}
			if xs[0] < test.least {
				t.Errorf("the least number is %v, want %v in\n%s", xs[0], test.least, text)
			}
			if n := float64(len(slices.Compact(xs))); test.distinct > 0 && math.Abs(n-test.distinct) > 0.05*test.distinct {
				t.Errorf("%v distinct numbers, want %v in\n%s", n, test.distinct, text)
			}
		})
	}
}

// TestLargeIntegersStayIntegers has integers that repeat, such as seconds since 1970.
func TestLargeIntegersStayIntegers(t *testing.T) {
	given := tables(t, open(t, "version: 1\ndatasets: {d: {rows: 2000, columns: {"+
		"x: {exponential: 0.01, transient: true}, c: {expr: 1700000000 + 60 * int(x)}}}}\n"))
	text := infer(t, Options{}, given...)
	if is := tables(t, open(t, text))[0].Schema.Field(0).Type; !arrow.TypeEqual(is, arrow.PrimitiveTypes.Int64) {
		t.Errorf("the type is %s in\n%s", is, text)
	}
}

// TestReferences has keys that the columns of another dataset are in, by name and by content.
func TestReferences(t *testing.T) {
	given := `version: 1
datasets:
  customers: {rows: 40000, columns: {id: {seq: 100}, email: {fake: email, unique: true}, age: {int: [18, 90]}}}
  airports: {rows: 400, columns: {iata: {fake: {name: regex, str: "[A-Z]{4}"}, unique: true}}}
  trips:
    rows: 300
    columns:
      trip_id: {seq: 1}
      customer_id: {ref: customers.id}
      buyer_email: {ref: customers.email, pick: unique}
      origin: {ref: airports.iata, null: 0.1}
      seats: {int: [100, 130]}
`
	text := infer(t, Options{}, tables(t, open(t, given))...)
	for _, want := range []string{
		"customer_id: {ref: customers.id}\n", "buyer_email: {ref: customers.email, pick: unique}\n",
		"origin: {ref: airports.iata, null: 0.", "seats: {int: [100, 130]}\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in\n%s", want, text)
		}
	}
	tables(t, open(t, text))
}

// TestEveryTableGivesAFixture infers from tables of any type and content, which have to load and to generate.
func TestEveryTableGivesAFixture(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		n := rapid.IntRange(0, 30).Draw(r, "rows")
		var fields []arrow.Field
		var arrays []arrow.Array
		for i := range rapid.IntRange(1, 3).Draw(r, "columns") {
			dt := arrowtest.Type(2).Draw(r, "type")
			fields = append(fields, arrow.Field{Name: fmt.Sprintf("c%d", i), Type: dt, Nullable: true})
			arrays = append(arrays, arrowtest.Column(r, dt, n, true))
		}
		rec := array.NewRecord(arrow.NewSchema(fields, nil), arrays, int64(n))
		o := Options{Samples: rapid.Bool().Draw(r, "samples"), Rows: rapid.IntRange(0, 5).Draw(r, "most")}
		text := infer(t, o, inMemory("d", rec))
		tables(t, open(t, text))
	})
}

func TestNoTextIsCopiedUnasked(t *testing.T) {
	given := `version: 1
datasets: {d: {rows: 200, columns: {
  plan: {oneof: [secretfree, secretteam]}, who: {fake: name}, note: {oneof: ["secret one", "secret two", "secret three"], null: 0.5},
  tags: {list: {of: {oneof: [secretx]}, len: 2}}, serial: {seq: {start: 1, format: "secret %d"}}, s: {sub: {columns: {t: {pin: secretpin}}}}}}}
`
	all := tables(t, open(t, given))
	if text := infer(t, Options{Rows: 10}, all...); strings.Contains(text, "secret") ||
		!strings.Contains(text, "rows: 10\n") {
		t.Errorf("got\n%s", text)
	}
	text := infer(t, Options{Samples: true, Pin: 3}, all...)
	for _, want := range []string{
		"secretfree: ", `"secret one": `, "secretx: 100", "secretpin: 100",
		`format: "secret %d"`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in\n%s", want, text)
		}
	}
	if n := strings.Count(text, "      - {plan: "); n != 3 {
		t.Errorf("%d rows are pinned in\n%s", n, text)
	}
	tables(t, open(t, text))
}

// wide returns a table of so many columns, which are zero in half of its rows.
func wide(columns int) *datafile.Table {
	b := array.NewFloat64Builder(memory.DefaultAllocator)
	for i := range 40 {
		b.Append(float64(i%2) * (float64(i) + 0.5))
	}
	a := b.NewArray()
	var fields []arrow.Field
	for i := range columns {
		fields = append(fields, arrow.Field{Name: fmt.Sprintf("c%d", i), Type: a.DataType()})
	}
	return inMemory("d", array.NewRecord(arrow.NewSchema(fields, nil), slices.Repeat([]arrow.Array{a}, columns),
		int64(a.Len())))
}

func TestAFixtureHasNoMoreColumnsThanItCan(t *testing.T) {
	open(t, infer(t, Options{}, wide(mostColumns)))
	_, err := Fixture(context.Background(), []*datafile.Table{wide(mostColumns), wide(1)}, Options{})
	if err == nil || err.Error() != "d: a fixture has at most 10,000 columns, but the data has more" {
		t.Errorf("got %v", err)
	}
}

func TestOnlyRowsThatExistArePinned(t *testing.T) {
	given := "version: 1\ndatasets: {big: {rows: 40, columns: {a: {seq: 1}}}, small: {rows: 4, columns: {a: {seq: 1}}}}\n"
	text := infer(t, Options{Rows: 10, Samples: true, Pin: 20}, tables(t, open(t, given))...)
	if n := strings.Count(text, "      - {a: "); n != 11 {
		t.Errorf("%d rows are pinned in\n%s", n, text)
	}
	tables(t, open(t, text))
}

package table

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/google/go-cmp/cmp"

	"github.com/assay-go/assay/fixtures"
	"github.com/assay-go/assay/golden"
)

func TestALeakIsReportedWithTheChangedCellsAndTheFixes(t *testing.T) {
	for name, c := range map[string]struct {
		tr   Transform
		c    Case
		want string
	}{
		"a column": {
			tr: leaky["a prefix"].tr, c: Case{Key: []string{"key"}},
			want: `leak: the result depends on generated data that the case does not pin
  sales.code (testdata/leaks.yaml:26)
    key A is added: A, 3
    key B is added: B, 1
    key D is removed: D, 2
    and 12 more
to fix it, do one of these:
  - pin it:      Pin: table.Pin{"sales.code": …}
  - declare it:  Uses: []string{"sales.code"}
  - change the transform to stop depending on it`,
		},
		"a column that is read through another": {
			tr: Rows("sales", func(in []struct{ Total int }) ([]line, error) { return one("first", float64(in[0].Total)), nil }),
			c:  Case{Pin: Pin{"sales.price": 10}},
			want: `leak: the result depends on generated data that the case does not pin
  sales.units (testdata/leaks.yaml:22), read through sales.total
    row 0, value: 10 -> 50
to fix it, do one of these:
  - pin it:      Pin: table.Pin{"sales.units": …}
  - declare it:  Uses: []string{"sales.units"}
  - change the transform to stop depending on it`,
		},
		"a number of rows": {
			tr: leaky["a number of rows"].tr,
			want: `leak: the result depends on generated data that the case does not pin
  the number of rows of visits (testdata/leaks.yaml:33), in Uses visits.customer_id
    row 0, value: 18 -> 42
to fix it, do one of these:
  - pin it:      Rows: map[string]int{"visits": …}
  - declare it:  Uses: []string{"visits.customer_id"}
  - change the transform to stop depending on it`,
		},
		"an error": {
			tr: leaky["an error text"].tr, c: leaky["an error text"].c,
			want: `leak: the result depends on generated data that the case does not pin
  sales.code (testdata/leaks.yaml:26)
    the error is: sale 100 of VALIQZ
to fix it, do one of these:
  - pin it:      Pin: table.Pin{"sales.code": …}
  - declare it:  Uses: []string{"sales.code"}
  - change the transform to stop depending on it`,
		},
		"two columns that only do so together": {
			tr: Rows("sales", func(in []sale) ([]line, error) {
				both := in[0].Online && in[0].Gift
				return one(fmt.Sprint(both), 0), nil
			}),
			c: Case{Seed: new(uint64(17))},
			want: `leak: the result depends on generated data that the case does not pin
  sales.online (testdata/leaks.yaml:28)
  together with
  sales.gift (testdata/leaks.yaml:29)
    row 0, key: false -> true
to fix it, do one of these:
  - pin them:      Pin: table.Pin{"sales.online": …, "sales.gift": …}
  - declare them:  Uses: []string{"sales.online", "sales.gift"}
  - change the transform to stop depending on them`,
		},
	} {
		v := verdictOn(t, c.tr, c.c)
		if d := cmp.Diff(c.want, strings.Join(v.problems, "\n---\n")); d != "" {
			t.Errorf("%s: %s", name, d)
		}
		if v.result != nil {
			t.Errorf("%s: the result goes on to its golden, where -update would record it", name)
		}
	}
}

func TestARedrawThatFailsIsNotALeak(t *testing.T) {
	t.Chdir(t.TempDir())
	for name, text := range map[string]string{
		"go.mod": "module example.com/m\n",
		"f.yaml": `version: 1
datasets:
  b:
    rows: 30
    columns:
      y: {type: "decimal(4, 2)", lognormal: {mean: 2.6, stddev: 1}}
`,
	} {
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	tr := Rows("b", func(in []struct{ Y string }) ([]line, error) { return one("rows", float64(len(in))), nil })
	r := &caseRun{
		declaredCase: &declaredCase{Case: Case{Name: "c", Seed: new(uint64(6))}},
		fx:           fixtures.Load(t, "f.yaml").Definition(),
		tr:           tr,
		settings:     settings{leaks: "fail", redraws: 20},
	}
	v := r.run(t.Context())
	got := strings.Join(v.problems, "\n")
	if !strings.HasPrefix(got, "the leak check cannot redraw the columns that are not pinned: f.yaml:6:10: b.y: row ") ||
		strings.Contains(got, "leak:") {
		t.Errorf("got %q", got)
	}
}

func TestALeakOfACaseInYAMLIsReportedInYAML(t *testing.T) {
	fx := fixtures.Load(t, "testdata/leaks.yaml")
	want := []string{
		`leak: the result depends on generated data that the case does not pin
  sales.code (testdata/leaks.yaml:26)
    row 0, value: 23 -> 16
to fix it, do one of these:
  - pin it:      pin: {sales.code: …}
  - declare it:  uses: [sales.code]
  - change the transform to stop depending on it`,
		`leak: the result depends on generated data that the case does not pin
  the number of rows of visits (testdata/leaks.yaml:33), in Uses visits.customer_id
    row 0, value: 18 -> 42
to fix it, do one of these:
  - pin it:      rows: {visits: …}
  - declare it:  uses: [visits.customer_id]
  - change the transform to stop depending on it`,
	}
	for i, d := range must(declareCases("TestInYAML", fx.Definition(), Transform{}, nil)) {
		r := &caseRun{
			declaredCase: d,
			fx:           fx.Definition(),
			tr:           leaky[d.Doc].tr,
			settings:     settings{leaks: "fail", redraws: 2},
		}
		v := r.run(t.Context())
		if d := cmp.Diff(want[i], strings.Join(v.problems, "\n---\n")); d != "" {
			t.Error(d)
		}
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func TestNondeterminismIsNotALeak(t *testing.T) {
	for name, c := range map[string]Case{
		"where something is drawn": {},
		"where all is fixed":       {Pin: Pin{"sales.units": 1}, Uses: []string{"sales"}},
	} {
		runs := 0
		tr := Rows("sales", func(in []struct{ SaleID int }) ([]line, error) {
			runs++
			return one("run", float64(runs)), nil
		})
		if name == "where something is drawn" {
			tr = overSales(func(in []sale) []line {
				runs++
				return one(in[0].Code, float64(runs))
			})
		}
		c.Uses = nil
		v := verdictOn(t, tr, c)
		text := strings.Join(v.problems, "\n---\n")
		if !strings.HasPrefix(text,
			"the transform is not deterministic: its result differs between two runs on the same input\n") {
			t.Errorf("%s: got %q", name, text)
		}
		if strings.Contains(text, "leak:") {
			t.Errorf("%s: a leak is told too: %q", name, text)
		}
	}
}

func TestATransformThatChangesItsInputFails(t *testing.T) {
	for want, tr := range map[string]Transform{
		"sales[0].sale_id": Rows("sales", func(in []sale) ([]line, error) {
			sorted(in, func(s sale) int { return -s.SaleID })
			return one("sales", float64(len(in))), nil
		}),
	} {
		v := verdictOn(t, tr, Case{})
		text := strings.Join(v.problems, "\n---\n")
		if !strings.HasPrefix(text, "the transform changes its input: "+want+" is not what it was before the call") {
			t.Errorf("got %q", text)
		}
	}
}

func TestACaseThatDoesNotFitItsResultIsNotALeak(t *testing.T) {
	tr := Rows("sales", func(in []struct{ SaleID int }) ([]line, error) { return one("sales", float64(len(in))), nil })
	drawn := overSales(func(in []sale) []line { return one(in[0].Code, 1) })
	for name, c := range map[string]Case{
		"key":        {Key: []string{"kee"}},
		"tolerance":  {Tolerances: []golden.Tolerance{{Column: "key", Abs: 1}}},
		"ignored":    {Ignore: []string{"kee"}},
		"normalized": {Normalize: []golden.Normalizer{{Column: "value", Granularity: time.Hour}}},
	} {
		for _, tr := range []Transform{tr, drawn} {
			v := verdictOn(t, tr, c)
			if len(v.problems) != 1 || !strings.HasPrefix(v.problems[0], "the result cannot be compared: ") || v.result != nil {
				t.Errorf("%s: got %q", name, v.problems)
			}
		}
	}
}

// A later run must not change the result of an earlier one.
func TestAValueIsEncodedBeforeTheNextRun(t *testing.T) {
	seen := map[string]int{}
	v := verdictOn(t, Value(func(struct{ Customers []struct{ CustomerID int } }) (struct{ Seen map[string]int }, error) {
		seen["runs"]++
		return struct{ Seen map[string]int }{seen}, nil
	}), Case{})
	if got := strings.Join(v.problems, "\n"); !strings.Contains(got, "the transform is not deterministic") ||
		!strings.Contains(got, "seen.runs: 1 -> 2") {
		t.Errorf("got %q", got)
	}
}

func TestAnErrorOfTheResultIsNotTheWantedError(t *testing.T) {
	type day struct {
		At time.Time `assay:",date32"`
	}
	v := verdictOn(t, Rows("sales", func([]struct{ SaleID int }) ([]day, error) {
		return []day{{time.Date(2026, 1, 1, 1, 1, 1, 0, time.UTC)}}, nil
	}), Case{WantErr: "time of day"})
	got := strings.Join(v.problems, "\n")
	if !strings.HasPrefix(got,
		"wrong error:\n  got:            no error, but a result that a golden cannot hold: row 0: ") {
		t.Errorf("got %q", got)
	}
}

func TestAPanicInARedrawHasItsPlace(t *testing.T) {
	first := ""
	v := verdictOn(t, Rows("sales", func(in []struct{ Code string }) ([]line, error) {
		if first == "" {
			first = in[0].Code
		}
		if in[0].Code != first {
			panic("another code")
		}
		return one("rows", float64(len(in))), nil
	}), Case{})
	want := "\n    the transform panicked: another code at leakmessage_test.go:"
	if got := strings.Join(v.problems, "\n"); !strings.Contains(got, want) {
		t.Errorf("got %q", got)
	}
}

func TestAResultThatIsReleasedTooEarlyIsReported(t *testing.T) {
	v := verdictOn(t, Arrow(func(in map[string]arrow.Table) (arrow.Table, error) {
		b := array.NewRecordBuilder(memory.DefaultAllocator,
			arrow.NewSchema([]arrow.Field{{Name: "x", Type: arrow.PrimitiveTypes.Int64}}, nil))
		b.Field(0).(*array.Int64Builder).Append(1)
		rec := b.NewRecord()
		out := array.NewTableFromRecords(rec.Schema(), []arrow.Record{rec})
		rec.Release()
		out.Release()
		return out, nil
	}), Case{Uses: []string{"sales.code"}})
	if got := strings.Join(v.problems, "\n"); !strings.HasSuffix(got, "already, release it after the assertion") {
		t.Errorf("got %q", got)
	}
}

func TestAToleranceThatDoesNotFitNamesItsTable(t *testing.T) {
	tr := Tables(func(struct{ Sales []struct{ SaleID int } }) (struct {
		Daily  []struct{ V float64 }
		Weekly []struct{ N int }
	}, error,
	) {
		return struct {
			Daily  []struct{ V float64 }
			Weekly []struct{ N int }
		}{Daily: []struct{ V float64 }{{1}}, Weekly: []struct{ N int }{{2}}}, nil
	})
	v := verdictOn(t, tr, Case{Tolerances: []golden.Tolerance{{Column: "v", Abs: 0.1}}})
	if got := strings.Join(v.problems, "\n"); !strings.Contains(got, `table "weekly": a tolerance names column "v"`) {
		t.Errorf("got %q", got)
	}
}

package gen_test

import (
	"flag"
	"fmt"
	"hash/fnv"
	"os"
	"strings"
	"testing"

	"github.com/assay-go/assay/gen"
)

// vectorsFile has what each generator makes: the fingerprint of 1,000 cells, and the first three of them. It is the
// promise that a fixture of version 1 makes the same bytes forever, on each architecture. Fakes have their own vectors.
// A changed line breaks the promise. This command records lines for new generators; review what it changes:
//
//	go test ./gen -run Vectors -record-vectors
const vectorsFile = "testdata/vectors.txt"

var recordVectors = flag.Bool("record-vectors", false, "write "+vectorsFile)

func vectorColumns(t *testing.T) []gen.Column {
	decimal := typ(t, "decimal(12, 2)")
	return []gen.Column{
		{Name: "const", Gen: gen.Const{Value: text("a")}},
		{Name: "seq", Gen: gen.Seq{Start: integer(-3), Step: integer(7)}},
		{Name: "seq_format", Gen: gen.Seq{Format: "ORD-%06d"}},
		{Name: "seq_float", Gen: gen.Seq{Start: float("0.1"), Step: float("0.1")}},
		{Name: "seq_hours", Gen: gen.Seq{Start: date("2026-01-01"), Step: text("1h")}},
		{Name: "int", Gen: gen.Int{Min: 1, Max: 6}},
		{Name: "int_all", Gen: gen.Int{Min: -1 << 63, Max: 1<<63 - 1}},
		{Name: "int_unique", Unique: true, Gen: gen.Int{Min: 1, Max: 1500}},
		{Name: "float", Gen: gen.Float{Min: 500, Max: 20_000}},
		{Name: "float_decimal", Type: decimal, Gen: gen.Float{Min: 500, Max: 20_000}},
		{Name: "float32", Type: typ(t, "float32"), Gen: gen.Float{Min: 0, Max: 1}},
		{Name: "bool", Gen: gen.Bool{P: 0.3}},
		{Name: "between_days", Gen: gen.Between{Min: date("2026-01-01"), Max: date("2026-12-31")}},
		{Name: "between_ms", Type: typ(t, "timestamp[ms, UTC]"), Gen: gen.Between{Min: date("2026-01-01"), Max: date("2026-12-31")}},
		{Name: "oneof", Gen: gen.OneOf{Values: texts("a", "b", "c")}},
		{Name: "oneof_weights", Gen: gen.OneOf{Values: texts("a", "b", "c"), Weights: []float64{8, 1.5, 0.5}}},
		{Name: "between_unique", Unique: true, Gen: gen.Between{Min: date("2026-01-01"), Max: date("2030-01-01")}},
		{Name: "cycle", Gen: gen.Cycle{Values: integers(3, 1, 2)}},
		{Name: "uuid", Gen: gen.UUID{}},
		{Name: "normal", Gen: gen.Normal{Mean: 10, Stddev: 3}},
		{Name: "lognormal", Gen: gen.LogNormal{Mean: 3.2, Stddev: 0.6}},
		{Name: "lognormal_decimal", Type: decimal, Gen: gen.LogNormal{Mean: 3.2, Stddev: 0.6}},
		{Name: "exponential", Gen: gen.Exponential{Rate: 0.25}},
		{Name: "poisson", Gen: gen.Poisson{Lambda: 1.5}},
		{Name: "poisson_large", Gen: gen.Poisson{Lambda: 9_999.5}},
		{Name: "zipf", Gen: gen.Zipf{S: 1, N: 1000}},
		{Name: "zipf_steep", Gen: gen.Zipf{S: 2.5, N: 1 << 40}},
		{Name: "histogram", Gen: pointAndRanges},
		{Name: "quantiles", Gen: gen.Quantiles{Values: integers(0, 3, 9, 100), Shares: []float64{0, 0.5, 0.9, 1}}},
		{Name: "normal_cut", Gen: gen.Normal{Mean: 10, Stddev: 3}, Min: integer(5), Max: integer(14), Step: float("0.1")},
		{Name: "zipf_cut", Gen: gen.Zipf{S: 1, N: 1 << 40}, Min: integer(10)},
		{Name: "quantiles_float", Gen: gen.Quantiles{Values: []any{float("0.5"), float("2.5"), float("40.0")}}},
		{Name: "quantiles_days", Gen: gen.Quantiles{Values: []any{date("2026-01-01"), date("2026-02-01"), date("2026-12-31")}}},
		{Name: "walk", Gen: gen.Walk{Start: 100, Drift: 0.01, Stddev: 2}},
		{Name: "fake", Gen: gen.Fake{Name: "last_name"}},
		{Name: "fake_unique", Unique: true, Gen: gen.Fake{Name: "email"}},
		{Name: "template", Gen: gen.Template{Text: "{seq}:{int}"}},
		{Name: "expr", Gen: gen.Expr{Text: "seq * int + 1"}},
		{Name: "expr_decimal", Type: decimal, Gen: gen.Expr{Text: "float_decimal / 3"}},
		{Name: "ref", Gen: gen.Ref{Dataset: "p", Column: "id"}},
		{Name: "ref_cycle", Gen: gen.Ref{Dataset: "p", Column: "id", Pick: gen.PickCycle}},
		{Name: "ref_zipf", Gen: gen.Ref{Dataset: "p", Column: "id", Pick: gen.PickZipf}},
		{Name: "ref_earlier", Gen: gen.Ref{Dataset: "d", Column: "seq_format", Pick: gen.PickEarlier}},
		{Name: "ref_unique", Gen: gen.Ref{Dataset: "p", Column: "id", Pick: gen.PickUnique}},
		{Name: "lookup", Gen: gen.Lookup{Via: "ref", Column: "n"}},
		{Name: "sub", Null: 0.2, Gen: gen.Sub{Columns: []gen.Column{{Name: "a", Gen: gen.Int{Max: 9}}, {Name: "b", Null: 0.5, Gen: gen.Bool{P: 0.5}}}}},
		{Name: "list", Gen: gen.List{Of: gen.Column{Gen: gen.Int{Max: 99}}, Min: 0, Max: 4}},
		{Name: "list_unique", Gen: gen.List{Of: gen.Column{Unique: true, Gen: gen.Int{Min: 1, Max: 9}}, Min: 3, Max: 3}},
		{Name: "when", Gen: gen.When{If: "int > 3", Then: gen.Column{Gen: gen.Int{Max: 9}}, Else: gen.Column{Gen: gen.Int{Min: 10, Max: 99}}}},
		{Name: "func", Gen: gen.Func(sku)},
		{Name: "null", Null: 0.7, Gen: gen.Seq{}},
	}
}

// seriesColumns start anew for each row of "p".
func seriesColumns(t *testing.T) []gen.Column {
	start := constant(timestamp("2026-01-01T00:00:00Z"))
	seconds := gen.Running{Of: gen.Column{Gen: gen.Exponential{Rate: 0.1}}, Start: start}
	balance := gen.Running{Of: gen.Column{Gen: gen.Normal{Stddev: 100}}, Start: constant(text("500.00"))}
	return []gen.Column{
		{Name: "each_seq", Each: "id", Gen: gen.Seq{Format: "L%02d"}},
		{Name: "each_walk", Each: "id", Gen: gen.Walk{Start: 100, Stddev: 2}},
		{Name: "each_running", Each: "id", Gen: seconds},
		{Name: "each_balance", Each: "id", Type: typ(t, "decimal(12, 2)"), Gen: balance},
		{Name: "each_states", Each: "id", Gen: orderStates()},
		{Name: "running", Gen: gen.Running{Of: gen.Column{Gen: gen.Int{Min: -5, Max: 9}}}},
		{Name: "states", Gen: gen.States{Start: gen.OneOf{Values: texts("a", "b")}, Next: []gen.Transition{
			{From: text("a"), To: gen.OneOf{Values: texts("a", "b"), Weights: []float64{3, 1}}},
			{From: text("b"), To: gen.OneOf{Values: texts("a")}},
		}}},
	}
}

func vectors(t *testing.T) string {
	s := &gen.Spec{Seed: 42, Datasets: []gen.Dataset{
		{Name: "p", Rows: 1200, Columns: []gen.Column{{Name: "id", Gen: gen.Seq{Format: "P%d"}}, {Name: "n", Gen: gen.Int{Max: 1 << 50}}}},
		{Name: "d", Rows: 1000, Columns: vectorColumns(t)},
		{Name: "per_fixed", Per: &gen.Per{Parent: "p", Key: "id", Count: gen.Fixed(1)}},
		{Name: "per_poisson", Per: &gen.Per{Parent: "p", Key: "id", Count: gen.Poisson{Lambda: 0.9}}},
		{Name: "per_geometric", Per: &gen.Per{Parent: "p", Key: "id", Count: gen.Geometric{P: 0.4}}},
		{Name: "per_zipf", Per: &gen.Per{Parent: "p", Key: "id", Count: gen.Zipf{S: 2, N: 100}}},
		{Name: "per_oneof", Per: &gen.Per{Parent: "p", Key: "id", Count: gen.OneOf{Values: integers(0, 1, 2), Weights: []float64{5, 3, 1}}}},
		{Name: "per_states", Per: &gen.Per{Parent: "p", Key: "id", Count: gen.StatesOf{Column: "each_states"}}, Columns: seriesColumns(t)},
		{Name: "per_expr", Per: &gen.Per{Parent: "p", Key: "id", Count: gen.Expr{Text: "n % 3"}}},
		{Name: "per_range", Per: &gen.Per{Parent: "p", Key: "id", Count: gen.Int{Min: 0, Max: 2}}},
	}}
	p := compiled(t, s)
	var b strings.Builder
	add := func(name string, cells []string) {
		h := fnv.New64a()
		for _, c := range cells {
			fmt.Fprintf(h, "%d:%s\n", len(c), c)
		}
		fmt.Fprintf(&b, "%-18s %016x  %s\n", name, h.Sum64(), strings.Join(cells[:3], "  "))
	}
	r := record(t, p, "d")
	for i, c := range r.Columns() {
		add(r.ColumnName(i), texted(t, c))
	}
	for _, d := range p.Datasets()[2:] {
		add(d, cells(t, p, d, "id"))
	}
	for _, c := range seriesColumns(t) {
		add(c.Name, cells(t, p, "per_states", c.Name))
	}
	q := p.Redraw(1, func(_, column string) bool { return column == "int" })
	add("int_redrawn", cells(t, q, "d", "int"))
	return b.String()
}

func TestVectorsAreWhatTheyWere(t *testing.T) {
	got := vectors(t)
	if *recordVectors {
		if err := os.WriteFile(vectorsFile, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	data, err := os.ReadFile(vectorsFile)
	if err != nil {
		t.Fatal(err)
	}
	old := strings.Split(strings.ReplaceAll(string(data), "\r\n", "\n"), "\n")
	lines := strings.Split(got, "\n")
	for i := range max(len(old), len(lines)) {
		var was, is string
		if i < len(old) {
			was = old[i]
		}
		if i < len(lines) {
			is = lines[i]
		}
		if was != is {
			t.Errorf("line %d of %s\nwas %s\nis  %s", i+1, vectorsFile, was, is)
		}
	}
}

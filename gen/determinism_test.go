package gen_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow/memory"
	"pgregory.net/rapid"

	"github.com/assay-go/assay/gen"
)

// anyGenerator draws a generator that needs no other column.
func anyGenerator(t *rapid.T, depth int) gen.Generator {
	kinds := 18
	if depth > 1 {
		kinds = 14
	}
	switch rapid.IntRange(0, kinds-1).Draw(t, "kind") {
	case 0:
		return gen.Const{Value: text("c")}
	case 1:
		return gen.Seq{Start: integer(rapid.Int64Range(-5, 5).Draw(t, "start"))}
	case 2:
		return gen.Seq{Format: "N%04d"}
	case 3:
		return gen.Int{Min: -3, Max: rapid.Int64Range(0, 1<<40).Draw(t, "max")}
	case 4:
		return gen.Float{Min: 0, Max: 10}
	case 5:
		return gen.Bool{P: 0.4}
	case 6:
		return gen.Between{Min: date("2026-01-01"), Max: date("2026-03-01")}
	case 7:
		return gen.OneOf{Values: texts("a", "bb", "ccc"), Weights: []float64{3, 2, 1}}
	case 8:
		return gen.Cycle{Values: integers(4, 5, 6)}
	case 9:
		return gen.UUID{}
	case 10:
		return gen.Normal{Mean: 1, Stddev: 2}
	case 11:
		return rapid.SampledFrom([]gen.Generator{
			gen.Poisson{Lambda: 2}, pointAndRanges, gen.Quantiles{Values: integers(0, 3, 50)},
		}).Draw(t, "distribution")
	case 12:
		return gen.Zipf{S: 1.1, N: 100}
	case 13:
		return gen.Fake{Name: rapid.SampledFrom([]string{"email", "name", "city", "bool", "latitude"}).Draw(t, "fake")}
	case 14:
		return rapid.SampledFrom([]gen.Generator{
			gen.Walk{Start: 10, Drift: 0.1, Stddev: 1}, gen.Running{Of: gen.Column{Gen: gen.Exponential{Rate: 2}}},
		}).Draw(t, "series")
	case 15:
		return gen.Sub{Columns: []gen.Column{
			{Name: "u", Gen: anyGenerator(t, depth+1)}, {Name: "v", Null: 0.2, Gen: anyGenerator(t, depth+1)},
		}}
	case 16:
		return gen.List{Of: gen.Column{Gen: anyGenerator(t, depth+1)}, Min: 0, Max: 3}
	}
	return gen.When{If: "number > 2", Then: gen.Column{Gen: anyGenerator(t, depth+1)}}
}

// anySpec draws a spec of two datasets and a child of the first, with columns computed from others.
func anySpec(t *rapid.T) *gen.Spec {
	number := gen.Column{Name: "number", Gen: gen.Int{Min: 0, Max: 5}}
	columns := func(name string) []gen.Column {
		tree := gen.Ref{Dataset: map[string]string{"p": "parents", "o": "others", "c": "children"}[name], Column: "number"}
		tree.Pick = gen.PickEarlier
		list := []gen.Column{number, {Name: "above", Gen: tree}}
		for i := range rapid.IntRange(1, 4).Draw(t, name+" columns") {
			list = append(list, gen.Column{
				Name: fmt.Sprintf("%s%d", name, i), Gen: anyGenerator(t, 0),
				Null: rapid.SampledFrom([]float64{0, 0, 0.3}).Draw(t, "null"),
			})
		}
		return list
	}
	counts := []gen.Count{
		gen.Fixed(2),
		gen.Poisson{Lambda: 1.5},
		gen.Int{Min: 0, Max: 3},
		gen.InTurn{1, 0, 2},
		gen.Geometric{P: 0.4},
		gen.Zipf{S: 1, N: 5},
		gen.OneOf{Values: integers(0, 1, 2), Weights: []float64{5, 3, 1}},
		gen.Expr{Text: "number"},
		gen.StatesOf{Column: "status"},
	}
	s := &gen.Spec{Seed: rapid.Uint64().Draw(t, "seed"), Datasets: []gen.Dataset{
		{Name: "parents", Rows: rapid.IntRange(1, 60).Draw(t, "rows"), Columns: append(columns("p"),
			gen.Column{Name: "id", Unique: true, Gen: gen.Int{Min: 1, Max: 1000}},
			gen.Column{Name: "total", Gen: gen.Rollup{Dataset: "children", Column: "number", By: "id"}})},
		{Name: "others", Rows: rapid.IntRange(1, 60).Draw(t, "rows"), Columns: columns("o")},
		{
			Name: "children", Per: &gen.Per{Parent: "parents", Key: "id", Count: rapid.SampledFrom(counts).Draw(t, "count")},
			Columns: append(columns("c"),
				gen.Column{Name: "ref", Gen: gen.Ref{
					Dataset: "others", Column: "number",
					Pick: rapid.SampledFrom([]gen.Pick{gen.PickUniform, gen.PickCycle, gen.PickZipf}).Draw(t, "pick"),
				}},
				gen.Column{Name: "looked", Gen: gen.Lookup{Via: "id", Column: "number"}},
				gen.Column{Name: "sum", Gen: gen.Expr{Text: "looked + number"}},
				gen.Column{Name: "place", Gen: gen.Expr{Text: "$index * 100 + $sibling * 10 + $siblings"}},
				gen.Column{Name: "no", Each: "id", Gen: gen.Seq{Format: "N%d"}},
				gen.Column{Name: "turn", Each: "id", Gen: gen.Cycle{Values: texts("a", "b")}},
				gen.Column{Name: "walk", Each: "id", Gen: gen.Walk{Start: 10, Stddev: 1}},
				gen.Column{Name: "status", Each: "id", Gen: orderStates()},
				gen.Column{Name: "total", Each: "id", Gen: gen.Running{Of: gen.Column{Gen: gen.Expr{Text: "sum"}}}},
				gen.Column{Name: "label", Gen: gen.Template{Text: "{id}/{sum}"}},
			),
		},
	}}
	s.Datasets[1].Pins = []gen.Pin{pinRow(0, "number", integer(9))}
	return s
}

// cellsByColumn returns all cells of a plan by dataset and column.
func cellsByColumn(t reporter, p *gen.Plan) map[string][]string {
	all := map[string][]string{}
	for _, d := range p.Datasets() {
		r := record(t, p, d)
		for i, c := range r.Columns() {
			all[d+"."+r.ColumnName(i)] = texted(t, c)
		}
	}
	return all
}

// sameCells checks that the columns that both plans have, with some exceptions, have the same cells in the rows that
// both have.
func sameCells(t *rapid.T, before, after map[string][]string, but ...string) {
	for name, a := range before {
		b, ok := after[name]
		if !ok || slices.Contains(but, name) {
			continue
		}
		n := min(len(a), len(b))
		if !slices.Equal(a[:n], b[:n]) {
			t.Fatalf("%s moves:\n%q\n%q", name, a[:n], b[:n])
		}
	}
}

func TestEditsMoveNoOtherCells(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anySpec(t)
		before := cellsByColumn(t, compiled(t, s))
		others := &s.Datasets[1]
		switch edit := rapid.IntRange(0, 6).Draw(t, "edit"); edit {
		case 0: // add a column
			others.Columns = slices.Insert(slices.Clone(others.Columns), 0, gen.Column{Name: "added", Gen: anyGenerator(t, 2)})
		case 1: // reorder the columns
			slices.Reverse(others.Columns)
		case 2: // remove a column
			others.Columns = others.Columns[:len(others.Columns)-1]
		case 3: // rename a column: only that one changes
			others.Columns[len(others.Columns)-1].Name = "renamed"
		case 4: // add and reorder datasets
			s.Datasets = []gen.Dataset{
				s.Datasets[2],
				{Name: "added", Rows: 3, Columns: slices.Delete(slices.Clone(others.Columns), 1, 2)}, // without the tree
				s.Datasets[1],
				s.Datasets[0],
			}
		case 5: // more children, in all
			s.Datasets[2].Columns = s.Datasets[2].Columns[:1]
			s.Datasets[2].Per.Count = gen.Total(500)
		case 6: // more rows; references to them change
			others.Rows += 40
		}
		after := cellsByColumn(t, compiled(t, s))
		sameCells(t, before, after, "children.ref", "children.id", "parents.total")
	})
}

func TestASpecThatChangesOneColumnMovesOnlyWhatIsComputedFromIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anySpec(t)
		p := compiled(t, s)
		before := cellsByColumn(t, p)
		s.Datasets[0].Columns = slices.Clone(s.Datasets[0].Columns)
		s.Datasets[0].Columns[0].Gen = gen.Int{Min: 100, Max: 200} // parents.number
		after := cellsByColumn(t, compiled(t, s))
		var moves []string
		for name := range before {
			dataset, column, _ := strings.Cut(name, ".")
			if name == "parents.number" || slices.Contains(p.Deps(dataset, column), "parents.number") {
				moves = append(moves, name)
			}
		}
		sameCells(t, before, after, moves...)
	})
}

func TestBatchesWorkersAndSlicesAreTheSameTable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := compiled(t, anySpec(t))
		for _, d := range p.Datasets() {
			whole := rowsOf(t, record(t, p, d))
			batch := rapid.SampledFrom([]int{1, 7, 1024, 65_536}).Draw(t, "batch")
			workers := rapid.IntRange(1, 8).Draw(t, "workers")
			if got := readRows(t, p, d, gen.Options{Batch: batch, Workers: workers}); !slices.Equal(got, whole) {
				t.Fatalf("%s in batches of %d by %d workers:\n%q\nwant\n%q", d, batch, workers, got, whole)
			}
			shards := rapid.IntRange(1, 5).Draw(t, "shards")
			var got []string
			for i := range shards {
				r, err := p.Slice(context.Background(), d, len(whole)*i/shards, len(whole)*(i+1)/shards, gen.Options{})
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, rowsOf(t, r)...)
			}
			if !slices.Equal(got, whole) {
				t.Fatalf("%s in %d shards:\n%q\nwant\n%q", d, shards, got, whole)
			}
		}
	})
}

func TestManyRowsAreTheSameForAnyNumberOfWorkers(t *testing.T) {
	s := sevenColumns(30_000)
	s.Datasets[0].Columns = append(s.Datasets[0].Columns, gen.Column{
		Name: "tags",
		Gen:  gen.List{Of: gen.Column{Gen: gen.Int{Max: 9}}, Max: 3},
	})
	p := compiled(t, s)
	whole := record(t, p, "people")
	for _, workers := range []int{2, 3, 8} {
		r, err := p.Record(context.Background(), "people", gen.Options{Workers: workers})
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(rowsOf(t, r), rowsOf(t, whole)) {
			t.Errorf("%d workers make another table", workers)
		}
	}
}

func TestSeedsAndNamesMakeOtherCells(t *testing.T) {
	column := gen.Column{Name: "x", Gen: gen.Int{Min: 0, Max: 1 << 40}}
	base := one(20, column)
	seed, dataset, name := one(20, column), one(20, column), one(20, column)
	seed.Seed = 8
	dataset.Datasets[0].Name = "e"
	name.Datasets[0].Columns[0].Name = "y"
	cells := cells(t, compiled(t, base), "d", "x")
	for what, s := range map[string]*gen.Spec{"seed": seed, "dataset": dataset, "column": name} {
		p := compiled(t, s)
		for row, v := range texted(t, record(t, p, p.Datasets()[0]).Column(0)) {
			if v == cells[row] {
				t.Errorf("another %s gives the same cell in row %d", what, row)
			}
		}
	}
}

func TestAReaderLetsGoOfAllThatItMade(t *testing.T) {
	mem := memory.NewCheckedAllocator(memory.NewGoAllocator())
	defer mem.AssertSize(t, 0)
	rapid.Check(t, func(t *rapid.T) {
		p := compiled(t, anySpec(t))
		for _, d := range p.Datasets() {
			r, err := p.Reader(context.Background(), d, gen.Options{
				Batch: 7, Workers: rapid.IntRange(1, 3).Draw(t, "workers"),
				Mem: mem,
			})
			if err != nil {
				t.Fatal(err)
			}
			for range rapid.IntRange(0, 4).Draw(t, "batches") {
				r.Next()
			}
			r.Release()
			whole, err := p.Record(context.Background(), d, gen.Options{Mem: mem})
			if err != nil {
				t.Fatal(err)
			}
			whole.Release()
		}
	})
}

func TestPlansAreSafeForConcurrentUse(t *testing.T) {
	p := compiled(t, shop(gen.Poisson{Lambda: 1.5}))
	want := rowsOf(t, record(t, compiled(t, shop(gen.Poisson{Lambda: 1.5})), "items"))
	for i := range 8 {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			t.Parallel()
			if got := rowsOf(t, record(t, p, "items")); !slices.Equal(got, want) {
				t.Errorf("the table is another:\n%q\n%q", got, want)
			}
		})
	}
}

func readRows(t reporter, p *gen.Plan, dataset string, o gen.Options) []string {
	t.Helper()
	r, err := p.Reader(context.Background(), dataset, o)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Release()
	var rows []string
	for r.Next() {
		rows = append(rows, rowsOf(t, r.Record())...)
	}
	if r.Err() != nil {
		t.Fatal(r.Err())
	}
	return rows
}

package profile

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	_ "github.com/sebdah/goldie/v2" // defines -update in every test binary

	"github.com/assay-go/assay/internal/arrowtest"
)

// of profiles int64 cells in batches; a negative number is a null.
func of(t *testing.T, batch int, cells []int64) *Column {
	t.Helper()
	p := New(arrow.NewSchema([]arrow.Field{{Name: "n", Type: arrow.PrimitiveTypes.Int64, Nullable: true}}, nil))
	for lo := 0; lo < len(cells); lo += batch {
		b := array.NewInt64Builder(memory.DefaultAllocator)
		for _, v := range cells[lo:min(lo+batch, len(cells))] {
			if v < 0 {
				b.AppendNull()
			} else {
				b.Append(v)
			}
		}
		a := b.NewArray()
		rec := array.NewRecord(arrow.NewSchema([]arrow.Field{{Name: "n", Type: a.DataType(), Nullable: true}}, nil),
			[]arrow.Array{a}, int64(a.Len()))
		if err := p.Add(rec); err != nil {
			t.Fatal(err)
		}
	}
	return p.Columns[0]
}

func TestDistinctValuesAreCountedExactlyAndThenEstimated(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, distinct := range []int64{1, 2, 100, MostDistinct, 50_000, 1_000_000} {
		var cells []int64
		for i := range max(distinct, 100_000) {
			cells = append(cells, i%distinct)
		}
		random.Shuffle(len(cells), func(i, j int) { cells[i], cells[j] = cells[j], cells[i] })
		c := of(t, 4096, cells)
		n, exact := c.Distinct()
		if off := math.Abs(float64(n-distinct)) / float64(distinct); off > 0.03 || exact && n != distinct ||
			exact != (distinct < 2*MostDistinct) {
			t.Errorf("%d distinct values: got %d, exact %t", distinct, n, exact)
		}
		if unique := distinct == int64(len(cells)); c.Unique() != unique {
			t.Errorf("%d distinct values of %d cells: unique is %t", distinct, len(cells), c.Unique())
		}
	}
}

func TestBatchesDoNotMatter(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	cells := make([]int64, 40_000)
	for i := range cells {
		cells[i] = random.Int64N(5000) - 50
	}
	want := of(t, len(cells), cells)
	for _, batch := range []int{1, 7, 1000} {
		got := of(t, batch, cells)
		if fmt.Sprint(got.Numbers.Sample()) != fmt.Sprint(want.Numbers.Sample()) || got.Min != want.Min ||
			got.Max != want.Max || got.Nulls != want.Nulls {
			t.Errorf("batches of %d cells give another profile", batch)
		}
	}
}

func TestSamplesAreUniform(t *testing.T) {
	cells := make([]int64, 200_000)
	for i := range cells {
		cells[i] = int64(i)
	}
	n := of(t, 10_000, cells).Numbers
	sample := n.Sample()
	if len(sample) != sampleSize {
		t.Fatalf("the sample has %d numbers", len(sample))
	}
	for i, v := range sample {
		want := float64(len(cells)) * float64(i) / sampleSize
		if math.Abs(v-want) > 0.03*float64(len(cells)) {
			t.Fatalf("number %d of the sample is %g, expected near %g", i, v, want)
		}
	}
	if math.Abs(n.Mean()-99_999.5) > 1e-6 || math.Abs(n.Stddev()-57_735.03) > 0.1 {
		t.Errorf("mean %g, standard deviation %g", n.Mean(), n.Stddev())
	}
}

func TestSequences(t *testing.T) {
	tests := []struct {
		cells          []int64
		steady, rising bool
	}{
		{[]int64{5, 8, 11, 14}, true, true},
		{[]int64{9, 8, 7}, true, false},
		{[]int64{1, 2, 4}, false, true},
		{[]int64{1, 2, -1, 3}, false, true},
		{[]int64{3}, false, true},
		{[]int64{3, 3, 3}, false, false},
	}
	for _, test := range tests {
		if n := of(t, 2, test.cells).Numbers; n.Steady != test.steady || n.Rising != test.rising {
			t.Errorf("%v: steady %t, rising %t", test.cells, n.Steady, n.Rising)
		}
	}
}

func TestHistogramsCountEveryCellOnce(t *testing.T) {
	cells := []int64{0, 0, 1, 2, 3, 3, 3, 9, -1}
	bins, what := of(t, 3, cells).Histogram(5)
	var text []string
	for _, b := range bins {
		text = append(text, fmt.Sprintf("%s: %d", b.Label, b.Count))
	}
	if got, want := strings.Join(text, ", "), "0 to 1: 3, 2 to 3: 4, 4 to 5: 0, 6 to 7: 0, 8 to 9: 1"; got != want ||
		what != "values" {
		t.Errorf("got %s of %s, want %s", got, what, want)
	}
	if got := Blocks(bins); got != "▆█  ▂" {
		t.Errorf("drawn as %q", got)
	}
}

// A slice of an extension of nulls has no validity, and does not know how many nulls it has.
func TestNullsOfAnExtensionAreCounted(t *testing.T) {
	nulls := array.NewNull(3)
	a := array.NewSlice(array.NewExtensionArrayWithStorage(arrowtest.NewExtension(arrow.Null, "of nulls"), nulls), 1, 3)
	schema := arrow.NewSchema([]arrow.Field{{Name: "n", Type: a.DataType(), Nullable: true}}, nil)
	p := New(schema)
	if err := p.Add(array.NewRecord(schema, []arrow.Array{a}, 2)); err != nil {
		t.Fatal(err)
	}
	if c := p.Columns[0]; c.Nulls != 2 {
		t.Errorf("%d nulls, want 2", c.Nulls)
	}
}

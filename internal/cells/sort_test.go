package cells

import (
	"bytes"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	_ "github.com/sebdah/goldie/v2" // defines -update
	"pgregory.net/rapid"

	"github.com/assay-go/assay/internal/arrowtest"
)

// checkSorted compares the order of SortRows with that of a stable sort by comparison.
func checkSorted(t interface{ Errorf(string, ...any) }, columns []arrow.Array, rows int) {
	compare := RowComparer(columns, columns)
	want := SortedRows(rows, compare)
	twin := 0
	for at := rows - 1; at > 0; at-- {
		if compare(int(want[at-1]), int(want[at])) == 0 {
			twin = at
		}
	}
	got, gotTwin := SortRows(columns, rows)
	if !slices.Equal(got, want) || gotTwin != twin {
		t.Errorf("%v: sorted as\n%v, first equal rows at %d, want\n%v at %d", columns, got, gotTwin, want, twin)
	}
}

func TestRowsAreSortedAlikeByWordsAndByComparison(t *testing.T) {
	const rows = 3 * fewRows
	random := rand.New(rand.NewPCG(1, 2))
	ints, uints := array.NewInt64Builder(memory.DefaultAllocator), array.NewUint64Builder(memory.DefaultAllocator)
	texts, pairs := array.NewStringBuilder(memory.DefaultAllocator), array.NewListBuilder(memory.DefaultAllocator,
		arrow.PrimitiveTypes.Int64)
	long := strings.Repeat("x", 7*mostWords)
	few := array.NewInt8Builder(memory.DefaultAllocator)
	for row := range rows {
		few.Append(int8(row % 3))
	}
	threes := few.NewArray()
	for name, draw := range map[string]func(row int) uint64{
		"anything":        func(int) uint64 { return random.Uint64() },
		"a few values":    func(int) uint64 { return random.Uint64N(3) - 1 },
		"one value":       func(int) uint64 { return 7 },
		"descending":      func(row int) uint64 { return uint64(-row) },
		"with extremes":   func(row int) uint64 { return []uint64{1 << 63, math.MaxInt64, 0, math.MaxUint64}[row%4] },
		"with an outlier": func(row int) uint64 { return max(uint64(row%100), uint64(row/(rows-1))<<62) },
	} {
		for row := range rows {
			v := draw(row)
			ints.Append(int64(v))
			uints.Append(v)
			if texts.Append(long[:v>>8%uint64(len(long))] + string(rune(v%256))); v%7 == 0 {
				texts.SetNull(row)
			}
			pairs.Append(v%5 > 0)
			pairs.ValueBuilder().(*array.Int64Builder).Append(int64(v))
		}
		for _, a := range []arrow.Array{ints.NewArray(), uints.NewArray(), texts.NewArray(), pairs.NewArray()} {
			t.Run(name+" "+a.DataType().Name(), func(t *testing.T) {
				checkSorted(t, []arrow.Array{a}, rows)
				checkSorted(t, []arrow.Array{threes, a}, rows)
			})
		}
	}
}

func TestRowsOfAllTypesAreSorted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := rapid.IntRange(0, 60).Draw(t, "rows")
		var columns []arrow.Array
		for range rapid.IntRange(1, 3).Draw(t, "columns") {
			a := arrowtest.Column(t, arrowtest.Type(1).Draw(t, "type"), rows+2, true)
			columns = append(columns, array.NewSlice(a, 1, int64(1+rows)))
		}
		checkSorted(t, columns, rows)
	})
}

func TestLongEqualTextsAreSortedInLittleMemory(t *testing.T) {
	b := array.NewBinaryBuilder(memory.DefaultAllocator, arrow.BinaryTypes.Binary)
	long := bytes.Repeat([]byte("x"), 1<<20)
	for range 20 {
		b.Append(long)
	}
	checkSorted(t, []arrow.Array{b.NewArray()}, 20)
}

package cells

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	_ "github.com/sebdah/goldie/v2" // defines -update
)

func TestRowsAreSortedAlikeByBucketsAndByComparison(t *testing.T) {
	const rows = 1 << 13
	random := rand.New(rand.NewPCG(1, 2))
	ints, uints := array.NewInt64Builder(memory.DefaultAllocator), array.NewUint64Builder(memory.DefaultAllocator)
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
		}
		for _, a := range []arrow.Array{ints.NewArray(), uints.NewArray()} {
			want := SortedRows(rows, Comparer(a, a))
			if got := SortRows([]arrow.Array{a}, rows); !slices.Equal(got, want) {
				t.Errorf("%s of the type %s are sorted as\n%v, want\n%v", name, a.DataType(), got, want)
			}
		}
	}
}

package expr

import (
	"math/rand/v2"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/vm"
)

const benchRows = 1 << 16

// A row is the input of expr-lang: a struct by value; a pointer or a map is not faster.
type row struct {
	A, B, C int
	X, Y, Z float64
}

func benchData() (columnSet, []row) {
	r := rand.New(rand.NewPCG(1, 2))
	rows := make([]row, benchRows)
	ints, floats := [3][]int64{}, [3][]float64{}
	for i := range rows {
		rows[i] = row{r.IntN(1000), 1 + r.IntN(1000), r.IntN(1000), r.Float64(), r.Float64(), r.Float64()}
		for j, v := range []int{rows[i].A, rows[i].B, rows[i].C} {
			ints[j] = append(ints[j], int64(v))
		}
		for j, v := range []float64{rows[i].X, rows[i].Y, rows[i].Z} {
			floats[j] = append(floats[j], v)
		}
	}
	s := columnSet{names: []string{"A", "B", "C", "X", "Y", "Z"}, arrays: map[string]arrow.Array{}}
	for j := range 3 {
		ib, fb := array.NewInt64Builder(memory.DefaultAllocator), array.NewFloat64Builder(memory.DefaultAllocator)
		ib.AppendValues(ints[j], nil)
		fb.AppendValues(floats[j], nil)
		s.arrays[s.names[j]], s.arrays[s.names[3+j]] = ib.NewArray(), fb.NewArray()
	}
	return s, rows
}

// BenchmarkEval evaluates expressions over columns, and with expr-lang row by row; compare the ns/row.
func BenchmarkEval(b *testing.B) {
	s, rows := benchData()
	for _, text := range []string{`A * B + C`, `X * Y + Z`, `A * B > C`, `A / B`, `X > Y ? X : Z`, `A in [1, 2, 3]`} {
		b.Run("columns/"+text, func(b *testing.B) {
			p, err := Compile(text, s)
			if err != nil {
				b.Fatal(err)
			}
			once := func() {
				a, err := s.run(p)
				if err != nil {
					b.Fatal(err)
				}
				a.Release()
			}
			for range 50 { // until the heap has grown
				once()
			}
			b.ReportAllocs()
			for b.Loop() {
				once()
			}
			perRow(b)
		})
		b.Run("expr-lang/"+text, func(b *testing.B) {
			p, err := expr.Compile(text, expr.Env(row{}))
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			var machine vm.VM
			for b.Loop() {
				for i := range rows {
					if _, err := machine.Run(p, rows[i]); err != nil {
						b.Fatal(err)
					}
				}
			}
			perRow(b)
		})
	}
}

func perRow(b *testing.B) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/benchRows, "ns/row")
}

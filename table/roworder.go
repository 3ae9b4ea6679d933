package table

import (
	"cmp"
	"context"
	"math/bits"
	"slices"

	"github.com/assay-go/assay/gen"
	"github.com/assay-go/assay/table/internal/rearrange"
)

// A transform in SQL must not depend on the order of the rows of its tables, as tables have none. The leak check
// suspects this order as it suspects columns: for each dataset, it has a column without a path.

func orderOf(dataset string) gen.ColumnInfo { return gen.ColumnInfo{Dataset: dataset} }

func isRowOrder(c gen.ColumnInfo) bool { return c.Path == "" }

// suspects returns what the leak check redraws: columns, and the orders of rows that must not count.
func (r *caseRun) suspects(in *preparedRun) []gen.ColumnInfo {
	all := slices.Clone(r.deps.redrawable)
	if r.tr.relational {
		for _, name := range r.bound.datasets() {
			if in.records[name].NumRows() > 1 {
				all = append(all, orderOf(name))
			}
		}
	}
	return all
}

// A shuffle gives the rows of some datasets another order: the first reverses them, and the others mix them.
type shuffle struct {
	n        uint64 // from 1
	datasets []string
}

// shuffledInput makes the input of a plan, with the rows in that order. Each row stays in its batch.
func (r *caseRun) shuffledInput(ctx context.Context, p *gen.Plan, by shuffle) (*preparedRun, error) {
	recs, err := sharedRecords(ctx, p, r.bound.datasets())
	if err != nil {
		return nil, err
	}
	for _, name := range by.datasets {
		batch := func(row int) (n int) {
			for _, rows := range r.Batches {
				if most, ok := rows[name]; ok && row >= most {
					n++
				}
			}
			return n
		}
		if recs[name], err = rearrange.Take(recs[name], by.order(int(recs[name].NumRows()), batch)); err != nil {
			return nil, err
		}
	}
	return r.bound.from(recs)
}

// order returns the numbers of n rows in their new order.
func (s shuffle) order(n int, batch func(row int) int) []int {
	rows := make([]int, n)
	for i := range rows {
		rows[i] = n - 1 - i
	}
	slices.SortStableFunc(rows, func(a, b int) int {
		byHash := 0
		if s.n > 1 {
			byHash = cmp.Compare(s.hash(a), s.hash(b))
		}
		return cmp.Or(cmp.Compare(batch(a), batch(b)), byHash)
	})
	return rows
}

// hash returns a number that looks random.
func (s shuffle) hash(row int) uint64 {
	hi, lo := bits.Mul64(uint64(row)+1, 0x9e3779b97f4a7c15*(2*s.n+1))
	return (hi ^ lo) * 0xbf58476d1ce4e5b9
}

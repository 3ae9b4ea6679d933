package tablediff

import (
	"flag"
	"fmt"
	"runtime"
	"runtime/metrics"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/google/go-cmp/cmp"
	"github.com/sebdah/goldie/v2"

	"github.com/assay-go/assay/internal/arrowtest"
	"github.com/assay-go/assay/internal/goldenfile"
)

func BenchmarkEqualTables(b *testing.B) {
	const rows = 1_000_000
	old, new := arrowtest.Wide(rows, nil, false), arrowtest.Wide(rows, nil, false)
	b.Run("assay", func(b *testing.B) {
		x, y := &goldenfile.File{Order: goldenfile.Ordered, Table: old}, &goldenfile.File{
			Order: goldenfile.Ordered,
			Table: new,
		}
		for b.Loop() {
			if r, err := Compare(x, y, Options{}); err != nil || !r.Equal() {
				b.Fatal(err)
			}
		}
	})
	b.Run("arrow", func(b *testing.B) {
		for b.Loop() {
			if !array.RecordEqual(old, new) {
				b.Fatal("differ")
			}
		}
	})
}

// large takes ten seconds and four gigabytes: just bench ./internal/tablediff -golden.large
var large = flag.Bool("golden.large", false, "compare 10 million rows too")

// BenchmarkKeyedComparison should report the same ns/row for few and for many rows. x-tables is the peak of memory in
// use, including both tables, as a multiple of the size of the tables.
func BenchmarkKeyedComparison(b *testing.B) {
	sizes := []int{100_000, 1_000_000}
	if *large {
		sizes = append(sizes, 10_000_000)
	}
	for _, rows := range sizes {
		old, new := arrowtest.Wide(rows, nil, false), arrowtest.Wide(rows, arrowtest.Shuffled(rows), true)
		b.Run(fmt.Sprintf("assay/%d", rows), func(b *testing.B) {
			x, y := &goldenfile.File{
				Order: goldenfile.Keyed, Key: []string{"id"},
				Table: old,
			}, &goldenfile.File{Order: goldenfile.Keyed, Key: []string{"id"}, Table: new}
			compare := func() {
				if r, err := Compare(x, y, Options{}); err != nil || r.Rows.Changed != rows/100 {
					b.Fatal(err)
				}
			}
			for b.Loop() {
				compare()
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(rows), "ns/row")
			b.ReportMetric(float64(peakHeap(compare))/float64(bufferBytes(old)+bufferBytes(new)), "x-tables")
		})
		b.Run(fmt.Sprintf("hash join/%d", rows), func(b *testing.B) {
			for b.Loop() {
				if n := hashJoin(old, new); n != rows/100 {
					b.Fatal(n)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(rows), "ns/row")
		})
	}
}

// peakHeap returns the largest number of bytes of the heap in use at once while f runs, including garbage.
func peakHeap(f func()) uint64 {
	runtime.GC()
	done, peak := make(chan struct{}), make(chan uint64)
	go func() {
		heap := []metrics.Sample{
			{Name: "/memory/classes/heap/objects:bytes"},
			{Name: "/memory/classes/heap/unused:bytes"},
		}
		most := uint64(0)
		for {
			metrics.Read(heap)
			most = max(most, heap[0].Value.Uint64()+heap[1].Value.Uint64())
			select {
			case <-done:
				peak <- most
				return
			case <-time.After(100 * time.Microsecond):
			}
		}
	}()
	f()
	close(done)
	return <-peak
}

// bufferBytes returns the size of a table's flat columns in bytes.
func bufferBytes(table arrow.Record) (n uint64) {
	for _, column := range table.Columns() {
		for _, buffer := range column.Data().Buffers() {
			if buffer != nil {
				n += uint64(buffer.Len())
			}
		}
	}
	return n
}

// hashJoin counts differing rows as plain Go would: with a map from key to row, then cell by cell.
func hashJoin(old, new arrow.Record) int {
	oldID, newID := old.Column(0).(*array.Int64), new.Column(0).(*array.Int64)
	oldRate, newRate := old.Column(1).(*array.Float64), new.Column(1).(*array.Float64)
	oldName, newName := old.Column(2).(*array.String), new.Column(2).(*array.String)
	oldTotal, newTotal := old.Column(3).(*array.Decimal128), new.Column(3).(*array.Decimal128)
	oldAt, newAt := old.Column(4).(*array.Timestamp), new.Column(4).(*array.Timestamp)
	oldPaid, newPaid := old.Column(5).(*array.Boolean), new.Column(5).(*array.Boolean)
	rows := make(map[int64]int, oldID.Len())
	for i := range oldID.Len() {
		rows[oldID.Value(i)] = i
	}
	n := 0
	for j := range newID.Len() {
		i, ok := rows[newID.Value(j)]
		if !ok || oldRate.Value(i) != newRate.Value(j) || oldName.Value(i) != newName.Value(j) ||
			oldTotal.Value(i) != newTotal.Value(j) ||
			oldAt.Value(i) != newAt.Value(j) || oldPaid.Value(i) != newPaid.Value(j) {
			n++
		}
	}
	return n
}

func BenchmarkOnePercentChanged(b *testing.B) {
	const rows = 10_000
	old, new := &goldenfile.File{Order: goldenfile.Ordered, Table: arrowtest.Wide(rows, nil,
		false)}, &goldenfile.File{Order: goldenfile.Ordered, Table: arrowtest.Wide(rows, nil, true)}
	oldText, err := goldenfile.Encode(old)
	if err != nil {
		b.Fatal(err)
	}
	newText, err := goldenfile.Encode(new)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("assay", func(b *testing.B) {
		for b.Loop() {
			if r, err := Compare(old, new, Options{}); err != nil || r.Rows.Changed != rows/100 {
				b.Fatal(err)
			}
		}
	})
	b.Run("goldie classic", func(b *testing.B) {
		for b.Loop() {
			goldie.Diff(goldie.ClassicDiff, string(newText), string(oldText))
		}
	})
	oldRows, newRows := benchRows(old.Table), benchRows(new.Table)
	b.Run("cmp of rows", func(b *testing.B) {
		for b.Loop() {
			cmp.Diff(oldRows, newRows)
		}
	})
}

// A benchRow is a row of arrowtest.Wide.
type benchRow struct {
	ID    int64
	Rate  float64
	Name  string
	Total int64 // in hundredths
	At    time.Time
	Paid  bool
}

func benchRows(table arrow.Record) []benchRow {
	rows := make([]benchRow, table.NumRows())
	for i := range rows {
		rows[i] = benchRow{
			ID:    table.Column(0).(*array.Int64).Value(i),
			Rate:  table.Column(1).(*array.Float64).Value(i),
			Name:  table.Column(2).(*array.String).Value(i),
			Total: int64(table.Column(3).(*array.Decimal128).Value(i).LowBits()),
			At:    table.Column(4).(*array.Timestamp).Value(i).ToTime(arrow.Millisecond),
			Paid:  table.Column(5).(*array.Boolean).Value(i),
		}
	}
	return rows
}

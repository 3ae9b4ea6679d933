package golden

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/csv"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/google/go-cmp/cmp"
	"github.com/sebdah/goldie/v2"
)

var benchSchema = arrow.NewSchema([]arrow.Field{
	{Name: "id", Type: arrow.PrimitiveTypes.Int64},
	{Name: "rate", Type: arrow.PrimitiveTypes.Float64},
	{Name: "name", Type: arrow.BinaryTypes.String},
	{Name: "total", Type: &arrow.Decimal128Type{Precision: 12, Scale: 2}},
	{Name: "at", Type: &arrow.TimestampType{Unit: arrow.Millisecond, TimeZone: "UTC"}},
	{Name: "paid", Type: arrow.FixedWidthTypes.Boolean},
}, nil)

// benchTable returns a table of six columns, with rows in the order of perm and each hundredth rate off by one where asked.
func benchTable(rows int, perm []int, edited bool) arrow.Record {
	b := array.NewRecordBuilder(memory.DefaultAllocator, benchSchema)
	defer b.Release()
	for at := range rows {
		row := at
		if perm != nil {
			row = perm[at]
		}
		rate := float64(row) / 7
		if edited && row%100 == 0 {
			rate++
		}
		b.Field(0).(*array.Int64Builder).Append(int64(row))
		b.Field(1).(*array.Float64Builder).Append(rate)
		b.Field(2).(*array.StringBuilder).Append(fmt.Sprintf("customer %d", row%5000))
		b.Field(3).(*array.Decimal128Builder).Append(decimal128.FromI64(int64(row) * 31))
		b.Field(4).(*array.TimestampBuilder).Append(arrow.Timestamp(1767225600000 + int64(row)*1000))
		b.Field(5).(*array.BooleanBuilder).Append(row%3 == 0)
	}
	return b.NewRecord()
}

func shuffled(rows int) []int { return rand.New(rand.NewPCG(1, 2)).Perm(rows) }

func BenchmarkEqualTables(b *testing.B) {
	const rows = 1_000_000
	old, new := benchTable(rows, nil, false), benchTable(rows, nil, false)
	b.Run("assay", func(b *testing.B) {
		x, y := &File{Order: Ordered, Table: old}, &File{Order: Ordered, Table: new}
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

func BenchmarkKeyedComparison(b *testing.B) {
	for _, rows := range []int{100_000, 1_000_000} {
		old, new := benchTable(rows, nil, false), benchTable(rows, shuffled(rows), true)
		b.Run(fmt.Sprintf("assay/%d", rows), func(b *testing.B) {
			x, y := &File{Order: Keyed, Key: []string{"id"}, Table: old}, &File{Order: Keyed, Key: []string{"id"}, Table: new}
			for b.Loop() {
				if r, err := Compare(x, y, Options{}); err != nil || r.Rows.Changed != rows/100 {
					b.Fatal(err)
				}
			}
		})
		b.Run(fmt.Sprintf("hash join/%d", rows), func(b *testing.B) {
			for b.Loop() {
				if n := hashJoin(old, new); n != rows/100 {
					b.Fatal(n)
				}
			}
		})
	}
}

// hashJoin counts the rows that differ as plain Go would: a map from key to row, then cell by cell.
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
		if !ok || oldRate.Value(i) != newRate.Value(j) || oldName.Value(i) != newName.Value(j) || oldTotal.Value(i) != newTotal.Value(j) ||
			oldAt.Value(i) != newAt.Value(j) || oldPaid.Value(i) != newPaid.Value(j) {
			n++
		}
	}
	return n
}

func BenchmarkWrite(b *testing.B) {
	table := benchTable(100_000, nil, false)
	b.Run("assay", func(b *testing.B) {
		for b.Loop() {
			if _, err := Encode(&File{Order: Ordered, Table: table}); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("arrow csv", func(b *testing.B) {
		for b.Loop() {
			var out bytes.Buffer
			w := csv.NewWriter(&out, benchSchema, csv.WithHeader(true))
			if err := w.Write(table); err != nil {
				b.Fatal(err)
			}
			w.Flush()
		}
	})
}

func BenchmarkRead(b *testing.B) {
	table := benchTable(100_000, nil, false)
	text, err := Encode(&File{Order: Ordered, Table: table})
	if err != nil {
		b.Fatal(err)
	}
	b.Run("assay", func(b *testing.B) {
		for b.Loop() {
			if _, err := Decode(text, "x.golden"); err != nil {
				b.Fatal(err)
			}
		}
	})
	var out bytes.Buffer
	w := csv.NewWriter(&out, benchSchema, csv.WithHeader(true))
	if err := w.Write(table); err != nil {
		b.Fatal(err)
	}
	w.Flush()
	b.Run("arrow csv", func(b *testing.B) {
		for b.Loop() {
			r := csv.NewReader(bytes.NewReader(out.Bytes()), benchSchema, csv.WithHeader(true), csv.WithChunk(-1))
			rows := int64(0)
			for r.Next() {
				rows += r.Record().NumRows()
			}
			if r.Err() != nil || rows != 100_000 {
				b.Fatal(r.Err(), rows)
			}
		}
	})
}

func BenchmarkOnePercentChanged(b *testing.B) {
	const rows = 10_000
	old, new := &File{Order: Ordered, Table: benchTable(rows, nil, false)}, &File{Order: Ordered, Table: benchTable(rows, nil, true)}
	oldText, err := Encode(old)
	if err != nil {
		b.Fatal(err)
	}
	newText, err := Encode(new)
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
	oldRows, newRows := strings.Split(string(oldText), "\n"), strings.Split(string(newText), "\n")
	b.Run("cmp of lines", func(b *testing.B) {
		for b.Loop() {
			cmp.Diff(oldRows, newRows)
		}
	})
}

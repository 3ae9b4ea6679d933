package tablediff

import (
	"fmt"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/internal/goldenfile"
)

func TestRenamedColumnsAreFoundByTheirCells(t *testing.T) {
	rows := func(n int, format string, cell func(i int) any) []string {
		return numbered(n, func(i int) string { return fmt.Sprintf("%d,"+format, i, cell(i)) })
	}
	value := func(i int) any { return 100 + i*i }
	for _, c := range []struct {
		name, oldFields, newFields string
		old, new                   []string
		want                       string
	}{
		{
			"the same cells", "id int64; revenue int64", "id int64; turnover int64", rows(9, "%d", value),
			rows(9, "%d", value), "column revenue renamed turnover",
		},
		{
			"some cells changed", "id int64; revenue int64", "id int64; turnover int64", rows(9, "%d", value),
			rows(9, "%d", func(i int) any { return 100 + i*i + i/7 }),
			"2 of 9 rows changed, column revenue renamed turnover: turnover by +1 in 2 of 9 rows",
		},
		{
			"a rule changed all cells", "id int64; cents int64", "id int64; revenue int64",
			rows(9, "%d", func(i int) any { return 100 * (100 + i*i) }), rows(9, "%d", value),
			"9 of 9 rows changed, column cents renamed revenue: revenue divided by 100",
		},
		{
			"other cells", "id int64; revenue int64", "id int64; users int64", rows(9, "%d", value),
			rows(9, "%d", func(i int) any { return i * 7 % 5 }), "column users added, column revenue removed",
		},
		{
			"mostly zero by chance", "id int64; bounces int64", "id int64; refunds int64",
			rows(9, "%d", func(i int) any { return i / 8 }), rows(9, "%d", func(i int) any { return i / 7 % 2 }),
			"column refunds added, column bounces removed",
		},
		{
			"flags by chance", "id int64; new bool", "id int64; active bool",
			rows(9, "%v", func(i int) any { return i%2 == 0 }), rows(9, "%v", func(i int) any { return i%3 != 1 }),
			"column active added, column new removed",
		},
		{
			"all became zero", "id int64; revenue int64", "id int64; users int64", rows(9, "%d", value),
			rows(9, "%d", func(int) any { return 0 }), "column users added, column revenue removed",
		},
	} {
		got := summaryOf(t, goldenOf(t, "keyed id", c.oldFields, c.old...), goldenOf(t, "keyed id", c.newFields, c.new...))
		if got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
	}
}

// wideTable returns a golden of many columns whose names begin with a prefix. Row i of column c has the number c+i,
// plus one in every row below changed.
func wideTable(prefix string, columns, rows, changed int) *goldenfile.File {
	fields, arrays := make([]arrow.Field, columns), make([]arrow.Array, columns)
	for c := range columns {
		b := array.NewInt64Builder(memory.DefaultAllocator)
		for row := range rows {
			n := int64(c + row*row)
			if row < changed {
				n = -n
			}
			b.Append(n)
		}
		fields[c] = arrow.Field{Name: fmt.Sprint(prefix, c), Type: arrow.PrimitiveTypes.Int64}
		arrays[c] = b.NewArray()
	}
	return &goldenfile.File{
		Order: goldenfile.Ordered, Table: array.NewRecord(arrow.NewSchema(fields, nil), arrays, int64(rows)),
	}
}

// BenchmarkRenamedColumns should take a time that grows with the number of columns, not with its square.
func BenchmarkRenamedColumns(b *testing.B) {
	for _, columns := range []int{1000, 4000} {
		for _, changed := range []int{0, 3} {
			old, new := wideTable("a", columns, 20, 0), wideTable("b", columns, 20, changed)
			b.Run(fmt.Sprintf("columns=%d/changed=%d", columns, changed), func(b *testing.B) {
				for b.Loop() {
					r, err := Compare(old, new, Options{})
					if err != nil || !strings.Contains(r.Summary(), "columns renamed") {
						b.Fatal(r.Summary(), err)
					}
				}
			})
		}
	}
}

// BenchmarkShiftedKeys compares a series with the same series whose keys are one later.
func BenchmarkShiftedKeys(b *testing.B) {
	for _, rows := range []int{10_000, 100_000} {
		series := func(by int) *goldenfile.File {
			at, n := array.NewInt64Builder(memory.DefaultAllocator), array.NewFloat64Builder(memory.DefaultAllocator)
			for row := range rows {
				at.Append(int64(row + by))
				n.Append(float64(row * row % 1009))
			}
			return &goldenfile.File{Order: goldenfile.Keyed, Key: []string{"at"}, Table: array.NewRecord(
				arrow.NewSchema([]arrow.Field{
					{Name: "at", Type: arrow.PrimitiveTypes.Int64}, {Name: "n", Type: arrow.PrimitiveTypes.Float64},
				}, nil), []arrow.Array{at.NewArray(), n.NewArray()}, int64(rows))}
		}
		old, new := series(0), series(1)
		b.Run(fmt.Sprintf("rows=%d", rows), func(b *testing.B) {
			for b.Loop() {
				r, err := Compare(old, new, Options{Key: []string{"at"}})
				if err != nil || !strings.HasPrefix(r.Summary(), "keys shifted by one row") {
					b.Fatal(r.Summary(), err)
				}
			}
		})
	}
}

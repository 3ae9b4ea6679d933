package tablediff

import (
	"bytes"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/report"
)

// A fuzzRow is a row of a fuzzed table: three bytes, of which 0xff means null.
type fuzzRow [3]byte

func fuzzRows(data []byte) (rows []fuzzRow) {
	for ; len(data) >= 3; data = data[3:] {
		row := fuzzRow(data)
		if row[1] != 0xff {
			row[1] &= 0x7f
		}
		rows = append(rows, row)
	}
	return rows
}

// fuzzTable returns a table with a number, a text of at most one letter and a float in each row.
func fuzzTable(rows []fuzzRow) arrow.Record {
	b := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema([]arrow.Field{
		{Name: "n", Type: arrow.PrimitiveTypes.Int64, Nullable: true},
		{Name: "s", Type: arrow.BinaryTypes.String, Nullable: true},
		{Name: "f", Type: arrow.PrimitiveTypes.Float64, Nullable: true},
	}, nil))
	defer b.Release()
	for _, row := range rows {
		for c, v := range row {
			switch field := b.Field(c); {
			case v == 0xff:
				field.AppendNull()
			case c == 0:
				field.(*array.Int64Builder).Append(int64(v))
			case c == 1:
				field.(*array.StringBuilder).Append(string([]byte{v}[:min(v, 1)]))
			default:
				field.(*array.Float64Builder).Append(float64(v) / 4)
			}
		}
	}
	return b.NewRecord()
}

// Whatever the tables hold, and whether the key is declared, inferred or missing, the report accounts for every row.
func FuzzRows(f *testing.F) {
	f.Add([]byte("1a12b23c3"), []byte("2b21a14d4"), uint8(0))
	f.Add([]byte("1a12b23c3"), []byte("3c31x12b2"), uint8(1))
	f.Add([]byte("1a11a12b2"), []byte("2b21a1\xff\xff\xff"), uint8(2))
	f.Fuzz(func(t *testing.T, oldBytes, newBytes []byte, order uint8) {
		oldRows, newRows := fuzzRows(oldBytes), fuzzRows(newBytes)
		o := Options{Order: []goldenfile.Order{goldenfile.Ordered, goldenfile.Keyed, goldenfile.Multiset}[order%3]}
		if o.Order == goldenfile.Keyed {
			o.Key = []string{"n"}
		}
		old := &goldenfile.File{Order: o.Order, Key: o.Key, Table: fuzzTable(oldRows)}
		new := &goldenfile.File{Order: o.Order, Key: o.Key, Table: fuzzTable(newRows)}
		oldText, oldErr := goldenfile.Encode(old)
		newText, newErr := goldenfile.Encode(new)
		if oldErr != nil {
			return // no golden holds such rows
		}
		r, err := Compare(old, new, o)
		if (err == nil) != (newErr == nil) {
			t.Fatalf("compared: %v, written: %v", err, newErr)
		}
		if err != nil {
			return
		}
		if r.Equal() != bytes.Equal(oldText, newText) {
			t.Fatalf("equal: %v, but the texts are\n%s\n%s", r.Equal(), oldText, newText)
		}
		if r.Rows.Old-r.Rows.Removed != r.Rows.New-r.Rows.Added || r.Rows.Old != len(oldRows) ||
			r.Rows.New != len(newRows) {
			t.Fatalf("the rows do not add up: %+v", r.Rows)
		}
		if o.Order == goldenfile.Keyed && r.KeyRule == "" { // else rows are joined by other keys
			checkJoin(t, r.Rows, oldRows, newRows)
		}
	})
}

// checkJoin counts the differing rows by key a second time.
func checkJoin(t *testing.T, got report.Rows, old, new []fuzzRow) {
	byKey := map[byte]fuzzRow{}
	for _, row := range old {
		byKey[row[0]] = row
	}
	want := report.Rows{Old: len(old), New: len(new), Removed: len(old)}
	for _, row := range new {
		was, known := byKey[row[0]]
		switch {
		case !known:
			want.Added++
			continue
		case was != row:
			want.Changed++
		}
		want.Removed--
	}
	if got != want {
		t.Fatalf("got %+v, want %+v", got, want)
	}
}

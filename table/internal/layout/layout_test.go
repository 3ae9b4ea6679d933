package layout_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	_ "github.com/sebdah/goldie/v2" // defines -update
	"pgregory.net/rapid"

	"github.com/assay-go/assay/internal/arrowtest"
	"github.com/assay-go/assay/table/internal/layout"
)

// TestALayoutHasTheSameCells lays out random tables of all types.
func TestALayoutHasTheSameCells(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rec := arrowtest.Table(t)
		l := layout.Layout(rapid.IntRange(0, int(layout.All)).Draw(t, "layout"))
		batches, table := l.Batches(rec), l.Table(rec)
		row := 0
		for _, b := range batches {
			for i := range int(b.NumRows()) {
				for _, c := range compared(rec) {
					if !arrowtest.Same(rec.Column(c), row, b.Column(c), i) {
						t.Fatalf("layout %v, row %d: %v is not %v", l, row, b.Column(c), rec.Column(c))
					}
				}
				row++
			}
		}
		if row != int(rec.NumRows()) || table.NumRows() != rec.NumRows() {
			t.Fatalf("layout %v: %d and %d rows, want %d", l, row, table.NumRows(), rec.NumRows())
		}
		for _, c := range compared(rec) {
			row := 0
			for _, chunk := range table.Column(c).Data().Chunks() {
				for i := range chunk.Len() {
					if !arrowtest.Same(rec.Column(c), row, chunk, i) {
						t.Fatalf("layout %v, row %d of a table: %v is not %v", l, row, chunk, rec.Column(c))
					}
					row++
				}
			}
		}
	})
}

// compared returns the columns whose slices version 17 of Arrow compares right.
func compared(rec arrow.Record) (columns []int) {
	for i, f := range rec.Schema().Fields() {
		if text := fmt.Sprint(f.Type); !strings.Contains(text, "list_view") && !strings.Contains(text, "run_end") {
			columns = append(columns, i)
		}
	}
	return columns
}

func TestEachLayoutDiffers(t *testing.T) {
	texts := &arrow.DictionaryType{IndexType: arrow.PrimitiveTypes.Int8, ValueType: arrow.BinaryTypes.String}
	schema := arrow.NewSchema([]arrow.Field{
		{Name: "n", Type: arrow.PrimitiveTypes.Int64, Nullable: true},
		{Name: "s", Type: arrow.StructOf(arrow.Field{Name: "x", Type: arrow.BinaryTypes.String, Nullable: true}), Nullable: true},
		{Name: "d", Type: texts, Nullable: true},
		{Name: "l", Type: arrow.ListOf(arrow.PrimitiveTypes.Float64), Nullable: true},
	}, nil)
	rec, _, err := array.RecordFromJSON(memory.DefaultAllocator, schema, strings.NewReader(`[
		{"n": 0, "s": {"x": "a"}, "d": "x", "l": [1.5]}, {"n": 7, "s": {"x": null}, "d": "y", "l": [2, 3]},
		{"n": null, "s": null, "d": null, "l": null}, {"n": 9, "s": {"x": "d"}, "d": "x", "l": []}]`))
	if err != nil {
		t.Fatal(err)
	}
	first := func(l layout.Layout) arrow.Record { return l.Batches(rec)[0] }
	if table := layout.Chunks.Table(rec); len(table.Column(0).Data().Chunks()) != 4 ||
		table.Column(0).Data().Chunk(0).Len() == table.Column(1).Data().Chunk(0).Len() {
		t.Errorf("the chunks are %v and %v", table.Column(0).Data().Chunks(), table.Column(1).Data().Chunks())
	}
	for i, c := range first(layout.Offsets).Columns() {
		if c.Data().Offset() == 0 {
			t.Errorf("column %d has no offset", i)
		}
	}
	junk := first(layout.Junk)
	if got := junk.Column(0).(*array.Int64).Int64Values()[2]; got != 7 || junk.Column(0).IsValid(2) {
		t.Errorf("below the null there is %d, want 7", got)
	}
	if got := junk.Column(1).(*array.Struct).Field(0).(*array.String); got.IsNull(2) || got.Value(2) == "" {
		t.Errorf("below the null struct there is %v, want a text", got)
	}
	if from, to := junk.Column(3).(*array.List).ValueOffsets(2); to == from {
		t.Error("below the null list there is nothing")
	}
	is, was := first(layout.Dictionaries).Column(2).(*array.Dictionary), rec.Column(2).(*array.Dictionary)
	if is.Dictionary().Len() <= was.Dictionary().Len() || is.GetValueIndex(0) == was.GetValueIndex(0) {
		t.Errorf("the dictionary is %v, and was %v", is, was)
	}
	for _, l := range layout.Singly {
		if !l.Differs(rec) || l.Differs(rec.NewSlice(0, 0)) {
			t.Errorf("layout %v: Differs is wrong", l)
		}
	}
}

package show

import (
	"bytes"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	_ "github.com/sebdah/goldie/v2" // defines -update in every test binary

	"github.com/assay-go/assay/cmd/regen/internal/console"
	"github.com/assay-go/assay/cmd/regen/internal/profile"
	"github.com/assay-go/assay/internal/term"
)

// orders is a table with the cells that are hard to write.
func orders(t *testing.T) arrow.Record {
	t.Helper()
	schema := arrow.NewSchema([]arrow.Field{
		{Name: "id", Type: arrow.PrimitiveTypes.Int64},
		{Name: "note, or \"note\"", Type: arrow.BinaryTypes.String, Nullable: true},
		{Name: "price", Type: arrow.PrimitiveTypes.Float64, Nullable: true},
		{Name: "tags", Type: arrow.ListOf(arrow.BinaryTypes.String), Nullable: true},
	}, nil)
	rec, _, err := array.RecordFromJSON(memory.DefaultAllocator, schema, strings.NewReader(`[
		{"id": 1, "note, or \"note\"": "plain", "price": 1.5, "tags": ["a", "b"]},
		{"id": 2, "note, or \"note\"": "say \"hi\", twice\nor once", "price": null, "tags": []},
		{"id": 3, "note, or \"note\"": "", "price": -0.0, "tags": null},
		{"id": 4, "note, or \"note\"": null, "price": 1e300, "tags": ["\u001b[2J"]}
	]`))
	if err != nil {
		t.Fatal(err)
	}
	return rec
}

func TestAProfileFitsTheTerminal(t *testing.T) {
	about := profile.New(orders(t).Schema())
	if err := about.Add(orders(t)); err != nil {
		t.Fatal(err)
	}
	for _, width := range []int{20, 40, 60, 80} {
		var out bytes.Buffer
		s := &Table{Name: "orders", About: about, First: orders(t).NewSlice(0, 0)}
		if err := s.Write(console.Console{Writer: &out, Terminal: true, Width: width}); err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(out.String(), "\n") {
			if i > 0 && term.Width(line) > width {
				t.Errorf("%d cells of %d: %s", term.Width(line), width, line)
			}
		}
	}
}

package tablediff

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"pgregory.net/rapid"

	"github.com/assay-go/assay/internal/arrowtest"
	"github.com/assay-go/assay/internal/cells"
	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/report"
)

// gather returns the given rows of a table, in that order.
func gather(rec arrow.Record, rows []int) arrow.Record {
	columns := make([]arrow.Array, rec.NumCols())
	for c := range columns {
		if len(rows) == 0 {
			columns[c] = array.NewSlice(rec.Column(c), 0, 0)
			continue
		}
		parts := make([]arrow.Array, len(rows))
		for i, row := range rows {
			parts[i] = array.NewSlice(rec.Column(c), int64(row), int64(row+1))
		}
		var err error
		if columns[c], err = array.Concatenate(parts, memory.DefaultAllocator); err != nil {
			panic(err)
		}
	}
	return array.NewRecord(rec.Schema(), columns, int64(len(rows)))
}

// plainTable draws a table of types that Arrow can concatenate.
func plainTable(t *rapid.T, rows int) arrow.Record {
	var fields []arrow.Field
	var columns []arrow.Array
	for i := range rapid.IntRange(1, 3).Draw(t, "columns") {
		dt := arrowtest.Leaf().Filter(func(dt arrow.DataType) bool {
			return dt.ID() != arrow.NULL && dt.ID() != arrow.STRING_VIEW && dt.ID() != arrow.BINARY_VIEW
		}).Draw(t, "type")
		fields = append(fields, arrow.Field{Name: fmt.Sprint("c", i), Type: dt, Nullable: true})
		columns = append(columns, arrowtest.Column(t, dt, rows, true))
	}
	return array.NewRecord(arrow.NewSchema(fields, nil), columns, int64(rows))
}

// withID returns the table with a row number as the first column.
func withID(rec arrow.Record) arrow.Record {
	b := array.NewInt64Builder(memory.DefaultAllocator)
	for row := range rec.NumRows() {
		b.Append(row * 10)
	}
	fields := append([]arrow.Field{{Name: "id", Type: arrow.PrimitiveTypes.Int64}}, rec.Schema().Fields()...)
	return array.NewRecord(arrow.NewSchema(fields, nil), append([]arrow.Array{b.NewArray()}, rec.Columns()...),
		rec.NumRows())
}

func mustCompare(t *rapid.T, old, new *goldenfile.File, o Options) *report.Report {
	r, err := Compare(old, new, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestATableEqualsItself(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := &goldenfile.File{Order: rapid.SampledFrom([]goldenfile.Order{
			goldenfile.Ordered,
			goldenfile.Multiset,
		}).Draw(t, "order"), Table: arrowtest.Table(t)}
		if r := mustCompare(t, f, f, Options{}); !r.Equal() || len(r.Columns) > 0 {
			t.Fatalf("a table differs from itself: %s", r.Summary())
		}
	})
}

func TestReportsAgreeWithTheBytesOfGoldens(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		order := rapid.SampledFrom([]goldenfile.Order{goldenfile.Ordered, goldenfile.Multiset}).Draw(t, "order")
		rows := rapid.IntRange(0, 6).Draw(t, "rows")
		table := plainTable(t, max(rows, 1))
		pick := rapid.SliceOfN(rapid.IntRange(0, max(rows, 1)-1), 0, 6)
		old := &goldenfile.File{Order: order, Table: gather(table, pick.Draw(t, "old"))}
		new := &goldenfile.File{Order: order, Table: gather(table, pick.Draw(t, "new"))}
		oldText, err := goldenfile.Encode(old)
		if err != nil {
			t.Fatal(err)
		}
		newText, err := goldenfile.Encode(new)
		if err != nil {
			t.Fatal(err)
		}
		r := mustCompare(t, old, new, Options{})
		if r.Equal() != bytes.Equal(oldText, newText) {
			t.Fatalf("the report says %q of\n%s\n%s", r.Summary(), oldText, newText)
		}
		if n := r.Rows.Old + r.Rows.Added - r.Rows.Removed; n != r.Rows.New {
			t.Fatalf("the rows do not add up: %+v", r.Rows)
		}
		if order == goldenfile.Multiset && r.Rows.Moved > 0 {
			t.Fatalf("rows of a multiset moved: %+v", r.Rows)
		}
	})
}

func TestKeyedRowsAreFoundWhereverTheyStand(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := rapid.IntRange(0, 40).Draw(t, "rows")
		table := withID(plainTable(t, rows))
		var all []int
		for row := range rows {
			all = append(all, row)
		}
		kept := rapid.SliceOfNDistinct(rapid.IntRange(0, max(rows-1, 0)), 0, rows, rapid.ID[int]).Draw(t, "kept")
		if rows == 0 {
			kept = nil
		}
		old := &goldenfile.File{Order: goldenfile.Keyed, Key: []string{"id"}, Table: gather(table, all)}
		new := &goldenfile.File{Order: goldenfile.Keyed, Key: []string{"id"}, Table: gather(table, kept)}
		r := mustCompare(t, old, new, Options{})
		if want := (report.Rows{Old: rows, New: len(kept), Removed: rows - len(kept)}); r.Rows != want {
			t.Fatalf("got %+v, want %+v", r.Rows, want)
		}
		back := mustCompare(t, new, old, Options{})
		if want := (report.Rows{Old: len(kept), New: rows, Added: rows - len(kept)}); back.Rows != want {
			t.Fatalf("got %+v, want %+v", back.Rows, want)
		}
	})
}

func TestRowsPutInAndTakenOutOfAnOrderedTableMoveNoOthers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := rapid.IntRange(1, 60).Draw(t, "rows")
		table := withID(plainTable(t, rows))
		kept := rapid.SliceOfNDistinct(rapid.IntRange(0, rows-1), 1, rows, rapid.ID[int]).Draw(t, "kept")
		slices.Sort(kept)
		var all []int
		for row := range rows {
			all = append(all, row)
		}
		whole, part := &goldenfile.File{
			Order: goldenfile.Ordered,
			Table: gather(table, all),
		}, &goldenfile.File{Order: goldenfile.Ordered, Table: gather(table, kept)}
		if r := mustCompare(t, whole, part, Options{}); r.Rows != (report.Rows{
			Old: rows, New: len(kept),
			Removed: rows - len(kept),
		}) {
			t.Fatalf("got %+v", r.Rows)
		}
		if r := mustCompare(t, part, whole, Options{}); r.Rows != (report.Rows{
			Old: len(kept), New: rows,
			Added: rows - len(kept),
		}) {
			t.Fatalf("got %+v", r.Rows)
		}
	})
}

func TestTheFewestRowsMove(t *testing.T) {
	table := withID(array.NewRecord(arrow.NewSchema(nil, nil), nil, 100))
	var rows []int
	for row := range 100 {
		rows = append(rows, row)
	}
	rows = append(rows[50:51:51], append(rows[:50:50], rows[51:]...)...)
	r, err := Compare(&goldenfile.File{Order: goldenfile.Ordered, Table: table},
		&goldenfile.File{Order: goldenfile.Ordered, Table: gather(table, rows)}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if want := (report.Rows{Old: 100, New: 100, Moved: 1}); r.Rows != want {
		t.Errorf("got %+v, want %+v", r.Rows, want)
	}
}

func TestAnyTwoGoldensHaveAReportInEveryForm(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func() *goldenfile.File {
			if rapid.IntRange(0, 4).Draw(t, "kind") == 0 {
				f, err := goldenfile.ValueFile(rapid.MapOf(rapid.String(),
					rapid.SliceOfN(rapid.Float64(), 0, 3)).Draw(t, "value"), nil)
				if err != nil {
					t.Fatal(err)
				}
				return f
			}
			return &goldenfile.File{Order: rapid.SampledFrom([]goldenfile.Order{
				goldenfile.Ordered,
				goldenfile.Multiset,
			}).Draw(t, "order"), Table: arrowtest.Table(t)}
		}
		o := Options{Tolerances: []cells.Tolerance{{Abs: 0.5, ULP: 3, Duration: 1000}}}
		r := mustCompare(t, draw(), draw(), o)
		r.Name = arrowtest.Text().Draw(t, "name")
		for name, write := range map[string]func(io.Writer) error{
			"text": func(w io.Writer) error {
				return r.Text(w, report.TextOptions{Width: rapid.IntRange(1, 120).Draw(t, "width")})
			},
			"markdown": r.Markdown, "html": r.HTML, "json": r.JSON,
		} {
			var b bytes.Buffer
			if err := write(&b); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if name != "json" && strings.ContainsFunc(b.String(), func(c rune) bool {
				return c < ' ' && c != '\n' ||
					c == 0x202e
			}) {
				t.Fatalf("%s holds invisible characters: %q", name, b.String())
			}
		}
		if only, err := r.Only(r.Classes()...); err != nil || !only && len(r.Differences()) > 0 {
			t.Fatalf("a report is not of its own classes %q: %v", r.Classes(), err)
		}
		if (r.Signature() == "") != r.Equal() {
			t.Fatalf("signature %q of a report that is equal: %v", r.Signature(), r.Equal())
		}
	})
}

func TestAReportNotesTheLineEndsOfAWindowsCheckout(t *testing.T) {
	f := parse(t, strings.ReplaceAll(degrees, "\n", "\r\n"))
	r, err := Compare(f, f, Options{})
	if err != nil || !r.Equal() || len(r.Notes) != 1 || !strings.Contains(r.Notes[0], "eol=lf") {
		t.Errorf("the report notes %q, %v", r.Notes, err)
	}
}

// digestText returns the golden of a digest whose first row has this lift.
func digestText(f *testing.F, rows int, lift float64) []byte {
	text, err := goldenfile.Encode(digestOf(f, arrowtest.Numbered(rows, func(id int, l *float64) bool {
		if id == 0 {
			*l = lift
		}
		return true
	})))
	if err != nil {
		f.Fatal(err)
	}
	return text
}

// Any two goldens have a report. It says that they are equal if their bytes are.
func FuzzCompare(f *testing.F) {
	f.Add([]byte(degrees), []byte(strings.Replace(degrees, "2,null", "2,0.25", 1)))
	f.Add(digestText(f, 300, 0), digestText(f, 300, 1))
	f.Add([]byte("# assay 1\n# value\nlift: 0.5\n"), []byte("# assay 1\n# value\nlift:\n  - 1\n"))
	f.Add([]byte("# assay 1\n# order ordered\n# field a int8\na\n1\n2\n3\n"),
		[]byte("# assay 1\n# order ordered\n# field a int8\na\n2\n3\n1\n4\n"))
	f.Fuzz(func(t *testing.T, oldText, newText []byte) {
		old, err := goldenfile.Decode(oldText, "x.golden")
		if err != nil {
			return
		}
		new, err := goldenfile.Decode(newText, "x.golden")
		if err != nil {
			return
		}
		r, err := Compare(old, new, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Equal(oldText, newText) && !r.Equal() {
			t.Fatalf("equal goldens differ: %s", r.Summary())
		}
		var b bytes.Buffer
		if err := r.Text(&b, report.TextOptions{}); err != nil {
			t.Fatal(err)
		}
	})
}

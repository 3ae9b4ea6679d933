package tablediff

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"

	"github.com/assay-go/assay/internal/arrowtest"
	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/report"

	_ "github.com/assay-go/assay/internal/parquetfile" // links Parquet
)

func TestDigestsAreEqualWhereTextsAre(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		order := rapid.SampledFrom([]goldenfile.Order{goldenfile.Ordered, goldenfile.Multiset}).Draw(t, "order")
		draw := func() *goldenfile.File { return &goldenfile.File{Order: order, Table: arrowtest.Table(t)} }
		a, b := draw(), draw()
		if rapid.Bool().Draw(t, "reordered") {
			rows := int(a.Table.NumRows())
			back, err := goldenfile.PickRows(a.Table, goldenfile.SampledRows(rows),
				func(i int) int { return rows - 1 - i })
			if err != nil {
				t.Fatal(err)
			}
			b = &goldenfile.File{Order: order, Table: back}
		}
		var texts, digests [2][]byte
		var files [2]*goldenfile.File
		for i, f := range []*goldenfile.File{a, b} {
			var err error
			if texts[i], err = goldenfile.Encode(f); err != nil {
				t.Fatal(err)
			}
			if files[i], err = goldenfile.ToDigest(f, goldenfile.SecondRules, ""); err != nil {
				t.Fatal(err)
			}
			if digests[i], err = goldenfile.Encode(files[i]); err != nil {
				t.Fatal(err)
			}
			if _, err := goldenfile.Decode(digests[i], "x.golden"); err != nil {
				t.Fatalf("%v\n%s", err, digests[i])
			}
		}
		same := bytes.Equal(texts[0], texts[1])
		if same != bytes.Equal(digests[0], digests[1]) {
			t.Fatalf("%s\nand\n%s\nhave the digests\n%s\nand\n%s", texts[0], texts[1], digests[0], digests[1])
		}
		if r := mustCompare(t, files[0], files[1], Options{}); same && !r.Equal() || r.Equal() &&
			!mustCompare(t, a, b, Options{}).Equal() {
			t.Fatalf("the report says %q of\n%s\nand\n%s", r.Summary(), digests[0], digests[1])
		}
	})
}

// digestOf returns the digest of a table keyed by id.
func digestOf(t testing.TB, table arrow.Record) *goldenfile.File {
	t.Helper()
	d, err := goldenfile.ToDigest(&goldenfile.File{Key: []string{"id"}, Table: table}, goldenfile.SecondRules, "")
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestARowPutInChangesOneBlockOfAKeyedDigest(t *testing.T) {
	const rows = 20_000
	whole := digestOf(t, arrowtest.Numbered(rows, nil))
	for _, gone := range []int{0, 5_000, 7_777, rows - 1} {
		part := digestOf(t, arrowtest.Numbered(rows, func(id int, _ *float64) bool { return id != gone }))
		r, err := Compare(part, whole, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if n := len(r.Digest.Changed); n < 1 || n > 3 || r.Digest.Blocks < 40 {
			t.Errorf("the row %d changes %d of %d blocks", gone, n, r.Digest.Blocks)
		}
		if got := r.Classes(); !slices.Contains(got, report.Added) || slices.Contains(got, report.Removed) {
			t.Errorf("the classes are %v", got)
		}
	}
}

func TestADigestOfAnotherSizeIsComparedByColumn(t *testing.T) {
	old := digestOf(t, arrowtest.Numbered(goldenfile.MostBlocks*goldenfile.FewestInBlock, nil))
	new := digestOf(t, arrowtest.Numbered(goldenfile.MostBlocks*goldenfile.FewestInBlock+1, nil))
	r, err := Compare(old, new, Options{})
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := r.Text(&b, report.TextOptions{}); err != nil {
		t.Fatal(err)
	}
	if want := "32,768 -> 32,769 rows\n  id    changed; distinct 32768 -> 32769; max 32767 -> " +
		"32768\n"; !strings.HasPrefix(b.String(), want) ||
		!strings.Contains(b.String(), "the block size depends on the number of rows and changed") {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
}

func TestEveryTableSurvivesAsParquet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := &goldenfile.File{Order: rapid.SampledFrom([]goldenfile.Order{
			goldenfile.Ordered,
			goldenfile.Multiset,
		}).Draw(t, "order"), Table: arrowtest.Table(t)}
		if f.Table.NumCols() == 0 {
			return // without columns Parquet has no rows
		}
		d, err := goldenfile.ToDigest(f, goldenfile.SecondRules, "")
		if err != nil {
			t.Fatal(err)
		}
		data, err := goldenfile.EncodeParquet(f, d)
		if err != nil {
			t.Fatal(err)
		}
		back, err := goldenfile.DecodeParquet(data, d)
		if err != nil {
			t.Fatal(err)
		}
		if r := mustCompare(t, f, back, Options{}); !r.Equal() || len(r.Columns) > 0 {
			t.Fatalf("it came back with %s", r.Summary())
		}
	})
}

func TestTheBlocksOfADigestAddUp(t *testing.T) {
	const rows = 5_000
	whole := arrowtest.Numbered(rows, nil)
	ids := shiftCells(whole.Column(0), 7)
	shifted := array.NewRecord(whole.Schema(), append([]arrow.Array{ids}, whole.Columns()[1:]...), rows)
	for name, new := range map[string]arrow.Record{
		"shifted": shifted, "cut": arrowtest.Numbered(rows-900, nil), "changed": arrowtest.Numbered(rows,
			func(id int, lift *float64) bool {
				if id == 77 {
					*lift++
				}
				return id != 1234
			}),
	} {
		old, is := digestOf(t, whole), digestOf(t, new)
		r, err := Compare(old, is, Options{})
		if err != nil {
			t.Fatal(err)
		}
		counts := map[string]int{}
		oldRows, newRows := 0, 0
		for _, b := range r.Digest.Changed {
			counts[b.Kind]++
			oldRows, newRows = oldRows+b.Old, newRows+b.New
		}
		unchanged := len(is.Digest.Blocks) - counts[report.Changed] - counts[report.Added]
		if unchanged < 0 || len(old.Digest.Blocks)-counts[report.Changed]-counts[report.Removed] != unchanged {
			t.Errorf("%s: blocks do not add up: %v of %d", name, counts, r.Digest.Blocks)
		}
		if r.Rows.Old-oldRows != r.Rows.New-newRows {
			t.Errorf("%s: rows do not add up: %d -> %d of %+v", name, oldRows, newRows, r.Rows)
		}
		want := "25 of 26 blocks changed, 1 block added, 1 block removed"
		if got := r.Summary(); name == "shifted" && got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
}

func TestDigestsByDifferentRulesAreComparedByTheirFigures(t *testing.T) {
	whole := arrowtest.Numbered(3000, nil)
	const note = "  digests of different versions have different hashes, so only figures are compared\n"
	for edited, want := range map[bool]string{
		false: "digest version 1 -> 2\n" + note,
		true: "digest version 1 -> 2\n  lift  changed; distinct 100 -> 101; max 12.375 -> 99\n" +
			"  a digest shows which blocks differ, not which cells; the form AsParquet keeps the cells\n" + note,
	} {
		old, err := goldenfile.ToDigest(&goldenfile.File{Key: []string{"id"}, Table: whole}, goldenfile.FirstRules, "")
		if err != nil {
			t.Fatal(err)
		}
		new := digestOf(t, arrowtest.Numbered(3000, func(id int, lift *float64) bool {
			if edited && id == 700 {
				*lift = 99
			}
			return true
		}))
		r, err := Compare(old, new, Options{})
		if err != nil || r.Equal() {
			t.Fatalf("%+v, %v", r, err)
		}
		var b strings.Builder
		if err := r.Text(&b, report.TextOptions{}); err != nil || b.String() != want {
			t.Errorf("%v: got\n%s\nwant\n%s", err, b.String(), want)
		}
	}
}

package golden

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"pgregory.net/rapid"
)

// many returns a table of rows that the environment of a suite edits: GOLDEN_LAB_RESULT is "rows lift-of-row-700".
func many(rows int, edit func(id int, lift *float64) (keep bool)) arrow.Record {
	b := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema([]arrow.Field{
		{Name: "id", Type: arrow.PrimitiveTypes.Int64},
		{Name: "name", Type: arrow.BinaryTypes.String, Nullable: true},
		{Name: "lift", Type: arrow.PrimitiveTypes.Float64, Nullable: true},
	}, nil))
	defer b.Release()
	for id := range rows {
		lift := float64(id%100) / 8
		if edit != nil && !edit(id, &lift) {
			continue
		}
		b.Field(0).(*array.Int64Builder).Append(int64(id))
		b.Field(1).(*array.StringBuilder).Append(fmt.Sprintf("user %d", id%40))
		b.Field(2).(*array.Float64Builder).Append(lift)
	}
	return b.NewRecord()
}

func mustDigest(t testing.TB, f *File) *File {
	t.Helper()
	d, err := digested(f, "")
	if err != nil {
		t.Fatal(err)
	}
	return d
}

const smallDigest = `# assay 1
# order keyed id
# field id int64 not null
# field "full name" utf8
# digest 11 rows, parquet sha256 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
# column id 0 null, 11 distinct, sha256 0011223344556677, min 1, max 11
# column "full name" 10 null, 1 distinct, sha256 8899aabbccddeeff, min "a, b", max "a, b"
# block 4 rows from 1: 00112233 44556677
# block 7 rows from 5: 8899aabb ccddeeff
id,full name
1,null
2,null
3,null
4,null
5,null
7,null
8,null
9,null
10,null
11,null
`

func TestADigestIsReadAndWrittenBackByteForByte(t *testing.T) {
	for name, text := range map[string]string{
		"a keyed table": smallDigest,
		"no rows":       "# assay 1\n# order ordered\n# field a utf8\n# digest 0 rows\n# column a 0 null, 0 distinct, sha256 e3b0c44298fc1c14\na\n",
		"no columns":    "# assay 1\n# order ordered\n# digest 1 rows\n# block 1 rows from 0:\n\n\n",
	} {
		f, err := Decode([]byte(text), "x.golden")
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if again, err := Encode(f); err != nil || string(again) != text {
			t.Errorf("%s: written back as\n%s\n%v", name, again, err)
		}
	}
}

func TestADigestThatAssayWouldNotWriteIsRefusedByPlace(t *testing.T) {
	for name, c := range map[string]struct{ old, new, want string }{
		"no number":             {"11 rows,", "eleven rows,", `x.golden:5:10: a number of rows or values is needed, found "eleven"`},
		"too many rows":         {"11 rows,", "99999999999 rows,", "x.golden:5:10: a number of rows"},
		"other words":           {"11 rows, parquet", "11 rows, beside", "x.golden:5:10: a number of rows"},
		"a file's hash cut":     {"b855\n", "b8\n", "x.golden:5:10: a hash of 64 hexadecimal digits"},
		"a hash cut short":      {"0011223344556677", "00112233", "x.golden:6:10: a hash of 16 hexadecimal digits is needed"},
		"an unknown figure":     {"max 11", "mean 6", `x.golden:6:10: a digest knows nothing of the kind "mean 6"`},
		"another column":        {"# column id", "# column ident", `x.golden:6:12: found "# column ident 0 null`},
		"a column too few":      {"# column id 0 null, 11 distinct, sha256 0011223344556677, min 1, max 11\n", "", "the digest has 1 column, the table 2"},
		"figures out of order":  {"min 1, max 11", "max 11, min 1", `x.golden:6:60: found`},
		"a block without place": {"# block 4 rows from 1:", "# block 4 rows:", "x.golden:8:9: a block is its number of rows"},
		"a block hash too long": {"44556677\n", "4455667788\n", "x.golden:8:9: a hash of 8 hexadecimal digits is needed"},
		"a hash too few":        {"00112233 44556677\n", "00112233\n", "the block from 1 has 1 hash of 2 columns"},
		"a row too many":        {"# block 4", "# block 5", "the blocks of a digest of 11 rows have 12"},
		"a row missing":         {"5,null\n", "", "a digest of 11 rows holds the first and the last 5, not 9 rows"},
		"rows out of order":     {"5,null\n7,null", "7,null\n5,null", "x.golden:16:1: the row belongs above the one before it"},
	} {
		text := strings.Replace(smallDigest, c.old, c.new, 1)
		if text == smallDigest {
			t.Errorf("%s: %q is not in the golden", name, c.old)
		}
		_, err := Decode([]byte(text), "x.golden")
		var at *ParseError
		if !errors.As(err, &at) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s:\ngot  %v\nwant %s", name, err, c.want)
		}
	}
}

func TestTheHashesOfADigestAreThoseOfTheTextOfATable(t *testing.T) {
	f := &File{Key: []string{"id"}, Table: many(3000, nil)}
	text, err := Encode(f)
	if err != nil {
		t.Fatal(err)
	}
	_, rows, _ := strings.Cut(string(text), "id,name,lift\n")
	d := mustDigest(t, f).Digest
	from := 0
	for _, b := range d.Blocks {
		if b.From != fmt.Sprint(from) {
			t.Errorf("a block starts at %s, not at %d", b.From, from)
		}
		for c := range d.Columns {
			if got := hashOfCells(rows, c, from, from+b.Rows)[:8]; got != b.Hashes[c] {
				t.Errorf("block from %d, column %d: got %s, want %s", from, c, b.Hashes[c], got)
			}
		}
		from += b.Rows
	}
	if len(d.Blocks) < 5 || len(d.Blocks) > 25 || from != 3000 {
		t.Errorf("%d rows are in %d blocks", from, len(d.Blocks))
	}
	for c, want := range []DigestColumn{
		{Distinct: 3000, Min: "0", Max: "2999"}, {Distinct: 40, Min: "user 0", Max: "user 9"}, {Distinct: 100, Min: "0", Max: "12.375"},
	} {
		want.Hash = hashOfCells(rows, c, 0, 3000)[:16]
		if d.Columns[c] != want {
			t.Errorf("column %d: got %+v, want %+v", c, d.Columns[c], want)
		}
	}
}

// hashOfCells is what "cut -d, -f$column | sha256sum" says of some rows.
func hashOfCells(rows string, column, from, to int) string {
	h := sha256.New()
	for _, line := range strings.Split(rows, "\n")[from:to] {
		fmt.Fprintln(h, strings.Split(line, ",")[column])
	}
	return hex.EncodeToString(h.Sum(nil))
}

func TestDigestsAreEqualWhereTextsAre(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		order := rapid.SampledFrom([]Order{Ordered, Multiset}).Draw(t, "order")
		draw := func() *File { return &File{Order: order, Table: drawTable(t)} }
		a, b := draw(), draw()
		if rapid.Bool().Draw(t, "reordered") {
			rows := int(a.Table.NumRows())
			back, err := pickRows(a.Table, sampled(rows), func(i int) int { return rows - 1 - i })
			if err != nil {
				t.Fatal(err)
			}
			b = &File{Order: order, Table: back}
		}
		var texts, digests [2][]byte
		var files [2]*File
		for i, f := range []*File{a, b} {
			var err error
			if texts[i], err = Encode(f); err != nil {
				t.Fatal(err)
			}
			if files[i], err = digested(f, ""); err != nil {
				t.Fatal(err)
			}
			if digests[i], err = Encode(files[i]); err != nil {
				t.Fatal(err)
			}
			if _, err := Decode(digests[i], "x.golden"); err != nil {
				t.Fatalf("%v\n%s", err, digests[i])
			}
		}
		same := bytes.Equal(texts[0], texts[1])
		if same != bytes.Equal(digests[0], digests[1]) {
			t.Fatalf("%s\nand\n%s\nhave the digests\n%s\nand\n%s", texts[0], texts[1], digests[0], digests[1])
		}
		if r := mustCompare(t, files[0], files[1], Comparison{}); same && !r.Equal() || r.Equal() && !mustCompare(t, a, b, Comparison{}).Equal() {
			t.Fatalf("the report says %q of\n%s\nand\n%s", r.Summary(), digests[0], digests[1])
		}
	})
}

func TestARowPutInChangesOneBlockOfAKeyedDigest(t *testing.T) {
	const rows = 20_000
	whole := mustDigest(t, &File{Key: []string{"id"}, Table: many(rows, nil)})
	for _, gone := range []int{0, 5_000, 7_777, rows - 1} {
		part := mustDigest(t, &File{Key: []string{"id"}, Table: many(rows, func(id int, _ *float64) bool { return id != gone })})
		r, err := Compare(part, whole, Comparison{})
		if err != nil {
			t.Fatal(err)
		}
		if n := len(r.Digest.Changed); n < 1 || n > 3 || r.Digest.Blocks < 40 {
			t.Errorf("the row %d changes %d of %d blocks", gone, n, r.Digest.Blocks)
		}
		if got := r.Classes(); !slices.Contains(got, added) || slices.Contains(got, removed) {
			t.Errorf("the classes are %v", got)
		}
	}
}

func TestADigestOfAnotherSizeIsComparedByColumn(t *testing.T) {
	old := mustDigest(t, &File{Key: []string{"id"}, Table: many(mostBlocks*fewestInBlock, nil)})
	new := mustDigest(t, &File{Key: []string{"id"}, Table: many(mostBlocks*fewestInBlock+1, nil)})
	r, err := Compare(old, new, Comparison{})
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := r.Text(&b, TextOptions{}); err != nil {
		t.Fatal(err)
	}
	if want := "32,768 -> 32,769 rows\n  id    changed; distinct 32768 -> 32769; max 32767 -> 32768\n"; !strings.HasPrefix(b.String(), want) ||
		!strings.Contains(b.String(), "blocks of so many rows have another size") {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
}

// labForm is the form that the environment asks for.
func labForm() Form { return Form(slices.Index(formNames[:], os.Getenv("GOLDEN_LAB_FORM"))) }

func init() {
	labSuites["many"] = map[string]func(*testing.T){"TestReport": func(t *testing.T) {
		table := many(1000, func(id int, lift *float64) bool {
			switch os.Getenv("GOLDEN_LAB_EDIT") {
			case "one":
				if id == 700 {
					*lift = 99
				}
			case "drift":
				*lift += 1e-9
			}
			return true
		})
		o := Options{Key: []string{"id"}, Form: labForm(), MaxRows: 500, MaxBytes: 10_000}
		if os.Getenv("GOLDEN_LAB_TOLERANCE") != "" {
			o.Tolerances = []Tolerance{{Column: "lift", Abs: 1e-6}}
		}
		Assert(t, "lift", table, o)
	}}
}

const (
	asText, asDigest, asParquet = "GOLDEN_LAB_FORM=text", "GOLDEN_LAB_FORM=digest", "GOLDEN_LAB_FORM=parquet"
	oneEdited, allDrifted       = "GOLDEN_LAB_EDIT=one", "GOLDEN_LAB_EDIT=drift"
	liftParquet                 = "report/testdata/golden/TestReport/lift.parquet"
)

func TestAResultThatIsTooLargeIsPointedToADigest(t *testing.T) {
	l := newLab(t)
	l.mustFail([]string{"the result has 1,000 rows, a golden at most 500", "Form: golden.AsDigest", "Form: golden.AsParquet", "raise MaxRows"},
		"many", asText, "-update")
	l.mustPass("many", asDigest, "-update")
	l.mustPass("many", asDigest)
	if found := l.files("report/testdata"); !slices.Equal(found, []string{liftGolden}) {
		t.Errorf("there are %v", found)
	}
}

func TestADigestNamesTheBlockAndColumnThatMoved(t *testing.T) {
	l := newLab(t)
	l.mustPass("many", asDigest, "-update")
	before := l.read(liftGolden)
	l.mustFail([]string{
		"testdata/golden/TestReport/lift.golden: the result differs", "of 6 blocks changed", "lift  1 block changed; distinct 100 -> 101; max 12.375 -> 99",
		"the form AsParquet keeps the cells", "approve 'report/TestReport/lift'",
	}, "many", asDigest, oneEdited)
	pending := l.pending()
	if len(pending) != 1 {
		t.Fatalf("pending are %+v", pending)
	}
	r, err := l.store().Report(pending[0])
	if err != nil || r.Equal() || len(r.Digest.Changed) != 1 || !slices.Equal(r.Digest.Changed[0].Columns, []string{"lift"}) {
		t.Errorf("the report is %+v, %v", r, err)
	}
	if ok, err := r.Only("column:lift"); !ok || err != nil {
		t.Errorf("its classes are %v, %v", r.Classes(), err)
	}
	if err := l.store().Approve(pending[0]); err != nil || l.read(liftGolden) == before {
		t.Errorf("the golden stays as it was: %v", err)
	}
	l.mustPass("many", asDigest, oneEdited)
	l.mustFail([]string{"a digest has no cells to compare within a tolerance: use the form AsParquet"}, "many", asDigest, "GOLDEN_LAB_TOLERANCE=1")
}

func TestAParquetGoldenShowsCellsAndTakesTolerances(t *testing.T) {
	l := newLab(t)
	l.mustPass("many", asParquet, "-update")
	l.mustPass("many", asParquet)
	both := []string{liftGolden, liftParquet}
	if found := l.files("report/testdata"); !slices.Equal(found, both) || !strings.Contains(l.read(liftGolden), "1000 rows, parquet sha256 ") {
		t.Errorf("there are %v and\n%s", found, l.read(liftGolden))
	}
	l.mustFail([]string{"1 of 1,000 rows changed", "700  0 -> 99"}, "many", asParquet, oneEdited)
	r, err := l.store().Report(l.pending()[0])
	if err != nil || r.Rows.Changed != 1 || r.Digest != nil {
		t.Errorf("the report is %+v, %v", r, err)
	}

	text, table := l.read(liftGolden), l.read(liftParquet)
	l.mustPass("many", asParquet, allDrifted, "GOLDEN_LAB_TOLERANCE=1")
	l.mustPass("many", asParquet, allDrifted, "GOLDEN_LAB_TOLERANCE=1", "-update")
	if l.read(liftGolden) != text || l.read(liftParquet) != table || len(l.pending()) != 0 {
		t.Error("a drift within the tolerance is written, or is pending")
	}

	l.mustFail(nil, "many", asParquet, oneEdited)
	if err := l.store().Approve(l.pending()[0]); err != nil {
		t.Fatal(err)
	}
	l.mustPass("many", asParquet, oneEdited)
	l.mustFail([]string{"700  99 -> 0"}, "many", asParquet) // both files are the approved ones
	if found := l.files("report/testdata"); !slices.Equal(found, both) {
		t.Errorf("there are %v", found)
	}
	for _, name := range []string{".assay/pending/report/TestReport/lift.parquet", ".assay/tmp"} {
		if l.mustPass("many", asParquet, oneEdited); len(l.files(name)) > 0 {
			t.Errorf("%s is left", name)
		}
	}

	l.mustFail([]string{"kind digest with Parquet -> digest"}, "many", asDigest, oneEdited)
	l.mustPass("many", asDigest, oneEdited, "-update")
	if found := l.files("report/testdata"); !slices.Equal(found, []string{liftGolden}) {
		t.Errorf("the table of a golden that has none any more is left: %v", found)
	}
}

func TestAParquetFileIsBelievedOnlyWhereTheDigestDescribesIt(t *testing.T) {
	l := newLab(t)
	l.mustPass("many", asParquet, oneEdited, "-update")
	other := l.read(liftParquet)
	l.mustPass("many", asParquet, "-update")
	table := l.read(liftParquet)
	for name, c := range map[string]struct{ file, says string }{
		"of another table": {other, "lift.parquet is not the file that was written with the digest"},
		"cut short":        {table[:len(table)/2], "lift.parquet is not the file"},
		"a pointer":        {"version https://git-lfs.github.com/spec/v1\n", "lift.parquet is not the file"},
		"garbled":          {table[:100] + strings.Repeat("\xff", 200) + table[300:], "lift.parquet is not the file"},
	} {
		l.write(liftParquet, c.file)
		l.mustPass("many", asParquet) // the digest decides
		if out := l.mustFail([]string{"1 of 6 blocks changed", c.says}, "many", asParquet, oneEdited); strings.Contains(out, "goroutine") {
			t.Errorf("%s: %s", name, out)
		}
	}
	l.write(liftParquet, other)
	text := l.read(liftGolden)
	l.write(liftGolden, strings.Replace(text, hashOf([]byte(table)), hashOf([]byte(other)), 1)) // by hand
	l.mustFail([]string{"1 of 6 blocks changed", "lift.parquet: it holds another table: "}, "many", asParquet, oneEdited)
	l.write(liftGolden, text)
	if err := os.Remove(filepath.Join(l.root, liftParquet)); err != nil {
		t.Fatal(err)
	}
	l.mustFail([]string{"lift.parquet: the file with the golden's table is missing"}, "many", asParquet)
	if err := l.store().Approve(l.pending()[0]); err != nil {
		t.Error(err)
	}
	l.mustPass("many", asParquet)
	if l.read(liftParquet) != table {
		t.Error("the file that approving wrote is another one")
	}
	if err := os.Remove(filepath.Join(l.root, liftParquet)); err != nil {
		t.Fatal(err)
	}
	l.mustPass("many", asParquet, "-update")
	if l.read(liftParquet) != table {
		t.Error("the file that -update wrote is another one")
	}
}

func TestAnObsoleteGoldenGoesWithItsTable(t *testing.T) {
	l := newLab(t)
	l.mustPass("many", asParquet, "-update")
	l.write("report/report_test.go", "package report\n")
	st := l.wantStatus("obsolete", []string{liftGolden})
	if err := l.store().Prune(st.Obsolete[0]); err != nil {
		t.Error(err)
	}
	if found := l.files("report/testdata"); len(found) > 0 {
		t.Errorf("there are %v", found)
	}
}

func TestATableWhoseDigestWasDeletedIsObsoleteAsTheDigestWouldBe(t *testing.T) {
	l := newLab(t)
	l.mustPass("many", asParquet, "-update")
	if err := os.Remove(filepath.Join(l.root, liftGolden)); err != nil {
		t.Fatal(err)
	}
	l.write("report/testdata/golden/TestReport/theirs.parquet", "of someone else")
	l.wantStatus("obsolete", nil) // its test may record it again
	l.write("report/report_test.go", "package report\n")
	st := l.wantStatus("obsolete", []string{besideGolden(liftGolden)}, "missing", nil)
	want := Ref{besideGolden(liftGolden), "report", "TestReport", "lift", "its golden was deleted, its table was not, and its test is gone: no test file in report has TestReport"}
	if len(st.Obsolete) != 1 || st.Obsolete[0] != want {
		t.Fatalf("obsolete are %+v", st.Obsolete)
	}

	l.write(liftGolden, twoLifts)
	if err := l.store().Prune(want); err == nil || !strings.Contains(err.Error(), "not obsolete") {
		t.Errorf("with its golden, the file is pruned: %v", err)
	}
	if err := os.Remove(filepath.Join(l.root, liftGolden)); err != nil {
		t.Fatal(err)
	}
	if err := l.store().Prune(want); err != nil {
		t.Error(err)
	}
	if found := l.files("report/testdata"); !slices.Equal(found, []string{"report/testdata/golden/TestReport/theirs.parquet"}) {
		t.Errorf("there are %v", found)
	}
}

func TestEveryTableSurvivesAsParquet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := &File{Order: rapid.SampledFrom([]Order{Ordered, Multiset}).Draw(t, "order"), Table: drawTable(t)}
		if f.Table.NumCols() == 0 {
			return // without columns Parquet has no rows
		}
		d, err := digested(f, "")
		if err != nil {
			t.Fatal(err)
		}
		data, err := encodeParquet(f, d)
		if err != nil {
			t.Fatal(err)
		}
		back, err := decodeParquet(data, d)
		if err != nil {
			t.Fatal(err)
		}
		if r := mustCompare(t, f, back, Comparison{}); !r.Equal() || len(r.Columns) > 0 {
			t.Fatalf("it came back with %s", r.Summary())
		}
	})
}

package golden

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/assay-go/assay/internal/arrowtest"
	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/store"

	_ "github.com/assay-go/assay/internal/parquetfile" // links Parquet
)

// labForm is the form given in the environment.
func labForm() Form { return Form(slices.Index(formNames[:], os.Getenv("GOLDEN_LAB_FORM"))) }

const (
	asText, asDigest, asParquet = "GOLDEN_LAB_FORM=text", "GOLDEN_LAB_FORM=digest", "GOLDEN_LAB_FORM=parquet"
	oneEdited, allDrifted       = "GOLDEN_LAB_EDIT=one", "GOLDEN_LAB_EDIT=drift"
	liftParquet                 = "report/testdata/golden/TestReport/lift.parquet"
)

func TestAResultThatIsTooLargeIsPointedToADigest(t *testing.T) {
	l := newLab(t)
	l.mustFail([]string{
		"the result has 1,000 rows, more than the limit of 500", "Form: golden.AsDigest or golden.AsParquet", "raise MaxRows",
	},
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
		"testdata/golden/TestReport/lift.golden: 1 of 4 blocks changed", "of 4 blocks changed",
		"lift  1 block changed; distinct 100 -> 101; max 12.375 -> 99",
		"the form AsParquet keeps the cells", "approve '^report/TestReport/lift$'",
	}, "many", asDigest, oneEdited)
	pending := l.pending()
	if len(pending) != 1 {
		t.Fatalf("pending are %+v", pending)
	}
	r, err := l.store().Report(pending[0])
	if err != nil || r.Equal() || len(r.Digest.Changed) != 1 ||
		!slices.Equal(r.Digest.Changed[0].Columns, []string{"lift"}) {
		t.Errorf("the report is %+v, %v", r, err)
	}
	if ok, err := r.Only("column:lift"); !ok || err != nil {
		t.Errorf("its classes are %v, %v", r.Classes(), err)
	}
	if err := l.store().Approve(pending[0]); err != nil || l.read(liftGolden) == before {
		t.Errorf("the golden stays as it was: %v", err)
	}
	l.mustPass("many", asDigest, oneEdited)
	l.mustFail([]string{"a digest has no cells to which a tolerance could apply: use the form AsParquet"}, "many",
		asDigest, "GOLDEN_LAB_TOLERANCE=1")
}

func TestADigestKeepsTheRulesByWhichItWasRecorded(t *testing.T) {
	table := arrowtest.Numbered(1000, nil)
	for _, form := range []string{asDigest, asParquet} {
		l := newLab(t)
		l.mustPass("many", form, "-update")
		hash := goldenfile.ParquetHash([]byte(l.read(liftGolden)))
		first, err := goldenfile.ToDigest(&goldenfile.File{Key: []string{"id"}, Table: table}, goldenfile.FirstRules, hash)
		if err != nil {
			t.Fatal(err)
		}
		text, err := goldenfile.Encode(first)
		if err != nil || l.read(liftGolden) == string(text) {
			t.Fatal(err)
		}
		l.write(liftGolden, string(text))
		l.mustPass("many", form)
		l.mustPass("many", form, "-update")
		if l.read(liftGolden) != string(text) {
			t.Errorf("an equal result replaces the digest by\n%s", l.read(liftGolden))
		}
		shown := "1 of 6 blocks changed"
		if form == asParquet {
			shown = "700  0 -> 99"
		}
		l.mustFail([]string{shown}, "many", form, oneEdited)
		l.mustPass("many", form, oneEdited, "-update")
		l.mustPass("many", form, oneEdited)
		if goldenfile.RulesOf([]byte(l.read(liftGolden))) != goldenfile.FirstRules {
			t.Errorf("another result changes the rules:\n%s", l.read(liftGolden))
		}
	}
}

func TestAParquetGoldenShowsCellsAndTakesTolerances(t *testing.T) {
	l := newLab(t)
	l.mustPass("many", asParquet, "-update")
	l.mustPass("many", asParquet)
	both := []string{liftGolden, liftParquet}
	if found := l.files("report/testdata"); !slices.Equal(found, both) ||
		!strings.Contains(l.read(liftGolden), "1000 rows, parquet sha256 ") {
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
		"truncated":        {table[:len(table)/2], "lift.parquet is not the file"},
		"a pointer":        {"version https://git-lfs.github.com/spec/v1\n", "is a Git LFS pointer: fetch it with git lfs pull"},
		"garbled":          {table[:100] + strings.Repeat("\xff", 200) + table[300:], "lift.parquet is not the file"},
	} {
		l.write(liftParquet, c.file)
		l.mustPass("many", asParquet) // the digest decides
		out := l.mustFail([]string{"1 of 4 blocks changed", c.says}, "many", asParquet, oneEdited)
		if strings.Contains(out, "goroutine") {
			t.Errorf("%s: %s", name, out)
		}
	}
	l.write(liftParquet, other)
	text := l.read(liftGolden)
	l.write(liftGolden, strings.Replace(text, store.Hash([]byte(table)), store.Hash([]byte(other)), 1)) // by hand
	l.mustFail([]string{"1 of 4 blocks changed", "lift.parquet: the Parquet file belongs to another table: "}, "many",
		asParquet, oneEdited)
	l.write(liftGolden, text)
	if err := os.Remove(filepath.Join(l.root, liftParquet)); err != nil {
		t.Fatal(err)
	}
	l.mustFail([]string{"lift.parquet: the Parquet file of the golden is missing"}, "many", asParquet)
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
	st := l.wantStatus("obsolete", []string{store.ParquetFile(liftGolden)}, "missing", nil)
	want := store.Ref{
		Golden: store.ParquetFile(liftGolden), Package: "report", Test: "TestReport", Case: "lift",
		Reason: "its golden was deleted, but not this file, and its test was deleted: no test file in report has " +
			"TestReport",
	}
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
	if found := l.files("report/testdata"); !slices.Equal(found,
		[]string{"report/testdata/golden/TestReport/theirs.parquet"}) {
		t.Errorf("there are %v", found)
	}
}

func init() {
	labSuites["many"] = map[string]func(*testing.T){"TestReport": func(t *testing.T) {
		table := arrowtest.Numbered(1000, func(id int, lift *float64) bool {
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

package golden

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/assay-go/assay/internal/store"
)

// recorded returns a lab whose test has declared and recorded goldens with these names.
func recorded(t *testing.T, names string) *lab {
	t.Helper()
	l := newLab(t)
	l.mustPass("cases", twoRows, cases(names), "-update")
	l.wantStatus("pending", nil, "missing", nil, "obsolete", nil, "edited", nil)
	return l
}

// wantStatus compares parts of the status, each a word and a list of goldens, IDs or tests.
func (l *lab) wantStatus(wants ...any) store.Status {
	l.Helper()
	st, err := l.store().Status()
	if err != nil {
		l.Fatal(err)
	}
	got := map[string][]string{"edited": st.Edited}
	for _, p := range st.Pending {
		got["pending"] = append(got["pending"], p.ID)
		if p.Stale != "" {
			got["stale"] = append(got["stale"], p.ID)
		}
	}
	for _, r := range st.Missing {
		got["missing"] = append(got["missing"], r.Golden)
	}
	for _, r := range st.Obsolete {
		got["obsolete"] = append(got["obsolete"], r.Golden)
	}
	for _, p := range st.Failed {
		got["failed"] = append(got["failed"], p.Case+": "+p.Failed)
	}
	for i := 0; i < len(wants); i += 2 {
		part := wants[i].(string)
		want, _ := wants[i+1].([]string)
		if !slices.Equal(got[part], want) {
			l.Errorf("%s: got %v, want %v", part, got[part], want)
		}
	}
	return st
}

const (
	goldenA = "report/testdata/golden/TestReport/a.golden"
	goldenB = "report/testdata/golden/TestReport/b.golden"
)

func TestAGoldenIsObsoleteOnceItsTestDeclaresWithoutIt(t *testing.T) {
	l := recorded(t, "a b")
	l.mustPass("cases", twoRows, cases("a"))
	st := l.wantStatus("obsolete", []string{goldenB}, "missing", nil)
	if len(st.Obsolete) == 1 && st.Obsolete[0] != (store.Ref{
		Golden: goldenB, Package: "report", Test: "TestReport",
		Case: "b", Reason: "TestReport no longer declares it",
	}) {
		t.Errorf("the golden is %+v", st.Obsolete[0])
	}
	l.mustPass("cases", twoRows, cases("")) // all cases are gone
	l.wantStatus("obsolete", []string{goldenA, goldenB})
	l.mustPass("cases", twoRows, cases("b a"))
	l.wantStatus("obsolete", nil)
	l.write(store.ParquetFile(goldenA), "PAR1")
	l.write("report/testdata/golden/TestReport/c.parquet", "PAR1") // its golden was deleted by hand
	l.wantStatus("obsolete", []string{"report/testdata/golden/TestReport/c.parquet"})
}

func TestStatusNamesDeclaredGoldensThatAFailedTestDidNotCompare(t *testing.T) {
	const why = ": its test failed, and did not compare it"
	l := newLab(t)
	l.mustPass("ends", twoRows, cases("a b"), "-update")
	failed := func(want ...string) {
		t.Helper()
		l.wantStatus("failed", want, "pending", nil, "missing", nil, "obsolete", nil)
	}
	l.mustFail(nil, "ends", twoRows, cases("a b"), "GOLDEN_LAB_FATAL=1")
	failed("a"+why, "b"+why)
	l.mustPass("ends", twoRows, cases("a b"))
	failed()
	l.mustFail(nil, "ends", twoRows, cases("a b"), "GOLDEN_LAB_PANIC=b")
	failed("b" + why)
	l.mustPass("ends", twoRows, cases("a b"), "-test.run=TestReport/a")
	failed("b" + why)
	l.mustPass("ends", twoRows, cases("a b"))
	failed()
	l.mustFail(nil, "ends", twoRows, cases("a b"), "GOLDEN_LAB_PANIC=b", "-test.run=TestReport/b")
	failed() // the others did not run, and nobody knows whether they would fail
}

func TestAPendingResultIsStaleOnceItsTestDeclaresWithoutIt(t *testing.T) {
	l := recorded(t, "a b")
	a, b := "report/TestReport/a", "report/TestReport/b"
	l.mustFail(nil, "cases", otherRows, cases("a b"))
	l.wantStatus("pending", []string{a, b}, "stale", nil)
	l.mustPass("cases", twoRows, cases("a b"), "-test.run=^TestReport$/^a$")
	l.wantStatus("pending", []string{b}, "stale", nil) // of what did not run, results are kept
	l.mustPass("cases", twoRows, cases("a"))
	st := l.wantStatus("pending", []string{b}, "stale", []string{b}, "obsolete", []string{goldenB}, "missing", nil)
	stale := st.Pending[0]
	if stale.Stale != "TestReport no longer declares it" {
		t.Errorf("it is stale because %q", stale.Stale)
	}
	if err := l.store().Approve(stale); err == nil || !strings.Contains(err.Error(), "no case declares it any more") {
		t.Errorf("it is approved, with %v", err)
	}
	l.mustFail(nil, "cases", otherRows, cases("a b"), "-test.run=^TestReport$/^a$")
	l.wantStatus("pending", []string{a, b}, "stale", nil)
	if err := l.store().PruneResult(stale); err == nil || err.Error() != b+": not stale" {
		t.Errorf("a result that is declared again is pruned, with %v", err)
	}
	l.mustPass("cases", twoRows, cases("a"))
	if err := l.store().PruneResult(stale); err != nil {
		t.Error(err)
	}
	l.wantStatus("pending", nil, "obsolete", []string{goldenB})
}

func TestAPendingResultIsStaleByTheRulesOfGoldens(t *testing.T) {
	l := newLab(t)
	l.mustFail(nil, "cases", twoRows, cases("a"))
	a := []string{"report/TestReport/a"}
	l.mustPass("cases", twoRows, cases(""))
	l.wantStatus("stale", a, "missing", nil)
	l.write("report/report_test.go", "package report\n\n// edited\nfunc TestReport(t *testing.T) {}\n")
	l.wantStatus("pending", a, "stale", nil, "edited", []string{"report/TestReport"})
	l.write("report/report_test.go", "package report\n")
	st := l.wantStatus("stale", a)
	if st.Pending[0].Stale != "its test was deleted: no test file in report has TestReport" {
		t.Errorf("it is stale because %q", st.Pending[0].Stale)
	}
	if err := os.RemoveAll(l.dir); err != nil {
		t.Fatal(err)
	}
	l.wantStatus("stale", a)
	l = newLab(t)
	l.mustFail(nil, "cases", twoRows, cases("a"))
	if err := os.RemoveAll(filepath.Join(l.root, ".assay", "declared")); err != nil {
		t.Fatal(err)
	}
	l.wantStatus("pending", a, "stale", nil) // nothing is known
}

func TestAStaleResultIsNoRename(t *testing.T) {
	l := recorded(t, "a")
	l.mustFail(nil, "cases", twoRows, cases("b")) // a is renamed to b, and then to c
	l.mustFail(nil, "cases", twoRows, cases("c"))
	st := l.wantStatus("pending", []string{"report/TestReport/b", "report/TestReport/c"}, "stale",
		[]string{"report/TestReport/b"})
	if st.Pending[0].RenameOf != "" || st.Pending[1].RenameOf != goldenA {
		t.Errorf("renamed are %q and %q", st.Pending[0].RenameOf, st.Pending[1].RenameOf)
	}
}

func TestWhatDoesNotRunMakesNoGoldenObsolete(t *testing.T) {
	for name, c := range map[string]struct {
		suite string
		args  []string
		fails bool
	}{
		"one case":          {suite: "cases", args: []string{"-test.run=^TestReport$/^a$"}},
		"all cases but one": {suite: "cases", args: []string{"-test.skip=^TestReport$/^a$"}},
		"no test":           {suite: "cases", args: []string{"-test.run=^TestNone$"}},
		"without the test":  {suite: "cases", args: []string{"-test.skip=."}},
		"twice": {suite: "cases", args: []string{
			"-test.count=2", "-test.shuffle=on",
			"-test.cpu=1,2",
		}},
		"a test that skips itself":     {suite: "short", args: []string{"-test.short"}},
		"a test that ends early":       {suite: "two calls", args: []string{"GOLDEN_LAB_FATAL=1"}, fails: true},
		"a test that panics":           {suite: "two calls", args: []string{"GOLDEN_LAB_PANIC=1"}, fails: true},
		"one case of two declarations": {suite: "two calls", args: []string{"-test.run=^TestReport$/^a$"}},
		"one subtest that declares":    {suite: "declared below", args: []string{"-test.run=^TestReport$/^eu$"}},
		"cases that fail":              {suite: "cases", args: []string{otherRows}, fails: true},
		"cases that fail, one of which": {suite: "cases", args: []string{
			otherRows, "-test.failfast",
			"-test.parallel=1",
		}, fails: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t)
			l.mustPass(c.suite, twoRows, cases("a b"), "-update")
			for _, kept := range []string{"with", "without"} {
				if ok, out := l.run(c.suite, append([]string{twoRows, cases("a b")}, c.args...)...); ok == c.fails {
					t.Errorf("%s an earlier declaration, it passes: %v\n%s", kept, ok, out)
				}
				l.wantStatus("obsolete", nil, "missing", nil, "edited", nil)
				if err := os.RemoveAll(filepath.Join(l.root, ".assay")); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

func TestTestsInSeveralProcessesDeclareApart(t *testing.T) {
	l := newLab(t)
	l.write("report/other_test.go", "package report\n\nfunc TestOther(t *testing.T) {}\n")
	l.mustPass("two tests", twoRows, "-update")
	for _, shard := range []string{"-test.run=^TestReport$", "-test.run=^TestOther$"} {
		l.mustPass("two tests", twoRows, shard)
		l.wantStatus("obsolete", nil, "missing", nil)
	}
}

func TestADeclarationOfOtherSourcesSaysNothing(t *testing.T) {
	l := recorded(t, "a b")
	l.mustPass("cases", twoRows, cases("a"))
	l.wantStatus("obsolete", []string{goldenB})
	for _, edited := range []string{"report/report_test.go", "report/fixtures/eu/report.yaml", "report/cases.yml"} {
		l.write(edited, "# func TestReport(t *testing.T) { another branch }\nfunc TestReport(t *testing.T) {}\n")
		l.wantStatus("obsolete", nil, "missing", nil, "edited", []string{"report/TestReport"})
		l.mustPass("cases", twoRows, cases("a"))
		l.wantStatus("obsolete", []string{goldenB}, "edited", nil)
	}
	// Edits of files that list no cases make no declaration stale.
	l.write("report/report.go", "package report\n")
	l.write("report/inner/inner.yaml", "version: 1\n")
	l.write("report/testdata/data.csv", "a\n")
	l.wantStatus("obsolete", []string{goldenB}, "edited", nil)
}

func TestAGoldenIsObsoleteOnceItsTestIsGone(t *testing.T) {
	l := recorded(t, "a b")
	l.write("report/report_test.go", "//go:build integration\n\npackage report\n\nfunc TestReport (t *testing.T) {}\n")
	l.wantStatus("obsolete", nil) // a build tag hides it
	l.write("report/report_test.go", "package report\n\nfunc TestReporting(t *testing.T) { TestReport(t) }\n")
	st := l.wantStatus("obsolete", []string{goldenA, goldenB}, "missing", nil, "edited", nil)
	if got := st.Obsolete[0].Reason; got != "its test was deleted: no test file in report has TestReport" {
		t.Errorf("the reason is %q", got)
	}
	if err := os.Rename(filepath.Join(l.root, "report"), filepath.Join(l.root, "reporting")); err != nil {
		t.Fatal(err)
	}
	l.write("reporting/report_test.go", "package reporting\n\nfunc TestReport(t *testing.T) {}\n")
	l.wantStatus("obsolete", nil, "missing", nil, "edited", nil) // the package was renamed
}

func TestOnlyGoldensOfThisModuleAreJudged(t *testing.T) {
	l := newLab(t)
	l.write("report/testdata/golden/TestGone/by_hand.golden", "expected output\n")
	l.write("report/testdata/golden/at_the_top.golden", twoLifts)
	l.write("report/testdata/golden/TestGone/notes.txt", twoLifts)
	l.write("nested/go.mod", "module example.com/nested\n")
	for _, dir := range []string{"nested", ".hidden", "_old", "vendor/example.com/x", "report/testdata/src"} {
		l.write(dir+"/testdata/golden/TestGone/a.golden", twoLifts)
	}
	l.wantStatus("obsolete", nil)
	l.write("testdata/golden/TestGone/a.golden", twoLifts)
	l.wantStatus("obsolete", []string{"testdata/golden/TestGone/a.golden"})
}

func TestADeclaredGoldenWithoutFileAndResultIsMissing(t *testing.T) {
	l := recorded(t, "a b")
	if err := os.Remove(filepath.Join(l.root, goldenA)); err != nil {
		t.Fatal(err)
	}
	st := l.wantStatus("missing", []string{goldenA}, "pending", nil)
	if len(st.Missing) == 1 && st.Missing[0].Case != "a" {
		t.Errorf("the golden is %+v", st.Missing[0])
	}
	l.mustFail([]string{"no golden yet"}, "cases", twoRows, cases("a b"))
	l.wantStatus("missing", nil, "pending", []string{"report/TestReport/a"})
}

func TestARenamedCaseIsOfferedAsARename(t *testing.T) {
	l := recorded(t, "a")
	l.mustFail([]string{"no golden yet"}, "cases", twoRows, cases("b"))
	st := l.wantStatus("pending", []string{"report/TestReport/b"}, "obsolete", []string{goldenA})
	if len(st.Pending) != 1 || st.Pending[0].RenameOf != goldenA {
		t.Fatalf("pending are %+v", st.Pending)
	}
	before := l.read(goldenA)
	if err := l.store().Approve(st.Pending[0]); err != nil {
		t.Fatal(err)
	}
	if found := l.files("report/testdata"); !slices.Equal(found, []string{goldenB}) || l.read(goldenB) != before {
		t.Errorf("there are %v", found)
	}
	l.wantStatus("pending", nil, "obsolete", nil, "missing", nil)

	l.mustFail(nil, "cases", otherRows, cases("c"))
	if st := l.wantStatus("obsolete", []string{goldenB}); st.Pending[0].RenameOf != "" {
		t.Errorf("a case with another result is offered as the rename of %s", st.Pending[0].RenameOf)
	}
}

func TestPruneRemovesWhatIsObsoleteAndNothingElse(t *testing.T) {
	l := recorded(t, "a b deep/c")
	l.mustPass("cases", twoRows, cases("a"))
	st := l.wantStatus("obsolete", []string{goldenB, "report/testdata/golden/TestReport/deep/c.golden"})
	for _, r := range st.Obsolete {
		if err := l.store().Prune(r); err != nil {
			t.Error(err)
		}
	}
	if found := l.files("report/testdata"); !slices.Equal(found, []string{goldenA}) {
		t.Errorf("there are %v", found)
	}
	if _, err := os.Stat(filepath.Join(l.root, "report/testdata/golden/TestReport/deep")); !os.IsNotExist(err) {
		t.Errorf("the empty directory is left: %v", err)
	}
	for _, r := range []store.Ref{
		{Golden: goldenA, Package: "report"},
		{Golden: goldenB, Package: "report"}, // already gone
		{Golden: "go.mod", Package: "."},
		{Golden: "../go.mod", Package: ".."},
		{Golden: "/etc/passwd", Package: "/etc"},
	} {
		if err := l.store().Prune(r); err == nil {
			t.Errorf("%+v is pruned", r)
		}
	}
	if found := l.files("report/testdata"); !slices.Equal(found, []string{goldenA}) {
		t.Errorf("there are %v", found)
	}
}

func TestATestThatDeclaresDeclaresAllItsGoldens(t *testing.T) {
	l := newLab(t)
	out := l.mustFail([]string{
		`golden "before" is asserted by TestReport, but not declared by TestReport`,
		`golden "after" is asserted by TestReport/after, but not declared by`,
		`golden "b" is declared by TestReport/more, but TestReport declares its goldens itself`,
	}, "undeclared", twoRows, "-update")
	if strings.Contains(out, "declare.go:") || strings.Count(out, `"after"`) != 1 {
		t.Errorf("a failure stands at a line of the library, or twice:\n%s", out)
	}
	if slices.Contains(l.files("report/testdata"), "report/testdata/golden/TestReport/after.golden") {
		t.Error("the golden that is not declared is written")
	}
	l.wantStatus("obsolete", nil)
}

func TestTwoGoldensWithOneFileFail(t *testing.T) {
	l := newLab(t)
	l.mustFail([]string{
		`golden "a" is asserted twice by TestAssertedTwice`,
		`goldens "lift" of TestCase and "Lift" of TestCase would be one file`,
		`goldens "a b" of TestSpace/one and "a_b" of TestSpace/two would be one file`,
		`golden "a" is asserted by TestSubtests/one and by TestSubtests/two`,
		`goldens "a b" of TestDeclared and "a_b" of TestDeclared would be one file`,
		`goldens "ok" of TestDeclared and "OK" of TestDeclared would be one file`,
		`golden "../up": the name leads out of its directory`,
		`golden "ok" is declared twice by TestDeclared`,
	}, "clashes", twoRows, "-update")
}

func TestARunThatRepeatsItsTestsHasNoClash(t *testing.T) {
	l := newLab(t)
	l.mustPass("two tests", twoRows, "-update")
	out := l.mustPass("two tests", twoRows, "-test.count=3", "-test.cpu=1,4", "-test.shuffle=on", "-test.v")
	if n := strings.Count(out, "--- PASS: TestReport ("); n != 6 {
		t.Errorf("the test ran %d times:\n%s", n, out)
	}
}

func TestATestThatMovesKeepsItsGoldens(t *testing.T) {
	for _, to := range []string{"", "sub", "..", "../other", "testdata/module"} { // "" is out of the module
		l := newLab(t)
		l.write("report/sub/data.csv", "a\n")
		l.write("other/other_test.go", "package other\n")
		l.write("report/testdata/module/go.mod", "module example.com/inner\n")
		dir := "GOLDEN_LAB_DIR=" + to
		l.mustPass("moved", twoRows, dir, "-update")
		if l.read(liftGolden) != twoLifts {
			t.Errorf("after t.Chdir(%q), the golden is\n%s", to, l.read(liftGolden))
		}
		l.mustFail([]string{
			"testdata/golden/TestReport/lift.golden:9: 1 of 2 rows changed",
			"go test ./report -run '^TestReport$'",
		}, "moved", otherRows, dir)
		l.wantStatus("pending", []string{"report/TestReport/lift"}, "stale", nil, "obsolete", nil)
	}
}

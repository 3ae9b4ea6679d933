package golden

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/store"
)

func TestAMissingGoldenFailsAndWaitsForApproval(t *testing.T) {
	l := newLab(t)
	for range 2 { // it stays missing
		l.mustFail([]string{
			"testdata/golden/TestReport/lift.golden: no golden yet",
			"pending: ../.assay/pending/report/TestReport/lift.golden\n",
			"rerun:   go test ./report -run '^TestReport$/^lift$'",
			"approve: go tool regen approve '^report/TestReport/lift$'",
		}, "lift", twoRows)
		if found := l.files("report/testdata"); len(found) > 0 {
			t.Errorf("without -update there are %v", found)
		}
	}
	pending := l.pending()
	if len(pending) != 1 || pending[0].ID != "report/TestReport/lift" || pending[0].Golden != liftGolden ||
		pending[0].Base != "" || pending[0].Test != "TestReport" || pending[0].Case != "lift" {
		t.Fatalf("pending are %+v", pending)
	}
	if err := l.store().Approve(pending[0]); err != nil {
		t.Fatal(err)
	}
	if got := l.read(liftGolden); got != twoLifts {
		t.Errorf("approved is\n%s", got)
	}
	l.mustPass("lift", twoRows)
	if got := l.pending(); len(got) > 0 {
		t.Errorf("after approval, pending are %+v", got)
	}
}

func TestAMismatchWaitsForApprovalUntilATestPasses(t *testing.T) {
	l := newLab(t)
	l.write(liftGolden, twoLifts)
	l.mustFail([]string{
		"testdata/golden/TestReport/lift.golden:9: 1 of 2 rows changed",
		"0.25 -> 0.75",
		"approve '^report/TestReport/lift$'",
	}, "lift", otherRows)
	pending := l.pending()
	if len(pending) != 1 || pending[0].Reason != "same inputs, different result: the transform changed" {
		t.Fatalf("pending are %+v", pending)
	}
	if want := store.Hash([]byte(twoLifts)); pending[0].Base != want {
		t.Errorf("the base is %s, want %s", pending[0].Base, want)
	}
	if got := l.read(liftGolden); got != twoLifts {
		t.Errorf("the golden became\n%s", got)
	}
	report, err := l.store().Report(pending[0])
	if err != nil || report.Equal() || report.Rows.Changed != 1 {
		t.Errorf("the report is %+v, %v", report, err)
	}
	l.mustPass("lift", twoRows)
	if found := l.files(".assay/pending"); len(found) > 0 {
		t.Errorf("the test passes, and there are %v", found)
	}
}

func TestAChangedInputIsNamed(t *testing.T) {
	l := newLab(t)
	l.write(liftGolden, twoLifts)
	l.mustFail([]string{"the inputs changed: orders"}, "lift", otherRows,
		"GOLDEN_LAB_INPUTS=orders 2 rows: total 00000000")
	l.mustPass("lift", twoRows, "GOLDEN_LAB_INPUTS=orders 2 rows: total 00000000") // which is no failure by itself
}

func TestUpdateWritesOnlyWhereItIsAskedTo(t *testing.T) {
	for _, c := range []struct {
		name    string
		args    []string
		written bool
		says    string
	}{
		{name: "unasked"},
		{name: "by flag", args: []string{"-update"}, written: true},
		{name: "by flag, said no", args: []string{"-update=false", "GOLDIE_UPDATE=1"}},
		{name: "by variable", args: []string{"GOLDIE_UPDATE=1"}, written: true},
		{name: "by variable, in words", args: []string{"GOLDIE_UPDATE=True"}, written: true},
		{name: "by variable, 0", args: []string{"GOLDIE_UPDATE=0"}},
		{name: "by variable, false", args: []string{"GOLDIE_UPDATE=false"}},
		{
			name: "by variable, unclear", args: []string{"GOLDIE_UPDATE=yes"},
			says: `GOLDIE_UPDATE="yes" is neither true nor false`,
		},
		{name: "in CI", args: []string{"-update", "CI=true"}, says: "nothing was updated because CI=true is set"},
		{name: "in a CI of a name", args: []string{"-update", "CI=woodpecker"}, says: "CI=woodpecker is set"},
		{name: "in CI by variable", args: []string{"GOLDIE_UPDATE=1", "CI=1"}, says: "set ASSAY_UPDATE_IN_CI=1"},
		{name: "in CI, which is false", args: []string{"-update", "CI=false"}, written: true},
		{name: "in CI, which is empty", args: []string{"-update", "CI="}, written: true},
		{name: "in CI, forced", args: []string{"-update", "CI=true", "ASSAY_UPDATE_IN_CI=1"}, written: true},
		{name: "in CI, not forced", args: []string{"-update", "CI=true", "ASSAY_UPDATE_IN_CI=0"}, says: "CI=true"},
		{
			name: "in CI, unclear", args: []string{"-update", "CI=true", "ASSAY_UPDATE_IN_CI=maybe"},
			says: `ASSAY_UPDATE_IN_CI="maybe"`,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t)
			l.write(liftGolden, strings.Replace(twoLifts, "0.25", "0.75", 1))
			args := append(c.args, twoRows)
			if c.written {
				l.mustPass("lift", args...)
				if got := l.read(liftGolden); got != twoLifts {
					t.Errorf("the golden is\n%s", got)
				}
				return
			}
			l.mustFail([]string{"1 of 2 rows changed", "0.75 -> 0.25", c.says}, "lift", args...)
			if got := l.read(liftGolden); got == twoLifts {
				t.Error("the golden was written")
			}
			if len(l.pending()) != 1 {
				t.Error("the result is not pending")
			}
		})
	}
}

func TestUpdateInCIDoesNotRecordAMissingGolden(t *testing.T) {
	l := newLab(t)
	out := l.mustFail([]string{"no golden yet", "CI=true is set"}, "lift", twoRows, "-update", "CI=true")
	if n := strings.Count(out, "CI=true is set"); n != 1 {
		t.Errorf("the refusal is said %d times:\n%s", n, out)
	}
	if found := l.files("report/testdata"); len(found) > 0 {
		t.Errorf("there are %v", found)
	}
}

func TestNothingIsUpdatedByAServerThatDoesNotSetCI(t *testing.T) {
	l := newLab(t)
	l.mustFail([]string{"TF_BUILD=True is set"}, "lift", twoRows, "-update", "TF_BUILD=True")
	l.mustPass("lift", twoRows, "-update", "TF_BUILD=True", "CI=false")
}

func init() {
	labSuites["astray"] = map[string]func(*testing.T){"TestReport": func(t *testing.T) {
		o := liftOptions()
		o.Tolerances[0].Column = "lfit"
		Assert(t, "lift", result(), o)
		o = Options{Tolerances: []Tolerance{{Column: "name", Abs: 1}}}
		AssertValue(t, "value", struct{ Name string }{"Anna"}, o)
		AssertValue(t, "parquet", 1, Options{Form: AsParquet})
		Assert(t, "encoded", &goldenfile.File{Value: []byte("1\n")}, Options{Form: AsParquet})
	}}
}

func TestUpdateRecordsNoGoldenWithOptionsThatItCannotKeepTo(t *testing.T) {
	l := newLab(t)
	l.mustFail([]string{
		`-update: a tolerance names column "lfit", which the table does not have`,
		`-update: a tolerance (abs 1) names "name", but does not apply to its values: name is Anna`,
		`golden "parquet": the result is a value: the form parquet applies to tables; use AsDigest`,
		`golden "encoded": the result is a value: the form parquet applies to tables; use AsDigest`,
	}, "astray", twoRows, "-update")
	if found := l.files("report/testdata"); len(found) > 0 {
		t.Errorf("there are %v", found)
	}
}

func init() {
	labSuites["unfit"] = map[string]func(*testing.T){"TestReport": func(t *testing.T) {
		for name, o := range map[string]Options{
			"two rows of a key": {Key: []string{"id"}},
			"too large":         {MaxRows: 1},
			"tolerant digest":   {Form: AsDigest, Tolerances: []Tolerance{{Abs: 1}}},
			"no column":         {Ignore: []string{"nobody"}},
			"tolerates nothing": {Tolerances: []Tolerance{{Column: "nobody", Abs: 1}}},
		} {
			t.Run("case", func(t *testing.T) { Assert(t, name, result(), o) })
		}
		t.Run("case", func(t *testing.T) { AssertValue(t, "a value", 1, Options{Ignore: []string{"id"}}) })
		t.Run("case", func(t *testing.T) { AssertValue(t, "twice", 1, Options{}, Options{}) })
		t.Run("case", func(t *testing.T) { Declare(t, "x", "x") })
		t.Run("case", func(t *testing.T) { AssertValue(t, "own", 1, Options{Rerun: "make test", MaxBytes: 1}) })
	}}
}

func TestEachFailureEndsWithTheCommandThatRunsTheTestAgain(t *testing.T) {
	l := newLab(t)
	out := l.mustFail([]string{" rerun:   make test\n"}, "unfit", resultVariable+"=1,a,0.5 1,b,0.25")
	if strings.Count(out, "--- FAIL: TestReport/") != 9 || strings.Count(out, " rerun:   ") != 9 {
		t.Errorf("not each of 9 failures says how to run its test again:\n%s", out)
	}
}

func TestUpdateKeepsTheBytesOfWhatDriftedWithinTheTolerance(t *testing.T) {
	l := newLab(t)
	l.write(liftGolden, twoLifts)
	l.mustPass("lift", closeRows)
	l.mustPass("lift", closeRows, "-update")
	if got := l.read(liftGolden); got != twoLifts {
		t.Errorf("the golden became\n%s", got)
	}
	l.mustPass("lift", closeRows, "-update", "GOLDEN_LAB_INPUTS=orders 3 rows: total 00000000")
	want := strings.Replace(twoLifts, "2 rows: total 9c1f0b7a", "3 rows: total 00000000", 1)
	if got := l.read(liftGolden); got != want {
		t.Errorf("with other inputs, the golden became\n%s", got)
	}
}

func init() {
	labSuites["means"] = map[string]func(*testing.T){"TestReport": func(t *testing.T) {
		mean, step, _ := strings.Cut(os.Getenv(resultVariable), " ")
		f, err := strconv.ParseFloat(mean, 64)
		if err != nil {
			t.Fatal(err)
		}
		AssertValue(t, "lift", map[string]any{"mean": f, "step": step},
			Options{Tolerances: []Tolerance{{Column: "mean", Abs: 0.1}}})
	}}
}

func TestTheNumbersOfAValueDoNotDriftStepByStep(t *testing.T) {
	l := newLab(t)
	l.mustPass("means", resultVariable+"=1.0 a", "-update")
	l.mustPass("means", resultVariable+"=1.05 a", "-update")
	l.mustPass("means", resultVariable+"=1.05 b", "-update")
	const want = "# assay 1\n# value 2\nmean: 1.0\nstep: b\n"
	if got := l.read(liftGolden); got != want {
		t.Errorf("the golden became\n%s", got)
	}
	l.mustFail(nil, "means", resultVariable+"=1.05 c")
	if err := l.store().Approve(l.pending()[0]); err != nil {
		t.Fatal(err)
	}
	if got := l.read(liftGolden); got != strings.Replace(want, "b", "c", 1) {
		t.Errorf("approved is\n%s", got)
	}
}

func TestUpdateLeavesAWindowsCheckoutAlone(t *testing.T) {
	l := newLab(t)
	windows := strings.ReplaceAll(twoLifts, "\n", "\r\n")
	l.write(liftGolden, windows)
	l.mustPass("lift", twoRows)
	l.mustPass("lift", twoRows, "-update")
	if got := l.read(liftGolden); got != windows {
		t.Errorf("the golden became %q", got)
	}
}

func TestUpdateKeepsTheModeOfAFile(t *testing.T) {
	l := newLab(t)
	l.write(liftGolden, strings.Replace(twoLifts, "0.25", "0.75", 1))
	file := filepath.Join(l.root, liftGolden)
	if err := os.Chmod(file, 0o600); err != nil {
		t.Fatal(err)
	}
	before, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	l.mustPass("lift", twoRows, "-update")
	after, err := os.Stat(file)
	if err != nil || after.Mode() != before.Mode() || l.read(liftGolden) != twoLifts {
		t.Errorf("the mode was %v and is %v, %v", before.Mode(), after.Mode(), err)
	}
}

func TestCleanIsRefused(t *testing.T) {
	for _, clean := range []string{"-clean", "GOLDIE_CLEAN=1"} {
		l := newLab(t)
		other := "report/testdata/golden/TestReport/other.golden"
		l.write(other, twoLifts)
		l.mustFail([]string{
			"goldie's -clean (or GOLDIE_CLEAN) deletes the goldens of tests that do not run",
			"regen prune",
		},
			"lift", twoRows, "-update", clean)
		if found := l.files("report/testdata"); !slices.Equal(found, []string{other}) {
			t.Errorf("with %s, there are %v", clean, found)
		}
	}
}

func TestAGoldenThatCannotBeReadIsNamedByPlaceAndRecordedAgain(t *testing.T) {
	for name, c := range map[string]struct{ text, place string }{
		"conflict": {strings.Replace(twoLifts, "1,a,0.5\n", "<<<<<<< HEAD\n1,a,0.5\n=======\n1,a,0.6\n>>>>>>> main\n",
			1), ":8:1: "},
		"hand edit": {strings.Replace(twoLifts, "0.25", "0.250", 1), ":9:9: "},
		"empty":     {"", ":1:1: "},
	} {
		t.Run(name, func(t *testing.T) {
			l := newLab(t)
			l.write(liftGolden, c.text)
			said := l.mustFail([]string{
				"testdata/golden/TestReport/lift.golden" + c.place,
				"The result cannot be approved over a golden that cannot be read.",
			}, "lift", twoRows)
			if strings.Contains(said, "approve: ") || len(l.pending()) > 0 {
				t.Errorf("pending are %+v, and the test says\n%s", l.pending(), said)
			}
			if status := l.status(); len(status.Failed) != 1 || !strings.Contains(status.Failed[0].Failed, c.place) {
				t.Errorf("failed are %+v", status.Failed)
			}
			if got := l.read(liftGolden); got != c.text {
				t.Errorf("the golden became\n%s", got)
			}
			out := l.mustPass("lift", twoRows, "-update", "-test.v")
			if got := l.read(liftGolden); got != twoLifts || !strings.Contains(out, "recorded again") {
				t.Errorf("with -update, the golden became\n%s\nand the test said\n%s", got, out)
			}
			if status := l.status(); len(status.Failed) > 0 {
				t.Errorf("with -update, failed are still %+v", status.Failed)
			}
		})
	}
}

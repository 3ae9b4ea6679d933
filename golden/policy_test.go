package golden

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/assay-go/assay/internal/store"
)

const liftReasons = "report/testdata/golden/TestReport/lift.reasons"

func TestAPolicyKeepsTestsFromWritingGoldens(t *testing.T) {
	for _, args := range [][]string{{"-update"}, {"GOLDIE_UPDATE=1"}, {"-update", "CI=1", "ASSAY_UPDATE_IN_CI=1"}} {
		l := newLab(t)
		l.write(store.PolicyFile, "update: refuse\n")
		l.write(liftGolden, twoLifts)
		l.mustFail([]string{`nothing was updated because .assay.yaml:1:1 says "update: refuse"`}, "lift",
			append(args, otherRows)...)
		if l.read(liftGolden) != twoLifts || len(l.pending()) != 1 {
			t.Errorf("%v: the golden was written, or nothing is pending", args)
		}
		l.mustPass("lift", append(args, twoRows)...)
		l.write(store.PolicyFile, "update: allow\n")
		l.mustPass("lift", append(args, otherRows)...)
	}
}

func TestAPolicyThatCannotBeReadRefusesUpdates(t *testing.T) {
	l := newLab(t)
	l.write(store.PolicyFile, "update: [refuse]\n")
	l.mustFail([]string{"nothing was updated: .assay.yaml:1:9: "}, "lift", twoRows, "-update")
	if found := l.files("report/testdata"); found != nil {
		t.Errorf("there are %v", found)
	}
}

// The reasons of approvals are beside the golden, in order. They are renamed and removed with it.
func TestReasonsStandBesideTheirGolden(t *testing.T) {
	l := newLab(t)
	l.write(liftGolden, twoLifts)
	for _, step := range []struct{ old, result, reason, want string }{
		{twoLifts, otherLifts, "a first", "a first\n"},
		{otherLifts, twoLifts, "", "a first\n"},
		{twoLifts, otherLifts, "ein zweiter, größer", "a first\nein zweiter, größer\n"},
	} {
		p := l.keepResult("lift", step.old, step.result)
		if err := l.store().ApproveFor(p, step.reason); err != nil || l.read(liftReasons) != step.want {
			t.Errorf("%q: %v, the reasons are\n%s", step.reason, err, l.read(liftReasons))
		}
	}
	for _, wrong := range []string{"two\nlines", "\x1b[31m", "a\u202eb", "\xff", strings.Repeat("ä", 501)} {
		p := l.keepResult("lift", otherLifts, twoLifts)
		if err := l.store().ApproveFor(p, wrong); err == nil || l.read(liftGolden) != otherLifts {
			t.Errorf("%q is kept as a reason: %v", wrong, err)
		}
	}

	l = recorded(t, "a")
	reasonsA := strings.TrimSuffix(goldenA, store.Suffix) + store.ReasonsSuffix
	reasonsB := strings.TrimSuffix(goldenB, store.Suffix) + store.ReasonsSuffix
	l.write(reasonsA, "of a")
	l.mustFail(nil, "cases", twoRows, cases("b"))
	st := l.wantStatus("pending", []string{"report/TestReport/b"}, "obsolete", []string{goldenA})
	before := l.contents()
	b, err := l.store().Backup(st.Pending[0])
	if err != nil {
		t.Fatal(err)
	}
	if err := l.store().ApproveFor(st.Pending[0], "renamed"); err != nil {
		t.Fatal(err)
	}
	if found := l.files("report/testdata"); !slices.Equal(found, []string{goldenB, reasonsB}) ||
		l.read(reasonsB) != "of a\nrenamed\n" {
		t.Errorf("after the rename there are %v, with %q", found, l.read(reasonsB))
	}
	if err := l.store().Restore(b); err != nil {
		t.Fatal(err)
	}
	if after := l.contents(); after != strings.Replace(before, "of a", "of a\n", 1) {
		t.Errorf("taken back, the files were\n%s\nand are\n%s", before, after)
	}
	if err := l.store().Prune(l.wantStatus("obsolete", []string{goldenA}).Obsolete[0]); err != nil {
		t.Fatal(err)
	}
	if found := l.files("report/testdata"); found != nil {
		t.Errorf("after the prune there are %v", found)
	}
}

// A stranger's branch may contain links, and files of any size.
func TestHostileReasonsAndPoliciesAreRefused(t *testing.T) {
	l := newLab(t)
	outside := filepath.Join(t.TempDir(), "outside")
	if err := os.WriteFile(outside, []byte("update: allow\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	l.write(liftGolden, twoLifts)
	for name, want := range map[string]string{
		liftReasons:      "a symbolic link leads out of the module",
		store.PolicyFile: "a symbolic link leads out of the module",
	} {
		if err := os.Symlink(outside, filepath.Join(l.root, filepath.FromSlash(name))); err != nil {
			t.Skip(err)
		}
		p := l.keepResult("lift", twoLifts, otherLifts)
		_, err := l.store().Policy()
		if name == liftReasons {
			err = l.store().ApproveFor(p, "a reason")
		}
		if err == nil || !strings.Contains(err.Error(), want) || l.read(liftGolden) != twoLifts {
			t.Errorf("%s, a link out of the module: %v", name, err)
		}
		if text, err := os.ReadFile(outside); err != nil || string(text) != "update: allow\n" {
			t.Errorf("the file outside is %q, %v", text, err)
		}
		if err := os.Remove(filepath.Join(l.root, filepath.FromSlash(name))); err != nil {
			t.Fatal(err)
		}
	}
	l.write(store.PolicyFile, strings.Repeat("# much\n", store.LongestPolicy))
	if _, err := l.store().Policy(); err == nil || !strings.Contains(err.Error(), "more than the limit of 65536") {
		t.Errorf("a policy of many bytes: %v", err)
	}
}

func TestTheExtentOfAReportIsItsRowsThatDiffer(t *testing.T) {
	l := newLab(t)
	for _, c := range []struct {
		old, result string
		want        int
	}{
		{"", twoLifts, 2},
		{twoLifts, otherLifts, 1},
		{twoLifts, "# assay 1\n# value\na: 1\n", 1},
		{"# assay 1\n# value\na: 1\nb: 2\nc: 3\n", "# assay 1\n# value\na: 2\nc: 4\n", 3},
	} {
		if c.old != "" {
			l.write(liftGolden, c.old)
		}
		r, err := l.store().Report(l.keepResult("lift", c.old, c.result))
		if err != nil || r.Extent() != c.want {
			t.Errorf("%s: the extent is %d, %v, want %d", c.result, r.Extent(), err, c.want)
		}
	}
}

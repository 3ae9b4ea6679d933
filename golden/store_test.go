package golden

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/store"
)

// keepResult stores a pending result, as a failing test does, and returns it as a user finds it.
func (l *lab) keepResult(name, base, result string) store.Pending {
	l.Helper()
	p := store.Pending{
		Package: "report", Test: "TestReport", Case: name, Reason: "different result",
		Rerun: "go test ./report",
	}
	if base != "" {
		p.Base = store.Hash([]byte(base))
	}
	if err := p.Locate(); err != nil {
		l.Fatal(err)
	}
	if err := l.store().SavePending(p, []byte(result), nil); err != nil {
		l.Fatal(err)
	}
	for _, found := range l.pending() {
		if found.ID == p.ID {
			return found
		}
	}
	l.Fatalf("%s is not pending", p.ID)
	return p
}

var otherLifts = strings.Replace(twoLifts, "0.25", "0.75", 1)

func TestAResultIsNotApprovedOverAGoldenThatHasChanged(t *testing.T) {
	for name, now := range map[string]string{
		"edited":  strings.Replace(twoLifts, "0.25", "0.5", 1),
		"emptied": "",
	} {
		l := newLab(t)
		l.write(liftGolden, twoLifts)
		p := l.keepResult("lift", twoLifts, otherLifts)
		l.write(liftGolden, now)
		if err := l.store().Approve(p); !errors.Is(err, store.ErrChanged) ||
			!strings.HasPrefix(err.Error(), liftGolden+": ") {
			t.Errorf("%s: the error is %v", name, err)
		}
		if got := l.read(liftGolden); got != now {
			t.Errorf("%s: the golden became\n%s", name, got)
		}
		if len(l.pending()) != 1 {
			t.Errorf("%s: the result is pending no longer", name)
		}
	}
	t.Run("deleted", func(t *testing.T) {
		l := newLab(t)
		p := l.keepResult("lift", twoLifts, otherLifts)
		if err := l.store().Approve(p); !errors.Is(err, store.ErrChanged) {
			t.Errorf("the error is %v", err)
		}
	})
	t.Run("recorded meanwhile", func(t *testing.T) {
		l := newLab(t)
		p := l.keepResult("lift", "", otherLifts)
		l.write(liftGolden, twoLifts)
		if err := l.store().Approve(p); !errors.Is(err, store.ErrChanged) {
			t.Errorf("the error is %v", err)
		}
	})
}

func TestAResultThatTheGoldenHoldsAlreadyIsSettled(t *testing.T) {
	l := newLab(t)
	p := l.keepResult("lift", twoLifts, otherLifts)
	l.write(liftGolden, otherLifts)
	if err := l.store().Approve(p); err != nil {
		t.Error(err)
	}
	if len(l.pending()) != 0 {
		t.Error("the result is still pending")
	}
}

func TestOnlyTheResultThatWasLookedAtIsApproved(t *testing.T) {
	l := newLab(t)
	seen := l.keepResult("lift", "", twoLifts)
	l.keepResult("lift", "", otherLifts) // by a run since
	err := l.store().Approve(seen)
	if err == nil || !strings.Contains(err.Error(), "has changed since it was listed") {
		t.Errorf("the error is %v", err)
	}
	if found := l.files("report/testdata"); len(found) > 0 {
		t.Errorf("there are %v", found)
	}
	if _, err := l.store().Report(seen); err == nil {
		t.Error("the result of before is reported")
	}
}

func TestARejectedResultIsGoneAndItsGoldenStays(t *testing.T) {
	l := newLab(t)
	l.write(liftGolden, twoLifts)
	p := l.keepResult("lift", twoLifts, otherLifts)
	for range 2 { // the second time there is nothing to do
		if err := l.store().Reject(p); err != nil {
			t.Error(err)
		}
	}
	if found := l.files(".assay/pending"); len(found) > 0 {
		t.Errorf("there are %v", found)
	}
	if got := l.read(liftGolden); got != twoLifts {
		t.Errorf("the golden became\n%s", got)
	}
	if err := l.store().Approve(p); err == nil || !strings.Contains(err.Error(), "no pending result") {
		t.Errorf("approving it then is %v", err)
	}
}

func TestAPendingResultThatIsNoGoldenIsNotApproved(t *testing.T) {
	l := newLab(t)
	l.write(liftGolden, twoLifts)
	p := l.keepResult("lift", twoLifts, "#!/bin/sh\n")
	var at *goldenfile.ParseError
	if err := l.store().Approve(p); !errors.As(err, &at) {
		t.Errorf("the error is %v", err)
	}
	if got := l.read(liftGolden); got != twoLifts {
		t.Errorf("the golden became\n%s", got)
	}
}

// A stranger's branch may contain any files, also below .assay.
func TestAForeignRecordNamesNoFileButItsOwn(t *testing.T) {
	honest := store.Pending{
		Package: "report", Test: "TestReport", Case: "lift", Golden: liftGolden,
		Result: store.Hash([]byte(twoLifts)),
	}
	for name, c := range map[string]struct {
		edit func(p *store.Pending)
		says string
	}{
		"a golden elsewhere": {func(p *store.Pending) { p.Golden = "main.go" }, "names \"main.go\""},
		"a golden above": {
			func(p *store.Pending) { p.Golden = "../../x.golden" },
			"names \"../../x.golden\"",
		},
		"an absolute golden": {func(p *store.Pending) { p.Golden = "/etc/passwd" }, "names \"/etc/passwd\""},
		"a package above": {
			func(p *store.Pending) { p.Package = "../report" },
			"is not a directory of the module",
		},
		"an absolute package": {
			func(p *store.Pending) { p.Package = "/report" },
			"is not a directory of the module",
		},
		"another package":           {func(p *store.Pending) { p.Package = "other" }, "the record belongs to"},
		"a case above":              {func(p *store.Pending) { p.Case = "../../../x" }, "leads out of its directory"},
		"another case":              {func(p *store.Pending) { p.Case = "other" }, "the record belongs to"},
		"a test above":              {func(p *store.Pending) { p.Test = "../x" }, "the record belongs to"},
		"a reason that moves about": {func(p *store.Pending) { p.Reason = "\x1b[2J" }, "control characters"},
		"a command of two lines":    {func(p *store.Pending) { p.Rerun = "go test\nrm -rf ." }, "control characters"},
	} {
		t.Run(name, func(t *testing.T) {
			l := newLab(t)
			l.keepResult("fine", "", twoLifts)
			p := honest
			c.edit(&p)
			text, err := json.Marshal(p)
			if err != nil {
				t.Fatal(err)
			}
			l.write(".assay/pending/report/TestReport/lift.golden", twoLifts)
			l.write(".assay/pending/report/TestReport/lift.json", string(text))
			found, err := l.store().Pending()
			if err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("the error is %v, want one that says %q", err, c.says)
			}
			if len(found) != 1 || found[0].Case != "fine" {
				t.Errorf("pending are %+v", found)
			}
			if err := l.store().Approve(p); err == nil && p.Golden == liftGolden && l.read(liftGolden) != twoLifts {
				t.Error("it was approved, as something else")
			}
			for _, file := range l.files(".") {
				if strings.HasSuffix(file, ".golden") && file != liftGolden &&
					!strings.HasPrefix(file, ".assay/pending/") {
					t.Errorf("%s was written", file)
				}
			}
		})
	}
}

func TestADamagedRecordIsNamed(t *testing.T) {
	for name, text := range map[string]string{
		"empty": "", "cut": `{"package": "rep`, "a list": "[]", "deep": strings.Repeat("[", 100_000),
	} {
		l := newLab(t)
		l.write(".assay/pending/report/TestReport/lift.json", text)
		if found, err := l.store().Pending(); err == nil || len(found) > 0 ||
			!strings.Contains(err.Error(), ".assay/pending/report/TestReport/lift.json: ") {
			t.Errorf("%s: %v, %v", name, found, err)
		}
	}
}

func TestWhatIsTooLargeIsNotRead(t *testing.T) {
	l := newLab(t)
	l.write(liftGolden, twoLifts)
	p := l.keepResult("lift", twoLifts, otherLifts)
	for name, size := range map[string]int64{
		".assay/pending/report/TestReport/lift.golden": 1 << 30,
		".assay/pending/report/TestReport/lift.json":   1 << 30,
		liftGolden: 1 << 30,
	} {
		file := filepath.Join(l.root, filepath.FromSlash(name))
		kept := l.read(name)
		if err := os.Truncate(file, size); err != nil {
			t.Fatal(err)
		}
		_, listErr := l.store().Pending()
		err := errors.Join(listErr, l.store().Approve(p))
		if err == nil || !strings.Contains(err.Error(), "1073741824 bytes, more than the limit of") {
			t.Errorf("%s of a gigabyte: %v", name, err)
		}
		l.write(name, kept)
		l.keepResult("lift", twoLifts, otherLifts)
		l.write(liftGolden, twoLifts)
	}
}

func TestAPendingDirectoryThatLinksElsewhereIsNotFollowed(t *testing.T) {
	l := newLab(t)
	outside := newLab(t)
	outside.keepResult("lift", "", twoLifts)
	l.write(".assay/pending/.keep", "")
	l.link(filepath.Join(outside.root, ".assay", "pending", "report"), ".assay/pending/report")
	if found, err := l.store().Pending(); len(found) > 0 || err != nil {
		t.Errorf("pending are %+v, %v", found, err)
	}
}

func TestRemainsOfKilledWritersAreSweptAway(t *testing.T) {
	l := newLab(t)
	old, young := ".assay/tmp/.assay-OLD", ".assay/tmp/.assay-YOUNG"
	l.write(old, "half a gol")
	l.write(young, "half a gol")
	hours := time.Now().Add(-2 * time.Hour)
	if err := os.Chtimes(filepath.Join(l.root, old), hours, hours); err != nil {
		t.Fatal(err)
	}
	l.keepResult("lift", "", twoLifts)
	if found := l.files(".assay/tmp"); len(found) != 1 || found[0] != young {
		t.Errorf("there are %v", found)
	}
}

package golden

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/assay-go/assay/internal/store"
)

// Undoing a decision restores the golden and the pending result.
func TestADecisionIsTakenBack(t *testing.T) {
	decisions := map[string]func(*store.Store, store.Pending) error{
		"approved": (*store.Store).Approve, "rejected": (*store.Store).Reject,
	}
	for name, decide := range decisions {
		for _, golden := range []string{"", twoLifts} {
			l := newLab(t)
			if golden != "" {
				l.write(liftGolden, golden)
			}
			before := l.keepResult("lift", golden, otherLifts)
			files := l.contents()
			s := l.store()
			b, err := s.Backup(before)
			if err != nil {
				t.Fatal(err)
			}
			if want := len(golden) + len(otherLifts); b.Size() != want {
				t.Errorf("the backup holds %d bytes, want %d", b.Size(), want)
			}
			if err := decide(s, before); err != nil {
				t.Fatal(err)
			}
			if len(l.pending()) != 0 {
				t.Fatalf("%s: still pending", name)
			}
			if err := s.Restore(b); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if after := l.contents(); after != files {
				t.Errorf("%s and taken back: the files were\n%s\nand are\n%s", name, files, after)
			}
			if err := s.Restore(b); err == nil || !strings.Contains(err.Error(), "another result is pending") {
				t.Errorf("%s, taken back twice: %v", name, err)
			}
		}
	}
}

// contents returns the goldens and pending results as text.
func (l *lab) contents() string {
	l.Helper()
	var b strings.Builder
	for _, dir := range []string{"report/testdata", ".assay/pending"} {
		for _, name := range l.files(dir) {
			b.WriteString(name + "\n" + l.read(name))
		}
	}
	return b.String()
}

func TestADecisionIsNotTakenBackOverAGoldenThatHasChanged(t *testing.T) {
	l := newLab(t)
	l.write(liftGolden, twoLifts)
	p := l.keepResult("lift", twoLifts, otherLifts)
	s := l.store()
	b, err := s.Backup(p)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Approve(p); err != nil {
		t.Fatal(err)
	}
	edited := strings.Replace(twoLifts, "0.25", "0.5", 1)
	l.write(liftGolden, edited)
	if err := s.Restore(b); !errors.Is(err, store.ErrChanged) {
		t.Errorf("the error is %v", err)
	}
	if got := l.read(liftGolden); got != edited {
		t.Errorf("the golden became\n%s", got)
	}
}

// Approving under a new name removes the golden under the old name; undoing it restores that golden.
func TestARenameIsTakenBack(t *testing.T) {
	l := newLab(t)
	l.write(liftGolden, twoLifts)
	p := l.keepResult("raise", "", twoLifts)
	if err := os.Remove(filepath.Join(l.root, "report/report_test.go")); err != nil {
		t.Fatal(err)
	}
	p.RenameOf = liftGolden
	before := l.contents()
	s := l.store()
	b, err := s.Backup(p)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Approve(p); err != nil {
		t.Fatal(err)
	}
	if now := l.contents(); strings.Contains(now, liftGolden) {
		t.Fatalf("the old golden is still there:\n%s", now)
	}
	if err := s.Restore(b); err != nil {
		t.Fatal(err)
	}
	if after := l.contents(); after != before {
		t.Errorf("the files were\n%s\nand are\n%s", before, after)
	}
}

// Undo restores the Parquet files of the golden and of the result, too.
func TestADecisionAboutATableBesideItsDigestIsTakenBack(t *testing.T) {
	l := newLab(t)
	l.mustPass("many", asParquet, "-update")
	l.mustFail(nil, "many", asParquet, oneEdited)
	before := l.contents()
	s := l.store()
	b, err := s.Backup(l.pending()[0])
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Approve(l.pending()[0]); err != nil {
		t.Fatal(err)
	}
	if err := s.Restore(b); err != nil {
		t.Fatal(err)
	}
	if l.contents() != before {
		t.Error("the files are not what they were")
	}
	if old, result, r, err := s.Sides(l.pending()[0]); err != nil || r.Rows.Changed != 1 || old.Digest != nil ||
		result.Table.NumRows() != 1000 {
		t.Errorf("they compare as %+v, %v", r, err)
	}
}

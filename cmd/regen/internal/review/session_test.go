package review_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	_ "github.com/sebdah/goldie/v2" // defines -update in every test binary

	"github.com/assay-go/assay/cmd/regen/internal/review"
	"github.com/assay-go/assay/cmd/regen/internal/review/reviewtest"
	"github.com/assay-go/assay/internal/store"
)

func names(s *review.Session) []string {
	var out []string
	for _, item := range s.Items {
		out = append(out, item.Name)
	}
	return out
}

func TestTheRarestGroupComesFirst(t *testing.T) {
	l := reviewtest.New(t)
	l.Shop()
	s := l.Open()
	want := []string{
		"billing/TestOrders/refund", // removes a row
		"report/TestTotals/settings", "report/TestTotals/west", "report/TestTotals/north", "report/TestTotals/south",
	}
	if got := names(s); !slices.Equal(got, want) {
		t.Errorf("the order is %v, want %v", got, want)
	}
	if got := s.Alike(4); !slices.Equal(got, []int{3, 4}) {
		t.Errorf("alike are %v, want 3 and 4", got)
	}
}

func TestADecisionIsOnDiskAtOnceAndTakenBackByUndo(t *testing.T) {
	l := reviewtest.New(t)
	l.Shop()
	s := l.Open()
	if err := s.Accept("", s.Alike(3)...); err != nil {
		t.Fatal(err)
	}
	if l.Golden("report/TestTotals/north") != reviewtest.Doubled ||
		l.Golden("report/TestTotals/south") != reviewtest.Doubled {
		t.Error("what was accepted is not in the goldens")
	}
	if err := s.Reject(0); err != nil {
		t.Fatal(err)
	}
	if err := s.Skip(1); err != nil {
		t.Fatal(err)
	}
	if got, want := s.Outcome(), "2 accepted, 1 rejected, 1 skipped"; got != want {
		t.Errorf("the outcome is %q, want %q", got, want)
	}
	if got, want := l.Waiting(), []string{"report/TestTotals/settings", "report/TestTotals/west"}; !slices.Equal(
		got,
		want,
	) {
		t.Errorf("pending are %v, want %v", got, want)
	}
	if got, want := s.Classes(review.Accepted), "changed 2, column:total 2"; got != want {
		t.Errorf("the classes are %q, want %q", got, want)
	}
	for _, want := range [][]int{{1}, {0}, {3, 4}} {
		if back, err := s.Undo(); err != nil || !slices.Equal(back, want) {
			t.Errorf("undone are %v, %v; want %v", back, err, want)
		}
	}
	if _, err := s.Undo(); !errors.Is(err, review.ErrNothingToUndo) {
		t.Errorf("the error is %v", err)
	}
	if l.Golden("report/TestTotals/south") != reviewtest.Totals || len(l.Waiting()) != 5 || s.Count(review.Waiting) != 5 {
		t.Errorf("after all is undone %v wait", l.Waiting())
	}
}

func TestANewGoldenIsGoneAfterUndo(t *testing.T) {
	l := reviewtest.New(t)
	l.Pending("report/TestTotals/west", "", reviewtest.Totals, "no golden yet")
	s := l.Open()
	if err := s.Accept("", 0); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Undo(); err != nil {
		t.Fatal(err)
	}
	if got := l.Golden("report/TestTotals/west"); got != "" {
		t.Errorf("the golden is %q", got)
	}
}

func TestNothingIsDecidedTwice(t *testing.T) {
	l := reviewtest.New(t)
	l.Shop()
	s := l.Open()
	if err := s.Accept("", 0); err != nil {
		t.Fatal(err)
	}
	err := s.Reject(0)
	if err == nil || err.Error() != "billing/TestOrders/refund is already accepted: undo that first" {
		t.Errorf("the error is %v", err)
	}
	if got := s.Next(0); got != 1 {
		t.Errorf("next is %d, want 1", got)
	}
}

func TestWhatMayNotBeAcceptedIsNot(t *testing.T) {
	l := reviewtest.New(t)
	l.Shop()
	refused := errors.New("not here")
	s := review.Open(l.Sources(), func() error { return refused })
	if err := s.Accept("", 0); !errors.Is(err, refused) {
		t.Errorf("the error is %v", err)
	}
	if l.Golden("billing/TestOrders/refund") != reviewtest.Orders {
		t.Error("it was accepted")
	}
}

// A test that ran meanwhile left another result: that one is looked at before anything is decided.
func TestAResultThatChangedMeanwhileIsShownAnew(t *testing.T) {
	l := reviewtest.New(t)
	l.Pending("report/TestTotals/north", reviewtest.Totals, reviewtest.Doubled, "the result differs")
	s := l.Open()
	other := strings.Replace(reviewtest.Doubled, "40", "41", 1)
	l.Pending("report/TestTotals/north", reviewtest.Totals, other, "the result differs")
	if err := s.Accept("", 0); err == nil || !strings.Contains(err.Error(), "has changed since it was listed") {
		t.Errorf("the error is %v", err)
	}
	if l.Golden("report/TestTotals/north") != reviewtest.Totals {
		t.Fatal("what nobody looked at was accepted")
	}
	sheet, err := s.Load(0)
	if err != nil {
		t.Fatal(err)
	}
	if got := sheet.Report.Changes[1].Cells[0].New; got != "41" {
		t.Errorf("the new cell is %s, want 41", got)
	}
	if err := s.Accept("", 0); err != nil || l.Golden("report/TestTotals/north") != other {
		t.Errorf("accepting what is shown anew: %v", err)
	}
}

func TestWhatSomebodyElseSettledIsGone(t *testing.T) {
	l := reviewtest.New(t)
	l.Shop()
	s := l.Open()
	if err := l.Open().Accept("", 0); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"billing/TestOrders/refund: no pending result: it was approved, rejected or replaced in the meantime",
		"billing/TestOrders/refund is gone: it was approved or rejected elsewhere, or its test ran again",
	} {
		if err := s.Accept("", 0); err == nil || err.Error() != want || s.Items[0].State != review.Gone {
			t.Errorf("the error is %v, want %q; the state is %s", err, want, s.Items[0].State)
		}
	}
	if got := l.Golden("billing/TestOrders/refund"); got != reviewtest.Refunded || len(l.Waiting()) != 4 {
		t.Errorf("the golden is\n%s", got)
	}
}

func TestADamagedResultIsRejectedAndNotAccepted(t *testing.T) {
	l := reviewtest.New(t)
	l.Pending("report/TestTotals/north", reviewtest.Totals, reviewtest.Doubled, "the result differs")
	l.Write(".assay/pending/report/TestTotals/north.golden", "<<<<<<<")
	s := l.Open()
	if err := s.Accept("", 0); err == nil ||
		!strings.Contains(err.Error(), "cannot compare") && !strings.Contains(err.Error(), "changed since") {
		t.Errorf("the error is %v", err)
	}
	if err := s.Reject(0); err != nil {
		t.Fatal(err)
	}
	if len(l.Waiting()) != 0 {
		t.Error("it is still pending")
	}
	if back, err := s.Undo(); err == nil || len(back) != 0 {
		t.Errorf("undone: %v, %v", back, err)
	}
}

// A policy holds for what is accepted at once, one result or all alike; what it holds back stays pending.
func TestAPolicyBoundsWhatIsAccepted(t *testing.T) {
	t.Setenv("PATH", "") // regen is not on it
	l := reviewtest.New(t)
	l.Shop()
	l.Write(store.PolicyFile, "approve: {max-goldens: 1, hold: [removed, became-null], reason: required}\n")
	s := l.Open() // refund removes a row, north and south are alike
	for _, step := range []struct {
		reason string
		at     []int
		says   string
	}{
		{"", []int{3}, "nothing was accepted: .assay.yaml:1:57 requires a reason"},
		{"agreed", []int{3, 4}, "nothing was accepted: .assay.yaml:1:11: allows 1 result per approval, 2 are selected"},
		{"agreed", []int{0}, "refund: held back: removed (.assay.yaml:1:34): use go tool regen approve --release removed"},
		{"agreed\nor not", []int{3}, "a reason is one line of text"},
	} {
		if err := s.Accept(step.reason, step.at...); err == nil || !strings.Contains(err.Error(), step.says) {
			t.Errorf("accepting %v for %q: %v, want %q", step.at, step.reason, err, step.says)
		}
	}
	if got := len(l.Waiting()); got != 5 {
		t.Fatalf("%d wait, want 5", got)
	}
	if !s.WantsReason(3) || s.WantsReason(0) {
		t.Error("a reason is wanted where a result may be accepted, and nowhere else")
	}
	if err := s.Accept(" agreed ", 3); err != nil ||
		l.Read("report/testdata/golden/TestTotals/north.reasons") != "agreed\n" {
		t.Errorf("accepting: %v", err)
	}
	s.Reason = "beforehand"
	if err := s.Accept("", 4); err != nil || s.WantsReason(1) ||
		l.Read("report/testdata/golden/TestTotals/south.reasons") != "beforehand\n" {
		t.Errorf("accepting for a reason given beforehand: %v", err)
	}
}

// A value in which parts changed, were added and removed is all of that, also once only its summary is kept.
func TestAReviewKnowsAllClassesOfAValue(t *testing.T) {
	l := reviewtest.New(t)
	l.Pending("a/TestA/a", "# assay 1\n# value\na: 1\nb: 2\n", "# assay 1\n# value\na: 2\nc: 3\n", "the result differs")
	report := l.Open().Items[0].Report
	if got, want := report.Classes(), []string{"added", "changed", "removed"}; !slices.Equal(got, want) ||
		report.Summary() != "1 value changed, 1 added, 1 removed: b removed; c added; a changed" {
		t.Errorf("the classes are %v, want %v; the summary is %s", got, want, report.Summary())
	}
}

func TestRowsThatWereOnlyAddedAreADifference(t *testing.T) {
	const head = "# assay 1\n# order keyed id\n# field id int64\nid\n1\n"
	l := reviewtest.New(t)
	l.Pending("report/TestX/added", head, head+"2\n", "the result differs")
	l.Pending("report/TestX/removed", head+"2\n", head, "the result differs")
	want := map[string]string{
		"report/TestX/added":   "1 row added (id = 2)",
		"report/TestX/removed": "1 row removed (id = 2)",
	}
	for _, item := range l.Open().Items {
		if got := item.Report.Summary(); item.Report.Equal() || got != want[item.Name] {
			t.Errorf("%s: got %q, want %q", item.Name, got, want[item.Name])
		}
	}
}

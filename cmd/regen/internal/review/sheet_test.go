package review_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/assay-go/assay/cmd/regen/internal/review"
	"github.com/assay-go/assay/cmd/regen/internal/review/reviewtest"
)

// drawn writes a view of a sheet as text: a line a row, differing cells as old>new.
func drawn(s *review.Sheet, v review.View, all bool) string {
	var b strings.Builder
	lines := s.Lines(v, all)
	for i := range lines.Len() {
		line := lines.At(i)
		if line.Kind == "" {
			fmt.Fprintf(&b, "%d folded\n", line.Folded)
			continue
		}
		b.WriteString(line.Kind)
		for _, c := range s.Shown(all) {
			cell := s.Cell(v, line, c)
			if b.WriteString(" " + cell.Old); cell.Differs() {
				b.WriteString(">" + cell.New)
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func load(t *testing.T, l *reviewtest.Lab) *review.Sheet {
	t.Helper()
	sheet, err := l.Open().Load(0)
	if err != nil {
		t.Fatal(err)
	}
	return sheet
}

func TestTheDiffFoldsRowsThatAreTheSame(t *testing.T) {
	l := reviewtest.New(t)
	l.Pending("billing/TestOrders/refund", reviewtest.Orders, reviewtest.Refunded, "the result differs")
	sheet := load(t, l)
	want := `same 1 paid 10.00 Ann
changed 2 paid>refunded 20.50>0.00 Bob
same 3 open 7.25 Cid
same 4 paid 99.00 Dee
same 5 open 12.00 Eve
same 6 paid 31.10 Fay
same 7 paid 18.00 Gus
removed 8> open> 4.40> Hal>
added >9 >open >5.00 >Ida
`
	if got := drawn(sheet, review.Diff, false); got != want {
		t.Errorf("the diff is\n%s\nwant\n%s", got, want)
	}
	want = `same 1 Ann paid 10.00
changed 2 Bob paid 20.50
same 3 Cid open 7.25
same 4 Dee paid 99.00
same 5 Eve open 12.00
same 6 Fay paid 31.10
same 7 Gus paid 18.00
removed 8 Hal open 4.40
`
	if got := drawn(sheet, review.Old, true); got != want {
		t.Errorf("the golden is\n%s\nwant\n%s", got, want)
	}
	if got := drawn(sheet, review.New, true); !strings.HasSuffix(got, "same 7 Gus paid 18.00\nadded 9 Ida open 5.00\n") {
		t.Errorf("the result is\n%s", got)
	}
}

func TestFarFromAnyChangeRowsAreFolded(t *testing.T) {
	var old, result strings.Builder
	for _, b := range []*strings.Builder{&old, &result} {
		b.WriteString("# assay 1\n# order ordered\n# field n int64\n# field m int64\nn,m\n")
	}
	for i := range 40 {
		fmt.Fprintf(&old, "%d,%d\n", i, i%3)
		m := i % 3
		if i == 20 {
			m = 77
		}
		fmt.Fprintf(&result, "%d,%d\n", i, m)
	}
	l := reviewtest.New(t)
	l.Pending("report/TestCounts/all", old.String(), result.String(), "the result differs")
	sheet := load(t, l)
	want := "18 folded\nsame 18 0\nsame 19 1\nchanged 20 2>77\nsame 21 0\nsame 22 1\n17 folded\n"
	if got := drawn(sheet, review.Diff, false); got != want {
		t.Errorf("the diff is\n%s\nwant\n%s", got, want)
	}
	if got := sheet.Lines(review.Diff, true).Len(); got != 40 {
		t.Errorf("unfolded it has %d lines, want 40", got)
	}
	if got := sheet.RowNumber(sheet.Lines(review.Diff, false).At(3)); got != "20" {
		t.Errorf("the place is %s, want 20", got)
	}
}

func TestColumnsThatComeAndGoAreShown(t *testing.T) {
	old := "# assay 1\n# order keyed k\n# field k utf8\n# field gone int64\n# field was int64\nk,gone,was\na,1,2\nb,1,3\n"
	result := "# assay 1\n# order keyed k\n# field k utf8\n# field is int64\n# field new int64\nk,is,new\na,2,5\nb,3,6\n"
	l := reviewtest.New(t)
	l.Pending("report/TestColumns/all", old, result, "the result differs")
	sheet := load(t, l)
	var said []string
	for _, d := range sheet.Details() {
		said = append(said, sheet.Columns[d.Column].Name+": "+d.Text)
	}
	want := "is: was was\nnew: added, int64: 5, 6\ngone: removed, int64: 1, 1"
	if got := strings.Join(said, "\n"); got != want {
		t.Errorf("the columns are\n%s\nwant\n%s", got, want)
	}
	if got, want := drawn(sheet, review.Diff, false), "same a 2 >5 1>\nsame b 3 >6 1>\n"; got != want {
		t.Errorf("the difference is\n%s\nwant\n%s", got, want)
	}
	if got, want := drawn(sheet, review.Old, true), "same a 2  1\nsame b 3  1\n"; got != want {
		t.Errorf("the golden is\n%s\nwant\n%s", got, want)
	}
}

func TestAValueIsShownByPlacesAndAsText(t *testing.T) {
	l := reviewtest.New(t)
	l.Pending("report/TestTotals/settings", reviewtest.Settings, reviewtest.Rated, "the result differs")
	sheet := load(t, l)
	for v, want := range map[review.View]string{
		review.Diff: "changed rate 0.5>0.75\n",
		review.Old:  "same  name: spring\nsame  rate: 0.5\n",
		review.New:  "same  name: spring\nsame  rate: 0.75\n",
	} {
		if got := drawn(sheet, v, false); got != want {
			t.Errorf("%s is\n%s\nwant\n%s", v, got, want)
		}
	}
}

func TestAResultWithoutAGoldenIsAllNew(t *testing.T) {
	l := reviewtest.New(t)
	l.Pending("report/TestTotals/west", "", reviewtest.Totals, "no golden yet")
	sheet := load(t, l)
	if got, want := drawn(sheet, review.Diff, false), "added >2026-01-01 >10\nadded >2026-01-02 >20\n"; got != want {
		t.Errorf("the diff is\n%s\nwant\n%s", got, want)
	}
	if got := drawn(sheet, review.Old, false); got != "" {
		t.Errorf("the golden is\n%s", got)
	}
}

// A digest has no rows to show: its blocks are, and the text of either side.
func TestADigestIsShownByBlocksAndAsText(t *testing.T) {
	digest := `# assay 1
# order keyed id
# field id int64 not null
# digest 3 rows
# column id 0 null, 3 distinct, sha256 0011223344556677, min 1, max 3
# block 3 rows from 1: 00112233
id
1
2
3
`
	l := reviewtest.New(t)
	l.Pending("report/TestTotals/large", digest, strings.ReplaceAll(digest, "00112233", "8899aabb"), "the result differs")
	sheet := load(t, l)
	if got, want := drawn(sheet, review.Diff, false), "changed 1 differs in id\n"; got != want {
		t.Errorf("the diff is\n%s\nwant\n%s", got, want)
	}
	if got := drawn(sheet, review.New, true); !strings.Contains(got, "same  # block 3 rows from 1: 8899aabb\n") {
		t.Errorf("the result is\n%s", got)
	}
	if got := sheet.Details(); len(got) != 1 ||
		got[0] != (review.Detail{Column: -1, Name: "id", Text: "1 block changed"}) {
		t.Errorf("the details are %v", got)
	}
}

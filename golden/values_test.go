package golden

import (
	"fmt"
	"math/big"
	"os"
	"strings"
	"testing"
	"time"
)

type month time.Month

func (m month) String() string { return time.Month(m).String() }

type invoice struct {
	Month month
	Due   time.Time
	Lines []string
	Total *big.Rat
	paid  bool
}

func init() {
	labSuites["an invoice"] = map[string]func(*testing.T){"TestReport": func(t *testing.T) {
		v := invoice{Month: 2, Due: time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC).In(time.Local), Total: big.NewRat(7, 2)}
		if v.paid = true; os.Getenv("GOLDEN_LAB_NAME") == "empty" {
			v.Lines = []string{}
		}
		AssertValue(t, "lift", v, Options{Writers: []Writer{
			Format(func(r *big.Rat) string { return r.FloatString(2) + " EUR" }),
		}})
	}}
	labSuites["an invoice in full"] = map[string]func(*testing.T){"TestReport": func(t *testing.T) {
		AssertValue(t, "lift", invoice{Total: new(big.Rat), paid: true}, Options{Writers: []Writer{Unexported[invoice]()}})
	}}
}

const invoiceGolden = `# assay 1
# value 2
# unwritten golden.invoice: paid
month: February
due: 2026-03-01T09:00:00Z
lines: null
total: 3.50 EUR
`

func TestAGoldenOfAValueDoesNotDependOnTheZone(t *testing.T) {
	l := newLab(t)
	l.mustFail([]string{
		"no golden yet", "unexported fields are not written (golden.Unexported writes them): golden.invoice: paid",
	}, "an invoice")
	l.mustPass("an invoice", "TZ=Asia/Tokyo", "-update")
	if got := l.read(liftGolden); got != invoiceGolden {
		t.Errorf("got\n%s", got)
	}
	l.mustPass("an invoice", "TZ=America/New_York")
	l.mustFail([]string{"lift.golden:6: different result", "~ 6: lines  null -> []"},
		"an invoice", "GOLDEN_LAB_NAME=empty")
}

func TestAGoldenKeepsTheRulesByWhichItWasRecorded(t *testing.T) {
	l := newLab(t)
	old := fmt.Sprintf("# assay 1\n# value\n%s", strings.NewReplacer("February", "2", "null", "[]").Replace(
		invoiceGolden[strings.Index(invoiceGolden, "month:"):]))
	l.write(liftGolden, old)
	l.mustPass("an invoice", "TZ=UTC")
	l.mustPass("an invoice", "TZ=UTC", "GOLDEN_LAB_NAME=empty", "-update")
	if got := l.read(liftGolden); got != old {
		t.Errorf("got\n%s", got)
	}
}

func TestUnexportedFieldsAreWrittenOnRequest(t *testing.T) {
	l := newLab(t)
	l.mustPass("an invoice in full", "-update")
	if got := l.read(liftGolden); !strings.HasSuffix(got, "paid: true\n") || strings.Contains(got, "unwritten") {
		t.Errorf("got\n%s", got)
	}
}

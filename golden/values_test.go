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
	l.mustFail([]string{"lift.golden:6: 1 value changed: lines changed", "~ 6: lines  null -> []"},
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

func init() {
	labSuites["a large value"] = map[string]func(*testing.T){"TestReport": func(t *testing.T) {
		v := map[string][]string{"names": make([]string, 60_000), "few": {os.Getenv("GOLDEN_LAB_NAME")}}
		for i := range v["names"] {
			v["names"][i] = fmt.Sprint("name ", i)
		}
		v["names"][1100] += os.Getenv("GOLDEN_LAB_SUFFIX")
		o := Options{Form: AsDigest}
		if form := os.Getenv("GOLDEN_LAB_FORM"); form != "" {
			o.Form = map[string]Form{"text": AsText, "parquet": AsParquet}[form]
		}
		AssertValue(t, "lift", v, o)
	}}
}

func TestALargeValueHasADigest(t *testing.T) {
	l := newLab(t)
	l.mustFail([]string{"more than the limit of 500,000: compare a part of it", "use Form: golden.AsDigest"},
		"a large value", "GOLDEN_LAB_FORM=text")
	l.mustFail([]string{"the form parquet applies to tables; use AsDigest"}, "a large value", "GOLDEN_LAB_FORM=parquet")
	l.mustPass("a large value", "-update")
	if got := l.read(liftGolden); !strings.HasPrefix(got, "# assay 1\n# value 2\n# digest\nfew:\n") || len(got) > 5000 {
		t.Errorf("the golden is\n%s", got)
	}
	l.mustPass("a large value")
	l.mustFail([]string{"lift.golden:5:", `few[0]`, `"" -> new`, "names.blocks.1024"},
		"a large value", "GOLDEN_LAB_NAME=new", "GOLDEN_LAB_SUFFIX=x")
}

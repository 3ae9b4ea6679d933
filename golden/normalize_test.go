package golden

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/assay-go/assay/internal/goldenfile"
)

const visits = `# assay 1
# order keyed id
# field id int64 not null
# field email utf8
# field seen_at timestamp[ms, UTC]
# field load_ms int64
# field load_host utf8
id,email,seen_at,load_ms,load_host
1,Ann@Example.com,2026-01-31T10:15:42.250Z,17,a1
2,bob@example.com,1969-12-31T23:59:59.999Z,4,b2
`

var withoutLoad = Options{
	Ignore: []string{"load_*"},
	Normalize: []Normalizer{
		{Column: "email", Text: strings.ToLower, Name: "lower case"},
		{Granularity: time.Minute},
	},
}

func TestAnAssertionNormalizesAndItsReportsSaySo(t *testing.T) {
	l := newLab(t)
	l.mustPass("normalized", "GOLDEN_LAB_NAME=Ann", "-update")
	if got := l.read(liftGolden); strings.Contains(got, "load_") ||
		!strings.Contains(got, "\n1,ann@example.com,2026-01-31T10:15:00.000Z\n") {
		t.Errorf("the golden is\n%s", got)
	}
	l.mustPass("normalized", "GOLDEN_LAB_NAME=ANN")
	l.mustFail([]string{
		"ann@example.com -> eve@example.com", "email is normalized: lower case",
		"ignored: load_ms, load_host",
	},
		"normalized", "GOLDEN_LAB_NAME=EVE")
	r, err := l.store().Report(l.pending()[0])
	if err != nil || len(r.Notes) != 3 || r.Notes[0] != "ignored: load_ms, load_host" {
		t.Errorf("the report notes %q, %v", r.Notes, err)
	}
	l.mustFail([]string{`Ignore names "load_*", a path that the value does not have`}, "a normalized value")

	l.write(liftGolden, visits) // recorded before the options were given
	l.mustFail([]string{"columns load_ms, load_host removed"}, "normalized", "GOLDEN_LAB_NAME=Ann")
	l.mustPass("normalized", "GOLDEN_LAB_NAME=Ann", "-update")
	if got := l.read(liftGolden); strings.Contains(got, "load_") {
		t.Errorf("the golden is\n%s", got)
	}
}

func init() {
	labSuites["normalized"] = map[string]func(*testing.T){"TestReport": func(t *testing.T) {
		f, err := goldenfile.Decode([]byte(strings.Replace(visits, "Ann@", os.Getenv("GOLDEN_LAB_NAME")+"@", 1)),
			"visits")
		if err != nil {
			t.Fatal(err)
		}
		Assert(t, "lift", f.Table, withoutLoad)
	}}
	labSuites["a normalized value"] = map[string]func(*testing.T){"TestReport": func(t *testing.T) {
		AssertValue(t, "lift", 1, withoutLoad)
	}}
}

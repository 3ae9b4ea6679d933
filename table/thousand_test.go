package table_test

import (
	"bytes"
	_ "embed"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/fixtures"
	"github.com/assay-go/assay/gen"
	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/structcodec"
	"github.com/assay-go/assay/table"
)

//go:embed testdata/hundred.yaml
var hundredYAML string

type visitEvent struct {
	EventID, CustomerID int
	Kind                string
	Amount, Weight      float64
	Email, City         string
	Online              bool
	At                  time.Time
	Note                *string
}

type kindSum struct {
	Kind   string
	Events int
	IDs    int
}

// kinds is the transform of a thousand cases: it sums static values.
func kinds(in []visitEvent) ([]kindSum, error) {
	sums := map[string]*kindSum{}
	for _, e := range in {
		s := sums[e.Kind]
		if s == nil {
			s = &kindSum{Kind: e.Kind}
			sums[e.Kind] = s
		}
		s.Events++
		s.IDs += e.EventID
	}
	var out []kindSum
	for _, kind := range []string{"open", "click", "buy", "leave"} {
		if s := sums[kind]; s != nil {
			out = append(out, *s)
		}
	}
	return out, nil
}

// BenchmarkAThousandCases runs TestAThousandCases in a process of its own.
func TestAThousandCases(t *testing.T) {
	variant, ok := os.LookupEnv(variantVariable)
	if !ok {
		t.Skip("see BenchmarkAThousandCases")
	}
	fx := fixtures.Load(t, "shop.yaml")
	pins := make([]table.Pin, 1000)
	for i := range pins {
		pins[i] = table.Pin{
			"events.kind":                        "open",
			fmt.Sprintf("events[%d].kind", i%97): "buy",
			fmt.Sprintf("events[%d].kind", i%89): "leave",
		}
	}
	start := time.Now()
	if variant == "harness" {
		cases := make([]table.Case, len(pins))
		for i, pin := range pins {
			cases[i] = table.Case{Name: fmt.Sprint("case ", i), Pin: pin}
		}
		table.Run(t, fx, table.Rows("events", kinds), cases...)
	} else {
		for i, pin := range pins {
			t.Run(fmt.Sprint("case ", i), func(t *testing.T) { byHand(t, fx, pin, fmt.Sprint("case_", i)) })
		}
	}
	fmt.Println("took", time.Since(start).Nanoseconds())
}

// byHand is a test without the harness: it generates, calls the transform as often, and compares bytes.
func byHand(t *testing.T, fx *fixtures.Fixture, pin table.Pin, name string) {
	var pins []fixtures.Pin
	for path, value := range pin {
		pins = append(pins, fixtures.Pin{Path: path, Value: value})
	}
	plan, err := fx.Plan(pins...)
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile(filepath.Join("testdata", "byhand", name+".golden"))
	if err != nil && os.Getenv("RECORD") == "" {
		t.Fatal(err)
	}
	for n := range 3 {
		if n > 0 {
			plan = plan.Redraw(uint64(n), func(string, string) bool { return true })
		}
		rec, err := plan.Record(t.Context(), "events", gen.Options{})
		if err != nil {
			t.Fatal(err)
		}
		in, err := structcodec.Decode[visitEvent](rec)
		if err != nil {
			t.Fatal(err)
		}
		out, err := kinds(in)
		if err != nil {
			t.Fatal(err)
		}
		got := encodeByHand(t, out)
		if want == nil {
			want = got
			if err := os.WriteFile(filepath.Join("testdata", "byhand", name+".golden"), got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if !bytes.Equal(got, want) {
			t.Fatalf("got\n%s\nwant\n%s", got, want)
		}
	}
}

func encodeByHand(t *testing.T, out []kindSum) []byte {
	var rec arrow.Record
	rec, err := structcodec.Encode(out)
	if err != nil {
		t.Fatal(err)
	}
	text, err := goldenfile.Encode(&goldenfile.File{Table: rec})
	if err != nil {
		t.Fatal(err)
	}
	return text
}

var tookLine = regexp.MustCompile(`(?m)^took (\d+)$`)

// BenchmarkAThousandCases compares the harness, with the leak check on, to a loop of t.Run that generates, calls the
// transform as often, and compares bytes.
func BenchmarkAThousandCases(b *testing.B) {
	p := &program{t: b, test: "TestAThousandCases", dir: b.TempDir()}
	p.write("go.mod", "module example.com/shop\n")
	p.write("report/shop.yaml", hundredYAML)
	p.write("report/testdata/byhand/README", "")
	took := func(variant string, args ...string) float64 {
		out, passed := p.run(variant, append(args, "-test.cpu=1")...)
		m := tookLine.FindStringSubmatch(out)
		if !passed || m == nil {
			b.Fatalf("%s: %s", variant, out[max(0, len(out)-2000):])
		}
		ns, err := strconv.ParseFloat(strings.TrimSpace(m[1]), 64)
		if err != nil {
			b.Fatal(err)
		}
		return ns
	}
	took("harness", "-update")
	took("byhand", "RECORD=1")
	var harness, byHand float64
	for b.Loop() {
		harness += took("harness")
		byHand += took("byhand")
	}
	b.ReportMetric(harness/float64(b.N)/1e6, "ms-harness")
	b.ReportMetric(byHand/float64(b.N)/1e6, "ms-by-hand")
	b.ReportMetric(harness/byHand, "x-by-hand")
}

package golden_test

import (
	"math/big"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/assay-go/assay/golden"
	"github.com/assay-go/assay/internal/goldenfile"
)

// The snippets of docs/goldens.md, which the test below compares with it.
var _ = func(t *testing.T, table arrow.Table, lift, invoice, receipt any) {
	golden.Assert(t, "spring", table, golden.Options{Key: []string{"campaign_id"}})
	golden.AssertValue(t, "lift", lift)
	golden.AssertValue(t, "invoice", invoice, golden.Options{Writers: []golden.Writer{
		golden.Format(func(u *url.URL) string { return u.String() }),
		golden.Format(func(r *big.Rat) string { return r.FloatString(2) }),
		golden.Unexported[Invoice](), // also its unexported fields
	}})
	golden.Assert(t, "daily", table, golden.Options{Tolerances: []golden.Tolerance{
		{Column: "*_rate", Rel: 1e-9},
		{Column: "revenue", Abs: 0.01},
		{Column: "updated_at", Duration: time.Second},
	}})
	golden.Assert(t, "users", table, golden.Options{
		Ignore: []string{"load_*"},
		Normalize: []golden.Normalizer{
			{Column: "email", Text: strings.ToLower, Name: "lower case"},
			{Column: "*_at", Granularity: time.Hour},
		},
	})
	golden.AssertValue(t, "receipt", receipt, golden.Options{Normalize: []golden.Normalizer{
		{Token: "Guid", Match: golden.UUIDs},                        // in all texts
		{Column: "paid_at", Token: "Time"},                          // the whole text
		{Column: "lines[*].note", Token: "Order", Match: `ORD-\d+`}, // parts of texts
	}})
	golden.Inline(t, table, golden.Text(`
		country  orders  revenue
		DE            3    30.00
		FR            3    30.00
	`))
	golden.Inline(t, lift, golden.Text(`
		name: holdout lift
		lift: 0.125
	`), golden.Options{Tolerances: []golden.Tolerance{{Column: "lift", Abs: 0.001}}})
	golden.Assert(t, "sessions", table, golden.Options{Key: []string{"session_id"}, Form: golden.AsDigest})
	golden.Assert(t, "orders", table, golden.Options{Key: []string{"order_id"}, Form: golden.AsParquet})
}

type Invoice struct{}

var (
	block       = regexp.MustCompile("(?ms)(?:^<!-- (\\w+) -->\n)?^```(\\w+)\n(.*?)^```$")
	importBlock = regexp.MustCompile(`(?s)\Aimport (\(.*?\n\)|"[^\n]*)\n\n`)
	importPath  = regexp.MustCompile(`"[^"]+"`)
)

func TestTheManualShowsWhatIsSo(t *testing.T) {
	manual, err := os.ReadFile("../docs/goldens.md")
	if err != nil {
		t.Fatal(err)
	}
	source, err := os.ReadFile("docs_test.go")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	for _, b := range block.FindAllStringSubmatch(string(manual), -1) {
		name, kind, text := b[1], b[2], b[3]
		seen[kind]++
		switch kind {
		case "golden":
			if _, err := goldenfile.Decode([]byte(text), "docs/goldens.md"); err != nil {
				t.Errorf("%v in\n%s", err, text)
			}
		case "report":
			archive, err := txtar.ParseFile("../internal/tablediff/testdata/compare/" + name + ".txt")
			if err != nil {
				t.Fatal(err)
			}
			if report := string(archive.Files[len(archive.Files)-1].Data); !strings.HasPrefix(report, text) {
				t.Errorf("%s reports\n%s\nnot\n%s", name, report, text)
			}
		case "go":
			for _, path := range importPath.FindAllString(importBlock.FindString(text), -1) {
				if !strings.Contains(string(source), path) {
					t.Errorf("docs_test.go does not import %s", path)
				}
			}
			text = importBlock.ReplaceAllString(text, "")
			indented := "\t" + strings.ReplaceAll(strings.TrimSuffix(text, "\n"), "\n", "\n\t")
			if !strings.Contains(string(source), indented) {
				t.Errorf("docs_test.go does not compile\n%s", text)
			}
		}
	}
	if seen["golden"] != 4 || seen["report"] != 3 || seen["go"] != 7 {
		t.Errorf("the manual has snippets %v", seen)
	}
}

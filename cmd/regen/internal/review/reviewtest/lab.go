// Package reviewtest makes modules with pending results, for the tests of reviews.
package reviewtest

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path"
	"path/filepath"
	"testing"

	"github.com/assay-go/assay/cmd/regen/internal/review"
	"github.com/assay-go/assay/internal/store"
)

// A Lab is a module in a temporary directory.
type Lab struct {
	testing.TB
	Root string
}

// New makes a module without goldens.
func New(t testing.TB) *Lab {
	t.Helper()
	l := &Lab{t, t.TempDir()}
	l.Write("go.mod", "module example.com/lab\n")
	return l
}

// Write writes a file of the module.
func (l *Lab) Write(name, text string) {
	l.Helper()
	file := filepath.Join(l.Root, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		l.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		l.Fatal(err)
	}
}

// Read returns a file of the module, or "".
func (l *Lab) Read(name string) string {
	l.Helper()
	text, err := os.ReadFile(filepath.Join(l.Root, filepath.FromSlash(name)))
	if err != nil && !os.IsNotExist(err) {
		l.Fatal(err)
	}
	return string(text)
}

// Golden returns the golden of package/Test/case, or "".
func (l *Lab) Golden(name string) string { return l.Read(goldenOf(name)) }

func goldenOf(name string) string {
	test := path.Dir(name)
	return path.Join(path.Dir(test), "testdata/golden", path.Base(test), path.Base(name)+".golden")
}

// Pending records a golden, unless old is "", and leaves a result of package/Test/case as a failing test does.
func (l *Lab) Pending(name, old, result, why string) {
	l.Helper()
	test := path.Dir(name)
	record := store.Pending{
		Package: path.Dir(test), Test: path.Base(test), Case: path.Base(name), Golden: goldenOf(name), Result: hash(result),
		Reason: why,
	}
	l.Write(path.Join(record.Package, record.Test+"_test.go"), "package x\n\nfunc "+record.Test+"(t *testing.T) {}\n")
	if old != "" {
		l.Write(record.Golden, old)
		record.Base = hash(old)
	}
	text, err := json.Marshal(record)
	if err != nil {
		l.Fatal(err)
	}
	l.Write(path.Join(".assay/pending", name+".golden"), result)
	l.Write(path.Join(".assay/pending", name+".json"), string(text))
}

func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// Sources returns the pending results, by name.
func (l *Lab) Sources() []review.Source {
	l.Helper()
	store, err := store.OpenStore(l.Root)
	if err != nil {
		l.Fatal(err)
	}
	status, err := store.Status()
	if err != nil {
		l.Fatal(err)
	}
	policy, err := store.Policy()
	if err != nil {
		l.Fatal(err)
	}
	var sources []review.Source
	for _, p := range status.Pending {
		sources = append(sources, review.Source{Name: p.ID, File: p.Golden, Store: store, Policy: policy, Pending: p})
	}
	return sources
}

// Open starts a review of the pending results, in which everything is allowed.
func (l *Lab) Open() *review.Session {
	l.Helper()
	return review.Open(l.Sources(), func() error { return nil })
}

// Waiting returns the names of the results pending on disk.
func (l *Lab) Waiting() []string {
	l.Helper()
	var names []string
	for _, s := range l.Sources() {
		names = append(names, s.Name)
	}
	return names
}

// The goldens of a small shop.
const (
	Orders = `# assay 1
# order keyed id
# field id int64 not null
# field customer utf8
# field status utf8
# field total decimal(8, 2)
id,customer,status,total
1,Ann,paid,10.00
2,Bob,paid,20.50
3,Cid,open,7.25
4,Dee,paid,99.00
5,Eve,open,12.00
6,Fay,paid,31.10
7,Gus,paid,18.00
8,Hal,open,4.40
`
	Refunded = `# assay 1
# order keyed id
# field id int64 not null
# field customer utf8
# field status utf8
# field total decimal(8, 2)
id,customer,status,total
1,Ann,paid,10.00
2,Bob,refunded,0.00
3,Cid,open,7.25
4,Dee,paid,99.00
5,Eve,open,12.00
6,Fay,paid,31.10
7,Gus,paid,18.00
9,Ida,open,5.00
`
	Totals = `# assay 1
# order keyed day
# field day date32 not null
# field total int64
day,total
2026-01-01,10
2026-01-02,20
`
	Doubled = `# assay 1
# order keyed day
# field day date32 not null
# field total int64
day,total
2026-01-01,20
2026-01-02,40
`
	Settings = "# assay 1\n# value\nname: spring\nrate: 0.5\n"
	Rated    = "# assay 1\n# value\nname: spring\nrate: 0.75\n"
)

// Shop leaves five results: one of each kind, and two that changed alike.
func (l *Lab) Shop() {
	l.Helper()
	l.Pending("billing/TestOrders/refund", Orders, Refunded, "the inputs changed: orders.status, shop.yaml:31")
	l.Pending("report/TestTotals/north", Totals, Doubled, "same inputs, different result: the transform changed")
	l.Pending("report/TestTotals/settings", Settings, Rated, "the result differs")
	l.Pending("report/TestTotals/south", Totals, Doubled, "same inputs, different result: the transform changed")
	l.Pending("report/TestTotals/west", "", Totals, "no golden yet")
}

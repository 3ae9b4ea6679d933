// Package enginetest has tests that every engine of sqltest passes.
package enginetest

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/assay-go/assay/fixtures"
	"github.com/assay-go/assay/table"
	"github.com/assay-go/assay/table/sqltest"
)

// shop is the fixture of the queries, from the directory of an engine.
const shop = "../internal/enginetest/testdata/shop.yaml"

// childVariable tells a process of the test binary to run the queries that leak.
const childVariable = "ENGINETEST_LEAKS"

// Queries runs some queries. The leak check has to name what the leaky ones depend on, and accuse none of the clean
// ones, whose goldens are those of DuckDB, byte for byte. differs says for which queries they are not, and why. A
// short test leaves the leaky ones out.
func Queries(t *testing.T, e sqltest.Engine, differs map[string]string) {
	var leaky, clean []query
	name := e.Dialect().Name
	for _, q := range queries {
		switch {
		case q.only != nil && !slices.Contains(q.only, name):
		case q.leaks != nil:
			leaky = append(leaky, q)
		default:
			clean = append(clean, q)
		}
	}
	run := func(t *testing.T, q query) {
		sql := q.sql
		if other := q.other[name]; other != "" {
			sql = other
		}
		table.Run(t, fixtures.Load(t, shop), sqltest.Query(e, sql), table.Case{Name: q.name})
	}
	if os.Getenv(childVariable) != "" {
		for _, q := range leaky {
			t.Run(q.name, func(t *testing.T) { run(t, q) })
		}
		return
	}
	t.Run("clean", func(t *testing.T) {
		for _, q := range clean {
			run(t, q)
		}
	})
	for _, q := range clean {
		if t.Failed() || differs[q.name] != "" {
			continue
		}
		ours, theirs := readGolden(t, ".", q.name), readGolden(t, "../duckdb", q.name)
		if !bytes.Equal(ours, theirs) {
			t.Errorf("%s: the golden is not that of DuckDB:\n%s\nthat of DuckDB:\n%s", q.name, ours, theirs)
		}
	}
	if testing.Short() {
		return
	}
	t.Run("leaks", func(t *testing.T) {
		reports := runLeaky(t)
		for _, q := range leaky {
			checkAccusations(t, q, reports[fileName(q.name)])
		}
	})
}

func readGolden(t *testing.T, module, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(module, "testdata/golden/TestQueries/clean", fileName(name)+".golden"))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// fileName returns a name as subtests and goldens have it.
func fileName(name string) string { return strings.ReplaceAll(name, " ", "_") }

// runLeaky runs this test again in a child, and returns what each query that leaks printed.
func runLeaky(t *testing.T) map[string]string {
	t.Helper()
	top, _, _ := strings.Cut(t.Name(), "/")
	child := exec.Command(os.Args[0], "-test.run=^"+top+"$", "-test.v", "-test.count=1")
	child.Env = append(os.Environ(), childVariable+"=1", "ASSAY_DIR="+t.TempDir())
	out, err := child.CombinedOutput()
	if err == nil {
		t.Errorf("no query that leaks fails")
	}
	reports := make(map[string]string)
	for _, part := range strings.Split(string(out), "=== RUN   ")[1:] {
		test, report, _ := strings.Cut(part, "\n")
		if _, subtest, ok := strings.Cut(test, "/"); ok {
			name, _, _ := strings.Cut(subtest, "/")
			reports[name] += report
		}
	}
	return reports
}

// checkAccusations checks that a report accuses what the query depends on, and nothing else.
func checkAccusations(t *testing.T, q query, report string) {
	t.Helper()
	if !strings.Contains(report, "leak: the result depends on") {
		t.Errorf("%s: no leak is reported:\n%s", q.name, report)
		return
	}
	for _, want := range q.leaks {
		if !strings.Contains(report, want) {
			t.Errorf("%s: the report does not name %s:\n%s", q.name, want, report)
		}
	}
	for line := range strings.Lines(report) {
		accused := strings.TrimSpace(line)
		if !strings.HasSuffix(accused, ")") || !strings.Contains(accused, "shop.yaml:") {
			continue
		}
		if !slices.ContainsFunc(q.leaks, func(want string) bool { return strings.HasPrefix(accused, want) }) {
			t.Errorf("%s: the report wrongly accuses %s:\n%s", q.name, accused, report)
		}
	}
}

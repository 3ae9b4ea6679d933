package sqltest

import (
	"context"
	"strings"
	"testing"

	"github.com/assay-go/assay/table/sqltest/internal/engine"
)

// A namedEngine is an engine of a package.
type namedEngine string

func (e namedEngine) Dialect() *engine.Dialect { return &engine.Dialect{Package: string(e)} }

func (e namedEngine) Open(context.Context, engine.Purpose) (engine.Session, error) { return nil, nil }

func TestOneOfTakesTheFirstEngineOrTheNamedOne(t *testing.T) {
	duckdb, postgres := namedEngine("duckdb"), namedEngine("postgres")
	t.Setenv("ASSAY_ENGINE", "")
	if got := OneOf(duckdb, postgres); got != duckdb {
		t.Errorf("without a name: %v", got)
	}
	t.Setenv("ASSAY_ENGINE", "postgres")
	if got := OneOf(duckdb, postgres); got != postgres {
		t.Errorf("by name: %v", got)
	}
	t.Setenv("ASSAY_ENGINE", "postgre")
	const want = `ASSAY_ENGINE=postgre: the test runs on duckdb, postgres (did you mean "postgres"?)`
	_, err := OneOf(duckdb, postgres).Open(t.Context(), engine.ToRun)
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}

package table

import (
	"errors"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
)

// experimentOn returns an experiment with a case of the test fixture, and the case's own input.
func experimentOn(t *testing.T, tr Transform, c Case) (*experiment, map[string]arrow.Record) {
	t.Helper()
	e, err := newExperiment(t, runOn(t, tr, c))
	if err != nil {
		t.Fatal(err)
	}
	recs, err := e.held(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return e, recs
}

func TestAnExperimentRunsATransformOnGivenRecords(t *testing.T) {
	first := func(in map[string]arrow.Table) (arrow.Table, error) {
		r := array.NewTableReader(in["sales"], 1)
		r.Next()
		return array.NewTableFromRecords(r.Schema(), []arrow.Record{r.Record()}), nil
	}
	started := time.Date(2026, 1, 15, 9, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		tr   Transform
		with Case
	}{
		"structs": {tr: Rows("sales", func(in []sale) ([]sale, error) { return in[:1], nil })},
		"Arrow":   {tr: Arrow(first)},
		"stream": {tr: Stream(func(in map[string]array.RecordReader) (array.RecordReader, error) {
			in["sales"].Next()
			rec := in["sales"].Record()
			return array.NewRecordReader(rec.Schema(), []arrow.Record{rec.NewSlice(0, 1)})
		})},
		"a clock": {tr: Arrow(first), with: Case{
			Now: started, Advance: []time.Duration{time.Hour},
			Setup: func(t *testing.T) {
				if !time.Now().Equal(started) {
					t.Errorf("Setup ran at %v", time.Now())
				}
			},
		}},
	} {
		e, recs := experimentOn(t, c.tr, c.with)
		for row := range int64(3) {
			some := maps.Clone(recs)
			some["sales"] = recs["sales"].NewSlice(row, row+1)
			o := e.run(t.Context(), some)
			if o.err != nil || len(o.result) != 1+len(c.with.Advance) {
				t.Fatalf("%s: got %+v", name, o)
			}
			for _, part := range o.result {
				column := func(rec arrow.Record) arrow.Array { return rec.Column(rec.Schema().FieldIndices("sale_id")[0]) }
				if got, want := column(part.table), column(some["sales"]); !array.Equal(got, want) {
					t.Errorf("%s, row %d: got %v, want %v", name, row, got, want)
				}
			}
		}
	}
}

func TestOutcomesThatEndAlikeAreOfAKind(t *testing.T) {
	results := 0
	tr := Rows("sales", func(in []sale) ([]line, error) {
		switch units := in[0].Units; {
		case units < 0:
			return nil, errors.New(`no price of sale "a" at 7`)
		case units == 0:
			_ = in[len(in)+results]
		}
		results++
		return []line{{Key: "units", Value: float64(results)}}, nil
	})
	for pin, want := range map[int]string{
		-1: "*errors.errorString: no price of sale # at #",
		0:  "crash: the transform panicked: runtime error: index out of range [#] with length # at experiment_test.go:",
		1:  "",
	} {
		e, recs := experimentOn(t, tr, Case{Pin: Pin{"sales.units": pin}})
		a, b := e.run(t.Context(), recs), e.run(t.Context(), map[string]arrow.Record{"sales": recs["sales"].NewSlice(0, 1)})
		if a.kind() != b.kind() || !strings.HasPrefix(a.kind(), want) || want == "" && a.kind() != "" {
			t.Errorf("units %d: got %q and %q, want %q", pin, a.kind(), b.kind(), want)
		}
		if want == "" {
			if got := compareResults(&e.of.Case, a.result, b.result).kind(); got != "column:value" {
				t.Errorf("the results differ by %q, want the column value", got)
			}
		}
	}
}

func TestATransformThatHangsIsLeftAfterTheLimit(t *testing.T) {
	wait := make(chan struct{})
	defer close(wait)
	e, recs := experimentOn(t, Rows("sales", func(in []sale) ([]sale, error) { <-wait; return in, nil }), Case{})
	e.of.limit = time.Millisecond
	want := "crash: the transform does not return within #"
	if got := e.run(t.Context(), recs).kind(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

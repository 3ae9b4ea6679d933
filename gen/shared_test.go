package gen_test

import (
	"context"
	"maps"
	"runtime"
	"slices"
	"sync"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/assay-go/assay/gen"
)

func shared(t reporter, p *gen.Plan, dataset string) arrow.Record {
	t.Helper()
	r, err := p.Shared(context.Background(), dataset, gen.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestAllWhoAskShareARecordWhileOneHoldsIt(t *testing.T) {
	p := compiled(t, sevenColumns(10_000))
	var wg sync.WaitGroup
	all := make([]arrow.Record, 8)
	for i := range all {
		wg.Go(func() { all[i] = shared(t, p, "people") })
	}
	wg.Wait()
	for _, r := range all {
		if r != all[0] {
			t.Fatal("two asked and got two records")
		}
		r.Release()
	}
	if got, want := texted(t, all[0].Column(1)), cells(t, p, "people", "name"); !slices.Equal(got, want) {
		t.Error("the shared record has other cells, or was let go while it was held")
	}
	gone := make(chan bool)
	runtime.SetFinalizer(all[0], func(any) { close(gone) })
	clear(all)
	runtime.GC()
	<-gone // a record that nobody holds is collected
	if again := shared(t, p, "people"); again.NumRows() != 10_000 {
		t.Errorf("made again, it has %d rows", again.NumRows())
	}
	if _, err := p.Shared(context.Background(), "peeple", gen.Options{}); err == nil {
		t.Error("a dataset that is not there")
	}
}

func TestARedrawSharesWhatDidNotMove(t *testing.T) {
	p := compiled(t, sevenColumns(100))
	base := shared(t, p, "people")
	q := p.Redraw(1, func(_, column string) bool { return column == "name" })
	got := shared(t, q, "people")
	for i, c := range got.Columns() {
		name := got.ColumnName(i)
		if same := c == base.Column(i); same != (name != "name") {
			t.Errorf("%s: the same array: %v", name, same)
		}
	}
	runtime.KeepAlive(base)
}

func TestSharedRecordsHaveTheCellsOfRecords(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anySpec(t)
		p := compiled(t, s)
		base := map[string]arrow.Record{}
		for _, d := range p.Datasets() {
			base[d] = shared(t, p, d)
		}
		columns := slices.Sorted(maps.Keys(cellsByColumn(t, p)))
		redrawn := rapid.SliceOfDistinct(rapid.SampledFrom(columns), rapid.ID[string]).Draw(t, "redrawn")
		q := p.Redraw(1, func(dataset, column string) bool { return slices.Contains(redrawn, dataset+"."+column) })
		got := map[string][]string{}
		for _, d := range q.Datasets() {
			r := shared(t, q, d)
			for i, c := range r.Columns() {
				got[d+"."+r.ColumnName(i)] = texted(t, c)
			}
		}
		fresh := compiled(t, s).Redraw(1, func(dataset, column string) bool {
			return slices.Contains(redrawn,
				dataset+"."+column)
		})
		if d := cmp.Diff(cellsByColumn(t, fresh), got); d != "" {
			t.Fatalf("%v redrawn: %s", redrawn, d)
		}
		runtime.KeepAlive(base)
	})
}

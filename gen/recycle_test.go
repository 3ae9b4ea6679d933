package gen_test

import (
	"context"
	"slices"
	"testing"

	"github.com/assay-go/assay/gen"
)

func TestRecycledMemoryHoldsTheSameCells(t *testing.T) {
	spec := sevenColumns(20_000)
	spec.Datasets[0].Columns = append(spec.Datasets[0].Columns,
		gen.Column{Name: "flag", Null: 0.3, Gen: gen.Bool{P: 0.5}},
		gen.Column{Name: "address", Null: 0.1, Gen: gen.Sub{Columns: []gen.Column{{
			Name: "zip",
			Gen:  gen.Fake{Name: "zip"},
		}}}},
		gen.Column{Name: "tags", Gen: gen.List{Of: gen.Column{Gen: gen.Int{Max: 9}}, Max: 3}},
		gen.Column{Name: "sum", Gen: gen.Expr{Text: "id * 2 + price"}},
	)
	p := compiled(t, spec)
	whole := record(t, p, "people")
	mem := gen.Recycle()
	for _, workers := range []int{1, 3} {
		r, err := p.Reader(context.Background(), "people", gen.Options{Mem: mem, Batch: 1000, Workers: workers})
		if err != nil {
			t.Fatal(err)
		}
		for lo := int64(0); r.Next(); lo += 1000 {
			for i, c := range r.Record().Columns() {
				if got, want := texted(t, c), texted(t, whole.NewSlice(lo, lo+1000).Column(i)); !slices.Equal(got, want) {
					t.Fatalf("%d workers, %s from row %d: %q, want %q", workers, whole.ColumnName(i), lo, got[:5], want[:5])
				}
			}
		}
		if r.Err() != nil {
			t.Fatal(r.Err())
		}
		r.Release()
	}
}

func TestWhatWasLetGoIsHandedOutAgain(t *testing.T) {
	mem := gen.Recycle()
	b := mem.Allocate(1000)
	if len(b) != 1000 || cap(b) != 1024 {
		t.Fatalf("%d bytes of %d", len(b), cap(b))
	}
	copy(b, "kept")
	if b = mem.Reallocate(1020, b); len(b) != 1020 || string(b[:4]) != "kept" {
		t.Errorf("grown in place to %d bytes: %q", len(b), b[:4])
	}
	if b = mem.Reallocate(5000, b); len(b) != 5000 || string(b[:4]) != "kept" {
		t.Errorf("grown to %d bytes: %q", len(b), b[:4])
	}
	mem.Free(b)
	mem.Free(make([]byte, 100)) // of another allocator
	if n := len(mem.Allocate(0)); n != 0 {
		t.Errorf("nothing is %d bytes", n)
	}
	if n := testing.AllocsPerRun(100, func() { mem.Free(mem.Allocate(1 << 16)) }); n > 1.5 {
		t.Errorf("%v allocations for a buffer that is there", n)
	}
}

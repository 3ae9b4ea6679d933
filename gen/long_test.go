package gen_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/gen"
)

func TestLongRowsComeInRecordsOfFewerRows(t *testing.T) {
	long := text(strings.Repeat("A", 40_000))
	for _, c := range []struct {
		name    string
		rows    int
		columns []gen.Column
		pins    []gen.Pin
		want    []int64 // rows of the records
	}{
		{"short ones", 3000, []gen.Column{{Name: "x", Gen: gen.Seq{}}}, nil, []int64{2048, 952}},
		{"a constant", 3000, []gen.Column{{Name: "x", Gen: gen.Const{Value: long}}}, nil, []int64{1024, 1024, 952}},
		{"a constant that is not kept as it is made", 1700, []gen.Column{{Name: "x", Type: typ(t, "large_utf8"), Gen: gen.Const{Value: long}}}, nil, []int64{850, 850}},
		{"a template", 1700, []gen.Column{
			{Name: "l", Gen: gen.Const{Value: text(long.Text[:20_000])}, Transient: true}, {Name: "x", Gen: gen.Template{Text: "{l}{l}"}},
		}, nil, []int64{850, 850}},
		{"an expression", 1700, []gen.Column{
			{Name: "l", Gen: gen.Const{Value: text(long.Text[:20_000])}, Transient: true}, {Name: "x", Gen: gen.Expr{Text: "l + l"}},
		}, nil, []int64{850, 850}},
		{"a fake", 1700, []gen.Column{
			{Name: "x", Gen: gen.Fake{Name: "letter_n", Params: []gen.Param{{Name: "count", Values: []string{"40000"}}}}},
		}, nil, []int64{850, 850}},
		{"two columns", 1500, []gen.Column{
			{Name: "a", Gen: gen.Const{Value: text(long.Text[:30_000])}}, {Name: "b", Gen: gen.Const{Value: text(long.Text[:30_000])}},
		}, nil, []int64{750, 750}},
		{"a list", 1500, []gen.Column{
			{Name: "x", Gen: gen.List{Min: 3, Max: 3, Of: gen.Column{Gen: gen.Const{Value: text(long.Text[:20_000])}}}},
		}, nil, []int64{750, 750}},
		{"a list of integers", 3, []gen.Column{{Name: "x", Gen: gen.List{Min: 2_000_000, Max: 2_000_000, Of: gen.Column{Gen: gen.Int{Max: 9}}}}}, nil, []int64{1, 1, 1}},
		{"pins of the last rows", 3000, []gen.Column{{Name: "x", Gen: gen.Fake{Name: "word"}}}, []gen.Pin{
			{Column: []string{"x"}, Lo: 1000, Hi: 3000, Value: long},
		}, []int64{2048, 952}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := one(c.rows, c.columns...)
			s.Datasets[0].Pins = c.pins
			p := compiled(t, s)
			mem := memory.NewCheckedAllocator(memory.NewGoAllocator())
			defer mem.AssertSize(t, 0)
			for _, workers := range []int{1, 3} {
				var got []int64
				eachRecord(t, p, gen.Options{Batch: 2048, Workers: workers, Mem: mem},
					func(r arrow.Record) { got = append(got, r.NumRows()) })
				if !slices.Equal(got, c.want) {
					t.Errorf("%d workers: records of %v rows, want %v", workers, got, c.want)
				}
			}
		})
	}
}

func TestAReaderOfLongRowsCanBeLetGoAtAnyRecord(t *testing.T) {
	p := compiled(t, one(3000, gen.Column{Name: "x", Gen: gen.Const{Value: text(strings.Repeat("A", 40_000))}}))
	mem := memory.NewCheckedAllocator(memory.NewGoAllocator())
	defer mem.AssertSize(t, 0)
	for records := range 4 {
		r, err := p.Reader(context.Background(), "d", gen.Options{Workers: 2, Mem: mem})
		if err != nil {
			t.Fatal(err)
		}
		for range records {
			r.Next()
		}
		r.Release()
	}
}

func TestATableThatTakesTooMuchMemoryIsAnError(t *testing.T) {
	s := one(250_000, gen.Column{Name: "x", Gen: gen.List{Min: 1000, Max: 1000, Of: gen.Column{Gen: gen.Int{Max: 9}}}})
	s.MaxRows = 250_000_000
	_, err := compiled(t, s).Record(context.Background(), "d", gen.Options{})
	wantErr(t, err, "d: the rows take more than 4 GiB; make fewer rows, or shorter texts and lists, or raise the limit "+
		"(in Go Spec.MaxBytes, for a fixture ASSAY_LIMITS=2 in the environment)")
}

func TestASliceReaderReadsItsRowsAlone(t *testing.T) {
	p := compiled(t, one(10, gen.Column{Name: "x", Gen: gen.Seq{}}))
	for _, workers := range []int{1, 2} {
		r, err := p.SliceReader(context.Background(), "d", 3, 8, gen.Options{Batch: 2, Workers: workers})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for r.Next() {
			got = append(got, texted(t, r.Record().Column(0))...)
		}
		r.Release()
		want(t, got, "4", "5", "6", "7", "8")
	}
	_, err := p.SliceReader(context.Background(), "d", 3, 11, gen.Options{})
	wantErr(t, err, "d: rows 3 to 11 are out of range: it has 10 rows")
}

func eachRecord(t *testing.T, p *gen.Plan, o gen.Options, each func(arrow.Record)) {
	t.Helper()
	r, err := p.Reader(context.Background(), "d", o)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Release()
	for r.Next() {
		each(r.Record())
	}
	if r.Err() != nil {
		t.Fatal(r.Err())
	}
}

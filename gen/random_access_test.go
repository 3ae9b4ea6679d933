package gen_test

import (
	"context"
	"slices"
	"testing"

	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/gen"
)

// TestARowFarDownIsMadeByItself generates rows past row one billion, in no time and with little memory.
func TestARowFarDownIsMadeByItself(t *testing.T) {
	far := 1_000_000_000
	if ^uint(0)>>32 == 0 {
		t.Skip("an int of 32 bits is no limit of so many rows")
	}
	columns := slices.DeleteFunc(vectorColumns(t), func(c gen.Column) bool {
		// whole, or too few values
		return slices.Contains([]string{"walk", "between_unique", "int_unique", "ref_unique", "ref_earlier"}, c.Name)
	})
	s := &gen.Spec{Seed: 42, MaxRows: 5 * far, Datasets: []gen.Dataset{
		{Name: "p", Rows: 1200, Columns: []gen.Column{{Name: "id", Gen: gen.Seq{Format: "P%d"}}, {Name: "n", Gen: gen.Int{Max: 1 << 50}}}},
		{Name: "d", Rows: far + 3, Columns: columns},
	}}
	p := compiled(t, s)
	mem := memory.NewCheckedAllocator(memory.NewGoAllocator())
	// If the rows before were generated, too, this would take hours.
	three, err := p.Slice(context.Background(), "d", far, far+3, gen.Options{Mem: mem})
	if err != nil {
		t.Fatal(err)
	}
	last, err := p.Slice(context.Background(), "d", far+2, far+3, gen.Options{Mem: mem})
	if err != nil {
		t.Fatal(err)
	}
	if n := mem.CurrentAlloc(); n > 1<<20 {
		t.Errorf("it took %d bytes", n)
	}
	for i, c := range last.Columns() {
		if got, want := texted(t, c)[0], texted(t, three.Column(i))[2]; got != want {
			t.Errorf("%s: by itself %s, among others %s", last.ColumnName(i), got, want)
		}
	}
	if got := texted(t, last.Column(1))[0]; got != "7000000011" {
		t.Errorf("the sequence of sevens has %s", got)
	}
}

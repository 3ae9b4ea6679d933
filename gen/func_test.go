package gen_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/gen"
	"github.com/assay-go/assay/internal/arrowtext"
)

func sku(r *rand.Rand, row int) string {
	return fmt.Sprintf("%c%d-%03d", 'A'+rune(r.IntN(26)), r.Perm(7)[0], row)
}

func ExampleFunc() {
	plan, err := gen.Compile(&gen.Spec{Datasets: []gen.Dataset{{Name: "products", Rows: 3, Columns: []gen.Column{
		{Name: "sku", Gen: gen.Func(func(r *rand.Rand, row int) string { return fmt.Sprintf("%c-%04d", 'A'+r.IntN(26), row) })},
	}}}})
	if err != nil {
		fmt.Println(err)
		return
	}
	products, err := plan.Record(context.Background(), "products", gen.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(products.Column(0))
	// Output: ["A-0000" "L-0001" "B-0002"]
}

type place struct {
	City string
	Zip  *string
}

func TestAFuncMakesCellsOfItsType(t *testing.T) {
	for want, g := range map[string]gen.Generator{
		"int32: 0|1|2":                   gen.Func(func(_ *rand.Rand, row int) int32 { return int32(row) }),
		"float64: NaN|NaN|NaN":           gen.Func(func(*rand.Rand, int) float64 { return math.NaN() }),
		"bool: true|false|true":          gen.Func(func(_ *rand.Rand, row int) bool { return row%2 == 0 }),
		"duration[ns]: 0s|1h0m0s|2h0m0s": gen.Func(func(_ *rand.Rand, row int) time.Duration { return time.Duration(row) * time.Hour }),
		"utf8: null|x|null": gen.Func(func(_ *rand.Rand, row int) *string {
			if row != 1 {
				return nil
			}
			return new("x")
		}),
		"list<int64 not null>: []|[0]|[0,1]": gen.Func(func(_ *rand.Rand, row int) []int { return slices.Collect(upTo(row)) }),
		`struct<city: utf8 not null, zip: utf8>: ` +
			`{"city":"a","zip":null}|{"city":"b","zip":null}|{"city":"c","zip":null}`: gen.Func(
			func(_ *rand.Rand, row int) place { return place{City: string(rune('a' + row))} }),
	} {
		p := compiled(t, one(3, gen.Column{Name: "x", Gen: g}))
		name, err := arrowtext.TypeString(p.Schema("d").Field(0).Type)
		if err != nil {
			t.Fatal(err)
		}
		if got := name + ": " + strings.Join(cells(t, p, "d", "x"), "|"); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func upTo(n int) func(yield func(int) bool) {
	return func(yield func(int) bool) {
		for i := 0; i < n && yield(i); i++ {
		}
	}
}

func TestAFuncIsAColumnLikeOthers(t *testing.T) {
	column := gen.Column{Name: "sku", Null: 0.25, Gen: gen.Func(sku)}
	price := gen.Column{
		Name: "price", Type: typ(t, "decimal(6, 2)"),
		Gen: gen.Func(func(r *rand.Rand, _ int) float64 { return 9.5 }),
	}
	list := gen.Column{Name: "list", Gen: gen.List{
		Min: 2, Max: 2,
		Of: gen.Column{Gen: gen.Func(func(r *rand.Rand, row int) int { return row })},
	}}
	spec := one(200, column, price, list, gen.Column{Name: "code", Gen: gen.Template{Text: "<{sku}>"}})
	spec.Datasets[0].Pins = []gen.Pin{pinRow(3, "sku", text("P-1"))}
	p := compiled(t, spec)
	all := cells(t, p, "d", "sku")
	if all[3] != "P-1" || !slices.Contains(all, "null") {
		t.Errorf("pins and nulls are put on top: %q", all[:10])
	}
	if got := cells(t, p, "d", "code")[3]; got != "<P-1>" {
		t.Errorf("other columns are computed from it: %s", got)
	}
	if got := cells(t, p, "d", "price")[0]; got != "9.50" {
		t.Errorf("a type is converted to: %s", got)
	}
	if got := cells(t, p, "d", "list")[7]; got != "[0,1]" {
		t.Errorf("elements count in their list: %s", got)
	}
	part, err := p.Slice(context.Background(), "d", 150, 160, gen.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got := texted(t, part.Column(0)); !slices.Equal(got, all[150:160]) {
		t.Errorf("rows by themselves: %q, want %q", got, all[150:160])
	}
	q := p.Redraw(1, func(_, column string) bool { return column == "sku" })
	if got := cells(t, q, "d", "sku"); slices.Equal(got, all) || got[3] != "P-1" {
		t.Errorf("drawn afresh: %q", got[:10])
	}
	for _, info := range p.Columns() {
		if info.Path == "sku" && !info.Drawn {
			t.Error("the column is not told to be drawn")
		}
	}
}

func TestWhatAFuncMayNotDo(t *testing.T) {
	var calls atomic.Int64
	for want, g := range map[string]gen.Generator{
		"d.x: row 2: the func panics: out of stock": gen.Func(func(_ *rand.Rand, row int) int {
			if row == 2 {
				panic("out of stock")
			}
			return row
		}),
		"d.x: row 0: the func returns 1, and 4 when called again; use its first argument for randomness, and no clock, map " +
			"order or changing variable": gen.Func(func(*rand.Rand, int) int64 { return calls.Add(1) }),
		"d.x: row 1: 1970-01-01T00:00:00.000000001Z is more precise than timestamp[us, UTC]": gen.Func(
			func(_ *rand.Rand, row int) time.Time { return time.Unix(0, int64(row)).UTC() }),
	} {
		p := compiled(t, one(3, gen.Column{Name: "x", Gen: g}))
		_, err := p.Record(context.Background(), "d", gen.Options{})
		var e *gen.Error
		if !errors.As(err, &e) || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("got %v\nwant %s", err, want)
		}
	}
	_, err := gen.Compile(one(3, gen.Column{Name: "x", Gen: gen.Func(func(*rand.Rand, int) chan int { return nil })}))
	if want := "d.x: func: chan int has no Arrow type: "; err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("got %v, want %s", err, want)
	}
	none := compiled(t, one(0, gen.Column{Name: "x", Gen: gen.Func(func(*rand.Rand,
		int,
	) int {
		panic("no row, no call")
	})}))
	r, err := none.Record(context.Background(), "d", gen.Options{})
	if err != nil || r.NumRows() != 0 || r.Column(0).DataType().ID() != arrow.INT64 {
		t.Errorf("no rows: %v, error %v", r, err)
	}
}

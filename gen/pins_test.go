package gen_test

import (
	"testing"

	"github.com/assay-go/assay/gen"
	"github.com/assay-go/assay/internal/literal"
)

func TestPins(t *testing.T) {
	address := gen.Column{Name: "address", Null: 0, Gen: gen.Sub{Columns: []gen.Column{
		{Name: "zip", Gen: gen.Const{Value: text("0")}}, {Name: "no", Gen: gen.Seq{}},
	}}}
	nothing := address
	nothing.Null = 1
	for _, c := range []struct {
		name   string
		column gen.Column
		pins   []gen.Pin
		want   []string
	}{
		{"a row", gen.Column{Name: "x", Gen: gen.Seq{}}, []gen.Pin{pinRow(1, "x", integer(7))}, []string{"1", "7", "3"}},
		{"rows", gen.Column{Name: "x", Gen: gen.Seq{}}, []gen.Pin{{Column: []string{"x"}, Lo: 1, Hi: 3, Value: integer(7)}}, []string{"1", "7", "7"}},
		{"all rows", gen.Column{Name: "x", Gen: gen.Seq{}}, []gen.Pin{pin("x", integer(7))}, []string{"7", "7", "7"}},
		{"a later pin is on top", gen.Column{Name: "x", Gen: gen.Seq{}}, []gen.Pin{pin("x", integer(7)), pinRow(1, "x", integer(8)), pinRow(1, "x", integer(9))}, []string{"7", "9", "7"}},
		{"a later pin of all rows is on top of a row", gen.Column{Name: "x", Gen: gen.Seq{}}, []gen.Pin{pinRow(1, "x", integer(8)), pin("x", integer(7))}, []string{"7", "7", "7"}},
		{"a null", gen.Column{Name: "x", Gen: gen.Seq{}}, []gen.Pin{pinRow(0, "x", literal.Value{})}, []string{"null", "2", "3"}},
		{"a value where a null was drawn", gen.Column{Name: "x", Gen: gen.Seq{}, Null: 1}, []gen.Pin{pinRow(0, "x", integer(5))}, []string{"5", "null", "null"}},
		{"rows past the end may be passed over", gen.Column{Name: "x", Gen: gen.Seq{}}, []gen.Pin{clipped(gen.Pin{Column: []string{"x"}, Lo: 2, Hi: 9, Value: integer(7)})}, []string{"1", "2", "7"}},
		{"a field", address, []gen.Pin{pinRow(1, "address.zip", text("9"))}, []string{`{"zip":"0","no":1}`, `{"zip":"9","no":2}`, `{"zip":"0","no":3}`}},
		{"a struct", address, []gen.Pin{pinRow(1, "address", json(`{"zip":"9"}`))}, []string{`{"zip":"0","no":1}`, `{"zip":"9","no":null}`, `{"zip":"0","no":3}`}},
		{"a null struct", address, []gen.Pin{pinRow(1, "address", literal.Value{})}, []string{`{"zip":"0","no":1}`, "null", `{"zip":"0","no":3}`}},
		{"a field of a struct that is null", nothing, []gen.Pin{pinRow(1, "address.no", integer(5))}, []string{"null", `{"zip":"0","no":5}`, "null"}},
		{"a struct on top of a field", address, []gen.Pin{pin("address.zip", text("9")), pinRow(0, "address", json(`{"no":4}`))}, []string{`{"zip":null,"no":4}`, `{"zip":"9","no":2}`, `{"zip":"9","no":3}`}},
		{"a list", gen.Column{Name: "x", Gen: gen.List{Of: gen.Column{Gen: gen.Seq{}}, Min: 1, Max: 1}}, []gen.Pin{pinRow(2, "x", json("[4, null]"))}, []string{"[1]", "[1]", "[4,null]"}},
		{"a dictionary", gen.Column{Name: "x", Type: typ(t, "dictionary<utf8>"), Gen: gen.Const{Value: text("a")}}, []gen.Pin{pinRow(1, "x", text("b"))}, []string{"a", "b", "a"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := one(3, c.column)
			s.Datasets[0].Pins = c.pins
			want(t, cells(t, compiled(t, s), "d", c.column.Name), c.want...)
		})
	}
}

func TestPinnedCellsAreComputedWith(t *testing.T) {
	s := one(3,
		gen.Column{Name: "price", Gen: gen.Int{Min: 5, Max: 9}}, gen.Column{Name: "double", Gen: gen.Expr{Text: "price * 2"}},
	)
	s.Datasets[0].Pins = []gen.Pin{pin("price", integer(4)), pinRow(1, "double", integer(0))}
	want(t, cells(t, compiled(t, s), "d", "double"), "8", "0", "8")
}

func TestNullsOfAStructAreThoseOfItsFields(t *testing.T) {
	p := compiled(t, one(3,
		gen.Column{Name: "zip", Gen: gen.Expr{Text: `address.zip ?? "none"`}},
		gen.Column{Name: "address", Null: 1, Gen: gen.Sub{Columns: []gen.Column{{
			Name: "zip",
			Gen:  gen.Const{Value: text("0")},
		}}}},
	))
	want(t, cells(t, p, "d", "zip"), "none", "none", "none")
}

func TestThousandsOfPinsAreQuick(t *testing.T) {
	const rows = 100_000
	s := one(rows, gen.Column{Name: "x", Gen: gen.Int{Min: 5, Max: 9}})
	for row := range rows {
		s.Datasets[0].Pins = append(s.Datasets[0].Pins, pinRow(row, "x", integer(int64(row%3))))
	}
	s.Datasets[0].Pins = append(s.Datasets[0].Pins, pinRow(50_000, "x", integer(77)))
	got := cells(t, compiled(t, s), "d", "x")
	want(t, got[49_999:50_002], "1", "77", "0")
}

func clipped(p gen.Pin) gen.Pin {
	p.Clip = true
	return p
}

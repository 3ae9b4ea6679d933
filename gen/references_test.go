package gen_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/assay-go/assay/gen"
)

func TestReferencesTellTheRowsReferredTo(t *testing.T) {
	s := sales(2, 2, gen.Fixed(1))
	s.Datasets = append(s.Datasets, gen.Dataset{Name: "tree", Rows: 2, Columns: []gen.Column{
		{Name: "id", Gen: gen.Seq{}},
		{Name: "above", Gen: gen.Ref{Dataset: "tree", Column: "id", Pick: gen.PickEarlier}},
		{Name: "to", Gen: gen.Sub{Columns: []gen.Column{{Name: "customer", Gen: gen.Ref{Dataset: "customers", Column: "id"}}}}},
	}})
	s.Datasets[1].Pins = []gen.Pin{pinRow(0, "customer", integer(2)), pinRow(1, "customer", integer(7))}
	s.Datasets[4].Pins = []gen.Pin{{Column: []string{"to", "customer"}, All: true, Value: integer(1)}}
	all, err := compiled(t, s).References(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range all {
		got = append(got, fmt.Sprintf("%s.%s %s.%s %v", r.Dataset, r.Column, r.To, r.ToColumn, r.Rows))
	}
	slices.Sort(got)
	if want := []string{
		"sales. shop. [-1 -1 0 1]",
		"sales. web. [0 1 -1 -1]",
		"sales.customer customers.id [1 -1 0 1]",
		"shop.customer customers.id [0 1]",
		"tree.above tree.id [-1 0]",
		"tree.to.customer customers.id [0 0]",
		"web.customer customers.id [1 -1]",
	}; !slices.Equal(got, want) {
		t.Errorf("got\n%q\nwant\n%q", got, want)
	}
}

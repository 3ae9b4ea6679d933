package gen_test

import (
	"slices"
	"testing"

	"github.com/assay-go/assay/gen"
)

func TestProbesGoToTheEndsOfWhatAColumnCanHold(t *testing.T) {
	s := &gen.Spec{Seed: 7, Datasets: []gen.Dataset{{Name: "d", Rows: 100, Columns: []gen.Column{
		{Name: "flag", Gen: gen.Bool{P: 0.5}},
		{Name: "kind", Gen: gen.OneOf{Values: texts("a", "b", "c")}},
		{Name: "many", Gen: gen.Int{Min: 1, Max: 1_000_000_000}},
		{Name: "also", Gen: gen.Int{Min: 1, Max: 1_000_000_000}},
		{Name: "note", Null: 0.5, Gen: gen.Int{Min: 1, Max: 9}},
		{Name: "list", Gen: gen.List{Of: gen.Column{Gen: gen.Const{Value: text("x")}}, Min: 1, Max: 3}},
		{Name: "key", Unique: true, Gen: gen.Int{Min: 1, Max: 100}},
	}}}}
	p := compiled(t, s)
	all := func(string, string) bool { return true }
	var columns [2]map[string][]string
	for i := range columns {
		rec := record(t, p.Probe(uint64(i+1), all), "d")
		columns[i] = map[string][]string{}
		for k, f := range rec.Schema().Fields() {
			columns[i][f.Name] = texted(t, rec.Column(k))
		}
	}
	one, two := columns[0], columns[1]
	for name, ends := range map[string][]string{
		"flag": {"false", "true"}, "kind": {"a", "c"}, "list": {`["x","x","x"]`, `["x"]`},
	} {
		got := slices.Concat(one[name], two[name])
		slices.Sort(got)
		if got = slices.Compact(got); !slices.Equal(got, ends) {
			t.Errorf("%s: probes make %q, want %q", name, got, ends)
		}
		if one[name][0] == two[name][0] || slices.Contains(one[name], two[name][0]) {
			t.Errorf("%s: the probes are not at one end and then at the other", name)
		}
	}
	for _, end := range []string{"1", "1000000000"} {
		if !slices.Contains(one["many"], end) {
			t.Errorf("the first probe does not make %s", end)
		}
	}
	if len(slices.Compact(slices.Clone(two["many"]))) != 1 {
		t.Error("the second probe does not make the same value in every row")
	}
	equal := 0
	for row := range one["many"] {
		if v := one["many"][row]; v == one["also"][row] && v != "1" && v != "1000000000" {
			equal++
		}
	}
	if equal == 0 {
		t.Error("no row has the same value in two columns with the same generator")
	}
	nulls := func(values []string) (n int) {
		for _, v := range values {
			if v == "null" {
				n++
			}
		}
		return n
	}
	if n := []int{nulls(one["note"]), nulls(two["note"])}; slices.Max(n) != 100 || slices.Min(n) != 0 {
		t.Errorf("the probes make %d nulls, want none and then all, or all and then none", n)
	}
	for _, keys := range [][]string{one["key"], two["key"]} {
		if slices.Sort(keys); len(slices.Compact(keys)) != 100 {
			t.Error("a unique column repeats values")
		}
	}
}

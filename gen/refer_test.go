package gen_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/assay-go/assay/gen"
	"github.com/assay-go/assay/internal/literal"
)

// family is organizations, their campaigns, and the campaigns' recipients.
func family() *gen.Spec {
	return &gen.Spec{Seed: 7, Datasets: []gen.Dataset{
		{
			Name: "recipients", Per: &gen.Per{Parent: "campaigns", Key: "campaign_id", Count: gen.Fixed(2)},
			Columns: []gen.Column{
				{Name: "recipient_id", Gen: gen.Seq{}},
				{Name: "organization_id", Gen: gen.Lookup{Via: "campaign_id", Column: "organization_id"}},
				{Name: "organization", Gen: gen.Lookup{Via: "organization_id", Column: "name"}},
			},
		},
		{
			Name: "campaigns", Per: &gen.Per{Parent: "organizations", Key: "organization_id", Count: gen.InTurn{2, 0}},
			Columns: []gen.Column{
				{Name: "campaign_id", Gen: gen.Seq{Start: integer(101)}},
			},
		},
		{Name: "organizations", Rows: 3, Columns: []gen.Column{
			{Name: "organization_id", Gen: gen.Seq{}}, {Name: "name", Gen: gen.Cycle{Values: texts("one", "two", "three")}},
		}},
	}}
}

func TestChildrenHaveTheKeyOfTheirParent(t *testing.T) {
	p := compiled(t, family())
	want(t, cells(t, p, "campaigns", "organization_id"), "1", "1", "3", "3")
	want(t, cells(t, p, "campaigns", "campaign_id"), "101", "102", "103", "104")
	want(t, cells(t, p, "recipients", "campaign_id"), "101", "101", "102", "102", "103", "103", "104", "104")
	if name := p.Schema("recipients").Field(0).Name; name != "campaign_id" {
		t.Errorf("the first column is %s, want the key", name)
	}
}

func TestLookupsFollowReferencesOfReferences(t *testing.T) {
	want(t, cells(t, compiled(t, family()), "recipients", "organization"), "one", "one", "one", "one", "three", "three",
		"three", "three")
}

func TestLookupsFollowPinnedReferences(t *testing.T) {
	s := family()
	s.Datasets[0].Pins = []gen.Pin{
		pinRow(0, "campaign_id", integer(104)), pinRow(1, "campaign_id", integer(999)), pinRow(3, "organization_id", integer(2)),
	}
	p := compiled(t, s)
	want(t, cells(t, p, "recipients", "campaign_id")[:4], "104", "999", "102", "102")
	want(t, cells(t, p, "recipients", "organization")[:5], "three", "null", "one", "two", "three")
}

func TestAKeyIsNeverNull(t *testing.T) {
	s := family()
	s.Datasets[2].Columns = append(s.Datasets[2].Columns, gen.Column{
		Name: "odd", Type: typ(t, "int64"),
		Gen: gen.Expr{Text: "organization_id == 3 ? nil : 7"},
	})
	s.Datasets[1].Per.Key = "odd"
	s.Datasets[0].Columns = nil
	_, err := compiled(t, s).Record(context.Background(), "campaigns", gen.Options{})
	wantErr(t, err, `organizations.odd: row 2: is null, but is the key of "campaigns", which cannot be null; `+
		`give the row a value or no children`)
}

func TestTheRootOfATreeIsNoKey(t *testing.T) {
	s := family()
	s.Datasets[2].Columns = append(s.Datasets[2].Columns, gen.Column{
		Name: "above", Gen: gen.Ref{Dataset: "organizations", Column: "organization_id", Pick: gen.PickEarlier},
	})
	s.Datasets[1].Per.Key = "above"
	s.Datasets[0].Columns = s.Datasets[0].Columns[:1]
	_, err := gen.Compile(s)
	wantErr(t, err, `organizations.above: row 0 of pick: earlier is null, since no row comes before it, but is the key `+
		`of "campaigns", which cannot be null; pin row 0, or take another key`)
	s.Datasets[2].Pins = []gen.Pin{pinRow(0, "above", integer(3))}
	want(t, cells(t, compiled(t, s), "campaigns", "above")[:2], "3", "3")
}

func TestUnionsHaveALimitOfColumns(t *testing.T) {
	s := &gen.Spec{Datasets: []gen.Dataset{{Name: "d"}}}
	for i := range 5001 {
		s.Datasets[0].Columns = append(s.Datasets[0].Columns, gen.Column{Name: fmt.Sprintf("c%d", i), Gen: gen.Seq{}})
	}
	for _, name := range []string{"u", "v"} {
		s.Datasets = append(s.Datasets, gen.Dataset{Name: name, Union: gen.Union{Of: []string{"d"}}})
	}
	_, err := gen.Compile(s)
	wantErr(t, err, "v: the unions have more than 10,000 columns in all")
}

func TestAKeyIsNotPinnedToNull(t *testing.T) {
	for _, p := range []gen.Pin{pinRow(0, "campaign_id", literal.Value{}), pin("campaign_id", literal.Value{})} {
		s := family()
		s.Datasets[0].Pins = []gen.Pin{p}
		_, err := gen.Compile(s)
		wantErr(t, err, `recipients.campaign_id: is the key that per takes from "campaigns", which cannot be null; `+
			`pin a value of the parent, or nothing`)
	}
}

// A unique reference takes different rows, so their values must differ.
func TestUniqueReferencesToValuesThatComeTwiceAreErrors(t *testing.T) {
	for _, c := range []struct {
		name   string
		target gen.Column
		rows   int
		ref    gen.Column
		want   string
	}{
		{"fewer values than rows", gen.Column{Gen: gen.Cycle{Values: integers(1, 2)}}, 4, gen.Column{Unique: true}, "d.x: 4 unique values are needed, but there are at most 2"},
		{"a value that comes again", gen.Column{Gen: gen.Expr{Text: "n % 3"}}, 4, gen.Column{Unique: true}, `d.x: row 3: repeats "1" of row 2, but must be unique: 4 unique values are needed, but there are 3 in the first 4 rows; make fewer rows or more values`},
		{"a value that comes again, of values that are enough", gen.Column{Gen: gen.Expr{Text: "n < 3 ? 0 : n"}}, 3, gen.Column{Unique: true, Gen: gen.Ref{Pick: gen.PickCycle}}, `d.x: row 1: repeats "0" of row 0, but must be unique: 3 unique values are needed, but there are 3; p.id repeats values; make it unique`},
		{"one value", gen.Column{Gen: gen.Int{Min: 3, Max: 3}}, 2, gen.Column{Unique: true}, "d.x: 2 unique values are needed, but there are at most 1"},
		{"Zipf's law", gen.Column{Gen: gen.Seq{}}, 3, gen.Column{Unique: true, Gen: gen.Ref{Pick: gen.PickZipf}}, `d.x: row 2: repeats "3" of row 1, but must be unique: 3 unique values are needed, but there are 4; pick: zipf repeats rows and cannot be unique; write pick: unique`},
	} {
		t.Run(c.name, func(t *testing.T) {
			ref, _ := c.ref.Gen.(gen.Ref)
			c.ref.Name, c.ref.Gen = "x", gen.Ref{Dataset: "p", Column: "id", Pick: ref.Pick}
			c.target.Name = "id"
			p, err := gen.Compile(&gen.Spec{Seed: 7, Datasets: []gen.Dataset{
				{Name: "p", Rows: 4, Columns: []gen.Column{{Name: "n", Gen: gen.Seq{}}, c.target}},
				{Name: "d", Rows: c.rows, Columns: []gen.Column{c.ref}},
			}})
			if err == nil {
				_, err = p.Record(context.Background(), "d", gen.Options{})
			}
			wantErr(t, err, c.want)
		})
	}
}

func TestAReferenceThatTakesEachRowOnceIsNotPinnedToOneTwice(t *testing.T) {
	for _, column := range []gen.Column{
		{Name: "x", Gen: gen.Ref{Dataset: "p", Column: "id", Pick: gen.PickUnique}}, {Name: "x", Unique: true, Gen: gen.Ref{Dataset: "p", Column: "id"}},
	} {
		_, err := gen.Compile(&gen.Spec{Datasets: []gen.Dataset{
			{Name: "p", Rows: 4, Columns: []gen.Column{{Name: "id", Gen: gen.Seq{}}}},
			{Name: "d", Rows: 3, Columns: []gen.Column{column}, Pins: []gen.Pin{pinRow(0, "x", integer(2)), pinRow(1, "x", integer(2))}},
		}})
		wantErr(t, err, "d.x: is unique, but pinned to 2 in row 0 and in row 1")
	}
}

func TestAReferenceToNoRowIsAnErrorWhereItIsAskedFor(t *testing.T) {
	for _, pick := range []gen.Pick{gen.PickUniform, gen.PickCycle, gen.PickZipf, gen.PickUnique} {
		spec := func(null float64) *gen.Spec {
			return &gen.Spec{Datasets: []gen.Dataset{
				{Name: "p", Columns: []gen.Column{{Name: "id", Gen: gen.Seq{}}}},
				{Name: "d", Rows: 2, Columns: []gen.Column{{Name: "x", Null: null, Gen: gen.Ref{Dataset: "p", Column: "id", Pick: pick}}}},
				{Name: "other", Rows: 1, Columns: []gen.Column{{Name: "n", Gen: gen.Seq{}}}},
			}}
		}
		p := compiled(t, spec(0))
		want(t, cells(t, p, "other", "n"), "1")
		_, err := p.Record(context.Background(), "d", gen.Options{})
		wantErr(t, err, `d.x: refers to "p", which has no rows; make "d" empty too, or give the column null: 1`)
		want(t, cells(t, compiled(t, spec(1)), "d", "x"), "null", "null")
	}
}

func TestCountsOfChildren(t *testing.T) {
	for _, c := range []struct {
		name     string
		per      gen.Per
		low, top int
	}{
		{"a number", gen.Per{Count: gen.Fixed(3)}, 3000, 3000},
		{"none", gen.Per{Count: gen.Fixed(0)}, 0, 0},
		{"a mean", gen.Per{Count: gen.Poisson{Lambda: 1.5}}, 1400, 1600},
		{"a mean of nothing", gen.Per{Count: gen.Poisson{Lambda: 0.0}}, 0, 0},
		{"a range", gen.Per{Count: gen.Int{Min: 1, Max: 4}}, 2400, 2600},
		{"a list, the parents in turn", gen.Per{Count: gen.InTurn{2, 0, 1}}, 1001, 1001},
		{"rows in all", gen.Per{Count: gen.Total(17)}, 17, 17},
		{"no rows in all", gen.Per{Count: gen.Total(0)}, 0, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.per.Parent, c.per.Key = "p", "id"
			p := compiled(t, &gen.Spec{Datasets: []gen.Dataset{
				{Name: "p", Rows: 1000, Columns: []gen.Column{{Name: "id", Gen: gen.Seq{}}}}, {Name: "c", Per: &c.per},
			}})
			if n := p.Rows("c"); n < c.low || n > c.top {
				t.Errorf("%d rows, want %d to %d", n, c.low, c.top)
			}
			if n := len(cells(t, p, "c", "id")); n != p.Rows("c") {
				t.Errorf("%d rows are made and %d promised", n, p.Rows("c"))
			}
		})
	}
}

func TestRowsInAllGoToTheParentsInTurn(t *testing.T) {
	s := family()
	s.Datasets[1].Per.Count = gen.Total(5)
	want(t, cells(t, compiled(t, s), "campaigns", "organization_id"), "1", "2", "3", "1", "2")
}

func TestPicksOfReferences(t *testing.T) {
	pick := func(rows int, pick gen.Pick, unique bool) []string {
		p := compiled(t, &gen.Spec{Datasets: []gen.Dataset{
			{Name: "p", Rows: 4, Columns: []gen.Column{{Name: "id", Gen: gen.Seq{Format: "p%d"}}}},
			{Name: "d", Rows: rows, Columns: []gen.Column{{Name: "x", Unique: unique, Gen: gen.Ref{Dataset: "p", Column: "id", Pick: pick}}}},
		}})
		return cells(t, p, "d", "x")
	}
	count := func(list []string, s string) (n int) {
		for _, v := range list {
			if v == s {
				n++
			}
		}
		return n
	}
	want(t, pick(6, gen.PickCycle, false), "p1", "p2", "p3", "p4", "p1", "p2")

	uniform := pick(8000, gen.PickUniform, false)
	if n := count(uniform, "p3"); n < 1850 || n > 2150 {
		t.Errorf("p3 is picked %d times of 8,000, want about 2,000", n)
	}
	zipf := pick(8000, gen.PickZipf, false)
	if first, last := count(zipf, "p1"), count(zipf, "p4"); first < 3700 || first > 3980 || last < 860 || last > 1060 {
		t.Errorf("p1 is picked %d times of 8,000 and p4 %d times, want about 3,840 and 960", first, last)
	}
	for _, list := range [][]string{pick(4, gen.PickUnique, false), pick(4, gen.PickUniform, true)} {
		slices.Sort(list)
		want(t, list, "p1", "p2", "p3", "p4")
	}
}

func TestReferencesAndLookupsHaveTheNullsOfTheirPick(t *testing.T) {
	p := compiled(t, &gen.Spec{Datasets: []gen.Dataset{
		{Name: "p", Rows: 4, Columns: []gen.Column{{Name: "id", Gen: gen.Seq{}}, {Name: "name", Gen: gen.Const{Value: text("n")}}}},
		{Name: "d", Rows: 200, Columns: []gen.Column{
			{Name: "ref", Null: 0.5, Gen: gen.Ref{Dataset: "p", Column: "id"}}, {Name: "name", Gen: gen.Lookup{Via: "ref", Column: "name"}},
		}},
	}})
	refs, names := cells(t, p, "d", "ref"), cells(t, p, "d", "name")
	for row := range refs {
		if (refs[row] == "null") != (names[row] == "null") {
			t.Fatalf("row %d: the reference is %s, and the lookup %s", row, refs[row], names[row])
		}
	}
}

func TestADatasetMayReferToItself(t *testing.T) {
	p := compiled(t, one(4,
		gen.Column{Name: "id", Gen: gen.Seq{}}, gen.Column{
			Name: "manager",
			Gen:  gen.Ref{Dataset: "d", Column: "id", Pick: gen.PickCycle},
		},
	))
	want(t, cells(t, p, "d", "manager"), "1", "2", "3", "4")
}

func TestListsOfReferencesCanBeLookedUpThrough(t *testing.T) {
	p := compiled(t, &gen.Spec{Datasets: []gen.Dataset{
		{Name: "p", Rows: 2, Columns: []gen.Column{{Name: "sku", Gen: gen.Seq{}}, {Name: "price", Gen: gen.Cycle{Values: integers(10, 20)}}}},
		{Name: "d", Rows: 2, Columns: []gen.Column{
			{Name: "no", Gen: gen.Seq{}},
			{Name: "items", Gen: gen.List{Min: 2, Max: 2, Of: gen.Column{Gen: gen.Sub{Columns: []gen.Column{
				{Name: "sku", Gen: gen.Ref{Dataset: "p", Column: "sku", Pick: gen.PickCycle}},
				{Name: "price", Gen: gen.Lookup{Via: "sku", Column: "price"}},
				{Name: "total", Gen: gen.Expr{Text: "price * no"}},
			}}}}},
		}},
	}})
	want(t, cells(t, p, "d", "items"),
		`[{"sku":1,"price":10,"total":10},{"sku":2,"price":20,"total":20}]`,
		`[{"sku":1,"price":10,"total":20},{"sku":2,"price":20,"total":40}]`)
}

func TestLengthsOfListsAreUniform(t *testing.T) {
	counts := map[int]int{}
	for _, v := range values(t, 3000, gen.Column{Gen: gen.List{
		Of: gen.Column{Gen: gen.Const{Value: integer(1)}}, Min: 1,
		Max: 3,
	}}) {
		counts[strings.Count(v, "1")]++
	}
	for n := 1; n <= 3; n++ {
		if counts[n] < 900 || counts[n] > 1100 || len(counts) != 3 {
			t.Errorf("the lengths are %v, want 1, 2 and 3 about 1,000 times each", counts)
		}
	}
}

func TestNestedListsAndStructs(t *testing.T) {
	c := gen.Column{Name: "x", Gen: gen.List{Min: 1, Max: 2, Of: gen.Column{Gen: gen.Sub{Columns: []gen.Column{
		{Name: "tags", Gen: gen.List{Min: 1, Max: 2, Of: gen.Column{Gen: gen.Seq{}}}},
		{Name: "maybe", Null: 1, Gen: gen.Sub{Columns: []gen.Column{{Name: "n", Gen: gen.Int{Max: 5}}}}},
	}}}}}
	got := values(t, 50, c)
	slices.Sort(got)
	one, two := `{"tags":[1],"maybe":null}`, `{"tags":[1,2],"maybe":null}`
	want(t, slices.Compact(got),
		"["+two+","+two+"]", "["+two+","+one+"]", "["+two+"]", "["+one+","+two+"]", "["+one+","+one+"]", "["+one+"]")
}

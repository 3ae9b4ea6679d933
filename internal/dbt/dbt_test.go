package dbt

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	_ "github.com/sebdah/goldie/v2" // defines -update in every test binary
)

const shopManifest = "testdata/shop/target/manifest.json"

func readShop(t testing.TB) *Manifest {
	t.Helper()
	m, err := Read(shopManifest)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func model(t testing.TB, m *Manifest, name string) *Node {
	t.Helper()
	n, err := m.Model(name)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// datasets names the tables of some nodes by their names.
func datasets(names ...string) Names {
	return Names{
		Dataset: func(n *Node) string {
			if slices.Contains(names, n.Name) {
				return n.Name
			}
			return ""
		},
		This:  "before",
		Quote: func(name string) string { return "[" + name + "]" },
	}
}

func TestTheSQLOfAModel(t *testing.T) {
	m := readShop(t)
	for _, c := range []struct {
		name, model string
		form        Form
		datasets    []string
		want, reads string
	}{
		{
			"inputs are tables", "stg_orders", AsCompiled,
			[]string{"orders"},
			"select id as order_id, country, amount, status, ordered_at\nfrom [orders]\nwhere status <> 'returned'", "orders",
		},
		{
			"models upstream are computed", "revenue", AsCompiled,
			[]string{"orders", "countries"},
			`with [assay_1_stg_orders] as (
select id as order_id, country, amount, status, ordered_at
from [orders]
where status <> 'returned'
)
select * from (
with __dbt__cte__paid as (

select * from [assay_1_stg_orders] where status = 'paid'
) select c.name as country, cast(sum(p.amount) as decimal(12, 2)) as revenue, count(*) as orders
from __dbt__cte__paid p
join [countries] c on c.code = p.country
group by c.name
) as assay_model`, "countries orders",
		},
		{
			"a model upstream may be a dataset", "revenue", AsCompiled,
			[]string{"stg_orders", "countries"},
			`with __dbt__cte__paid as (

select * from [stg_orders] where status = 'paid'
) select c.name as country, cast(sum(p.amount) as decimal(12, 2)) as revenue, count(*) as orders
from __dbt__cte__paid p
join [countries] c on c.code = p.country
group by c.name`, "countries stg_orders",
		},
		{
			"the first run of an incremental model", "daily", First,
			[]string{"stg_orders"},
			"select cast(ordered_at as date) as day, cast(sum(amount) as decimal(12, 2)) as revenue\n" +
				"from [stg_orders]\n\ngroup by 1", "stg_orders",
		},
		{
			"a later run of an incremental model", "daily", Again,
			[]string{"stg_orders"},
			"select cast(ordered_at as date) as day, cast(sum(amount) as decimal(12, 2)) as revenue\n" +
				"from [stg_orders]\n\nwhere cast(ordered_at as date) >= (select max(day) from [before])\n\ngroup by 1",
			"stg_orders",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, reads, err := m.SQL(model(t, m, c.model), c.form, datasets(c.datasets...))
			if err != nil {
				t.Fatal(err)
			}
			if got != c.want {
				t.Errorf("got:\n%s\nwant:\n%s", got, c.want)
			}
			var names []string
			for _, n := range reads {
				names = append(names, n.Name)
			}
			slices.Sort(names)
			if strings.Join(names, " ") != c.reads {
				t.Errorf("reads %v, want %s", names, c.reads)
			}
		})
	}
}

func TestAModelWithoutItsInputs(t *testing.T) {
	m := readShop(t)
	_, _, err := m.SQL(model(t, m, "revenue"), AsCompiled, datasets("countries"))
	if err == nil || err.Error() != `no dataset has the rows of source "web.orders"` {
		t.Errorf("got %v", err)
	}
	only := datasets("countries")
	only.Only = true
	_, _, err = m.SQL(model(t, m, "revenue"), AsCompiled, only)
	if err == nil || err.Error() != `no dataset has the rows of model "stg_orders"` {
		t.Errorf("got %v", err)
	}
	_, err = m.Model("revenu")
	if err == nil || !strings.Contains(err.Error(), `no model "revenu" (did you mean "revenue"?)`) {
		t.Errorf("got %v", err)
	}
}

func TestRelationsAreReplacedAsWholeNames(t *testing.T) {
	got, ok := replaceRelations("select db.a.x, db.ab, mydb.a, db.a_b from db.a join db.a.b on 1=1 -- db.a",
		map[string]string{"db.a": "A", "db.a.b": "B"}, 100)
	if want := "select A.x, db.ab, mydb.a, db.a_b from A join B on 1=1 -- A"; !ok || got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if _, ok := replaceRelations("x x", map[string]string{"x": strings.Repeat("y", 100)}, 150); ok {
		t.Error("the limit does not hold")
	}
}

func TestTemplates(t *testing.T) {
	name := func(to Relation) (string, error) {
		if to.Kind == "ref" && to.Args[0] == "lost" {
			return "", errors.New("nothing is called lost")
		}
		return "<" + to.String() + ">", nil
	}
	for _, c := range []struct{ sql, first, again string }{
		{"select 1", "select 1", ""},
		{
			"{{ config(materialized='table',\n  x={'a': 1}) }}\nselect * from {{ ref(\"a\") }}",
			"\nselect * from <ref('a')>", "",
		},
		{`{{ref('p','a')}}{{- source( 's' , "t" ) -}} x {{ this }}`, `<ref('p', 'a')><source('s', 't')>x <this>`, ""},
		{"a {# {{ no }} #} b", "a  b", ""},
		{
			"a {% if is_incremental() %} b {{ this }}{% else %} c {%- endif -%} d", "a  cd",
			"a  b <this>d",
		},
		{"{% if not is_incremental() %}a{{ ref('x') }}{% endif %}", "a<ref('x')>", ""},
		{"a\n  {{ var('x') }}", "2:3: \"{{ var('x') }}\"", "="},
		{"{% for x in y %}", `1:1: "{% for x in y %}" is a template that only dbt compiles`, "="},
		{"{% endif %}", "1:1: ", "="},
		{"x {% if is_incremental() %} a", "1:3: if without endif", "="},
		{"é {{ ref('lost') }}", "1:3: nothing is called lost", "="},
		{"x {{ ref('a')", "1:3: {{ has no end", "="},
	} {
		for i, want := range []string{c.first, c.again} {
			got, err := Render(c.sql, i == 1, name)
			switch {
			case want == "" && i == 1:
			case want == "=":
				want = c.first
				fallthrough
			case err != nil:
				if err == nil || !strings.HasPrefix(err.Error(), want) {
					t.Errorf("%q: got %q, %v, want %s", c.sql, got, err, want)
				}
			case got != want && c.again != "=":
				t.Errorf("%q, again %t:\n  got  %q\n  want %q", c.sql, i == 1, got, want)
			}
		}
	}
}

func TestUnitTests(t *testing.T) {
	m := readShop(t)
	var got []string
	for _, u := range m.UnitTests {
		got = append(got, u.Model+" "+u.Name)
	}
	want := []string{
		"daily days_in_csv", "daily days_that_are_new", "stg_orders returned orders are left out", "stg_orders rows_in_sql",
	}
	if !slices.Equal(got, want) {
		t.Fatalf("got %q", got)
	}
	if u := m.UnitTests[1]; u.Form != Again || u.Overrides || u.Given[1].Input != "this" {
		t.Errorf("got %+v", u)
	}
	if sql := m.UnitTests[3].Given[0].Rows.SQL; !strings.HasPrefix(sql, "select 7 as id") {
		t.Errorf("got %q", sql)
	}
	u := m.UnitTests[2]
	of, this, err := m.Input(model(t, m, u.Model), u.Given[0].Input)
	if err != nil || this || of.Title() != "web.orders" {
		t.Fatalf("got %v, %t, %v", of, this, err)
	}
	rec, err := u.Given[0].Rows.Record(m.Types(of))
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{
		`amount decimal(12, 2) [{1050 0} (null) (null)]`, `country utf8 ["DE" (null) (null)]`, `id int32 [1 2 3]`,
		`ordered_at timestamp[us] [1768471200000000 (null) (null)]`, `status utf8 ["paid" "returned" "placed"]`,
	} {
		if got := fmt.Sprintf("%s %s %s", rec.ColumnName(i), rec.Column(i).DataType(), rec.Column(i)); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
	if file, err := m.CompiledFile(m.UnitTests[0], model(t, m, "daily")); err != nil ||
		file != "target/compiled/shop/models/schema.yml/models/days_in_csv.sql" {
		t.Errorf("got %s, %v", file, err)
	}
}

func TestTypesOfWarehouses(t *testing.T) {
	m := &Manifest{Adapter: "snowflake"}
	for name, want := range map[string]string{
		"INTEGER": "int32", "character varying(256)": "utf8", "DECIMAL(12,2)": "decimal(12, 2)",
		"NUMBER(38, 0)": "decimal(38, 0)", "numeric": "decimal(38, 9)", "timestamp(6) without time zone": "timestamp[us]",
		"TIMESTAMP WITH TIME ZONE": "timestamp[us, tz=UTC]", "double precision": "float64", "FLOAT": "float64",
		"STRUCT(a INTEGER)": "", "INTEGER[]": "", "decimal(99, 2)": "", "decimal(99999999999999999999, 2)": "", "": "",
	} {
		dt, ok := m.Type(name)
		got := ""
		if ok {
			got = dt.String()
		}
		if got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
}

func TestAManifestThatIsNone(t *testing.T) {
	for text, want := range map[string]string{
		"":                       "unexpected end of JSON input",
		"[]":                     "cannot unmarshal array",
		"{}":                     "not a manifest of dbt: it has no nodes",
		`{"nodes": {"a": null}}`: "",
		`{"nodes": {"a": 1}}`:    "cannot unmarshal number",
		`{"nodes": {}, "unit_tests": {"a": null}}`: "",
		strings.Repeat("[", 20000):                 "exceeded max depth",
	} {
		file := filepath.Join(t.TempDir(), "manifest.json")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Read(file); (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%.40q: got %v, want %s", text, err, want)
		}
	}
}

func TestAUnitTestHasNoFileOutsideOfTheProject(t *testing.T) {
	m := readShop(t)
	of := model(t, m, "daily")
	for _, u := range []UnitTest{
		{Name: "../../x"}, {Name: "x", Package: "../../../.."}, {Name: "x", File: "../../../../x"},
	} {
		if file, err := m.CompiledFile(&u, of); err == nil {
			t.Errorf("got %s", file)
		}
	}
}

func FuzzManifest(f *testing.F) {
	text, err := os.ReadFile(shopManifest)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(text))
	f.Add(`{"nodes": {"model.a": {"resource_type": "model", "name": "a", "raw_code": "{{ ref('a') }}", ` +
		`"compiled_code": "x", "relation_name": "x", "depends_on": {"nodes": ["model.a"]}}}}`)
	f.Fuzz(func(t *testing.T, text string) {
		file := filepath.Join(t.TempDir(), "manifest.json")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		m, err := Read(file)
		if err != nil {
			return
		}
		for _, n := range m.Nodes("model") {
			for _, form := range []Form{AsCompiled, First, Again} {
				_, _, _ = m.SQL(n, form, datasets("orders")) // it must not panic
			}
		}
		for _, u := range m.UnitTests {
			for _, g := range u.Given {
				_, _ = g.Rows.Record(nil)
			}
			if of, err := m.Model(u.Model); err == nil {
				if file, err := m.CompiledFile(u, of); err == nil && !filepath.IsLocal(file) {
					t.Errorf("%s is not below the project", file)
				}
			}
		}
	})
}

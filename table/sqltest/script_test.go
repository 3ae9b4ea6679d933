package sqltest

import (
	"errors"
	"strings"
	"testing"

	"github.com/assay-go/assay/table/sqltest/internal/engine"
)

// renderAll returns the statements of a script, with [name] for datasets and <name> for parameters.
func renderAll(t testing.TB, s script) (texts []string, err error) {
	t.Helper()
	all, err := s.parse(&engine.Dialect{})
	if err != nil {
		return nil, err
	}
	for _, one := range all {
		r, err := one.render(func(p placeholder) (string, error) {
			if p.parameter != "" {
				return "<" + p.parameter + ">", nil
			}
			return "[" + p.dataset + "]", nil
		})
		if err != nil {
			return nil, err
		}
		texts = append(texts, r.text)
	}
	return texts, nil
}

func TestScriptsAreSplitIntoStatements(t *testing.T) {
	for source, want := range map[string]string{
		"SELECT 1":                               "SELECT 1",
		"SELECT 1;":                              "SELECT 1",
		";; SELECT 1 ; -- the end\n SELECT 2 ;;": "SELECT 1|SELECT 2",
		"SELECT ';' AS \";\" /* ; /* ; */ ; */ FROM t":               "SELECT ';' AS \";\" /* ; /* ; */ ; */ FROM t",
		"SELECT 'it''s;', E'\\';', $$;$$, $a$;$$;$a$":                "SELECT 'it''s;', E'\\';', $$;$$, $a$;$$;$a$",
		"SELECT * FROM {{ ref('orders') }}":                          "SELECT * FROM [orders]",
		`SELECT * FROM {{ref( "shop" , "orders" )}}`:                 "SELECT * FROM [orders]",
		"SELECT * FROM {{- source('shop', 'orders') -}}, {{ this }}": "SELECT * FROM [orders], [revenue]",
		"SELECT $country, $1, a$b, x::int, l[1:2]":                   "SELECT <country>, $1, a$b, x::int, l[1:2]",
		"SELECT {'a': {'b': 1}}, '$x', \"$x\"":                       "SELECT {'a': {'b': 1}}, '$x', \"$x\"",
	} {
		got, err := renderAll(t, script{name: "q.sql", this: "revenue", text: source})
		if text := strings.Join(got, "|"); err != nil || text != want {
			t.Errorf("%s:\ngot  %s, error %v\nwant %s", source, text, err, want)
		}
	}
}

func TestScriptsThatCannotRun(t *testing.T) {
	const compile = "a template that only dbt can evaluate: " +
		"compile the model (dbt compile), and test it with sqltest.Model"
	for text, want := range map[string]string{
		"-- nothing":                         "q.sql: no statement",
		"SELECT\n  'a":                       "q.sql:2:3: a string that does not end\n    'a\n    ^",
		"SELECT /* a":                        "q.sql:1:8: a comment that does not end\n  SELECT /* a\n         ^",
		"SELECT 1;\n\tSELECT {{ var('x') }}": "q.sql:2:9: " + compile + "\n  \tSELECT {{ var('x') }}\n  \t       ^",
		"{% if x %} SELECT 1":                "q.sql:1:1: " + compile + "\n  {% if x %} SELECT 1\n  ^",
		"SELECT '{{ var(\"x\") }}'":          "q.sql:1:9: " + compile + "\n  SELECT '{{ var(\"x\") }}'\n          ^",
		"SELECT {{ ref('a' }":                "q.sql:1:8: a template that does not end\n  SELECT {{ ref('a' }\n         ^",
	} {
		_, err := renderAll(t, script{name: "q.sql", text: text})
		if err == nil || err.Error() != want {
			t.Errorf("%s:\ngot:\n%v\nwant:\n%s", text, err, want)
		}
	}
}

func TestTheRowsOfAStatementHaveAnOrder(t *testing.T) {
	for text, want := range map[string]bool{
		"SELECT a FROM t":                                     false,
		"SELECT a FROM t order  by a":                         true,
		"SELECT a FROM t ORDER /* the */ BY a LIMIT 1":        true,
		"SELECT row_number() OVER (ORDER BY a) FROM t":        false,
		"SELECT * FROM (SELECT a FROM t ORDER BY a) s":        false,
		"SELECT string_agg(a, ',' ORDER BY a) FROM t":         false,
		"SELECT 'ORDER BY', \"order\", by FROM t -- ORDER BY": false,
		"SELECT a FROM t UNION SELECT b FROM u ORDER BY 1":    true,
	} {
		all, err := (&script{text: text}).parse(&engine.Dialect{})
		if err != nil || all[0].ordered() != want {
			t.Errorf("%s: ordered is not %t, error %v", text, want, err)
		}
	}
}

// A place in the text that an engine gets is a place in the script.
func TestErrorsOfEnginesHaveTheirPlaceInTheScript(t *testing.T) {
	s := script{name: "q.sql", text: "SELECT 1;\n\nSELECT x,\n  $country AS c, y\nFROM {{ ref('a long name') }} t WHERE z"}
	all, err := s.parse(&engine.Dialect{})
	if err != nil {
		t.Fatal(err)
	}
	r, err := all[1].render(func(p placeholder) (string, error) {
		return map[bool]string{true: "'a'", false: "t"}[p.dataset == ""], nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for of, want := range map[string]string{
		"x,": "q.sql:3:8", "'a'": "q.sql:4:3", "a' AS": "q.sql:4:3", " AS c": "q.sql:4:11", "y\n": "q.sql:4:18",
		"FROM": "q.sql:5:1", "t t": "q.sql:5:6", "z": "q.sql:5:39",
	} {
		err := s.errorAt(r.source(strings.Index(r.text, of)), errors.New("wrong"))
		if !strings.HasPrefix(err.Error(), want+": wrong\n") {
			t.Errorf("%q: got %v, want it at %s", of, err, want)
		}
	}
	if at := s.errorAt(r.source(len(r.text)+99), errors.New("wrong")).Error(); !strings.HasPrefix(at, "q.sql:5:40: ") {
		t.Errorf("a place after the end is at %s", at)
	}
}

func FuzzScript(f *testing.F) {
	for _, seed := range []string{
		"SELECT 'a;' /* ; */ FROM {{ ref('x') }} WHERE a = $b;", "$$ ; $$; $1 $a$ x $a$", "E'\\'' `a` \"b\"\"\" -- c", "{{ {% {#",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, d := range []*engine.Dialect{{}, {Backslash: true}} {
			all, err := (&script{name: "q", text: text, this: "q"}).parse(d)
			if err != nil {
				continue
			}
			for _, s := range all {
				r, err := s.render(func(p placeholder) (string, error) { return "x", nil })
				if err != nil {
					t.Fatal(err)
				}
				for i := range len(r.text) {
					if at := r.source(i); at < s.start || at > s.end {
						t.Fatalf("place %d of %q is %d, outside of %d to %d", i, r.text, at, s.start, s.end)
					}
				}
			}
		}
	})
}

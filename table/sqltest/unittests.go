package sqltest

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"

	"github.com/assay-go/assay/golden"
	"github.com/assay-go/assay/internal/dbt"
	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/message"
	"github.com/assay-go/assay/internal/modfs"
	"github.com/assay-go/assay/internal/term"
	"github.com/assay-go/assay/table/internal/outside"
	"github.com/assay-go/assay/table/sqltest/internal/engine"
)

// UnitTests runs the unit tests of a dbt project that are about the models, or all of them, each as a subtest. The
// manifest is target/manifest.json, which dbt compile writes.
//
// It runs them as they are: given in the formats dict, csv and sql, expect likewise, and an override of is_incremental.
// As in dbt, the rows of expect have no order, and columns that it leaves out do not count. Columns that given leaves
// out are null: their types come from target/catalog.json, which dbt docs generate writes. A test that overrides other
// macros, variables or the environment runs the SQL that dbt test has left below target/compiled.
func UnitTests(t *testing.T, e Engine, manifest string, models ...string) {
	t.Helper()
	if e == nil {
		t.Fatal(errNoEngine)
	}
	m, err := dbt.Read(manifest)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range models {
		if _, err := m.Model(name); err != nil {
			t.Fatal(err)
		}
	}
	ran := 0
	for _, u := range m.UnitTests {
		if u.Disabled || len(models) > 0 && !slices.Contains(models, u.Model) {
			continue
		}
		ran++
		t.Run(u.Model+"/"+u.Name, func(t *testing.T) {
			if err := runUnitTest(t.Context(), e, m, u); err != nil {
				t.Error(err)
			}
		})
	}
	if ran == 0 {
		t.Fatalf("%s has no unit test of %s", manifest, message.List(append(models, "any model")[:max(1, len(models))]))
	}
}

// runUnitTest returns an error if the rows of a model are not those that a unit test expects.
func runUnitTest(ctx context.Context, e Engine, m *dbt.Manifest, u *dbt.UnitTest) error {
	model, err := m.Model(u.Model)
	if err != nil {
		return err
	}
	q := newQuery(e)
	text, in, err := unitTestSQL(q, m, model, u)
	if err != nil {
		return err
	}
	if q.statements, err = (&script{name: modelScript(model), text: text}).parse(q.dialect); err != nil {
		return err
	}
	tables, err := q.run(ctx, in)
	if err != nil {
		return fmt.Errorf("%w\nif a column is missing: given leaves it out, and target/catalog.json, "+
			"which dbt docs generate writes, does not have it", err)
	}
	got, err := goldenfile.ToRecord(tables[0])
	if err != nil {
		return err
	}
	want, err := expected(ctx, q, u, got)
	if err != nil {
		return fmt.Errorf("expect: %w", err)
	}
	if got, err = sameColumns(got, want); err != nil {
		return err
	}
	report, err := golden.Compare(want, got, golden.Options{Order: golden.Multiset})
	if err != nil || report.Equal() {
		return err
	}
	var out strings.Builder
	if err := report.WriteText(&out); err != nil {
		return err
	}
	return fmt.Errorf("the rows are not those of expect:\n%s", out.String())
}

// unitTestSQL returns the SQL of a unit test, and the tables that it reads.
func unitTestSQL(q *query, m *dbt.Manifest, model *dbt.Node, u *dbt.UnitTest) (string, outside.Input, error) {
	in := outside.Input{Tables: make(map[string]arrow.Table)}
	if u.Overrides {
		text, err := compiledUnitTest(m, model, u)
		return text, in, err
	}
	form := u.Form
	if form == dbt.AsCompiled {
		form = dbt.First
	}
	names := dbt.Names{This: before, Only: true, Quote: q.quote}
	datasets, queries := make(map[*dbt.Node]string), make(map[*dbt.Node]string)
	names.Dataset = func(n *dbt.Node) string { return datasets[n] }
	names.Query = func(n *dbt.Node) string { return queries[n] }
	for i, g := range u.Given {
		of, this, err := m.Input(model, g.Input)
		if err != nil {
			return "", in, err
		}
		name := fmt.Sprintf("given_%d_%s", i+1, of.Name)
		if this {
			name = before
		}
		switch {
		case g.Rows.SQL != "" && this:
			return "", in, errors.New("given: the rows of this are SQL: write them in the format dict or csv")
		case g.Rows.SQL != "":
			queries[of] = g.Rows.SQL
			continue
		case !this:
			datasets[of] = name
		}
		rec, err := g.Rows.Record(m.Types(of))
		if err != nil {
			return "", in, fmt.Errorf("given %s: %w", term.Visible(message.Excerpt(g.Input)), err)
		}
		in.Names = append(in.Names, name)
		in.Tables[name] = array.NewTableFromRecords(rec.Schema(), []arrow.Record{rec})
	}
	text, _, err := m.SQL(model, form, names)
	return text, in, err
}

// mostUnitTestSQL is the size of the largest file of a unit test in bytes.
const mostUnitTestSQL = 4 << 20

// compiledUnitTest returns the SQL that dbt test wrote for a unit test. It has the rows of given in it.
func compiledUnitTest(m *dbt.Manifest, model *dbt.Node, u *dbt.UnitTest) (string, error) {
	file, err := m.CompiledFile(u, model)
	if err != nil {
		return "", err
	}
	root, err := os.OpenRoot(filepath.Dir(filepath.Dir(m.Path)))
	if err != nil {
		return "", err
	}
	defer root.Close()
	text, err := modfs.ReadFile(root, filepath.FromSlash(file), mostUnitTestSQL)
	if errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("the test overrides what only dbt compiles, and there is no %s: "+
			"run dbt test once, which writes it", term.Visible(file))
	}
	return string(text), err
}

// expected returns the rows that a unit test expects, with the types of the result.
func expected(ctx context.Context, q *query, u *dbt.UnitTest, got arrow.Record) (_ arrow.Record, err error) {
	if u.Expect.SQL != "" {
		session, err := q.engine.Open(ctx, engine.ToRun)
		if err != nil {
			return nil, err
		}
		defer func() { err = errors.Join(err, session.Close()) }()
		return session.Query(ctx, u.Expect.SQL)
	}
	types := make(map[string]arrow.DataType)
	for _, name := range u.Expect.Columns() {
		if f := field(got.Schema(), name); f != nil {
			types[name] = f.Type
		}
	}
	return u.Expect.Record(types)
}

// field returns the field of a name, also if it is written in another case, or nil.
func field(s *arrow.Schema, name string) *arrow.Field {
	for _, same := range []func(a, b string) bool{func(a, b string) bool { return a == b }, strings.EqualFold} {
		for i, f := range s.Fields() {
			if same(f.Name, name) {
				return &s.Fields()[i]
			}
		}
	}
	return nil
}

// sameColumns returns a record with the columns of another one, under their names there.
func sameColumns(rec, as arrow.Record) (arrow.Record, error) {
	var fields []arrow.Field
	var columns []arrow.Array
	var names []string
	for _, f := range rec.Schema().Fields() {
		names = append(names, f.Name)
	}
	for _, want := range as.Schema().Fields() {
		f := field(rec.Schema(), want.Name)
		if f == nil {
			return nil, fmt.Errorf("expect has a column %s, which the model lacks%s", message.Quote(want.Name),
				message.DidYouMean(want.Name, names))
		}
		fields = append(fields, arrow.Field{Name: want.Name, Type: f.Type, Nullable: true})
		columns = append(columns, rec.Column(slices.Index(names, f.Name)))
	}
	return array.NewRecord(arrow.NewSchema(fields, nil), columns, rec.NumRows()), nil
}

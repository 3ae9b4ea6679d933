// Package sessiontest tests the sessions of engines, each in the same way.
package sessiontest

import (
	"cmp"
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/assay-go/assay/table/sqltest/internal/engine"
)

// Record returns a table with the columns, such as "id: int64, name: utf8", and rows of texts such as "1|ann". The text
// null is a null.
func Record(t testing.TB, columns string, rows ...string) arrow.Record {
	t.Helper()
	dt, err := arrowtext.ParseType("struct<" + columns + ">")
	if err != nil {
		t.Fatal(err)
	}
	b := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema(dt.(*arrow.StructType).Fields(), nil))
	for _, row := range rows {
		for i, text := range strings.Split(row, "|") {
			if text == "null" {
				b.Field(i).AppendNull()
				continue
			}
			parse, err := arrowtext.NewParser(b.Field(i))
			if err == nil {
				err = parse([]byte(text))
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	return b.NewRecord()
}

// Text returns a table as the text from which [Record] makes it, in lines.
func Text(t testing.TB, rec arrow.Record) string {
	t.Helper()
	var columns []string
	for _, f := range rec.Schema().Fields() {
		columns = append(columns, f.Name+": "+arrowtext.TypeText(f.Type))
	}
	lines := []string{strings.Join(columns, ", ")}
	for row := range int(rec.NumRows()) {
		var cells []string
		for _, c := range rec.Columns() {
			cell := "null"
			if !arrowtext.Nulls(c)(row) {
				format, err := arrowtext.NewFormatter(c)
				if err != nil {
					t.Fatal(err)
				}
				cell = string(format(nil, row))
			}
			cells = append(cells, cell)
		}
		lines = append(lines, strings.Join(cells, "|"))
	}
	return strings.Join(lines, "\n")
}

// Open opens a session until the test ends.
func Open(t testing.TB, e engine.Engine, p engine.Purpose) engine.Session {
	t.Helper()
	s, err := e.Open(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// Load loads a table.
func Load(t testing.TB, s engine.Session, name string, rec arrow.Record) {
	t.Helper()
	if err := s.Load(t.Context(), name, rec); err != nil {
		t.Fatal(err)
	}
}

// Query returns the result of a statement as text, or its error.
func Query(t testing.TB, s engine.Session, statement string) string {
	t.Helper()
	rec, err := s.Query(t.Context(), statement)
	if err != nil {
		return "error: " + err.Error()
	}
	defer rec.Release()
	return Text(t, rec)
}

// Apart tests that sessions that are open at the same time do not see each other's tables, and leave none.
func Apart(t *testing.T, e engine.Engine) {
	for i := range 4 {
		t.Run("session", func(t *testing.T) {
			t.Parallel()
			for run := range 5 {
				s, err := e.Open(t.Context(), engine.ToRun)
				if err != nil {
					t.Fatal(err)
				}
				if got := Query(t, s, "select * from orders"); !strings.HasPrefix(got, "error: ") {
					t.Errorf("a new session has the tables of another one: %s", got)
				}
				if err := s.Close(); err != nil {
					t.Error(err)
				}
				s = Open(t, e, engine.ToRun)
				id := strconv.Itoa(10*i + run)
				Load(t, s, "orders", Record(t, "id: int64", id))
				if err := s.Exec(t.Context(), adapt(e, keeping)); err != nil {
					t.Error(err)
				}
				if got := Query(t, s, "select id from big"); got != "id: int64\n"+id {
					t.Errorf("%s", got)
				}
			}
		})
	}
}

// keeping is a statement that keeps rows for the next ones.
const keeping = "create temporary table big as select id from orders"

// adapt returns a statement as an engine takes it: Spark has temporary views instead of tables.
func adapt(e engine.Engine, statement string) string {
	if e.Dialect().Package == "spark" {
		return strings.Replace(statement, "temporary table", "temporary view", 1)
	}
	return statement
}

// A Column is a column of a table, and what a query of it returns.
type Column struct{ Type, Cell, WantType, WantCell string }

// Types tests that columns arrive exactly, as they are or as types of the engine.
func Types(t *testing.T, e engine.Engine, columns []Column) {
	var types, cells, nulls, wantTypes, wantCells []string
	for i, c := range columns {
		name := "c" + strconv.Itoa(i) + ": "
		types, cells, nulls = append(types, name+c.Type), append(cells, c.Cell), append(nulls, "null")
		wantTypes = append(wantTypes, name+cmp.Or(c.WantType, c.Type))
		wantCells = append(wantCells, cmp.Or(c.WantCell, c.Cell))
	}
	s := Open(t, e, engine.ToRun)
	Load(t, s, "t x", Record(t, strings.Join(types, ", "), strings.Join(cells, "|"), strings.Join(nulls, "|")))
	got := strings.Split(Query(t, s, "select * from "+quoted(e, "t x")), "\n")
	want := []string{strings.Join(wantTypes, ", "), strings.Join(wantCells, "|"), strings.Join(nulls, "|")}
	for i := range max(len(got), len(want)) {
		if i >= len(got) || i >= len(want) || got[i] != want[i] {
			t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
			break
		}
	}
}

func quoted(e engine.Engine, name string) string {
	if quote := e.Dialect().Quote; quote != nil {
		return quote(name)
	}
	return `"` + name + `"`
}

// Fails tests that statements fail with errors that start with these texts: "PLACE: MESSAGE". The place is the rest of
// the statement from there; it may be empty.
func Fails(t *testing.T, e engine.Engine, statements map[string]string) {
	for statement, want := range statements {
		s := Open(t, e, engine.ToRun)
		Load(t, s, "orders", Record(t, "id: int64, amount: decimal(10, 2)", "1|2.50"))
		_, err := s.Query(t.Context(), statement)
		if !strings.HasPrefix(strings.ToLower(statement), "select") {
			err = s.Exec(t.Context(), statement)
		}
		if err == nil {
			t.Errorf("%s: no error", statement)
			continue
		}
		got := ": " + err.Error()
		if placed, ok := errors.AsType[*engine.Error](err); ok {
			got = statement[placed.Offset:] + got
		}
		if !strings.HasPrefix(got, want) {
			t.Errorf("%s\n  got:  %s\n  want: %s", statement, got, want)
		}
	}
}

// Secret is the password of connection strings that cannot be used.
const Secret = "s3cret"

// NotThere tests that the errors of connection strings that cannot be used say what to do, and show no password.
func NotThere(t *testing.T, e func(connection string) engine.Engine, errors map[string]string) {
	for connection, want := range errors {
		_, err := e(connection).Open(t.Context(), engine.ToRun)
		switch {
		case err == nil:
			t.Errorf("%s: no error", connection)
		case strings.Contains(err.Error(), Secret):
			t.Errorf("%s: the error shows the password: %v", connection, err)
		case !strings.Contains(err.Error(), want):
			t.Errorf("%s\n  got:  %v\n  want: %s", connection, err, want)
		}
	}
}

// shop are the tables whose columns [Reads] finds.
var shop = map[string]string{
	"orders":    "id: int64, customer_id: int64, amount: decimal(10, 2), note: utf8",
	"customers": "id: int64, name: utf8, note: utf8",
}

// reads are the columns that statements read.
var reads = map[string]string{
	"select sum(amount) from orders where id > 1": "orders.amount orders.id",
	"select count(*) from orders":                 "orders.",
	"select * from customers":                     "customers.id customers.name customers.note",
	GroupedJoin:                                   "customers.id customers.name orders.customer_id",
	"select c.name from (select * from customers) c natural join (select id, note from orders) o": "customers.id " +
		"customers.name customers.note orders.id orders.note",
	Correlated: "customers.id customers.note orders.",
	keeping:    "orders.id",
}

// GroupedJoin and Correlated are statements of which an engine may find more than they read.
const (
	GroupedJoin = `with o as (select * from orders), c as (select * from customers)
select c.name, count(*) from o join c on c.id = o.customer_id group by c.name`
	Correlated = "select (select max(note) from (select * from customers) c where id > 1) as x from orders o"
)

// Reads tests that an engine finds the columns that statements read. It has its own statements, and its own answers to
// those of all engines if it finds more.
func Reads(t *testing.T, e engine.Engine, own map[string]string) {
	s := Open(t, e, engine.ToRead)
	for name, columns := range shop {
		Load(t, s, name, Record(t, columns))
	}
	all := maps.Clone(reads)
	maps.Copy(all, own)
	for statement, want := range all {
		columns, err := s.Reads(t.Context(), adapt(e, statement))
		if err != nil {
			t.Errorf("%s: %v", statement, err)
		}
		var got []string
		for _, c := range columns {
			got = append(got, c.Table+"."+c.Name)
		}
		slices.Sort(got)
		if strings.Join(got, " ") != want {
			t.Errorf("%s\n  got:  %v\n  want: %v", statement, got, want)
		}
	}
}

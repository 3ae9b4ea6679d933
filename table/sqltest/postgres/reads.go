package postgres

import (
	"context"
	"regexp"
	"slices"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/assay-go/assay/table/sqltest/internal/engine"
)

// reading matches the start of a statement that may read tables, but not by a query.
var reading = regexp.MustCompile(`^(?i)\s*(?:insert|update|delete|merge|do|call|execute)\b`)

// Reads returns the columns on which a temporary view of the statement depends. The catalog counts all columns that a *
// covers; of these, the columns without which the view is the same are left out.
func (s *session) Reads(ctx context.Context, statement string) (all []engine.Column, err error) {
	body := engine.StoredQuery(statement)
	if body == "" && reading.MatchString(statement) {
		return nil, engine.ErrUnknownReads
	}
	if body == "" {
		return nil, nil
	}
	if err := s.batch(ctx, "savepoint assay_reads"); err != nil {
		return nil, err
	}
	defer func() {
		if undo := s.batch(ctx, "rollback to savepoint assay_reads"); err == nil {
			err = undo
		}
	}()
	v, err := s.view(ctx, body)
	if err != nil {
		return nil, engine.ErrUnknownReads // to run the statement gives the error its place
	}
	if v.wholeRows {
		return s.columnsOf(ctx, v.reads)
	}
	if engine.HasNaturalJoin(body) || engine.NamesAllColumns(body) {
		return v.reads, nil
	}
	kept := []engine.Column{}
	for _, c := range v.reads {
		if c.Name == "" {
			kept = append(kept, c)
			continue
		}
		without, err := s.viewWithout(ctx, body, c)
		if err != nil {
			return nil, err
		}
		if without == nil || !v.same(without, c) {
			kept = append(kept, c)
		}
	}
	for _, c := range v.reads { // a table of which no column is left
		if !slices.ContainsFunc(kept, func(k engine.Column) bool { return k.Table == c.Table }) {
			kept = append(kept, engine.Column{Table: c.Table})
		}
	}
	return kept, nil
}

// A view is what the catalog says of a view of a query.
type view struct {
	columns   []pgconn.FieldDescription
	reads     []engine.Column // a table without columns has one with the name ""
	wholeRows bool            // whether the query uses a row as a value
}

// same reports whether the view without a column is the same: it has the same columns, and reads nothing in the place
// of the column.
func (v *view) same(without *view, column engine.Column) bool {
	sameField := func(a, b pgconn.FieldDescription) bool {
		return a.Name == b.Name && a.DataTypeOID == b.DataTypeOID && a.TypeModifier == b.TypeModifier
	}
	return slices.EqualFunc(v.columns, without.columns, sameField) &&
		!slices.ContainsFunc(without.reads, func(c engine.Column) bool {
			return c.Name != "" && (c == column || !slices.Contains(v.reads, c))
		})
}

// view makes a temporary view and reads the catalog.
func (s *session) view(ctx context.Context, body string) (*view, error) {
	if err := s.batch(ctx, "create temporary view assay_reads as "+body); err != nil {
		return nil, err
	}
	v := &view{}
	var err error
	if v.columns, err = s.describe(ctx, "select * from assay_reads"); err != nil {
		return nil, err
	}
	rows, err := s.texts(ctx, `
select c.relname, coalesce(a.attname, ''), pg_get_viewdef('assay_reads'::regclass) like '%.*%'
from pg_rewrite r
join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = r.oid and d.refclassid = 'pg_class'::regclass
join pg_class c on c.oid = d.refobjid and c.relnamespace = pg_my_temp_schema() and c.relkind = 'r'
left join pg_attribute a on a.attrelid = c.oid and a.attnum = d.refobjsubid and a.attnum > 0
where r.ev_class = 'assay_reads'::regclass
order by 1, a.attnum nulls last`)
	for _, row := range rows {
		c := engine.Column{Table: row[0], Name: row[1]}
		seen := func(r engine.Column) bool { return r == c || c.Name == "" && r.Table == c.Table }
		if slices.Contains(s.loaded, c.Table) && !slices.ContainsFunc(v.reads, seen) {
			v.reads = append(v.reads, c)
		}
		v.wholeRows = v.wholeRows || row[2] == "t"
	}
	return v, err
}

// viewWithout returns the view of a query over a table without a column, or nil if there is none.
func (s *session) viewWithout(ctx context.Context, body string, c engine.Column) (*view, error) {
	err := s.batch(ctx, "savepoint assay_without; drop view assay_reads; alter table "+quote(c.Table)+" drop column "+
		quote(c.Name))
	if err != nil {
		return nil, err
	}
	v, missing := s.view(ctx, body)
	if missing != nil {
		v = nil
	}
	return v, s.batch(ctx, "rollback to savepoint assay_without")
}

// columnsOf returns all columns of the tables.
func (s *session) columnsOf(ctx context.Context, of []engine.Column) (all []engine.Column, err error) {
	rows, err := s.texts(ctx, `select c.relname, a.attname from pg_class c join pg_attribute a on a.attrelid = c.oid
where c.relnamespace = pg_my_temp_schema() and a.attnum > 0 and not a.attisdropped order by 1, a.attnum`)
	for _, row := range rows {
		if slices.ContainsFunc(of, func(c engine.Column) bool { return c.Table == row[0] }) {
			all = append(all, engine.Column{Table: row[0], Name: row[1]})
		}
	}
	return all, err
}

// texts runs a query of this package, and returns the texts of its rows.
func (s *session) texts(ctx context.Context, sql string) ([][]string, error) {
	result := s.conn.ExecParams(ctx, sql, nil, nil, nil, nil).Read()
	all := make([][]string, len(result.Rows))
	for i, row := range result.Rows {
		for _, text := range row {
			all[i] = append(all[i], string(text))
		}
	}
	return all, result.Err
}

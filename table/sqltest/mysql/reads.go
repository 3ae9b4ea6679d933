package mysql

import (
	"context"
	"database/sql/driver"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/assay-go/assay/table/sqltest/internal/engine"
)

// other matches the start of a statement that reads no table.
var other = regexp.MustCompile(`^(?i)\s*(?:set|create|drop|use)\b`)

// Reads leaves out one column after another, and returns those without which the statement does not compile, or has
// other columns.
func (s *session) Reads(ctx context.Context, statement string) ([]engine.Column, error) {
	body := engine.StoredQuery(statement)
	if body == "" {
		if other.MatchString(statement) {
			return nil, nil
		}
		return nil, engine.ErrUnknownReads
	}
	columns, err := s.columns(ctx, body)
	if err != nil {
		return nil, engine.ErrUnknownReads // to run the statement gives the error its place
	}
	var all []engine.Column
	for _, t := range s.tables {
		names, err := s.readsOf(ctx, body, columns, t)
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			all = append(all, engine.Column{Table: t.name, Name: name})
		}
	}
	return all, nil
}

// readsOf returns the columns of a table that a query with these columns reads: "" if it only counts the rows.
func (s *session) readsOf(ctx context.Context, body string, columns []string, t loaded) (names []string, err error) {
	resolved := s.resolved(ctx, body)
	if err := s.exec(ctx, "alter table "+quote(t.name)+" rename to assay_kept"); err != nil {
		return nil, err
	}
	defer func() {
		if undo := s.exec(ctx, "alter table assay_kept rename to "+quote(t.name)); err == nil {
			err = undo
		}
	}()
	if s.prepares(ctx, body) == nil {
		return nil, nil // it does not name the table
	}
	for _, name := range t.columns {
		var kept []string
		for _, other := range t.columns {
			if other != name {
				kept = append(kept, quote(other))
			}
		}
		kept = append(kept, "1 as assay_other")
		without := "create temporary table " + quote(t.name) + " as select " + strings.Join(kept, ", ")
		if err := s.exec(ctx, without+" from assay_kept limit 0"); err != nil {
			return nil, err
		}
		left, missing := s.columns(ctx, body)
		if missing != nil || !slices.Equal(left, columns) || s.mayBindToAnother(body, t, name) &&
			s.resolved(ctx, body) != resolved {
			names = append(names, name)
		}
		if err := s.exec(ctx, "drop temporary table "+quote(t.name)); err != nil {
			return nil, err
		}
	}
	if len(names) == 0 {
		names = []string{""}
	}
	return names, nil
}

// resolved returns a query with the tables of all columns, as the server writes it, or "".
func (s *session) resolved(ctx context.Context, body string) (text string) {
	if s.exec(ctx, "explain extended "+body) != nil {
		return ""
	}
	rows, err := s.conn.QueryContext(ctx, "show warnings", nil)
	if err != nil {
		return ""
	}
	err = each(rows, func(_ int, row []driver.Value) error {
		text += fmt.Sprintf("%s\n", row[2])
		return nil
	})
	if err != nil {
		return ""
	}
	return text
}

// mayBindToAnother reports whether a query without the column may name that of another table instead.
func (s *session) mayBindToAnother(body string, t loaded, name string) bool {
	if !engine.HasNaturalJoin(body) && engine.WordIndex(body, name) < 0 {
		return false
	}
	same := func(column string) bool { return strings.EqualFold(column, name) }
	return slices.ContainsFunc(s.tables, func(other loaded) bool {
		return other.name != t.name && slices.ContainsFunc(other.columns, same)
	})
}

// columns returns the names and types of the columns of a query.
func (s *session) columns(ctx context.Context, body string) ([]string, error) {
	schema, err := s.schema(ctx, body)
	if err != nil {
		return nil, err
	}
	var all []string
	for _, f := range schema.Fields() {
		all = append(all, f.String())
	}
	return all, nil
}

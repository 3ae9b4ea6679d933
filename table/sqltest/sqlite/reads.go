package sqlite

import (
	"context"
	"slices"

	"modernc.org/sqlite"

	"github.com/assay-go/assay/table/sqltest/internal/engine"
)

// Reads returns the columns that SQLite asks the authorizer for. It asks for all columns that a * covers; of these, the
// columns without which the result is the same are left out.
func (s *session) Reads(ctx context.Context, statement string) ([]engine.Column, error) {
	reads, err := s.compiledReads(ctx, statement)
	if err != nil {
		return nil, engine.ErrUnknownReads // to run the statement gives the error its place
	}
	if engine.StoredQuery(statement) != statement || engine.HasNaturalJoin(statement) ||
		engine.NamesAllColumns(statement) {
		return reads, nil
	}
	columns, err := s.columns(ctx, statement)
	if err != nil {
		return nil, engine.ErrUnknownReads
	}
	var kept []engine.Column
	for _, c := range reads {
		same, err := s.sameWithout(ctx, statement, c, reads, columns)
		if err != nil {
			return nil, err
		}
		if !same {
			kept = append(kept, c)
		}
	}
	for _, c := range reads { // a table of which no column is left
		if !slices.ContainsFunc(kept, func(k engine.Column) bool { return k.Table == c.Table }) {
			kept = append(kept, engine.Column{Table: c.Table})
		}
	}
	return kept, nil
}

// compiledReads compiles a statement, and returns the columns of loaded tables that it names. A table of which it names
// none has one with the name "".
func (s *session) compiledReads(ctx context.Context, statement string) (reads []engine.Column, err error) {
	authorizer := s.conn.(sqlite.AuthorizerRegisterer)
	err = authorizer.RegisterAuthorizer(func(action sqlite.AuthorizerActionCode, table, column, _, _ string,
	) sqlite.AuthorizerReturnCode {
		if c := (engine.Column{Table: table, Name: column}); action == sqlite.AuthRead && !slices.Contains(reads, c) {
			reads = append(reads, c)
		}
		return sqlite.AuthorizerOK
	})
	if err != nil {
		return nil, err
	}
	err = s.exec(ctx, "explain "+statement)
	if stop := authorizer.RegisterAuthorizer(nil); err == nil {
		err = stop
	}
	return slices.DeleteFunc(reads, func(c engine.Column) bool {
		of := func(l engine.Column) bool { return l.Table == c.Table && (c.Name == "" || l == c) }
		return !slices.ContainsFunc(s.loaded, of)
	}), err
}

// sameWithout reports whether a query without a column has the same columns, and reads nothing in its place.
func (s *session) sameWithout(ctx context.Context, statement string, c engine.Column, reads []engine.Column,
	columns [][2]string,
) (same bool, err error) {
	if c.Name == "" {
		return false, nil
	}
	err = s.exec(ctx, "savepoint assay_without; alter table "+quote(c.Table)+" add column assay_other; alter table "+
		quote(c.Table)+" drop column "+quote(c.Name))
	if err != nil {
		return false, err
	}
	without, missing := s.compiledReads(ctx, statement)
	if missing == nil {
		var left [][2]string
		left, missing = s.columns(ctx, statement)
		same = slices.Equal(left, columns) && !slices.ContainsFunc(without, func(w engine.Column) bool {
			return w.Name != "" && !slices.Contains(reads, w)
		})
	}
	return same && missing == nil, s.exec(ctx, "rollback to assay_without; release assay_without")
}

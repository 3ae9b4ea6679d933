package spark

import (
	"context"
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/table/sqltest/internal/engine"
)

// attribute is a column below a view in a plan.
var attribute = regexp.MustCompile(`\bassay_(\d+)_(\d+)#`)

// Reads returns the columns that the optimized plan uses, and those without which Spark refuses the statement.
func (s *session) Reads(ctx context.Context, statement string) (reads []engine.Column, err error) {
	query := engine.StoredQuery(statement)
	if query == "" {
		return nil, refuse(statement)
	}
	err = s.analyze(ctx, query)
	if wrong, ok := errors.AsType[*engine.Error](err); ok {
		return nil, &engine.Error{Offset: wrong.Offset + len(statement) - len(query), Msg: wrong.Msg}
	}
	if err != nil {
		return nil, err
	}
	plan, err := s.explain(ctx, query)
	if err != nil {
		return nil, err
	}
	used, scanned := make(map[[2]int]bool), make(map[int]bool)
	for line := range strings.Lines(plan) {
		scan := strings.Contains(line, "LocalRelation ")
		for _, m := range attribute.FindAllStringSubmatch(line, -1) {
			table, _ := strconv.Atoi(m[1])
			column, _ := strconv.Atoi(m[2])
			if scan {
				scanned[table] = true
			} else {
				used[[2]int{table, column}] = true
			}
		}
	}
	for i, t := range s.tables {
		before := len(reads)
		for j, name := range t.columns {
			if !scanned[i] {
				break
			}
			needed := used[[2]int{i, j}]
			if !needed && engine.WordIndex(query, name) >= 0 {
				if needed, err = s.needs(ctx, query, t, j); err != nil {
					return nil, err
				}
			}
			if needed {
				reads = append(reads, engine.Column{Table: t.name, Name: name})
			}
		}
		if scanned[i] && len(reads) == before {
			reads = append(reads, engine.Column{Table: t.name})
		}
	}
	return reads, nil
}

// needs reports whether a statement fails if a table lacks one of its columns.
func (s *session) needs(ctx context.Context, query string, t loaded, column int) (needs bool, err error) {
	const gone = "assay_gone"
	names := slices.Clone(t.columns)
	names[column] = gone
	if err := s.view(ctx, t, names, empty(t.schema)); err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, s.view(ctx, t, t.columns, empty(t.schema))) }()
	err = s.analyze(ctx, query)
	if _, ok := errors.AsType[*engine.Error](err); ok {
		return true, nil
	}
	return false, err
}

func empty(schema *arrow.Schema) arrow.Record {
	return array.NewRecordBuilder(memory.DefaultAllocator, schema).NewRecord()
}

// explain returns the optimized plan of a query.
func (s *session) explain(ctx context.Context, statement string) (string, error) {
	rec, err := s.Query(ctx, "EXPLAIN EXTENDED "+statement)
	if err != nil {
		return "", err
	}
	defer rec.Release()
	var plan strings.Builder
	for i := range int(rec.NumRows()) {
		plan.WriteString(rec.Column(0).(*array.String).Value(i) + "\n")
	}
	_, optimized, _ := strings.Cut(plan.String(), "== Optimized Logical Plan ==")
	optimized, _, _ = strings.Cut(optimized, "== Physical Plan ==")
	return optimized, nil
}

package duckdb

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"github.com/assay-go/assay/table/sqltest/internal/engine"
)

// explain starts a statement that returns the plan of another one.
const explain = "EXPLAIN (FORMAT json) "

// Reads returns the columns that the scans of the plan use, and those without which DuckDB refuses the statement. Of a
// table whose rows are only counted, it is the first column.
func (s *session) Reads(ctx context.Context, statement string) (reads []engine.Column, err error) {
	plan, err := s.explain(ctx, statement)
	var wrong *engine.Error
	if errors.As(err, &wrong) && wrong.Offset >= len(explain) {
		return nil, &engine.Error{Offset: wrong.Offset - len(explain), Msg: wrong.Msg}
	}
	if err != nil {
		return nil, err
	}
	scans := make(map[string][]string) // the columns that are used, by table
	for _, node := range plan {
		node.addScans(scans, s.name+".main.")
	}
	var idle []engine.Column // of tables that are scanned
	for _, c := range s.columns {
		used, scanned := scans[c.Table]
		switch {
		case !scanned:
		case used == nil && !slices.ContainsFunc(reads, func(r engine.Column) bool { return r.Table == c.Table }),
			slices.ContainsFunc(used, func(name string) bool { return name == c.Name || within(name, c.Name) }):
			reads = append(reads, c)
		default:
			idle = append(idle, c)
		}
	}
	named, err := s.named(ctx, statement, idle)
	if err != nil {
		return nil, err
	}
	reads = append(reads, named...)
	slices.SortFunc(reads, func(a, b engine.Column) int {
		return cmp.Compare(slices.Index(s.columns, a), slices.Index(s.columns, b))
	})
	return reads, nil
}

// within reports whether a name in a plan is a field of a column.
func within(name, column string) bool { return strings.HasPrefix(name, column+".") }

// named returns those of some columns whose names a statement needs although it does not use their values.
func (s *session) named(ctx context.Context, statement string, idle []engine.Column) (need []engine.Column, err error) {
	works, err := s.worksWithout(ctx, statement, idle)
	if err != nil || works {
		return nil, err
	}
	var left []engine.Column
	for _, c := range idle {
		switch works, err := s.worksWithout(ctx, statement, append(left, c)); {
		case err != nil:
			return nil, err
		case works:
			left = append(left, c)
		default:
			need = append(need, c)
		}
	}
	return need, nil
}

// worksWithout reports whether DuckDB takes a statement without some columns. A table keeps at least one.
func (s *session) worksWithout(ctx context.Context, statement string, columns []engine.Column) (works bool, err error) {
	if err := s.Exec(ctx, "BEGIN"); err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, s.Exec(ctx, "ROLLBACK")) }()
	for _, c := range columns {
		if err := s.Exec(ctx, "ALTER TABLE "+quote(c.Table)+" DROP COLUMN "+quote(c.Name)); err != nil {
			return false, nil // it is the only one
		}
	}
	_, err = s.explain(ctx, statement)
	return err == nil, nil
}

// A planNode is a node of a plan.
type planNode struct {
	Children []planNode `json:"children"`
	Info     struct {
		Table       string          `json:"Table"`
		Projections json.RawMessage `json:"Projections"`
	} `json:"extra_info"`
}

// addScans adds the columns that the node's scans use.
func (n *planNode) addScans(scans map[string][]string, schema string) {
	if table, ok := strings.CutPrefix(n.Info.Table, schema); ok {
		var names []string
		var name string
		if json.Unmarshal(n.Info.Projections, &names) != nil && json.Unmarshal(n.Info.Projections, &name) == nil && name != "" {
			names = []string{name}
		}
		scans[table] = append(scans[table], names...)
	}
	for _, c := range n.Children {
		c.addScans(scans, schema)
	}
}

// explain returns the plan of a statement.
func (s *session) explain(ctx context.Context, statement string) (plan []planNode, err error) {
	rec, err := s.Query(ctx, explain+statement)
	if err != nil {
		return nil, err
	}
	for row := range int(rec.NumRows()) {
		var nodes []planNode
		if err := json.Unmarshal([]byte(rec.Column(int(rec.NumCols())-1).ValueStr(row)), &nodes); err != nil {
			return nil, err
		}
		plan = append(plan, nodes...)
	}
	return plan, nil
}

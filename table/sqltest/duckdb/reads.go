package duckdb

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"github.com/assay-go/assay/table/sqltest/internal/engine"
)

// explain starts a statement that returns the plan of another one.
const explain = "EXPLAIN (FORMAT json) "

// Reads returns the columns that the scans of the plan use, and those without which DuckDB refuses the statement.
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
	for _, c := range s.columns {
		used, scanned := scans[c.Table]
		switch {
		case !scanned:
		case slices.ContainsFunc(used, func(name string) bool { return name == c.Name || within(name, c.Name) }):
			reads = append(reads, c)
		default:
			bound, err := s.needs(ctx, statement, c)
			if err != nil {
				return nil, err
			}
			if bound {
				reads = append(reads, c)
			}
		}
	}
	for table := range scans {
		if !slices.ContainsFunc(reads, func(c engine.Column) bool { return c.Table == table }) {
			reads = append(reads, engine.Column{Table: table})
		}
	}
	return reads, nil
}

// within reports whether a name in a plan is a field of a column.
func within(name, column string) bool { return strings.HasPrefix(name, column+".") }

// needs reports whether DuckDB refuses a statement without a column.
func (s *session) needs(ctx context.Context, statement string, c engine.Column) (needs bool, err error) {
	if err := s.Exec(ctx, "BEGIN"); err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, s.Exec(ctx, "ROLLBACK")) }()
	if err := s.Exec(ctx, "ALTER TABLE "+quote(c.Table)+" DROP COLUMN "+quote(c.Name)); err != nil {
		return true, nil // the only column
	}
	_, err = s.explain(ctx, statement)
	return err != nil, nil
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
		if json.Unmarshal(n.Info.Projections, &names) != nil && json.Unmarshal(n.Info.Projections, &name) == nil {
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

// Package inputlines writes the input lines of a golden, which name and hash the cells that the result may depend on,
// and explains how the lines of a new result differ from those of a golden.
package inputlines

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/gen"
)

// Of returns the input lines of a result: a line for each dataset that has some of the columns. A line covers the
// cells that no redraw can change. The function used reports whether a case declares a generated column under Uses;
// it counts as fixed. If records has a dataset, that is the whole dataset; otherwise it is generated here.
func Of(
	ctx context.Context, p *gen.Plan, records map[string]arrow.Record, columns []gen.ColumnInfo,
	used func(dataset, column string) bool,
) ([]string, error) {
	byDataset := make(map[string][]gen.ColumnInfo)
	var datasets []string
	for _, c := range columns {
		if byDataset[c.Dataset] == nil {
			datasets = append(datasets, c.Dataset)
		}
		byDataset[c.Dataset] = append(byDataset[c.Dataset], c)
	}
	slices.Sort(datasets)
	var lines []string
	for _, dataset := range datasets {
		l, err := lineOf(ctx, p, records[dataset], dataset, byDataset[dataset], used)
		if err != nil {
			return nil, err
		}
		if text := l.String(); text != "" {
			lines = append(lines, text)
		}
	}
	return lines, nil
}

// lineOf hashes the fixed cells of a dataset's columns. If rec is nil it generates them, a batch at a time.
func lineOf(
	ctx context.Context, p *gen.Plan, rec arrow.Record, dataset string, columns []gen.ColumnInfo,
	used func(dataset, column string) bool,
) (inputLine, error) {
	l := inputLine{dataset: dataset, rows: -1}
	columns = slices.Clone(columns)
	slices.SortFunc(columns, func(a, b gen.ColumnInfo) int { return strings.Compare(a.Path, b.Path) })
	var sums []*columnSum
	for _, c := range columns {
		fixed, err := p.Stable(ctx, dataset, c.Path, used)
		if err != nil {
			return l, err
		}
		if slices.Contains(fixed, true) {
			l.columns = append(l.columns, c.Path)
			sums = append(sums, &columnSum{fixed: fixed})
		}
	}
	rows, err := eachBatch(ctx, p, rec, dataset, func(rec arrow.Record) error {
		for i, path := range l.columns {
			arrays, err := nestedArrays(rec, path)
			if err != nil {
				return fmt.Errorf("dataset %q: %w", dataset, err)
			}
			if err := sums[i].add(arrays); err != nil {
				return fmt.Errorf("%s.%s: %w", dataset, path, err)
			}
		}
		return nil
	})
	if err != nil {
		return l, err
	}
	if p.RowsStable(dataset, used) {
		l.rows = rows
	}
	for _, sum := range sums {
		l.sums = append(l.sums, sum.text())
	}
	return l, nil
}

// eachBatch calls do with the record of a dataset, or with each of its batches if rec is nil. It returns the number of
// rows.
func eachBatch(
	ctx context.Context, p *gen.Plan, rec arrow.Record, dataset string, do func(arrow.Record) error,
) (rows int, err error) {
	if rec != nil {
		return int(rec.NumRows()), do(rec)
	}
	r, err := p.Reader(ctx, dataset, gen.Options{})
	if err != nil {
		return 0, err
	}
	defer r.Release()
	for r.Next() {
		rows += int(r.Record().NumRows())
		if err := do(r.Record()); err != nil {
			return rows, err
		}
	}
	return rows, r.Err()
}

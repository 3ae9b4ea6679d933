package table

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/gen"
)

// fingerprints returns the input lines of a result: a line for each dataset that the transform reads, of the columns
// and rows in it that no redraw can move. Where records has a dataset, that is the dataset whole.
func fingerprints(ctx context.Context, p *gen.Plan, records map[string]arrow.Record, s *scope) ([]string, error) {
	byDataset := make(map[string][]gen.ColumnInfo)
	var datasets []string
	for _, c := range s.read {
		if byDataset[c.Dataset] == nil {
			datasets = append(datasets, c.Dataset)
		}
		byDataset[c.Dataset] = append(byDataset[c.Dataset], c)
	}
	slices.Sort(datasets)
	var lines []string
	for _, dataset := range datasets {
		f, err := fingerprintOf(ctx, p, records[dataset], dataset, byDataset[dataset], s)
		if err != nil {
			return nil, err
		}
		if line := f.String(); line != "" {
			lines = append(lines, line)
		}
	}
	return lines, nil
}

// fingerprintOf hashes the fixed cells of a dataset's columns. Where rec is nil it generates them, a batch at a time.
func fingerprintOf(ctx context.Context, p *gen.Plan, rec arrow.Record, dataset string, columns []gen.ColumnInfo, s *scope) (fingerprint, error) {
	f := fingerprint{dataset: dataset, rows: -1}
	columns = slices.Clone(columns)
	slices.SortFunc(columns, func(a, b gen.ColumnInfo) int { return strings.Compare(a.Path, b.Path) })
	var sums []*columnSum
	for _, c := range columns {
		fixed, err := p.Fixed(ctx, dataset, c.Path, s.isHeld)
		if err != nil {
			return f, err
		}
		if slices.Contains(fixed, true) {
			f.columns = append(f.columns, c.Path)
			sums = append(sums, &columnSum{fixed: fixed})
		}
	}
	rows, err := eachBatch(ctx, p, rec, dataset, func(rec arrow.Record) error {
		for i, path := range f.columns {
			way, err := walk(rec, path)
			if err != nil {
				return fmt.Errorf("dataset %q: %w", dataset, err)
			}
			if err := sums[i].add(way); err != nil {
				return fmt.Errorf("%s.%s: %w", dataset, path, err)
			}
		}
		return nil
	})
	if err != nil {
		return f, err
	}
	if p.RowsFixed(dataset, s.isHeld) {
		f.rows = rows
	}
	for _, sum := range sums {
		f.sums = append(f.sums, sum.text())
	}
	return f, nil
}

// eachBatch hands out the record of a dataset, or where there is none its batches one after the other. It returns the
// number of rows.
func eachBatch(ctx context.Context, p *gen.Plan, rec arrow.Record, dataset string, do func(arrow.Record) error) (rows int, err error) {
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

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
		rec := records[dataset]
		if rec == nil {
			var err error
			if rec, err = p.Record(ctx, dataset, gen.Options{}); err != nil {
				return nil, err
			}
		}
		f, err := fingerprintOf(ctx, p, rec, dataset, byDataset[dataset], s)
		if err != nil {
			return nil, err
		}
		if line := f.String(); line != "" {
			lines = append(lines, line)
		}
	}
	return lines, nil
}

// fingerprintOf hashes the fixed cells of a dataset's columns.
func fingerprintOf(ctx context.Context, p *gen.Plan, rec arrow.Record, dataset string, columns []gen.ColumnInfo, s *scope) (fingerprint, error) {
	f := fingerprint{dataset: dataset, rows: -1}
	if p.RowsFixed(dataset, s.isHeld) {
		f.rows = int(rec.NumRows())
	}
	columns = slices.Clone(columns)
	slices.SortFunc(columns, func(a, b gen.ColumnInfo) int { return strings.Compare(a.Path, b.Path) })
	for _, c := range columns {
		fixed, err := p.Fixed(ctx, dataset, c.Path, s.isHeld)
		if err != nil {
			return f, err
		}
		if !slices.Contains(fixed, true) {
			continue
		}
		way, err := walk(rec, c.Path)
		if err != nil {
			return f, fmt.Errorf("dataset %q: %w", dataset, err)
		}
		hash, err := sum(way, fixed)
		if err != nil {
			return f, fmt.Errorf("%s: %w", id(c), err)
		}
		f.columns, f.sums = append(f.columns, c.Path), append(f.sums, hash)
	}
	return f, nil
}

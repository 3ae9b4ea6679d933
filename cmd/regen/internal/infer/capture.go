package infer

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"

	"github.com/assay-go/assay/cmd/regen/internal/yamlfmt"
	"github.com/assay-go/assay/gen"
	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/assay-go/assay/internal/datafile"
	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/message"
)

// mostCaptured is the greatest number of rows of a capture. A case of more explains nothing.
const mostCaptured = 1000

// CaptureOptions say which rows of the data a fixture pins, and how.
type CaptureOptions struct {
	Where map[string]string // the condition on the rows of a dataset, by its name
	With  []string          // datasets whose rows come with the rows that they refer to
	Keep  []string          // dataset.column: texts and keys to copy as they are
	Hide  []string          // dataset.column: columns to leave null
	Key   []byte            // of the pseudonyms
}

// A capture is the rows of the data that a fixture pins.
type capture struct {
	CaptureOptions
	all   []*dataset
	rows  map[*dataset]map[int64]goldenfile.RowText
	names pseudonyms
}

// Capture returns the formatted YAML of a fixture that pins the rows that the conditions name, and those that they
// refer to, directly or not. Texts and keys are replaced by pseudonyms of the same form: the same value by the same
// one. Numbers, dates and booleans are copied. The summary says what is replaced and what is copied, a line each.
func Capture(ctx context.Context, tables []*datafile.Table, o CaptureOptions) (
	fixture []byte, summary []string, err error,
) {
	all, err := lookAll(ctx, tables, Options{})
	if err != nil {
		return nil, nil, err
	}
	c := &capture{
		CaptureOptions: o, all: all, rows: map[*dataset]map[int64]goldenfile.RowText{}, names: newPseudonyms(o.Key),
	}
	if err := c.checkNames(); err != nil {
		return nil, nil, err
	}
	for _, d := range all {
		c.rows[d] = map[int64]goldenfile.RowText{}
		if where, ok := o.Where[d.name]; ok {
			choose := func(rec arrow.Record) (func(int) bool, error) { return matches(ctx, rec, where) }
			if err := c.take(ctx, d, choose); err != nil {
				return nil, nil, fmt.Errorf("--where %s: %w", d.name, err)
			}
			if len(c.rows[d]) == 0 {
				return nil, nil, fmt.Errorf("--where %s: no row of %s has %s", d.name, d.table.Path, message.Quote(where))
			}
		}
	}
	if err := c.close(ctx); err != nil {
		return nil, nil, err
	}
	for _, rows := range c.rows {
		for _, row := range rows {
			for _, cell := range row {
				c.names.avoid(string(cell))
			}
		}
	}
	body := c.datasets()
	summary = c.summary()
	fixture, err = loadable(ctx, func(written) ([]byte, error) {
		return yamlfmt.Format([]byte("# "+strings.Join(summary, "\n# ")+"\nversion: 1\ndatasets:\n"+body), "the fixture")
	})
	return fixture, summary, err
}

// checkNames reports names of datasets and columns that the data lacks.
func (c *capture) checkNames() error {
	var datasets, columns []string
	for _, d := range c.all {
		datasets = append(datasets, d.name)
		for _, col := range d.columns {
			columns = append(columns, d.name+"."+col.Name)
		}
	}
	check := func(flag, name string, known []string) error {
		if slices.Contains(known, name) {
			return nil
		}
		return fmt.Errorf("%s %s: the data has %s", flag, message.Quote(name), strings.Join(known, ", "))
	}
	var errs []error
	for name := range c.Where {
		errs = append(errs, check("--where", name, datasets))
	}
	for _, name := range c.With {
		errs = append(errs, check("--with", name, datasets))
	}
	for _, name := range c.Keep {
		errs = append(errs, check("--keep", name, columns))
	}
	for _, name := range c.Hide {
		errs = append(errs, check("--hide", name, columns))
	}
	return errors.Join(errs...)
}

// matches returns the rows of a record for which a condition is true.
func matches(ctx context.Context, rec arrow.Record, where string) (func(int) bool, error) {
	const name = "$matches"
	plan, err := gen.Compile(&gen.Spec{Datasets: []gen.Dataset{{
		Name: "rows", Source: rec,
		Columns: []gen.Column{{Name: name, Type: arrow.FixedWidthTypes.Boolean, Gen: gen.Expr{Text: where}}},
	}}})
	if err != nil {
		return nil, err
	}
	r, err := plan.Record(ctx, "rows", gen.Options{})
	if err != nil {
		return nil, err
	}
	col := r.Column(r.Schema().FieldIndices(name)[0]).(*array.Boolean)
	return func(row int) bool { return col.IsValid(row) && col.Value(row) }, nil
}

// take adds the rows of a dataset that a function chooses.
func (c *capture) take(ctx context.Context, d *dataset, choose func(arrow.Record) (func(int) bool, error)) error {
	first := int64(0)
	return d.table.Each(ctx, func(rec arrow.Record) error {
		var fields []arrow.Field
		for i, f := range rec.Schema().Fields() {
			f.Name = d.columns[i].Name
			fields = append(fields, f)
		}
		named := array.NewRecord(arrow.NewSchema(fields, nil), rec.Columns(), rec.NumRows())
		wanted, err := choose(named)
		if err != nil {
			return err
		}
		var rows []int
		for row := range int(rec.NumRows()) {
			if !wanted(row) || c.rows[d][first+int64(row)] != nil {
				continue
			}
			if rows = append(rows, row); len(c.rows[d])+len(rows) > mostCaptured {
				return fmt.Errorf("more than %s rows of %s: narrow the condition", message.Thousands(mostCaptured), d.name)
			}
		}
		texts, err := goldenfile.RowTexts(rec, rows, func(row int) int { return row })
		if err != nil {
			return err
		}
		for i, row := range rows {
			c.rows[d][first+int64(row)] = texts[i]
		}
		first += rec.NumRows()
		return nil
	})
}

// close adds the rows that others refer to, and those of the datasets that come with them, until none is missing.
func (c *capture) close(ctx context.Context) error {
	for {
		before := c.count()
		for _, d := range c.all {
			for _, col := range d.columns {
				if col.ref == nil {
					continue
				}
				if err := c.takeKeys(ctx, col.ref, c.keys(col)); err != nil {
					return err
				}
				if slices.Contains(c.With, d.name) {
					if err := c.takeKeys(ctx, col, c.keys(col.ref)); err != nil {
						return err
					}
				}
			}
		}
		if c.count() == before {
			return nil
		}
	}
}

func (c *capture) count() (n int) {
	for _, rows := range c.rows {
		n += len(rows)
	}
	return n
}

// keys returns the values of a column in the rows that are captured.
func (c *capture) keys(col *column) map[string]bool {
	keys := map[string]bool{}
	for _, row := range c.rows[col.of] {
		if cell := row[col.at]; cell != nil {
			keys[keyText(string(cell))] = true
		}
	}
	return keys
}

// takeKeys adds the rows that have one of some values in a column.
func (c *capture) takeKeys(ctx context.Context, col *column, keys map[string]bool) error {
	for key := range c.keys(col) {
		if col.isKey() {
			delete(keys, key)
		}
	}
	if len(keys) == 0 {
		return nil
	}
	return c.take(ctx, col.of, func(rec arrow.Record) (func(int) bool, error) {
		a := rec.Column(col.at)
		format, err := arrowtext.NewFormatter(a)
		null := arrowtext.Nulls(a)
		return func(row int) bool { return !null(row) && keys[keyText(string(format(nil, row)))] }, err
	})
}

// Package infer writes a fixture that generates data like that of some tables: types, shares of nulls, ranges and
// distributions, weights, sequences, formats matched to fakes, keys, and references between the tables.
//
//	text, err := infer.Fixture(ctx, []*datafile.Table{customers, orders}, infer.Options{})
//
// Data may be personal, so no text of it is copied unless the options allow it, and no number or date that only a few
// cells have. An enumeration keeps its weights but gets other words. Ranges are rounded outward. What all texts of a
// column share is kept only if it is a code of a few characters. Distributions are those of fixtures: infer takes the
// one nearest to a sample, by the Kolmogorov-Smirnov distance, if it keeps the quantiles; otherwise it writes the
// quantiles as an expression. Columns are looked at one by one; apart from references, infer does not find how they
// depend on each other. The fixture is loaded before it is returned, and a column that does not load is described more
// plainly.
//
// Each table is read once. The columns of a key are read again if a reference can only be found in the whole key.
// Memory does not grow with the rows.
package infer

import (
	"context"
	"fmt"
	"math"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/cmd/regen/internal/profile"
	"github.com/assay-go/assay/cmd/regen/internal/yamlfmt"
	"github.com/assay-go/assay/internal/datafile"
)

// mostColumns is the greatest number of columns of a fixture, including the fields of structs.
const mostColumns = 10_000

// Options select what the fixture takes from the data.
type Options struct {
	Rows    int  // at most this many rows in the largest dataset, in proportion in the others; 0: as many as there are
	Samples bool // copy texts of enumerations, and what the texts of a column share
	Pin     int  // copy this many first rows of each table as pins; needs Samples

	wide bool // there are too many columns to generate one from several
}

// A dataset is a table, and what is known for the fixture.
type dataset struct {
	name    string
	table   *datafile.Table
	about   *profile.Table
	columns []*column
	pins    []string
}

// A column is a column, and what is known for the fixture.
type column struct {
	*profile.Column
	of   *dataset
	at   int     // in the table
	ref  *column // the key that it refers to
	pick string
	// referred reports whether another column refers to it.
	referred bool
	// plain is how plainly the column is described: 0 as well as infer can, 1 plainly, 2 as nulls.
	plain int
}

// Fixture returns the formatted YAML of a fixture with a dataset for each table, of the same name.
func Fixture(ctx context.Context, tables []*datafile.Table, o Options) ([]byte, error) {
	var all []*dataset
	columns := 0
	for _, t := range tables {
		if columns += leaves(t.Schema.Fields()); columns > mostColumns {
			return nil, fmt.Errorf("%s: a fixture has at most 10,000 columns, but the data has more", t.Path)
		}
	}
	o.wide = 4*columns > mostColumns
	for _, t := range tables {
		d, err := look(ctx, t, o)
		if err != nil {
			return nil, err
		}
		for _, other := range all {
			if other.name == d.name {
				return nil, fmt.Errorf("%s and %s both give a dataset the name %q: rename one", other.table.Path, t.Path, d.name)
			}
		}
		all = append(all, d)
	}
	if err := findReferences(ctx, all); err != nil {
		return nil, err
	}
	scale := 1.0
	for _, d := range all {
		if n := float64(d.about.Rows); o.Rows > 0 && n*scale > float64(o.Rows) {
			scale = float64(o.Rows) / n
		}
	}
	return loadable(ctx, func(of written) ([]byte, error) {
		var b strings.Builder
		b.WriteString("version: 1\nseed: 1\ndatasets:\n")
		for _, d := range inOrder(all) {
			d.write(&b, scale, o, of)
		}
		return yamlfmt.Format([]byte(b.String()), "the fixture")
	})
}

// look profiles a table.
func look(ctx context.Context, t *datafile.Table, o Options) (*dataset, error) {
	d := &dataset{name: nameOf(t.Name), table: t, about: profile.New(t.Schema)}
	rename(d.about.Columns)
	err := t.Each(ctx, func(rec arrow.Record) error {
		if err := d.pin(rec, o.Pin); err != nil {
			return err
		}
		return d.about.Add(rec)
	})
	if err != nil {
		return nil, err
	}
	for i, c := range d.about.Columns {
		d.columns = append(d.columns, &column{Column: c, of: d, at: i})
	}
	return d, nil
}

// inOrder returns the datasets, each after those that it refers to, as readers expect.
func inOrder(all []*dataset) []*dataset {
	var out []*dataset
	seen := map[*dataset]bool{}
	var visit func(d *dataset)
	visit = func(d *dataset) {
		if seen[d] {
			return
		}
		seen[d] = true
		for _, c := range d.columns {
			if c.ref != nil {
				visit(c.ref.of)
			}
		}
		out = append(out, d)
	}
	for _, d := range all {
		visit(d)
	}
	return out
}

// write appends the dataset to b, a column a line. It adds the columns to those written.
func (d *dataset) write(b *strings.Builder, scale float64, o Options, of written) {
	rows := int64(math.Ceil(float64(d.about.Rows) * scale))
	fmt.Fprintf(b, "  %s:\n    rows: %d\n", key(d.name), rows)
	if len(d.columns) > 0 {
		b.WriteString("    columns:\n")
	}
	taken := map[string]bool{}
	for _, c := range d.columns {
		taken[c.Name] = true
	}
	line := strings.Count(b.String(), "\n")
	for _, c := range d.columns {
		for _, g := range c.generators(request{Options: o, rows: rows, taken: taken, key: c.referred}) {
			line++
			of.lines[line], of.names[[2]string{d.name, g.name}] = c, c
			fmt.Fprintf(b, "      %s: {%s}", key(g.name), g.text)
			if g.note != "" {
				fmt.Fprintf(b, "  # %s", g.note)
			}
			b.WriteByte('\n')
		}
	}
	if pins := d.pins[:min(int64(len(d.pins)), rows)]; len(pins) > 0 {
		b.WriteString("    pins:\n")
		for _, p := range pins {
			fmt.Fprintf(b, "      - {%s}\n", p)
		}
	}
}

// Package infer writes a fixture that generates data like that of some tables: types, shares of nulls, ranges and
// distributions, weights, sequences, formats matched to fakes, keys, and references between the tables.
//
//	text, err := infer.Fixture(ctx, []*datafile.Table{customers, orders}, infer.Options{})
//
// Data may be personal, so no text of it is copied unless the options allow it, and no number or date that only a few
// cells have. An enumeration keeps its weights but gets other words. Ranges are rounded outward, and quantiles are
// moved. What all texts of a column share is kept only if it is a code of a few characters. Numbers and times are
// uniform or have quantiles. If values repeat, as many are different as in the data: numbers by a step, texts by a
// dataset of their own that the column refers to. How columns depend on each other is found in a sample of the rows.
// The fixture is loaded before it is returned, and a column that does not load is described more plainly.
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

// replacedNote is the first line of a fixture that copies no words.
const replacedNote = "# The words of lists are replaced by others of the same form. " +
	"regen infer --samples copies those of the data.\n"

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
	sample  rowSample
	first   rowSample // the first rows
	parent  *column   // that gives it its rows; nil if it has a number of rows
	lives   *column   // a life cycle that says how many rows a parent has, or nil
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
	// from has the columns that it is computed from, and derived describes it so; nil if it depends on none.
	from    []*column
	derived func(r request) made
	// near is how far a computed number may be off.
	near float64
	// determined has the columns that follow from it, apart from those of a dataset that it refers to.
	determined []*column
	// plain is how plainly the column is described: 0 as well as infer can, 1 without uniqueness, 2 plainly, 3 as nulls.
	plain int
}

// Fixture returns the formatted YAML of a fixture with a dataset for each table, of the same name.
func Fixture(ctx context.Context, tables []*datafile.Table, o Options) ([]byte, error) {
	all, err := lookAll(ctx, tables, o)
	if err != nil {
		return nil, err
	}
	o.wide = isWide(all)
	if !o.wide {
		for _, d := range all {
			d.findParent()
		}
		findRollups(all)
		for _, d := range all {
			d.findSeries()
			d.findFormulas()
			d.findLater()
			d.findTemplates()
			d.findDetermined()
		}
	}
	scale := 1.0
	for _, d := range all {
		if n := float64(d.about.Rows); o.Rows > 0 && n*scale > float64(o.Rows) {
			scale = float64(o.Rows) / n
		}
	}
	return loadable(ctx, func(of written) ([]byte, error) {
		var b strings.Builder
		if !o.Samples {
			b.WriteString(replacedNote)
		}
		b.WriteString("version: 1\nseed: 1\ndatasets:\n")
		datasets := map[string]bool{}
		for _, d := range all {
			datasets[d.name] = true
		}
		for _, d := range inOrder(all) {
			d.write(&b, scale, o, datasets, of)
		}
		return yamlfmt.Format([]byte(b.String()), "the fixture")
	})
}

// lookAll profiles tables, and finds the references between them.
func lookAll(ctx context.Context, tables []*datafile.Table, o Options) ([]*dataset, error) {
	var all []*dataset
	columns := 0
	for _, t := range tables {
		if columns += leaves(t.Schema.Fields()); columns > mostColumns {
			return nil, fmt.Errorf("%s: a fixture has at most 10,000 columns, but the data has more", t.Path)
		}
	}
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
	return all, findReferences(ctx, all)
}

// isWide reports whether there are too many columns to generate one from several.
func isWide(all []*dataset) bool {
	columns := 0
	for _, d := range all {
		columns += leaves(d.table.Schema.Fields())
	}
	return 4*columns > mostColumns
}

// look profiles a table.
func look(ctx context.Context, t *datafile.Table, o Options) (*dataset, error) {
	d := &dataset{name: nameOf(t.Name), table: t, about: profile.New(t.Schema)}
	rename(d.about.Columns)
	err := t.Each(ctx, func(rec arrow.Record) error {
		if err := d.pin(rec, o.Pin); err != nil {
			return err
		}
		d.sample.add(d, rec)
		d.first.addFirst(d, rec)
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

// write appends the dataset to b, a column a line, after the datasets that its columns refer to. It adds the columns to
// those written.
func (d *dataset) write(b *strings.Builder, scale float64, o Options, datasets map[string]bool, of written) {
	rows := int64(math.Ceil(float64(d.about.Rows) * scale))
	r := request{Options: o, rows: rows, dataset: d.name, datasets: datasets, taken: map[string]bool{}}
	r.drawn = d.parent != nil
	for _, c := range d.columns {
		r.taken[c.Name] = true
	}
	type line struct {
		generator
		of *column
	}
	line0 := func() int { return strings.Count(b.String(), "\n") }
	emit := func(name, rows string, all []line) {
		fmt.Fprintf(b, "  %s:\n    %s\n", key(name), rows)
		if len(all) > 0 {
			b.WriteString("    columns:\n")
		}
		at := line0()
		for _, g := range all {
			at++
			of.lines[at], of.names[[2]string{name, g.name}] = g.of, g.of
			fmt.Fprintf(b, "      %s: {%s}", key(g.name), g.text)
			if g.note != "" {
				fmt.Fprintf(b, "  # %s", g.note)
			}
			b.WriteByte('\n')
		}
	}
	var all []line
	for _, c := range d.columns {
		if c == d.parent {
			continue
		}
		r.key = c.referred
		made, pools := c.generators(r)
		for _, p := range pools {
			var columns []line
			for _, g := range p.columns {
				columns = append(columns, line{g, c})
			}
			emit(p.name, fmt.Sprintf("rows: %d", p.rows), columns)
		}
		for _, g := range made {
			all = append(all, line{g, c})
		}
	}
	of.names[[2]string{d.name, ""}] = d.parent
	if d.parent == nil {
		emit(d.name, fmt.Sprintf("rows: %d", rows), all)
	} else {
		emit(d.name, d.per(), all)
	}
	if pins := d.pins[:min(int64(len(d.pins)), rows)]; len(pins) > 0 {
		b.WriteString("    pins:\n")
		for _, p := range pins {
			fmt.Fprintf(b, "      - {%s}\n", p)
		}
	}
}

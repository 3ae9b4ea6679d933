// Package infer writes a fixture that generates data like that of some tables: types, shares of nulls, ranges and
// distributions, weights, sequences, formats matched to fakes, keys, and references between the tables.
//
//	text, err := infer.Fixture(ctx, []*datafile.Table{customers, orders}, infer.Options{})
//
// Data may be personal, so no text of it is copied unless the options say so: an enumeration keeps its weights and gets
// other words, ranges are rounded outward, and what all texts of a column have in common is kept where it is a code of a few
// characters. Distributions are those that fixtures have; of them the one is taken that
// comes nearest to a sample, by the Kolmogorov-Smirnov distance. Columns are looked at one by one: how they depend on each
// other is not found, references excepted.
//
// Each table is read once, and once more, in the columns at hand, where a reference is only found by looking at all of a
// key. Memory does not grow with the rows.
package infer

import (
	"context"
	"fmt"
	"math"
	"strings"
	"unicode/utf8"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/cmd/regen/internal/profile"
	"github.com/assay-go/assay/cmd/regen/internal/yamlfmt"
	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/assay-go/assay/internal/datafile"
)

// mostColumns is how many columns a fixture has at most, the fields of structs counted.
const mostColumns = 10_000

// Options say what a fixture has of the data.
type Options struct {
	Rows    int  // at most so many rows in the largest dataset, in proportion in the others; 0 is as many as there are
	Samples bool // texts of enumerations, and what those of a column have in common, may be copied
	Pin     int  // so many first rows of each table are copied as pins; wants Samples

	wide bool // there are so many columns that none may become several
}

// A dataset is a table on its way to the fixture.
type dataset struct {
	name    string
	table   *datafile.Table
	about   *profile.Table
	columns []*column
	pins    []string
}

// A column is a column on its way to the fixture.
type column struct {
	*profile.Column
	of   *dataset
	at   int     // in the table
	ref  *column // the key that it refers to
	pick string
}

// Fixture returns the YAML of a fixture with a dataset for each table, called as it is, formatted.
func Fixture(ctx context.Context, tables []*datafile.Table, o Options) ([]byte, error) {
	var all []*dataset
	columns := 0
	for _, t := range tables {
		if columns += leaves(t.Schema.Fields()); columns > mostColumns {
			return nil, fmt.Errorf("%s: a fixture has at most 10,000 columns, and the data has more", t.Path)
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
				return nil, fmt.Errorf("%s and %s make a dataset of one name, %q: rename one", other.table.Path, t.Path, d.name)
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
	var b strings.Builder
	b.WriteString("version: 1\nseed: 1\ndatasets:\n")
	for _, d := range inOrder(all) {
		d.write(&b, scale, o)
	}
	return yamlfmt.Format([]byte(b.String()), "the fixture")
}

// leaves returns how many columns a fixture counts in fields.
func leaves(fields []arrow.Field) int {
	n := 0
	for _, f := range fields {
		switch t := f.Type.(type) {
		case *arrow.StructType:
			n += leaves(t.Fields())
		case arrow.ListLikeType:
			n += leaves([]arrow.Field{t.ElemField()})
		default:
			n++
		}
	}
	return n
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

// nameOf returns a name that a fixture can have, made of that of a file or a column.
func nameOf(name string) string {
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(".[]", r) || arrowtext.Invisible(r) || r == utf8.RuneError {
			return '_'
		}
		return r
	}, name)
	if len(name) > 200 {
		name = strings.ToValidUTF8(name[:200], "")
	}
	if name == "" {
		return "_"
	}
	return name
}

// rename gives columns names that a fixture can have, and different ones.
func rename(columns []*profile.Column) {
	taken := map[string]bool{}
	for _, c := range columns {
		name := nameOf(c.Name)
		c.Name = name
		for n := 2; taken[c.Name]; n++ {
			c.Name = fmt.Sprintf("%s_%d", name, n)
		}
		taken[c.Name] = true
	}
}

// inOrder returns the datasets so that those that others refer to come first, as a reader wants them.
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

// write writes the dataset.
func (d *dataset) write(b *strings.Builder, scale float64, o Options) {
	rows := int64(math.Ceil(float64(d.about.Rows) * scale))
	fmt.Fprintf(b, "  %s:\n    rows: %d\n", key(d.name), rows)
	if len(d.columns) > 0 {
		b.WriteString("    columns:\n")
	}
	for _, c := range d.columns {
		for _, g := range c.generators(rows, o) {
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

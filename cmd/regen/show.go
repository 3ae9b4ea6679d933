package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/assay-go/assay/cmd/regen/internal/profile"
	"github.com/assay-go/assay/cmd/regen/internal/tabular"
	"github.com/assay-go/assay/golden"
	"github.com/assay-go/assay/internal/fixture"
	"github.com/assay-go/assay/internal/message"
	"github.com/rivo/uniseg"
	"github.com/spf13/cobra"
)

const showLong = `show prints the tables of files: the first rows, aligned, with the types of
their columns, and a profile, a line for each column: nulls, distinct values, the
least and the greatest value, and a histogram. It reads fixtures, of which it shows
what their datasets generate, goldens, Parquet, Arrow, CSV, JSON arrays and JSON
lines, of any size.

Distinct values are counted up to 8,192, and beyond that estimated to about one
percent. The histogram is one of values, of texts the most frequent ones; of texts
and lists with more than 64 different ones it is one of lengths, and says so.

On a terminal long output goes through $PAGER, or less.`

const showExample = `  regen show testdata/golden/TestReport/no_orders.golden
  regen show orders.parquet customers.csv --rows 3
  regen show fixtures/reporting.yaml -d orders
  regen show orders.parquet --html >orders.html`

// showOptions are the flags of regen show.
type showOptions struct {
	rows     int
	datasets []string
	html     bool
}

// A shown is a table, its first rows and its profile.
type shown struct {
	name  string
	first arrow.Record
	about *profile.Table
	value []byte // of a golden that holds a value, in place of all else
}

func newShow() *cobra.Command {
	var o showOptions
	cmd := &cobra.Command{
		Use: "show FILE…", Short: "Show the rows and the profile of tables", Long: showLong, Example: showExample,
		Args: wantArgs(1, -1, "a file"), ValidArgsFunction: completeFiles(append(tabular.Extensions(), "yaml", "yml")...),
	}
	cmd.Flags().IntVarP(&o.rows, "rows", "n", previewRows, "`how many` rows to show")
	cmd.Flags().StringSliceVarP(&o.datasets, "dataset", "d", nil, "only these `datasets` of a fixture")
	completeFlagBy(cmd, "dataset", completeDatasets)
	cmd.Flags().BoolVar(&o.html, "html", false, "write a page with plots, which needs nothing else")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if o.rows < 0 {
			return fmt.Errorf("--rows %d: want 0 or more", o.rows)
		}
		var tables []*shown
		for _, path := range args {
			more, err := o.look(cmd.Context(), path)
			if err != nil {
				return err
			}
			tables = append(tables, more...)
		}
		out := newConsole(cmd.OutOrStdout())
		if o.html {
			return writeShownHTML(out, tables)
		}
		return paged(cmd.Context(), out, func(out console) error {
			for i, t := range tables {
				if i > 0 {
					fmt.Fprintln(out)
				}
				if err := t.write(out); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return cmd
}

// look reads the tables of a file.
func (o *showOptions) look(ctx context.Context, path string) ([]*shown, error) {
	switch strings.ToLower(filepath.Ext(path)) {
	case ".yaml", ".yml":
		return o.lookAtFixture(ctx, path)
	case ".golden":
		if value, err := valueOf(path); err != nil || value != nil {
			return []*shown{{name: path, value: value}}, err
		}
	}
	t, err := tabular.Open(path)
	if err != nil {
		return nil, err
	}
	s, err := o.read(ctx, path, t)
	return []*shown{s}, err
}

// lookAtFixture reads what the datasets of a fixture generate.
func (o *showOptions) lookAtFixture(ctx context.Context, path string) ([]*shown, error) {
	fx, err := fixture.Open(path)
	if err != nil {
		return nil, err
	}
	names, err := chosen(fx.Datasets(), o.datasets)
	if err != nil {
		return nil, err
	}
	plan, err := fx.Plan(fixture.Variant{})
	if err != nil {
		return nil, err
	}
	var tables []*shown
	for _, name := range names {
		job := &genJob{plan: plan, shard: 1, shards: 1}
		t := tabular.New(name, plan.Schema(name), int64(plan.Rows(name)), func(ctx context.Context, each func(arrow.Record) error) error {
			return job.records(ctx, name, each)
		})
		s, err := o.read(ctx, path+": "+name, t)
		if err != nil {
			return nil, err
		}
		tables = append(tables, s)
	}
	return tables, nil
}

// valueOf returns the value of a golden that holds one.
func valueOf(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxGolden))
	if err != nil || !bytes.HasPrefix(text, []byte(goldenMark)) {
		return nil, err
	}
	g, err := golden.Decode(text, path)
	if err != nil {
		return nil, err
	}
	return g.Value, nil
}

// read profiles a table and keeps its first rows.
func (o *showOptions) read(ctx context.Context, name string, t *tabular.Table) (*shown, error) {
	s := &shown{name: name, about: profile.New(t.Schema)}
	var parts []arrow.Record
	kept := 0
	err := t.Each(ctx, func(rec arrow.Record) error {
		if n := min(rec.NumRows(), int64(o.rows-kept)); n > 0 {
			rec.Retain()
			parts = append(parts, rec.NewSlice(0, n))
			kept += int(n)
		}
		return s.about.Add(rec)
	})
	if err != nil {
		return nil, err
	}
	s.first, err = golden.ToRecord(array.NewTableFromRecords(t.Schema, parts))
	return s, err
}

func (s *shown) write(out console) error {
	if s.value != nil {
		fmt.Fprintf(out, "%s  %s\n", out.style(bold, visible(s.name)), out.style(dim, "a value"))
		for line := range strings.Lines(string(s.value)) {
			fmt.Fprintln(out, visible(strings.TrimSuffix(line, "\n")))
		}
		return nil
	}
	fmt.Fprintf(out, "%s  %s, %s\n", out.style(bold, visible(s.name)), message.Count(int(s.about.Rows), "row"), message.Count(len(s.about.Columns), "column"))
	if s.first.NumRows() > 0 {
		if err := writeTable(out, s.first, int(s.about.Rows)); err != nil {
			return err
		}
		fmt.Fprintln(out)
	}
	lines := profileLines(s.about.Columns, "")
	columns := []*tableColumn{{head: "column"}, {head: "type"}, {head: "nulls", right: true}, {head: "distinct", right: true}, {head: "min"}, {head: "max"}, {head: "histogram"}}
	for i, c := range columns {
		c.width = uniseg.StringWidth(c.head)
		for _, l := range lines {
			c.cells = append(c.cells, l[i])
			c.width = max(c.width, uniseg.StringWidth(l[i]))
		}
	}
	if out.terminal {
		narrow(columns[1:6], out.width-columns[0].width-2-columns[6].width-2)
		columns = fitting(columns, out.width)
	}
	writeLine(out, columns, dim, func(c *tableColumn) string { return c.head })
	for row := range lines {
		writeLine(out, columns, "", func(c *tableColumn) string { return c.cells[row] })
	}
	return nil
}

// bars is how many bars the histogram of a line has.
const bars = 16

// profileLines returns the cells of a profile, fields of structs and elements of lists under their column.
func profileLines(columns []*profile.Column, indent string) [][]string {
	var lines [][]string
	for _, c := range columns {
		bins, of := c.Histogram(bars)
		histogram := profile.Blocks(bins)
		if of == "lengths" {
			histogram += " of lengths"
		}
		lines = append(lines, []string{
			indent + cut(visible(c.Name), maxCell), cut(c.TypeText(), maxCell), share(c.Nulls, c.Rows), distinctText(c),
			cut(visible(c.Min), maxCell*2/3), cut(visible(c.Max), maxCell*2/3), histogram,
		})
		parts := c.Fields
		if c.Item != nil {
			parts = []*profile.Column{c.Item}
		}
		lines = append(lines, profileLines(parts, indent+"  ")...)
	}
	return lines
}

// distinctText returns how many different values a column has, with ~ where that is an estimate.
func distinctText(c *profile.Column) string {
	n, exact := c.Distinct()
	switch {
	case !exact && c.Unique():
		return fmt.Sprint(c.Present()) // as far as anybody can tell
	case !exact:
		return fmt.Sprintf("~%d", n)
	}
	return fmt.Sprint(n)
}

// share returns n of all in percent, "" for none.
func share(n, all int64) string {
	switch percent := 100 * float64(n) / float64(max(all, 1)); {
	case n == 0:
		return ""
	case percent < 0.1:
		return "<0.1%"
	case n < all && percent > 99.9:
		return ">99.9%"
	case percent == float64(int(percent)):
		return fmt.Sprintf("%d%%", int(percent))
	default:
		return fmt.Sprintf("%.1f%%", percent)
	}
}

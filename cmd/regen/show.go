package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/assay-go/assay/cmd/regen/internal/console"
	"github.com/assay-go/assay/cmd/regen/internal/show"
	"github.com/assay-go/assay/cmd/regen/internal/tablefile"
	"github.com/assay-go/assay/cmd/regen/internal/texttable"
)

const showLong = `show prints the tables in files: the first rows, aligned, with the types of
their columns, and a profile with a line for each column: nulls, distinct
values, minimum, maximum and a histogram. It reads goldens, Parquet, Arrow, CSV,
JSON arrays and JSON lines of any size, and fixtures, of which it shows what
their datasets generate.

Distinct values are counted up to 8,192 and estimated to about one percent
beyond. Histograms count values, and the most frequent ones of texts; if texts
or lists have more than 64 distinct values, they count lengths and say so.

On a terminal, long output goes through $PAGER or less.`

const showExample = `  regen show testdata/golden/TestReport/no_orders.golden
  regen show orders.parquet customers.csv --rows 3
  regen show fixtures/reporting.yaml -d orders
  regen show orders.parquet --html >orders.html`

func newShow() *cobra.Command {
	var o show.Options
	cmd := &cobra.Command{
		Use: "show FILE…", Short: "Show the rows and profiles of tables", Long: showLong, Example: showExample,
		Args: wantArgs(1, -1, "a file"), ValidArgsFunction: completeFiles(append(tablefile.Extensions(), "yaml", "yml")...),
	}
	cmd.Flags().IntVarP(&o.Rows, "rows", "n", texttable.PreviewRows, "the `number` of rows to show")
	cmd.Flags().StringSliceVarP(&o.Datasets, "dataset", "d", nil, "show only these `datasets` of a fixture")
	completeFlagBy(cmd, "dataset", completeDatasets)
	cmd.Flags().BoolVar(&o.HTML, "html", false, "write a self-contained page with plots")
	dialectFlags(cmd, &o.CSV)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if o.Rows < 0 {
			return fmt.Errorf("--rows %d: want 0 or more", o.Rows)
		}
		if err := checkDialect(o.CSV); err != nil {
			return err
		}
		var tables []*show.Table
		for _, path := range args {
			more, err := o.Tables(cmd.Context(), path)
			if err != nil {
				return err
			}
			tables = append(tables, more...)
		}
		out := console.New(cmd.OutOrStdout())
		if o.HTML {
			return show.WriteHTML(out, tables)
		}
		return console.Paged(cmd.Context(), out, func(out console.Console) error {
			for i, t := range tables {
				if i > 0 {
					fmt.Fprintln(out)
				}
				if err := t.Write(out); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return cmd
}

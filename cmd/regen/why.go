package main

import (
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/assay-go/assay/cmd/regen/internal/console"
	"github.com/assay-go/assay/cmd/regen/internal/gotest"
	"github.com/assay-go/assay/internal/ask"
	"github.com/assay-go/assay/internal/term"
)

const whyLong = `why finds by experiment which rows and columns of a case's input a cell of its
result depends on. It leaves out each row, one at a time, and lists those
without which the cell differs. If no row alone changes the cell, as with ties,
it looks for a smallest set of rows that do so together. Then it draws new
values in each column that the transform reads.

--cell takes conditions on a row of the result, and a column: country=DE,revenue.
Quotes keep a comma: 'name="a, b",total'. A row may have its number: [3],total.
A table of one row needs no condition. Of a value, it takes a path, such as
groups[2].lift.

Of more than 5,000 rows, why leaves out a sample of 5,000, and says so.

Name a test and a case as go test does. The packages are ./... by default.`

const whyExample = `  regen why TestReport/daily --cell country=DE,revenue
  regen why TestReport/daily ./billing --cell [0],revenue --table totals`

func newWhy() *cobra.Command {
	var limits askLimits
	var cell, table string
	var asJSON bool
	cmd := &cobra.Command{
		Use: "why TEST/CASE [PACKAGE…] --cell CELL", Short: "Find what a cell of a result depends on", Long: whyLong,
		Example: whyExample, Args: wantArgs(1, -1, "a test and a case, such as TestReport/daily"),
		ValidArgsFunction: completeDirs,
	}
	cmd.Flags().StringVar(&cell, "cell", "", "the `cell` of the result")
	cmd.Flags().StringVar(&table, "table", "", "the `table` of a result of several, as its golden is named in the case")
	limits.flags(cmd, 20_000, time.Minute)
	cmd.Flags().BoolVar(&asJSON, "json", false, "write JSON: {cell, value, datasets, together, without, runs, complete}")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if cell == "" {
			return errors.New("which cell? use --cell, such as --cell country=DE,revenue")
		}
		q := ask.Question{
			Command: "why", Case: args[0], Cell: cell, Table: table, Runs: limits.runs, Time: limits.time,
		}
		a, _, err := gotest.Ask(cmd.Context(), packagesOr(args[1:]), q)
		if err == nil && a.Error != "" {
			err = errors.New(a.Error)
		}
		if err != nil {
			return err
		}
		out := console.New(cmd.OutOrStdout())
		if asJSON {
			return term.WriteJSON(out, a.Why)
		}
		fmt.Fprint(out, a.Why.Text())
		return nil
	}
	return cmd
}

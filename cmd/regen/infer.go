package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/assay-go/assay/cmd/regen/internal/atomicfile"
	"github.com/assay-go/assay/cmd/regen/internal/console"
	"github.com/assay-go/assay/cmd/regen/internal/infer"
	"github.com/assay-go/assay/cmd/regen/internal/tablefile"
	"github.com/assay-go/assay/internal/datafile"
	"github.com/assay-go/assay/internal/message"
)

const inferLong = `infer writes a fixture that generates data like the data in some files, with a
dataset for each: types, shares of nulls and zeros, ranges, the distribution
that fits best or quantiles, a few values and their weights, sequences, formats
(email, UUID, phone …) matched to fakes, keys, references between the files, and
parents in the same file. It reads CSV, JSON arrays, JSON lines, Parquet, Arrow
and goldens of any size.

Data may be personal: without --samples no text is copied. The words of an
enumeration are replaced by others of the same form with the same weights. A
number or date that only a few rows have is not shown: ranges are rounded
outward, and quantiles, sequences and prices are moved. What all texts of a
column have in common is kept only if it is a code such as ORD-: at most five
letters of one case and four digits, without a space.

It finds how columns of a row depend on each other, if they do so in all rows of
a sample: products, sums, differences and multiples, times that are not before
others, texts that contain others as an email contains a name, values that follow
from another one as a city from a zip code.

It finds how rows depend on each other, if they do so in all of the first 4,096
rows: numbers, running totals, times and life cycles that start anew for each
parent, and columns of a parent that count, add up or choose from its children.
Parents have as many children as in the data.

infer loads the fixture before it writes it. Read it before you use it.`

const inferExample = `  regen infer customers.csv orders.parquet -o fixtures/shop.yaml
  regen infer orders.csv --rows 100 --samples --pin 2`

func newInfer() *cobra.Command {
	var o infer.Options
	var path string
	var csv datafile.Dialect
	cmd := &cobra.Command{
		Use: "infer DATA…", Short: "Write a fixture that generates data like that in files", Long: inferLong,
		Example: inferExample,
		Args:    wantArgs(1, -1, "a data file"), ValidArgsFunction: completeFiles(tablefile.Extensions()...),
	}
	cmd.Flags().IntVarP(&o.Rows, "rows", "n", 0,
		"limit the largest dataset to this `number` of rows, and the others in proportion (default: no limit)")
	cmd.Flags().BoolVar(&o.Samples, "samples", false,
		"copy from the data the words and numbers of enumerations, and what the texts of a column have in common")
	cmd.Flags().IntVar(&o.Pin, "pin", 0, "copy the first `n` rows of each file as pins; needs --samples")
	cmd.Flags().StringVarP(&path, "output", "o", "-", "write to this `path`; - is standard output")
	dialectFlags(cmd, &csv)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		switch {
		case o.Rows < 0 || o.Pin < 0:
			return errors.New("--rows and --pin: want 0 or more")
		case o.Pin > 0 && !o.Samples:
			return errors.New("--pin copies rows of the data: add --samples if a fixture may contain them")
		}
		tables, err := openTables(args, csv)
		if err != nil {
			return err
		}
		text, err := infer.Fixture(cmd.Context(), tables, o)
		if err != nil {
			return err
		}
		if err := writeFixture(cmd, path, text); err != nil || path == "-" {
			return err
		}
		fmt.Fprintf(cmd.OutOrStdout(), "%s  %s\nnext: %s show %[1]s\n", path, message.Count(len(tables), "dataset"),
			console.Invocation())
		return nil
	}
	return cmd
}

// openTables opens the data files of a command.
func openTables(paths []string, csv datafile.Dialect) (tables []*datafile.Table, err error) {
	if err := checkDialect(csv); err != nil {
		return nil, err
	}
	for _, path := range paths {
		t, err := tablefile.Open(path, csv)
		if err != nil {
			return nil, err
		}
		tables = append(tables, t)
	}
	return tables, nil
}

// writeFixture writes a fixture to a path, or to standard output.
func writeFixture(cmd *cobra.Command, path string, text []byte) error {
	if path == "-" {
		_, err := cmd.OutOrStdout().Write(text)
		return err
	}
	return atomicfile.Replace(path, text)
}

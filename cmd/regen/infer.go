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

const inferLong = `infer writes a fixture that generates data like that of some files, a dataset for
each: types, shares of nulls, ranges and the distribution that fits best, weights,
sequences, formats (email, UUID, phone …) matched to fakes, keys, and references
between the files. It reads CSV, JSON arrays, JSON lines, Parquet, Arrow and goldens
of any size.

Data may be personal: without --samples no text of it is copied. Words of an
enumeration become others with the same weights, and ranges are rounded outward,
those of dates to weeks, months or years. What all texts of a column have in common
is kept where it is a code such as ORD-: five letters of one case and four digits at
most, without a space.

Columns are looked at one by one: that a total is a product, or a name goes with a
city, is for you to say. Read what it writes.`

const inferExample = `  regen infer customers.csv orders.parquet -o fixtures/shop.yaml
  regen infer orders.csv --rows 100 --samples --pin 2`

func newInfer() *cobra.Command {
	var o infer.Options
	var path string
	cmd := &cobra.Command{
		Use: "infer DATA…", Short: "Write a fixture that generates data like that of files", Long: inferLong, Example: inferExample,
		Args: wantArgs(1, -1, "a data file"), ValidArgsFunction: completeFiles(tablefile.Extensions()...),
	}
	cmd.Flags().IntVarP(&o.Rows, "rows", "n", 0, "at most `so many` rows in the largest dataset, in proportion in the others (default: as many as there are)")
	cmd.Flags().BoolVar(&o.Samples, "samples", false, "copy the words of enumerations, and what the texts of a column have in common, from the data")
	cmd.Flags().IntVar(&o.Pin, "pin", 0, "copy the first `n` rows of each file as pins; wants --samples")
	cmd.Flags().StringVarP(&path, "output", "o", "-", "write into this `path`; - is standard output")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		switch {
		case o.Rows < 0 || o.Pin < 0:
			return errors.New("--rows and --pin are 0 or more")
		case o.Pin > 0 && !o.Samples:
			return errors.New("--pin copies rows of the data: say --samples as well if they may be in a fixture")
		}
		var tables []*datafile.Table
		for _, a := range args {
			t, err := tablefile.Open(a)
			if err != nil {
				return err
			}
			tables = append(tables, t)
		}
		text, err := infer.Fixture(cmd.Context(), tables, o)
		if err != nil {
			return err
		}
		if path == "-" {
			_, err = cmd.OutOrStdout().Write(text)
			return err
		}
		out, err := atomicfile.Create(path)
		if err != nil {
			return err
		}
		defer out.Discard()
		if _, err := out.Write(text); err != nil {
			return err
		}
		if err := out.Commit(); err != nil {
			return err
		}
		fmt.Fprintf(cmd.OutOrStdout(), "%s  %s\nnext: %s show %[1]s\n", path, message.Count(len(tables), "dataset"), console.Invocation())
		return nil
	}
	return cmd
}

package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/assay-go/assay/cmd/regen/internal/console"
	"github.com/assay-go/assay/cmd/regen/internal/infer"
	"github.com/assay-go/assay/cmd/regen/internal/tablefile"
	"github.com/assay-go/assay/internal/datafile"
)

const captureLong = `capture makes a fixture of a few rows of real data, so that a bug report becomes a
test. It takes the rows for which a condition holds, and the rows that they refer
to, directly or not: an order with its customer. References are found as by
regen infer. --with order_lines also takes the lines of the order.

A condition is an expression of fixtures over the columns of a dataset, which has
the name of its file: --where 'orders: total < 0'.

Texts, keys and references, also within lists and structs, are replaced by
pseudonyms of the same length and form, the same value by the same one in all
files. The key that they are computed with is random, and is not stored. A code
that all texts of a column start with, such as ORD-, stays. --keep orders.status
copies a column that the code under test looks at.

Other numbers, dates and booleans are copied, because most bugs depend on them,
but not salaries, incomes and dates of birth, by the names of the columns.
--hide customers.age leaves a column null. What is replaced, copied and left out
is printed, and is the comment on top of the fixture. Read it before you share
the file.`

const captureExample = `  regen capture orders.csv customers.csv -w 'orders: order_id == 4711' -o bug.yaml
  regen capture *.parquet -w 'orders: total < 0' --with lines --keep orders.status`

func newCapture() *cobra.Command {
	var o infer.CaptureOptions
	var path string
	var where []string
	var csv datafile.Dialect
	cmd := &cobra.Command{
		Use: "capture DATA…", Short: "Make a fixture of a few rows of real data, with pseudonyms", Long: captureLong,
		Example: captureExample,
		Args:    wantArgs(1, -1, "a data file"), ValidArgsFunction: completeFiles(tablefile.Extensions()...),
	}
	f := cmd.Flags()
	f.StringArrayVarP(&where, "where", "w", nil, "take the rows of a dataset that meet a condition: `DATASET: EXPRESSION`")
	f.StringSliceVar(&o.With, "with", nil, "also take the rows of this `dataset` that refer to those taken")
	f.StringSliceVar(&o.Keep, "keep", nil, "copy the texts or keys of this `dataset.column`")
	f.StringSliceVar(&o.Hide, "hide", nil, "leave this `dataset.column` null")
	f.StringVarP(&path, "output", "o", "-", "write to this `path`; - is standard output")
	dialectFlags(cmd, &csv)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		o.Where = map[string]string{}
		for _, w := range where {
			name, condition, ok := strings.Cut(w, ":")
			if !ok || o.Where[name] != "" {
				return errors.New("--where: want DATASET: EXPRESSION, once for each dataset")
			}
			o.Where[name] = strings.TrimSpace(condition)
		}
		if len(where) == 0 {
			return errors.New("capture needs --where 'DATASET: EXPRESSION', such as --where 'orders: order_id == 4711'")
		}
		o.Key = make([]byte, 32)
		if _, err := rand.Read(o.Key); err != nil {
			return err
		}
		tables, err := openTables(args, csv)
		if err != nil {
			return err
		}
		text, summary, err := infer.Capture(cmd.Context(), tables, o)
		if err != nil {
			return err
		}
		if err := writeFixture(cmd, path, text); err != nil || path == "-" {
			return err
		}
		_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s  %s\nnext: %s show %[1]s\n", path, strings.Join(summary, "\n  "),
			console.Invocation())
		return err
	}
	return cmd
}

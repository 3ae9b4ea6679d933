package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/assay-go/assay/internal/datafile"
)

// dialectFlags defines the flags that say how CSV files are written, as file does in a fixture.
func dialectFlags(cmd *cobra.Command, csv *datafile.Dialect) {
	flags := cmd.Flags()
	flags.StringVar(&csv.Delimiter, "delimiter", "", "of CSV, the `character` between cells (default: as in the header)")
	flags.StringSliceVar(&csv.Header, "header", nil, "of CSV without a header line, the `names` of the columns")
	flags.BoolVar(&csv.NoHeader, "no-header", false, "of CSV without a header line, name the columns column_1, …")
	flags.StringSliceVar(&csv.Nulls, "nulls", nil, "of CSV, `cells` that are null, such as NA,-")
	flags.StringVar(&csv.Comment, "comment", "", "of CSV, the `character` at the start of lines to skip")
	flags.StringVar(&csv.DateFormat, "date-format", "", "of CSV, the `form` of dates, such as %d.%m.%Y")
	flags.StringVar(&csv.Decimal, "decimal", "", "of CSV, the decimal `point`, such as a comma")
	flags.StringVar(&csv.Encoding, "encoding", "", "of CSV, the `encoding`, such as windows-1252")
	completeFlag(cmd, "encoding", datafile.Encodings()...)
}

// checkDialect returns the error of a wrong flag of a dialect.
func checkDialect(csv datafile.Dialect) error {
	if e := (*datafile.DialectError)(nil); errors.As(csv.Check(), &e) {
		return fmt.Errorf("--%s %s", strings.ReplaceAll(e.Key, "_", "-"), e.Msg)
	}
	return nil
}

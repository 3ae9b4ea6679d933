package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/assay-go/assay/cmd/regen/internal/console"
	"github.com/assay-go/assay/cmd/regen/internal/dbtproject"
)

const dbtLong = `dbt writes a fixture and tests for the models of a dbt project into a package.
Run dbt compile and dbt docs generate in the project before. The tests need no
warehouse: they run the compiled SQL on DuckDB in the test process, or on
PostgreSQL at $DATABASE_URL.

The fixture, dbt.yaml, has the seeds and the sources. A seed, or a source that a
seed of its name fills, generates data like that in its file, as infer does; the
words of enumerations are copied, and with --pin all cells of some rows. Another
source has the columns of the catalog, or those that the project declares, and
values as the tests unique, accepted_values and relationships want them.

The tests, dbt_test.go, run each model with the models upstream, and the unit
tests of the project as they are. It overwrites no file.`

const dbtExample = `  regen dbt ../shop --output ./shoptest
  regen dbt ../shop --model orders --model customers --engine postgres`

func newDBT() *cobra.Command {
	o := dbtproject.Options{}
	cmd := &cobra.Command{
		Use: "dbt [PROJECT]", Short: "Write a fixture and tests for the models of a dbt project", Long: dbtLong,
		Example: dbtExample,
		Args:    wantArgs(0, 1, "the directory of a dbt project"), ValidArgsFunction: completeDirs,
	}
	cmd.Flags().StringArrayVar(&o.Models, "model", nil, "test this `model` only; several are allowed (default: all)")
	cmd.Flags().StringVarP(&o.Dir, "output", "o", "dbttest", "write into the package in this `directory`")
	cmd.Flags().StringVar(&o.Engine, "engine", "duckdb", "run the models on this `engine`: duckdb or postgres")
	cmd.Flags().IntVarP(&o.Rows, "rows", "n", 50, "generate this `number` of rows of the largest dataset")
	cmd.Flags().IntVar(&o.Pin, "pin", 0, "copy the first `n` rows of each seed as pins")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		switch {
		case o.Engine != "duckdb" && o.Engine != "postgres":
			return fmt.Errorf("--engine %q: want duckdb or postgres", o.Engine)
		case o.Rows < 1 || o.Pin < 0:
			return errors.New("--rows: want 1 or more; --pin: want 0 or more")
		}
		project := "."
		if len(args) > 0 {
			project = args[0]
		}
		return dbtproject.Write(cmd.Context(), console.New(cmd.OutOrStdout()), project, o)
	}
	return cmd
}

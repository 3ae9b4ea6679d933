package main

import (
	"fmt"
	"runtime"
	"strings"

	"github.com/spf13/cobra"

	"github.com/assay-go/assay/cmd/regen/internal/console"
	"github.com/assay-go/assay/cmd/regen/internal/datagen"
	"github.com/assay-go/assay/cmd/regen/internal/tablewriter"
	"github.com/assay-go/assay/internal/fixture"
	"github.com/assay-go/assay/internal/fixture/dataset"
)

const genLong = `gen writes the datasets of a fixture, one file per dataset.

Without --output it shows the first rows on a terminal and writes CSV to a pipe.
Cells depend only on the fixture, --rows and --seed: any number of --workers
writes the same bytes. Shards hold the rows of a dataset in order. To get the
whole dataset, concatenate its csv or jsonl shards; only the first csv shard has
a header. With --rows or --shard a dataset may have any number of rows.

Formats:
  csv      RFC 4180 with \n line ends; null is an empty field, an empty text is ""
  jsonl    one JSON object per row
  arrow    an Arrow IPC file; on standard output, an Arrow IPC stream
  parquet  row groups of --row-group rows, compressed with --compression
  sql      standard SQL INSERT statements of 500 rows each
  golden   the format of goldens
  table    the first rows, aligned, for people`

const genExample = `  regen gen fixtures/reporting.yaml
  regen gen fixtures/reporting.yaml -o data/ --format parquet
  regen gen fixtures/reporting.yaml -d orders --rows 1000000 -o orders.csv
  regen gen fixtures/reporting.yaml -d orders --shard 2/8 | gzip >2.csv.gz`

// genOptions are the flags of regen gen.
type genOptions struct {
	datasets []string
	rows     []string
	seed     uint64
	shard    string
	workers  int
	format   string
	output   string

	rowGroup    int64
	compression string
}

func newGen() *cobra.Command {
	var o genOptions
	cmd := &cobra.Command{
		Use:               "gen FIXTURE",
		Short:             "Write the datasets of a fixture",
		Long:              genLong,
		Example:           genExample,
		Args:              wantArgs(1, 1, "the fixture"),
		ValidArgsFunction: completeFiles("yaml", "yml"),
	}
	flags := cmd.Flags()
	flags.StringSliceVarP(&o.datasets, "dataset", "d", nil, "write only these `datasets`")
	flags.StringSliceVarP(&o.rows, "rows", "n", nil, "generate `count` rows, or DATASET=COUNT")
	flags.Uint64Var(&o.seed, "seed", 0, "use this `seed` instead of the fixture's")
	flags.StringVar(&o.shard, "shard", "", "write only part `i/n` of each dataset: 2/8 is the second eighth")
	flags.IntVar(&o.workers, "workers", 0, "the `number` of goroutines that generate (default: one for each CPU)")
	flags.StringVarP(&o.format, "format", "f", "", "the `format`: "+strings.Join(tablewriter.Formats, ", "))
	flags.StringVarP(&o.output, "output", "o", "",
		"write to this `path`: a directory, or for one dataset a file (- is standard output)")
	flags.Int64Var(&o.rowGroup, "row-group", tablewriter.DefaultRowGroup, "the number of `rows` in a Parquet row group")
	flags.StringVar(&o.compression, "compression", "snappy",
		"the Parquet compression `codec`: "+strings.Join(tablewriter.Compressions, ", "))
	completeFlagBy(cmd, "dataset", completeDatasets)
	completeFlag(cmd, "format", tablewriter.Formats...)
	completeFlag(cmd, "compression", tablewriter.Compressions...)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		job, err := o.job(args[0], cmd.Flags().Changed)
		if err != nil {
			return err
		}
		return job.Run(cmd.Context(), console.New(cmd.OutOrStdout()), console.New(cmd.ErrOrStderr()))
	}
	return cmd
}

// job checks the options against the fixture and returns what they ask for.
func (o *genOptions) job(path string, changed func(flag string) bool) (*datagen.Job, error) {
	if !changed("workers") {
		o.workers = runtime.GOMAXPROCS(0)
	}
	if o.workers < 1 {
		return nil, fmt.Errorf("--workers %d: want at least 1", o.workers)
	}
	if o.format != "" {
		if err := oneOf("--format", o.format, tablewriter.Formats...); err != nil {
			return nil, err
		}
	}
	if err := oneOf("--compression", o.compression, tablewriter.Compressions...); err != nil {
		return nil, err
	}
	if o.rowGroup < 1 {
		return nil, fmt.Errorf("--row-group %d: want at least 1", o.rowGroup)
	}
	job := &datagen.Job{
		Workers: o.workers, Format: o.format, Output: o.output, Shards: 1, Shard: 1, RowGroup: o.rowGroup,
		Compression: o.compression,
	}
	if o.shard != "" {
		var err error
		if job.Shard, job.Shards, err = datagen.ParseShard(o.shard); err != nil {
			return nil, err
		}
	}
	open := fixture.Open
	if len(o.rows) > 0 || o.shard != "" { // who runs the command asks for large data, not the fixture
		open = fixture.OpenToStream
	}
	fx, err := open(path)
	if err != nil {
		return nil, err
	}
	if job.Datasets, err = datagen.SelectDatasets(fx.Datasets(), o.datasets); err != nil {
		return nil, err
	}
	variant := dataset.Variant{}
	if changed("seed") {
		variant.Seed = &o.seed
	}
	if variant.Rows, err = datagen.ParseRows(o.rows, fx.Datasets(), job.Datasets); err != nil {
		return nil, err
	}
	job.Plan, err = fx.Plan(variant)
	return job, err
}

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

const genLong = `gen writes the datasets of a fixture, a file each.

Without --output it shows the first rows on a terminal, and writes CSV into a
pipe. The cells depend on nothing but the fixture, --rows and --seed: any number
of --workers writes the same bytes. The shards of a dataset hold its rows in their
order; as csv, of which the first has the line of names, and as jsonl they are the
dataset when they are concatenated.

Formats:
  csv      RFC 4180 with \n line ends; null is nothing, an empty text is ""
  jsonl    a JSON object a row
  arrow    an Arrow IPC file; on standard output, an Arrow IPC stream
  parquet  row groups of --row-group rows, compressed by --compression
  sql      INSERT statements of standard SQL, 500 rows each
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
	flags.StringSliceVarP(&o.datasets, "dataset", "d", nil, "only these `datasets`")
	flags.StringSliceVarP(&o.rows, "rows", "n", nil, "so many rows: a `count`, or orders=1000 to say of what")
	flags.Uint64Var(&o.seed, "seed", 0, "the `seed`, instead of the fixture's")
	flags.StringVar(&o.shard, "shard", "", "only this part of each dataset, as `i/n`: 2/8 is the second eighth")
	flags.IntVar(&o.workers, "workers", 0, "`how many` goroutines generate (default: one a CPU)")
	flags.StringVarP(&o.format, "format", "f", "", "the `format`: "+strings.Join(tablewriter.Formats, ", "))
	flags.StringVarP(&o.output, "output", "o", "", "write into this `path`: a directory, or a file (- is standard output) for one dataset")
	flags.Int64Var(&o.rowGroup, "row-group", tablewriter.DefaultRowGroup, "the `rows` of a row group of Parquet")
	flags.StringVar(&o.compression, "compression", "snappy", "`how` Parquet is compressed: "+strings.Join(tablewriter.Compressions, ", "))
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

// job checks the options against the fixture.
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
	job := &datagen.Job{Workers: o.workers, Format: o.format, Output: o.output, Shards: 1, Shard: 1, RowGroup: o.rowGroup, Compression: o.compression}
	if o.shard != "" {
		var err error
		if job.Shard, job.Shards, err = datagen.ParseShard(o.shard); err != nil {
			return nil, err
		}
	}
	fx, err := fixture.Open(path)
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

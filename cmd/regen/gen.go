package main

import (
	"fmt"
	"maps"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"github.com/assay-go/assay/internal/fixture"
	"github.com/assay-go/assay/internal/message"
	"github.com/spf13/cobra"
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
	flags.StringVarP(&o.format, "format", "f", "", "the `format`: "+strings.Join(formats, ", "))
	flags.StringVarP(&o.output, "output", "o", "", "write into this `path`: a directory, or a file (- is standard output) for one dataset")
	flags.Int64Var(&o.rowGroup, "row-group", defaultRowGroup, "the `rows` of a row group of Parquet")
	flags.StringVar(&o.compression, "compression", "snappy", "`how` Parquet is compressed: "+strings.Join(compressions, ", "))
	completeFlagBy(cmd, "dataset", completeDatasets)
	completeFlag(cmd, "format", formats...)
	completeFlag(cmd, "compression", compressions...)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		job, err := o.job(args[0], cmd.Flags().Changed)
		if err != nil {
			return err
		}
		return job.run(cmd.Context(), newConsole(cmd.OutOrStdout()), newConsole(cmd.ErrOrStderr()))
	}
	return cmd
}

// job checks the options against the fixture.
func (o *genOptions) job(path string, changed func(flag string) bool) (*genJob, error) {
	if !changed("workers") {
		o.workers = runtime.GOMAXPROCS(0)
	}
	if o.workers < 1 {
		return nil, fmt.Errorf("--workers %d: want at least 1", o.workers)
	}
	if o.format != "" {
		if err := oneOf("--format", o.format, formats...); err != nil {
			return nil, err
		}
	}
	if err := oneOf("--compression", o.compression, compressions...); err != nil {
		return nil, err
	}
	if o.rowGroup < 1 {
		return nil, fmt.Errorf("--row-group %d: want at least 1", o.rowGroup)
	}
	job := &genJob{workers: o.workers, format: o.format, output: o.output, shards: 1, shard: 1, rowGroup: o.rowGroup, compression: o.compression}
	if o.shard != "" {
		var err error
		if job.shard, job.shards, err = parseShard(o.shard); err != nil {
			return nil, err
		}
	}
	fx, err := fixture.Open(path)
	if err != nil {
		return nil, err
	}
	if job.datasets, err = chosen(fx.Datasets(), o.datasets); err != nil {
		return nil, err
	}
	variant := fixture.Variant{}
	if changed("seed") {
		variant.Seed = &o.seed
	}
	if variant.Rows, err = parseRows(o.rows, fx.Datasets(), job.datasets); err != nil {
		return nil, err
	}
	job.plan, err = fx.Plan(variant)
	return job, err
}

// chosen returns the names that are wanted, in their order in all; all of them where none is.
func chosen(all, wanted []string) ([]string, error) {
	if len(wanted) == 0 {
		return all, nil
	}
	for _, w := range wanted {
		if !slices.Contains(all, w) {
			return nil, noDataset(w, all)
		}
	}
	return slices.DeleteFunc(slices.Clone(all), func(name string) bool { return !slices.Contains(wanted, name) }), nil
}

func noDataset(name string, all []string) error {
	return fmt.Errorf("no dataset %q%s: the fixture has %s", name, message.DidYouMean(name, all), strings.Join(all, ", "))
}

// parseRows reads the values of --rows: counts by dataset, or one count for the one dataset that is written.
func parseRows(values, all, written []string) (map[string]int, error) {
	rows := map[string]int{}
	for _, v := range values {
		dataset, text, named := strings.Cut(v, "=")
		if !named {
			text = v
			if len(written) != 1 {
				return nil, fmt.Errorf("--rows %s: of which dataset? Say --rows %s=%s, or choose one with --dataset", v, all[0], v)
			}
			dataset = written[0]
		}
		if !slices.Contains(all, dataset) {
			return nil, noDataset(dataset, all)
		}
		n, err := strconv.Atoi(strings.ReplaceAll(text, "_", ""))
		if err != nil || n < 0 {
			return nil, fmt.Errorf("--rows %s: want a number of rows, such as %s=1000", v, dataset)
		}
		rows[dataset] = n
	}
	return maps.Clone(rows), nil
}

// parseShard reads i/n.
func parseShard(s string) (i, n int, err error) {
	first, second, _ := strings.Cut(s, "/")
	i, err1 := strconv.Atoi(first)
	n, err2 := strconv.Atoi(second)
	if err1 != nil || err2 != nil || n < 1 || i < 1 || i > n {
		return 0, 0, fmt.Errorf("--shard %s: want i/n with 1 <= i <= n, such as 2/8", s)
	}
	return i, n, nil
}

// formatOf returns the format of a file by its extension.
func formatOf(file string) (string, error) {
	switch ext := strings.ToLower(strings.TrimPrefix(filepath.Ext(file), ".")); {
	case ext == "" || file == "-":
		return "csv", nil
	case slices.Contains(formats, ext):
		return ext, nil
	case ext == "json", ext == "ndjson":
		return "jsonl", nil
	case ext == "ipc", ext == "feather":
		return "arrow", nil
	}
	return "", fmt.Errorf("--output %s: its extension says nothing of a format: say one with --format", file)
}

// target says where the datasets go: into the directory dir, or into the one file, which is "-" for standard output.
func (j *genJob) target(terminal bool) (dir, file string, err error) {
	switch {
	case j.output == "" && j.format == "" && terminal:
		j.format = "table"
		return "", "-", nil
	case j.output == "" || j.output == "-":
		file = "-"
	case isDir(j.output):
		dir = j.output
	default:
		file = j.output
	}
	if j.format == "" {
		if j.format, err = formatOf(file); err != nil {
			return "", "", err
		}
	}
	if file != "" && len(j.datasets) != 1 && j.format != "table" {
		return "", "", fmt.Errorf("%s do not fit into one file: choose one with --dataset, or write a directory with --output DIR",
			message.Count(len(j.datasets), "dataset"))
	}
	return dir, file, nil
}

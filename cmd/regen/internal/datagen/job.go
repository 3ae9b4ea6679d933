// Package datagen writes the datasets of a fixture to files: all or some of them, whole or a shard.
package datagen

import (
	"context"
	"fmt"
	"io"
	"math/bits"
	"path/filepath"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/schollz/progressbar/v3"

	"github.com/assay-go/assay/cmd/regen/internal/atomicfile"
	"github.com/assay-go/assay/cmd/regen/internal/console"
	"github.com/assay-go/assay/cmd/regen/internal/tablewriter"
	"github.com/assay-go/assay/cmd/regen/internal/texttable"
	"github.com/assay-go/assay/gen"
	"github.com/assay-go/assay/internal/message"
	"github.com/assay-go/assay/internal/term"
)

// A Job writes datasets of a plan.
type Job struct {
	Plan          *gen.Plan
	Datasets      []string
	Shard, Shards int // from 1
	Workers       int
	Format        string // "" until Run chooses one
	Output        string
	RowGroup      int64
	Compression   string
}

// Run writes the datasets, and to out a line for each file. It shows progress on errOut.
func (j *Job) Run(ctx context.Context, out, errOut console.Console) error {
	dir, file, err := j.target(out.Terminal)
	if err != nil {
		return err
	}
	if j.Format == "table" && file == "-" {
		return j.preview(ctx, out)
	}
	bar := j.progress(errOut)
	defer bar.Exit()
	for _, dataset := range j.Datasets {
		if file == "-" {
			return j.write(ctx, dataset, out.Writer, bar)
		}
		path := file
		if path == "" {
			path = filepath.Join(dir, j.fileName(dataset))
		}
		if err := j.writeFile(ctx, dataset, path, bar); err != nil {
			return err
		}
		lo, hi := j.bounds(dataset)
		bar.Clear()
		fmt.Fprintf(out, "%s  %s\n", path, message.Count(hi-lo, "row"))
	}
	return nil
}

// fileName returns the name of a dataset's file. The names of shards sort in their order.
func (j *Job) fileName(dataset string) string {
	if j.Shards == 1 {
		return dataset + "." + tablewriter.Extension(j.Format)
	}
	width := len(fmt.Sprint(j.Shards))
	return fmt.Sprintf("%s-%0*d-of-%d.%s", dataset, width, j.Shard, j.Shards, tablewriter.Extension(j.Format))
}

// writeFile writes a dataset to the file at path atomically.
func (j *Job) writeFile(ctx context.Context, dataset, path string, bar *progressbar.ProgressBar) error {
	f, err := atomicfile.Create(path)
	if err != nil {
		return err
	}
	defer f.Discard()
	if err := j.write(ctx, dataset, f, bar); err != nil {
		return err
	}
	return f.Commit()
}

// write writes the rows of the shard to w.
func (j *Job) write(ctx context.Context, dataset string, w io.Writer, bar *progressbar.ProgressBar) error {
	format := tablewriter.Format{
		Name: j.Format, Dataset: dataset, Header: j.Shard == 1, RowGroup: j.RowGroup, Compression: j.Compression,
	}
	rw, err := tablewriter.New(format, w, j.Plan.Schema(dataset))
	if err != nil {
		return err
	}
	err = j.Records(ctx, dataset, func(rec arrow.Record) error {
		if err := rw.Write(rec); err != nil {
			return err
		}
		return bar.Add64(rec.NumRows())
	})
	if err != nil {
		return fmt.Errorf("%s: %w", dataset, err)
	}
	return rw.Close()
}

// Records calls each with the rows of the shard, a batch at a time.
func (j *Job) Records(ctx context.Context, dataset string, each func(arrow.Record) error) error {
	lo, hi := j.bounds(dataset)
	o := gen.Options{Workers: j.Workers, Batch: tablewriter.BatchRows, Mem: gen.Recycle()}
	reader, err := j.Plan.SliceReader(ctx, dataset, lo, hi, o)
	if err != nil {
		return err
	}
	defer reader.Release()
	for reader.Next() {
		if err := each(reader.Record()); err != nil {
			return err
		}
	}
	return reader.Err()
}

// preview writes the first rows of each dataset's shard as tables.
func (j *Job) preview(ctx context.Context, out console.Console) error {
	for i, dataset := range j.Datasets {
		if i > 0 {
			fmt.Fprintln(out)
		}
		lo, hi := j.bounds(dataset)
		rec, err := j.Plan.Slice(ctx, dataset, lo, min(lo+texttable.PreviewRows, hi), gen.Options{Workers: j.Workers})
		if err != nil {
			return fmt.Errorf("%s: %w", dataset, err)
		}
		fmt.Fprintf(out, "%s  %s\n", out.Style(term.Bold, dataset), out.Style(term.Faint, message.Count(hi-lo, "row")))
		err = texttable.Write(out, rec, hi-lo)
		rec.Release()
		if err != nil {
			return err
		}
	}
	return nil
}

// progress returns a progress bar over the rows of all datasets, visible only on a terminal.
func (j *Job) progress(errOut console.Console) *progressbar.ProgressBar {
	total := 0
	for _, dataset := range j.Datasets {
		lo, hi := j.bounds(dataset)
		total += hi - lo
	}
	w := io.Discard
	if errOut.Terminal {
		w = errOut.Writer
	}
	return progressbar.NewOptions64(int64(total),
		progressbar.OptionSetWriter(w),
		progressbar.OptionSetWidth(max(10, min(40, errOut.Width-60))),
		progressbar.OptionShowCount(), progressbar.OptionShowIts(), progressbar.OptionSetItsString("rows"),
		progressbar.OptionThrottle(console.ProgressInterval), progressbar.OptionClearOnFinish(),
	)
}

// bounds returns the rows [lo, hi) of the shard.
func (j *Job) bounds(dataset string) (lo, hi int) {
	at := func(i int) int {
		over, product := bits.Mul64(uint64(j.Plan.Rows(dataset)), uint64(i))
		row, _ := bits.Div64(over, product, uint64(j.Shards))
		return int(row)
	}
	return at(j.Shard - 1), at(j.Shard)
}

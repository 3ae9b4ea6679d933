package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/assay-go/assay/gen"
	"github.com/assay-go/assay/internal/message"
	"github.com/schollz/progressbar/v3"
)

// A genJob writes datasets of a plan.
type genJob struct {
	plan          *gen.Plan
	datasets      []string
	shard, shards int // from 1
	workers       int
	format        string // "" until run decides
	output        string
	rowGroup      int64
	compression   string
}

// batch is the number of rows that are generated and written at once, unless they are long.
const batch = 1 << 16

// progressInterval is how often the progress bar is drawn.
const progressInterval = 100 * time.Millisecond

// previewRows is how many rows the table format shows.
const previewRows = 20

func (j *genJob) run(ctx context.Context, out, errOut console) error {
	dir, file, err := j.target(out.terminal)
	if err != nil {
		return err
	}
	if j.format == "table" && file == "-" {
		return j.preview(ctx, out)
	}
	bar := j.progress(errOut)
	defer bar.Exit()
	for _, dataset := range j.datasets {
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

// bounds returns the rows [lo, hi) of the shard.
func (j *genJob) bounds(dataset string) (lo, hi int) {
	rows := j.plan.Rows(dataset)
	at := func(i int) int { return rows/j.shards*i + rows%j.shards*i/j.shards }
	return at(j.shard - 1), at(j.shard)
}

// fileName returns the name of a dataset's file. Those of shards sort in their order.
func (j *genJob) fileName(dataset string) string {
	if j.shards == 1 {
		return dataset + "." + extension(j.format)
	}
	width := len(fmt.Sprint(j.shards))
	return fmt.Sprintf("%s-%0*d-of-%d.%s", dataset, width, j.shard, j.shards, extension(j.format))
}

// writeFile writes a dataset into the file at path, which is there whole or as it was before.
func (j *genJob) writeFile(ctx context.Context, dataset, path string, bar *progressbar.ProgressBar) error {
	f, err := createOutput(path)
	if err != nil {
		return err
	}
	defer f.discard()
	if err := j.write(ctx, dataset, f, bar); err != nil {
		return err
	}
	return f.commit()
}

// write writes the rows of the shard into w.
func (j *genJob) write(ctx context.Context, dataset string, w io.Writer, bar *progressbar.ProgressBar) error {
	rw, err := newRecordWriter(tableFormat{j.format, dataset, j.shard == 1, j.rowGroup, j.compression}, w, j.plan.Schema(dataset))
	if err != nil {
		return err
	}
	err = j.records(ctx, dataset, func(rec arrow.Record) error {
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

// records hands the rows of the shard to each, a batch at a time.
func (j *genJob) records(ctx context.Context, dataset string, each func(arrow.Record) error) error {
	lo, hi := j.bounds(dataset)
	reader, err := j.plan.SliceReader(ctx, dataset, lo, hi, gen.Options{Workers: j.workers, Batch: batch})
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

// preview writes the first rows of the shard of each dataset as tables.
func (j *genJob) preview(ctx context.Context, out console) error {
	for i, dataset := range j.datasets {
		if i > 0 {
			fmt.Fprintln(out)
		}
		lo, hi := j.bounds(dataset)
		rec, err := j.plan.Slice(ctx, dataset, lo, min(lo+previewRows, hi), gen.Options{Workers: j.workers})
		if err != nil {
			return fmt.Errorf("%s: %w", dataset, err)
		}
		fmt.Fprintf(out, "%s  %s\n", out.style(bold, dataset), out.style(dim, message.Count(hi-lo, "row")))
		err = writeTable(out, rec, hi-lo)
		rec.Release()
		if err != nil {
			return err
		}
	}
	return nil
}

// progress returns a bar over the rows of all datasets. It shows on a terminal only.
func (j *genJob) progress(errOut console) *progressbar.ProgressBar {
	total := 0
	for _, dataset := range j.datasets {
		lo, hi := j.bounds(dataset)
		total += hi - lo
	}
	w := io.Discard
	if errOut.terminal {
		w = errOut.Writer
	}
	return progressbar.NewOptions64(int64(total),
		progressbar.OptionSetWriter(w),
		progressbar.OptionSetWidth(max(10, min(40, errOut.width-60))),
		progressbar.OptionShowCount(), progressbar.OptionShowIts(), progressbar.OptionSetItsString("rows"),
		progressbar.OptionThrottle(progressInterval), progressbar.OptionClearOnFinish(),
	)
}

// isDir reports whether path is, or is meant to be, a directory: it exists as one, ends in a separator, or has no
// extension of a format.
func isDir(path string) bool {
	if info, err := os.Stat(path); err == nil {
		return info.IsDir()
	}
	return os.IsPathSeparator(path[len(path)-1]) || filepath.Ext(path) == ""
}

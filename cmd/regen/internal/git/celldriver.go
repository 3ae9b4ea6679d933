package git

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/cmd/regen/internal/texttable"
	"github.com/assay-go/assay/internal/datafile"
	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/term"
)

// ShowCells writes a golden so that a changed cell is a changed line: its header, and a line for each cell that says
// the row and the column. Other text keeps its lines.
func ShowCells(ctx context.Context, w io.Writer, path string) error {
	out := bufio.NewWriter(w)
	if err := writeGoldenCells(ctx, out, path); err != nil {
		return err
	}
	return out.Flush()
}

func writeGoldenCells(ctx context.Context, out *bufio.Writer, path string) error {
	text, err := readGoldenFile(path)
	if err != nil {
		return err
	}
	if bytes.HasPrefix(text, []byte("PAR1")) {
		return showParquetCells(ctx, out, path)
	}
	g, err := goldenfile.Decode(text, path)
	if err != nil || g.Table == nil || g.Table.NumCols() == 0 || g.Digest != nil {
		for line := range strings.Lines(string(text)) {
			if _, err := fmt.Fprintln(out, term.Visible(strings.TrimSuffix(line, "\n"))); err != nil {
				return err
			}
		}
		return nil
	}
	for line := range bytes.Lines(text) {
		if line[0] != '#' {
			break
		}
		if _, err := out.Write(line); err != nil {
			return err
		}
	}
	return writeCells(out, g.Table, g.Key, 0)
}

// showParquetCells writes the cells of a Parquet file, which git passes under a name without extension.
func showParquetCells(ctx context.Context, out *bufio.Writer, path string) error {
	t, err := datafile.OpenAs(path, ".parquet", datafile.Options{})
	if err != nil {
		return err
	}
	row := 0
	return t.Each(ctx, func(rec arrow.Record) error {
		err := writeCells(out, rec, nil, row)
		row += int(rec.NumRows())
		return err
	})
}

// writeCells writes the cells of rows, which it names by key, or else by number from first.
func writeCells(out *bufio.Writer, rec arrow.Record, key []string, first int) error {
	cells := make([]func(row int) string, rec.NumCols())
	for i, a := range rec.Columns() {
		var err error
		if cells[i], err = texttable.CellText(a); err != nil {
			return err
		}
	}
	var errs []error
	for row := range int(rec.NumRows()) {
		name := fmt.Sprint(first + row)
		if len(key) > 0 {
			var parts []string
			for i, f := range rec.Schema().Fields() {
				for _, k := range key {
					if f.Name == k {
						parts = append(parts, term.Visible(k)+" "+cells[i](row))
					}
				}
			}
			name = strings.Join(parts, ", ")
		}
		for i, f := range rec.Schema().Fields() {
			_, err := fmt.Fprintf(out, "[%s] %s: %s\n", name, term.Visible(f.Name), cells[i](row))
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

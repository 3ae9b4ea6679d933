package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/assay-go/assay/cmd/regen/internal/tabular"
	"github.com/assay-go/assay/golden"
	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/spf13/cobra"
)

// newDiffDriver is what git calls as diff.assay.command: with a path and old and new as file, hash and mode each.
func newDiffDriver() *cobra.Command {
	return &cobra.Command{
		Use: "show-diff PATH OLD HASH MODE NEW HASH MODE", Hidden: true, Args: cobra.MinimumNArgs(1), DisableFlagParsing: true,
		RunE: func(cmd *cobra.Command, args []string) error {
			out := newConsole(cmd.OutOrStdout())
			if os.Getenv("GIT_PAGER_IN_USE") != "" { // git has set up a pager on a terminal
				out.color = os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
			}
			if len(args) < 7 {
				fmt.Fprintf(out, "%s is not merged\n", visible(args[0]))
				return nil
			}
			return showDiff(out, args[0], args[1], args[4])
		},
	}
}

// showDiff writes how two files differ: as goldens, with all rows, or as lines where they are none.
func showDiff(out console, name, oldPath, newPath string) error {
	old, err := readSide(oldPath)
	if err != nil {
		return err
	}
	new, err := readSide(newPath)
	if err != nil {
		return err
	}
	head := "diff " + name
	if strings.HasSuffix(name, ".parquet") {
		fmt.Fprintf(out, "%s\nthe table of a golden: %d bytes -> %d bytes\n", out.style(bold, visible(head)), len(old), len(new))
		return nil
	}
	report, err := (&changedGolden{path: name, old: old, new: new}).compare()
	if err != nil {
		fmt.Fprintln(out, out.style(bold, visible(head)))
		var text bytes.Buffer
		if err := golden.Unified(&text, name, old, new); err != nil {
			return err
		}
		for line := range strings.Lines(text.String()) {
			fmt.Fprintln(out, visible(strings.TrimSuffix(line, "\n")))
		}
		return nil
	}
	report.Name = head
	return report.Text(out, golden.TextOptions{Color: out.color, Width: out.width, MaxRows: -1})
}

// readSide reads a side of a diff, nil for none.
func readSide(path string) ([]byte, error) {
	if path == os.DevNull {
		return nil, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxGolden))
	if text == nil {
		text = []byte{}
	}
	return text, err
}

// newTextDriver is what git calls as diff.assay.textconv: with a file, whose lines it compares.
func newTextDriver() *cobra.Command {
	return &cobra.Command{
		Use: "show-cells FILE", Hidden: true, Args: cobra.ExactArgs(1), DisableFlagParsing: true,
		RunE: func(cmd *cobra.Command, args []string) error {
			out := bufio.NewWriter(cmd.OutOrStdout())
			if err := showCells(cmd, out, args[0]); err != nil {
				return err
			}
			return out.Flush()
		},
	}
}

// showCells writes a golden so that a changed cell is a changed line: its header, and a line for each cell that says the row
// and the column. What is no table stays as it is.
func showCells(cmd *cobra.Command, out *bufio.Writer, path string) error {
	text, err := readSide(path)
	if err != nil {
		return err
	}
	if bytes.HasPrefix(text, []byte("PAR1")) {
		return showParquetCells(cmd, out, path)
	}
	g, err := golden.Decode(text, path)
	if err != nil || g.Table == nil || g.Table.NumCols() == 0 || g.Digest != nil {
		_, err = out.Write(text)
		return err
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

// showParquetCells does so for a Parquet file, which git hands over under a name without extension.
func showParquetCells(cmd *cobra.Command, out *bufio.Writer, path string) error {
	t, err := tabular.OpenAs(path, ".parquet")
	if err != nil {
		return err
	}
	row := 0
	return t.Each(cmd.Context(), func(rec arrow.Record) error {
		err := writeCells(out, rec, nil, row)
		row += int(rec.NumRows())
		return err
	})
}

// writeCells writes the cells of rows, which are called by key or else counted from first.
func writeCells(out *bufio.Writer, rec arrow.Record, key []string, first int) error {
	formats := make([]func(row int) string, rec.NumCols())
	for i, a := range rec.Columns() {
		format, err := arrowtext.NewFormatter(a)
		if err != nil {
			return err
		}
		null := arrowtext.Nulls(a)
		formats[i] = func(row int) string {
			if null(row) {
				return "null"
			}
			return visible(string(format(nil, row)))
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
						parts = append(parts, visible(k)+" "+formats[i](row))
					}
				}
			}
			name = strings.Join(parts, ", ")
		}
		for i, f := range rec.Schema().Fields() {
			_, err := fmt.Fprintf(out, "[%s] %s: %s\n", name, visible(f.Name), formats[i](row))
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

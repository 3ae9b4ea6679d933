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

// newDiffDriver is what git calls as diff.assay.command: with a path and old and new as file, hash and mode each, and of a
// rename with the new path and git's lines about it.
func newDiffDriver() *cobra.Command {
	return &cobra.Command{
		Use: "show-diff PATH OLD HASH MODE NEW HASH MODE [NEWPATH LINES]", Hidden: true, Args: cobra.MinimumNArgs(1), DisableFlagParsing: true,
		RunE: func(cmd *cobra.Command, args []string) error {
			out := newConsole(cmd.OutOrStdout())
			if os.Getenv("GIT_PAGER_IN_USE") != "" { // git has set up a pager on a terminal
				out.color = os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
			}
			if len(args) < 7 {
				fmt.Fprintf(out, "%s is not merged\n", visible(args[0]))
				return nil
			}
			d, err := readFileDiff(args)
			if err != nil {
				return err
			}
			if isRegular(out.file) {
				return d.patch(out)
			}
			return d.show(out)
		},
	}
}

// A fileDiff is a file that git found changed.
type fileDiff struct {
	oldName, newName string
	oldMode, newMode string // as git writes them; "." where there is no file
	old, new         []byte // nil where there is none
	renamed          string // git's lines about a rename
}

func readFileDiff(args []string) (d fileDiff, err error) {
	d = fileDiff{oldName: args[0], newName: args[0], oldMode: args[3], newMode: args[6]}
	if len(args) >= 9 {
		d.newName, d.renamed = args[7], args[8]
	}
	if d.old, err = readSide(args[1]); err != nil {
		return d, err
	}
	d.new, err = readSide(args[4])
	return d, err
}

// isRegular reports whether a file is one on disk, in which what is written is kept.
func isRegular(f *os.File) bool {
	if f == nil {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode().IsRegular()
}

// patch writes what git apply takes: git diff >FILE makes a patch, which is not to lack the goldens.
func (d fileDiff) patch(out io.Writer) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, "diff --git a/%s b/%s\n", d.oldName, d.newName)
	switch {
	case d.old == nil:
		fmt.Fprintf(&b, "new file mode %s\n", d.newMode)
	case d.new == nil:
		fmt.Fprintf(&b, "deleted file mode %s\n", d.oldMode)
	case d.oldMode != d.newMode:
		fmt.Fprintf(&b, "old mode %s\nnew mode %s\n", d.oldMode, d.newMode)
	}
	b.WriteString(d.renamed)
	if strings.HasSuffix(d.newName, ".parquet") && !bytes.Equal(d.old, d.new) {
		fmt.Fprintf(&b, "Binary files a/%s and b/%s differ\n", d.oldName, d.newName)
	} else if err := golden.Unified(&b, d.newName, d.old, d.new); err != nil {
		return err
	}
	_, err := out.Write(b.Bytes())
	return err
}

// show writes how two files differ: as goldens, with all rows, or as lines where they are none.
func (d fileDiff) show(out console) error {
	head := "diff " + d.oldName
	if d.newName != d.oldName {
		head += " -> " + d.newName
	}
	if d.old != nil && d.new != nil && d.oldMode != d.newMode {
		head += fmt.Sprintf(" (mode %s -> %s)", d.oldMode, d.newMode)
	}
	if strings.HasSuffix(d.newName, ".parquet") {
		fmt.Fprintf(out, "%s\nthe table of a golden: %d bytes -> %d bytes\n", out.style(bold, visible(head)), len(d.old), len(d.new))
		return nil
	}
	report, err := (&changedGolden{path: d.newName, old: d.old, new: d.new}).compare()
	if err != nil {
		fmt.Fprintln(out, out.style(bold, visible(head)))
		var text bytes.Buffer
		if err := golden.Unified(&text, d.newName, d.old, d.new); err != nil {
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

package tabular

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"unicode/utf8"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/internal/csvtext"
)

var allocator = memory.DefaultAllocator

// openCSV reads a file once, to find the types of its columns.
func openCSV(path string) (*Table, error) {
	var seen []kinds
	var names []string
	t := &Table{}
	err := readCSV(context.Background(), path, func(header []string) error {
		known := map[string]bool{}
		for i, name := range header {
			switch {
			case name == "":
				return fmt.Errorf("%s:1: column %d has no name: a CSV file starts with a line of column names", path, i+1)
			case known[name]:
				return fmt.Errorf("%s:1: two columns have the name %q", path, name)
			}
			known[name] = true
			names = append(names, name)
		}
		seen = make([]kinds, len(header))
		return nil
	}, func(row []string, line int) error {
		t.Rows++
		for i, cell := range row {
			if !utf8.ValidString(cell) {
				return fmt.Errorf("%s:%d: column %q is not UTF-8", path, line, names[i])
			}
			if cell != "" && seen[i]&texts == 0 {
				seen[i] |= kindOf(cell)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	fields := make([]arrow.Field, len(names))
	for i, name := range names {
		fields[i] = arrow.Field{Name: name, Type: seen[i].typ(), Nullable: true}
	}
	t.Schema = arrow.NewSchema(fields, nil)
	t.read = func(ctx context.Context, columns []int, each func(arrow.Record) error) error {
		return t.readCSV(ctx, path, newBatcher(t.Schema, columns, each))
	}
	return t, nil
}

func (t *Table) readCSV(ctx context.Context, path string, b *batcher) error {
	err := readCSV(ctx, path, func([]string) error { return nil }, func(row []string, line int) error {
		for i, c := range b.columns {
			if row[c] == "" {
				b.builders[i].AppendNull()
			} else if err := appendScalar(b.builders[i], row[c]); err != nil {
				return fmt.Errorf("%s:%d: column %q: %w", path, line, b.schema.Field(i).Name, err)
			}
		}
		return b.row()
	})
	if err != nil {
		return err
	}
	return b.flush()
}

// readCSV hands over the names and then the rows of a file. The cells of a row are valid until each returns.
func readCSV(ctx context.Context, path string, names func([]string) error, each func(row []string, line int) error) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	in := bufio.NewReaderSize(&lineLimit{r: f, path: path}, 1<<16)
	switch mark, _ := in.Peek(3); {
	case string(mark) == "\ufeff":
		if _, err := in.Discard(3); err != nil {
			return err
		}
	case bytes.HasPrefix(mark, []byte("\xff\xfe")), bytes.HasPrefix(mark, []byte("\xfe\xff")):
		return fmt.Errorf(`%s: the file is UTF-16: save it as UTF-8, which is "CSV UTF-8" in Excel`, path)
	}
	r := csv.NewReader(in)
	head, _ := in.Peek(1 << 12)
	r.Comma = csvtext.Separator(head)
	r.ReuseRecord = true
	header, err := r.Read()
	if errors.Is(err, io.EOF) {
		return fmt.Errorf("%s:1: the file is empty: a CSV file starts with a line of column names", path)
	}
	if err == nil {
		err = names(header)
	}
	for err == nil {
		var row []string
		if row, err = r.Read(); err != nil {
			break
		}
		line, _ := r.FieldPos(0)
		if line%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		err = each(row, line)
	}
	var wrong *csv.ParseError
	switch {
	case errors.Is(err, io.EOF):
		return nil
	case errors.As(err, &wrong):
		return fmt.Errorf("%s:%d:%d: not CSV: %w", path, wrong.Line, wrong.Column, wrong.Err)
	}
	return err
}

// A lineLimit refuses a file with a line that is too long to hold.
type lineLimit struct {
	r    io.Reader
	path string
	n    int // bytes since the last line end
}

func (l *lineLimit) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	if at := bytes.LastIndexByte(p[:n], '\n'); at >= 0 {
		l.n = n - at - 1
	} else {
		l.n += n
	}
	if l.n > longestLine {
		return n, fmt.Errorf("%s: a line has more than %d bytes", l.path, longestLine)
	}
	return n, err
}

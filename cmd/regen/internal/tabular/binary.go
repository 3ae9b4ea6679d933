package tabular

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/ipc"

	"github.com/assay-go/assay/internal/arrowfile"
	"github.com/assay-go/assay/internal/goldenfile"
)

// largestGolden is the size in bytes beyond which a golden is not read.
const largestGolden = 64 << 20

// project returns a record with some columns, or all where none is named.
func project(rec arrow.Record, columns []int) arrow.Record {
	if len(columns) == 0 {
		return rec
	}
	fields := make([]arrow.Field, len(columns))
	arrays := make([]arrow.Array, len(columns))
	for i, c := range columns {
		fields[i], arrays[i] = rec.Schema().Field(c), rec.Column(c)
	}
	return array.NewRecord(arrow.NewSchema(fields, nil), arrays, rec.NumRows())
}

// memory that the columns of a batch may take: some, a multiple of the size of the file, and some of each cell.
const (
	unfoldFree   = 256 << 20
	unfoldFactor = 64
	mostPerCell  = 1 << 10
)

// open opens a file, and returns how many bytes it has.
func open(path string) (*os.File, int64, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, 0, err
	}
	info, err := f.Stat()
	if err != nil {
		f.Close()
		return nil, 0, err
	}
	return f, info.Size(), nil
}

func openParquet(path string) (*Table, error) {
	t := &Table{}
	return t, withParquet(path, func(f *arrowfile.File) error {
		t.Schema, t.Rows = f.Schema, f.Rows
		t.read = func(ctx context.Context, columns []int, each func(arrow.Record) error) error {
			return withParquet(path, func(f *arrowfile.File) error {
				var stop error
				err := f.Each(batch, columns, func(rec arrow.Record) error {
					stop = errors.Join(ctx.Err(), each(rec))
					return stop
				})
				if err != nil && stop == nil {
					return fmt.Errorf("%s: %w", path, err)
				}
				return err
			})
		}
		return nil
	})
}

// withParquet opens a Parquet file for as long as use takes.
func withParquet(path string, use func(*arrowfile.File) error) error {
	of, size, err := open(path)
	if err != nil {
		return err
	}
	defer of.Close()
	f, err := arrowfile.Open(of)
	if err != nil {
		return fmt.Errorf("%s: not Parquet: %w", path, err)
	}
	f.Allow(unfoldFree + unfoldFactor*size + mostPerCell*batch*int64(f.Schema.NumFields()))
	return use(f)
}

// openIPC opens an Arrow file, or a stream, which has no mark at its start.
func openIPC(path string) (*Table, error) {
	t := &Table{Rows: -1}
	t.read = func(ctx context.Context, columns []int, each func(arrow.Record) error) error {
		return readIPC(path, func(schema *arrow.Schema, next func() (arrow.Record, error)) error {
			for {
				rec, err := next()
				if errors.Is(err, io.EOF) {
					return nil
				}
				if err != nil {
					return fmt.Errorf("%s: %w", path, err)
				}
				for i, c := range rec.Columns() {
					if err := arrowfile.Check(c); err != nil {
						return fmt.Errorf("%s: column %q: %w", path, rec.ColumnName(i), err)
					}
				}
				if err := errors.Join(ctx.Err(), each(project(rec, columns))); err != nil {
					return err
				}
			}
		})
	}
	return t, readIPC(path, func(schema *arrow.Schema, _ func() (arrow.Record, error)) error {
		t.Schema = schema
		return nil
	})
}

// readIPC opens a file and hands over its schema and what reads the next record.
func readIPC(path string, use func(*arrow.Schema, func() (arrow.Record, error)) error) error {
	f, size, err := open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := arrowfile.CheckIPC(f, size); err != nil {
		return fmt.Errorf("%s: not Arrow: %w", path, err)
	}
	mark := make([]byte, len(ipc.Magic))
	if _, err := f.ReadAt(mark, 0); err != nil {
		return err
	}
	limit := ipc.WithAllocator(arrowfile.Limited(unfoldFree + unfoldFactor*size))
	if bytes.Equal(mark, ipc.Magic) {
		r, err := ipc.NewFileReader(f, limit)
		if err != nil {
			return fmt.Errorf("%s: not Arrow: %w", path, err)
		}
		defer r.Close()
		return use(r.Schema(), r.Read)
	}
	r, err := ipc.NewReader(f, limit)
	if err != nil {
		return fmt.Errorf("%s: not Arrow: %w", path, err)
	}
	defer r.Release()
	return use(r.Schema(), r.Read)
}

// openGolden reads a golden, whole. Of a digest it reads the table beside it.
func openGolden(path string) (*Table, error) {
	switch info, err := os.Stat(path); {
	case err != nil:
		return nil, err
	case info.Size() > largestGolden:
		return nil, fmt.Errorf("%s: it has %d bytes, over the limit of %d", path, info.Size(), largestGolden)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	g, err := goldenfile.Decode(text, path)
	switch {
	case err != nil:
		return nil, err
	case g.Table == nil:
		return nil, fmt.Errorf("%s: the golden holds a value, not a table", path)
	case g.Digest != nil:
		beside := strings.TrimSuffix(path, filepath.Ext(path)) + ".parquet"
		if _, err := os.Stat(beside); err != nil {
			return nil, fmt.Errorf("%s: the golden is a digest, and its table is not beside it", path)
		}
		return openParquet(beside)
	}
	return &Table{Schema: g.Table.Schema(), Rows: g.Table.NumRows(), read: whole(g.Table)}, nil
}

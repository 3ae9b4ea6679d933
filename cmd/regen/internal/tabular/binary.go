package tabular

import (
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
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/apache/arrow/go/v17/parquet/file"
	"github.com/apache/arrow/go/v17/parquet/pqarrow"
	"github.com/assay-go/assay/golden"
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

func openParquet(path string) (*Table, error) {
	f, err := file.OpenParquetFile(path, false)
	if err != nil {
		return nil, fmt.Errorf("%s: not Parquet: %w", path, err)
	}
	defer f.Close()
	r, err := pqarrow.NewFileReader(f, pqarrow.ArrowReadProperties{}, memory.DefaultAllocator)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	schema, err := r.Schema()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return &Table{Schema: schema, Rows: f.NumRows(), read: func(ctx context.Context, columns []int, each func(arrow.Record) error) error {
		return readParquet(ctx, path, columns, each)
	}}, nil
}

func readParquet(ctx context.Context, path string, columns []int, each func(arrow.Record) error) error {
	f, err := file.OpenParquetFile(path, false)
	if err != nil {
		return fmt.Errorf("%s: not Parquet: %w", path, err)
	}
	defer f.Close()
	r, err := pqarrow.NewFileReader(f, pqarrow.ArrowReadProperties{BatchSize: batch}, memory.DefaultAllocator)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	records, err := r.GetRecordReader(ctx, leaves(r, columns), nil)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	defer records.Release()
	for records.Next() {
		if err := errors.Join(ctx.Err(), each(records.Record())); err != nil {
			return err
		}
	}
	if err := records.Err(); err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

// leaves returns the leaf columns of a Parquet file that make up these columns, nil for all.
func leaves(r *pqarrow.FileReader, columns []int) []int {
	var out []int
	var add func(f *pqarrow.SchemaField)
	add = func(f *pqarrow.SchemaField) {
		if f.IsLeaf() {
			out = append(out, f.ColIndex)
		}
		for i := range f.Children {
			add(&f.Children[i])
		}
	}
	for _, c := range columns {
		add(&r.Manifest.Fields[c])
	}
	return out
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
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	mark := make([]byte, len(ipc.Magic))
	if _, err := io.ReadFull(f, mark); err != nil {
		return fmt.Errorf("%s: not Arrow: %w", path, err)
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	if string(mark) == string(ipc.Magic) {
		r, err := ipc.NewFileReader(f)
		if err != nil {
			return fmt.Errorf("%s: not Arrow: %w", path, err)
		}
		defer r.Close()
		return use(r.Schema(), r.Read)
	}
	r, err := ipc.NewReader(f)
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
	g, err := golden.Decode(text, path)
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

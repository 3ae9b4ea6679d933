// Package arrowfile reads Parquet files that are untrusted: a damaged file is an error. Arrow's own reader
// trusts a file. On a damaged one it panics, partly in its own goroutines, where a panic ends the process, and it
// allocates whatever memory the file asks for. [CheckIPC] checks an Arrow IPC file before Arrow reads it, [CheckArray]
// an array that was read, and [Concatenate] joins arrays.
//
//	f, err := arrowfile.Open(bytes.NewReader(data))
//	f.Allow(64 << 20)
//	column, err := f.Column(0)
//
// The package writes no files, but [Dictionaries] helps to write one. It does not read encrypted files.
package arrowfile

import (
	"fmt"
	"io"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/file"
	"github.com/apache/arrow/go/v17/parquet/pqarrow"
)

// A File is a Parquet file whose footer is read. Its methods are for one goroutine.
type File struct {
	Schema *arrow.Schema
	Rows   int64 // as the footer says; Column and Each check it
	Stored bool  // the schema is an Arrow schema that the writer stored in the file

	source io.ReaderAt
	size   int64
	reader *pqarrow.FileReader
	memory *limitedAllocator
	allow  int64
}

// Open reads the footer of a file.
func Open(r parquet.ReaderAtSeeker) (_ *File, err error) {
	defer recoverDamage(&err)
	f := &File{source: r, memory: &limitedAllocator{}}
	if f.size, err = r.Seek(0, io.SeekEnd); err != nil {
		return nil, err
	}
	if err := checkFooter(r, f.size); err != nil {
		return nil, err
	}
	properties := parquet.NewReaderProperties(f.memory)
	// Columns are read as they are needed, because a row group may have any size.
	properties.BufferedStreamEnabled, properties.BufferSize = true, 1<<20
	of, err := file.NewParquetReader(r, file.WithReadProps(properties))
	if err != nil {
		return nil, err
	}
	stored := of.MetaData().KeyValueMetadata().FindValue("ARROW:schema")
	if stored != nil {
		if err := checkStored(*stored); err != nil {
			return nil, err
		}
	}
	if f.reader, err = pqarrow.NewFileReader(of, pqarrow.ArrowReadProperties{}, f.memory); err != nil {
		return nil, err
	}
	f.Rows, f.Stored = of.NumRows(), stored != nil
	f.Schema, err = f.reader.Schema()
	return f, err
}

// Allow sets how many bytes of memory columns may take: all calls of Column together, each batch of Each alone. Before
// the first call of Allow they may take none.
func (f *File) Allow(bytes int64) {
	f.allow = bytes
	f.memory.left.Store(bytes)
}

// Column returns all rows of a column.
func (f *File) Column(i int) (arrow.Array, error) {
	c, err := f.column(i)
	if err != nil {
		return nil, err
	}
	defer c.release()
	a, err := c.next(f.Rows)
	if err != nil {
		return nil, err
	}
	if n := a.Len(); int64(n) != f.Rows {
		a.Release()
		return nil, fmt.Errorf("has %d rows, but the footer says %d", n, f.Rows)
	}
	return a, nil
}

// Each passes the rows to each in batches, with the given columns or, if columns is empty, all. A record is valid until
// each returns.
func (f *File) Each(batch int64, columns []int, each func(arrow.Record) error) error {
	if len(columns) == 0 {
		for i := range f.Schema.NumFields() {
			columns = append(columns, i)
		}
	}
	readers, fields := make([]*columnReader, len(columns)), make([]arrow.Field, len(columns))
	for i, c := range columns {
		var err error
		if readers[i], err = f.column(c); err != nil {
			return fmt.Errorf("column %q: %w", f.Schema.Field(c).Name, err)
		}
		defer readers[i].release()
		fields[i] = f.Schema.Field(c)
	}
	schema := arrow.NewSchema(fields, nil)
	for left := f.Rows; left > 0; left -= batch {
		f.memory.left.Store(f.allow)
		rec, err := nextRecord(readers, schema, min(batch, left))
		if err != nil {
			return err
		}
		err = each(rec)
		rec.Release()
		if err != nil {
			return err
		}
	}
	return nil
}

func nextRecord(readers []*columnReader, schema *arrow.Schema, rows int64) (_ arrow.Record, err error) {
	defer recoverDamage(&err)
	columns := make([]arrow.Array, 0, len(readers))
	defer func() {
		for _, c := range columns {
			c.Release()
		}
	}()
	for i, r := range readers {
		a, err := r.next(rows)
		if err != nil {
			return nil, fmt.Errorf("column %q: %w", schema.Field(i).Name, err)
		}
		columns = append(columns, a)
		if int64(a.Len()) != rows {
			return nil, fmt.Errorf("column %q: has fewer rows than the footer says", schema.Field(i).Name)
		}
	}
	return array.NewRecord(schema, columns, rows), nil
}

// Package parquetfile reads and writes Parquet files with arrow-go v18, for tables of Arrow v17. It links much code, so
// only fixtures/parquet and cmd/regen import it; others reach it through [arrowfile.OpenParquet].
//
// A file is untrusted, and a damaged one is an error. Arrow's own reader panics on some, and allocates whatever memory
// some ask for. The package does not read encrypted files.
package parquetfile

import (
	"fmt"
	"io"

	"github.com/apache/arrow-go/v18/parquet"
	parquetreader "github.com/apache/arrow-go/v18/parquet/file"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"
	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/internal/arrowfile"
	"github.com/assay-go/assay/internal/budget"
)

func init() { arrowfile.LinkParquet(arrowfile.Parquet{Open: Open, Encode: encode}) }

// A parquetFile is an [arrowfile.ParquetFile].
type parquetFile struct {
	schema *arrow.Schema
	rows   int64
	stored bool

	source io.ReaderAt
	size   int64
	reader *pqarrow.FileReader
	memory allocator
	allow  int64 // bytes for a batch
}

// Open reads the footer of a file of size bytes.
func Open(r io.ReaderAt, size int64) (_ arrowfile.ParquetFile, err error) {
	defer arrowfile.RecoverDamage(&err)
	f := &parquetFile{source: r, size: size}
	f.Allow(budget.Of(0))
	if err := checkFooter(r, f.size); err != nil {
		return nil, err
	}
	properties := parquet.NewReaderProperties(&f.memory)
	// Columns are read as they are needed, because a row group may have any size.
	properties.BufferedStreamEnabled, properties.BufferSize = true, 1<<20
	of, err := parquetreader.NewParquetReader(io.NewSectionReader(r, 0, size), parquetreader.WithReadProps(properties))
	if err != nil {
		return nil, err
	}
	stored := of.MetaData().KeyValueMetadata().FindValue("ARROW:schema")
	if stored != nil {
		if err := arrowfile.CheckStoredSchema(*stored); err != nil {
			return nil, err
		}
	}
	// Arrow reads nothing in parallel: a panic in a goroutine of its own would end the process.
	if f.reader, err = pqarrow.NewFileReader(of, pqarrow.ArrowReadProperties{}, &f.memory); err != nil {
		return nil, err
	}
	f.rows, f.stored = of.NumRows(), stored != nil
	f.schema, err = f.textSchema()
	return f, err
}

func (f *parquetFile) Schema() *arrow.Schema { return f.schema }

func (f *parquetFile) Rows() int64 { return f.rows }

func (f *parquetFile) HasArrowSchema() bool { return f.stored }

func (f *parquetFile) Allow(b *budget.Budget) {
	f.memory = allocator{budget.Allocator(b), b}
	f.allow = b.Left()
}

// An allocator spends a budget.
type allocator struct {
	memory.Allocator
	budget *budget.Budget
}

// renew allows the next batch as much as the one before. Arrow frees some memory in finalizers only.
func (f *parquetFile) renew() { f.memory.budget.Refund(f.allow - f.memory.budget.Left()) }

func (f *parquetFile) Column(i int) (arrow.Array, error) {
	c, err := f.column(i)
	if err != nil {
		return nil, err
	}
	defer c.release()
	a, err := c.next(f.rows)
	if err != nil {
		return nil, err
	}
	if n := a.Len(); int64(n) != f.rows {
		a.Release()
		return nil, fmt.Errorf("has %d rows, but the footer says %d", n, f.rows)
	}
	return a, nil
}

func (f *parquetFile) Each(batch int64, columns []int, each func(arrow.Record) error) error {
	if len(columns) == 0 {
		for i := range f.schema.NumFields() {
			columns = append(columns, i)
		}
	}
	f.renew()
	readers, fields := make([]*columnReader, len(columns)), make([]arrow.Field, len(columns))
	for i, c := range columns {
		var err error
		if readers[i], err = f.column(c); err != nil {
			return fmt.Errorf("column %q: %w", f.schema.Field(c).Name, err)
		}
		defer readers[i].release()
		fields[i] = f.schema.Field(c)
	}
	schema := arrow.NewSchema(fields, nil)
	for left := f.rows; left > 0; left -= batch {
		f.renew()
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
	defer arrowfile.RecoverDamage(&err)
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

package arrowfile

import (
	"context"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/parquet/pqarrow"
)

// A columnReader reads one column in steps.
//
// Arrow reads the leaves of a struct in goroutines, where nothing can recover a panic. So the leaves of a nested column
// are read here first, each alone. Reading them again gives the same result.
type columnReader struct {
	file   *File
	leaves []*pqarrow.ColumnReader // of a nested column
	whole  *pqarrow.ColumnReader
}

// column returns a reader of a column.
func (f *File) column(i int) (_ *columnReader, err error) {
	defer recoverDamage(&err)
	field := &f.reader.Manifest.Fields[i]
	leaves := leavesOf(field, nil)
	for _, l := range leaves {
		if err := f.checkPages(f.reader.ParquetReader(), l.ColIndex); err != nil {
			return nil, err
		}
	}
	c := &columnReader{file: f}
	if len(field.Children) > 0 {
		if c.leaves, err = f.leafReaders(leaves); err != nil {
			return nil, err
		}
		defer f.memory.liftLimit()()
	}
	c.whole, err = fieldReader(f.reader, i, leaves)
	return c, err
}

// leavesOf appends the leaves of a field. They are the fields without children; IsLeaf is not reliable.
func leavesOf(field *pqarrow.SchemaField, to []pqarrow.SchemaField) []pqarrow.SchemaField {
	if len(field.Children) == 0 {
		return append(to, *field)
	}
	for i := range field.Children {
		to = leavesOf(&field.Children[i], to)
	}
	return to
}

// leafReaders returns a reader of each leaf, as if it were a column.
func (f *File) leafReaders(leaves []pqarrow.SchemaField) ([]*pqarrow.ColumnReader, error) {
	r, err := pqarrow.NewFileReader(f.reader.ParquetReader(), f.reader.Props, f.memory)
	if err != nil {
		return nil, err
	}
	r.Manifest.Fields = leaves
	readers := make([]*pqarrow.ColumnReader, len(leaves))
	for i := range leaves {
		if readers[i], err = fieldReader(r, i, leaves); err != nil {
			return nil, err
		}
	}
	return readers, nil
}

// fieldReader returns a reader of field i of r, whose leaves are among these.
func fieldReader(r *pqarrow.FileReader, i int, leaves []pqarrow.SchemaField) (*pqarrow.ColumnReader, error) {
	included := map[int]bool{}
	for _, l := range leaves {
		included[l.ColIndex] = true
	}
	groups := make([]int, r.ParquetReader().NumRowGroups())
	for g := range groups {
		groups[g] = g
	}
	return r.GetFieldReader(context.Background(), i, included, groups)
}

// next returns the next rows, fewer if the column ends.
func (c *columnReader) next(rows int64) (_ arrow.Array, err error) {
	defer recoverDamage(&err)
	if c.leaves != nil {
		if err := c.tryLeaves(rows); err != nil {
			return nil, err
		}
		defer c.file.memory.liftLimit()()
	}
	chunked, err := c.whole.NextBatch(rows)
	if err != nil {
		return nil, err
	}
	defer chunked.Release()
	for _, chunk := range chunked.Chunks() {
		mustBeSound(chunk)
	}
	return Concatenate(chunked.Chunks(), chunked.DataType(), c.file.memory)
}

// tryLeaves reads the next rows of each leaf. It holds all of them at once, as whole will, so that the memory limit
// counts.
func (c *columnReader) tryLeaves(rows int64) error {
	for _, leaf := range c.leaves {
		chunked, err := leaf.NextBatch(rows)
		if err != nil {
			return err
		}
		defer chunked.Release()
	}
	return nil
}

func (c *columnReader) release() {
	c.whole.Release()
	for _, leaf := range c.leaves {
		leaf.Release()
	}
}

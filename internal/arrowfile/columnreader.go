package arrowfile

import (
	"context"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/parquet/pqarrow"
)

// A column reads one column in steps.
//
// The leaves of a struct, arrow reads in goroutines, where nothing can catch a panic. So leaves of such a column are read
// here first, each alone; what comes of them once comes of them again.
type columnReader struct {
	of     *File
	leaves []*pqarrow.ColumnReader // of a nested column
	whole  *pqarrow.ColumnReader
}

// column opens a column.
func (f *File) column(i int) (_ *columnReader, err error) {
	defer recoverDamage(&err)
	field := &f.reader.Manifest.Fields[i]
	leaves := leavesOf(field, nil)
	for _, l := range leaves {
		if err := f.checkPages(f.reader.ParquetReader(), l.ColIndex); err != nil {
			return nil, err
		}
	}
	c := &columnReader{of: f}
	if len(field.Children) > 0 {
		if c.leaves, err = f.alone(leaves); err != nil {
			return nil, err
		}
		defer f.memory.liftLimit()()
	}
	c.whole, err = fieldReader(f.reader, i, leaves)
	return c, err
}

// leavesOf appends the leaves of a field: those without children, whatever IsLeaf says.
func leavesOf(field *pqarrow.SchemaField, to []pqarrow.SchemaField) []pqarrow.SchemaField {
	if len(field.Children) == 0 {
		return append(to, *field)
	}
	for i := range field.Children {
		to = leavesOf(&field.Children[i], to)
	}
	return to
}

// alone returns a reader of each leaf, as if it were a column.
func (f *File) alone(leaves []pqarrow.SchemaField) ([]*pqarrow.ColumnReader, error) {
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

// fieldReader returns a reader of the field i of r, which has some of these leaves.
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

// next returns the next rows, fewer where the column ends.
func (c *columnReader) next(rows int64) (_ arrow.Array, err error) {
	defer recoverDamage(&err)
	if c.leaves != nil {
		if err := c.tryLeaves(rows); err != nil {
			return nil, err
		}
		defer c.of.memory.liftLimit()()
	}
	chunked, err := c.whole.NextBatch(rows)
	if err != nil {
		return nil, err
	}
	defer chunked.Release()
	for _, chunk := range chunked.Chunks() {
		check(chunk)
	}
	return Concatenate(chunked.Chunks(), chunked.DataType(), c.of.memory)
}

// tryLeaves reads the next rows of each leaf, and holds them together as whole will.
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

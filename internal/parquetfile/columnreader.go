package parquetfile

import (
	"context"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"
	arrow17 "github.com/apache/arrow/go/v17/arrow"
	array17 "github.com/apache/arrow/go/v17/arrow/array"

	"github.com/assay-go/assay/internal/arrow18"
	"github.com/assay-go/assay/internal/arrowfile"
)

// A columnReader reads one column in steps.
type columnReader struct {
	file   *parquetFile
	column *pqarrow.ColumnReader
	field  arrow17.Field
}

// column returns a reader of a column.
func (f *parquetFile) column(i int) (_ *columnReader, err error) {
	defer arrowfile.RecoverDamage(&err)
	leaves := map[int]bool{}
	addLeaves(&f.reader.Manifest.Fields[i], leaves)
	for leaf := range f.reader.ParquetReader().MetaData().Schema.NumColumns() {
		if leaves[leaf] {
			if err := f.checkPages(leaf); err != nil {
				return nil, err
			}
		}
	}
	groups := make([]int, f.reader.ParquetReader().NumRowGroups())
	for g := range groups {
		groups[g] = g
	}
	r, err := f.reader.GetFieldReader(context.Background(), i, leaves, groups)
	return &columnReader{f, r, f.schema.Field(i)}, err
}

// addLeaves adds the indices of the leaves of a field. They are the fields without children; IsLeaf is not reliable.
func addLeaves(field *pqarrow.SchemaField, leaves map[int]bool) {
	if len(field.Children) == 0 {
		leaves[field.ColIndex] = true
	}
	for i := range field.Children {
		addLeaves(&field.Children[i], leaves)
	}
}

// next returns the next rows, fewer if the column ends.
func (c *columnReader) next(rows int64) (_ arrow17.Array, err error) {
	defer arrowfile.RecoverDamage(&err)
	chunked, err := c.column.NextBatch(rows)
	if err != nil {
		return nil, err
	}
	defer chunked.Release()
	var chunks []arrow17.Array
	for _, chunk := range chunked.Chunks() {
		a, err := c.wrap(chunk)
		if err != nil {
			return nil, err
		}
		defer a.Release()
		chunks = append(chunks, a)
	}
	return arrowfile.Concatenate(chunks, c.field.Type, &c.file.memory)
}

// wrap returns a chunk as an array of the column's type.
func (c *columnReader) wrap(chunk arrow.Array) (arrow17.Array, error) {
	a, err := arrow18.Array17(chunk)
	if err != nil {
		return nil, err
	}
	if !arrow17.TypeEqual(a.DataType(), c.field.Type) {
		data := retyped(a.Data(), c.field.Type, &c.file.memory)
		a.Release()
		a = array17.MakeFromData(data)
		data.Release()
	}
	if err := arrowfile.CheckArray(a); err != nil {
		a.Release()
		return nil, err
	}
	return a, nil
}

func (c *columnReader) release() { c.column.Release() }

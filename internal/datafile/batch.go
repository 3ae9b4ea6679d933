package datafile

import (
	"math"
	"slices"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/internal/arrowfile"
	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/assay-go/assay/internal/budget"
)

// rowsInBatch is the number of rows of a record of Each.
const rowsInBatch = 1 << 14

// A column is built from the texts of its cells.
type column struct {
	name     string
	index    int // in the file
	inferred bool
	typ      arrow.DataType
	builder  array.Builder
	parse    arrowtext.Parser
}

func newColumn(name string, dt arrow.DataType, mem memory.Allocator) (*column, error) {
	b := array.NewBuilder(mem, dt)
	parse, err := arrowtext.NewParser(b)
	return &column{name: name, typ: dt, builder: b, parse: parse}, err
}

// A batcher builds records of the cells of text formats, and hands them over.
type batcher struct {
	schema  *arrow.Schema
	columns []*column
	size    int // rows of a record
	rows    int
	left    *budget.Budget // for a record
	most    int64          // bytes left without a record
	each    func(arrow.Record) error
}

// newBatcher returns a batcher of some columns of a table, or all if none is given.
func (s *source) newBatcher(t *Table, o Options, left *budget.Budget, columns []int,
	each func(arrow.Record) error,
) (*batcher, error) {
	if len(columns) == 0 {
		columns = all(t.Schema)
	}
	b := &batcher{schema: projectSchema(t.Schema, columns), size: s.batch, left: left, each: each}
	if err := s.checkCells(b.schema, t.Rows); err != nil {
		return nil, err
	}
	if err := left.Spend(budget.Columns(b.schema.Fields())); err != nil {
		return nil, s.errorf(0, 0, "%w", err)
	}
	b.most = left.Left()
	mem := budget.Allocator(left)
	for i, f := range b.schema.Fields() {
		c, err := newColumn(f.Name, f.Type, mem)
		if err != nil {
			return nil, s.columnError(f.Name, err)
		}
		if s.batch == math.MaxInt {
			c.builder.Reserve(int(t.Rows)) // growth would take twice as much
		}
		c.index, c.inferred = columns[i], o.Types[f.Name] == nil
		b.columns = append(b.columns, c)
	}
	return b, nil
}

// checkCells limits the time that the cells of a table take, since a row of JSON need not name them, and a run-end
// encoded or null column of Arrow need not store them.
func (s *source) checkCells(schema *arrow.Schema, rows int64) error {
	const cheap = 16 // cells take time for this many times fewer bytes than memory
	if err := budget.ForFile(s.size).Spend(budget.Rows(schema.Fields(), rows) / cheap); err != nil {
		return s.errorf(0, 0, "%w", err)
	}
	return nil
}

// endRow counts a row whose cells are complete. A record has fewer rows if they are large.
func (b *batcher) endRow() error {
	b.rows++
	if b.rows < b.size && (b.size == math.MaxInt || b.left.Left() > b.most/4*3) {
		return nil
	}
	return b.flush()
}

func (b *batcher) flush() error {
	if b.rows == 0 {
		return nil
	}
	arrays := make([]arrow.Array, len(b.columns))
	for i, c := range b.columns {
		arrays[i] = c.builder.NewArray()
	}
	rec := array.NewRecord(b.schema, arrays, int64(b.rows))
	b.rows = 0
	err := b.each(rec)
	b.left.Refund(b.most - b.left.Left()) // the receiver accounts for what it keeps
	return err
}

func all(schema *arrow.Schema) []int {
	columns := make([]int, schema.NumFields())
	for i := range columns {
		columns[i] = i
	}
	return columns
}

func projectSchema(schema *arrow.Schema, columns []int) *arrow.Schema {
	fields := make([]arrow.Field, len(columns))
	for i, c := range columns {
		fields[i] = schema.Field(c)
	}
	return arrow.NewSchema(fields, nil)
}

// project returns a record with some columns, or all if none is given, which the caller releases.
func project(rec arrow.Record, columns []int) arrow.Record {
	if len(columns) == 0 {
		columns = all(rec.Schema())
	}
	arrays := make([]arrow.Array, len(columns))
	for i, c := range columns {
		arrays[i] = rec.Column(c)
	}
	return array.NewRecord(projectSchema(rec.Schema(), columns), arrays, rec.NumRows())
}

// joined makes one record of batches.
func joined(schema *arrow.Schema, batches []arrow.Record) (arrow.Record, error) {
	columns := make([]arrow.Array, schema.NumFields())
	rows := int64(0)
	for _, b := range batches {
		rows += b.NumRows()
	}
	for i, f := range schema.Fields() {
		chunks := make([]arrow.Array, len(batches))
		for j, b := range batches {
			chunks[j] = b.Column(i)
		}
		var err error
		if columns[i], err = arrowfile.Concatenate(chunks, f.Type, memory.DefaultAllocator); err != nil {
			return nil, err
		}
	}
	return array.NewRecord(schema, columns, rows), nil
}

// retypeSchema returns a schema with the types that the options name. Arrow cannot build dictionaries of views, which
// polars writes for categories: they are text.
func retypeSchema(schema *arrow.Schema, o Options) *arrow.Schema {
	fields := slices.Clone(schema.Fields())
	for i, f := range fields {
		if want := o.Types[f.Name]; want != nil {
			fields[i].Type = want
		} else if d, ok := f.Type.(*arrow.DictionaryType); ok && d.ValueType.ID() == arrow.STRING_VIEW {
			fields[i].Type = arrow.BinaryTypes.String
		}
	}
	return arrow.NewSchema(fields, nil)
}

// retype returns a record with the types of a schema, which the caller releases. Values pass through their text. first
// is the number of the first row in the file.
func (s *source) retype(rec arrow.Record, schema *arrow.Schema, first int64) (arrow.Record, error) {
	arrays := slices.Clone(rec.Columns())
	for i, f := range schema.Fields() {
		if arrow.TypeEqual(f.Type, arrays[i].DataType()) {
			continue
		}
		var err error
		if arrays[i], err = s.convert(f.Name, arrays[i], f.Type, first); err != nil {
			return nil, err
		}
	}
	return array.NewRecord(schema, arrays, rec.NumRows()), nil
}

func (s *source) convert(name string, a arrow.Array, want arrow.DataType, first int64) (arrow.Array, error) {
	values, at := a, func(row int) int { return row }
	if d, ok := a.(*array.Dictionary); ok {
		values, at = d.Dictionary(), d.GetValueIndex
	}
	format, err := arrowtext.NewFormatter(values)
	if err != nil {
		return nil, s.columnError(name, err)
	}
	c, err := newColumn(name, want, budget.Allocator(budget.ForFile(s.size)))
	if err != nil {
		return nil, s.columnError(name, err)
	}
	null := arrowtext.Nulls(a)
	var text []byte
	for row := range a.Len() {
		if null(row) {
			c.builder.AppendNull()
			continue
		}
		text = format(text[:0], at(row))
		if err := c.parse(text); err != nil {
			return nil, s.errorf(0, 0, "column %q, row %d: %w", name, first+int64(row), err)
		}
	}
	return c.builder.NewArray(), nil
}

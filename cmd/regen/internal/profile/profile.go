// Package profile describes the columns of a table: nulls, distinct values, ranges, a sample of the numbers and texts.
//
//	p := profile.New(table.Schema)
//	err := table.Each(ctx, p.Add)
//	p.Columns[0].Distinct()
//
// It reads each cell once. Its memory does not grow with the rows: it takes at most about a megabyte for each column.
// Distinct counts are exact up to [MostDistinct]; beyond, they are estimates with an error of about one percent. The
// samples are uniform. They are the same for the same cells in the same order, on every machine.
package profile

import (
	"sync"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/zeebo/xxh3"

	"github.com/assay-go/assay/internal/arrowtext"
)

// mostExamples is the number of distinct values of a column that are kept as text.
const mostExamples = 64

// A Table is the profile of a table.
type Table struct {
	Rows    int64
	Columns []*Column
}

// New returns the profile of a table without rows.
func New(schema *arrow.Schema) *Table {
	t := &Table{}
	for _, f := range schema.Fields() {
		t.Columns = append(t.Columns, newColumn(f))
	}
	return t
}

// Add adds the rows of a record. It reads the columns concurrently.
func (t *Table) Add(rec arrow.Record) error {
	t.Rows += rec.NumRows()
	errs := make([]error, len(t.Columns))
	var wait sync.WaitGroup
	for i, c := range t.Columns {
		wait.Go(func() { errs[i] = c.add(rec.Column(i)) })
	}
	wait.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// A Column is the profile of a column, or of a part of one.
type Column struct {
	Name     string
	Type     arrow.DataType
	Rows     int64
	Nulls    int64
	Runs     int64     // of equal values that follow each other, without nulls
	Min, Max string    // cells, as text; "" if there are none, or the type has no order
	Numbers  *Numbers  // of numbers, booleans (0 and 1) and times (in their unit); nil for other types
	Texts    *Texts    // of texts
	Fields   []*Column // of a struct
	Item     *Column   // of a list
	Lengths  *Numbers  // of a list

	values   sketch
	examples map[uint64]string // by hash; nil if there are too many
	hashes   []uint64          // of the batch, without its nulls
	rows     []int             // of the batch that are not null
	last     uint64            // hash
	watched  map[uint64]bool   // see Watch
}

func newColumn(f arrow.Field) *Column {
	c := &Column{Name: f.Name, Type: f.Type, examples: map[uint64]string{}}
	c.values.limit = ^uint64(0)
	switch t := f.Type.(type) {
	case *arrow.StructType:
		for _, part := range t.Fields() {
			c.Fields = append(c.Fields, newColumn(part))
		}
	case arrow.ListLikeType:
		if _, ok := t.(*arrow.MapType); !ok {
			c.Item, c.Lengths = newColumn(t.ElemField()), &Numbers{Whole: true}
		}
	}
	switch {
	case isWhole(f.Type):
		c.Numbers = &Numbers{Whole: true}
	case isReal(f.Type):
		c.Numbers = &Numbers{}
	case isText(f.Type):
		c.Texts = &Texts{}
	}
	return c
}

// OfNumbers returns the profile of a column of numbers that were read from texts.
func OfNumbers(name string, xs []float64, whole bool) *Column {
	c := newColumn(arrow.Field{Name: name, Type: arrow.PrimitiveTypes.Float64})
	c.Rows, c.Numbers.Whole = int64(len(xs)), whole
	c.Numbers.addReal(xs)
	for _, v := range xs {
		c.hashes = append(c.hashes, hashFloat(v))
	}
	c.values.add(c.hashes, func(int) {})
	return c
}

// TypeText returns the type as fixtures and goldens write it.
func (c *Column) TypeText() string { return arrowtext.TypeText(c.Type) }

// Present is the number of cells that are not null.
func (c *Column) Present() int64 { return c.Rows - c.Nulls }

// Distinct returns the number of distinct values, without nulls, and whether it is exact.
func (c *Column) Distinct() (n int64, exact bool) { return c.values.distinct() }

// Unique reports whether no value occurs twice. In a column with more than MostDistinct values, it looks at a sample of
// them.
func (c *Column) Unique() bool { return c.values.once() }

// Seen returns how often a number occurs in a column of numbers. In a column with more than MostDistinct values, it may
// return 0 for a number that occurs.
func (c *Column) Seen(v float64) int64 {
	h := hashFloat(v)
	if c.values.slots == nil || h > c.values.limit {
		return 0
	}
	return c.values.find(h).count
}

// HasText reports whether a text occurs in a column of texts, with the same restriction.
func (c *Column) HasText(s string) bool {
	h := hashText(s)
	return c.values.slots != nil && h <= c.values.limit && c.values.find(h).hash == h
}

// A Value is a value of a column and its frequency.
type Value struct {
	Text  string
	Count int64
}

// Values returns the values, the most frequent first. ok is false if there are more than 64.
func (c *Column) Values() (values []Value, ok bool) {
	if c.examples == nil {
		return nil, false
	}
	return c.values.list(c.examples), true
}

// add adds the cells of an array.
func (c *Column) add(a arrow.Array) error {
	format, err := arrowtext.NewFormatter(a)
	if err != nil {
		return err
	}
	c.Rows += int64(a.Len())
	c.rows, c.hashes = c.rows[:0], c.hashes[:0]
	if !arrowtext.HidesNulls(a.DataType()) && a.NullN() == 0 {
		for row := range a.Len() {
			c.rows = append(c.rows, row)
		}
	} else {
		null := arrowtext.Nulls(a)
		for row := range a.Len() {
			if !null(row) {
				c.rows = append(c.rows, row)
			}
		}
	}
	c.Nulls += int64(a.Len() - len(c.rows))
	if c.Numbers != nil {
		c.Numbers.gaps = c.Numbers.gaps || len(c.rows) < a.Len()
	}
	least, most := c.cells(a, format)
	if least >= 0 {
		c.Min = string(format(nil, least))
	}
	if most >= 0 {
		c.Max = string(format(nil, most))
	}
	for _, h := range c.hashes {
		if h != c.last {
			c.Runs++
			c.last = h
		}
	}
	if c.watched != nil {
		for _, h := range c.hashes {
			delete(c.watched, h)
		}
	}
	c.values.add(c.hashes, func(k int) {
		if c.examples == nil {
			return
		}
		if len(c.examples) == mostExamples {
			c.examples = nil
			return
		}
		c.examples[c.hashes[k]] = string(format(nil, c.rows[k]))
	})
	return c.parts(a)
}

// cells hashes and measures the cells. It returns the rows of a new least and a new greatest value, or -1.
func (c *Column) cells(a arrow.Array, format arrowtext.Formatter) (least, most int) {
	switch {
	case c.Numbers != nil && c.Numbers.Whole:
		ints := wholes(a, c.rows)
		for _, v := range ints {
			c.hashes = append(c.hashes, Mixed(uint64(v)))
		}
		return c.extremes(c.Numbers.addWhole(ints))
	case c.Numbers != nil:
		floats := reals(a, c.rows)
		for _, v := range floats {
			c.hashes = append(c.hashes, hashFloat(v))
		}
		return c.extremes(c.Numbers.addReal(floats))
	case c.Texts != nil:
		text := textOf(a)
		for _, row := range c.rows {
			c.hashes = append(c.hashes, hashText(text(row)))
		}
		return c.extremes(c.Texts.add(len(c.rows), func(k int) string { return text(c.rows[k]) }))
	}
	var buf []byte
	for _, row := range c.rows {
		buf = format(buf[:0], row)
		c.hashes = append(c.hashes, max(1, xxh3.Hash(buf)))
	}
	return -1, -1
}

// extremes converts indices among the cells that are not null to rows.
func (c *Column) extremes(least, most int) (int, int) {
	if least >= 0 {
		least = c.rows[least]
	}
	if most >= 0 {
		most = c.rows[most]
	}
	return least, most
}

// parts adds the fields of structs that are not null and the elements of lists.
func (c *Column) parts(a arrow.Array) error {
	switch a := a.(type) {
	case *array.Struct:
		for lo := 0; lo < len(c.rows); {
			hi := lo + 1
			for hi < len(c.rows) && c.rows[hi] == c.rows[lo]+hi-lo {
				hi++
			}
			for i, f := range c.Fields {
				if err := f.add(array.NewSlice(a.Field(i), int64(c.rows[lo]), int64(c.rows[hi-1]+1))); err != nil {
					return err
				}
			}
			lo = hi
		}
	case array.ListLike:
		if c.Item == nil {
			return nil
		}
		lengths := make([]int64, 0, len(c.rows))
		for _, row := range c.rows {
			from, to := a.ValueOffsets(row)
			lengths = append(lengths, to-from)
		}
		c.Lengths.addWhole(lengths)
		if a.Len() == 0 {
			return nil
		}
		from, _ := a.ValueOffsets(0)
		_, to := a.ValueOffsets(a.Len() - 1)
		if from > to {
			return nil // list views may be in any order
		}
		items := array.NewSlice(a.ListValues(), from, to)
		defer items.Release()
		return c.Item.add(items)
	}
	return nil
}

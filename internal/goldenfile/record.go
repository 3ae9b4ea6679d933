package goldenfile

import (
	"errors"
	"fmt"
	"math"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/internal/arrowfile"
)

// ToRecord returns got, an Arrow table, record or record reader, as one record, which the caller releases. It reads a
// reader to its end, and does not release got.
func ToRecord(got any) (arrow.Record, error) {
	switch got := got.(type) {
	case nil:
		return nil, errors.New("the result is nil: want a table or a record")
	case arrow.Record:
		if err := errors.Join(isHeld(got.NumCols(), got.Schema()), fits(got.NumRows())); err != nil {
			return nil, err
		}
		got.Retain()
		return got, nil
	case arrow.Table:
		return tableRecord(got)
	case array.RecordReader:
		return readAll(got)
	}
	return nil, errNotTable(got)
}

// isHeld returns an error if a record or table was released: then it has no columns any more, but still its schema.
func isHeld(columns int64, schema *arrow.Schema) error {
	if columns != int64(schema.NumFields()) {
		return fmt.Errorf("found %d of the %d columns of its schema: "+
			"it was released already, release it after the assertion", columns, schema.NumFields())
	}
	return nil
}

func fits(rows int64) error {
	if rows > math.MaxInt32 {
		return fmt.Errorf("the table has %d rows, more than the limit of %d", rows, math.MaxInt32)
	}
	return nil
}

// tableRecord concatenates the chunks of a table.
func tableRecord(t arrow.Table) (rec arrow.Record, err error) {
	if err := errors.Join(isHeld(t.NumCols(), t.Schema()), fits(t.NumRows())); err != nil {
		return nil, err
	}
	columns := make([]arrow.Array, 0, t.NumCols())
	defer func() {
		for _, c := range columns {
			c.Release()
		}
	}()
	for i := range int(t.NumCols()) {
		chunks := t.Column(i).Data()
		column, err := arrowfile.Concatenate(chunks.Chunks(), chunks.DataType(), memory.DefaultAllocator)
		if err != nil {
			return nil, fmt.Errorf("column %q: %w", t.Column(i).Name(), err)
		}
		columns = append(columns, column)
	}
	return array.NewRecord(t.Schema(), columns, t.NumRows()), nil
}

func readAll(r array.RecordReader) (arrow.Record, error) {
	var recs []arrow.Record
	defer func() {
		for _, rec := range recs {
			rec.Release()
		}
	}()
	for r.Next() {
		rec := r.Record()
		rec.Retain()
		recs = append(recs, rec)
	}
	if err := r.Err(); err != nil {
		return nil, err
	}
	t := array.NewTableFromRecords(r.Schema(), recs)
	defer t.Release()
	return tableRecord(t)
}

package postgres

import (
	"bytes"
	"errors"
	"fmt"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"

	"github.com/assay-go/assay/internal/arrowtext"
)

// copyText returns the rows of a table in the text format of COPY.
func copyText(rec arrow.Record) ([]byte, error) {
	columns := make([]cellWriter, rec.NumCols())
	nulls := make([]func(int) bool, rec.NumCols())
	for i, a := range rec.Columns() {
		var err error
		if columns[i], err = newCellWriter(a); err != nil {
			return nil, fmt.Errorf("column %q: %w", rec.ColumnName(i), err)
		}
		nulls[i] = arrowtext.Nulls(a)
	}
	var out, cell []byte
	for row := range int(rec.NumRows()) {
		for i, write := range columns {
			if i > 0 {
				out = append(out, '\t')
			}
			if nulls[i](row) {
				out = append(out, `\N`...)
				continue
			}
			var err error
			if cell, err = write(cell[:0], row); err != nil {
				return nil, fmt.Errorf("%s[%d]: %w", rec.ColumnName(i), row, err)
			}
			out = appendEscaped(out, cell)
		}
		out = append(out, '\n')
	}
	return out, nil
}

// appendEscaped appends a cell with the characters escaped that end one in the text format of COPY.
func appendEscaped(dst, cell []byte) []byte {
	for _, c := range cell {
		switch c {
		case '\\':
			dst = append(dst, `\\`...)
		case '\n':
			dst = append(dst, `\n`...)
		case '\r':
			dst = append(dst, `\r`...)
		case '\t':
			dst = append(dst, `\t`...)
		default:
			dst = append(dst, c)
		}
	}
	return dst
}

// A cellWriter appends a cell that is not null as PostgreSQL reads it.
type cellWriter func(dst []byte, row int) ([]byte, error)

func newCellWriter(a arrow.Array) (cellWriter, error) {
	a = arrowtext.Storage(a)
	format, err := arrowtext.NewFormatter(a)
	if err != nil {
		return nil, err
	}
	plain := func(dst []byte, row int) ([]byte, error) { return format(dst, row), nil }
	switch dt := a.DataType().(type) {
	case *arrow.DictionaryType:
		d := a.(*array.Dictionary)
		values, err := newCellWriter(d.Dictionary())
		return func(dst []byte, row int) ([]byte, error) { return values(dst, d.GetValueIndex(row)) }, err
	case *arrow.RunEndEncodedType:
		r := a.(*array.RunEndEncoded)
		values, err := newCellWriter(r.Values())
		return func(dst []byte, row int) ([]byte, error) { return values(dst, r.GetPhysicalIndex(row)) }, err
	case *arrow.TimestampType:
		if dt.Unit == arrow.Nanosecond {
			ticks := arrowtext.Int64s(a)
			return func(dst []byte, row int) ([]byte, error) {
				_, err := microseconds(ticks(row), dt.Unit)
				return format(dst, row), err
			}, nil
		}
	case *arrow.DurationType:
		ticks := arrowtext.Int64s(a)
		return func(dst []byte, row int) ([]byte, error) {
			n, err := microseconds(ticks(row), dt.Unit)
			return fmt.Appendf(dst, "%d microseconds", n), err
		}, nil
	case *arrow.MonthDayNanoIntervalType:
		values := a.(*array.MonthDayNanoInterval)
		return func(dst []byte, row int) ([]byte, error) {
			v := values.Value(row)
			n, err := microseconds(v.Nanoseconds, arrow.Nanosecond)
			return fmt.Appendf(dst, "%d months %d days %d microseconds", v.Months, v.Days, n), err
		}, nil
	case arrow.BinaryDataType, *arrow.FixedSizeBinaryType:
		if !isText(a.DataType()) {
			return func(dst []byte, row int) ([]byte, error) {
				start := len(dst)
				dst = format(dst, row)
				dst[start] = '\\' // \x00 instead of 0x00
				return dst, nil
			}, nil
		}
	case *arrow.StructType, *arrow.MapType:
	case arrow.ListLikeType:
		lists := a.(array.ListLike)
		element, err := newCellWriter(lists.ListValues())
		if err != nil {
			return nil, err
		}
		return listWriter(lists, element), nil
	}
	return plain, nil
}

// microseconds converts a time, and returns an error if PostgreSQL cannot hold it.
func microseconds(n int64, unit arrow.TimeUnit) (int64, error) {
	if unit == arrow.Nanosecond {
		if n%1000 != 0 {
			return 0, errors.New("it has nanoseconds; PostgreSQL counts microseconds")
		}
		return n / 1000, nil
	}
	factor := int64(unit.Multiplier() / time.Microsecond)
	if product := n * factor; product/factor == n {
		return product, nil
	}
	return 0, errors.New("it is too large for PostgreSQL")
}

func isText(dt arrow.DataType) bool {
	switch dt.ID() {
	case arrow.STRING, arrow.LARGE_STRING, arrow.STRING_VIEW:
		return true
	}
	return false
}

// listWriter writes arrays of PostgreSQL, such as {1,NULL,"a b"}.
func listWriter(lists array.ListLike, element cellWriter) cellWriter {
	nulls := arrowtext.Nulls(lists.ListValues())
	var cell []byte
	return func(dst []byte, row int) (_ []byte, err error) {
		start, end := lists.ValueOffsets(row)
		dst = append(dst, '{')
		for i := start; i < end; i++ {
			if i > start {
				dst = append(dst, ',')
			}
			if nulls(int(i)) {
				dst = append(dst, "NULL"...)
				continue
			}
			if cell, err = element(cell[:0], int(i)); err != nil {
				return dst, err
			}
			dst = append(dst, '"')
			for _, c := range cell {
				if c == '"' || c == '\\' {
					dst = append(dst, '\\')
				}
				dst = append(dst, c)
			}
			dst = append(dst, '"')
		}
		return append(dst, '}'), nil
	}
}

// A cellReader appends a cell that is not null, given as PostgreSQL writes it, to a column.
type cellReader func(text []byte) error

func newCellReader(b array.Builder) (cellReader, error) {
	parse, err := arrowtext.NewParser(b)
	if err != nil {
		return nil, err
	}
	switch b := b.(type) {
	case *array.BooleanBuilder:
		return func(text []byte) error { b.Append(string(text) == "t"); return nil }, nil
	case *array.BinaryBuilder:
		return func(text []byte) error { return parse(append([]byte("0x"), bytes.TrimPrefix(text, []byte(`\x`))...)) }, nil
	case *array.TimestampBuilder:
		return func(text []byte) error {
			day, clock, _ := bytes.Cut(text, []byte(" "))
			clock, utc := bytes.CutSuffix(clock, []byte("+00"))
			out := append(append(bytes.Clone(day), 'T'), clock...)
			if utc {
				out = append(out, 'Z')
			}
			return parse(out)
		}, nil
	case *array.Float64Builder, *array.Float32Builder:
		return func(text []byte) error { return parse(bytes.Replace(text, []byte("Infinity"), []byte("Inf"), 1)) }, nil
	case *array.MonthDayNanoIntervalBuilder:
		return func(text []byte) error {
			v, err := parseInterval(string(text))
			b.Append(v)
			return err
		}, nil
	case *array.ListBuilder:
		element, err := newCellReader(b.ValueBuilder())
		return func(text []byte) error {
			b.Append(true)
			return readArray(text, element, b.ValueBuilder().AppendNull)
		}, err
	}
	return func(text []byte) error { return parse(text) }, nil
}

package goldenfile

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/internal/arrowfile"
	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/assay-go/assay/internal/budget"
	"github.com/assay-go/assay/internal/message"
)

// The Parquet file of a golden is beside it. Only the digest decides whether a result passes. The file serves to show
// cells. It is read only if the digest names its hash, because Arrow's reader cannot cope with damaged files.

// ParquetHash returns the hash of the Parquet file that the text of a golden names, or "" if it names none.
func ParquetHash(text []byte) string {
	for line := range bytes.Lines(text) {
		if line[0] != CommentTag {
			break
		}
		if bytes.HasPrefix(line, []byte(DigestLine)) {
			_, hash, _ := strings.Cut(string(bytes.TrimRight(line, "\r\n")), parquetBeside)
			return hash
		}
	}
	return ""
}

// EncodeParquet writes the table that digest describes. Columns of types that Parquet lacks, or names differently, are
// written as texts.
func EncodeParquet(whole, digest *File) (data []byte, err error) {
	defer recoverParquet(&err)
	plain, err := plainTypes(whole.Table)
	if err != nil {
		return nil, err
	}
	defer plain.Release()
	if data, err = arrowfile.EncodeParquet(plain); err != nil {
		return nil, fmt.Errorf("the table as Parquet: %w", err)
	}
	back, err := DecodeParquet(data, digest)
	if err != nil {
		return nil, fmt.Errorf("the table cannot be stored in Parquet exactly: %w: use the form AsDigest", err)
	}
	back.Table.Release()
	return data, nil
}

// inParquet reports whether Parquet has columns of this type.
func inParquet(dt arrow.DataType) bool {
	switch t := dt.(type) {
	case *arrow.TimestampType:
		return t.Unit != arrow.Second && (t.TimeZone == "" || t.TimeZone == "UTC")
	case *arrow.Decimal128Type:
		return t.Scale >= 0 && t.Scale <= t.Precision
	}
	switch dt.ID() {
	case arrow.BOOL, arrow.INT8, arrow.INT16, arrow.INT32, arrow.INT64,
		arrow.UINT8, arrow.UINT16, arrow.UINT32, arrow.UINT64,
		arrow.FLOAT32, arrow.FLOAT64, arrow.STRING, arrow.BINARY, arrow.DATE32:
		return true
	}
	return false
}

// plainTypes returns a table with text in place of columns that Parquet lacks.
func plainTypes(rec arrow.Record) (arrow.Record, error) {
	fields, columns := make([]arrow.Field, rec.NumCols()), make([]arrow.Array, rec.NumCols())
	for i, field := range rec.Schema().Fields() {
		fields[i] = arrow.Field{Name: field.Name, Type: field.Type, Nullable: field.Nullable}
		columns[i] = rec.Column(i)
		if inParquet(field.Type) {
			continue
		}
		fields[i].Type = arrow.BinaryTypes.String
		var err error
		if columns[i], err = recast(rec.Column(i), arrow.BinaryTypes.String); err != nil {
			return nil, fmt.Errorf("column %q: %w", field.Name, err)
		}
		defer columns[i].Release()
	}
	return array.NewRecord(arrow.NewSchema(fields, nil), columns, rec.NumRows()), nil
}

// recast returns a column as another type whose cells have the same texts.
func recast(from arrow.Array, to arrow.DataType) (arrow.Array, error) {
	b := array.NewBuilder(memory.DefaultAllocator, to)
	defer b.Release()
	b.Reserve(from.Len())
	parse, err := arrowtext.NewParser(b)
	if err != nil {
		return nil, err
	}
	format, err := arrowtext.NewFormatter(from)
	if err != nil {
		return nil, err
	}
	null := arrowtext.Nulls(from)
	var text []byte
	for row := range from.Len() {
		if null(row) {
			b.AppendNull()
			continue
		}
		text = format(text[:0], row)
		if err := parse(text); err != nil {
			return nil, err
		}
	}
	return b.NewArray(), nil
}

// DecodeParquet reads the table that digest describes. It returns an error for another table.
func DecodeParquet(data []byte, digest *File) (whole *File, err error) {
	schema, rows := digest.Table.Schema(), digest.Digest.Rows
	f, err := arrowfile.OpenParquet(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, err
	}
	if f.Rows() != int64(rows) || f.Schema().NumFields() != schema.NumFields() {
		return nil, fmt.Errorf("the Parquet file belongs to another table: it has %d rows and %d columns, "+
			"the digest has %d and %d", f.Rows(), f.Schema().NumFields(), rows, schema.NumFields())
	}
	if f.HasArrowSchema() {
		return nil, errors.New("the file has an Arrow schema, which Assay never writes")
	}
	f.Allow(budget.ForTable(int64(len(data))))
	columns := make([]arrow.Array, schema.NumFields())
	for i, field := range schema.Fields() {
		if columns[i], err = readColumn(f, i, field.Type); err != nil {
			return nil, fmt.Errorf("column %q: %w", field.Name, err)
		}
		defer columns[i].Release()
	}
	whole = &File{
		Order: digest.Order, Key: digest.Key, Inputs: digest.Inputs,
		Table: array.NewRecord(schema, columns, int64(rows)),
	}
	if err := describes(digest, whole); err != nil {
		whole.Table.Release()
		return nil, err
	}
	return whole, nil
}

// readColumn reads a column as the type that the digest has.
func readColumn(f arrowfile.ParquetFile, i int, want arrow.DataType) (arrow.Array, error) {
	column, err := f.Column(i)
	if err != nil || arrow.TypeEqual(column.DataType(), want) {
		return column, err
	}
	defer column.Release()
	if column.DataType().ID() != arrow.STRING {
		return nil, fmt.Errorf("it is %s", column.DataType())
	}
	return recast(column, want)
}

// describes returns an error unless the digest is the digest of the table.
func describes(digest, whole *File) error {
	of, err := ToDigest(whole, digest.Digest.Rules, digest.Digest.Parquet)
	if err != nil {
		return err
	}
	defer of.Table.Release()
	is, err := Encode(of)
	if err != nil {
		return err
	}
	want, err := Encode(digest)
	if err != nil {
		return err
	}
	if !bytes.Equal(is, want) {
		at := firstDifference(is, want)
		start := bytes.LastIndexByte(is[:at], '\n') + 1
		return fmt.Errorf("the Parquet file belongs to another table: it has %s, the digest has %s",
			message.Quote(restOfLine(is[start:])), message.Quote(restOfLine(want[min(start, len(want)):])))
	}
	return nil
}

// recoverParquet turns a panic of Arrow's writer into an error.
func recoverParquet(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("the table as Parquet: %v", p)
	}
}

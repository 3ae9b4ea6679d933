package golden

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/compress"
	"github.com/apache/arrow/go/v17/parquet/pqarrow"

	"github.com/assay-go/assay/internal/arrowfile"
	"github.com/assay-go/assay/internal/arrowtext"
)

// The Parquet file of a golden stands beside it. Only the digest decides whether a result passes: the file serves to show
// cells, and is read only where it is the one that the digest names, since arrow's reader is not made for damaged files.

const (
	parquetSuffix  = ".parquet"
	longestParquet = 512 << 20 // bytes of a file that is read
)

// besideGolden returns the path of the Parquet file of a golden, or of a pending result.
func besideGolden(name string) string { return strings.TrimSuffix(name, suffix) + parquetSuffix }

// goldenOf returns the path of the golden that a Parquet file belongs to, and that of a golden itself.
func goldenOf(file string) string {
	if stem, is := strings.CutSuffix(file, parquetSuffix); is {
		return stem + suffix
	}
	return file
}

// parquetOf returns the hash of the Parquet file that the text of a golden says is beside it, "" for none.
func parquetOf(text []byte) string {
	for line := range bytes.Lines(text) {
		if line[0] != commentTag {
			break
		}
		if bytes.HasPrefix(line, []byte(digestLine)) {
			_, hash, _ := strings.Cut(string(bytes.TrimRight(line, "\r\n")), parquetBeside)
			return hash
		}
	}
	return ""
}

// encodeParquet writes the table of a golden, which digest describes. A column of a type that Parquet has not, or has by
// another name, is written as the text of its cells.
func encodeParquet(whole, digest *File) (data []byte, err error) {
	defer recoverParquet(&err)
	plain, err := plainTypes(whole.Table)
	if err != nil {
		return nil, err
	}
	defer plain.Release()
	var b bytes.Buffer
	props, err := arrowfile.Dictionaries(plain)
	if err != nil {
		return nil, err
	}
	props = append(props, parquet.WithCompression(compress.Codecs.Snappy))
	w, err := pqarrow.NewFileWriter(plain.Schema(), &b, parquet.NewWriterProperties(props...), pqarrow.DefaultWriterProps())
	if err == nil {
		err = errors.Join(w.Write(plain), w.Close())
	}
	if err != nil {
		return nil, fmt.Errorf("the table as Parquet: %w", err)
	}
	back, err := decodeParquet(b.Bytes(), digest)
	if err != nil {
		return nil, fmt.Errorf("the table as Parquet does not come back: %w: use the form AsDigest", err)
	}
	back.Table.Release()
	return b.Bytes(), nil
}

// inParquet reports whether a column of that type is one of Parquet too.
func inParquet(dt arrow.DataType) bool {
	switch t := dt.(type) {
	case *arrow.TimestampType:
		return t.Unit != arrow.Second && (t.TimeZone == "" || t.TimeZone == "UTC")
	case *arrow.Decimal128Type:
		return t.Scale >= 0 && t.Scale <= t.Precision
	}
	switch dt.ID() {
	case arrow.BOOL, arrow.INT8, arrow.INT16, arrow.INT32, arrow.INT64, arrow.UINT8, arrow.UINT16, arrow.UINT32, arrow.UINT64,
		arrow.FLOAT32, arrow.FLOAT64, arrow.STRING, arrow.BINARY, arrow.DATE32:
		return true
	}
	return false
}

// plainTypes returns a table with text in place of the columns that Parquet has not.
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

// recast returns the cells of a column in another type, which has the same texts.
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

// decodeParquet reads the table that a digest describes; another one is an error.
func decodeParquet(data []byte, digest *File) (whole *File, err error) {
	schema, rows := digest.Table.Schema(), digest.Digest.Rows
	f, err := arrowfile.Open(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	if f.Rows != int64(rows) || f.Schema.NumFields() != schema.NumFields() {
		return nil, fmt.Errorf("it holds another table: of %d rows and %d columns, where the digest has %d and %d",
			f.Rows, f.Schema.NumFields(), rows, schema.NumFields())
	}
	if f.Stored {
		return nil, errors.New("it holds a schema of Arrow's, which no golden has")
	}
	f.Allow(unfoldFree + unfoldFactor*int64(len(data)) + mostPerCell*int64(rows)*int64(schema.NumFields()))
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

// readColumn reads a column as one of the type that the digest has.
func readColumn(f *arrowfile.File, i int, want arrow.DataType) (arrow.Array, error) {
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

// describes returns an error unless the digest is that of the table.
func describes(digest, whole *File) error {
	of, err := digested(whole, digest.Digest.Parquet)
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
		return fmt.Errorf("it holds another table: %q, where the digest has %q",
			clip(restOfLine(is[start:])), clip(restOfLine(want[min(start, len(want)):])))
	}
	return nil
}

// mostPerCell is how many bytes a cell may take beyond what the size of a file accounts for: of equal texts it holds one.
const mostPerCell = 1 << 10

// recoverParquet makes an error of a panic of arrow's writer.
func recoverParquet(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("the table as Parquet: %v", p)
	}
}

// parquetFile returns the table that a digest describes from a Parquet file of the tree.
func parquetFile(root *os.Root, name string, digest *File) ([]byte, *File, error) {
	data, err := readFile(root, name, longestParquet)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil, fmt.Errorf("%s is missing", name)
	case err != nil:
		return nil, nil, err
	case hashOf(data) != digest.Digest.Parquet:
		return nil, nil, fmt.Errorf("%s is not the file that was written with the digest", name)
	}
	whole, err := decodeParquet(data, digest)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", name, err)
	}
	return data, whole, nil
}

// besideResult returns the Parquet file of a pending result, and the table in it; nil where the result has none.
func (s *Store) besideResult(p Pending, result *File) ([]byte, *File, error) {
	if result.Digest == nil || result.Digest.Parquet == "" {
		return nil, nil, nil
	}
	root, at, err := s.tree(false)
	if err != nil {
		return nil, nil, err
	}
	resultFile, _ := pendingFiles(p.ID)
	return parquetFile(root, path.Join(at, besideGolden(resultFile)), result)
}

// compareWhole compares a golden with a result, and returns what it compares: of two digests with Parquet beside them the
// tables, where both can be read, or else the digests, with a note that says why.
func (s *Store) compareWhole(golden string, old, new *File, whole func() (*File, error), o Options) (was, is *File, r *Report, err error) {
	if old == nil || kindOf(old) != kindOf(new) || new.Digest == nil || new.Digest.Parquet == "" {
		r, err = Compare(old, new, o)
		return old, new, r, err
	}
	_, oldTable, oldErr := parquetFile(s.module, besideGolden(golden), old)
	newTable, newErr := whole()
	if unread := errors.Join(oldErr, newErr); unread != nil || newTable == nil {
		r, err = Compare(old, new, withoutTolerances(o))
		if err == nil && unread != nil {
			r.Notes = append(r.Notes, "no cells are shown: "+strings.ReplaceAll(unread.Error(), "\n", "; "))
		}
		return old, new, r, err
	}
	r, err = Compare(oldTable, newTable, o)
	return oldTable, newTable, r, err
}

func withoutTolerances(o Options) Options {
	o.Tolerances = nil
	return o
}

package tablewriter

import (
	"bytes"
	"io"

	"github.com/apache/arrow/go/v17/arrow"
)

// sqlRows is the number of rows in an INSERT. After each BatchRows rows a new INSERT starts, however many records hold
// them.
const sqlRows = 500

// A sqlWriter writes INSERT statements in standard SQL: names in double quotes; texts, times and the JSON of lists and
// structs in single quotes; binary as X'…'. Numbers without a literal in SQL, such as NaN, are texts.
type sqlWriter struct {
	w    io.Writer
	head []byte
	buf  []byte
	rows int // written so far
}

func newSQLWriter(w io.Writer, table string, schema *arrow.Schema) *sqlWriter {
	s := &sqlWriter{w: w}
	s.head = append(quoteSQL(append(s.head, "INSERT INTO "...), table, '"'), " ("...)
	for i, f := range schema.Fields() {
		if i > 0 {
			s.head = append(s.head, ", "...)
		}
		s.head = quoteSQL(s.head, f.Name, '"')
	}
	s.head = append(s.head, ") VALUES\n"...)
	return s
}

func (s *sqlWriter) Write(rec arrow.Record) error {
	columns, nulls, err := cellsOf(rec)
	if err != nil {
		return err
	}
	buf := s.buf[:0]
	var cell []byte
	for row := range int(rec.NumRows()) {
		switch {
		case s.rows%BatchRows%sqlRows != 0:
			buf = append(buf, ",\n"...)
		case s.rows > 0:
			buf = append(buf, ";\n"...)
			fallthrough
		default:
			buf = append(buf, s.head...)
		}
		s.rows++
		buf = append(buf, '(')
		for i, format := range columns {
			if i > 0 {
				buf = append(buf, ", "...)
			}
			if nulls[i](row) {
				buf = append(buf, "NULL"...)
				continue
			}
			cell = format(cell[:0], row)
			buf = appendSQL(buf, rec.Schema().Field(i).Type, cell)
		}
		buf = append(buf, ')')
	}
	s.buf = buf
	_, err = s.w.Write(buf)
	return err
}

func (s *sqlWriter) Close() error {
	if s.rows == 0 {
		return nil
	}
	_, err := io.WriteString(s.w, ";\n")
	return err
}

// appendSQL appends a cell as a literal.
func appendSQL(dst []byte, dt arrow.DataType, cell []byte) []byte {
	switch id := dt.ID(); {
	case arrow.IsInteger(id), arrow.IsDecimal(id):
		return append(dst, cell...)
	case arrow.IsFloating(id) && !bytes.ContainsAny(cell, "NI"): // NaN, Inf
		return append(dst, cell...)
	case id == arrow.BOOL:
		return append(dst, bytes.ToUpper(cell)...)
	case arrow.IsBaseBinary(id) && bytes.HasPrefix(cell, []byte("0x")) && !isTextual(id), id == arrow.FIXED_SIZE_BINARY:
		return append(append(append(dst, "X'"...), cell[2:]...), '\'')
	}
	return quoteSQL(dst, string(cell), '\'')
}

func isTextual(id arrow.Type) bool {
	return id == arrow.STRING || id == arrow.LARGE_STRING || id == arrow.STRING_VIEW
}

// quoteSQL appends a text in quotes, with quotes in it doubled.
func quoteSQL(dst []byte, text string, quote byte) []byte {
	dst = append(dst, quote)
	for i := range len(text) {
		if text[i] == quote {
			dst = append(dst, quote)
		}
		dst = append(dst, text[i])
	}
	return append(dst, quote)
}

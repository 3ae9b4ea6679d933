package inputlines

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"slices"
	"strconv"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"

	"github.com/assay-go/assay/internal/arrowtext"
)

// sumSize is the size of a column's hash, in bytes.
const sumSize = 4

// A columnSum hashes the fixed cells of a column: the column's type, and the row and the text of each cell. The hash is
// the same on every machine. It stays the same as long as cells have the same text.
type columnSum struct {
	fixed []bool // by row
	rows  int    // added so far
	hash  hash.Hash
}

// add adds the next rows. The arrays are those that lead to the column; see nestedArrays.
func (s *columnSum) add(arrays []arrow.Array) error {
	leaf := arrays[len(arrays)-1]
	format, err := arrowtext.NewFormatter(leaf)
	if err != nil {
		return err
	}
	line := make([]byte, 0, min(32*leaf.Len(), 1<<14)+64)
	if s.hash == nil {
		typ, err := arrowtext.TypeString(leaf.DataType())
		if err != nil {
			return err
		}
		s.hash = sha256.New()
		line = append(append(line, typ...), '\n')
	}
	var nulls []func(int) bool
	for _, a := range arrays {
		nulls = append(nulls, arrowtext.Nulls(a))
	}
	for row := range leaf.Len() {
		if !s.fixed[s.rows+row] {
			continue
		}
		line = append(strconv.AppendInt(line, int64(s.rows+row), 10), ' ')
		if slices.ContainsFunc(nulls, func(null func(int) bool) bool { return null(row) }) {
			line = append(line, "null\n"...)
		} else {
			at := len(line)
			line = format(line, row)
			line = append(strconv.AppendInt(append(line, ' '), int64(len(line)-at), 10), '\n')
		}
		if len(line) > 1<<14 {
			s.hash.Write(line)
			line = line[:0]
		}
	}
	s.rows += leaf.Len()
	s.hash.Write(line)
	return nil
}

func (s *columnSum) text() string { return hex.EncodeToString(s.hash.Sum(nil)[:sumSize]) }

// nestedArrays returns the arrays that lead to the column at path: the structs that contain it, outermost first, and
// the column itself.
func nestedArrays(rec arrow.Record, path string) ([]arrow.Array, error) {
	names := strings.Split(path, ".")
	for i := range names { // the name of a column may have dots of its own
		top := strings.Join(names[:i+1], ".")
		at := rec.Schema().FieldIndices(top)
		if len(at) == 0 {
			continue
		}
		column := []arrow.Array{rec.Column(at[0])}
		for _, name := range names[i+1:] {
			s, ok := column[len(column)-1].(*array.Struct)
			if !ok {
				return nil, fmt.Errorf("%s is not a field of a struct", path)
			}
			j, ok := s.DataType().(*arrow.StructType).FieldIdx(name)
			if !ok {
				return nil, fmt.Errorf("no field %s", path)
			}
			column = append(column, s.Field(j))
		}
		return column, nil
	}
	return nil, fmt.Errorf("no column %s", path)
}

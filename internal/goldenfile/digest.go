package goldenfile

import (
	"fmt"
	"strconv"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/internal/arrowtext"
)

// A Digest describes the rows of a table that is too large to read: statistics of each column, and hashes that show
// which blocks of rows, and which of their columns, differ. Equal tables have equal digests. The package comment
// describes the text of a digest.
type Digest struct {
	Rules   Rules // by which cells are hashed
	Rows    int
	Parquet string // SHA-256 of the Parquet file with the table; "" for none
	Columns []DigestColumn
	Blocks  []DigestBlock
}

// A DigestColumn describes a column.
type DigestColumn struct {
	Nulls     int
	Distinct  int    // distinct values, without null
	Estimated bool   // Distinct is an estimate
	Hash      string // of the cells
	Min, Max  string // as cells; "" if all are null, for nested types and for long texts
}

// DistinctText returns the number of distinct values as text, after a ~ if it is an estimate.
func (c *DigestColumn) DistinctText() string {
	text := strconv.Itoa(c.Distinct)
	if c.Estimated {
		return estimateMark + text
	}
	return text
}

// A DigestBlock is a run of rows.
type DigestBlock struct {
	Rows   int
	From   string   // its first row: the key, or the row number
	Hashes []string // of the cells, by column
}

// Sizes of a digest.
const (
	FewestInBlock = 256 // rows
	MostBlocks    = 128 // approximately, since blocks of keyed tables start at certain keys
	SampleRows    = 5   // of the first rows, and of the last rows
	longestFigure = 80  // bytes of a minimum or maximum
	blockBytes    = 4   // of the SHA-256 of a column in a block
)

// hashBytes is how many bytes of the SHA-256 of a column a digest has, by its rules. The author of two tables can make
// 8 bytes collide.
var hashBytes = [...]int{FirstRules: 8, SecondRules: 16}

// BlockSize returns the number of rows per block, a power of two.
func BlockSize(rows int) int {
	size := FewestInBlock
	for rows > MostBlocks*size {
		size *= 2
	}
	return size
}

// extremeTexts returns the texts of the minimum and the maximum, or two empty strings if one is long.
func extremeTexts(least, most []byte) (string, string) {
	if len(least) > longestFigure || len(most) > longestFigure {
		return "", ""
	}
	return string(least), string(most)
}

// SampledRows returns the numbers of the rows in a digest of a table with this many rows.
func SampledRows(rows int) []int {
	var out []int
	for i := range min(rows, SampleRows) {
		out = append(out, i)
	}
	for i := max(len(out), rows-SampleRows); i < rows; i++ {
		out = append(out, i)
	}
	return out
}

// PickRows returns a table of some rows. It copies cells by their text, which is exact.
func PickRows(rec arrow.Record, rows []int, at func(int) int) (arrow.Record, error) {
	texts, err := RowTexts(rec, rows, at)
	if err != nil {
		return nil, err
	}
	return FromTexts(rec.Schema(), texts)
}

// A RowText is the texts of a row's cells, nil for null.
type RowText [][]byte

// RowTexts returns the texts of some rows of a table.
func RowTexts(rec arrow.Record, rows []int, at func(int) int) ([]RowText, error) {
	texts := make([]RowText, len(rows))
	for c := range int(rec.NumCols()) {
		format, err := arrowtext.NewFormatter(rec.Column(c))
		if err != nil {
			return nil, fmt.Errorf("column %q: %w", rec.ColumnName(c), err)
		}
		null := arrowtext.Nulls(rec.Column(c))
		for i, row := range rows {
			var cell []byte
			if row = at(row); !null(row) {
				cell = format([]byte{}, row)
			}
			texts[i] = append(texts[i], cell)
		}
	}
	return texts, nil
}

// FromTexts returns the table of rows that [RowTexts] returned.
func FromTexts(schema *arrow.Schema, texts []RowText) (arrow.Record, error) {
	columns := make([]arrow.Array, schema.NumFields())
	for c := range columns {
		b := array.NewBuilder(memory.DefaultAllocator, schema.Field(c).Type)
		defer b.Release()
		parse, err := arrowtext.NewParser(b)
		if err != nil {
			return nil, err
		}
		for _, row := range texts {
			if row[c] == nil {
				b.AppendNull()
			} else if err := parse(row[c]); err != nil {
				return nil, fmt.Errorf("column %q: %w", schema.Field(c).Name, err)
			}
		}
		columns[c] = b.NewArray()
		defer columns[c].Release()
	}
	return array.NewRecord(schema, columns, int64(len(texts))), nil
}

// rowRange returns the numbers from lo to hi-1.
func rowRange(lo, hi int) (all []int) {
	for i := lo; i < hi; i++ {
		all = append(all, i)
	}
	return all
}

func sameRow(row int) int { return row }

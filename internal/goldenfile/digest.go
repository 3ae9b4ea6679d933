package goldenfile

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"math/bits"
	"strconv"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/assay-go/assay/internal/cells"
	"github.com/assay-go/assay/internal/parallel"
)

// A Digest describes the rows of a table that is too large to read: statistics of each column, and hashes that show
// which blocks of rows, and which of their columns, differ. Equal tables have equal digests. The package comment
// describes the text of a digest.
type Digest struct {
	Rows    int
	Parquet string // SHA-256 of the Parquet file with the table; "" for none
	Columns []DigestColumn
	Blocks  []DigestBlock
}

// A DigestColumn describes a column.
type DigestColumn struct {
	Nulls    int
	Distinct int    // distinct values, without null
	Hash     string // of the cells
	Min, Max string // as cells; "" if all are null, for nested types and for long texts
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
	hashBytes     = 8   // of the SHA-256 of a column
	blockBytes    = 4   // of the SHA-256 of a column in a block
)

// BlockSize returns the number of rows per block, a power of two.
func BlockSize(rows int) int {
	size := FewestInBlock
	for rows > MostBlocks*size {
		size *= 2
	}
	return size
}

// ToDigest returns f as a digest. Its table has the first and last rows in the order of the golden; parquet is the hash
// of its Parquet file, "" for none.
func ToDigest(f *File, parquet string) (*File, error) {
	if err := CheckColumns(f.Table); err != nil {
		return nil, err
	}
	order := f.RowOrder()
	if err := CheckKey(f.Table.Schema(), order, f.Key); err != nil {
		return nil, err
	}
	perm, err := rowOrder(f)
	if err != nil {
		return nil, err
	}
	writers, err := CellWriters(f.Table)
	if err != nil {
		return nil, err
	}
	rows := int(f.Table.NumRows())
	at := func(i int) int { return i }
	if perm != nil {
		at = func(i int) int { return int(perm[i]) }
	}
	d := &Digest{Rows: rows, Parquet: parquet, Columns: make([]DigestColumn, len(writers))}
	var key []CellWriter
	for _, name := range f.Key {
		key = append(key, writers[ColumnIndex(f.Table.Schema(), name)])
	}
	starts := d.cut(rows, at, key)
	for b := range d.Blocks {
		d.Blocks[b].Hashes = make([]string, len(writers))
	}
	parallel.Do(len(writers), func(c int) { d.column(c, f.Table.Column(c), writers[c], at, starts) })
	sample, err := PickRows(f.Table, SampledRows(rows), at)
	if err != nil {
		return nil, err
	}
	return &File{Order: order, Key: f.Key, Inputs: f.Inputs, Table: sample, Digest: d}, nil
}

// cut divides the rows into blocks and returns the first row of each. In a keyed table the hash of the key decides
// where a block starts, so that an inserted or deleted row changes only its own block. Otherwise all blocks have one
// size.
func (d *Digest) cut(rows int, at func(int) int, key []CellWriter) (starts []int) {
	mask := uint64(BlockSize(rows) - 1)
	var text []byte
	for i := range rows {
		if len(key) == 0 {
			if uint64(i)&mask == 0 {
				starts = append(starts, i)
				d.Blocks = append(d.Blocks, DigestBlock{From: strconv.Itoa(i)})
			}
			continue
		}
		text = text[:0]
		for k, write := range key {
			if k > 0 {
				text = append(text, ',')
			}
			text = write(text, at(i))
		}
		if i == 0 || textHash(text)&mask == 0 {
			starts = append(starts, i)
			d.Blocks = append(d.Blocks, DigestBlock{From: string(text)})
		}
	}
	for b, start := range starts {
		end := rows
		if b+1 < len(starts) {
			end = starts[b+1]
		}
		d.Blocks[b].Rows = end - start
	}
	return starts
}

// textHash is FNV-1a with mixed bits. It is the same on every machine.
func textHash(text []byte) uint64 {
	h := uint64(14695981039346656037)
	for _, c := range text {
		h = (h ^ uint64(c)) * 1099511628211
	}
	return cells.Mix(h)
}

// column computes the digest of column c.
func (d *Digest) column(c int, a arrow.Array, write CellWriter, at func(int) int, starts []int) {
	column := &d.Columns[c]
	stats := newColumnStats(a, newHashSet(d.Rows))
	whole, block := sha256.New(), sha256.New()
	var text []byte
	for b, start := range starts {
		text = text[:0]
		for i := start; i < start+d.Blocks[b].Rows; i++ {
			text = stats.appendCell(text, write, at(i))
		}
		whole.Write(text)
		block.Reset()
		block.Write(text)
		d.Blocks[b].Hashes[c] = shortHash(block, blockBytes)
	}
	column.Nulls, column.Distinct, column.Hash = stats.nulls, stats.distinct.n, shortHash(whole, hashBytes)
	if stats.min >= 0 && !nested(a.DataType()) {
		column.Min, column.Max = extremeTexts(write(nil, stats.min), write(nil, stats.max))
	}
}

// columnStats accumulates the number of nulls and distinct values, the minimum and the maximum.
type columnStats struct {
	isNull   func(row int) bool
	compare  cells.Comparison
	nulls    int
	distinct *hashSet
	min, max int // row numbers, -1 for none
}

func newColumnStats(a arrow.Array, distinct *hashSet) *columnStats {
	return &columnStats{isNull: arrowtext.Nulls(a), compare: cells.Comparer(a, a), distinct: distinct, min: -1, max: -1}
}

// appendCell appends a cell as a line, and counts it.
func (s *columnStats) appendCell(text []byte, write CellWriter, row int) []byte {
	from := len(text)
	text = write(text, row)
	if s.isNull(row) {
		s.nulls++
	} else {
		s.distinct.add(textHash(text[from:]))
		if s.min < 0 || s.compare(row, s.min) < 0 {
			s.min = row
		}
		if s.max < 0 || s.compare(row, s.max) > 0 {
			s.max = row
		}
	}
	return append(text, '\n')
}

// extremeTexts returns the texts of the minimum and the maximum, or two empty strings if one is long.
func extremeTexts(least, most []byte) (string, string) {
	if len(least) > longestFigure || len(most) > longestFigure {
		return "", ""
	}
	return string(least), string(most)
}

func shortHash(h hash.Hash, n int) string { return hex.EncodeToString(h.Sum(nil)[:n]) }

// A hashSet counts distinct hashes.
type hashSet struct {
	slots []uint64
	n     int
	zero  bool
}

func newHashSet(most int) *hashSet {
	return &hashSet{slots: make([]uint64, 1<<bits.Len(uint(min(most, 1<<10))))}
}

func (s *hashSet) add(h uint64) {
	if h == 0 {
		if !s.zero {
			s.zero = true
			s.n++
		}
		return
	}
	if 2*s.n >= len(s.slots) {
		old := s.slots
		s.slots = make([]uint64, 2*len(old))
		for _, h := range old {
			if h != 0 {
				*s.slot(h) = h
			}
		}
	}
	if at := s.slot(h); *at == 0 {
		*at = h
		s.n++
	}
}

// slot returns the slot that holds h, or that h goes to.
func (s *hashSet) slot(h uint64) *uint64 {
	mask := uint64(len(s.slots) - 1)
	for at := h & mask; ; at = (at + 1) & mask {
		if s.slots[at] == 0 || s.slots[at] == h {
			return &s.slots[at]
		}
	}
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
	texts, err := rowTexts(rec, rows, at)
	if err != nil {
		return nil, err
	}
	return fromTexts(rec.Schema(), texts)
}

// A rowText is the texts of a row's cells, nil for null.
type rowText [][]byte

func rowTexts(rec arrow.Record, rows []int, at func(int) int) ([]rowText, error) {
	texts := make([]rowText, len(rows))
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

func fromTexts(schema *arrow.Schema, texts []rowText) (arrow.Record, error) {
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

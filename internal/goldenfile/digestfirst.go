package goldenfile

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"

	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/assay-go/assay/internal/cells"
)

// The first rules of digests hash the texts of cells. A golden that has such a digest keeps it.

// textHash is FNV-1a with mixed bits. It is the same on every machine.
func textHash(text []byte) uint64 {
	h := uint64(14695981039346656037)
	for _, c := range text {
		h = (h ^ uint64(c)) * 1099511628211
	}
	return cells.Mix(h)
}

// firstKeyStarts returns the rows of a keyed table at which a block starts: those whose key hashes to a multiple of
// size, and the first one.
func firstKeyStarts(key []CellWriter, rows rowSource, size int) (starts []int) {
	var text []byte
	for i := range rows.hi {
		text = AppendRow(text[:0], key, rows.at(i))
		if i == 0 || textHash(text)&uint64(size-1) == 0 {
			starts = append(starts, i)
		}
	}
	return starts
}

// firstColumn computes the digest of column c.
func (d *Digest) firstColumn(c int, a arrow.Array, write CellWriter, rows rowSource, _ bool) {
	column := &d.Columns[c]
	stats := newColumnStats(a, newHashSet(0))
	whole, block := sha256.New(), sha256.New()
	var text []byte
	at := 0
	for b := range d.Blocks {
		text = text[:0]
		for range d.Blocks[b].Rows {
			text = stats.appendCell(text, write, rows.at(at))
			at++
		}
		whole.Write(text)
		block.Reset()
		block.Write(text)
		d.Blocks[b].Hashes[c] = shortHash(block, blockBytes)
	}
	column.Nulls, column.Distinct, column.Hash = stats.nulls, stats.distinct.n, shortHash(whole, hashBytes[FirstRules])
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

func shortHash(h hash.Hash, n int) string { return hex.EncodeToString(h.Sum(nil)[:n]) }

// newFirstStream returns the digest of no rows.
func newFirstStream() *firstStream { return &firstStream{distinct: newHashSet(0), whole: sha256.New()} }

// A firstStream is the digest of a column of the rows read so far.
type firstStream struct {
	rows, nulls int
	distinct    *hashSet
	min, max    arrow.Record // one row of this column; nil if it has no values or no order
	whole       hash.Hash
	levels      []blockHashes // by ascending size
	text        []byte        // of the cells of a record
	ends        []int         // end of each row in text
}

// A blockHashes has the hashes of blocks of one size. The block size depends on the number of rows, which is not known
// yet, so all sizes that are still possible are kept.
type blockHashes struct {
	size   int
	blocks []string
	open   hash.Hash // of the unfinished block
}

func (d *firstStream) add(rec arrow.Record, c int, write CellWriter) error {
	a := rec.Column(c)
	stats := newColumnStats(a, d.distinct)
	d.text, d.ends = d.text[:0], append(d.ends[:0], 0)
	for row := range a.Len() {
		d.text = stats.appendCell(d.text, write, row)
		d.ends = append(d.ends, len(d.text))
	}
	d.nulls += stats.nulls
	for row := 0; row < a.Len(); {
		next := min(a.Len(), row+FewestInBlock-d.rows%FewestInBlock)
		d.write(d.text[d.ends[row]:d.ends[next]], next-row)
		row = next
	}
	if stats.min < 0 || nested(a.DataType()) {
		return nil
	}
	return errors.Join(keepExtreme(&d.min, rec, c, stats.min, -1), keepExtreme(&d.max, rec, c, stats.max, 1))
}

// write adds the text of some rows, none of which is beyond the current block of the smallest size.
func (d *firstStream) write(text []byte, rows int) {
	d.whole.Write(text)
	d.rows += rows
	for i := range d.levels {
		l := &d.levels[i]
		if l.open.Write(text); d.rows%l.size == 0 {
			l.blocks = append(l.blocks, shortHash(l.open, blockBytes))
			l.open.Reset()
		}
	}
	if d.rows >= FewestInBlock && d.rows&(d.rows-1) == 0 { // all rows together are the first block of a size
		d.levels = append(d.levels, blockHashes{d.rows, []string{shortHash(d.whole, blockBytes)}, sha256.New()})
	}
	for len(d.levels) > 0 && d.levels[0].size < BlockSize(d.rows) {
		d.levels = d.levels[1:]
	}
}

// blockHashes returns the hashes of the blocks of a digest of d.rows rows.
func (d *firstStream) blockHashes() (all []string) {
	open := d.whole
	if len(d.levels) > 0 {
		all, open = d.levels[0].blocks, d.levels[0].open
	}
	if d.rows%BlockSize(d.rows) > 0 {
		all = append(all, shortHash(open, blockBytes))
	}
	return all
}

// keepExtreme keeps the cell in row of column c if it is below (sign -1) or above (sign 1) the kept one.
func keepExtreme(kept *arrow.Record, rec arrow.Record, c, row, sign int) error {
	if *kept != nil && sign*cells.Comparer(rec.Column(c), (*kept).Column(0))(row, 0) <= 0 {
		return nil
	}
	schema := arrow.NewSchema([]arrow.Field{rec.Schema().Field(c)}, nil)
	column := array.NewRecord(schema, []arrow.Array{rec.Column(c)}, rec.NumRows())
	defer column.Release()
	one, err := PickRows(column, []int{row}, sameRow)
	*kept = one
	return err
}

func (d *firstStream) figures() (DigestColumn, error) {
	out := DigestColumn{Nulls: d.nulls, Distinct: d.distinct.n, Hash: shortHash(d.whole, hashBytes[FirstRules])}
	if d.min == nil {
		return out, nil
	}
	least, err := CellWriters(d.min)
	if err != nil {
		return out, err
	}
	most, err := CellWriters(d.max)
	if err != nil {
		return out, err
	}
	out.Min, out.Max = extremeTexts(least[0](nil, 0), most[0](nil, 0))
	return out, nil
}

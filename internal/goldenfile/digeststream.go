package goldenfile

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"strconv"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"

	"github.com/assay-go/assay/internal/cells"
	"github.com/assay-go/assay/internal/parallel"
)

// DigestOf returns the digest of a stream of records, in their order, for a result that does not fit into memory. It
// reads the stream to its end and keeps no record. It needs about 16 bytes for each distinct value of a column. It does
// not release the reader.
func DigestOf(r array.RecordReader) (*File, error) {
	if r.Schema().NumFields() == 0 {
		return nil, errors.New("the stream has no columns to digest")
	}
	s := &digestStream{schema: r.Schema(), columns: make([]streamColumn, r.Schema().NumFields())}
	for c := range s.columns {
		s.columns[c] = streamColumn{distinct: newHashSet(1 << 10), whole: sha256.New()}
	}
	for r.Next() {
		if err := s.add(r.Record()); err != nil {
			return nil, fmt.Errorf("the record that starts at row %d: %w", s.rows, err)
		}
	}
	if err := r.Err(); err != nil {
		return nil, err
	}
	return s.file()
}

// A digestStream is the digest of the rows read so far.
type digestStream struct {
	schema      *arrow.Schema
	rows        int
	columns     []streamColumn
	first, last []rowText // at most sampleRows each
}

func (s *digestStream) add(rec arrow.Record) error {
	n := int(rec.NumRows())
	if err := fits(int64(s.rows) + int64(n)); err != nil {
		return err
	}
	if err := CheckColumns(rec); err != nil {
		return err
	}
	writers, err := CellWriters(rec)
	if err != nil {
		return err
	}
	head := min(n, max(0, SampleRows-s.rows))
	first, err := rowTexts(rec, rowRange(0, head), sameRow)
	if err != nil {
		return err
	}
	last, err := rowTexts(rec, rowRange(max(head, n-SampleRows), n), sameRow)
	if err != nil {
		return err
	}
	s.first, s.last = append(s.first, first...), append(s.last, last...)
	s.last = s.last[max(0, len(s.last)-SampleRows):]
	errs := make([]error, len(s.columns))
	parallel.Do(len(s.columns), func(c int) { errs[c] = s.columns[c].add(rec, c, writers[c]) })
	s.rows += n
	return errors.Join(errs...)
}

// rowRange returns the numbers from lo to hi-1.
func rowRange(lo, hi int) (all []int) {
	for i := lo; i < hi; i++ {
		all = append(all, i)
	}
	return all
}

func sameRow(row int) int { return row }

func (s *digestStream) file() (*File, error) {
	d := &Digest{Rows: s.rows, Columns: make([]DigestColumn, len(s.columns))}
	size := BlockSize(s.rows)
	for from := 0; from < s.rows; from += size {
		d.Blocks = append(d.Blocks, DigestBlock{Rows: min(size, s.rows-from), From: strconv.Itoa(from)})
	}
	for i := range s.columns {
		c := &s.columns[i]
		var err error
		if d.Columns[i], err = c.figures(); err != nil {
			return nil, err
		}
		for b, hash := range c.hashes(size) {
			d.Blocks[b].Hashes = append(d.Blocks[b].Hashes, hash)
		}
	}
	sample, err := fromTexts(s.schema, append(s.first, s.last...))
	return &File{Table: sample, Digest: d}, err
}

// A streamColumn is the digest of a column of the rows read so far.
type streamColumn struct {
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

func (d *streamColumn) add(rec arrow.Record, c int, write CellWriter) error {
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
func (d *streamColumn) write(text []byte, rows int) {
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

// hashes returns the hashes of the blocks of this size, that of a digest of d.rows rows.
func (d *streamColumn) hashes(size int) (all []string) {
	open := d.whole
	if len(d.levels) > 0 {
		all, open = d.levels[0].blocks, d.levels[0].open
	}
	if d.rows%size > 0 {
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

func (d *streamColumn) figures() (DigestColumn, error) {
	out := DigestColumn{Nulls: d.nulls, Distinct: d.distinct.n, Hash: shortHash(d.whole, hashBytes)}
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

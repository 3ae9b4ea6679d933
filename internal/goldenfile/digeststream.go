package goldenfile

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"

	"github.com/assay-go/assay/internal/parallel"
)

// DigestOf returns the digest of a stream of records, in their order, for a result that does not fit into memory. It
// reads the stream to its end and keeps no record. It does not release the reader.
func DigestOf(r array.RecordReader, rules Rules) (*File, error) {
	if r.Schema().NumFields() == 0 {
		return nil, errors.New("the stream has no columns to digest")
	}
	s := &digestStream{schema: r.Schema(), rules: rules, columns: make([]streamColumn, r.Schema().NumFields())}
	for c := range s.columns {
		if s.columns[c] = newSecondStream(); rules == FirstRules {
			s.columns[c] = newFirstStream()
		}
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
	rules       Rules
	columns     []streamColumn
	first, last []RowText // at most sampleRows each
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
	first, err := RowTexts(rec, rowRange(0, head), sameRow)
	if err != nil {
		return err
	}
	last, err := RowTexts(rec, rowRange(max(head, n-SampleRows), n), sameRow)
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

func (s *digestStream) file() (*File, error) {
	d := &Digest{Rules: s.rules, Rows: s.rows, Columns: make([]DigestColumn, len(s.columns))}
	size := BlockSize(s.rows)
	for from := 0; from < s.rows; from += size {
		d.Blocks = append(d.Blocks, DigestBlock{Rows: min(size, s.rows-from), From: strconv.Itoa(from)})
	}
	for i, c := range s.columns {
		var err error
		if d.Columns[i], err = c.figures(); err != nil {
			return nil, err
		}
		for b, hash := range c.blockHashes() {
			d.Blocks[b].Hashes = append(d.Blocks[b].Hashes, hash)
		}
	}
	sample, err := FromTexts(s.schema, append(s.first, s.last...))
	return &File{Table: sample, Digest: d}, err
}

// A streamColumn is the digest of a column of the rows read so far.
type streamColumn interface {
	add(rec arrow.Record, c int, write CellWriter) error
	figures() (DigestColumn, error) // the last call but for blockHashes
	blockHashes() []string
}

// A secondStream is a streamColumn by the second rules.
type secondStream struct {
	digest *columnDigest
	nested bool
}

func newSecondStream() *secondStream { return &secondStream{digest: newColumnDigest()} }

func (d *secondStream) add(rec arrow.Record, c int, write CellWriter) error {
	a := rec.Column(c)
	d.nested = nested(a.DataType())
	d.digest.add(newCellReader(a), write, rowSource{hi: a.Len()})
	return nil
}

func (d *secondStream) figures() (DigestColumn, error) { return d.digest.figures(d.nested), nil }

func (d *secondStream) blockHashes() []string { return d.digest.blockHashes() }

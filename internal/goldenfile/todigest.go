package goldenfile

import (
	"strconv"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/internal/parallel"
)

// ToDigest returns f as a digest by these rules. Its table has the first and last rows in the order of the golden;
// parquet is the hash of its Parquet file, "" for none.
func ToDigest(f *File, rules Rules, parquet string) (*File, error) {
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
	rows := rowSource{hi: int(f.Table.NumRows()), perm: perm}
	d := &Digest{Rules: rules, Rows: rows.hi, Parquet: parquet, Columns: make([]DigestColumn, len(writers))}
	var key []CellWriter
	for _, name := range f.Key {
		key = append(key, writers[ColumnIndex(f.Table.Schema(), name)])
	}
	d.cut(f.Table, f.Key, key, rows)
	for b := range d.Blocks {
		d.Blocks[b].Hashes = make([]string, len(writers))
	}
	digest := d.column
	if rules == FirstRules {
		digest = d.firstColumn
	}
	parallel.Do(len(writers), func(c int) { digest(c, f.Table.Column(c), writers[c], rows, len(key) > 0) })
	sample, err := PickRows(f.Table, SampledRows(rows.hi), rows.at)
	if err != nil {
		return nil, err
	}
	return &File{Order: order, Key: f.Key, Inputs: f.Inputs, Table: sample, Digest: d}, nil
}

// cut divides the rows into blocks. In a keyed table the hash of the key decides where a block starts, so that an
// inserted or deleted row changes only its own block. Otherwise all blocks have one size.
func (d *Digest) cut(rec arrow.Record, names []string, key []CellWriter, rows rowSource) {
	size := BlockSize(d.Rows)
	var starts []int
	switch {
	case len(key) == 0:
		for i := 0; i < d.Rows; i += size {
			starts = append(starts, i)
		}
	case d.Rules == FirstRules:
		starts = firstKeyStarts(key, rows, size)
	default:
		starts = keyStarts(rec, names, rows, size)
	}
	for b, start := range starts {
		end := d.Rows
		if b+1 < len(starts) {
			end = starts[b+1]
		}
		from := strconv.Itoa(start)
		if len(key) > 0 {
			from = string(AppendRow(nil, key, rows.at(start)))
		}
		d.Blocks = append(d.Blocks, DigestBlock{Rows: end - start, From: from})
	}
}

// column computes the digest of column c by the second rules.
func (d *Digest) column(c int, a arrow.Array, write CellWriter, rows rowSource, keyed bool) {
	cells, column := newCellReader(a), newColumnDigest()
	if !keyed {
		column.add(cells, write, rows)
		d.Columns[c] = column.figures(nested(a.DataType()))
		for b, hash := range column.blockHashes() {
			d.Blocks[b].Hashes[c] = hash
		}
		return
	}
	for b := range d.Blocks {
		rows.hi = rows.lo + d.Blocks[b].Rows
		d.Blocks[b].Hashes[c] = column.addBlock(cells, write, rows)
		rows.lo = rows.hi
	}
	d.Columns[c] = column.figures(nested(a.DataType()))
}

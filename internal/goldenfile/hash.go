package goldenfile

import (
	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/assay-go/assay/internal/cells"
)

// HashColumn returns a hash of the type and the cells of a column. It depends on the values only, not on how Arrow
// stores them, and is the same in every process.
func HashColumn(a arrow.Array) uint64 {
	typ, _ := arrowtext.TypeString(a.DataType()) // "" if no golden holds it
	h := cells.Mix(cellHash([]byte(typ)) ^ uint64(a.Len()))
	c := newCellReader(a)
	var hashes []uint64
	rowSource{hi: a.Len()}.eachLeaf(func() int { return leafRows }, func(rows []int32) {
		c.read(rows)
		for _, null := range c.nulls {
			h = cells.Mix(h ^ uint64(null))
		}
		hashes = c.cellHashes(hashes[:0])
		for _, cell := range hashes {
			h = cells.Mix(h ^ cell)
		}
		h = cells.Mix(h ^ uint64(len(hashes)))
	})
	return h
}

// HashRecord returns a hash of the columns of a table and of their names.
func HashRecord(rec arrow.Record) uint64 {
	h := uint64(rec.NumCols())
	for i, f := range rec.Schema().Fields() {
		h = cells.Mix(h ^ cellHash([]byte(f.Name)))
		h = cells.Mix(h ^ HashColumn(rec.Column(i)))
	}
	return h
}

// HashText returns a hash of a text.
func HashText(text []byte) uint64 { return cellHash(text) }

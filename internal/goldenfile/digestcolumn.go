package goldenfile

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/internal/cells"
)

// A columnDigest is the digest of the rows of a column so far.
type columnDigest struct {
	nulls    int
	distinct *hashSet
	extremes extremes
	rows     *rowsHash
	block    *rowsHash // of a block of a keyed table; nil for other tables
	hashes   []uint64
}

func newColumnDigest() *columnDigest {
	return &columnDigest{distinct: newHashSet(MostCounted), rows: newRowsHash()}
}

// add adds rows of a column that c reads and write writes.
func (d *columnDigest) add(c *cellReader, write CellWriter, order rowSource) {
	room := func() int {
		if d.block == nil {
			return d.rows.room()
		}
		return min(d.rows.room(), d.block.room())
	}
	order.eachLeaf(room, func(rows []int32) {
		c.read(rows)
		d.rows.add(c, len(rows))
		if d.block != nil {
			d.block.add(c, len(rows))
		}
		d.nulls += len(c.nulls)
		d.hashes = c.cellHashes(d.hashes[:0])
		d.distinct.addAll(d.hashes)
		d.extremes.add(c)
	})
	d.extremes.keepTexts(write)
}

// addBlock adds the rows of a block of a keyed table, and returns the block's hash.
func (d *columnDigest) addBlock(c *cellReader, write CellWriter, order rowSource) string {
	d.block = newRowsHash()
	d.add(c, write, order)
	root := d.block.root()
	return hex.EncodeToString(root[:blockBytes])
}

// figures returns the digest of the whole column.
func (d *columnDigest) figures(nested bool) DigestColumn {
	root := d.rows.root()
	out := DigestColumn{Nulls: d.nulls, Hash: hex.EncodeToString(root[:hashBytes[SecondRules]])}
	out.Distinct, out.Estimated = d.distinct.count()
	if !nested {
		out.Min, out.Max = extremeTexts(d.extremes.least.text, d.extremes.most.text)
	}
	return out
}

// blockHashes returns the hashes of the blocks of a column whose blocks all have the same size.
func (d *columnDigest) blockHashes() (all []string) {
	for _, root := range d.rows.tree.blockRoots() {
		all = append(all, hex.EncodeToString(root[:blockBytes]))
	}
	return all
}

// A rowSource is the rows [lo, hi) of a table, in the order of perm if it is not nil.
type rowSource struct {
	lo, hi int
	perm   []int32
}

// at returns the number in the table of the i-th row.
func (s rowSource) at(i int) int {
	if s.perm == nil {
		return i
	}
	return int(s.perm[i])
}

// eachLeaf calls do with the numbers of the rows, as many at once as room returns.
func (s rowSource) eachLeaf(room func() int, do func(rows []int32)) {
	var rows [leafRows]int32
	for lo := s.lo; lo < s.hi; {
		n := min(room(), s.hi-lo)
		if s.perm != nil {
			do(s.perm[lo : lo+n])
		} else {
			for i := range n {
				rows[i] = int32(lo + i)
			}
			do(rows[:n])
		}
		lo += n
	}
}

// extremes are the least and the greatest cell.
type extremes struct{ least, most extreme }

// An extreme is a cell. Cells of one size are compared by words, texts and binary by bytes.
type extreme struct {
	found bool
	words [4]uint64
	bytes []byte
	row   int32 // in the current array if fresh is set
	fresh bool  // text is that of an earlier cell
	text  []byte
}

func (e *extreme) set(row int32) { e.found, e.row, e.fresh = true, row, true }

// add adds the cells that c has read.
func (e *extremes) add(c *cellReader) {
	switch {
	case len(c.at) == 0:
	case c.fixed != nil && c.fixed.words == 1:
		e.addWords(c)
	case c.fixed != nil:
		e.addWide(c)
	case c.texts != nil:
		e.addTexts(c)
	}
}

func (e *extremes) addWords(c *cellReader) {
	flip, mask := c.fixed.flip[0], uint64(0)
	if c.fixed.float {
		mask = ^uint64(signBit)
	}
	rank := func(w uint64) uint64 { return w ^ flip ^ uint64(int64(w)>>63)&mask }
	lowest, highest, low, high := rank(c.words[0]), rank(c.words[0]), 0, 0
	for i, w := range c.words {
		r := rank(w)
		if r < lowest {
			lowest, low = r, i
		}
		if r > highest {
			highest, high = r, i
		}
	}
	if !e.least.found || lowest < e.least.words[0] {
		e.least.words[0] = lowest
		e.least.set(c.at[low])
	}
	if !e.most.found || highest > e.most.words[0] {
		e.most.words[0] = highest
		e.most.set(c.at[high])
	}
}

func (e *extremes) addWide(c *cellReader) {
	n := c.fixed.words
	for i, row := range c.at {
		var words [4]uint64
		for k, w := range c.words[i*n : i*n+n] {
			words[k] = w ^ c.fixed.flip[k]
		}
		if !e.least.found || below(&words, &e.least.words) {
			e.least.words = words
			e.least.set(row)
		}
		if !e.most.found || below(&e.most.words, &words) {
			e.most.words = words
			e.most.set(row)
		}
	}
}

// below compares words from the most significant one.
func below(a, b *[4]uint64) bool {
	for k := len(a) - 1; k > 0; k-- {
		if a[k] != b[k] {
			return a[k] < b[k]
		}
	}
	return a[0] < b[0]
}

func (e *extremes) addTexts(c *cellReader) {
	from := 0
	for i, row := range c.at {
		cell := c.cells[from:c.ends[i]]
		from = c.ends[i]
		if cell[0] < 0x80 {
			cell = cell[1:]
		} else {
			_, n := binary.Uvarint(cell)
			cell = cell[n:]
		}
		if !e.least.found || bytes.Compare(cell, e.least.bytes) < 0 {
			e.least.bytes = append(e.least.bytes[:0], cell...)
			e.least.set(row)
		}
		if !e.most.found || bytes.Compare(cell, e.most.bytes) > 0 {
			e.most.bytes = append(e.most.bytes[:0], cell...)
			e.most.set(row)
		}
	}
}

// keepTexts keeps the texts of the extremes before the current array goes.
func (e *extremes) keepTexts(write CellWriter) {
	for _, x := range []*extreme{&e.least, &e.most} {
		if x.fresh {
			x.text, x.fresh = write(x.text[:0], int(x.row)), false
		}
	}
}

// keyStarts returns the rows of a keyed table at which a block starts: those whose key hashes to a multiple of size,
// and the first one.
func keyStarts(rec arrow.Record, key []string, order rowSource, size int) (starts []int) {
	var readers []*cellReader
	for _, column := range ColumnsNamed(rec, key) {
		readers = append(readers, newCellReader(column))
	}
	var all, hashes []uint64
	at := order.lo
	order.eachLeaf(func() int { return leafRows }, func(rows []int32) {
		all = append(all[:0], make([]uint64, len(rows))...)
		for _, c := range readers {
			c.read(rows)
			hashes = c.cellHashes(hashes[:0])
			for i, h := range hashes {
				all[i] = cells.Mix(all[i] ^ h)
			}
		}
		for i, h := range all {
			if h&uint64(size-1) == 0 || at+i == 0 {
				starts = append(starts, at+i)
			}
		}
		at += len(rows)
	})
	return starts
}

package cells

import (
	"math"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/decimal256"

	"github.com/assay-go/assay/internal/arrowtext"
)

// A sortColumn gives the cells of a column as words of 64 bits, whose order is that of the cells: the first word
// decides, then the second.
type sortColumn struct {
	load    func(rows []rankedRow, word int)         // sets the ranks; nil if the cells have no words
	ends    func(rank uint64, word int) (ended bool) // whether cells with this word have no more words
	compare Comparison
}

// mostWords is how many words of a cell are read. Cells that have more are then compared.
const mostWords = 8

func (c *sortColumn) byComparison(word int) bool { return c.load == nil || word == mostWords }

// next returns the place that decides after cells have the same word.
func (c *sortColumn) next(at place, rank uint64) place {
	if c.byComparison(at.word) || c.ends(rank, at.word) {
		return place{column: at.column + 1}
	}
	return place{at.column, at.word + 1}
}

func newSortColumn(a arrow.Array) sortColumn {
	a = arrowtext.Storage(a)
	c := sortColumn{compare: Comparer(a, a)}
	switch a := a.(type) {
	case *array.Dictionary:
		ranks := valueRanks(a.Dictionary())
		c.words(1, func(row, _ int) uint64 {
			if a.IsNull(row) {
				return 0
			}
			return uint64(ranks[a.GetValueIndex(row)])
		})
		return c
	case *array.RunEndEncoded:
		ranks := valueRanks(a.Values())
		c.words(1, func(row, _ int) uint64 { return uint64(ranks[a.GetPhysicalIndex(row)]) })
		return c
	}
	if c.values(a); c.load != nil && a.NullN() > 0 {
		c.nullable(a)
	}
	return c
}

// valueRanks returns a number for each cell, in their order. It is 0 for null.
func valueRanks(a arrow.Array) []int32 {
	ranks, compare, null := make([]int32, a.Len()), Comparer(a, a), arrowtext.Nulls(a)
	sorted, rank := SortedRows(a.Len(), compare), int32(0)
	for at, row := range sorted {
		if rank == 0 && !null(int(row)) || at > 0 && compare(int(sorted[at-1]), int(row)) != 0 {
			rank++
		}
		ranks[row] = rank
	}
	return ranks
}

// words sets n words per cell, from a function that is called for each cell.
func (c *sortColumn) words(n int, of func(row, word int) uint64) {
	c.load = func(rows []rankedRow, word int) {
		for i := range rows {
			rows[i].rank = of(int(rows[i].row), word)
		}
	}
	c.ends = func(_ uint64, word int) bool { return word == n-1 }
}

// nullable puts a word before the others: 0 for null, which has no other words.
func (c *sortColumn) nullable(a arrow.Array) {
	load, ends := c.load, c.ends
	c.load = func(rows []rankedRow, word int) {
		if word > 0 {
			load(rows, word-1)
			return
		}
		for i := range rows {
			rows[i].rank = 1
			if a.IsNull(int(rows[i].row)) {
				rows[i].rank = 0
			}
		}
	}
	c.ends = func(rank uint64, word int) bool {
		if word == 0 {
			return rank == 0
		}
		return ends(rank, word-1)
	}
}

const signBit = 1 << 63

// signed maps a signed integer to an unsigned one, in their order.
func signed[T Integer](v T) uint64 { return uint64(v) ^ signBit }

// values sets the words of cells that are not null.
func (c *sortColumn) values(a arrow.Array) {
	switch a := a.(type) {
	case *array.Boolean:
		c.words(1, func(row, _ int) uint64 {
			if a.Value(row) {
				return 1
			}
			return 0
		})
		return
	case *array.Float16:
		v := a.Values()
		c.words(1, func(row, _ int) uint64 { return uint64(halfRank(v[row])) })
		return
	case *array.Float32:
		v := a.Float32Values()
		c.words(1, func(row, _ int) uint64 { return FloatRank(float64(v[row])) })
		return
	case *array.Float64:
		v := a.Float64Values()
		c.words(1, func(row, _ int) uint64 { return FloatRank(v[row]) })
		return
	case *array.Decimal128:
		v := arrow.GetValues[decimal128.Num](a.Data(), 1)
		c.words(2, func(row, word int) uint64 {
			if word == 0 {
				return signed(v[row].HighBits())
			}
			return v[row].LowBits()
		})
		return
	case *array.Decimal256:
		v := arrow.GetValues[decimal256.Num](a.Data(), 1)
		c.words(4, func(row, word int) uint64 {
			if w := v[row].Array(); word > 0 {
				return w[3-word]
			} else {
				return w[3] ^ signBit
			}
		})
		return
	case *array.DayTimeInterval:
		c.words(2, func(row, word int) uint64 {
			v := a.Value(row)
			return signed([...]int32{v.Days, v.Milliseconds}[word])
		})
		return
	case *array.MonthDayNanoInterval:
		c.words(3, func(row, word int) uint64 {
			v := a.Value(row)
			return signed([...]int64{int64(v.Months), int64(v.Days), v.Nanoseconds}[word])
		})
		return
	}
	if text := Strings(a); text != nil {
		textWords(c, text)
		return
	}
	if text := Binaries(a); text != nil {
		textWords(c, text)
		return
	}
	switch a.DataType().ID() {
	case arrow.INT8:
		integerWords[int8](c, a)
	case arrow.INT16:
		integerWords[int16](c, a)
	case arrow.INT32, arrow.DATE32, arrow.TIME32, arrow.INTERVAL_MONTHS:
		integerWords[int32](c, a)
	case arrow.INT64, arrow.DATE64, arrow.TIME64, arrow.TIMESTAMP, arrow.DURATION:
		integerWords[int64](c, a)
	case arrow.UINT8:
		integerWords[uint8](c, a)
	case arrow.UINT16:
		integerWords[uint16](c, a)
	case arrow.UINT32:
		integerWords[uint32](c, a)
	case arrow.UINT64:
		integerWords[uint64](c, a)
	}
}

func integerWords[T Integer](c *sortColumn, a arrow.Array) {
	v, flip := arrow.GetValues[T](a.Data(), 1), uint64(0)
	if ^T(0) < 0 {
		flip = signBit
	}
	c.load = func(rows []rankedRow, _ int) {
		for i := range rows {
			rows[i].rank = uint64(v[rows[i].row]) ^ flip
		}
	}
	c.ends = func(uint64, int) bool { return true }
}

// bytesPerWord is how many bytes of a text a word has. The last byte of the word says how many are left, which orders
// a text before those that continue it.
const bytesPerWord = 7

func textWords[T string | []byte](c *sortColumn, value func(row int) T) {
	c.words(math.MaxInt, func(row, word int) uint64 {
		text := value(row)
		text = text[min(len(text), word*bytesPerWord):]
		rank := uint64(0)
		for i := range min(len(text), bytesPerWord) {
			rank |= uint64(text[i]) << (56 - 8*i)
		}
		return rank | uint64(min(len(text), bytesPerWord+1))
	})
	c.ends = func(rank uint64, _ int) bool { return rank&0xff <= bytesPerWord }
}

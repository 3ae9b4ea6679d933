package goldenfile

import (
	"encoding/binary"
	"math"
	"slices"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/bitutil"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/decimal256"

	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/assay-go/assay/internal/cells"
)

// A cellReader reads cells of a column in the encoding that digests hash. It reads some hundred cells at a time, so
// that a loop over cells calls no function that depends on the type. The encoding depends on the values only, not on
// how Arrow stores them. The package comment specifies it.
type cellReader struct {
	steps    []indirection
	allNull  bool
	validity []byte // nil if no value is null
	offset   int    // of the values in validity

	fixed *fixedCells // one of these three
	texts func(dst []byte, ends []int, rows []int32) ([]byte, []int)
	plain func(dst []byte, row int) []byte

	// What read has read:
	nulls []int   // the positions of nulls among the rows
	at    []int32 // the rows of the other cells
	rows  []int32 // where their values are
	words []uint64
	cells []byte // their encoding
	ends  []int  // where each ends in cells; not set for fixed cells
}

// An indirection leads from a row of a dictionary or a run-end encoded array to its value.
type indirection struct {
	null  func(row int) bool
	index func(row int) int
}

func newCellReader(a arrow.Array) *cellReader {
	c := &cellReader{}
	for {
		a = arrowtext.Storage(a)
		switch t := a.(type) {
		case *array.Dictionary:
			c.steps = append(c.steps, indirection{t.IsNull, t.GetValueIndex})
			a = t.Dictionary()
			continue
		case *array.RunEndEncoded:
			c.steps = append(c.steps, indirection{func(int) bool { return false }, t.GetPhysicalIndex})
			a = t.Values()
			continue
		case *array.Null:
			c.allNull = true
		}
		break
	}
	if !c.allNull && a.NullN() > 0 {
		c.validity, c.offset = a.NullBitmapBytes(), a.Data().Offset()
	}
	if c.fixed = newFixedCells(a); c.fixed == nil {
		if c.texts = textCells(a); c.texts == nil && !c.allNull {
			c.plain = nestedCell(a)
		}
	}
	return c
}

// read reads the cells of some rows, at most leafRows.
func (c *cellReader) read(rows []int32) {
	c.locate(rows)
	c.cells, c.ends = c.cells[:0], c.ends[:0]
	switch {
	case c.fixed != nil:
		c.words = c.fixed.load(c.words[:0], c.rows)
		c.cells = slices.Grow(c.cells, 8*len(c.words))[:8*len(c.words)]
		for i, w := range c.words {
			binary.LittleEndian.PutUint64(c.cells[8*i:], w)
		}
	case c.texts != nil:
		c.cells, c.ends = c.texts(c.cells, c.ends, c.rows)
	case c.plain != nil:
		for _, row := range c.rows {
			c.cells = c.plain(c.cells, int(row))
			c.ends = append(c.ends, len(c.cells))
		}
	}
}

// locate finds the nulls, and the values of the other rows.
func (c *cellReader) locate(rows []int32) {
	c.nulls, c.at, c.rows = c.nulls[:0], append(c.at[:0], rows...), append(c.rows[:0], rows...)
	if !c.allNull && c.validity == nil && len(c.steps) == 0 {
		return
	}
	n := 0
	for i, row := range rows {
		at, null := int(row), c.allNull
		for _, step := range c.steps {
			if null = null || step.null(at); null {
				break
			}
			at = step.index(at)
		}
		if null || c.validity != nil && !bitutil.BitIsSet(c.validity, c.offset+at) {
			c.nulls = append(c.nulls, i)
			continue
		}
		c.at[n], c.rows[n] = row, int32(at)
		n++
	}
	c.at, c.rows = c.at[:n], c.rows[:n]
}

// cellHashes appends a hash of each cell that was read and is not null.
func (c *cellReader) cellHashes(dst []uint64) []uint64 {
	switch {
	case c.fixed != nil && c.fixed.words == 1:
		for _, w := range c.words {
			dst = append(dst, cells.Mix(cells.Mix(8^w)))
		}
	case c.fixed != nil:
		for size, at := 8*c.fixed.words, 0; at < len(c.cells); at += size {
			dst = append(dst, cellHash(c.cells[at:at+size]))
		}
	default:
		from := 0
		for _, end := range c.ends {
			dst, from = append(dst, cellHash(c.cells[from:end])), end
		}
	}
	return dst
}

// cellHash is a fast hash of the encoding of a cell. It is the same on every machine.
func cellHash(cell []byte) uint64 {
	h, last := uint64(len(cell)), uint64(0)
	if len(cell) < 8 {
		for i, b := range cell {
			last |= uint64(b) << (8 * i)
		}
	} else {
		for at := 0; at < len(cell)-8; at += 8 {
			h = cells.Mix(h ^ binary.LittleEndian.Uint64(cell[at:]))
		}
		last = binary.LittleEndian.Uint64(cell[len(cell)-8:])
	}
	return cells.Mix(cells.Mix(h ^ last))
}

// fixedCells reads an array of cells of one size.
type fixedCells struct {
	load  func(dst []uint64, rows []int32) []uint64 // appends the words of cells, the least significant first
	words int                                       // of a cell
	flip  [4]uint64                                 // is XORed with the words to order them as the cells
	float bool
}

const signBit = 1 << 63

// newFixedCells returns nil for arrays of other types.
func newFixedCells(a arrow.Array) *fixedCells {
	signed := [4]uint64{signBit}
	switch a := a.(type) {
	case *array.Boolean:
		return &fixedCells{words: 1, load: func(dst []uint64, rows []int32) []uint64 {
			for _, row := range rows {
				w := uint64(0)
				if a.Value(int(row)) {
					w = 1
				}
				dst = append(dst, w)
			}
			return dst
		}}
	case *array.Float16:
		return &fixedCells{loadFloats(arrowtext.Floats(a)), 1, signed, true}
	case *array.Float32:
		v := a.Float32Values()
		return &fixedCells{loadFloats(func(row int) float64 { return float64(v[row]) }), 1, signed, true}
	case *array.Float64:
		return &fixedCells{loadFloat64s(a.Float64Values()), 1, signed, true}
	case *array.Decimal128:
		v := arrow.GetValues[decimal128.Num](a.Data(), 1)
		return &fixedCells{words: 2, flip: [4]uint64{1: signBit}, load: func(dst []uint64, rows []int32) []uint64 {
			for _, row := range rows {
				dst = append(dst, v[row].LowBits(), uint64(v[row].HighBits()))
			}
			return dst
		}}
	case *array.Decimal256:
		v := arrow.GetValues[decimal256.Num](a.Data(), 1)
		return &fixedCells{words: 4, flip: [4]uint64{3: signBit}, load: func(dst []uint64, rows []int32) []uint64 {
			for _, row := range rows {
				w := v[row].Array()
				dst = append(dst, w[:]...)
			}
			return dst
		}}
	case *array.DayTimeInterval:
		flip := [4]uint64{signBit, signBit}
		return &fixedCells{words: 2, flip: flip, load: func(dst []uint64, rows []int32) []uint64 {
			for _, row := range rows {
				v := a.Value(int(row))
				dst = append(dst, uint64(v.Milliseconds), uint64(v.Days))
			}
			return dst
		}}
	case *array.MonthDayNanoInterval:
		flip := [4]uint64{signBit, signBit, signBit}
		return &fixedCells{words: 3, flip: flip, load: func(dst []uint64, rows []int32) []uint64 {
			for _, row := range rows {
				v := a.Value(int(row))
				dst = append(dst, uint64(v.Nanoseconds), uint64(v.Days), uint64(v.Months))
			}
			return dst
		}}
	}
	switch a.DataType().ID() {
	case arrow.INT8:
		return &fixedCells{loadIntegers[int8](a), 1, signed, false}
	case arrow.INT16:
		return &fixedCells{loadIntegers[int16](a), 1, signed, false}
	case arrow.INT32, arrow.DATE32, arrow.TIME32, arrow.INTERVAL_MONTHS:
		return &fixedCells{loadIntegers[int32](a), 1, signed, false}
	case arrow.INT64, arrow.DATE64, arrow.TIME64, arrow.TIMESTAMP, arrow.DURATION:
		return &fixedCells{loadIntegers[int64](a), 1, signed, false}
	case arrow.UINT8:
		return &fixedCells{loadIntegers[uint8](a), 1, [4]uint64{}, false}
	case arrow.UINT16:
		return &fixedCells{loadIntegers[uint16](a), 1, [4]uint64{}, false}
	case arrow.UINT32:
		return &fixedCells{loadIntegers[uint32](a), 1, [4]uint64{}, false}
	case arrow.UINT64:
		return &fixedCells{loadIntegers[uint64](a), 1, [4]uint64{}, false}
	}
	return nil
}

func loadIntegers[T cells.Integer](a arrow.Array) func([]uint64, []int32) []uint64 {
	v := arrow.GetValues[T](a.Data(), 1)
	return func(dst []uint64, rows []int32) []uint64 {
		for _, row := range rows {
			dst = append(dst, uint64(v[row]))
		}
		return dst
	}
}

func loadFloat64s(v []float64) func([]uint64, []int32) []uint64 {
	return func(dst []uint64, rows []int32) []uint64 {
		for _, row := range rows {
			dst = append(dst, floatWord(v[row]))
		}
		return dst
	}
}

func loadFloats(value func(row int) float64) func([]uint64, []int32) []uint64 {
	return func(dst []uint64, rows []int32) []uint64 {
		for _, row := range rows {
			dst = append(dst, floatWord(value(int(row))))
		}
		return dst
	}
}

// floatWord returns the bits of a float; all NaN have the same.
func floatWord(f float64) uint64 {
	if f != f {
		return 0x7ff8 << 48
	}
	return math.Float64bits(f)
}

// textCells returns a reader of an array of texts or of binary. It returns nil for other arrays.
func textCells(a arrow.Array) func(dst []byte, ends []int, rows []int32) ([]byte, []int) {
	if a.Len() > 0 {
		switch a := a.(type) {
		case *array.String:
			return offsetTexts(a.ValueOffsets(), a.ValueBytes())
		case *array.Binary:
			return offsetTexts(a.ValueOffsets(), a.ValueBytes())
		case *array.LargeString:
			return offsetTexts(a.ValueOffsets(), a.ValueBytes())
		case *array.LargeBinary:
			return offsetTexts(a.ValueOffsets(), a.ValueBytes())
		}
	}
	if value := cells.Strings(a); value != nil {
		return textsOf(value)
	}
	if value := cells.Binaries(a); value != nil {
		return textsOf(value)
	}
	return nil
}

// offsetTexts reads texts that are one after the other in data. The first one starts at the first offset.
func offsetTexts[T int32 | int64](offsets []T, data []byte) func([]byte, []int, []int32) ([]byte, []int) {
	first := offsets[0]
	var bounds []T // of the texts in data
	var touched byte
	return func(dst []byte, ends []int, rows []int32) ([]byte, []int) {
		bounds = bounds[:0]
		for _, row := range rows {
			bounds = append(bounds, offsets[row]-first, offsets[row+1]-first)
		}
		// The texts of a sorted table are anywhere in memory. No byte that is read here depends on another one, so the
		// processor waits for several at once, and copying then does not wait.
		for i := 0; i < len(bounds); i += 2 {
			if bounds[i] < bounds[i+1] {
				touched ^= data[bounds[i]]
			}
		}
		for i := 0; i < len(bounds); i += 2 {
			text := data[bounds[i]:bounds[i+1]]
			dst = append(binary.AppendUvarint(dst, uint64(len(text))), text...)
			ends = append(ends, len(dst))
		}
		return dst, ends
	}
}

func textsOf[T string | []byte](value func(row int) T) func([]byte, []int, []int32) ([]byte, []int) {
	return func(dst []byte, ends []int, rows []int32) ([]byte, []int) {
		for _, row := range rows {
			text := value(int(row))
			dst = append(binary.AppendUvarint(dst, uint64(len(text))), text...)
			ends = append(ends, len(dst))
		}
		return dst, ends
	}
}

// nestedCell returns the encoder of the cells of a list, struct or map.
func nestedCell(a arrow.Array) func(dst []byte, row int) []byte {
	switch a := a.(type) {
	case *array.Struct:
		fields := make([]func([]byte, int, int) []byte, a.NumField())
		for f := range fields {
			fields[f] = elements(a.Field(f))
		}
		return func(dst []byte, row int) []byte {
			for _, field := range fields {
				dst = field(dst, row, row+1)
			}
			return dst
		}
	case array.ListLike:
		elems := elements(a.ListValues())
		return func(dst []byte, row int) []byte {
			from, to := a.ValueOffsets(row)
			return elems(binary.AppendUvarint(dst, uint64(to-from)), int(from), int(to))
		}
	}
	return func(dst []byte, _ int) []byte { return dst } // a type without a text, which is an error elsewhere
}

// elements returns the encoder of some rows of an array in a cell: of each its encoding after a 1, or a 0 for null.
func elements(a arrow.Array) func(dst []byte, from, to int) []byte {
	c := newCellReader(a)
	var rows [1]int32
	return func(dst []byte, from, to int) []byte {
		for row := from; row < to; row++ {
			rows[0] = int32(row)
			if c.read(rows[:]); len(c.nulls) > 0 {
				dst = append(dst, 0)
				continue
			}
			dst = append(append(dst, 1), c.cells...)
		}
		return dst
	}
}

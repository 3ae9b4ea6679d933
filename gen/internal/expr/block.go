package expr

import "github.com/apache/arrow/go/v17/arrow/decimal128"

// blockRows is the number of rows that are computed at a time. The blocks of an expression fit the cache.
const blockRows = 1024

// maxMade is the limit for the text, in bytes, that all parts of an expression make in a row.
const maxMade = 64 << 10

// maxBlock is the limit for the text, in bytes, that all parts of an expression make for the rows of a block. A block
// has fewer rows if they make more.
const maxBlock = 64 * maxMade

// A block holds the values of a part of an expression for some rows, in the slice of its kind. The slice of a column is
// the memory of the column if the widths agree; all others are scratch memory of the block.
type block struct {
	ints     []int64 // also of dates, timestamps and durations
	floats   []float64
	decimals []decimal128.Num
	bools    []bool
	texts    [][]byte

	null    []bool // all false unless hasNull
	bad     []fault
	hasNull bool
	hasBad  bool

	scratch struct {
		ints     []int64
		floats   []float64
		decimals []decimal128.Num
		arena    []byte // the memory of texts
	}
}

// A fault is the number of a node and the reason why it has no value in a row. 0 means no fault.
type fault uint32

type reason uint8

const (
	divisionByZero reason = iota + 1
	beyondInt
	columnBeyondInt
	beyondDecimal
	beyondUnit
	beyondCalendar
	partOfDay
	noNumber
	noDate
	tooMuchText
	notFinite
)

var reasons = [...]string{
	divisionByZero: "division by zero",
	beyondInt:      "the result overflows int64",

	columnBeyondInt: "the value overflows int64",

	beyondDecimal:  "the result has more than 38 digits",
	beyondUnit:     "the result overflows its unit",
	beyondCalendar: "the result is outside the years 0000 to 9999",
	partOfDay:      "a date moves by whole days only",
	noNumber:       "the text is not a number",
	noDate:         "the text is not a date such as 2026-01-31",
	tooMuchText:    "the texts exceed 64 KiB",
	notFinite:      "the number is not finite",
}

// prepare sets the slice of a kind to n rows.
func (b *block) prepare(k kind, n int) {
	switch k {
	case boolKind:
		b.bools = sized(b.bools, n)
	case intKind, dateKind, timestampKind, durationKind:
		b.scratch.ints = sized(b.scratch.ints, n)
		b.ints = b.scratch.ints
	case floatKind:
		b.scratch.floats = sized(b.scratch.floats, n)
		b.floats = b.scratch.floats
	case decimalKind:
		b.scratch.decimals = sized(b.scratch.decimals, n)
		b.decimals = b.scratch.decimals
	case textKind:
		b.texts = sized(b.texts, n)
		b.scratch.arena = b.scratch.arena[:0]
	}
}

func sized[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}

// clear marks n rows as neither null nor bad.
func (b *block) clear(n int) {
	stale := b.hasNull || len(b.null) < n
	b.null = sized(b.null, n)
	if stale {
		clear(b.null)
	}
	b.hasNull, b.hasBad = false, false
}

func (b *block) setNull(row int) { b.null[row], b.hasNull = true, true }

// takeBad copies the fault of a row of another block, unless the row has one already.
func (b *block) takeBad(from *block, row int) {
	if from.hasBad && from.bad[row] != 0 {
		b.setBad(row, from.bad[row])
	}
}

// setBad sets the fault of a row and makes the row null for operations on it.
func (b *block) setBad(row int, f fault) {
	if !b.hasBad {
		b.bad = sized(b.bad, len(b.null))
		clear(b.bad)
		b.hasBad = true
	}
	if b.bad[row] == 0 {
		b.bad[row] = f
	}
	b.setNull(row)
}

// merge makes a row null or bad if an argument is.
func (b *block) merge(args []*block) {
	for _, a := range args {
		if a.hasNull {
			b.hasNull = true
			for i, null := range a.null[:len(b.null)] {
				b.null[i] = b.null[i] || null
			}
		}
		if a.hasBad {
			for i := range b.null {
				b.takeBad(a, i)
			}
		}
	}
}

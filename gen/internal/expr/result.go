package expr

import (
	"errors"
	"math"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/bitutil"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/gen/internal/bytebudget"
)

// A result collects blocks in the buffers of an array.
type result struct {
	typ
	rows  int
	nulls int
	mem   memory.Allocator
	valid *memory.Buffer // nil if no row is null
	fixed *memory.Buffer // the values, or the offsets of texts
	texts *memory.Buffer
}

func newResult(t typ, rows int, mem memory.Allocator) *result {
	r := &result{typ: t, rows: rows, mem: mem}
	switch t.kind {
	case nullKind:
	case boolKind:
		r.fixed = r.buffer(int(bitutil.BytesForBits(int64(rows))))
		memory.Set(r.fixed.Bytes(), 0)
	case textKind:
		r.fixed = r.buffer(arrow.Int32SizeBytes * (rows + 1))
		arrow.Int32Traits.CastFromBytes(r.fixed.Bytes())[0] = 0
		r.texts = r.buffer(0)
	case dateKind:
		r.fixed = r.buffer(arrow.Date32SizeBytes * rows)
	case decimalKind:
		r.fixed = r.buffer(arrow.Decimal128SizeBytes * rows)
	default:
		r.fixed = r.buffer(arrow.Int64SizeBytes * rows)
	}
	return r
}

func (r *result) buffer(size int) *memory.Buffer {
	b := memory.NewResizableBuffer(r.mem)
	b.Resize(size)
	return b
}

// append adds n rows of a block as the rows from lo on.
func (r *result) append(b *block, lo, n int) error {
	if r.kind == nullKind {
		return nil
	}
	if b.hasNull {
		r.appendNulls(b.null[:n], lo)
	}
	values := r.fixed.Bytes()
	switch r.kind {
	case boolKind:
		for i, v := range b.bools[:n] {
			if v && !b.null[i] {
				bitutil.SetBit(values, lo+i)
			}
		}
	case floatKind:
		copyValues(arrow.Float64Traits.CastFromBytes(values)[lo:], b.floats[:n], b)
	case decimalKind:
		copyValues(arrow.Decimal128Traits.CastFromBytes(values)[lo:], b.decimals[:n], b)
	case dateKind:
		out := arrow.Date32Traits.CastFromBytes(values)[lo:]
		for i, v := range b.ints[:n] {
			if out[i] = 0; !b.null[i] {
				out[i] = arrow.Date32(v)
			}
		}
	case textKind:
		return r.appendTexts(b, lo, n)
	default:
		copyValues(arrow.Int64Traits.CastFromBytes(values)[lo:], b.ints[:n], b)
	}
	return nil
}

// copyValues copies the values of a block. Nulls get zeros, so that equal columns have equal bytes.
func copyValues[T any](out, values []T, b *block) {
	copy(out, values)
	if b.hasNull {
		for i, null := range b.null[:len(values)] {
			if null {
				var zero T
				out[i] = zero
			}
		}
	}
}

func (r *result) appendNulls(null []bool, lo int) {
	if r.valid == nil {
		r.valid = r.buffer(int(bitutil.BytesForBits(int64(r.rows))))
		memory.Set(r.valid.Bytes(), 0)
		bitutil.SetBitsTo(r.valid.Bytes(), 0, int64(r.rows), true)
	}
	for i, n := range null {
		if n {
			bitutil.ClearBit(r.valid.Bytes(), lo+i)
			r.nulls++
		}
	}
}

func (r *result) appendTexts(b *block, lo, n int) error {
	at := r.texts.Len()
	size := at
	for i, text := range b.texts[:n] {
		if !b.null[i] {
			size += len(text)
		}
	}
	if int64(size) > bytebudget.Of(r.mem) {
		return bytebudget.Err
	}
	if size > math.MaxInt32 {
		return errors.New("the texts of the result exceed 2 GiB; evaluate fewer rows at a time")
	}
	if size > r.texts.Cap() {
		r.texts.Reserve(max(size, min(2*r.texts.Cap(), math.MaxInt32)))
	}
	r.texts.Resize(size)
	values, offsets := r.texts.Bytes(), arrow.Int32Traits.CastFromBytes(r.fixed.Bytes())
	for i, text := range b.texts[:n] {
		if !b.null[i] {
			at += copy(values[at:], text)
		}
		offsets[lo+i+1] = int32(at)
	}
	return nil
}

// array returns the array of all rows, which the caller releases.
func (r *result) array() arrow.Array {
	if r.kind == nullKind {
		return array.NewNull(r.rows)
	}
	buffers := []*memory.Buffer{r.valid, r.fixed}
	if r.kind == textKind {
		buffers = append(buffers, r.texts)
	}
	data := array.NewData(r.arrow(), r.rows, buffers, nil, r.nulls, 0)
	defer data.Release()
	return array.MakeFromData(data)
}

// release releases the buffers. The array holds its own references.
func (r *result) release() {
	for _, b := range []*memory.Buffer{r.valid, r.fixed, r.texts} {
		if b != nil {
			b.Release()
		}
	}
}

package columns

import (
	"fmt"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/internal/arrowtext"
)

// convertCells converts fixed-width cells one by one. to returns false if its type cannot hold a cell.
func convertCells[From, To arrow.FixedWidthType](typ arrow.DataType, to func(From) (To, bool)) Conversion {
	return func(mem memory.Allocator, a arrow.Array) (arrow.Array, error) {
		bad := NoRow
		in := arrow.GetValues[From](a.Data(), 1)
		out := fixed(mem, typ, a.Len(), func(out []To) {
			for k, v := range in {
				w, ok := to(v)
				switch {
				case ok:
					out[k] = w
				case a.IsValid(k):
					bad = k
					return
				default:
					var zero To
					out[k] = zero
				}
			}
		})
		if bad != NoRow {
			out.Release()
			return nil, &CellError{bad, fmt.Sprintf("%s does not fit %s", CellText(a, bad), arrowtext.TypeText(typ))}
		}
		return sameNulls(mem, a, out), nil
	}
}

// sameNulls returns out with the nulls of a.
func sameNulls(mem memory.Allocator, a, out arrow.Array) arrow.Array {
	if a.NullN() == 0 {
		return out
	}
	return WithNulls(mem, out, a.IsNull)
}

// throughText converts cells by formatting and parsing them.
func throughText(to arrow.DataType) Conversion {
	return func(mem memory.Allocator, a arrow.Array) (arrow.Array, error) {
		text, err := Texts(a)
		if err != nil {
			return nil, err
		}
		if to.ID() != arrow.STRING {
			return parsed(mem, to, a.Len(), text)
		}
		out, err := texts(mem, to, a.Len(), func(dst []byte, k int) []byte {
			cell, _ := text(k)
			return append(dst, cell...)
		})
		if err != nil {
			return nil, err
		}
		return sameNulls(mem, a, out), nil
	}
}

// parsed parses the texts of n cells as a type. A cell without text is null.
func parsed(mem memory.Allocator, typ arrow.DataType, n int, text func(k int) ([]byte, bool)) (arrow.Array, error) {
	b := array.NewBuilder(mem, typ)
	defer b.Release()
	add, err := arrowtext.NewParser(b)
	if err != nil {
		return nil, err
	}
	for k := range n {
		cell, ok := text(k)
		if !ok {
			b.AppendNull()
			continue
		}
		if err := add(cell); err != nil {
			return nil, &CellError{k, err.Error()}
		}
	}
	return b.NewArray(), nil
}

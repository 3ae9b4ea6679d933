package columns

import (
	"fmt"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/internal/arrowtext"
)

// mapped converts cells of a fixed width one by one. to is false where its type does not hold a cell.
func mapped[From, To arrow.FixedWidthType](typ arrow.DataType, to func(From) (To, bool)) Conversion {
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
			return nil, &CellError{bad, fmt.Sprintf("%s does not fit %s", CellText(a, bad), typeName(typ))}
		}
		return sameNulls(mem, a, out), nil
	}
}

// sameNulls gives out the nulls of a.
func sameNulls(mem memory.Allocator, a, out arrow.Array) arrow.Array {
	if a.NullN() == 0 {
		return out
	}
	return WithNulls(mem, out, a.IsNull)
}

// throughText converts cells by writing them and reading them.
func throughText(to arrow.DataType) Conversion {
	return func(mem memory.Allocator, a arrow.Array) (arrow.Array, error) {
		text, err := arrowtext.NewFormatter(a)
		if err != nil {
			return nil, err
		}
		null := arrowtext.Nulls(a)
		if to.ID() == arrow.STRING {
			out, err := texts(mem, to, a.Len(), func(dst []byte, k int) []byte {
				if null(k) {
					return dst
				}
				return text(dst, k)
			})
			if err != nil {
				return nil, err
			}
			return sameNulls(mem, a, out), nil
		}
		b := array.NewBuilder(mem, to)
		defer b.Release()
		add, err := arrowtext.NewParser(b)
		if err != nil {
			return nil, err
		}
		var buf []byte
		for k := range a.Len() {
			if null(k) {
				b.AppendNull()
				continue
			}
			buf = text(buf[:0], k)
			if err := add(buf); err != nil {
				return nil, &CellError{k, err.Error()}
			}
		}
		return b.NewArray(), nil
	}
}

package gen

import (
	"math/rand/v2"
	"reflect"

	structs "github.com/assay-go/assay/internal/structcodec"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/gen/internal/columns"
)

// Func returns a generator that calls f for the value of each row. row counts from 0; for a list element it is the
// position in the list. r is seeded for this cell. The value must depend only on r and row: gen calls f for any rows,
// in any order, from several goroutines. A second call that returns another value is an error.
//
// T is any type that a struct field for a column can have: a bool, a number, a string, a time.Time (of microseconds), a
// slice, a map, a struct with a field for each column, an encoding.TextMarshaler, or a pointer to one of these; a nil
// pointer is null.
//
//	sku := gen.Func(func(r *rand.Rand, row int) string { return fmt.Sprintf("%c-%04d", 'A'+r.IntN(26), row) })
func Func[T any](f func(r *rand.Rand, row int) T) Generator {
	return function{
		typ:    func() (arrow.DataType, error) { return structs.ColumnType(reflect.TypeFor[T]()) },
		kernel: columns.Calls(f),
	}
}

// A function is the generator that Func returns.
type function struct {
	typ    func() (arrow.DataType, error)
	kernel columns.Kernel
}

func (g function) compile(c *compiler, n *node) bool {
	typ, err := g.typ()
	if err != nil {
		return c.report(n, "func: %v", err)
	}
	n.drawn = true
	return c.finish(n, typ, drawn(n, g.kernel))
}

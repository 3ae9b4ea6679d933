package gen

import (
	"math/rand/v2"
	"reflect"

	structs "github.com/assay-go/assay/internal/structcodec"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/gen/internal/columns"
)

// Func is a generator of your own: f returns the value of a row. The row counts from 0, in an element of a list within
// the list; r is seeded for this cell alone. The value has to follow from the two: f is called for any rows in any
// order, from several goroutines at once, and a value that a second call does not give again is an error.
//
// T is what a column's field of a struct may be: a bool, a number, a string, a time.Time (of microseconds), a slice, a
// map, a struct with a field a column, an encoding.TextMarshaler, or a pointer to one of these, of which nil is a null.
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

package gen

import (
	"fmt"
	"math/rand/v2"
	"reflect"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/memory"

	structs "github.com/assay-go/assay/internal/structcodec"
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
		typ: func() (arrow.DataType, error) { return structs.ColumnType(reflect.TypeFor[T]()) },
		cells: func(frame *frame, key uint64, mem memory.Allocator) (arrow.Array, error) {
			b, err := structs.NewBuilder[T](mem)
			if err != nil {
				return nil, err
			}
			defer b.Release()
			c := newCaller(f)
			for k := range frame.rows.n {
				if err := c.append(b, frame, key, k); err != nil {
					return nil, &cellError{k, err.Error()}
				}
			}
			return b.NewArray(), c.again(frame, key)
		},
	}
}

// A function is a generator made by Func.
type function struct {
	typ   func() (arrow.DataType, error)
	cells func(f *frame, key uint64, mem memory.Allocator) (arrow.Array, error)
}

func (function) generator() {}

func (c *compiler) buildFunc(n *node, g function) bool {
	typ, err := g.typ()
	if err != nil {
		c.report(n, "func: %v", err)
		return false
	}
	n.drawn = true
	return c.finish(n, typ, func(f *frame, mem memory.Allocator) (arrow.Array, error) {
		return g.cells(f, f.key(n), mem)
	})
}

// A caller calls a user's function for one cell after the other.
type caller[T any] struct {
	f      func(r *rand.Rand, row int) T
	source rand.PCG
	rand   *rand.Rand
	first  T
}

func newCaller[T any](f func(r *rand.Rand, row int) T) *caller[T] {
	c := &caller[T]{f: f}
	c.rand = rand.New(&c.source)
	return c
}

func (c *caller[T]) call(f *frame, key uint64, k int) (v T, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the func panics: %v", p)
		}
	}()
	u := draw(key, f.rows.counter(k))
	c.source.Seed(u, another(u))
	return c.f(c.rand, f.rows.at(k)), nil
}

func (c *caller[T]) append(b *structs.Builder[T], f *frame, key uint64, k int) error {
	v, err := c.call(f, key, k)
	if err != nil {
		return err
	}
	if k == 0 {
		c.first = v
	}
	return b.Append(v)
}

// again returns an error where the first cell's value is another one when the function is called again.
func (c *caller[T]) again(f *frame, key uint64) error {
	if f.rows.n == 0 {
		return nil
	}
	second, err := c.call(f, key, 0)
	if err != nil {
		return &cellError{0, err.Error()}
	}
	b, err := structs.NewBuilder[T](goMem)
	if err != nil {
		return err
	}
	for _, v := range []T{c.first, second} {
		if err := b.Append(v); err != nil {
			return &cellError{0, err.Error()}
		}
	}
	a := b.NewArray()
	if was, is := cellText(a, 0), cellText(a, 1); was != is {
		return &cellError{0, fmt.Sprintf("the func gives %s, and when it is called again %s: take what is random from its "+
			"first argument, and nothing from a clock, a map's order or a variable that changes", was, is)}
	}
	return nil
}

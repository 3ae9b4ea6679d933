package columns

import (
	"fmt"
	"math/rand/v2"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/gen/internal/draw"
	structs "github.com/assay-go/assay/internal/structcodec"
)

// Calls makes the results of a user's function.
func Calls[T any](f func(r *rand.Rand, row int) T) Kernel {
	return func(key uint64, rows *draw.Rows, mem memory.Allocator) (arrow.Array, error) {
		b, err := structs.NewBuilder[T](mem)
		if err != nil {
			return nil, err
		}
		defer b.Release()
		c := &caller[T]{f: f, key: key, rows: rows}
		c.rand = rand.New(&c.source)
		for k := range rows.N {
			if err := c.append(b, k); err != nil {
				return nil, &CellError{k, err.Error()}
			}
		}
		return b.NewArray(), c.again()
	}
}

// A caller calls a user's function for one cell after another.
type caller[T any] struct {
	f      func(r *rand.Rand, row int) T
	key    uint64
	rows   *draw.Rows
	source rand.PCG
	rand   *rand.Rand
	first  T
}

func (c *caller[T]) call(k int) (v T, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the func panics: %v", p)
		}
	}()
	u := draw.At(c.key, c.rows.Counter(k))
	c.source.Seed(u, draw.Next(u))
	return c.f(c.rand, c.rows.Position(k)), nil
}

func (c *caller[T]) append(b *structs.Builder[T], k int) error {
	v, err := c.call(k)
	if err != nil {
		return err
	}
	if k == 0 {
		c.first = v
	}
	return b.Append(v)
}

// again returns an error if the function gives another value for the first cell when called again.
func (c *caller[T]) again() error {
	if c.rows.N == 0 {
		return nil
	}
	second, err := c.call(0)
	if err != nil {
		return &CellError{0, err.Error()}
	}
	b, err := structs.NewBuilder[T](GoMem)
	if err != nil {
		return err
	}
	for _, v := range []T{c.first, second} {
		if err := b.Append(v); err != nil {
			return &CellError{0, err.Error()}
		}
	}
	a := b.NewArray()
	if was, is := CellText(a, 0), CellText(a, 1); was != is {
		return &CellError{0, fmt.Sprintf("the func returns %s, and %s when called again; "+
			"use its first argument for randomness, and no clock, map order or changing variable", was, is)}
	}
	return nil
}

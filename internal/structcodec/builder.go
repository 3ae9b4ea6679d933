package structcodec

import (
	"reflect"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

// ColumnType returns the type of a column of values of a Go type, as the field of a struct would have it.
func ColumnType(t reflect.Type) (arrow.DataType, error) {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return columnType(t, nil, 0)
}

// A Builder builds an array of values of one Go type. A nil pointer is a null.
type Builder[T any] struct {
	array array.Builder
	value *T
	seen  reflect.Value // *value: setting it avoids boxing each value
	add   appender
}

// NewBuilder returns a builder of arrays of the [ColumnType] of T.
func NewBuilder[T any](mem memory.Allocator) (*Builder[T], error) {
	t := reflect.TypeFor[T]()
	dt, err := ColumnType(t)
	if err != nil {
		return nil, err
	}
	b := &Builder[T]{array: array.NewBuilder(mem, dt), value: new(T)}
	b.seen = reflect.ValueOf(b.value).Elem()
	b.add, err = nullableAppender(t, b.array)
	return b, err
}

// Append appends a value. It returns an error if the column cannot hold it.
func (b *Builder[T]) Append(v T) error {
	*b.value = v
	return b.add(b.seen)
}

// NewArray returns what was appended, and resets the builder.
func (b *Builder[T]) NewArray() arrow.Array { return b.array.NewArray() }

// Release releases what was appended.
func (b *Builder[T]) Release() { b.array.Release() }

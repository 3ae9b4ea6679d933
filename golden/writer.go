package golden

import (
	"reflect"

	"github.com/assay-go/assay/internal/goldenfile"
)

// A Writer says how [AssertValue] writes values of a type. [Format] and [Unexported] make one.
type Writer goldenfile.Writer

// Format returns a writer that writes values of T, and values that pointers to T point to, as texts. If T is an
// interface, it does so for all types that implement it and have no writer of their own. A later writer replaces an
// earlier one.
func Format[T any](text func(T) string) Writer {
	return Writer{Type: reflect.TypeFor[T](), Format: func(v any) string { return text(v.(T)) }}
}

// Unexported returns a writer that writes the unexported fields of the struct type T, too.
func Unexported[T any]() Writer { return Writer{Type: reflect.TypeFor[T]()} }

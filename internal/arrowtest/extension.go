package arrowtest

import (
	"reflect"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
)

// An Extension is an extension type with a Go type of its own, as a program has one.
type Extension struct {
	arrow.ExtensionBase
	data string
}

type extensionArray struct{ array.ExtensionArrayBase }

// NewExtension returns an extension type of some name.
func NewExtension(storage arrow.DataType, data string) *Extension {
	return &Extension{arrow.ExtensionBase{Storage: storage}, data}
}

// ArrayType is of [arrow.ExtensionType], as all methods here.
func (*Extension) ArrayType() reflect.Type { return reflect.TypeFor[extensionArray]() }

// ExtensionName returns a name that is not a plain word.
func (*Extension) ExtensionName() string { return "rapid.extension, 1" }

// Serialize returns the data.
func (e *Extension) Serialize() string { return e.data }

// ExtensionEquals knows extensions of this type alone.
func (e *Extension) ExtensionEquals(other arrow.ExtensionType) bool {
	o, ok := other.(*Extension)
	return ok && e.data == o.data && arrow.TypeEqual(e.Storage, o.Storage)
}

// Deserialize makes one of other data.
func (e *Extension) Deserialize(storage arrow.DataType, data string) (arrow.ExtensionType, error) {
	return NewExtension(storage, data), nil
}

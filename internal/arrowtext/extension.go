package arrowtext

import (
	"reflect"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
)

// An extension is an extension type as its text describes it. It stands for any type of its name, whether or not that
// is registered with Arrow. Its cells are those of the storage.
type extension struct {
	arrow.ExtensionBase
	name, data string
}

type extensionArray struct{ array.ExtensionArrayBase }

// NewExtension returns the extension type of a name with the data that it serializes to.
func NewExtension(name string, storage arrow.DataType, data string) arrow.ExtensionType {
	return &extension{arrow.ExtensionBase{Storage: storage}, name, data}
}

func (*extension) ArrayType() reflect.Type { return reflect.TypeFor[extensionArray]() }

func (e *extension) ExtensionName() string { return e.name }

func (e *extension) Serialize() string { return e.data }

func (e *extension) String() string { return TypeText(e) }

func (e *extension) ExtensionEquals(other arrow.ExtensionType) bool {
	return e.name == other.ExtensionName() && e.data == other.Serialize() && arrow.TypeEqual(e.Storage,
		other.StorageType())
}

func (e *extension) Deserialize(storage arrow.DataType, data string) (arrow.ExtensionType, error) {
	return NewExtension(e.name, storage, data), nil
}

// Storage returns the array that stores an array of an extension type, and other arrays as they are.
func Storage(a arrow.Array) arrow.Array {
	for {
		e, ok := a.(array.ExtensionArray)
		if !ok {
			return a
		}
		a = e.Storage()
	}
}

// StorageType returns the type that stores an extension type, and other types as they are.
func StorageType(dt arrow.DataType) arrow.DataType {
	for {
		e, ok := dt.(arrow.ExtensionType)
		if !ok {
			return dt
		}
		dt = e.StorageType()
	}
}

// SameType reports whether two types have the same text. Arrow distinguishes a registered extension type from one that
// was read.
func SameType(a, b arrow.DataType) bool {
	if a.ID() != b.ID() {
		return false
	}
	if arrow.IsInteger(a.ID()) || arrow.IsFloating(a.ID()) {
		return true // without the reflection of TypeEqual
	}
	if a.ID() != arrow.EXTENSION && arrow.TypeEqual(a, b) {
		return true
	}
	x, errX := TypeString(a)
	y, errY := TypeString(b)
	return errX == nil && errY == nil && x == y
}

// storageBuilder returns the builder of the cells of an extension type, or nil for another builder.
func storageBuilder(b array.Builder) array.Builder {
	if e, ok := b.(interface{ StorageBuilder() array.Builder }); ok {
		return e.StorageBuilder()
	}
	return nil
}

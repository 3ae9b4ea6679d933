package arrow18

import (
	"fmt"
	"reflect"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/endian"
	arrow17 "github.com/apache/arrow/go/v17/arrow"
)

// Type18 returns a type of v17 as one of v18.
func Type18(dt arrow17.DataType) (arrow.DataType, error) {
	if p := plain18[dt.ID()]; p != nil {
		return p, nil
	}
	switch dt := dt.(type) {
	case *arrow17.FixedSizeBinaryType:
		return &arrow.FixedSizeBinaryType{ByteWidth: dt.ByteWidth}, nil
	case *arrow17.TimestampType:
		return &arrow.TimestampType{Unit: arrow.TimeUnit(dt.Unit), TimeZone: dt.TimeZone}, nil
	case *arrow17.Time32Type:
		return &arrow.Time32Type{Unit: arrow.TimeUnit(dt.Unit)}, nil
	case *arrow17.Time64Type:
		return &arrow.Time64Type{Unit: arrow.TimeUnit(dt.Unit)}, nil
	case *arrow17.DurationType:
		return &arrow.DurationType{Unit: arrow.TimeUnit(dt.Unit)}, nil
	case *arrow17.Decimal128Type:
		return &arrow.Decimal128Type{Precision: dt.Precision, Scale: dt.Scale}, nil
	case *arrow17.Decimal256Type:
		return &arrow.Decimal256Type{Precision: dt.Precision, Scale: dt.Scale}, nil
	case *arrow17.DictionaryType:
		index, err := Type18(dt.IndexType)
		if err != nil {
			return nil, err
		}
		value, err := Type18(dt.ValueType)
		return &arrow.DictionaryType{IndexType: index, ValueType: value, Ordered: dt.Ordered}, err
	case arrow17.ExtensionType:
		storage, err := Type18(dt.StorageType())
		if err != nil {
			return nil, err
		}
		if known := arrow.GetExtensionType(dt.ExtensionName()); known != nil {
			return known.Deserialize(storage, dt.Serialize())
		}
		return &named{arrow.ExtensionBase{Storage: storage}, dt.ExtensionName(), dt.Serialize()}, nil
	case arrow17.NestedType:
		return nested18(dt)
	}
	return nil, fmt.Errorf("type %s does not exist in Arrow v18", dt)
}

func nested18(dt arrow17.NestedType) (arrow.DataType, error) {
	fields, err := fields18(dt.Fields())
	if err != nil {
		return nil, err
	}
	switch dt := dt.(type) {
	case *arrow17.MapType:
		entry := fields[0].Type.(*arrow.StructType)
		m := arrow.MapOfFields(entry.Field(0), entry.Field(1))
		m.KeysSorted = dt.KeysSorted
		return m, nil
	case *arrow17.ListType:
		return arrow.ListOfField(fields[0]), nil
	case *arrow17.LargeListType:
		return arrow.LargeListOfField(fields[0]), nil
	case *arrow17.ListViewType:
		return arrow.ListViewOfField(fields[0]), nil
	case *arrow17.LargeListViewType:
		return arrow.LargeListViewOfField(fields[0]), nil
	case *arrow17.FixedSizeListType:
		return arrow.FixedSizeListOfField(dt.Len(), fields[0]), nil
	case *arrow17.StructType:
		return arrow.StructOf(fields...), nil
	case *arrow17.SparseUnionType:
		return arrow.SparseUnionOf(fields, dt.TypeCodes()), nil
	case *arrow17.DenseUnionType:
		return arrow.DenseUnionOf(fields, dt.TypeCodes()), nil
	case *arrow17.RunEndEncodedType:
		r := arrow.RunEndEncodedOf(fields[0].Type, fields[1].Type)
		r.ValueNullable = dt.ValueNullable
		return r, nil
	}
	return nil, fmt.Errorf("type %s does not exist in Arrow v18", dt)
}

func fields18(of []arrow17.Field) ([]arrow.Field, error) {
	out := make([]arrow.Field, len(of))
	for i, f := range of {
		dt, err := Type18(f.Type)
		if err != nil {
			return nil, err
		}
		out[i] = arrow.Field{
			Name: f.Name, Type: dt, Nullable: f.Nullable,
			Metadata: arrow.NewMetadata(f.Metadata.Keys(), f.Metadata.Values()),
		}
	}
	return out, nil
}

// Schema18 returns a schema of v17 as one of v18.
func Schema18(s *arrow17.Schema) (*arrow.Schema, error) {
	fields, err := fields18(s.Fields())
	if err != nil {
		return nil, err
	}
	metadata := arrow.NewMetadata(s.Metadata().Keys(), s.Metadata().Values())
	return arrow.NewSchemaWithEndian(fields, &metadata, endian.Endianness(s.Endianness())), nil
}

// A named is an extension type of v17 whose name is not registered in v18.
type named struct {
	arrow.ExtensionBase
	name, data string
}

type namedArray struct{ array.ExtensionArrayBase }

func (*named) ArrayType() reflect.Type { return reflect.TypeFor[namedArray]() }

func (n *named) ExtensionName() string { return n.name }

func (n *named) Serialize() string { return n.data }

func (n *named) ExtensionEquals(other arrow.ExtensionType) bool {
	return n.name == other.ExtensionName() && n.data == other.Serialize() &&
		arrow.TypeEqual(n.Storage, other.StorageType())
}

func (n *named) Deserialize(storage arrow.DataType, data string) (arrow.ExtensionType, error) {
	return &named{arrow.ExtensionBase{Storage: storage}, n.name, data}, nil
}

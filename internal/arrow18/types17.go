package arrow18

import (
	"fmt"

	"github.com/apache/arrow-go/v18/arrow"
	arrow17 "github.com/apache/arrow/go/v17/arrow"
	endian17 "github.com/apache/arrow/go/v17/arrow/endian"

	"github.com/assay-go/assay/internal/arrowtext"
)

// plain lists the types without parameters.
var plain = []struct {
	of17 arrow17.DataType
	of18 arrow.DataType
}{
	{arrow17.Null, arrow.Null},
	{arrow17.FixedWidthTypes.Boolean, arrow.FixedWidthTypes.Boolean},
	{arrow17.PrimitiveTypes.Uint8, arrow.PrimitiveTypes.Uint8},
	{arrow17.PrimitiveTypes.Int8, arrow.PrimitiveTypes.Int8},
	{arrow17.PrimitiveTypes.Uint16, arrow.PrimitiveTypes.Uint16},
	{arrow17.PrimitiveTypes.Int16, arrow.PrimitiveTypes.Int16},
	{arrow17.PrimitiveTypes.Uint32, arrow.PrimitiveTypes.Uint32},
	{arrow17.PrimitiveTypes.Int32, arrow.PrimitiveTypes.Int32},
	{arrow17.PrimitiveTypes.Uint64, arrow.PrimitiveTypes.Uint64},
	{arrow17.PrimitiveTypes.Int64, arrow.PrimitiveTypes.Int64},
	{arrow17.FixedWidthTypes.Float16, arrow.FixedWidthTypes.Float16},
	{arrow17.PrimitiveTypes.Float32, arrow.PrimitiveTypes.Float32},
	{arrow17.PrimitiveTypes.Float64, arrow.PrimitiveTypes.Float64},
	{arrow17.BinaryTypes.String, arrow.BinaryTypes.String},
	{arrow17.BinaryTypes.Binary, arrow.BinaryTypes.Binary},
	{arrow17.BinaryTypes.LargeString, arrow.BinaryTypes.LargeString},
	{arrow17.BinaryTypes.LargeBinary, arrow.BinaryTypes.LargeBinary},
	{arrow17.BinaryTypes.StringView, arrow.BinaryTypes.StringView},
	{arrow17.BinaryTypes.BinaryView, arrow.BinaryTypes.BinaryView},
	{arrow17.FixedWidthTypes.Date32, arrow.FixedWidthTypes.Date32},
	{arrow17.FixedWidthTypes.Date64, arrow.FixedWidthTypes.Date64},
	{arrow17.FixedWidthTypes.MonthInterval, arrow.FixedWidthTypes.MonthInterval},
	{arrow17.FixedWidthTypes.DayTimeInterval, arrow.FixedWidthTypes.DayTimeInterval},
	{arrow17.FixedWidthTypes.MonthDayNanoInterval, arrow.FixedWidthTypes.MonthDayNanoInterval},
}

var (
	plain17 = map[arrow.Type]arrow17.DataType{}
	plain18 = map[arrow17.Type]arrow.DataType{}
)

func init() {
	for _, p := range plain {
		plain17[p.of18.ID()], plain18[p.of17.ID()] = p.of17, p.of18
	}
}

// Type17 returns a type of v18 as one of v17.
func Type17(dt arrow.DataType) (arrow17.DataType, error) {
	if p := plain17[dt.ID()]; p != nil {
		return p, nil
	}
	switch dt := dt.(type) {
	case *arrow.FixedSizeBinaryType:
		return &arrow17.FixedSizeBinaryType{ByteWidth: dt.ByteWidth}, nil
	case *arrow.TimestampType:
		return &arrow17.TimestampType{Unit: arrow17.TimeUnit(dt.Unit), TimeZone: dt.TimeZone}, nil
	case *arrow.Time32Type:
		return &arrow17.Time32Type{Unit: arrow17.TimeUnit(dt.Unit)}, nil
	case *arrow.Time64Type:
		return &arrow17.Time64Type{Unit: arrow17.TimeUnit(dt.Unit)}, nil
	case *arrow.DurationType:
		return &arrow17.DurationType{Unit: arrow17.TimeUnit(dt.Unit)}, nil
	case *arrow.Decimal32Type:
		return &arrow17.Decimal128Type{Precision: dt.Precision, Scale: dt.Scale}, nil
	case *arrow.Decimal64Type:
		return &arrow17.Decimal128Type{Precision: dt.Precision, Scale: dt.Scale}, nil
	case *arrow.Decimal128Type:
		return &arrow17.Decimal128Type{Precision: dt.Precision, Scale: dt.Scale}, nil
	case *arrow.Decimal256Type:
		return &arrow17.Decimal256Type{Precision: dt.Precision, Scale: dt.Scale}, nil
	case *arrow.DictionaryType:
		index, err := Type17(dt.IndexType)
		if err != nil {
			return nil, err
		}
		value, err := Type17(dt.ValueType)
		return &arrow17.DictionaryType{IndexType: index, ValueType: value, Ordered: dt.Ordered}, err
	case arrow.ExtensionType:
		storage, err := Type17(dt.StorageType())
		if err != nil {
			return nil, err
		}
		if known := arrow17.GetExtensionType(dt.ExtensionName()); known != nil {
			return known.Deserialize(storage, dt.Serialize())
		}
		return arrowtext.NewExtension(dt.ExtensionName(), storage, dt.Serialize()), nil
	case arrow.NestedType:
		return nested17(dt)
	}
	return nil, fmt.Errorf("type %s does not exist in Arrow v17", dt)
}

func nested17(dt arrow.NestedType) (arrow17.DataType, error) {
	fields, err := fields17(dt.Fields())
	if err != nil {
		return nil, err
	}
	switch dt := dt.(type) {
	case *arrow.MapType:
		entry := fields[0].Type.(*arrow17.StructType)
		m := arrow17.MapOfWithMetadata(entry.Field(0).Type, entry.Field(0).Metadata, entry.Field(1).Type,
			entry.Field(1).Metadata)
		m.KeysSorted = dt.KeysSorted
		m.SetItemNullable(entry.Field(1).Nullable)
		return m, nil
	case *arrow.ListType:
		return arrow17.ListOfField(fields[0]), nil
	case *arrow.LargeListType:
		return arrow17.LargeListOfField(fields[0]), nil
	case *arrow.ListViewType:
		return arrow17.ListViewOfField(fields[0]), nil
	case *arrow.LargeListViewType:
		return arrow17.LargeListViewOfField(fields[0]), nil
	case *arrow.FixedSizeListType:
		if dt.Len() == 0 {
			return nil, fmt.Errorf("type %s does not exist in Arrow v17", dt)
		}
		return arrow17.FixedSizeListOfField(dt.Len(), fields[0]), nil
	case *arrow.StructType:
		return arrow17.StructOf(fields...), nil
	case *arrow.SparseUnionType:
		return arrow17.SparseUnionOf(fields, dt.TypeCodes()), nil
	case *arrow.DenseUnionType:
		return arrow17.DenseUnionOf(fields, dt.TypeCodes()), nil
	case *arrow.RunEndEncodedType:
		r := arrow17.RunEndEncodedOf(fields[0].Type, fields[1].Type)
		r.ValueNullable = dt.ValueNullable
		return r, nil
	}
	return nil, fmt.Errorf("type %s does not exist in Arrow v17", dt)
}

func fields17(of []arrow.Field) ([]arrow17.Field, error) {
	out := make([]arrow17.Field, len(of))
	for i, f := range of {
		dt, err := Type17(f.Type)
		if err != nil {
			return nil, err
		}
		out[i] = arrow17.Field{
			Name: f.Name, Type: dt, Nullable: f.Nullable,
			Metadata: arrow17.NewMetadata(f.Metadata.Keys(), f.Metadata.Values()),
		}
	}
	return out, nil
}

// Schema17 returns a schema of v18 as one of v17.
func Schema17(s *arrow.Schema) (*arrow17.Schema, error) {
	fields, err := fields17(s.Fields())
	if err != nil {
		return nil, err
	}
	metadata := arrow17.NewMetadata(s.Metadata().Keys(), s.Metadata().Values())
	return arrow17.NewSchemaWithEndian(fields, &metadata, endian17.Endianness(s.Endianness())), nil
}

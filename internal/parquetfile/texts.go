package parquetfile

import (
	"github.com/apache/arrow-go/v18/parquet/pqarrow"
	parquetschema "github.com/apache/arrow-go/v18/parquet/schema"
	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/google/uuid"

	"github.com/assay-go/assay/internal/arrow18"
)

// Parquet marks columns of bytes as JSON, as an enumeration, or as UUIDs. Arrow reads the first two as bytes. All are
// read as text here, also within lists, structs and maps.

// textSchema returns the schema of the file, with text in place of these.
func (f *parquetFile) textSchema() (*arrow.Schema, error) {
	theirs, err := f.reader.Schema()
	if err != nil {
		return nil, err
	}
	schema, err := arrow18.Schema17(theirs)
	if err != nil {
		return nil, err
	}
	fields := schema.Fields()
	for i := range fields {
		fields[i].Type = f.textType(fields[i].Type, &f.reader.Manifest.Fields[i])
	}
	metadata := schema.Metadata()
	return arrow.NewSchema(fields, &metadata), nil
}

// textType returns the type of a field of which of describes the Parquet columns.
func (f *parquetFile) textType(dt arrow.DataType, of *pqarrow.SchemaField) arrow.DataType {
	if isUUID(dt) {
		return arrow.BinaryTypes.String
	}
	if len(of.Children) == 0 {
		if dt.ID() == arrow.BINARY {
			switch f.reader.ParquetReader().MetaData().Schema.Column(of.ColIndex).LogicalType().(type) {
			case parquetschema.JSONLogicalType, parquetschema.EnumLogicalType:
				return arrow.BinaryTypes.String
			}
		}
		return dt
	}
	switch t := dt.(type) {
	case *arrow.StructType:
		fields := t.Fields()
		for i := range fields {
			fields[i].Type = f.textType(fields[i].Type, &of.Children[i])
		}
		return arrow.StructOf(fields...)
	case *arrow.ListType:
		elem := t.ElemField()
		elem.Type = f.textType(elem.Type, &of.Children[0])
		return arrow.ListOfField(elem)
	case *arrow.LargeListType:
		elem := t.ElemField()
		elem.Type = f.textType(elem.Type, &of.Children[0])
		return arrow.LargeListOfField(elem)
	case *arrow.FixedSizeListType:
		elem := t.ElemField()
		elem.Type = f.textType(elem.Type, &of.Children[0])
		return arrow.FixedSizeListOfField(t.Len(), elem)
	case *arrow.MapType:
		entry := f.textType(t.Elem(), &of.Children[0]).(*arrow.StructType)
		m := arrow.MapOf(entry.Field(0).Type, entry.Field(1).Type)
		m.KeysSorted = t.KeysSorted
		m.SetItemNullable(t.ItemField().Nullable)
		return m
	}
	return dt
}

func isUUID(dt arrow.DataType) bool {
	e, ok := dt.(arrow.ExtensionType)
	return ok && e.ExtensionName() == "arrow.uuid" && arrow.TypeEqual(e.StorageType(), uuidStorage)
}

var uuidStorage = &arrow.FixedSizeBinaryType{ByteWidth: len(uuid.UUID{})}

// retyped returns data as data of the type that textType returns for its type. The caller releases both.
func retyped(d arrow.ArrayData, want arrow.DataType, mem memory.Allocator) arrow.ArrayData {
	if isUUID(d.DataType()) {
		ids := array.NewExtensionData(d)
		defer ids.Release()
		texts := uuidTexts(ids, mem)
		defer texts.Release()
		texts.Data().Retain()
		return texts.Data()
	}
	var children []arrow.ArrayData
	if of, ok := want.(arrow.NestedType); ok {
		for i, c := range d.Children() {
			child := retyped(c, of.Fields()[i].Type, mem)
			defer child.Release()
			children = append(children, child)
		}
	}
	return array.NewData(want, d.Len(), d.Buffers(), children, d.NullN(), d.Offset())
}

// uuidTexts returns UUIDs as text. The caller releases both arrays.
func uuidTexts(a array.ExtensionArray, mem memory.Allocator) arrow.Array {
	b := array.NewStringBuilder(mem)
	defer b.Release()
	ids := a.Storage().(*array.FixedSizeBinary)
	for row := range ids.Len() {
		if ids.IsNull(row) {
			b.AppendNull()
		} else {
			b.Append(uuid.UUID(ids.Value(row)).String())
		}
	}
	return b.NewArray()
}

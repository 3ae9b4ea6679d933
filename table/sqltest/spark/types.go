package spark

import (
	"fmt"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/internal/arrowtext"
)

// columnTypes are the types of columns of Spark for Arrow types without parameters.
var columnTypes = map[arrow.Type]arrow.DataType{
	arrow.NULL: arrow.PrimitiveTypes.Int32,
	arrow.BOOL: arrow.FixedWidthTypes.Boolean,
	arrow.INT8: arrow.PrimitiveTypes.Int8, arrow.INT16: arrow.PrimitiveTypes.Int16,
	arrow.INT32: arrow.PrimitiveTypes.Int32, arrow.INT64: arrow.PrimitiveTypes.Int64,
	arrow.UINT8: arrow.PrimitiveTypes.Int16, arrow.UINT16: arrow.PrimitiveTypes.Int32,
	arrow.UINT32: arrow.PrimitiveTypes.Int64, arrow.UINT64: &arrow.Decimal128Type{Precision: 20},
	arrow.FLOAT16: arrow.PrimitiveTypes.Float32, arrow.FLOAT32: arrow.PrimitiveTypes.Float32,
	arrow.FLOAT64: arrow.PrimitiveTypes.Float64,
	arrow.STRING:  arrow.BinaryTypes.String, arrow.LARGE_STRING: arrow.BinaryTypes.String,
	arrow.STRING_VIEW: arrow.BinaryTypes.String,
	arrow.BINARY:      arrow.BinaryTypes.Binary, arrow.LARGE_BINARY: arrow.BinaryTypes.Binary,
	arrow.FIXED_SIZE_BINARY: arrow.BinaryTypes.Binary,
	arrow.DATE32:            arrow.FixedWidthTypes.Date32, arrow.DATE64: arrow.FixedWidthTypes.Date32,
}

// columnType returns the type that Spark has for the values of an Arrow type, or the type of its results. All of it may
// be null, as in the results of other engines.
func columnType(dt arrow.DataType) (arrow.DataType, error) {
	dt = arrowtext.StorageType(dt)
	if to := columnTypes[dt.ID()]; to != nil {
		return to, nil
	}
	switch t := dt.(type) {
	case *arrow.TimestampType:
		if t.TimeZone != "" {
			return arrow.FixedWidthTypes.Timestamp_us, nil
		}
		return &arrow.TimestampType{Unit: arrow.Microsecond}, nil
	case arrow.DecimalType:
		if t.GetPrecision() > 38 || t.GetScale() < 0 {
			return nil, fmt.Errorf("%s: a decimal of Spark has at most 38 digits and no negative scale", arrowtext.TypeText(dt))
		}
		return &arrow.Decimal128Type{Precision: t.GetPrecision(), Scale: t.GetScale()}, nil
	case *arrow.DictionaryType:
		return columnType(t.ValueType)
	case *arrow.StructType:
		fields, err := columns(t.Fields())
		return arrow.StructOf(fields...), err
	case *arrow.MapType:
		key, err := columnType(t.KeyType())
		if err != nil {
			return nil, err
		}
		item, err := columnType(t.ItemType())
		if err != nil {
			return nil, err
		}
		return arrow.MapOf(key, item), nil
	case arrow.ListLikeType:
		elem, err := columnType(t.Elem())
		if err != nil {
			return nil, err
		}
		return arrow.ListOf(elem), nil
	}
	return nil, fmt.Errorf("%s is not a type of both Spark and Assay: cast it", arrowtext.TypeText(dt))
}

// columns returns fields with the types of Spark.
func columns(fields []arrow.Field) ([]arrow.Field, error) {
	out := make([]arrow.Field, len(fields))
	for i, f := range fields {
		dt, err := columnType(f.Type)
		if err != nil {
			return nil, fmt.Errorf("column %q: %w", f.Name, err)
		}
		out[i] = arrow.Field{Name: f.Name, Type: dt, Nullable: true}
	}
	return out, nil
}

// names are the names of Spark's types.
var names = map[arrow.Type]string{
	arrow.BOOL: "boolean", arrow.INT8: "tinyint", arrow.INT16: "smallint", arrow.INT32: "int", arrow.INT64: "bigint",
	arrow.FLOAT32: "float", arrow.FLOAT64: "double", arrow.STRING: "string", arrow.BINARY: "binary", arrow.DATE32: "date",
}

// ddl returns the name of the type that Spark has for the values of an Arrow type.
func ddl(dt arrow.DataType) (string, error) {
	dt, err := columnType(dt)
	if err != nil {
		return "", err
	}
	if name := names[dt.ID()]; name != "" {
		return name, nil
	}
	switch t := dt.(type) {
	case *arrow.TimestampType:
		if t.TimeZone == "" {
			return "timestamp_ntz", nil
		}
		return "timestamp", nil
	case *arrow.Decimal128Type:
		return fmt.Sprintf("decimal(%d, %d)", t.Precision, t.Scale), nil
	}
	return "", fmt.Errorf("%s cannot be a parameter: name the dataset instead", strings.TrimSpace(arrowtext.TypeText(dt)))
}

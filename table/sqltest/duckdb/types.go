package duckdb

import (
	"fmt"

	"github.com/apache/arrow/go/v17/arrow"
	driverduckdb "github.com/duckdb/duckdb-go/v2"
)

// arrowTypes are the types of columns of results. An enum and a UUID are text, as other engines return them.
var arrowTypes = map[driverduckdb.Type]arrow.DataType{
	driverduckdb.TYPE_SQLNULL: arrow.Null, driverduckdb.TYPE_BOOLEAN: arrow.FixedWidthTypes.Boolean,
	driverduckdb.TYPE_TINYINT: arrow.PrimitiveTypes.Int8, driverduckdb.TYPE_SMALLINT: arrow.PrimitiveTypes.Int16,
	driverduckdb.TYPE_INTEGER: arrow.PrimitiveTypes.Int32, driverduckdb.TYPE_BIGINT: arrow.PrimitiveTypes.Int64,
	driverduckdb.TYPE_UTINYINT: arrow.PrimitiveTypes.Uint8, driverduckdb.TYPE_USMALLINT: arrow.PrimitiveTypes.Uint16,
	driverduckdb.TYPE_UINTEGER: arrow.PrimitiveTypes.Uint32, driverduckdb.TYPE_UBIGINT: arrow.PrimitiveTypes.Uint64,
	driverduckdb.TYPE_HUGEINT:  &arrow.Decimal128Type{Precision: 38},
	driverduckdb.TYPE_UHUGEINT: &arrow.Decimal128Type{Precision: 38},
	driverduckdb.TYPE_FLOAT:    arrow.PrimitiveTypes.Float32, driverduckdb.TYPE_DOUBLE: arrow.PrimitiveTypes.Float64,
	driverduckdb.TYPE_VARCHAR: arrow.BinaryTypes.String, driverduckdb.TYPE_ENUM: arrow.BinaryTypes.String,
	driverduckdb.TYPE_UUID: arrow.BinaryTypes.String, driverduckdb.TYPE_BIT: arrow.BinaryTypes.String,
	driverduckdb.TYPE_BLOB: arrow.BinaryTypes.Binary,
	driverduckdb.TYPE_DATE: arrow.FixedWidthTypes.Date32, driverduckdb.TYPE_TIME: arrow.FixedWidthTypes.Time64us,
	driverduckdb.TYPE_TIMESTAMP:    &arrow.TimestampType{Unit: arrow.Microsecond},
	driverduckdb.TYPE_TIMESTAMP_S:  &arrow.TimestampType{Unit: arrow.Second},
	driverduckdb.TYPE_TIMESTAMP_MS: &arrow.TimestampType{Unit: arrow.Millisecond},
	driverduckdb.TYPE_TIMESTAMP_NS: &arrow.TimestampType{Unit: arrow.Nanosecond},
	driverduckdb.TYPE_TIMESTAMP_TZ: arrow.FixedWidthTypes.Timestamp_us,
	driverduckdb.TYPE_INTERVAL:     arrow.FixedWidthTypes.MonthDayNanoInterval,
}

// arrowType returns the type of a column of a result.
func (q *preparedQuery) arrowType(info driverduckdb.TypeInfo) (arrow.DataType, error) {
	if info.Alias() == "JSON" {
		q.json = true
		return arrow.BinaryTypes.String, nil
	}
	if dt := arrowTypes[info.InternalType()]; dt != nil {
		return dt, nil
	}
	switch d := info.Details().(type) {
	case *driverduckdb.DecimalDetails:
		return &arrow.Decimal128Type{Precision: int32(d.Width), Scale: int32(d.Scale)}, nil
	case *driverduckdb.ListDetails:
		elem, err := q.arrowType(d.Child)
		if err != nil {
			return nil, err
		}
		return arrow.ListOf(elem), nil
	case *driverduckdb.ArrayDetails:
		elem, err := q.arrowType(d.Child)
		if err != nil {
			return nil, err
		}
		return arrow.FixedSizeListOf(int32(d.Size), elem), nil
	case *driverduckdb.StructDetails:
		var fields []arrow.Field
		for _, e := range d.Entries {
			dt, err := q.arrowType(e.Info())
			if err != nil {
				return nil, err
			}
			fields = append(fields, arrow.Field{Name: e.Name(), Type: dt, Nullable: true})
		}
		return arrow.StructOf(fields...), nil
	case *driverduckdb.MapDetails:
		key, err := q.arrowType(d.Key)
		if err != nil {
			return nil, err
		}
		item, err := q.arrowType(d.Value)
		if err != nil {
			return nil, err
		}
		return arrow.MapOf(key, item), nil
	}
	return nil, fmt.Errorf("a result cannot hold a value of its type: cast it, as to VARCHAR")
}

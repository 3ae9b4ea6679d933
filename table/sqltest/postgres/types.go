package postgres

import (
	"errors"
	"fmt"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/internal/arrowtext"
)

// declared returns the type of PostgreSQL that holds the cells of a column exactly.
func declared(dt arrow.DataType) (string, error) {
	switch dt := dt.(type) {
	case *arrow.BooleanType:
		return "boolean", nil
	case *arrow.Int8Type, *arrow.Int16Type, *arrow.Uint8Type:
		return "smallint", nil
	case *arrow.Int32Type, *arrow.Uint16Type:
		return "integer", nil
	case *arrow.Int64Type, *arrow.Uint32Type:
		return "bigint", nil
	case *arrow.Uint64Type:
		return "numeric(20, 0)", nil
	case *arrow.Float16Type, *arrow.Float32Type:
		return "real", nil
	case *arrow.Float64Type:
		return "double precision", nil
	case arrow.DecimalType:
		return fmt.Sprintf("numeric(%d, %d)", dt.GetPrecision(), dt.GetScale()), nil
	case *arrow.BinaryType, *arrow.LargeBinaryType, *arrow.BinaryViewType, *arrow.FixedSizeBinaryType:
		return "bytea", nil
	case *arrow.Date32Type, *arrow.Date64Type:
		return "date", nil
	case *arrow.Time32Type, *arrow.Time64Type:
		return "time", nil
	case *arrow.TimestampType:
		if dt.TimeZone == "" {
			return "timestamp", nil
		}
		return "timestamptz", nil
	case *arrow.DurationType, *arrow.MonthDayNanoIntervalType:
		return "interval", nil
	case *arrow.StringType, *arrow.LargeStringType, *arrow.StringViewType, *arrow.NullType:
		return "text", nil
	case *arrow.StructType, *arrow.MapType:
		return "jsonb", nil
	case *arrow.DictionaryType:
		return declared(dt.ValueType)
	case *arrow.RunEndEncodedType:
		return declared(dt.Encoded())
	case arrow.ExtensionType:
		return declared(dt.StorageType())
	case arrow.ListLikeType:
		element, err := declared(dt.Elem())
		return element + "[]", err
	}
	return "", fmt.Errorf("PostgreSQL has no type for %s", arrowtext.TypeText(dt))
}

// The object identifiers of PostgreSQL's own types, which never change.
const (
	oidBool        = 16
	oidBytea       = 17
	oidInt8        = 20
	oidInt2        = 21
	oidInt4        = 23
	oidFloat4      = 700
	oidFloat8      = 701
	oidDate        = 1082
	oidTime        = 1083
	oidTimestamp   = 1114
	oidTimestamptz = 1184
	oidInterval    = 1186
	oidNumeric     = 1700
)

// plainTypes are the types that have exactly one type of Arrow.
var plainTypes = map[uint32]arrow.DataType{
	oidBool:        arrow.FixedWidthTypes.Boolean,
	oidInt2:        arrow.PrimitiveTypes.Int16,
	oidInt4:        arrow.PrimitiveTypes.Int32,
	oidInt8:        arrow.PrimitiveTypes.Int64,
	oidFloat4:      arrow.PrimitiveTypes.Float32,
	oidFloat8:      arrow.PrimitiveTypes.Float64,
	oidBytea:       arrow.BinaryTypes.Binary,
	oidDate:        arrow.FixedWidthTypes.Date32,
	oidTime:        arrow.FixedWidthTypes.Time64us,
	oidTimestamp:   &arrow.TimestampType{Unit: arrow.Microsecond},
	oidTimestamptz: arrow.FixedWidthTypes.Timestamp_us,
	oidInterval:    arrow.FixedWidthTypes.MonthDayNanoInterval,
}

// numericType returns the type of a numeric with the modifier of its declaration, which is -1 if it has none.
func numericType(modifier int32) (arrow.DataType, error) {
	precision, scale := (modifier-4)>>16, (modifier-4)&0x7ff
	switch {
	case modifier < 4:
		return nil, errors.New("a numeric without a declared scale: cast it, as in cast(… as numeric(18, 2))")
	case scale > precision || scale&0x400 != 0 || precision > 76:
		return nil, fmt.Errorf("numeric(%d, %d) is not a decimal of Arrow: cast it, as in cast(… as numeric(18, 2))",
			precision, (scale^0x400)-0x400)
	case precision > 38:
		return &arrow.Decimal256Type{Precision: precision, Scale: scale}, nil
	}
	return &arrow.Decimal128Type{Precision: precision, Scale: scale}, nil
}

// A serverType is what the catalog says of a type.
type serverType struct {
	name    string
	kind    byte   // 'b' base, 'c' composite, 'e' enum, 'p' pseudo, …
	element uint32 // of an array, or 0
}

// resultType returns the type of a column of a result. Types that Arrow lacks, such as enums, arrive as their text.
func resultType(oid uint32, modifier int32, lookup func(oid uint32) (serverType, error)) (arrow.DataType, error) {
	if dt := plainTypes[oid]; dt != nil {
		return dt, nil
	}
	if oid == oidNumeric {
		return numericType(modifier)
	}
	t, err := lookup(oid)
	switch {
	case err != nil:
		return nil, err
	case t.element != 0:
		element, err := resultType(t.element, modifier, lookup)
		if err != nil {
			return nil, err
		}
		return arrow.ListOf(element), nil
	case t.kind == 'c' || t.name == "record":
		return nil, errors.New("a row: select its fields, or to_jsonb of it")
	}
	return arrow.BinaryTypes.String, nil
}

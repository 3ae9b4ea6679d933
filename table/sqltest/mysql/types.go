package mysql

import (
	"bytes"
	"database/sql/driver"
	"encoding/hex"
	"fmt"
	"regexp"
	"strconv"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"

	"github.com/assay-go/assay/internal/arrowtext"
)

// declared returns the type of MariaDB that holds the cells of a column exactly.
func declared(dt arrow.DataType) (string, error) {
	switch dt := dt.(type) {
	case *arrow.BooleanType:
		return "boolean", nil
	case *arrow.Int8Type, *arrow.Int16Type, *arrow.Uint8Type:
		return "smallint", nil
	case *arrow.Int32Type, *arrow.Uint16Type:
		return "int", nil
	case *arrow.Int64Type, *arrow.Uint32Type:
		return "bigint", nil
	case *arrow.Uint64Type:
		return "decimal(20, 0)", nil
	case *arrow.Float16Type, *arrow.Float32Type:
		return "float", nil
	case *arrow.Float64Type:
		return "double", nil
	case arrow.DecimalType:
		return fmt.Sprintf("decimal(%d, %d)", dt.GetPrecision(), dt.GetScale()), nil
	case *arrow.BinaryType, *arrow.LargeBinaryType, *arrow.BinaryViewType, *arrow.FixedSizeBinaryType:
		return "longblob", nil
	case *arrow.Date32Type, *arrow.Date64Type:
		return "date", nil
	case *arrow.Time32Type, *arrow.Time64Type:
		return "time(6)", nil
	case *arrow.TimestampType:
		if dt.TimeZone == "" {
			return "datetime(6)", nil
		}
		return "timestamp(6)", nil
	case *arrow.StringType, *arrow.LargeStringType, *arrow.StringViewType, *arrow.NullType:
		return "longtext", nil
	case *arrow.DictionaryType:
		return declared(dt.ValueType)
	case arrow.ExtensionType:
		return declared(dt.StorageType())
	case arrow.NestedType:
		return "json", nil
	}
	return "", fmt.Errorf("MariaDB has no type for %s", arrowtext.TypeText(dt))
}

// A cellWriter appends a cell as a literal.
type cellWriter func(dst []byte, row int) ([]byte, error)

func newCellWriter(a arrow.Array) (cellWriter, error) {
	a = arrowtext.Storage(a)
	write, err := newValueWriter(a)
	nulls := arrowtext.Nulls(a)
	return func(dst []byte, row int) ([]byte, error) {
		if nulls(row) {
			return append(dst, "null"...), nil
		}
		return write(dst, row)
	}, err
}

// newValueWriter returns the writer of cells that are not null.
func newValueWriter(a arrow.Array) (cellWriter, error) {
	format, err := arrowtext.NewFormatter(a)
	if err != nil {
		return nil, err
	}
	switch a := a.(type) {
	case *array.Boolean:
		return func(dst []byte, row int) ([]byte, error) { return format(dst, row), nil }, nil
	case *array.Dictionary:
		values, err := newCellWriter(a.Dictionary())
		return func(dst []byte, row int) ([]byte, error) { return values(dst, a.GetValueIndex(row)) }, err
	case *array.Timestamp:
		nanos := a.DataType().(*arrow.TimestampType).Unit == arrow.Nanosecond
		return func(dst []byte, row int) ([]byte, error) {
			if nanos && a.Value(row)%1000 != 0 {
				return dst, fmt.Errorf("%s has nanoseconds; MariaDB counts microseconds", format(nil, row))
			}
			text := bytes.TrimSuffix(format(nil, row), []byte("Z"))
			return appendQuoted(dst, bytes.Replace(text, []byte("T"), []byte(" "), 1)), nil
		}, nil
	case interface{ Value(int) []byte }: // binary
		return func(dst []byte, row int) ([]byte, error) { return fmt.Appendf(dst, "x'%x'", a.Value(row)), nil }, nil
	}
	return func(dst []byte, row int) ([]byte, error) { return appendQuoted(dst, format(nil, row)), nil }, nil
}

// appendQuoted appends a text as a literal that means the same whatever the server's sql_mode.
func appendQuoted(dst, text []byte) []byte {
	if bytes.IndexByte(text, '\\') >= 0 {
		return fmt.Appendf(dst, "convert(x'%x' using utf8mb4)", text)
	}
	dst = append(dst, '\'')
	for _, c := range text {
		if c == '\'' {
			dst = append(dst, c)
		}
		dst = append(dst, c)
	}
	return append(dst, '\'')
}

// typeNames are the types of columns by the names that MariaDB has for them, without the display width.
var typeNames = map[string]arrow.DataType{
	"tinyint": arrow.PrimitiveTypes.Int8, "smallint": arrow.PrimitiveTypes.Int16, "mediumint": arrow.PrimitiveTypes.Int32,
	"int": arrow.PrimitiveTypes.Int32, "bigint": arrow.PrimitiveTypes.Int64, "year": arrow.PrimitiveTypes.Int16,
	"tinyint unsigned": arrow.PrimitiveTypes.Uint8, "smallint unsigned": arrow.PrimitiveTypes.Uint16,
	"mediumint unsigned": arrow.PrimitiveTypes.Uint32, "int unsigned": arrow.PrimitiveTypes.Uint32,
	"bigint unsigned": arrow.PrimitiveTypes.Uint64,
	"float":           arrow.PrimitiveTypes.Float32, "double": arrow.PrimitiveTypes.Float64,
	"date": arrow.FixedWidthTypes.Date32, "time": arrow.FixedWidthTypes.Time64us,
	"datetime": &arrow.TimestampType{Unit: arrow.Microsecond}, "timestamp": arrow.FixedWidthTypes.Timestamp_us,
	"binary": arrow.BinaryTypes.Binary, "varbinary": arrow.BinaryTypes.Binary, "tinyblob": arrow.BinaryTypes.Binary,
	"blob": arrow.BinaryTypes.Binary, "mediumblob": arrow.BinaryTypes.Binary, "longblob": arrow.BinaryTypes.Binary,
	"bit": arrow.BinaryTypes.Binary,
}

var declaration = regexp.MustCompile(`^(\w+)(?:\((\d+)(?:,(\d+))?\))?( unsigned)?`)

// resultType returns the type of a column that MariaDB declares so. Types that Arrow lacks arrive as their text.
func resultType(declared string) arrow.DataType {
	m := declaration.FindStringSubmatch(declared)
	switch {
	case m == nil:
		return arrow.BinaryTypes.String
	case m[1] == "decimal":
		precision, _ := strconv.Atoi(m[2])
		scale, _ := strconv.Atoi(m[3])
		if precision > decimal128.MaxPrecision {
			return &arrow.Decimal256Type{Precision: int32(precision), Scale: int32(scale)}
		}
		return &arrow.Decimal128Type{Precision: int32(precision), Scale: int32(scale)}
	case m[1] == "tinyint" && m[2] == "1":
		return arrow.FixedWidthTypes.Boolean
	}
	if dt := typeNames[m[1]+m[4]]; dt != nil {
		return dt
	}
	return arrow.BinaryTypes.String
}

// A cellReader appends a value of the driver that is not null to a column.
type cellReader func(v driver.Value) error

func newCellReader(b array.Builder) (cellReader, error) {
	parse, err := arrowtext.NewParser(b)
	if err != nil {
		return nil, err
	}
	id := b.Type().ID()
	zone := ""
	if dt, ok := b.Type().(*arrow.TimestampType); ok && dt.TimeZone != "" {
		zone = "Z"
	}
	return func(v driver.Value) error {
		switch v := v.(type) {
		case int64:
			if id == arrow.BOOL && (v == 0 || v == 1) {
				return parse(strconv.AppendBool(nil, v == 1))
			}
			return parse(strconv.AppendInt(nil, v, 10))
		case uint64:
			return parse(strconv.AppendUint(nil, v, 10))
		case float32:
			return parse(arrowtext.AppendFloat(nil, float64(v), 32))
		case float64:
			return parse(arrowtext.AppendFloat(nil, v, 64))
		case []byte:
			switch {
			case id == arrow.BINARY:
				return parse(append([]byte("0x"), hex.EncodeToString(v)...))
			case id == arrow.TIMESTAMP:
				return parse(append(bytes.Replace(v, []byte(" "), []byte("T"), 1), zone...))
			}
			return parse(v)
		}
		return fmt.Errorf("unexpected value of type %T", v)
	}, nil
}

// castNames are the types of a cast, if they differ from those of a column.
var castNames = map[string]string{
	"boolean": "signed", "smallint": "signed", "int": "signed", "bigint": "signed", "longtext": "char", "json": "char",
	"longblob": "binary", "timestamp(6)": "datetime(6)",
}

// cast returns the type of a cast to a type.
func cast(dt arrow.DataType) (string, error) {
	typ, err := declared(dt)
	if name := castNames[typ]; name != "" {
		typ = name
	}
	return typ, err
}

package sqlite

import (
	"bytes"
	"database/sql/driver"
	"encoding/hex"
	"errors"
	"fmt"
	"math/big"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"

	"github.com/assay-go/assay/internal/arrowtext"
)

// declared returns the type with which a column is declared.
func declared(dt arrow.DataType) string {
	switch dt := dt.(type) {
	case *arrow.BooleanType:
		return "boolean"
	case *arrow.Int8Type, *arrow.Int16Type, *arrow.Uint8Type:
		return "smallint"
	case *arrow.Int32Type, *arrow.Uint16Type:
		return "integer"
	case *arrow.Int64Type, *arrow.Uint32Type:
		return "bigint"
	case *arrow.Float16Type, *arrow.Float32Type:
		return "float4"
	case *arrow.Float64Type:
		return "double precision"
	case arrow.DecimalType:
		return fmt.Sprintf("decimal(%d, %d)", dt.GetPrecision(), dt.GetScale())
	case *arrow.Uint64Type:
		return "decimal(20, 0)"
	case *arrow.BinaryType, *arrow.LargeBinaryType, *arrow.BinaryViewType, *arrow.FixedSizeBinaryType:
		return "blob"
	case *arrow.Date32Type, *arrow.Date64Type:
		return "date"
	case *arrow.Time32Type, *arrow.Time64Type:
		return "time"
	case *arrow.TimestampType:
		if dt.TimeZone == "" {
			return "timestamp"
		}
		return "timestamptz"
	case *arrow.DictionaryType:
		return declared(dt.ValueType)
	case arrow.ExtensionType:
		return declared(dt.StorageType())
	}
	return "text" // as JSON, if it is nested
}

// A cellWriter returns a cell that is not null as a value of SQLite.
type cellWriter func(row int) (driver.Value, error)

func newCellWriter(a arrow.Array) (cellWriter, error) {
	a = arrowtext.Storage(a)
	format, err := arrowtext.NewFormatter(a)
	if err != nil {
		return nil, err
	}
	if decimalName.MatchString(declared(a.DataType())) {
		return func(row int) (driver.Value, error) {
			text := string(format(nil, row))
			_, fraction, _ := strings.Cut(text, ".")
			if f, err := strconv.ParseFloat(text, 64); err != nil || strconv.FormatFloat(f, 'f', len(fraction), 64) != text {
				return nil, fmt.Errorf("%s has more digits than the numbers of SQLite", text)
			}
			return text, nil
		}, nil
	}
	switch a := a.(type) {
	case *array.Boolean:
		return func(row int) (driver.Value, error) { return a.Value(row), nil }, nil
	case *array.Int8, *array.Int16, *array.Int32, *array.Int64, *array.Uint8, *array.Uint16, *array.Uint32:
		ints := arrowtext.Int64s(a)
		return func(row int) (driver.Value, error) { return ints(row), nil }, nil
	case *array.Float16, *array.Float32, *array.Float64:
		floats := arrowtext.Floats(a)
		return func(row int) (driver.Value, error) { return floats(row), nil }, nil
	case *array.Dictionary:
		values, err := newCellWriter(a.Dictionary())
		return func(row int) (driver.Value, error) { return values(a.GetValueIndex(row)) }, err
	case *array.Timestamp:
		nanos := a.DataType().(*arrow.TimestampType).Unit == arrow.Nanosecond
		return func(row int) (driver.Value, error) {
			if nanos && a.Value(row)%1000 != 0 {
				return nil, fmt.Errorf("%s has nanoseconds; results of SQLite have microseconds", format(nil, row))
			}
			text := bytes.TrimSuffix(format(nil, row), []byte("Z"))
			if bytes.IndexByte(text, '.') > 0 {
				text = bytes.TrimRight(bytes.TrimRight(text, "0"), ".")
			}
			return string(bytes.Replace(text, []byte("T"), []byte(" "), 1)), nil
		}, nil
	case interface{ Value(int) []byte }: // binary
		return func(row int) (driver.Value, error) { return a.Value(row), nil }, nil
	}
	return func(row int) (driver.Value, error) { return string(format(nil, row)), nil }, nil
}

var decimalName = regexp.MustCompile(`^(?i:decimal|numeric) *\( *(\d+) *(?:, *(\d+) *)?\)$`)

// typeNames are the types of columns by the names of their declarations.
var typeNames = map[string]arrow.DataType{
	"boolean": arrow.FixedWidthTypes.Boolean, "bool": arrow.FixedWidthTypes.Boolean,
	"smallint": arrow.PrimitiveTypes.Int16, "int2": arrow.PrimitiveTypes.Int16,
	"integer": arrow.PrimitiveTypes.Int32, "int4": arrow.PrimitiveTypes.Int32,
	"bigint": arrow.PrimitiveTypes.Int64, "int8": arrow.PrimitiveTypes.Int64, "int": arrow.PrimitiveTypes.Int64,
	"float4": arrow.PrimitiveTypes.Float32, "float": arrow.PrimitiveTypes.Float64, "real": arrow.PrimitiveTypes.Float64,
	"double precision": arrow.PrimitiveTypes.Float64, "double": arrow.PrimitiveTypes.Float64,
	"blob": arrow.BinaryTypes.Binary, "text": arrow.BinaryTypes.String,
	"date": arrow.FixedWidthTypes.Date32, "time": arrow.FixedWidthTypes.Time64us,
	"timestamp": &arrow.TimestampType{Unit: arrow.Microsecond}, "timestamptz": arrow.FixedWidthTypes.Timestamp_us,
	"datetime": &arrow.TimestampType{Unit: arrow.Microsecond},
}

// parseName returns the type of a declaration, or nil.
func parseName(name string) arrow.DataType {
	if m := decimalName.FindStringSubmatch(name); m != nil {
		precision, _ := strconv.Atoi(m[1])
		scale, _ := strconv.Atoi(m[2])
		name := "decimal"
		if precision > decimal128.MaxPrecision {
			name = "decimal256"
		}
		if dt, err := arrowtext.ParseType(fmt.Sprintf("%s(%d, %d)", name, precision, scale)); err == nil {
			return dt
		}
		return nil
	}
	name = strings.ToLower(name)
	if strings.HasPrefix(name, "varchar") || strings.HasPrefix(name, "char") {
		return arrow.BinaryTypes.String
	}
	return typeNames[name]
}

// affinities are the types of casts and operators, by the names that a view has for them.
var affinities = map[string]arrow.DataType{
	"INT": arrow.PrimitiveTypes.Int64, "REAL": arrow.PrimitiveTypes.Float64,
	"TEXT": arrow.BinaryTypes.String, "BLOB": arrow.BinaryTypes.Binary,
}

// affinity returns the name that a view has for a cast to the type.
// See https://www.sqlite.org/datatype3.html#determination_of_column_affinity.
func affinity(typ string) string {
	typ = strings.ToLower(typ)
	for _, rule := range [][2]string{
		{"int", "INT"},
		{"char", "TEXT"},
		{"clob", "TEXT"},
		{"text", "TEXT"},
		{"blob", "BLOB"},
		{"real", "REAL"},
		{"floa", "REAL"},
		{"doub", "REAL"},
	} {
		if strings.Contains(typ, rule[0]) {
			return rule[1]
		}
	}
	return "NUM"
}

// columnType returns the type of a column of a result: that of its cast, the declared one, or that of its values.
func columnType(declared, cast string, rows [][]driver.Value, column int) (arrow.DataType, error) {
	if cast != "" && declared == affinity(cast) && parseName(cast) != nil {
		return parseName(cast), nil
	}
	dt := affinities[declared]
	if dt == nil {
		dt = parseName(declared)
	}
	if dt != nil {
		return dt, nil
	}
	for _, row := range rows {
		var of arrow.DataType
		switch row[column].(type) {
		case nil:
			continue
		case int64, bool:
			of = arrow.PrimitiveTypes.Int64
		case float64:
			of = arrow.PrimitiveTypes.Float64
		case []byte:
			of = arrow.BinaryTypes.Binary
		default:
			of = arrow.BinaryTypes.String
		}
		switch {
		case dt == nil || dt == arrow.PrimitiveTypes.Int64 && of == arrow.PrimitiveTypes.Float64:
			dt = of
		case dt != of && (dt != arrow.PrimitiveTypes.Float64 || of != arrow.PrimitiveTypes.Int64):
			return nil, fmt.Errorf("has values of several types, %s and %s: cast it", dt, of)
		}
	}
	if dt == nil {
		return nil, errors.New("has neither a declared type nor a value: cast it, as in cast(… as integer)")
	}
	return dt, nil
}

// A cellReader appends a value of SQLite that is not null to a column.
type cellReader func(v driver.Value) error

func newCellReader(b array.Builder) (cellReader, error) {
	parse, err := arrowtext.NewParser(b)
	if err != nil {
		return nil, err
	}
	scale := -1
	if dt, ok := b.Type().(arrow.DecimalType); ok {
		scale = int(dt.GetScale())
	}
	_, isBool := b.(*array.BooleanBuilder)
	zone := ""
	if dt, ok := b.Type().(*arrow.TimestampType); ok && dt.TimeZone != "" {
		zone = "Z"
	}
	return func(v driver.Value) error {
		switch v := v.(type) {
		case int64:
			if isBool && (v == 0 || v == 1) {
				return parse(strconv.AppendBool(nil, v == 1))
			}
			return parse(strconv.AppendInt(nil, v, 10))
		case float64:
			if scale >= 0 {
				return parse([]byte(roundedText(v, scale)))
			}
			return parse(arrowtext.AppendFloat(nil, v, 64))
		case time.Time:
			if b.Type().ID() == arrow.DATE32 {
				return parse(v.AppendFormat(nil, time.DateOnly))
			}
			return parse(v.UTC().AppendFormat(nil, "2006-01-02T15:04:05.999999"))
		case string:
			if b.Type().ID() == arrow.TIMESTAMP {
				v = strings.Replace(strings.TrimSuffix(v, "Z"), " ", "T", 1) + zone
			}
			return parse([]byte(v))
		case []byte:
			return parse(append([]byte("0x"), hex.EncodeToString(v)...))
		}
		return fmt.Errorf("unexpected value of type %T", v)
	}, nil
}

// roundedText rounds a float to a number of decimals as other engines round decimals: halves up, away from zero. The 15
// digits that a float holds for certain count.
func roundedText(f float64, decimals int) string {
	exact, ok := new(big.Rat).SetString(strconv.FormatFloat(f, 'e', 14, 64))
	if !ok {
		return strconv.FormatFloat(f, 'f', decimals, 64) // an infinity, of which the parser says that it is not a decimal
	}
	return exact.FloatString(decimals)
}

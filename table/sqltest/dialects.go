package sqltest

import (
	"database/sql"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/decimal128"

	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/assay-go/assay/internal/message"
	"github.com/assay-go/assay/table/sqltest/internal/engine"
)

// A Dialect is how the database of [DB] writes SQL.
type Dialect struct {
	engine.Dialect
	// names are the types of columns, by those of Arrow; decimals take their precision and scale.
	names typeNames
	// optional, if not "", is the type whose values may be null, with %s for the type.
	optional string
}

// typeNames are the names of types of a database.
type typeNames struct {
	boolean, int16, int32, int64, uint64, float32, float64 string
	decimal, text, binary, date, time, timestamp, zoned    string
}

// The dialects of databases. No test of Assay runs on the last four.
var (
	// Standard is that of the standard, which most databases read.
	Standard = dialect("the database", typeNames{
		"boolean", "smallint", "integer", "bigint", "decimal(20, 0)", "real", "double precision",
		"decimal(%d, %d)", "varchar", "varbinary", "date", "time", "timestamp", "timestamp with time zone",
	})
	// Trino is untested.
	Trino = dialect("Trino", typeNames{
		"boolean", "smallint", "integer", "bigint", "decimal(20, 0)", "real", "double",
		"decimal(%d, %d)", "varchar", "varbinary", "date", "time(6)", "timestamp(6)", "timestamp(6) with time zone",
	})
	// Snowflake is untested.
	Snowflake = dialect("Snowflake", typeNames{
		"boolean", "number(5, 0)", "number(10, 0)", "number(19, 0)", "number(20, 0)", "float", "float",
		"number(%d, %d)", "varchar", "binary", "date", "time(6)", "timestamp_ntz(6)", "timestamp_tz(6)",
	}).escaped()
	// BigQuery is untested.
	BigQuery = dialect("BigQuery", typeNames{
		"bool", "int64", "int64", "int64", "bignumeric(20, 0)", "float64", "float64",
		"bignumeric(%d, %d)", "string", "bytes", "date", "time", "datetime", "timestamp",
	}).escaped().backquoted()
	// ClickHouse is untested.
	ClickHouse = dialect("ClickHouse", typeNames{
		"Bool", "Int16", "Int32", "Int64", "UInt64", "Float32", "Float64",
		"Decimal(%d, %d)", "String", "String", "Date32", "String", "DateTime64(6)", "DateTime64(6, 'UTC')",
	}).escaped().backquoted().orNull("Nullable(%s)")
)

func dialect(name string, names typeNames) Dialect {
	d := Dialect{names: names}
	d.Name = name
	d.Cast = d.types
	return d
}

// escaped says that a backslash escapes a character of a string.
func (d Dialect) escaped() Dialect {
	d.Backslash = true
	return d
}

// backquoted says that identifiers are in backquotes.
func (d Dialect) backquoted() Dialect {
	d.Quote = func(name string) string { return "`" + strings.ReplaceAll(name, "`", "\\`") + "`" }
	return d
}

// orNull sets the form of types whose values may be null.
func (d Dialect) orNull(form string) Dialect {
	d.optional = form
	return d
}

func (d Dialect) quoted(name string) string {
	if d.Quote != nil {
		return d.Quote(name)
	}
	return `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
}

func (d Dialect) nullable(typ string) string {
	if d.optional != "" {
		return fmt.Sprintf(d.optional, typ)
	}
	return typ
}

// types returns the type that holds the cells of a column exactly.
func (d Dialect) types(dt arrow.DataType) (string, error) {
	n := d.names
	switch dt := dt.(type) {
	case *arrow.BooleanType:
		return n.boolean, nil
	case *arrow.Int8Type, *arrow.Int16Type, *arrow.Uint8Type:
		return n.int16, nil
	case *arrow.Int32Type, *arrow.Uint16Type:
		return n.int32, nil
	case *arrow.Int64Type, *arrow.Uint32Type:
		return n.int64, nil
	case *arrow.Uint64Type:
		return n.uint64, nil
	case *arrow.Float16Type, *arrow.Float32Type:
		return n.float32, nil
	case *arrow.Float64Type:
		return n.float64, nil
	case arrow.DecimalType:
		return fmt.Sprintf(n.decimal, dt.GetPrecision(), dt.GetScale()), nil
	case *arrow.StringType, *arrow.LargeStringType, *arrow.StringViewType, *arrow.NullType:
		return n.text, nil
	case *arrow.BinaryType, *arrow.LargeBinaryType, *arrow.BinaryViewType, *arrow.FixedSizeBinaryType:
		return n.binary, nil
	case *arrow.Date32Type, *arrow.Date64Type:
		return n.date, nil
	case *arrow.Time32Type, *arrow.Time64Type:
		return n.time, nil
	case *arrow.TimestampType:
		if dt.TimeZone == "" {
			return n.timestamp, nil
		}
		return n.zoned, nil
	case *arrow.DictionaryType:
		return d.types(dt.ValueType)
	case arrow.ExtensionType:
		return d.types(dt.StorageType())
	}
	return "", fmt.Errorf("a test on %s has no columns of type %s: write it as text, in JSON", d.Name,
		arrowtext.TypeText(dt))
}

// cells returns the literals of a column.
func (d Dialect) cells(a arrow.Array) (func(row int) string, error) {
	nulls := arrowtext.Nulls(a)
	format, err := arrowtext.NewFormatter(a)
	id := arrowtext.StorageType(a.DataType()).ID()
	return func(row int) string {
		if nulls(row) {
			return "null"
		}
		text := string(format(nil, row))
		switch id {
		case arrow.BOOL, arrow.INT8, arrow.INT16, arrow.INT32, arrow.INT64, arrow.UINT8, arrow.UINT16, arrow.UINT32:
			return text
		case arrow.BINARY, arrow.LARGE_BINARY, arrow.BINARY_VIEW, arrow.FIXED_SIZE_BINARY:
			return "x'" + text[len("0x"):] + "'"
		case arrow.TIMESTAMP:
			day, clock, _ := strings.Cut(text, "T")
			clock, utc := strings.CutSuffix(clock, "Z")
			text = day + " " + clock
			if utc {
				text += " UTC"
			}
		}
		if d.Backslash {
			return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(text) + "'"
		}
		return "'" + strings.ReplaceAll(text, "'", "''") + "'"
	}, err
}

// resultNames are the types of results by the names of drivers, in capitals and without precision.
var resultNames = map[string]arrow.DataType{
	"BOOL": arrow.FixedWidthTypes.Boolean, "BOOLEAN": arrow.FixedWidthTypes.Boolean,
	"TINYINT": arrow.PrimitiveTypes.Int8, "INT8": arrow.PrimitiveTypes.Int8, "UINT8": arrow.PrimitiveTypes.Uint8,
	"SMALLINT": arrow.PrimitiveTypes.Int16, "INT16": arrow.PrimitiveTypes.Int16, "UINT16": arrow.PrimitiveTypes.Uint16,
	"INTEGER": arrow.PrimitiveTypes.Int32, "INT32": arrow.PrimitiveTypes.Int32, "UINT32": arrow.PrimitiveTypes.Uint32,
	"INT": arrow.PrimitiveTypes.Int32, "BIGINT": arrow.PrimitiveTypes.Int64, "INT64": arrow.PrimitiveTypes.Int64,
	"UINT64": arrow.PrimitiveTypes.Uint64,
	"REAL":   arrow.PrimitiveTypes.Float32, "FLOAT32": arrow.PrimitiveTypes.Float32,
	"DOUBLE": arrow.PrimitiveTypes.Float64, "DOUBLE PRECISION": arrow.PrimitiveTypes.Float64,
	"FLOAT": arrow.PrimitiveTypes.Float64, "FLOAT64": arrow.PrimitiveTypes.Float64,
	"BINARY": arrow.BinaryTypes.Binary, "VARBINARY": arrow.BinaryTypes.Binary, "BYTES": arrow.BinaryTypes.Binary,
	"BLOB": arrow.BinaryTypes.Binary,
	"DATE": arrow.FixedWidthTypes.Date32, "DATE32": arrow.FixedWidthTypes.Date32, "TIME": arrow.FixedWidthTypes.Time64us,
	"DATETIME": &arrow.TimestampType{Unit: arrow.Microsecond}, "DATETIME64": &arrow.TimestampType{Unit: arrow.Microsecond},
	"TIMESTAMP":                &arrow.TimestampType{Unit: arrow.Microsecond},
	"TIMESTAMP_NTZ":            &arrow.TimestampType{Unit: arrow.Microsecond},
	"TIMESTAMP WITH TIME ZONE": arrow.FixedWidthTypes.Timestamp_us, "TIMESTAMP_TZ": arrow.FixedWidthTypes.Timestamp_us,
	"TIMESTAMP_LTZ": arrow.FixedWidthTypes.Timestamp_us, "TIMESTAMPTZ": arrow.FixedWidthTypes.Timestamp_us,
	"VARCHAR": arrow.BinaryTypes.String, "TEXT": arrow.BinaryTypes.String, "STRING": arrow.BinaryTypes.String,
	"CHAR": arrow.BinaryTypes.String, "UUID": arrow.BinaryTypes.String, "JSON": arrow.BinaryTypes.String,
	"VARIANT": arrow.BinaryTypes.String,
}

var (
	wrapped   = regexp.MustCompile(`^(?:NULLABLE|LOWCARDINALITY)\((.*)\)$`)
	precision = regexp.MustCompile(`\((\d+)(?:, ?(\d+))?[^)]*\)`)
)

// schema returns the types of the columns of a result.
func (d Dialect) schema(columns []*sql.ColumnType) (*arrow.Schema, error) {
	var fields []arrow.Field
	var problems []error
	for _, c := range columns {
		p, s, ok := c.DecimalSize()
		dt, err := d.resultType(c.DatabaseTypeName(), p, s, ok)
		if err != nil {
			problems = append(problems, fmt.Errorf("column %s %w", message.Quote(c.Name()), err))
			continue
		}
		fields = append(fields, arrow.Field{Name: c.Name(), Type: dt, Nullable: true})
	}
	return arrow.NewSchema(fields, nil), errors.Join(problems...)
}

// resultType returns the type of a column by what its driver says.
func (d Dialect) resultType(name string, digits, scale int64, sized bool) (arrow.DataType, error) {
	name = strings.ToUpper(name)
	zoned := strings.Contains(name, "'") || d.Name == BigQuery.Name && name == "TIMESTAMP"
	for m := wrapped.FindStringSubmatch(name); m != nil; m = wrapped.FindStringSubmatch(name) {
		name = m[1]
	}
	size := precision.FindStringSubmatch(name)
	name = precision.ReplaceAllString(name, "")
	switch name {
	case "DECIMAL", "NUMERIC", "NUMBER", "FIXED", "BIGNUMERIC":
		if size != nil {
			digits, _ = strconv.ParseInt(size[1], 10, 32)
			scale, _ = strconv.ParseInt(size[2], 10, 32)
		} else if !sized || digits <= 0 {
			return nil, errors.New("is a decimal whose scale the driver does not tell: cast it to an integer, a float or a text")
		}
		if digits > decimal128.MaxPrecision {
			return &arrow.Decimal256Type{Precision: int32(digits), Scale: int32(scale)}, nil
		}
		return &arrow.Decimal128Type{Precision: int32(digits), Scale: int32(scale)}, nil
	}
	dt := resultNames[name]
	if ts, ok := dt.(*arrow.TimestampType); ok && zoned && ts.TimeZone == "" {
		dt = arrow.FixedWidthTypes.Timestamp_us
	}
	if dt == nil {
		return nil, fmt.Errorf("has the type %q, which tests on %s do not read: cast it to a text", name, d.Name)
	}
	return dt, nil
}

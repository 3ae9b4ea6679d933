package dbt

import (
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"

	"github.com/assay-go/assay/internal/datafile"
	"github.com/assay-go/assay/internal/lazyregexp"
)

var (
	zoned   = arrow.FixedWidthTypes.Timestamp_us
	unzoned = &arrow.TimestampType{Unit: arrow.Microsecond}
	// types are those of DuckDB, PostgreSQL, Snowflake, BigQuery, Redshift, Databricks and MySQL, by their names.
	types = map[string]arrow.DataType{
		"bool": arrow.FixedWidthTypes.Boolean, "boolean": arrow.FixedWidthTypes.Boolean,
		"tinyint": arrow.PrimitiveTypes.Int8, "int1": arrow.PrimitiveTypes.Int8,
		"smallint": arrow.PrimitiveTypes.Int16, "int2": arrow.PrimitiveTypes.Int16, "short": arrow.PrimitiveTypes.Int16,
		"int": arrow.PrimitiveTypes.Int32, "integer": arrow.PrimitiveTypes.Int32, "int4": arrow.PrimitiveTypes.Int32,
		"bigint": arrow.PrimitiveTypes.Int64, "int8": arrow.PrimitiveTypes.Int64, "int64": arrow.PrimitiveTypes.Int64,
		"long": arrow.PrimitiveTypes.Int64, "hugeint": &arrow.Decimal128Type{Precision: 38},
		"real": arrow.PrimitiveTypes.Float32, "float4": arrow.PrimitiveTypes.Float32,
		"double": arrow.PrimitiveTypes.Float64, "double precision": arrow.PrimitiveTypes.Float64,
		"float8": arrow.PrimitiveTypes.Float64, "float64": arrow.PrimitiveTypes.Float64,
		"float": arrow.PrimitiveTypes.Float64,
		"date":  arrow.FixedWidthTypes.Date32,
		"time":  arrow.FixedWidthTypes.Time64us, "time without time zone": arrow.FixedWidthTypes.Time64us,
		"timestamp": unzoned, "timestamp without time zone": unzoned, "timestamp_ntz": unzoned, "datetime": unzoned,
		"timestamptz": zoned, "timestamp with time zone": zoned, "timestamp_tz": zoned, "timestamp_ltz": zoned,
		"blob": arrow.BinaryTypes.Binary, "bytea": arrow.BinaryTypes.Binary, "bytes": arrow.BinaryTypes.Binary,
		"binary": arrow.BinaryTypes.Binary, "varbinary": arrow.BinaryTypes.Binary,
		"varchar": arrow.BinaryTypes.String, "text": arrow.BinaryTypes.String, "string": arrow.BinaryTypes.String,
		"character varying": arrow.BinaryTypes.String, "char": arrow.BinaryTypes.String,
		"character": arrow.BinaryTypes.String, "bpchar": arrow.BinaryTypes.String, "uuid": arrow.BinaryTypes.String,
		"json": arrow.BinaryTypes.String, "jsonb": arrow.BinaryTypes.String, "variant": arrow.BinaryTypes.String,
	}
	typeText = lazyregexp.New(`^([a-z_0-9]+(?: [a-z]+)*?)\s*(?:\(\s*(\d+)\s*(?:,\s*(\d+)\s*)?\))?((?: [a-z]+)*)$`)
)

// Type returns the type of Arrow for a column of this type in the project's warehouse. It is not ok if that is unknown,
// as nested types are.
func (m *Manifest) Type(name string) (dt arrow.DataType, ok bool) {
	found := typeText().FindStringSubmatch(strings.ToLower(strings.TrimSpace(name)))
	if found == nil {
		return nil, false
	}
	base := found[1] + found[4]
	switch base {
	case "decimal", "numeric", "number", "dec", "fixed":
		precision, scale := 38, 9
		if found[2] != "" {
			precision, _ = strconv.Atoi(found[2]) // an error is out of range, too
			scale, _ = strconv.Atoi(found[3])
		}
		if precision < 1 || precision > decimal128.MaxPrecision || scale > precision {
			return nil, false
		}
		return &arrow.Decimal128Type{Precision: int32(precision), Scale: int32(scale)}, true
	case "float":
		if m.Adapter == "duckdb" {
			return arrow.PrimitiveTypes.Float32, true
		}
	case "timestamp":
		if m.Adapter == "bigquery" {
			return zoned, true
		}
	}
	dt, ok = types[base]
	return dt, ok
}

// Types returns the types of the columns of a node that are known.
func (m *Manifest) Types(n *Node) map[string]arrow.DataType {
	out := map[string]arrow.DataType{}
	for _, c := range m.Columns(n) {
		if dt, ok := m.Type(c.Type); ok {
			out[c.Name] = dt
		}
	}
	return out
}

// Record returns the rows of a unit test as a table with the columns that they have and those of types, of these types.
// A column without a type has the one that its texts fit.
func (r Rows) Record(types map[string]arrow.DataType) (arrow.Record, error) {
	const number = "assay row" // so that no line is empty
	columns := append([]string{number}, r.Columns()...)
	for _, name := range slices.Sorted(maps.Keys(types)) {
		if !slices.Contains(columns, name) {
			columns = append(columns, name)
		}
	}
	o := datafile.Options{Types: types, Mixed: true, CSV: datafile.Dialect{Delimiter: ","}}
	rec, err := datafile.Read("rows.csv", r.csv(columns), o)
	if wrong, ok := errors.AsType[*datafile.Error](err); ok {
		wrong.File, wrong.Line, wrong.Col = "", 0, 0 // of a file that no one sees
	}
	if err != nil {
		return nil, err
	}
	schema := arrow.NewSchema(rec.Schema().Fields()[1:], nil)
	return array.NewRecord(schema, rec.Columns()[1:], rec.NumRows()), nil
}

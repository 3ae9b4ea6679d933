package duckdb

import (
	"database/sql/driver"
	"fmt"
	"math/big"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	driverduckdb "github.com/duckdb/duckdb-go/v2"

	"github.com/assay-go/assay/table/sqltest/internal/engine"
)

// driverValues returns a function that returns the cells of an array as an appender takes them.
func driverValues(a arrow.Array) (func(row int) (driver.Value, error), error) {
	values, err := engine.Values(a)
	if err != nil {
		return nil, err
	}
	// DuckDB has nanoseconds only for timestamps without a zone.
	nanos := false
	if t, ok := a.DataType().(*arrow.TimestampType); ok {
		nanos = t.TimeZone == ""
	}
	return func(row int) (driver.Value, error) { return toDriver(values(row), nanos) }, nil
}

// toDriver returns a value as an appender takes it. An instant with a part of a microsecond is an error unless nanos is
// set.
func toDriver(v any, nanos bool) (any, error) {
	switch v := v.(type) {
	case time.Time:
		if !nanos && v.Nanosecond()%1000 != 0 {
			return nil, fmt.Errorf("%s: DuckDB holds microseconds", v.Format(time.RFC3339Nano))
		}
	case engine.TimeOfDay:
		if v%engine.TimeOfDay(time.Microsecond) != 0 {
			return nil, fmt.Errorf("%s: DuckDB holds microseconds", time.Duration(v))
		}
		return time.Unix(0, int64(v)).UTC(), nil
	case time.Duration:
		if v%time.Microsecond != 0 {
			return nil, fmt.Errorf("%s: DuckDB holds microseconds", v)
		}
		return driverduckdb.Interval{Micros: v.Microseconds()}, nil
	case arrow.MonthDayNanoInterval:
		if v.Nanoseconds%1000 != 0 {
			return nil, fmt.Errorf("%d ns: DuckDB holds microseconds", v.Nanoseconds)
		}
		return driverduckdb.Interval{Months: v.Months, Days: v.Days, Micros: v.Nanoseconds / 1000}, nil
	case engine.Decimal:
		return driverduckdb.Decimal{Value: v.Unscaled, Width: 38, Scale: uint8(v.Scale)}, nil
	case []any:
		list := make([]any, len(v))
		for i, e := range v {
			var err error
			if list[i], err = toDriver(e, nanos); err != nil {
				return nil, err
			}
		}
		return list, nil
	case engine.Struct:
		fields := make(map[string]any, len(v))
		for name, e := range v {
			var err error
			if fields[name], err = toDriver(e, nanos); err != nil {
				return nil, err
			}
		}
		return fields, nil
	case engine.Map:
		var m driverduckdb.OrderedMap
		for _, e := range v {
			key, err := toDriver(e.Key, nanos)
			if err != nil {
				return nil, err
			}
			item, err := toDriver(e.Value, nanos)
			if err != nil {
				return nil, err
			}
			m.Set(key, item)
		}
		return m, nil
	}
	return v, nil
}

// fromDriver returns a value of a result as [engine.Builder] takes it.
func fromDriver(v any) any {
	switch v := v.(type) {
	case driverduckdb.Decimal:
		return engine.Decimal{Unscaled: v.Value, Scale: int32(v.Scale)}
	case *big.Int:
		return engine.Decimal{Unscaled: v}
	case driverduckdb.Bit:
		return v.String()
	case driverduckdb.UUID:
		return v.String()
	case driverduckdb.Interval:
		return arrow.MonthDayNanoInterval{Months: v.Months, Days: v.Days, Nanoseconds: v.Micros * 1000}
	case []any:
		list := make([]any, len(v))
		for i, e := range v {
			list[i] = fromDriver(e)
		}
		return list
	case map[string]any:
		s := make(engine.Struct, len(v))
		for name, e := range v {
			s[name] = fromDriver(e)
		}
		return s
	case driverduckdb.OrderedMap:
		keys, items := v.Keys(), v.Values()
		m := make(engine.Map, len(keys))
		for i, key := range keys {
			m[i] = engine.Entry{Key: fromDriver(key), Value: fromDriver(items[i])}
		}
		return m
	}
	return v
}

// Package arrowtext writes Arrow types and cells as text and reads them back.
//
// Fixtures and goldens share it, so the text of a type (decimal(12, 2)) and of a cell (1043.50) is the same in both.
// The package handles single cells. How a golden quotes them, and how a fixture reads them from YAML, is decided there.
//
//	dt, err := arrowtext.ParseType("list<timestamp[ms, UTC]>")
//	format, err := arrowtext.NewFormatter(column)
//	line = format(line, row)
//
// # Types
//
//	null bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 float32 float64
//	utf8 large_utf8 utf8_view binary large_binary binary_view fixed_size_binary[16]
//	date32 date64 time32[s] time64[us] timestamp[ms] timestamp[ns, Europe/Berlin] duration[s]
//	month_interval day_time_interval month_day_nano_interval
//	decimal(12, 2) decimal256(60, 4)
//	list<T> large_list<T> list_view<T> large_list_view<T> fixed_size_list<T>[3]
//	struct<a: T, "b c": T not null> map<T, T> map<T, T, keys_sorted>
//	dictionary<utf8> dictionary<utf8, int8, ordered> run_end_encoded<int32, T>
//	extension<"name", T> extension<"name", T, "data">
//
// Inside a list, a struct or the value of a map, T may be followed by "not null". A list whose element is not named
// "item" names it: list<element: utf8>. A dictionary without an index type has int32. The reader accepts string for
// utf8.
//
// # Cells
//
// Numbers are in their usual notation. Floats have the fewest digits that read back as the same bits (and NaN, Inf,
// -Inf, -0); decimals have all the digits of their scale. Strings are written as they are. Binary is hexadecimal after
// 0x. Dates are 2026-01-31, times of day 10:15:00.250, timestamps 2026-01-31T10:15:00.250Z with as many digits as their
// unit has. A timestamp is always written in UTC, whatever its zone, so that no table of time zones is needed to read
// it. A timestamp whose type has no zone is written without the Z. Years past 9999 have a sign. Durations are
// 1h30m0.5s. Intervals are 14mo, 3d250ms and 1mo3d250ns. Lists are JSON arrays and structs are JSON objects. Maps are
// JSON objects if their keys are strings, and arrays of pairs otherwise. Inside them, everything that is not a number
// or a boolean is a JSON string, and so are NaN and the infinities.
//
// A cell of an extension type is written as its storage type. Read back, the type has its name, its storage and its
// data, but no Go type of its own.
//
// The same cell has the same text on every machine. The text is exact except for three things that Arrow distinguishes:
// the payload of a NaN, the encoding of a dictionary or a run-end encoded array, and metadata.
package arrowtext

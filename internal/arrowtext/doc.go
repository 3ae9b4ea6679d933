// Package arrowtext writes Arrow types and cells as text and reads them back.
//
// Fixtures and goldens share it, so that the text of a type (decimal(12, 2)) and of a cell (1043.50) is one in
// both. It knows single cells: how a golden quotes them, and what a fixture makes of YAML, is theirs to say.
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
// A T inside a list, a struct or the value of a map may be followed by "not null". A list whose element is not called
// "item" names it: list<element: utf8>. A dictionary that names no index type has int32. The reader takes string
// for utf8 as well.
//
// # Cells
//
// Numbers are in their usual notation, floats with the fewest digits that read back the same bits (and NaN, Inf,
// -Inf, -0), decimals with all the digits of their scale. Strings are themselves. Binary is hexadecimal after 0x. Dates are
// 2026-01-31, times of day 10:15:00.250, timestamps 2026-01-31T10:15:00.250Z with as many digits as their unit has. A
// timestamp is always written in UTC, whatever its zone, so that no table of time zones is needed to read it; one
// whose type has no zone is written without the Z. Years past 9999 have a sign. Durations are 1h30m0.5s. Intervals
// are 14mo, 3d250ms and 1mo3d250ns. Lists are JSON arrays, structs JSON objects, maps JSON objects where their keys are strings and arrays of
// pairs where not; within them NaN and the infinities are JSON strings, as is all that is not a number or a boolean.
//
// Cells of an extension type are those of the type that it is stored as. Read back, the type has its name, its
// storage and its data, and no Go type of its own.
//
// Text is always the same for the same cell, on every machine. It is exact, but for three things that Arrow can tell
// apart and text does not: the payload of a NaN, how a dictionary or a run-end encoded array spells its values, and
// metadata.
package arrowtext

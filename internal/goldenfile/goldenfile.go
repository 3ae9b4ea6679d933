// Package goldenfile reads and writes goldens: tables as text that people read, digests of large tables, and values as
// YAML. It does not compare them, and knows neither tests nor directories.
//
// # The format
//
// A golden is UTF-8 text with \n after each line, including the last:
//
//	# assay 1
//	# order keyed campaign_id
//	# field campaign_id int64 not null
//	# field name utf8
//	# field revenue decimal(12, 2)
//	# field lift float64
//	# input orders 312 rows: recipient_id total 9c1f0b7a52d3e846
//	campaign_id,name,revenue,lift
//	1,Heavy Duty Lamp,1043.50,0.125
//	2,"Lamp, \"Pro\"",null,NaN
//
// Line 1 is the version. Line 2 is the order of the rows: "ordered" (as in the result), "multiset" (sorted by all
// columns), or "keyed" and the names of the key columns (sorted by key; keys are unique and not null). Each column has
// a field line: its name, its type as internal/arrowtext writes it, and "not null" unless the field is nullable. Input
// lines follow. Their content is opaque here; each is one line of visible text. Then come a row with the column names
// and the rows, one per line. Nothing is padded, so a changed cell or a changed type is one changed line.
//
// In header lines, a name that is one word (letters of any script, digits, _ - .) is written as it is, any other name
// as a JSON string. Column names are unique. A table without columns has an empty line for the names and one for each
// row.
//
// No cell is empty:
//
//   - A null is null.
//   - A text is written as it is, or as a JSON string of visible characters. It is a JSON string if it is empty; reads
//     as null; starts with # or a merge conflict mark; starts or ends with a space; or has a comma, a double quote, a
//     control or other invisible character, or a byte that is not UTF-8.
//   - A list, struct or map is JSON without spaces.
//   - A float is the shortest decimal that reads back as the same bits, or one of the words NaN, Inf, -Inf and -0.
//   - A decimal has all digits of its scale. A timestamp has all digits of its unit, and is in UTC with a Z if its type
//     has a time zone.
//   - Binary is hexadecimal after 0x.
//
// Rows are sorted by value, not by text: null first; numbers by size, with -0 before 0 and NaN last; texts and binary
// by bytes; false before true; lists and structs element by element; dictionaries by their values.
//
// # Digests
//
// The golden of a table that is too large to read is a digest. After the input lines it has
//
//	# digest 2: 250000 rows
//	# column campaign_id 0 null, ~250000 distinct, sha256 9c1f0b7a52d3e84641d8e0a97c5b2f30, min 1, max 250000
//	# column name 12 null, 5000 distinct, sha256 41d8e0a97c5b2f309c1f0b7a52d3e846, min Anvil, max Zip
//	# block 2061 rows from 1: 0b7a52d3 7c5b2f30
//
// and then the column names and only the first and the last five rows.
//
// Up to 65,536 distinct values are counted. Of more, a ~ marks an estimate, which has a standard error of 0.5% and is
// rounded to three digits. Minimum and maximum are missing if all values are null, if the type is nested, or if one of
// them has over 80 bytes.
//
// The hash of a column is the root of the Merkle tree of RFC 6962, with SHA-256, cut to 128 bits. Each leaf has 256
// rows, the last one what is left. A leaf is the cells that are not null, in the order of the rows; if cells are null,
// a bit for each row, 1 for null, the first row in the lowest bit of the first byte; and the number of rows and that of
// nulls in 16 bits each. All numbers are little-endian. A cell depends on the value, not on how Arrow stores it:
//
//   - An integer, boolean, date, time, timestamp, duration or number of months has 64 bits.
//   - A float has its value in 64 bits. All NaN are 0x7ff8000000000000.
//   - A decimal has all its bits. An interval has its nanoseconds or milliseconds, days and months in 64 bits each.
//   - A text or binary is its length as a varint, and its bytes.
//   - A list or map is its number of elements as a varint, and its elements. A struct is its fields. An element or
//     field is a 1 and its value, or a 0 for null.
//
// A block line has the hash of each column's cells in the block: the root of a tree of their own, cut to 32 bits. The
// block size is a power of two, at least 256, so that there are at most 128 blocks. In a keyed golden this is
// approximate: a block starts at each row with a key that hashes to a multiple of the block size. An inserted row then
// changes only its own block. The block line names the key of the first row. In other goldens it names the number of
// the first row, from 0.
//
// In older goldens the digest line is "# digest 250000 rows". There, the hash of a column is the SHA-256 of its cells
// as rows have them, each followed by \n, cut to 64 bits, and all distinct values are counted. A golden keeps the rules
// by which it was recorded (see [RulesOf]).
//
// If the digest line ends in ", parquet sha256" and a hash, the Parquet file with this hash is beside the golden. It
// has the table, with text in place of types that Parquet lacks. Only the digest decides whether a result passes.
//
// # Values
//
// The golden of a value has "# value 2" as line 2. Then come lines for the struct types with fields that the value does
// not contain, such as
//
//	# unwritten shop.Account: secret, seen
//
// then input lines, then canonical YAML. If a line "# digest" follows line 2, parts of over 10,000 bytes are replaced
// by their digests (see [FoldValue]). In older goldens line 2 is "# value", and no unwritten lines follow; a golden
// keeps the rules by which it was recorded (see [ValueFile] and [Rules]).
//
// A mapping or list takes its own lines, indented by two spaces per level. A text is plain if every YAML reader takes
// it for text, else in double quotes; a text of several lines is a literal block after |. A float always has a point,
// so that 1 and 1.0 differ.
// Bytes are !!binary. There are no comments, anchors or other tags, and no flow style except [] and {}.
//
// # Strictness
//
// [Decode] accepts only what [Encode] writes, byte for byte, so a hand edit, a merge conflict or a truncated file is an
// error with line and column. The one exception is a file in which all lines end as on Windows; [File.CRLF] reports it.
//
// Everything that Arrow v17 can hold in a result survives the round trip, except what the text does not say: the
// payload of a NaN, how a dictionary or run-end encoded array encodes its values, and the metadata of schemas and
// fields. An extension type is read back by name, with its storage and data. Unions are an error. A golden has no time,
// host or path, and no version except that of its format.
package goldenfile

// Package goldenfile reads and writes goldens: tables as text that people read, digests of large tables, and values as YAML.
// It compares nothing, and knows no tests and no directories.
//
// # The format
//
// A golden is UTF-8 text with \n after each line, the last one too:
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
// The first line is the version. The second is the order of the rows: "ordered" (as they were returned), "multiset" (sorted by all
// columns) or "keyed" and the names of the key columns (sorted by those; no key is null, no two are equal). Then there is a
// field line for each column: its name, its type as internal/arrowtext writes types, and "not null" where the field is not
// nullable. Then come the input lines, which are opaque here and one line of visible text each. The names of the columns follow
// as a row of their own, then the rows, one a line. Nothing is padded, so that a changed cell is one changed line and a
// changed type is one changed line.
//
// In header lines a name that is one word (letters of any script, digits, _ - .) stands as it is, another as a JSON string.
// Columns have different names. A table without columns has an empty line of names, and an empty line for each row.
//
// A cell is never empty:
//
//   - a null is null;
//   - a text stands as it is, unless it is empty, reads as null, starts with # or with a mark of a merge conflict, starts or ends
//     with a space, or holds a comma, a double quote, a control or otherwise invisible character or a byte that is not UTF-8:
//     then it is a JSON string of visible characters;
//   - a list, a struct or a map is JSON without spaces;
//   - a float is the shortest decimal that reads back the same bits; NaN, Inf, -Inf and -0 are these words;
//   - a decimal has all digits of its scale, a timestamp those of its unit, in UTC with a Z where its type has a zone;
//   - binary is hexadecimal after 0x.
//
// Rows are sorted as their types sort, not as text: null, then values, numbers by size, -0 before 0, NaN last, texts and binary by
// their bytes, false before true, lists and structs element by element, dictionaries by their values.
//
// A golden of a table that is too large to be read is a digest: after the input lines it has
//
//	# digest 25000 rows
//	# column campaign_id 0 null, 25000 distinct, sha256 9c1f0b7a52d3e846, min 1, max 25000
//	# column name 12 null, 5000 distinct, sha256 41d8e0a97c5b2f30, min Anvil, max Zip
//	# block 261 rows from 1: 0b7a52d3 7c5b2f30
//
// and then the names of the columns and the first and the last five rows alone. The hash of a column is the SHA-256 of its
// cells, in the order of the rows, each with \n after it, cut to 64 bits; a block line has that of each column's cells in
// it, cut to 32. A block has a power of two of rows, 256 and more, so that there are 128 at most. In a keyed golden it has about as
// many: one starts with each row whose key hashes to a multiple of that power, so that a row put in changes one block, and it is
// called by the key of its first row; in another golden by the number of that row, from 0. The smallest and largest value are left
// out where all are null, where the type is nested and where one takes over 80 bytes. A digest line that ends in
// ", parquet sha256" and a hash names the Parquet file beside the golden, which holds the table, columns of types that
// Parquet has not as text. Whether a result passes depends on the digest alone.
//
// A golden of a value has "# value" as its second line, then input lines, then canonical YAML: a mapping or a list takes lines
// of its own, two spaces a level; texts are plain where any reader of YAML takes them for text, in double quotes where not,
// and as they are after | where they have several lines; floats always have a point, so that 1 and 1.0 differ; bytes are !!binary.
// There are no comments, anchors, tags or flow style but [] and {}.
//
// [Decode] takes only what [Encode] writes, byte for byte. What it accepts it would write again as it is, so that a hand edit, a
// conflict left in the file and a file cut short are errors with line and column. It makes one exception: a file whose lines all
// end as on Windows is read, and [File.CRLF] says so.
//
// Everything that Arrow v17 can hold in a result survives the round trip, but for what the text does not tell: the payload of a
// NaN, how a dictionary or a run-end encoded array spells its values, and the metadata of schemas and fields. An extension
// type comes back as one of its name, with the storage and the data that it had. Unions are refused by name. Goldens hold no time, host, path, or version of anything that does not matter.
package goldenfile

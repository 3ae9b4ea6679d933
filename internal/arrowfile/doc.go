// Package arrowfile reads files of Arrow tables that are untrusted: a damaged file is an error. Arrow's own readers
// trust a file. On a damaged one they panic, and they allocate whatever memory the file asks for. [CheckIPC] checks an
// Arrow IPC file before Arrow reads it, [CheckArray] an array that was read, and [Concatenate] joins arrays.
// [OpenParquet] opens a Parquet file if the program has linked the code for it.
package arrowfile

// deepest limits how deeply the fields of a schema nest.
const deepest = 64

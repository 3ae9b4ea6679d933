package tablewriter

// Formats are the names of the formats that gen writes.
var Formats = []string{"csv", "jsonl", "arrow", "parquet", "sql", "golden", "table"}

// Extension returns the extension of the files of a format.
func Extension(format string) string {
	if format == "table" {
		return "txt"
	}
	return format
}

// A Format is how a table is written.
type Format struct {
	Name        string // one of formats
	Dataset     string // SQL names it
	Header      bool   // CSV starts with the names of columns
	RowGroup    int64  // rows of a row group of Parquet
	Compression string // of Parquet, one of compressions
}

// Compressions are the ways to compress Parquet.
var Compressions = []string{"snappy", "zstd", "gzip", "none"}

// DefaultRowGroup is the number of rows of a Parquet row group.
const DefaultRowGroup = 1 << 20

// BatchRows is the number of rows that are generated and written at once, unless they are long.
const BatchRows = 1 << 16

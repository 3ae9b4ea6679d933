package tablewriter

// Formats are the names of the formats.
var Formats = []string{"csv", "jsonl", "arrow", "parquet", "sql", "golden", "table"}

// Extension returns the file extension of a format.
func Extension(format string) string {
	if format == "table" {
		return "txt"
	}
	return format
}

// A Format is a format in which a table is written.
type Format struct {
	Name        string // one of Formats
	Dataset     string // the name of the table in SQL
	Header      bool   // CSV starts with the column names
	RowGroup    int64  // rows in a Parquet row group
	Compression string // of Parquet, one of Compressions
}

// Compressions are the names of the Parquet compressions.
var Compressions = []string{"snappy", "zstd", "gzip", "none"}

// DefaultRowGroup is the default number of rows in a Parquet row group.
const DefaultRowGroup = 1 << 20

// BatchRows is the number of rows in a generated batch, unless rows are long.
const BatchRows = 1 << 16

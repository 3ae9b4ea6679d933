package parquetfile

import (
	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/internal/arrowtext"
)

// dictionaries returns the properties that give a dictionary to columns of a Parquet file with few values in the first
// rows. By default Arrow's writer gives one to all columns and drops those that grow large. It then writes the
// encodings of such a column in the order of a map, so the same rows make different files.
func dictionaries(first arrow.Record) ([]parquet.WriterProperty, error) {
	const rows, values = 8192, 1024
	props := []parquet.WriterProperty{
		parquet.WithDictionaryDefault(false),
		parquet.WithDictionaryPageSizeLimit(1 << 30),
	}
	for i, field := range first.Schema().Fields() {
		if _, nested := field.Type.(arrow.NestedType); nested {
			continue
		}
		if field.Type.ID() == arrow.DICTIONARY {
			props = append(props, parquet.WithDictionaryFor(field.Name, true))
			continue
		}
		format, err := arrowtext.NewFormatter(first.Column(i))
		if err != nil {
			return nil, err
		}
		seen := map[string]bool{}
		var text []byte
		for row := 0; row < min(rows, int(first.NumRows())) && len(seen) <= values; row++ {
			text = format(text[:0], row)
			seen[string(text)] = true
		}
		if len(seen) <= values {
			props = append(props, parquet.WithDictionaryFor(field.Name, true))
		}
	}
	return props, nil
}

package arrowfile

import (
	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/parquet"

	"github.com/assay-go/assay/internal/arrowtext"
)

// Dictionaries returns which columns of a Parquet file have a dictionary: those with few values in the first rows. Arrow's
// writer would give one to all, and go on without in those where it grows large; which encodings such a column has it then
// writes in the order of a map, so that the same rows make different files.
func Dictionaries(first arrow.Record) ([]parquet.WriterProperty, error) {
	const rows, values = 8192, 1024
	props := []parquet.WriterProperty{parquet.WithDictionaryDefault(false), parquet.WithDictionaryPageSizeLimit(1 << 30)}
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

package tablewriter

import (
	"bufio"
	"fmt"
	"io"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/assay-go/assay/internal/parquetfile"
)

// A parquetWriter writes a Parquet file with the Arrow schema.
type parquetWriter struct {
	*parquetfile.Writer
	buf *bufio.Writer
}

func newParquetWriter(f Format, w io.Writer, schema *arrow.Schema) (Writer, error) {
	for _, field := range schema.Fields() {
		if err := parquetfile.CheckType(field.Type); err != nil {
			return nil, fmt.Errorf("column %q: cannot write %s to Parquet: choose another type, or --format arrow", field.Name,
				arrowtext.TypeText(field.Type))
		}
	}
	buf := bufio.NewWriterSize(w, 1<<20)
	options := parquetfile.Options{Codec: f.Compression, RowGroup: f.RowGroup, StoreSchema: true}
	return &parquetWriter{parquetfile.NewWriter(buf, schema, options), buf}, nil
}

func (p *parquetWriter) Close() error {
	if err := p.Writer.Close(); err != nil {
		return err
	}
	return p.buf.Flush()
}

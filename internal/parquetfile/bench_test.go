package parquetfile

import (
	"bytes"
	"testing"

	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/compress"
	"github.com/apache/arrow-go/v18/parquet/file"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"

	"github.com/assay-go/assay/internal/arrowfile/filetest"
	"github.com/assay-go/assay/internal/budget"
)

// BenchmarkRead reads a Parquet file of each codec beside arrow's own reader, which trusts it.
func BenchmarkRead(b *testing.B) {
	rec := filetest.Record(b, filetest.Rows(0, 100_000))
	for _, codec := range []compress.Compression{compress.Codecs.Snappy, compress.Codecs.Zstd, compress.Codecs.Gzip} {
		data := written(b, codec, rec)
		b.Run(codec.String()+"/parquetfile", func(b *testing.B) {
			for b.Loop() {
				f, err := open(data)
				if err != nil {
					b.Fatal(err)
				}
				f.Allow(budget.Of(1 << 30))
				for i := range filetest.Fields {
					a, err := f.Column(i)
					if err != nil {
						b.Fatal(err)
					}
					a.Release()
				}
			}
		})
		b.Run(codec.String()+"/arrow", func(b *testing.B) {
			for b.Loop() {
				r, err := file.NewParquetReader(bytes.NewReader(data),
					file.WithReadProps(parquet.NewReaderProperties(memory.DefaultAllocator)))
				if err != nil {
					b.Fatal(err)
				}
				f, err := pqarrow.NewFileReader(r, pqarrow.ArrowReadProperties{}, memory.DefaultAllocator)
				if err != nil {
					b.Fatal(err)
				}
				table, err := f.ReadTable(b.Context())
				if err != nil {
					b.Fatal(err)
				}
				table.Release()
			}
		})
	}
}

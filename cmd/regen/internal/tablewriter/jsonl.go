package tablewriter

import (
	"io"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"

	"github.com/assay-go/assay/internal/arrowtext"
)

// A jsonlWriter writes a JSON object for each row.
type jsonlWriter struct {
	w   io.Writer
	buf []byte
}

func (j *jsonlWriter) Write(rec arrow.Record) error {
	objects := array.RecordToStructArray(rec)
	defer objects.Release()
	format, err := arrowtext.NewFormatter(objects)
	if err != nil {
		return err
	}
	j.buf = j.buf[:0]
	for row := range objects.Len() {
		j.buf = append(format(j.buf, row), '\n')
	}
	_, err = j.w.Write(j.buf)
	return err
}

func (j *jsonlWriter) Close() error { return nil }

package tablewriter

import (
	"io"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/ipc"

	"github.com/assay-go/assay/cmd/regen/internal/atomicfile"
)

// newArrowWriter writes an IPC file if w can seek, else a stream.
func newArrowWriter(w io.Writer, schema *arrow.Schema) (Writer, error) {
	if f, ok := w.(*atomicfile.File); ok {
		return ipc.NewFileWriter(f.File, ipc.WithSchema(schema))
	}
	return ipc.NewWriter(w, ipc.WithSchema(schema)), nil
}

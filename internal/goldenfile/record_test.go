package goldenfile

import (
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

func TestAReleasedResultIsAnError(t *testing.T) {
	b := array.NewRecordBuilder(
		memory.DefaultAllocator,
		arrow.NewSchema([]arrow.Field{{Name: "a", Type: arrow.PrimitiveTypes.Int64}}, nil),
	)
	b.Field(0).(*array.Int64Builder).Append(1)
	record := b.NewRecord()
	table := array.NewTableFromRecords(record.Schema(), []arrow.Record{record})
	record.Release()
	table.Release()
	for _, got := range []any{record, table} {
		if _, err := ToRecord(got); err == nil || !strings.Contains(err.Error(), "released already") {
			t.Errorf("%T: got %v", got, err)
		}
	}
}

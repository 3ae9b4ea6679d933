package goldenfile

import (
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
)

func TestATableOfAnotherVersionOfArrowNamesTheImport(t *testing.T) {
	rec := array.NewRecordBatch(arrow.NewSchema(nil, nil), nil, 0)
	_, err := ToRecord(rec)
	if err == nil || !strings.HasSuffix(err.Error(), `is of arrow-go v18: add import _ `+
		`"github.com/assay-go/assay/table/arrow18" to a file of the package`) {
		t.Errorf("got %v", err)
	}
}

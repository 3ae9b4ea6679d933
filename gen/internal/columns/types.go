package columns

import (
	"github.com/apache/arrow/go/v17/arrow"
)

func isText(t arrow.DataType) bool {
	if d, ok := t.(*arrow.DictionaryType); ok {
		t = d.ValueType
	}
	return arrow.IsBaseBinary(t.ID()) || t.ID() == arrow.STRING_VIEW || t.ID() == arrow.BINARY_VIEW
}

func isNested(t arrow.DataType) bool {
	_, ok := t.(arrow.NestedType)
	return ok
}

// dayFraction returns the number of values of a date or timestamp type in a day, or 0 for other types.
func dayFraction(t arrow.DataType) int64 {
	const seconds = 86_400
	switch t := t.(type) {
	case *arrow.Date32Type:
		return 1
	case *arrow.Date64Type:
		return seconds * 1000
	case *arrow.TimestampType:
		return seconds * (1e9 / t.Unit.Multiplier().Nanoseconds())
	}
	return 0
}

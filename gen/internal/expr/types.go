package expr

import (
	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/gen/internal/decimal"
	"github.com/assay-go/assay/internal/arrowtext"
)

// A kind is a type without width, scale or unit.
type kind uint8

const (
	nullKind kind = iota // nil without a type
	boolKind
	intKind
	floatKind
	decimalKind
	textKind
	dateKind
	timestampKind
	durationKind
)

// A typ is the type of a value in an expression. All integers and floats have 64 bits.
type typ struct {
	kind             kind
	precision, scale int32          // of a decimal
	unit             arrow.TimeUnit // of a timestamp or a duration
	zone             string         // of a timestamp; all but the empty one are the same
}

var (
	boolType  = typ{kind: boolKind}
	intType   = typ{kind: intKind}
	floatType = typ{kind: floatKind}
	textType  = typ{kind: textKind}
	dateType  = typ{kind: dateKind}
)

func decimalType(precision, scale int32) typ {
	return typ{kind: decimalKind, precision: max(1, min(decimal.MaxDigits, precision)), scale: scale}
}

// typeOf returns the type in an expression of the cells of a column.
func typeOf(dt arrow.DataType) (typ, bool) {
	switch t := dt.(type) {
	case *arrow.NullType:
		return typ{}, true
	case *arrow.BooleanType:
		return boolType, true
	case *arrow.Int8Type, *arrow.Int16Type, *arrow.Int32Type, *arrow.Int64Type,
		*arrow.Uint8Type, *arrow.Uint16Type, *arrow.Uint32Type, *arrow.Uint64Type:
		return intType, true
	case *arrow.Float16Type, *arrow.Float32Type, *arrow.Float64Type:
		return floatType, true
	case *arrow.Decimal128Type:
		return typ{kind: decimalKind, precision: t.Precision, scale: t.Scale}, t.Scale >= 0
	case *arrow.StringType, *arrow.LargeStringType, *arrow.StringViewType:
		return textType, true
	case *arrow.DictionaryType:
		return textType, t.ValueType.ID() == arrow.STRING
	case *arrow.Date32Type:
		return dateType, true
	case *arrow.TimestampType:
		return typ{kind: timestampKind, unit: t.Unit, zone: t.TimeZone}, true
	case *arrow.DurationType:
		return typ{kind: durationKind, unit: t.Unit}, true
	}
	return typ{}, false
}

// arrow returns the type of a column of such values.
func (t typ) arrow() arrow.DataType {
	switch t.kind {
	case boolKind:
		return arrow.FixedWidthTypes.Boolean
	case intKind:
		return arrow.PrimitiveTypes.Int64
	case floatKind:
		return arrow.PrimitiveTypes.Float64
	case decimalKind:
		return &arrow.Decimal128Type{Precision: t.precision, Scale: t.scale}
	case textKind:
		return arrow.BinaryTypes.String
	case dateKind:
		return arrow.FixedWidthTypes.Date32
	case timestampKind:
		return &arrow.TimestampType{Unit: t.unit, TimeZone: t.zone}
	case durationKind:
		return &arrow.DurationType{Unit: t.unit}
	}
	return arrow.Null
}

func (t typ) String() string {
	if t.kind == nullKind {
		return "nil"
	}
	return arrowtext.TypeText(t.arrow())
}

// number reports whether values are numbers.
func (t typ) number() bool {
	return t.kind == intKind || t.kind == floatKind || t.kind == decimalKind
}

// digits returns the maximum number of digits before the point in values of a number type.
func (t typ) digits() int32 {
	if t.kind == intKind {
		return 19
	}
	return t.precision - t.scale
}

// common returns the type that holds the values of both, for choices and comparisons. A float and a decimal have none,
// because the author must say which of the two is meant.
func common(a, b typ) (typ, bool) {
	switch {
	case a == b || b.kind == nullKind:
		return a, true
	case a.kind == nullKind:
		return b, true
	case a.kind == floatKind && b.kind == intKind, a.kind == intKind && b.kind == floatKind:
		return floatType, true
	case a.number() && b.number() && a.kind != floatKind && b.kind != floatKind:
		scale := max(a.scale, b.scale)
		return decimalType(max(a.digits(), b.digits())+scale, scale), true
	case a.kind == timestampKind && b.kind == timestampKind && (a.zone == "") == (b.zone == ""):
		zone := a.zone
		if a.zone != b.zone {
			zone = "UTC"
		}
		return typ{kind: timestampKind, unit: max(a.unit, b.unit), zone: zone}, true
	case a.kind == durationKind && b.kind == durationKind:
		return typ{kind: durationKind, unit: max(a.unit, b.unit)}, true
	}
	return typ{}, false
}

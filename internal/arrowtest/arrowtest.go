// Package arrowtest draws random Arrow types and columns for property tests, and compares columns bit for bit.
//
// It is for tests alone.
package arrowtest

import (
	"fmt"
	"math"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/decimal256"
	"github.com/apache/arrow/go/v17/arrow/float16"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"pgregory.net/rapid"
)

var leaves = []arrow.DataType{
	arrow.Null, arrow.FixedWidthTypes.Boolean,
	arrow.PrimitiveTypes.Int8, arrow.PrimitiveTypes.Int16, arrow.PrimitiveTypes.Int32, arrow.PrimitiveTypes.Int64,
	arrow.PrimitiveTypes.Uint8, arrow.PrimitiveTypes.Uint16, arrow.PrimitiveTypes.Uint32, arrow.PrimitiveTypes.Uint64,
	arrow.FixedWidthTypes.Float16, arrow.PrimitiveTypes.Float32, arrow.PrimitiveTypes.Float64,
	arrow.BinaryTypes.String, arrow.BinaryTypes.LargeString, arrow.BinaryTypes.StringView,
	arrow.BinaryTypes.Binary, arrow.BinaryTypes.LargeBinary, arrow.BinaryTypes.BinaryView,
	&arrow.FixedSizeBinaryType{ByteWidth: 3},
	arrow.FixedWidthTypes.Date32, arrow.FixedWidthTypes.Date64,
	arrow.FixedWidthTypes.Time32s, arrow.FixedWidthTypes.Time32ms, arrow.FixedWidthTypes.Time64us,
	arrow.FixedWidthTypes.Time64ns,
	&arrow.TimestampType{Unit: arrow.Second}, &arrow.TimestampType{Unit: arrow.Millisecond, TimeZone: "UTC"},
	&arrow.TimestampType{Unit: arrow.Microsecond, TimeZone: "Europe/Berlin"}, &arrow.TimestampType{
		Unit:     arrow.Nanosecond,
		TimeZone: "+02:00",
	},
	arrow.FixedWidthTypes.Duration_s, arrow.FixedWidthTypes.Duration_ms, arrow.FixedWidthTypes.Duration_us,
	arrow.FixedWidthTypes.Duration_ns,
	arrow.FixedWidthTypes.MonthInterval, arrow.FixedWidthTypes.DayTimeInterval, arrow.FixedWidthTypes.MonthDayNanoInterval,
	&arrow.Decimal128Type{Precision: 12, Scale: 2}, &arrow.Decimal128Type{
		Precision: 38,
		Scale:     38,
	}, &arrow.Decimal128Type{Precision: 5, Scale: -3},
	&arrow.Decimal256Type{Precision: 76, Scale: 10},
}

// Leaf draws a type without children.
func Leaf() *rapid.Generator[arrow.DataType] { return rapid.SampledFrom(leaves) }

// Type draws a type of at most depth levels of nesting.
func Type(depth int) *rapid.Generator[arrow.DataType] {
	return rapid.Custom(func(t *rapid.T) arrow.DataType {
		if depth == 0 {
			return Leaf().Draw(t, "leaf")
		}
		nullable := rapid.Bool()
		inner := Type(depth - 1)
		switch rapid.IntRange(0, 13).Draw(t, "kind") {
		case 13:
			return NewExtension(inner.Draw(t, "storage"), rapid.SampledFrom([]string{"", "v1, \"x\""}).Draw(t, "data"))
		case 0:
			return arrow.ListOfField(arrow.Field{
				Name: Name().Draw(t, "name"), Type: inner.Draw(t, "elem"),
				Nullable: nullable.Draw(t, "nullable"),
			})
		case 1:
			return arrow.LargeListOfField(arrow.Field{
				Name: "item", Type: inner.Draw(t, "elem"),
				Nullable: nullable.Draw(t, "nullable"),
			})
		case 2:
			return arrow.FixedSizeListOf(2, inner.Draw(t, "elem"))
		case 3:
			return arrow.ListViewOf(inner.Draw(t, "elem"))
		case 4:
			return arrow.MapOf(rapid.SampledFrom([]arrow.DataType{arrow.BinaryTypes.String, arrow.PrimitiveTypes.Int64}).Draw(t,
				"key"), inner.Draw(t, "item"))
		case 5:
			dt := rapid.SampledFrom(leaves[2:]).Filter(dictionaryValue).Draw(t, "values")
			return &arrow.DictionaryType{
				IndexType: arrow.PrimitiveTypes.Int32, ValueType: dt,
				Ordered: rapid.Bool().Draw(t, "ordered"),
			}
		case 6:
			return arrow.RunEndEncodedOf(arrow.PrimitiveTypes.Int32, Leaf().Draw(t, "values"))
		case 7, 8:
			var fields []arrow.Field
			for i := range rapid.IntRange(0, 3).Draw(t, "fields") {
				fields = append(fields, arrow.Field{
					Name: fmt.Sprint(Name().Draw(t, "name"), i), Type: inner.Draw(t, "field"),
					Nullable: nullable.Draw(t, "nullable"),
				})
			}
			return arrow.StructOf(fields...)
		}
		return Leaf().Draw(t, "leaf")
	})
}

func dictionaryValue(dt arrow.DataType) bool {
	switch dt.ID() {
	case arrow.LARGE_STRING, arrow.STRING_VIEW, arrow.LARGE_BINARY, arrow.BINARY_VIEW:
		return false
	}
	return true
}

// Name draws the name of a column or a field, an awkward one at times.
func Name() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.StringMatching(`[a-z_]{1,8}`),
		rapid.SampledFrom([]string{"", "a b", "né", `q"uo,te`, "#x", "null", "\x00", "item", "not", "🙂", "\xff"}),
	)
}

// Text draws a string, an awkward one at times.
func Text() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.StringMatching(`[a-zA-Z ,]{0,12}`), rapid.String(),
		rapid.SampledFrom([]string{
			"", "null", "NULL", "#", "# assay 1", " x", "x ", "a\"b", "a\nb", "\r", "\u202eabc",
			"\xff\xfe", "\ufeff", "[1", "{", "\\", "NaN", "\u2028", "<<<<<<<", "\ud7ff\ue000",
		}),
		rapid.Map(rapid.SliceOfN(rapid.Byte(), 0, 5), func(b []byte) string { return string(b) }),
	)
}

// Column draws a column of n cells of a type; without nulls at its top level unless nullable.
func Column(t *rapid.T, dt arrow.DataType, n int, nullable bool) arrow.Array {
	b := array.NewBuilder(memory.DefaultAllocator, dt)
	defer b.Release()
	for range n {
		fill(t, b, nullable)
	}
	return b.NewArray()
}

func fill(t *rapid.T, b array.Builder, nullable bool) {
	if nullable && rapid.IntRange(0, 3).Draw(t, "null") == 0 {
		b.AppendNull()
		return
	}
	switch b := b.(type) {
	case *array.NullBuilder:
		b.AppendNull()
	case *array.BooleanBuilder:
		b.Append(rapid.Bool().Draw(t, "bool"))
	case *array.Int8Builder:
		b.Append(rapid.Int8().Draw(t, "int8"))
	case *array.Int16Builder:
		b.Append(rapid.Int16().Draw(t, "int16"))
	case *array.Int32Builder:
		b.Append(rapid.Int32().Draw(t, "int32"))
	case *array.Int64Builder:
		b.Append(rapid.Int64().Draw(t, "int64"))
	case *array.Uint8Builder:
		b.Append(rapid.Uint8().Draw(t, "uint8"))
	case *array.Uint16Builder:
		b.Append(rapid.Uint16().Draw(t, "uint16"))
	case *array.Uint32Builder:
		b.Append(rapid.Uint32().Draw(t, "uint32"))
	case *array.Uint64Builder:
		b.Append(rapid.Uint64().Draw(t, "uint64"))
	case *array.Float16Builder:
		h := rapid.Uint16().Draw(t, "float16")
		if h&0x7c00 == 0x7c00 && h&0x3ff != 0 {
			h = 0x7e00
		}
		b.Append(float16.FromBits(h))
	case *array.Float32Builder:
		b.Append(rapid.OneOf(rapid.Float32(), rapid.SampledFrom([]float32{
			float32(math.NaN()), float32(math.Inf(-1)),
			float32(math.Copysign(0, -1)), 1e-6, 1e21,
		})).Draw(t, "float32"))
	case *array.Float64Builder:
		b.Append(rapid.OneOf(rapid.Float64(), rapid.SampledFrom([]float64{
			math.NaN(), math.Inf(1), math.Inf(-1),
			math.Copysign(0, -1), 1e-6, 1e21, math.SmallestNonzeroFloat64,
		})).Draw(t, "float64"))
	case *array.StringBuilder:
		b.Append(Text().Draw(t, "text"))
	case *array.LargeStringBuilder:
		b.Append(Text().Draw(t, "text"))
	case *array.StringViewBuilder:
		b.Append(Text().Draw(t, "text"))
	case *array.BinaryBuilder:
		b.Append([]byte(Text().Draw(t, "bytes")))
	case *array.BinaryViewBuilder:
		b.Append([]byte(Text().Draw(t, "bytes")))
	case *array.FixedSizeBinaryBuilder:
		b.Append(rapid.SliceOfN(rapid.Byte(), 3, 3).Draw(t, "bytes"))
	case *array.Date32Builder:
		b.Append(arrow.Date32(rapid.Int32().Draw(t, "date32")))
	case *array.Date64Builder:
		b.Append(arrow.Date64(rapid.Int64().Draw(t, "date64")))
	case *array.Time32Builder:
		b.Append(arrow.Time32(rapid.Int32().Draw(t, "time32")))
	case *array.Time64Builder:
		b.Append(arrow.Time64(rapid.Int64().Draw(t, "time64")))
	case *array.TimestampBuilder:
		b.Append(arrow.Timestamp(rapid.Int64().Draw(t, "timestamp")))
	case *array.DurationBuilder:
		b.Append(arrow.Duration(rapid.Int64().Draw(t, "duration")))
	case *array.MonthIntervalBuilder:
		b.Append(arrow.MonthInterval(rapid.Int32().Draw(t, "months")))
	case *array.DayTimeIntervalBuilder:
		b.Append(arrow.DayTimeInterval{Days: rapid.Int32().Draw(t, "days"), Milliseconds: rapid.Int32().Draw(t, "ms")})
	case *array.MonthDayNanoIntervalBuilder:
		b.Append(arrow.MonthDayNanoInterval{
			Months: rapid.Int32().Draw(t, "months"), Days: rapid.Int32().Draw(t, "days"),
			Nanoseconds: rapid.Int64().Draw(t, "ns"),
		})
	case *array.Decimal128Builder:
		b.Append(decimal128.FromI64(rapid.Int64Range(-99999, 99999).Draw(t, "decimal")))
	case *array.Decimal256Builder:
		b.Append(decimal256.FromI64(rapid.Int64().Draw(t, "decimal")).Mul(decimal256.FromI64(rapid.Int64().Draw(t, "times"))))
	default:
		fillNested(t, b)
	}
}

func fillNested(t *rapid.T, b array.Builder) {
	switch b := b.(type) {
	case *array.ExtensionBuilder:
		fill(t, b.StorageBuilder(), false)
	case *array.StructBuilder:
		b.Append(true)
		for i := range b.NumField() {
			fill(t, b.FieldBuilder(i), b.Type().(*arrow.StructType).Field(i).Nullable)
		}
	case *array.MapBuilder:
		b.Append(true)
		for range rapid.IntRange(0, 3).Draw(t, "len") {
			fill(t, b.KeyBuilder(), false)
			fill(t, b.ItemBuilder(), true)
		}
	case *array.FixedSizeListBuilder:
		b.Append(true)
		for range b.Type().(*arrow.FixedSizeListType).Len() {
			fill(t, b.ValueBuilder(), true)
		}
	case array.VarLenListLikeBuilder:
		n := rapid.IntRange(0, 3).Draw(t, "len")
		b.AppendWithSize(true, n)
		for range n {
			fill(t, b.ValueBuilder(), b.Type().(arrow.ListLikeType).ElemField().Nullable)
		}
	case array.DictionaryBuilder:
		a := Column(t, b.Type().(*arrow.DictionaryType).ValueType, 1, false)
		if err := b.AppendArray(a); err != nil {
			panic(err)
		}
	case *array.RunEndEncodedBuilder:
		b.Append(1)
		fill(t, b.ValueBuilder(), true)
	default:
		panic(fmt.Sprintf("no values for %T", b))
	}
}

// Same reports whether cell i of a and cell j of b are the same, bit for bit. Both are of one type.
func Same(a arrow.Array, i int, b arrow.Array, j int) bool {
	switch a := a.(type) {
	case array.ExtensionArray:
		return Same(a.Storage(), i, b.(array.ExtensionArray).Storage(), j)
	case *array.Null:
		return true
	case *array.RunEndEncoded:
		b := b.(*array.RunEndEncoded)
		return Same(a.Values(), a.GetPhysicalIndex(i), b.Values(), b.GetPhysicalIndex(j))
	}
	if a.IsNull(i) || b.IsNull(j) {
		return a.IsNull(i) == b.IsNull(j)
	}
	switch a := a.(type) {
	case *array.Float16:
		return a.Value(i).Uint16() == b.(*array.Float16).Value(j).Uint16()
	case *array.Float32:
		return math.Float32bits(a.Value(i)) == math.Float32bits(b.(*array.Float32).Value(j))
	case *array.Float64:
		return math.Float64bits(a.Value(i)) == math.Float64bits(b.(*array.Float64).Value(j))
	case *array.Dictionary:
		b := b.(*array.Dictionary)
		return Same(a.Dictionary(), a.GetValueIndex(i), b.Dictionary(), b.GetValueIndex(j))
	case *array.Struct:
		for f := range a.NumField() {
			if !Same(a.Field(f), i, b.(*array.Struct).Field(f), j) {
				return false
			}
		}
		return true
	case array.ListLike:
		b := b.(array.ListLike)
		i, iEnd := a.ValueOffsets(i)
		j, jEnd := b.ValueOffsets(j)
		if iEnd-i != jEnd-j {
			return false
		}
		for ; i < iEnd; i, j = i+1, j+1 {
			if !Same(a.ListValues(), int(i), b.ListValues(), int(j)) {
				return false
			}
		}
		return true
	}
	return array.SliceEqual(a, int64(i), int64(i+1), b, int64(j), int64(j+1))
}

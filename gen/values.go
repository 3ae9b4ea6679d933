package gen

import (
	"strings"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"

	"github.com/assay-go/assay/gen/internal/columns"
	"github.com/assay-go/assay/internal/arrowtext"
)

// inferredZoned and inferredLocal are the types of timestamps that name none, by whether they have an offset from UTC.
var (
	inferredZoned = &arrow.TimestampType{Unit: arrow.Microsecond, TimeZone: "UTC"}
	inferredLocal = &arrow.TimestampType{Unit: arrow.Microsecond}
)

// typeOf returns the type that a value is of by itself, nil for a null and for JSON.
func (v Value) typeOf() arrow.DataType {
	switch v.Kind {
	case BoolValue:
		return arrow.FixedWidthTypes.Boolean
	case IntValue:
		return arrow.PrimitiveTypes.Int64
	case FloatValue:
		return arrow.PrimitiveTypes.Float64
	case TextValue:
		return arrow.BinaryTypes.String
	case DateValue:
		return arrow.FixedWidthTypes.Date32
	case TimestampValue:
		if hasOffset(v.Text) {
			return inferredZoned
		}
		return inferredLocal
	}
	return nil
}

// hasOffset tells whether a timestamp says how far from UTC it is.
func hasOffset(text string) bool {
	if len(text) < len("2026-01-31") {
		return false
	}
	return strings.ContainsAny(text[len("2026-01-31"):], "Zz+-")
}

// typeOfValues returns the type of a column of some static values, or reports that it has to be named.
func (c *compiler) typeOfValues(n *node, values []Value) arrow.DataType {
	if n.column.Type != nil {
		return n.column.Type
	}
	var found arrow.DataType
	for _, v := range values {
		t := v.typeOf()
		switch {
		case v.Kind == JSONValue:
			c.reportValue(n, v.At, "a list or a struct needs a type, such as list<int64>")
			return nil
		case t == nil || found != nil && arrow.TypeEqual(t, found):
		case found == nil:
			found = t
		default:
			if found = wider(found, t); found == nil {
				c.reportValue(n, v.At, "%q is of another kind than the values before it; name the type, or write all of them alike", v.Text)
				return nil
			}
		}
	}
	if found == nil {
		c.report(n, "a null says nothing about the type; name it, such as type: utf8")
	}
	return found
}

// wider returns the type that holds the values of two, nil where there is none.
func wider(a, b arrow.DataType) arrow.DataType {
	if arrow.TypeEqual(a, b) {
		return a
	}
	either := func(x, y arrow.DataType) bool {
		return arrow.TypeEqual(a, x) && arrow.TypeEqual(b, y) || arrow.TypeEqual(a, y) && arrow.TypeEqual(b, x)
	}
	switch {
	case either(arrow.PrimitiveTypes.Int64, arrow.PrimitiveTypes.Float64):
		return arrow.PrimitiveTypes.Float64
	case either(arrow.FixedWidthTypes.Date32, inferredZoned):
		return inferredZoned
	case either(arrow.FixedWidthTypes.Date32, inferredLocal):
		return inferredLocal
	}
	return nil
}

// parse returns static values as an array, or nil where one is no value of the type, which is reported.
func (c *compiler) parse(n *node, typ arrow.DataType, values []Value) arrow.Array {
	b := array.NewBuilder(columns.GoMem, typ)
	add, err := arrowtext.NewParser(b)
	if err != nil {
		c.report(n, "%v", err)
		return nil
	}
	ok := true
	for _, v := range values {
		if v.Kind == NullValue {
			b.AppendNull()
			continue
		}
		if err := add([]byte(v.textFor(typ))); err != nil {
			c.reportValue(n, v.At, "%v", err)
			ok = false
			b = array.NewBuilder(columns.GoMem, typ)
			add, _ = arrowtext.NewParser(b)
		}
	}
	if !ok {
		return nil
	}
	return b.NewArray()
}

// textFor returns the text of a value for a column of a type: what was written, for text.
func (v Value) textFor(typ arrow.DataType) string {
	if d, ok := typ.(*arrow.DictionaryType); ok {
		typ = d.ValueType
	}
	switch typ.ID() {
	case arrow.STRING, arrow.LARGE_STRING, arrow.STRING_VIEW:
		if v.Written != "" {
			return v.Written
		}
	}
	return v.Text
}

// step returns the step of a sequence of dates as a duration: 24h, 7d, 2w, or a number of days.
func step(v Value) (time.Duration, bool) {
	text := v.Text
	if v.Kind == IntValue {
		text += "d"
	}
	for suffix, unit := range map[string]time.Duration{"d": 24 * time.Hour, "w": 7 * 24 * time.Hour} {
		if number, ok := strings.CutSuffix(text, suffix); ok {
			hours, err := time.ParseDuration(number + "h")
			if err != nil || strings.ContainsAny(number, "hmsunµ.") {
				return 0, false
			}
			days := int64(hours / time.Hour)
			d := time.Duration(days) * unit
			return d, days == 0 || d/time.Duration(days) == unit
		}
	}
	d, err := time.ParseDuration(text)
	return d, err == nil
}

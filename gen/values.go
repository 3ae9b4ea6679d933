package gen

import (
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"

	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/assay-go/assay/internal/budget"
	"github.com/assay-go/assay/internal/literal"
	"github.com/assay-go/assay/internal/message"
)

// inferredZoned and inferredLocal are the types of timestamps with and without a UTC offset, if the column names none.
var (
	inferredZoned = &arrow.TimestampType{Unit: arrow.Microsecond, TimeZone: "UTC"}
	inferredLocal = &arrow.TimestampType{Unit: arrow.Microsecond}
)

// typeOf returns the type that a value has by itself; nil for null and JSON.
func typeOf(v literal.Value) arrow.DataType {
	switch v.Kind {
	case literal.Bool:
		return arrow.FixedWidthTypes.Boolean
	case literal.Int:
		return arrow.PrimitiveTypes.Int64
	case literal.Float:
		return arrow.PrimitiveTypes.Float64
	case literal.Text:
		return arrow.BinaryTypes.String
	case literal.Date:
		return arrow.FixedWidthTypes.Date32
	case literal.Timestamp:
		if hasOffset(v.Text) {
			return inferredZoned
		}
		return inferredLocal
	}
	return nil
}

// hasOffset reports whether a timestamp has an offset from UTC.
func hasOffset(text string) bool {
	if len(text) < len("2026-01-31") {
		return false
	}
	return strings.ContainsAny(text[len("2026-01-31"):], "Zz+-")
}

// literals returns the values of a generator as literals, or reports values that cannot be one.
func (c *compiler) literals(n *node, values ...any) ([]literal.Value, bool) {
	out, ok := make([]literal.Value, len(values)), true
	for i, v := range values {
		lit, scalar, err := literal.Of(reflect.ValueOf(v))
		switch {
		case err != nil:
			c.report(n, "%w", err)
		case !scalar:
			c.report(n, "a %T is not a value; write a list or a struct as a json.RawMessage", v)
		}
		out[i], ok = lit, ok && scalar && err == nil
	}
	return out, ok
}

// typeOfValues returns the type of a column with these values, or reports that the column must name its type.
func (c *compiler) typeOfValues(n *node, values []literal.Value) arrow.DataType {
	if n.column.Type != nil {
		return n.column.Type
	}
	var found arrow.DataType
	for _, v := range values {
		t := typeOf(v)
		switch {
		case v.Kind == literal.JSON:
			c.reportValue(n, v.At, "a list or a struct needs a type, such as list<int64>")
			return nil
		case t == nil || found != nil && arrow.TypeEqual(t, found):
		case found == nil:
			found = t
		default:
			if found = wider(found, t); found == nil {
				c.reportValue(n, v.At, "%q has a different type than the values before it; name the type, or write all "+
					"values alike", v.Text)
				return nil
			}
		}
	}
	if found == nil {
		c.report(n, "cannot infer the type from null; name it, such as type: utf8")
	}
	return found
}

// wider returns the type that holds the values of both types, or nil if there is none.
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

// parse returns values as an array of a type. It reports values that are not of the type, and then returns nil.
func (c *compiler) parse(n *node, typ arrow.DataType, values []literal.Value) (a arrow.Array) {
	defer func() {
		if p := recover(); budget.Recovered(p) != nil {
			c.report(n, "%w", &TooLargeError{c.maxBytes})
		} else if p != nil {
			panic(p)
		}
	}()
	mem := budget.Allocator(c.left)
	b := array.NewBuilder(mem, typ)
	add, err := arrowtext.NewParser(b)
	if err != nil {
		c.report(n, "%w", err)
		return nil
	}
	ok := true
	for _, v := range values {
		if v.Kind == literal.Null {
			b.AppendNull()
			continue
		}
		decimal, octal := v.OctalAs(typ)
		err := add([]byte(v.For(typ)))
		switch {
		case octal:
			err = fmt.Errorf("%q has a zero in front, which makes a number octal for some readers of YAML: write %s, or "+
				"0o%s for an octal number", v.Text, decimal, strings.TrimLeft(decimal, "+-"))
		case err != nil && v.Written != "" && v.For(typ) != v.Written:
			err = fmt.Errorf("%s: %w", message.Quote(v.Written), err)
		}
		if err != nil {
			c.reportValue(n, v.At, "%w", err)
			ok = false
			b = array.NewBuilder(mem, typ)
			add, _ = arrowtext.NewParser(b)
		}
	}
	if !ok {
		return nil
	}
	return b.NewArray()
}

// duration returns the step of a sequence of times: 24h, 7d, 2w, or a number of days.
func duration(v literal.Value) (time.Duration, bool) {
	text := v.Text
	if v.Kind == literal.Int {
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

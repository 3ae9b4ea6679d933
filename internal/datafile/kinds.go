package datafile

import (
	"math/big"
	"strconv"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/internal/datafile/scalar"
	"github.com/assay-go/assay/internal/literal"
)

// kinds are the kinds of values that a column was seen to hold.
type kinds uint16

const (
	ints kinds = 1 << iota
	floats
	bools
	dates
	instants // timestamps with a zone
	locals   // timestamps without
	nanos    // beside the two: with more than six digits of a second
	texts
	inexacts // beside ints and floats: an integer that float64 does not hold
)

// kindOf returns the kind of a text that is not empty.
func kindOf(text string) kinds {
	switch c := text[0]; {
	case '0' <= c && c <= '9', c == '-', c == '.', c == '+':
	case c == 't', c == 'f', c == 'T', c == 'F':
		switch text {
		case "true", "false", "True", "False", "TRUE", "FALSE":
			return bools
		}
		return texts
	case text == "NaN":
		return floats
	default:
		return texts
	}
	if strings.Contains(text, "_") {
		return texts
	}
	switch kind, cell := scalar.Plain(text); kind {
	case literal.Int:
		if _, err := strconv.ParseInt(text, 10, 64); err == nil && text[0] != '+' {
			return ints | exactness(text)
		}
	case literal.Float:
		if _, err := strconv.ParseFloat(text, 64); err == nil && cell != "Inf" && cell != "-Inf" {
			return floats
		}
	case literal.Date:
		return dates
	case literal.Timestamp:
		return timestampKind(cell)
	}
	return texts
}

func timestampKind(cell string) kinds {
	k := locals
	clock := cell[len("2006-01-02T"):]
	if zone := strings.IndexAny(clock, "Z+-"); zone >= 0 {
		k, clock = instants, clock[:zone]
	}
	if _, fraction, _ := strings.Cut(clock, "."); len(fraction) > 6 {
		k |= nanos
	}
	return k
}

// exactness returns inexacts for an integer that a float64 does not hold.
func exactness(text string) kinds {
	const safe, most = 15, 400 // digits that it always holds, and more than it ever does
	if len(text) <= safe || len(text) > most {
		return 0
	}
	i, ok := new(big.Int).SetString(text, 10)
	if !ok {
		return 0
	}
	if _, accuracy := new(big.Float).SetInt(i).Float64(); accuracy == big.Exact {
		return 0
	}
	return inexacts
}

// typ returns the type that holds all that was seen. Integers that the other values make float64, which does not hold
// them, stay text if mixed is set, and are errors later otherwise.
func (k kinds) typ(mixed bool) arrow.DataType {
	unit := arrow.Microsecond
	if k&nanos != 0 {
		unit = arrow.Nanosecond
	}
	if mixed && k&floats != 0 && k&inexacts != 0 {
		return arrow.BinaryTypes.String
	}
	switch k &^ (nanos | inexacts) {
	case ints:
		return arrow.PrimitiveTypes.Int64
	case floats, ints | floats:
		return arrow.PrimitiveTypes.Float64
	case bools:
		return arrow.FixedWidthTypes.Boolean
	case dates:
		return arrow.FixedWidthTypes.Date32
	case instants, instants | dates:
		return &arrow.TimestampType{Unit: unit, TimeZone: "UTC"}
	case locals, locals | dates:
		return &arrow.TimestampType{Unit: unit}
	}
	return arrow.BinaryTypes.String
}

// noInexact is said of an integer that the inferred type of its column, float64, does not hold.
const noInexact = "its values make it float64, which cannot hold the integer %s exactly: name the type of the " +
	"column in the fixture, " +
	"such as decimal(30, 2) or utf8"

// appendCell appends a text as the cells of a type have it.
func appendCell(dst []byte, text string, dt arrow.DataType) []byte {
	switch dt.ID() {
	case arrow.BOOL: // of a column whose type is named, others have true and false only
		switch text = strings.ToLower(text); text {
		case "y", "yes", "t", "1":
			text = "true"
		case "n", "no", "f", "0":
			text = "false"
		}
		return append(dst, text...)
	case arrow.DATE32, arrow.DATE64, arrow.TIMESTAMP:
		if _, cell, ok := scalar.Time(text); ok {
			return append(dst, cell...)
		}
	}
	return append(dst, text...)
}

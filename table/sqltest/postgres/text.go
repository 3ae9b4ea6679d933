package postgres

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
)

// readArray reads an array of one dimension, such as {1,NULL,"a b"}, and appends its elements.
func readArray(text []byte, element cellReader, null func()) error {
	if text[0] == '[' { // bounds, such as [0:1]=
		_, text, _ = bytes.Cut(text, []byte("="))
	}
	var cell []byte
	for i := 1; i < len(text)-1; i++ {
		cell = cell[:0]
		switch text[i] {
		case '{':
			return fmt.Errorf("an array of several dimensions: to_jsonb of it is text")
		case '"':
			for i++; text[i] != '"'; i++ {
				if text[i] == '\\' {
					i++
				}
				cell = append(cell, text[i])
			}
			i++
		default:
			end := i + bytes.IndexAny(text[i:], ",}")
			cell = append(cell, text[i:end]...)
			i = end
			if string(cell) == "NULL" {
				null()
				continue
			}
		}
		if err := element(cell); err != nil {
			return err
		}
	}
	return nil
}

// parseInterval reads an interval in the format iso_8601, such as P1Y2M3DT4H5M6.000007S.
func parseInterval(text string) (v arrow.MonthDayNanoInterval, err error) {
	inTime := false
	for rest := strings.TrimPrefix(text, "P"); rest != ""; {
		if rest[0] == 'T' {
			inTime, rest = true, rest[1:]
			continue
		}
		i := strings.IndexAny(rest, "YMWDHS")
		if i < 0 {
			return v, fmt.Errorf("%s is not an interval of ISO 8601", text)
		}
		whole, fraction, _ := strings.Cut(rest[:i], ".")
		n, err := strconv.ParseInt(whole, 10, 64)
		if err != nil {
			return v, err
		}
		switch unit := rest[i]; {
		case unit == 'Y':
			v.Months += int32(n) * 12
		case unit == 'M' && !inTime:
			v.Months += int32(n)
		case unit == 'D':
			v.Days += int32(n)
		case unit == 'H':
			v.Nanoseconds += n * 3600e9
		case unit == 'M':
			v.Nanoseconds += n * 60e9
		case unit == 'S':
			nanos, _ := strconv.ParseInt((fraction + "000000000")[:9], 10, 64)
			if strings.HasPrefix(whole, "-") {
				nanos = -nanos
			}
			v.Nanoseconds += n*1e9 + nanos
		}
		rest = rest[i+1:]
	}
	return v, nil
}

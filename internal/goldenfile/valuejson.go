package goldenfile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
)

// readJSON reads JSON as a value of a golden. Object keys are sorted; an object that has a key twice is an error. A
// number that is not exact as an integer or a float is the text of its digits.
func readJSON(text []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	v, err := readJSONValue(d, 0)
	if err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, &json.SyntaxError{Offset: d.InputOffset()}
	}
	return v, nil
}

func readJSONValue(d *json.Decoder, depth int) (any, error) {
	if depth > deepestValue {
		return nil, fmt.Errorf("the JSON is nested deeper than %d levels", deepestValue)
	}
	token, err := d.Token()
	if err != nil {
		return nil, jsonError(d, err)
	}
	switch token := token.(type) {
	case json.Number:
		return jsonNumber(token.String()), nil
	case json.Delim:
		if token == '[' {
			list := []any{}
			for d.More() {
				item, err := readJSONValue(d, depth+1)
				if err != nil {
					return nil, err
				}
				list = append(list, item)
			}
			_, err = d.Token()
			return list, jsonError(d, err)
		}
		return readJSONObject(d, depth)
	}
	return token, nil // nil, a bool or a string
}

func readJSONObject(d *json.Decoder, depth int) (any, error) {
	all := map[string]any{}
	for d.More() {
		token, err := d.Token()
		if err != nil {
			return nil, jsonError(d, err)
		}
		key, _ := token.(string)
		if _, twice := all[key]; twice {
			return nil, fmt.Errorf("the JSON has the key %q twice", key)
		}
		if all[key], err = readJSONValue(d, depth+1); err != nil {
			return nil, err
		}
	}
	_, err := d.Token()
	m := make(Mapping, 0, len(all))
	for _, key := range slices.Sorted(maps.Keys(all)) {
		m = append(m, Entry{key, all[key]})
	}
	return m, jsonError(d, err)
}

// jsonError returns an error as a syntax error, which also an early end is.
func jsonError(d *json.Decoder, err error) error {
	if err == nil || errors.As(err, new(*json.SyntaxError)) {
		return err
	}
	return &json.SyntaxError{Offset: d.InputOffset()}
}

// jsonNumber returns a number as an integer or a float if that is exact.
func jsonNumber(text string) any {
	if i, err := strconv.ParseInt(text, 10, 64); err == nil && text != "-0" {
		return i
	}
	if u, err := strconv.ParseUint(text, 10, 64); err == nil {
		return u
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsInf(f, 0) || decimal(text) != decimal(strconv.FormatFloat(f, 'e', -1, 64)) {
		return text
	}
	return f
}

// decimal returns the digits of a number without zeros at its ends, and its exponent.
func decimal(text string) string {
	text, negative := strings.CutPrefix(text, "-")
	mantissa, exponent, _ := strings.Cut(strings.ToLower(text), "e")
	whole, fraction, _ := strings.Cut(mantissa, ".")
	digits := strings.TrimLeft(whole+fraction, "0")
	power, err := strconv.Atoi(strings.TrimPrefix(exponent, "+"))
	if err != nil && exponent != "" {
		return text
	}
	trimmed := strings.TrimRight(digits, "0")
	if trimmed == "" {
		return fmt.Sprint(negative, "0")
	}
	return fmt.Sprint(negative, trimmed, "e", power-len(fraction)+len(digits)-len(trimmed))
}

package datafile

import (
	"errors"
	"strings"
	"testing"
)

func TestASlipInJSONIsFoundWhereItIs(t *testing.T) {
	for text, col := range map[string]int{
		`[{"a": 1,}]`: 10, `[{"a": 1]`: 9, `[{"a" 1}]`: 7, `[{"a": 1} {"a": 2}]`: 11, `[{"a": 01}]`: 9,
		"[{\"a\": \"\x01\"}]": 8, `[{a: 1}]`: 3, `[{"a": 1}`: 10, `[{"a": "x`: 8, `[{"a": tru`: 8,
	} {
		_, err := Read("a.json", []byte(text), Options{MaxRows: 10})
		var at *Error
		if !errors.As(err, &at) || at.Line != 1 || at.Col != col || !strings.HasPrefix(at.Msg, "not JSON: ") {
			t.Errorf("%s: got %+v, want an error at column %d", text, err, col)
		}
	}
}

package datafile

import (
	"errors"
	"strings"
	"testing"
)

func TestAMistakeInJSONIsFoundWhereItIs(t *testing.T) {
	for text, col := range map[string]int{
		`[{"a": 1,}]`: 10, `[{"a": 1]`: 9, `[{"a" 1}]`: 7, `[{"a": 1} {"a": 2}]`: 11, `[{"a": 01}]`: 9,
		"[{\"a\": \"\x01\"}]": 8, `[{a: 1}]`: 3, `[{"a": 1}`: 10, `[{"a": "x`: 8, `[{"a": tru`: 8,
	} {
		_, err := Read("a.json", []byte(text), Options{})
		var at *Error
		if !errors.As(err, &at) || at.Line != 1 || at.Col != col || !strings.Contains(at.Error(), "not JSON: ") {
			t.Errorf("%s: got %v, want an error at column %d", text, err, col)
		}
		if ends := strings.HasSuffix(err.Error(), "the file ends too early"); ends == strings.HasSuffix(text, "]") {
			t.Errorf("%s: got %v", text, err)
		}
	}
}

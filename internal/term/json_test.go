package term

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestJSONHasNoInvisibleCharacters(t *testing.T) {
	want := map[string]string{"name\u009b": "a\u202eb\u00ad\U000e0041 <&> \x1b[31m\n\"\\u202e"}
	var out strings.Builder
	if err := WriteJSON(&out, want); err != nil {
		t.Fatal(err)
	}
	const text = "{\n  \"name\\u009b\": \"a\\u202eb\\u00ad\\udb40\\udc41 <&> \\u001b[31m\\n\\\"\\\\u202e\"\n}\n"
	if out.String() != text {
		t.Errorf("got %s, want %s", out.String(), text)
	}
	var got map[string]string
	if err := json.Unmarshal([]byte(out.String()), &got); err != nil || got["name\u009b"] != want["name\u009b"] {
		t.Errorf("read back as %q, error %v", got, err)
	}
}

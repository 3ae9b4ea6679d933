package term

import (
	"bytes"
	"encoding/json"
	"io"
)

// WriteJSON writes a value as indented JSON, in which invisible characters are escaped, so that a terminal can show it.
func WriteJSON(w io.Writer, v any) error {
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return err
	}
	var out bytes.Buffer
	for line := range bytes.Lines(text.Bytes()) {
		out.WriteString(Visible(string(bytes.TrimSuffix(line, []byte("\n"))))) // its escapes are those of JSON strings
		out.WriteByte('\n')
	}
	_, err := w.Write(out.Bytes())
	return err
}

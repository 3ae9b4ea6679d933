package goldendiff

import (
	"bytes"
	"encoding/json"
	"io"

	"github.com/assay-go/assay/internal/term"
)

// writeJSON writes a list of {golden, report}.
func writeJSON(w io.Writer, differences []Difference) error {
	type entry struct {
		Golden string          `json:"golden"`
		Report json.RawMessage `json:"report"`
	}
	entries := make([]entry, len(differences))
	for i, d := range differences {
		var report bytes.Buffer
		if err := d.report.JSON(&report); err != nil {
			return err
		}
		entries[i] = entry{d.golden, report.Bytes()}
	}
	return term.WriteJSON(w, entries)
}

package report

import (
	"io"

	"github.com/assay-go/assay/internal/term"
)

// JSON writes the report for programs: the fields of Report and the results of its methods.
func (r *Report) JSON(w io.Writer) error {
	return term.WriteJSON(w, struct {
		Equal     bool     `json:"equal"`
		Summary   string   `json:"summary"`
		Reason    string   `json:"reason,omitempty"`
		Classes   []string `json:"classes"`
		Signature string   `json:"signature,omitempty"`
		*Report
	}{r.Equal(), r.Summary(), r.Reason(), append([]string{}, r.Classes()...), r.Signature(), r})
}

package report

import (
	"fmt"

	"github.com/assay-go/assay/internal/message"
	"github.com/assay-go/assay/internal/term"
)

// notes returns what a reader should know besides the cells.
func (r *Report) notes() []string {
	var notes []string
	if r.RenamedFrom != "" {
		notes = append(notes, "renamed from "+term.Visible(r.RenamedFrom))
	}
	for _, reason := range r.Approvals {
		notes = append(notes, "approved: "+reason)
	}
	if r.KeyFound && len(r.Changes) > 0 {
		notes = append(notes, fmt.Sprintf("rows are matched by the inferred key %s", message.List(shownNames(r.Key))))
	}
	return append(append(notes, r.digestNotes()...), r.Notes...)
}

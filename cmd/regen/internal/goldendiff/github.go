package goldendiff

import (
	"fmt"
	"io"
	"strings"

	"github.com/assay-go/assay/internal/term"
)

// GitHub Actions annotations are lines with these characters escaped.
var (
	annotationText     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	annotationProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

// writeAnnotations writes a line for each difference, which GitHub shows beside the golden. The level is error for a
// pending result and notice for a changed golden.
func writeAnnotations(w io.Writer, differences []Difference, level string) error {
	for _, d := range differences {
		text := d.report.Summary()
		if reason := d.report.Reason(); reason != "" {
			text += ": " + reason
		}
		_, err := fmt.Fprintf(w, "::%s file=%s,line=1,title=%s::%s\n", level,
			annotationProperty.Replace(term.Visible(d.golden)),
			annotationProperty.Replace(term.Visible(d.name)), annotationText.Replace(term.Visible(text)))
		if err != nil {
			return err
		}
	}
	return nil
}

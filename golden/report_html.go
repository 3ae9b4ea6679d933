package golden

import (
	"errors"
	"io"
)

// HTML writes the report as one self-contained page.
func (r *Report) HTML(w io.Writer) error { return errors.New("under way") }

// Markdown writes the report for a pull request.
func (r *Report) Markdown(w io.Writer) error { return errors.New("under way") }

package golden

import (
	"io"
)

// A Report is the difference between two goldens.
type Report struct{ equal bool }

// TextOptions says how a report is written to a terminal.
type TextOptions struct {
	Color   bool
	Width   int // in cells; 0 means 100
	MaxRows int // 0 means 20, negative means all
}

// Equal reports whether nothing differs beyond the tolerances.
func (r *Report) Equal() bool { return r.equal }

// Text writes the report for a terminal.
func (r *Report) Text(w io.Writer, o TextOptions) error { return errUnderWay }

// Markdown writes the report for a pull request.
func (r *Report) Markdown(w io.Writer) error { return errUnderWay }

// HTML writes the report as one self-contained page.
func (r *Report) HTML(w io.Writer) error { return errUnderWay }

// JSON writes the report for programs.
func (r *Report) JSON(w io.Writer) error { return errUnderWay }

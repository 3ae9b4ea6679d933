package tui

import "github.com/assay-go/assay/internal/term"

// style returns text in a style, if the terminal has colors.
func (m *Model) style(style term.Style, text string) string { return term.Paint(m.color, style, text) }

package term

import "os"

// A Style is the parameters of SGR, the escape sequence that styles text. Its colors are those of the terminal's own
// palette, which suit its background.
type Style string

// The styles in use.
const (
	Bold   Style = "1"
	Faint  Style = "2"
	Invert Style = "7"
	Red    Style = "31"
	Green  Style = "32"
	Yellow Style = "33"
	Cyan   Style = "36"
)

// Paint returns text in a style if color is set.
func Paint(color bool, style Style, text string) string {
	if !color || text == "" || style == "" {
		return text
	}
	return "\x1b[" + string(style) + "m" + text + "\x1b[0m"
}

// WantsColor reports whether the environment lets a terminal have colors: NO_COLOR is not set, TERM is not dumb.
func WantsColor() bool { return os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb" }

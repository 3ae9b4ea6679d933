package report

import "github.com/assay-go/assay/internal/term"

// KindColors are the colors of added, removed, changed and moved rows on a terminal.
var KindColors = map[string]term.Style{Added: term.Green, Removed: term.Red, Changed: term.Yellow, Moved: term.Cyan}

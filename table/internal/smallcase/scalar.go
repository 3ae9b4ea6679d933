package smallcase

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/assay-go/assay/internal/lazyregexp"
)

// plain and simplePath match texts that mean themselves in YAML, if they are none of the words that notPlain matches.
var (
	plain      = lazyregexp.New(`^[A-Za-z][A-Za-z0-9_]*([ -][A-Za-z0-9_]+)*$`)
	noFraction = lazyregexp.New(`\.0+(Z?)$`)
	simplePath = lazyregexp.New(`^[A-Za-z][A-Za-z0-9_]*([ /.-][A-Za-z0-9_]+|\[\d+\])*$`)
	notPlain   = lazyregexp.New(`^(?i:null|true|false|yes|no|on|off|y|n|nan|inf)$`)
)

// Scalar returns a text as a YAML scalar.
func Scalar(text string) string {
	if simplePath().MatchString(text) && !notPlain().MatchString(text) {
		return text
	}
	return string(arrowtext.AppendJSON(nil, text))
}

// List returns texts as a YAML list.
func List(texts []string) string {
	var all []string
	for _, t := range texts {
		all = append(all, Scalar(t))
	}
	return "[" + strings.Join(all, ", ") + "]"
}

// Counts returns numbers of rows as YAML, in the order of the names.
func Counts(rows map[string]int) string {
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(rows)) {
		parts = append(parts, fmt.Sprintf("%s: %d", Scalar(name), rows[name]))
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

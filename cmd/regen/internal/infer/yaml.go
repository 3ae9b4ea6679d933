package infer

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/cmd/regen/internal/profile"
	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/assay-go/assay/internal/lazyregexp"
)

// plainWord matches texts that YAML reads as they are between braces.
var plainWord = lazyregexp.New(`^[A-Za-z_][A-Za-z0-9_.-]*$`)

// scalar formats a text so that YAML reads it as a text, between braces as well.
func scalar(s string) string {
	switch strings.ToLower(s) {
	case "null", "true", "false", "yes", "no", "on", "off", "y", "n":
	default:
		if plainWord().MatchString(s) {
			return s
		}
	}
	return doubleQuoted(s)
}

// doubleQuoted quotes a text as JSON does, but with the escapes of YAML beyond U+FFFF. Bytes that are no UTF-8 become
// U+FFFD, since a fixture is UTF-8.
func doubleQuoted(s string) string {
	out := []byte{'"'}
	for _, c := range strings.ToValidUTF8(s, "\ufffd") {
		if c > 0xffff && arrowtext.Invisible(c) {
			out = fmt.Appendf(out, `\U%08x`, c)
			continue
		}
		one := arrowtext.AppendJSON(nil, string(c))
		out = append(out, one[1:len(one)-1]...)
	}
	return string(append(out, '"'))
}

// isIdent matches names that expressions spell as they are.
var isIdent = lazyregexp.New(`^[A-Za-z_][A-Za-z0-9_]*$`)

// keywords are words that expressions read otherwise.
var keywords = map[string]bool{
	"in": true, "let": true, "if": true, "else": true, "not": true, "and": true, "or": true, "matches": true,
	"contains": true, "startsWith": true, "endsWith": true, "true": true, "false": true, "nil": true,
}

// key formats the name of a column or a dataset.
func key(name string) string { return scalar(name) }

// pinned formats a cell as YAML.
func pinned(dt arrow.DataType, text string) string {
	switch {
	case arrow.IsInteger(dt.ID()), dt.ID() == arrow.BOOL:
		return text
	case arrow.IsFloating(dt.ID()):
		switch text {
		case "NaN", "Inf", "-Inf":
			return strings.ToLower(strings.Replace("."+text, ".-", "-.", 1))
		}
		return text
	}
	if arrow.IsNested(dt.ID()) && json.Valid([]byte(text)) {
		return text // JSON is YAML
	}
	return doubleQuoted(text)
}

// typed formats the type of a column.
func typed(c *profile.Column) string { return ", type: " + scalar(c.TypeText()) }

package infer

import (
	"encoding/json"
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
	return string(arrowtext.AppendJSON(nil, s))
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
	return string(arrowtext.AppendJSON(nil, text))
}

// typed formats the type of a column.
func typed(c *profile.Column) string { return ", type: " + scalar(c.TypeText()) }

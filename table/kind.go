package table

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/assay-go/assay/internal/lazyregexp"
)

// kind returns a text that is equal for runs that ended alike: "" for a result, the place for a panic, and the message
// without the values in it for an error.
func (o runOutcome) kind() string {
	var crashed *crash
	switch {
	case o.err == nil:
		return ""
	case errors.As(o.err, &crashed):
		return "crash: " + withoutValues(crashed.msg) + strings.TrimPrefix(crashed.line(), crashed.msg)
	}
	return fmt.Sprintf("%T: %s", o.err, withoutValues(o.err.Error()))
}

// kind returns a text that is equal for differences of the same columns, or of outcomes that ended alike. It is "" for
// nil.
func (d *difference) kind() string {
	switch {
	case d == nil:
		return ""
	case d.summary != "":
		return withoutValues(d.summary)
	}
	return strings.Join(slices.DeleteFunc(slices.Clone(d.classes), func(class string) bool {
		return slices.Contains([]string{"changed", "became-null", "became-value", "inputs"}, class)
	}), ", ")
}

// values matches numbers, words with digits, and quoted texts.
var values = lazyregexp.New(`"[^"]*"|'[^']*'|` + "`[^`]*`" + `|[+-]?[\pL\d_.:-]*\d[\pL\d_.:-]*`)

func withoutValues(text string) string { return values().ReplaceAllString(text, "#") }

// subtestName returns the name that package testing gives a subtest, as far as spaces are concerned.
func subtestName(name string) string { return strings.ReplaceAll(name, " ", "_") }

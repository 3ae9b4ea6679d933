// Package lazyregexp compiles regular expressions when they are first used, so that no program compiles at its start
// those that it does not use.
package lazyregexp

import (
	"regexp"
	"sync"
)

// New returns a function that returns the compiled expression.
func New(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}

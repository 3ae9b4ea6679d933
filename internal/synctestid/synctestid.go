// Package synctestid tells the bubbles of testing/synctest from one another, which only stacks do.
package synctestid

import (
	"regexp"
	"runtime"
)

var inStack = regexp.MustCompile(`synctest bubble \d+`)

// Current returns how the stacks of the caller's bubble are marked, "" outside of all.
func Current() string {
	buf := make([]byte, 256) // the mark is in the stack's first line
	return inStack.FindString(string(buf[:runtime.Stack(buf, false)]))
}

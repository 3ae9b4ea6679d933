// Package exitcode names the exit statuses of the command.
package exitcode

import (
	"errors"
)

// The exit statuses.
const (
	Nothing = 0
	Work    = 1
	Failure = 2
)

// ErrWork ends a command that has printed differences or pending work.
var ErrWork = errors.New("there is work to do")

// Package exitcode names the exit statuses of the command.
package exitcode

import (
	"errors"
)

// The exit statuses.
const (
	Nothing = 0
	Pending = 1
	Failure = 2
)

// ErrPending ends a command that has printed differences or pending work.
var ErrPending = errors.New("there is work to do")

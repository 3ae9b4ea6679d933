package arrowfile

import (
	"errors"
	"fmt"
	"runtime"
)

// ErrMemory is the error of columns that take more memory than they are allowed.
var ErrMemory = errors.New("it takes more memory than its size accounts for")

// recoverDamage makes an error of a panic.
func recoverDamage(err *error) {
	switch p := recover(); p {
	case nil:
	case ErrMemory:
		*err = ErrMemory
	default:
		*err = fmt.Errorf("damaged: %v", p)
		if _, slip := p.(runtime.Error); slip { // of Arrow's, which says nothing to who has the file
			*err = errors.New("damaged")
		}
	}
}

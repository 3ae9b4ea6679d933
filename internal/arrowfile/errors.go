package arrowfile

import (
	"errors"
	"fmt"
	"runtime"

	"github.com/assay-go/assay/internal/budget"
)

// ErrDamaged is the error of a file that contradicts itself or its format.
var ErrDamaged = errors.New("damaged")

// Damaged returns an [ErrDamaged] that says what is wrong.
func Damaged(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{ErrDamaged}, args...)...)
}

// RecoverDamage turns a panic of Arrow's readers into an error.
func RecoverDamage(err *error) {
	p := recover()
	if p == nil {
		return
	}
	if *err = budget.Recovered(p); *err != nil {
		return
	}
	*err = Damaged("%v", p)
	if _, internal := p.(runtime.Error); internal { // its text means nothing to the owner of the file
		*err = ErrDamaged
	}
}

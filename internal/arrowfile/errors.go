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
	if damage := DamageOf(recover()); damage != nil {
		*err = damage
	}
}

// DamageOf returns the error of what recover returned after Arrow's readers ran: nil, the error of a budget, or an
// [ErrDamaged].
func DamageOf(p any) error {
	if p == nil {
		return nil
	}
	if err := budget.Recovered(p); err != nil {
		return err
	}
	if _, internal := p.(runtime.Error); internal {
		return ErrDamaged // its text means nothing to the owner of the file
	}
	return Damaged("%v", p)
}

package store

import (
	"fmt"
	"os"
	"strconv"

	"github.com/assay-go/assay/internal/ci"
)

// CheckUpdate returns an error if the module's policy forbids tests to write goldens.
func (s *Store) CheckUpdate() error {
	p, err := s.Policy()
	if err != nil {
		return fmt.Errorf("nothing was updated: %w", err)
	}
	return p.CheckUpdate()
}

// CheckCI returns an error if the process runs in CI and ASSAY_UPDATE_IN_CI is not set. Then no golden may be written.
func CheckCI() error {
	forced, err := BoolVariable("ASSAY_UPDATE_IN_CI")
	if err != nil {
		return err
	}
	if setting := ci.Setting(); !forced && setting != "" {
		return fmt.Errorf("nothing was updated because %s is set: record goldens on your machine and commit "+
			"them, or set ASSAY_UPDATE_IN_CI=1", setting)
	}
	return nil
}

// BoolVariable returns the value of a boolean environment variable, false if it is empty or not set.
func BoolVariable(name string) (bool, error) {
	text := os.Getenv(name)
	if text == "" {
		return false, nil
	}
	value, err := strconv.ParseBool(text)
	if err != nil {
		return false, fmt.Errorf("nothing was updated because %s=%q is neither true nor false", name, text)
	}
	return value, nil
}

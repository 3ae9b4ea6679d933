package message

import "strings"

// Lines returns the texts of errors, one a line: the Error method of a list of errors.
func Lines[E error](errs []E) string {
	lines := make([]string, len(errs))
	for i, err := range errs {
		lines[i] = err.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap returns a list of typed errors as one of errors: the Unwrap method of a list of errors, for [errors.As].
func Unwrap[E error](errs []E) []error {
	out := make([]error, len(errs))
	for i, err := range errs {
		out[i] = err
	}
	return out
}

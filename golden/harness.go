package golden

import (
	"testing"
)

// Rerun returns the command that runs a test alone, from the module's root. Failures end with it.
func Rerun(t testing.TB) string {
	at, err := here()
	if err != nil {
		return rerunCommand(".", t.Name())
	}
	return rerunCommand(at.pkg, t.Name())
}

// EncodeValue writes a value as the golden of a value holds it, without the header.
func EncodeValue(v any) ([]byte, error) { return encodeValue(v) }

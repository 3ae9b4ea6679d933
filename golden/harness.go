package golden

import (
	"testing"

	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/store"
)

// Rerun returns the command that runs a test alone, from the module's root. Failures end with it.
func Rerun(t testing.TB) string {
	at, err := store.Here()
	if err != nil {
		return store.RerunCommand(".", t.Name())
	}
	return store.RerunCommand(at.Package, t.Name())
}

// EncodeValue writes a value as the golden of a value holds it, without the header.
func EncodeValue(v any) ([]byte, error) { return goldenfile.EncodeValue(v) }

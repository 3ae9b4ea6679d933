package tablediff

import (
	"github.com/assay-go/assay/internal/cells"
	"github.com/assay-go/assay/internal/goldenfile"
)

// Options say how two goldens are compared.
type Options struct {
	Order      goldenfile.Order
	Key        []string // the columns that identify a row
	Tolerances []cells.Tolerance
	Inputs     []string                       // fingerprints of what the result depends on, one line each
	Explain    func(old, new []string) string // describes a change of Inputs; nil: names the lines
	Ignore     []string                       // columns that are not compared; * in a name matches any text
	Normalize  []Normalizer                   // rewrite cells before they are compared
}

package tablediff

import (
	"github.com/assay-go/assay/internal/cells"
	"github.com/assay-go/assay/internal/goldenfile"
)

// A Options says how two goldens are compared.
type Options struct {
	Order      goldenfile.Order
	Key        []string // columns that identify a row
	Tolerances []cells.Tolerance
	Inputs     []string                       // fingerprints of what the result depends on; opaque here
	Explain    func(old, new []string) string // words a change of Inputs; nil: by line
	Ignore     []string                       // columns that are not compared: names, in which * stands for any text
	Normalize  []Normalizer                   // what is done to cells before they are compared
}

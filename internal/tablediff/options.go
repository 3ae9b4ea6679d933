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

// orderOf returns the declared order and key of a result.
func orderOf(f *goldenfile.File, o Options) (goldenfile.Order, []string) {
	declared := goldenfile.File{Order: o.Order, Key: o.Key}
	if o.Order == goldenfile.Unspecified && len(o.Key) == 0 {
		declared = *f
	}
	return declared.RowOrder(), declared.Key
}

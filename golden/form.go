package golden

import "fmt"

// Form says what a golden holds of a table.
type Form uint8

// The forms of a golden.
const (
	AsText    Form = iota // all rows, as text that people review
	AsDigest              // figures, a hash for each block of rows and the first and last rows: see [Digest]
	AsParquet             // a digest, and beside it the table as Parquet, so that a difference shows cells
)

var formNames = [...]string{AsText: "text", AsDigest: "digest", AsParquet: "parquet"}

// String returns the form's name.
func (f Form) String() string {
	if int(f) < len(formNames) {
		return formNames[f]
	}
	return fmt.Sprintf("form(%d)", uint8(f))
}

// check returns an error for options that the form cannot keep to.
func (f Form) check(o Options) error {
	switch {
	case f > AsParquet:
		return fmt.Errorf("%s is no form: use AsText, AsDigest or AsParquet", f)
	case f == AsDigest && len(o.Tolerances) > 0:
		return fmt.Errorf("a digest has no cells to compare within a tolerance: use the form AsParquet")
	}
	return nil
}

// digested reports whether the golden is a digest.
func (f Form) digested() bool { return f != AsText }

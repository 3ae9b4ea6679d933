package golden

// Options says how a result is compared and stored.
type Options struct {
	Order      Order
	Key        []string // columns that identify a row
	Tolerances []Tolerance
	Inputs     []string                       // fingerprints of what the result depends on; opaque here
	Explain    func(old, new []string) string // words a change of Inputs; nil: by line
	Rerun      string                         // the command that runs the case again; "": go test -run '^Test$/^case$'
}

// A Tolerance lets the values of a column drift.
type Tolerance struct {
	Column   string // "" means every column that can drift
	Abs, Rel float64
	ULP      uint64
}

// Compare reports how new differs from old; a nil old stands for a missing golden.
func Compare(old, new *File, o Options) (*Report, error) { return nil, errUnderWay }

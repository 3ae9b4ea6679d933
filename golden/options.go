package golden

// OfStream reports whether a stream is made a digest as it is read, so that it does not have to fit into memory: its rows
// are ordered as they come, and compared as they are.
func (o Options) OfStream() bool {
	return o.Form == AsDigest && o.Order <= Ordered && len(o.Key)+len(o.Ignore)+len(o.Normalise) == 0
}

// Comparison returns what the options say of the comparison.
func (o Options) Comparison() Comparison {
	return Comparison{
		Order: o.Order, Key: o.Key, Tolerances: o.Tolerances, Inputs: o.Inputs, Explain: o.Explain,
		Ignore: o.Ignore, Normalise: o.Normalise,
	}
}

// Options says how a result is compared and stored.
type Options struct {
	Order      Order
	Key        []string // columns that identify a row
	Tolerances []Tolerance
	Inputs     []string                       // fingerprints of what the result depends on; opaque here
	Explain    func(old, new []string) string // words a change of Inputs; nil: by line
	Rerun      string                         // the command that runs the case again; "": go test -run '^Test$/^case$'

	Ignore    []string     // columns of the result that are neither written nor compared: names, in which * stands for any text
	Normalise []Normaliser // what is done to cells before they are written and compared
	Form      Form         // of a table: all rows as text, or a digest of them

	// A larger result is refused, as no one reviews it. 0 means 10,000 rows and 500 KB, negative means no limit. The
	// rows of a digest are not counted.
	MaxRows, MaxBytes int
}

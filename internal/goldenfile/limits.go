package goldenfile

import (
	"fmt"

	"github.com/assay-go/assay/internal/message"
)

// The largest golden that people still review. Code review sites show no diff of a larger file.
const (
	defaultMaxRows  = 10_000
	defaultMaxBytes = 500_000
)

// CheckSize returns an error for a result over the limits.
func CheckSize(f *File, text []byte, maxRows, maxBytes int) error {
	rows := 0
	if f.Table != nil {
		rows = int(f.Table.NumRows())
	}
	if most := limit(maxBytes, defaultMaxBytes); f.Table == nil && most >= 0 && len(text) > most {
		return fmt.Errorf("the result takes %s, more than the limit of %s: compare a part of it, leave paths out with "+
			"Ignore, use Form: golden.AsDigest, or raise MaxBytes", message.Count(len(text), "byte"), message.Thousands(most))
	}
	const advice = "compare fewer rows, use Form: golden.AsDigest or golden.AsParquet, or raise %s"
	if most := limit(maxRows, defaultMaxRows); most >= 0 && rows > most {
		return fmt.Errorf("the result has %s, more than the limit of %s: "+advice, message.Count(rows, "row"),
			message.Thousands(most), "MaxRows")
	}
	if most := limit(maxBytes, defaultMaxBytes); most >= 0 && len(text) > most {
		return fmt.Errorf("the result takes %s, more than the limit of %s: "+advice, message.Count(len(text), "byte"),
			message.Thousands(most), "MaxBytes")
	}
	return nil
}

// limit returns a limit, or its default if it is 0.
func limit(given, usual int) int {
	if given == 0 {
		return usual
	}
	return given
}

package merge

import (
	"bytes"

	"github.com/assay-go/assay/internal/goldenfile"
)

// CheckLines returns an error if a clean merge of lines is not a golden, or if its rows are sorted by their cells and
// one row may have become two: both branches removed it, and one added another.
func CheckLines(merged, base, ours, theirs []byte, name string) error {
	f, err := goldenfile.Decode(merged, name)
	if err != nil || f.Table == nil || f.Digest != nil || f.RowOrder() == goldenfile.Ordered {
		return err
	}
	count := [3]map[string]int{{}, {}, {}}
	for i, text := range [3][]byte{base, ours, theirs} {
		for line := range bytes.Lines(text) {
			if line[0] != '#' {
				count[i][string(line)]++
			}
		}
	}
	removed, added := false, false
	for line, n := range count[baseSide] {
		removed = removed || count[ourSide][line] < n && count[theirSide][line] < n
	}
	for side := ourSide; side <= theirSide; side++ {
		for line, n := range count[side] {
			added = added || n > max(count[baseSide][line], count[ourSide+theirSide-side][line])
		}
	}
	if removed && added {
		return &SchemaError{"", "both branches removed a row, and one added another: it may be the same row"}
	}
	return nil
}

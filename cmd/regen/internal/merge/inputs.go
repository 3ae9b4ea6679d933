package merge

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
)

// mergeInputs merges the input lines, one for each dataset. If both branches changed one, it keeps ours with a note:
// the next run of the test says what it must be.
func mergeInputs(base, ours, theirs []string) (merged, notes []string) {
	name := func(line string) string { word, _, _ := strings.Cut(line, " "); return word }
	find := func(lines []string, of string) string {
		for _, l := range lines {
			if name(l) == of {
				return l
			}
		}
		return ""
	}
	var names []string
	for _, l := range slices.Concat(ours, theirs) {
		if n := name(l); !slices.Contains(names, n) {
			names = append(names, n)
		}
	}
	for _, n := range names {
		b, o, t := find(base, n), find(ours, n), find(theirs, n)
		line := o
		if o == b {
			line = t
		} else if t != b && t != o {
			notes = append(notes, fmt.Sprintf("the input %s changed on both sides: run the test to record it again", n))
		}
		if line != "" {
			merged = append(merged, line)
		}
	}
	return merged, notes
}

// withoutInputs returns a golden without its input lines.
func withoutInputs(text []byte) []byte {
	var rest []byte
	for line := range bytes.Lines(text) {
		if !bytes.HasPrefix(line, []byte("# input ")) {
			rest = append(rest, line...)
		}
	}
	return rest
}

package merge

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// A sheet is a keyed golden: by key the cells of columns a and b.
type sheet map[int][2]int

func (s sheet) text() []byte {
	var b strings.Builder
	b.WriteString("# assay 1\n# order keyed k\n# field k int64\n# field a int64\n# field b int64\nk,a,b\n")
	for _, k := range slices.Sorted(maps.Keys(s)) {
		fmt.Fprintf(&b, "%d,%d,%d\n", k, s[k][0], s[k][1])
	}
	return []byte(b.String())
}

// TestCellsMergeAsThreeWaysSay compares a merge with one that is made cell by cell on maps.
func TestCellsMergeAsThreeWaysSay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cell := rapid.IntRange(0, 2)
		sheets := rapid.MapOfN(rapid.IntRange(0, 5), rapid.Custom(func(t *rapid.T) [2]int { return [2]int{cell.Draw(t, "a"), cell.Draw(t, "b")} }), 0, 5)
		base, ours, theirs := sheet(sheets.Draw(t, "base")), sheet(sheets.Draw(t, "ours")), sheet(sheets.Draw(t, "theirs"))
		want, conflicts := sheet{}, 0
		for k := range 6 {
			b, inBase := base[k]
			o, inOurs := ours[k]
			x, inTheirs := theirs[k]
			switch {
			case inOurs && inTheirs:
				r := o
				for j := range 2 {
					switch {
					case inBase && o[j] == b[j]:
						r[j] = x[j]
					case o[j] != x[j] && (!inBase || x[j] != b[j]):
						conflicts++
					}
				}
				want[k] = r
			case inOurs && !inBase:
				want[k] = o
			case inTheirs && !inBase:
				want[k] = x
			case inOurs && o != b, inTheirs && x != b:
				conflicts++
			}
		}
		got, err := Goldens(base.text(), ours.text(), theirs.text(), Labels{"ours", "base", "theirs"})
		if err != nil {
			t.Fatal(err)
		}
		if len(got.Conflicts) != conflicts {
			t.Fatalf("%d conflicts, want %d: %v", len(got.Conflicts), conflicts, got.Conflicts)
		}
		if conflicts == 0 && string(got.Text) != string(want.text()) {
			t.Fatalf("got\n%swant\n%s", got.Text, want.text())
		}
		if marks := strings.Count(string(got.Text), "<<<<<<< ours"); (marks > 0) != (conflicts > 0) || marks > conflicts {
			t.Fatalf("%d marks for %d conflicts in\n%s", marks, conflicts, got.Text)
		}
	})
}

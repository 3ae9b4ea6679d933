package git

import (
	"bytes"
	"hash/maphash"
	"path"
	"slices"
	"strings"

	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/store"
)

// Renamed pairs deleted goldens with new ones of the same rows, or of at least half the same rows, and returns one
// golden for each pair. It keeps the order of the new goldens, and all goldens that were not renamed.
func Renamed(changed []*ChangedGolden) []*ChangedGolden {
	var deleted, added []*ChangedGolden
	for _, c := range changed {
		switch {
		case c.New == nil && bytes.HasPrefix(c.Old, []byte(GoldenMark)):
			deleted = append(deleted, c)
		case c.Old == nil && bytes.HasPrefix(c.New, []byte(GoldenMark)):
			added = append(added, c)
		}
	}
	if len(deleted) == 0 || len(added) == 0 {
		return changed
	}
	was := pairRenames(deleted, added)
	out := make([]*ChangedGolden, 0, len(changed))
	gone := map[*ChangedGolden]bool{}
	for _, old := range was {
		gone[old] = true
	}
	for _, c := range changed {
		switch old := was[c]; {
		case gone[c]:
		case old != nil:
			out = append(out, &ChangedGolden{
				Path: c.Path, Was: old.Path, Old: old.Old, New: c.New,
				Reasons: store.NewReasons(old.oldReasons, c.newReasons),
			})
		default:
			out = append(out, c)
		}
	}
	return out
}

// pairRenames returns the deleted golden of each new one that has its rows.
func pairRenames(deleted, added []*ChangedGolden) map[*ChangedGolden]*ChangedGolden {
	type pair struct{ old, new, common, sameName int }
	const fewestRows = 3 // in common, of goldens with different columns
	oldLines, newLines := make([][]uint64, len(deleted)), make([][]uint64, len(added))
	newColumns := make([]string, len(added))
	seed := maphash.MakeSeed()
	const mostAlike = 32 // goldens that have a row: a row of very many is no hint
	withLine := map[uint64][]int{}
	for i, c := range added {
		newLines[i], newColumns[i] = rowHashes(seed, c.New)
		for at, line := range newLines[i] {
			if all := withLine[line]; (at == 0 || newLines[i][at-1] != line) && len(all) < mostAlike {
				withLine[line] = append(all, i)
			}
		}
	}
	var pairs []pair
	for i, c := range deleted {
		var columns string
		oldLines[i], columns = rowHashes(seed, c.Old)
		seen := map[int]bool{}
		for _, line := range oldLines[i] {
			for _, j := range withLine[line] {
				if seen[j] {
					continue
				}
				seen[j] = true
				common := commonSorted(oldLines[i], newLines[j])
				if 4*common < len(oldLines[i])+len(newLines[j]) ||
					common < fewestRows && columns != newColumns[j] {
					continue
				}
				p := pair{old: i, new: j, common: common}
				if path.Base(c.Path) == path.Base(added[j].Path) {
					p.sameName = 1
				}
				pairs = append(pairs, p)
			}
		}
	}
	// The most alike first: the share of common rows, then the same name of the file, then the order of paths.
	slices.SortStableFunc(pairs, func(a, b pair) int {
		left := a.common * (len(oldLines[b.old]) + len(newLines[b.new]))
		right := b.common * (len(oldLines[a.old]) + len(newLines[a.new]))
		if left != right {
			return right - left
		}
		return b.sameName - a.sameName
	})
	was := map[*ChangedGolden]*ChangedGolden{}
	taken := make([]bool, len(deleted))
	for _, p := range pairs {
		if !taken[p.old] && was[added[p.new]] == nil {
			taken[p.old], was[added[p.new]] = true, deleted[p.old]
		}
	}
	return was
}

// rowHashes returns the hashes of the rows of a golden, sorted, and the line above them, which names the columns. A
// golden of one line has that as its row.
func rowHashes(seed maphash.Seed, golden []byte) (rows []uint64, columns string) {
	for line := range bytes.Lines(golden) {
		text := strings.TrimRight(string(line), "\r\n")
		switch {
		case text == "" || text[0] == goldenfile.CommentTag:
		case columns == "":
			columns = text
		default:
			rows = append(rows, maphash.String(seed, text))
		}
	}
	if len(rows) == 0 {
		rows = append(rows, maphash.String(seed, columns))
	}
	slices.Sort(rows)
	return rows, columns
}

// commonSorted counts the numbers that two sorted lists have in common.
func commonSorted(a, b []uint64) (n int) {
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0] == b[0]:
			n++
			a, b = a[1:], b[1:]
		case a[0] < b[0]:
			a = a[1:]
		default:
			b = b[1:]
		}
	}
	return n
}

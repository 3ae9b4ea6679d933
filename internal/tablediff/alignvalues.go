package tablediff

import (
	"cmp"
	"slices"

	"github.com/assay-go/assay/internal/goldenfile"
)

// mostAlike bounds the pairs of elements that are compared to find those that are alike.
const mostAlike = 10_000

// alignValues returns pairs of elements of two lists, in order on both sides: equal ones, or those with the same value
// of a key that identifies the elements; and between these the ones that are most alike, or those in the same places if
// neither side has more. It returns the pairs that have the most in common. alike counts what two elements, given by
// their places, have in common.
func alignValues(was, is []any, alike func(i, j int) int) [][2]int32 {
	whole := func(v any) any { return v }
	best, most := pairsBy(was, is, whole, alike)
	if len(best) == len(was) && len(best) == len(is) {
		return best
	}
	for _, key := range elementKeys(was, is) {
		by := func(v any) any { return entryOf(v, key) }
		if pairs, n := pairsBy(was, is, by, alike); n > most {
			best, most = pairs, n
		}
	}
	return best
}

// pairsBy aligns elements by a part of them. It returns how much all pairs have in common, too.
func pairsBy(was, is []any, part func(any) any, alike func(i, j int) int) (out [][2]int32, common int) {
	numbers := map[string]uint64{}
	number := func(list []any) []uint64 {
		out := make([]uint64, len(list))
		for i, v := range list {
			text := string(goldenfile.EncodeYAML(part(v)))
			if _, known := numbers[text]; !known {
				numbers[text] = uint64(len(numbers))
			}
			out[i] = numbers[text]
		}
		return out
	}
	same := alignHashes(number(was), number(is))
	slices.SortFunc(same, func(a, b [2]int32) int { return cmp.Compare(a[0], b[0]) })
	var i, j int32
	for _, p := range append(same, [2]int32{int32(len(was)), int32(len(is))}) {
		out = append(out, pairAlike(int(i), int(p[0]), int(j), int(p[1]), alike)...)
		if int(p[0]) < len(was) {
			out = append(out, p)
		}
		i, j = p[0]+1, p[1]+1
	}
	for _, p := range out {
		common += alike(int(p[0]), int(p[1]))
	}
	return out, common
}

// elementKeys returns keys whose values differ between all elements of each list: the first few.
func elementKeys(was, is []any) (keys []string) {
	const mostKeys, mostTried = 4, 16
	if len(was) == 0 || len(is) == 0 {
		return nil
	}
	first, _ := was[0].(goldenfile.Mapping)
	for _, e := range first[:min(mostTried, len(first))] {
		if len(keys) < mostKeys && tellsApart(was, e.Key) && tellsApart(is, e.Key) {
			keys = append(keys, e.Key)
		}
	}
	return keys
}

func tellsApart(list []any, key string) bool {
	seen := make(map[any]bool, len(list))
	for _, v := range list {
		switch v := entryOf(v, key).(type) {
		case string, int64, uint64:
			if seen[v] {
				return false
			}
			seen[v] = true
		default:
			return false
		}
	}
	return true
}

// entryOf returns the value of a key in a mapping, or nil.
func entryOf(v any, key string) any {
	m, _ := v.(goldenfile.Mapping)
	for _, e := range m {
		if e.Key == key {
			return e.Value
		}
	}
	return nil
}

// pairAlike pairs elements of two gaps, so that they have the most in common.
func pairAlike(i, iEnd, j, jEnd int, alike func(i, j int) int) (out [][2]int32) {
	n, m := iEnd-i, jEnd-j
	switch {
	case n <= 0 || m <= 0:
		return nil
	case n == m || n*m > mostAlike:
		for k := range min(n, m) {
			out = append(out, [2]int32{int32(i + k), int32(j + k)})
		}
		return out
	}
	best := make([][]int, n+1) // the most that the rest of both sides has in common
	common := make([][]int, n)
	for x := range best {
		best[x] = make([]int, m+1)
	}
	for x := n - 1; x >= 0; x-- {
		common[x] = make([]int, m)
		for y := m - 1; y >= 0; y-- {
			common[x][y] = alike(i+x, j+y)
			best[x][y] = max(best[x+1][y], best[x][y+1])
			if common[x][y] > 0 {
				best[x][y] = max(best[x][y], common[x][y]+best[x+1][y+1])
			}
		}
	}
	for x, y := 0, 0; x < n && y < m; {
		switch same := common[x][y]; {
		case same > 0 && best[x][y] == same+best[x+1][y+1]:
			out = append(out, [2]int32{int32(i + x), int32(j + y)})
			x, y = x+1, y+1
		case best[x][y] == best[x+1][y]:
			x++
		default:
			y++
		}
	}
	return out
}

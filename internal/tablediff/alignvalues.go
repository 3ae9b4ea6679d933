package tablediff

import (
	"cmp"
	"hash/maphash"
	"slices"

	"github.com/assay-go/assay/internal/goldenfile"
)

// mostAlike bounds the pairs of elements that are compared to find those that are alike.
const mostAlike = 10_000

// alignValues returns pairs of elements of two lists, in order on both sides: equal ones, and between these the ones
// that are most alike, or those in the same places if neither side has more. alike counts what two elements, given by
// their places, have in common.
func alignValues(was, is []any, alike func(i, j int) int) [][2]int32 {
	seed := maphash.MakeSeed()
	hash := func(list []any) []uint64 {
		out := make([]uint64, len(list))
		for i, v := range list {
			out[i] = maphash.Bytes(seed, goldenfile.EncodeYAML(v))
		}
		return out
	}
	equal := alignHashes(hash(was), hash(is))
	slices.SortFunc(equal, func(a, b [2]int32) int { return cmp.Compare(a[0], b[0]) })
	var out [][2]int32
	var i, j int32
	for _, p := range append(equal, [2]int32{int32(len(was)), int32(len(is))}) {
		out = append(out, pairAlike(int(i), int(p[0]), int(j), int(p[1]), alike)...)
		if int(p[0]) < len(was) {
			out = append(out, p)
		}
		i, j = p[0]+1, p[1]+1
	}
	return out
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

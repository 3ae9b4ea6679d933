package tablediff

import (
	"slices"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/internal/cells"
)

// Two ordered tables are aligned so that an inserted row is one added row and not a series of changed rows. The steps
// go from certain to likely: rows that are equal and in the same order (patience diff over row hashes); equal rows in
// other places (moved); then, within each remaining gap, rows that agree in the columns that hardly changed; then the
// rows with the most cells in common.

// An aligner pairs the rows of two tables with the same columns.
type aligner struct {
	old, new         []arrow.Array
	oldRows, newRows int
	equal            []cells.Comparison // by column, old against new
	partner          []int32            // of each old row, -1 for none
	taken            []bool             // new rows that have a partner
}

func newAligner(old, new []arrow.Array, oldRows, newRows int) *aligner {
	a := &aligner{old: old, new: new, oldRows: oldRows, newRows: newRows, taken: make([]bool, newRows)}
	a.equal = make([]cells.Comparison, len(old))
	for c := range old {
		a.equal[c] = cells.Comparer(old[c], new[c])
	}
	a.partner = make([]int32, oldRows)
	for row := range a.partner {
		a.partner[row] = -1
	}
	return a
}

func alignerOf(columns []columnPair, oldRows, newRows int) *aligner {
	old, new := arraysOf(columns)
	return newAligner(old, new, oldRows, newRows)
}

func (a *aligner) pair(old, new int32) {
	a.partner[old] = new
	a.taken[new] = true
}

func (a *aligner) unpaired() (old, new []int32) {
	for row, to := range a.partner {
		if to < 0 {
			old = append(old, int32(row))
		}
	}
	for row, taken := range a.taken {
		if !taken {
			new = append(new, int32(row))
		}
	}
	return old, new
}

// ordered matches rows by content, in order if possible.
func (a *aligner) ordered() *matching {
	oldHash, newHash := cells.HashRows(a.old, a.oldRows), cells.HashRows(a.new, a.newRows)
	for _, p := range alignHashes(oldHash, newHash) {
		a.pair(p[0], p[1])
	}
	gaps := a.gaps()
	a.pairEqual(oldHash, newHash)
	a.pairStable(gaps)
	a.pairAlike(a.gaps(), 0)
	return matchingOf(a.partner, a.newRows)
}

// A gap is the unpaired rows between two pairs that are in order.
type gap struct{ old, new []int32 }

// gaps returns the unpaired rows between pairs that are in order.
func (a *aligner) gaps() []gap {
	var out []gap
	var open gap
	next := int32(0)
	close := func(until int32) {
		for ; next < until; next++ {
			if !a.taken[next] {
				open.new = append(open.new, next)
			}
		}
		if len(open.old) > 0 && len(open.new) > 0 {
			out = append(out, open)
		}
		open = gap{}
	}
	inOrder := a.inOrder()
	for row, to := range a.partner {
		switch {
		case to < 0:
			open.old = append(open.old, int32(row))
		case inOrder[row]:
			close(to)
			next = to + 1
		}
	}
	close(int32(a.newRows))
	return out
}

// inOrder marks the old rows whose partners form a longest ordered run.
func (a *aligner) inOrder() []bool {
	var rows, partners []int32
	for row, to := range a.partner {
		if to >= 0 {
			rows = append(rows, int32(row))
			partners = append(partners, to)
		}
	}
	out := make([]bool, a.oldRows)
	for _, at := range longestIncreasing(partners) {
		out[rows[at]] = true
	}
	return out
}

// pairEqual pairs rows of equal hash, in any order.
func (a *aligner) pairEqual(oldHash, newHash []uint64) {
	old, new := a.unpaired()
	a.pairHashed(old, new, oldHash, newHash)
}

// pairHashed pairs the given rows if their hashes are equal, the first with the first.
func (a *aligner) pairHashed(old, new []int32, oldHash, newHash []uint64) {
	at := make(map[uint64][]int32, len(old))
	for _, row := range old {
		at[oldHash[row]] = append(at[oldHash[row]], row)
	}
	for _, row := range new {
		if rows := at[newHash[row]]; len(rows) > 0 {
			a.pair(rows[0], row)
			at[newHash[row]] = rows[1:]
		}
	}
}

// pairStable pairs rows within a gap that agree in all columns that hardly changed.
func (a *aligner) pairStable(gaps []gap) {
	old, new := a.unpaired()
	var oldStable, newStable []arrow.Array
	for c := range a.old {
		if shared(cells.NewHasher(a.old[c]), cells.NewHasher(a.new[c]), old, new)*10 >= min(len(old), len(new))*9 {
			oldStable, newStable = append(oldStable, a.old[c]), append(newStable, a.new[c])
		}
	}
	if len(oldStable) == 0 || len(oldStable) == len(a.old) {
		return
	}
	oldHash, newHash := cells.HashRows(oldStable, a.oldRows), cells.HashRows(newStable, a.newRows)
	for _, g := range gaps {
		left := slices.DeleteFunc(slices.Clone(g.old), func(row int32) bool { return a.partner[row] >= 0 })
		right := slices.DeleteFunc(slices.Clone(g.new), func(row int32) bool { return a.taken[row] })
		for _, p := range alignHashes(pick(oldHash, left), pick(newHash, right)) {
			a.pair(left[p[0]], right[p[1]])
		}
	}
}

// shared returns how many cells of the new rows also occur in the old rows.
func shared(old, new cells.Hasher, oldRows, newRows []int32) int {
	left := make(map[uint64]int, len(oldRows))
	for _, row := range oldRows {
		left[old(int(row))]++
	}
	n := 0
	for _, row := range newRows {
		if h := new(int(row)); left[h] > 0 {
			left[h]--
			n++
		}
	}
	return n
}

func pick(hashes []uint64, rows []int32) []uint64 {
	out := make([]uint64, len(rows))
	for i, row := range rows {
		out[i] = hashes[row]
	}
	return out
}

// mostCompared bounds the pairs of rows in a gap that are compared cell by cell.
const mostCompared = 40_000

// pairAlike pairs the rows of each gap so that they have the most cells in common, at least least per pair. If a gap
// has equally many rows on both sides, they pair in order unless their cells speak against it.
func (a *aligner) pairAlike(gaps []gap, least int) {
	for _, g := range gaps {
		needed := least
		if len(g.old) != len(g.new) && len(a.equal) > 1 {
			needed = max(needed, 1)
		}
		switch {
		case len(g.old)*len(g.new) <= mostCompared:
			a.pairBest(g, needed)
		case len(g.old) == len(g.new):
			for i, row := range g.old {
				if a.alike(row, g.new[i]) >= needed {
					a.pair(row, g.new[i])
				}
			}
		}
	}
}

// alike returns the number of cells that two rows have in common.
func (a *aligner) alike(old, new int32) int {
	n := 0
	for _, equal := range a.equal {
		if equal(int(old), int(new)) == 0 {
			n++
		}
	}
	return n
}

// pairBest finds the pairs of a gap, in order, that have the most cells in common; with equally many cells, it prefers
// more pairs.
func (a *aligner) pairBest(g gap, needed int) {
	n, m := len(g.old), len(g.new)
	weights := make([]int32, n*m)
	best := make([]int32, (n+1)*(m+1))
	for i := n - 1; i >= 0; i-- {
		for j := m - 1; j >= 0; j-- {
			score := max(best[(i+1)*(m+1)+j], best[i*(m+1)+j+1])
			if cells := a.alike(g.old[i], g.new[j]); cells >= needed {
				weights[i*m+j] = int32(4*cells + 1)
				score = max(score, weights[i*m+j]+best[(i+1)*(m+1)+j+1])
			}
			best[i*(m+1)+j] = score
		}
	}
	for i, j := 0, 0; i < n && j < m; {
		switch w := weights[i*m+j]; best[i*(m+1)+j] {
		case best[(i+1)*(m+1)+j+1] + w:
			if w > 0 {
				a.pair(g.old[i], g.new[j])
			}
			i, j = i+1, j+1
		case best[(i+1)*(m+1)+j]:
			i++
		default:
			j++
		}
	}
}

// multiset matches rows by content only. exact are the columns without a tolerance. Rows that agree in those form a
// group, in which rows are paired in the order of their other cells.
func (a *aligner) multiset(exact []int) *matching {
	oldHash, newHash := cells.HashRows(a.old, a.oldRows), cells.HashRows(a.new, a.newRows)
	a.pairEqual(oldHash, newHash)
	if old, new := a.unpaired(); len(exact) < len(a.old) && (len(exact) > 0 || len(old) == len(new)) {
		var oldExact, newExact []arrow.Array
		for _, c := range exact {
			oldExact, newExact = append(oldExact, a.old[c]), append(newExact, a.new[c])
		}
		old, new = a.sorted(old, a.old), a.sorted(new, a.new)
		a.pairHashed(old, new, cells.HashRows(oldExact, a.oldRows), cells.HashRows(newExact, a.newRows))
	}
	old, new := a.unpaired()
	if len(old) > 0 && len(new) > 0 {
		a.pairStable([]gap{{old, new}})
		old, new = a.unpaired()
		a.pairAlike([]gap{{a.sorted(old, a.old), a.sorted(new, a.new)}}, (len(a.old)+1)/2)
	}
	return matchingOf(a.partner, a.newRows)
}

func (a *aligner) sorted(rows []int32, columns []arrow.Array) []int32 {
	compare := cells.RowComparer(columns, columns)
	slices.SortStableFunc(rows, func(i, j int32) int { return compare(int(i), int(j)) })
	return rows
}

// alignHashes returns pairs of positions with equal hashes, in order on both sides, by patience diff.
func alignHashes(a, b []uint64) [][2]int32 {
	var pairs [][2]int32
	type task struct{ aLo, aHi, bLo, bHi int }
	tasks := []task{{0, len(a), 0, len(b)}}
	for len(tasks) > 0 {
		t := tasks[len(tasks)-1]
		tasks = tasks[:len(tasks)-1]
		for t.aLo < t.aHi && t.bLo < t.bHi && a[t.aLo] == b[t.bLo] {
			pairs = append(pairs, [2]int32{int32(t.aLo), int32(t.bLo)})
			t.aLo, t.bLo = t.aLo+1, t.bLo+1
		}
		for t.aLo < t.aHi && t.bLo < t.bHi && a[t.aHi-1] == b[t.bHi-1] {
			t.aHi, t.bHi = t.aHi-1, t.bHi-1
			pairs = append(pairs, [2]int32{int32(t.aHi), int32(t.bHi)})
		}
		if t.aLo == t.aHi || t.bLo == t.bHi {
			continue
		}
		anchors := uniqueAnchors(a[t.aLo:t.aHi], b[t.bLo:t.bHi])
		if len(anchors) == 0 {
			for _, p := range shortestEdit(a[t.aLo:t.aHi], b[t.bLo:t.bHi]) {
				pairs = append(pairs, [2]int32{p[0] + int32(t.aLo), p[1] + int32(t.bLo)})
			}
			continue
		}
		aAt, bAt := t.aLo, t.bLo
		for _, p := range anchors {
			x, y := t.aLo+int(p[0]), t.bLo+int(p[1])
			tasks = append(tasks, task{aAt, x, bAt, y})
			pairs = append(pairs, [2]int32{int32(x), int32(y)})
			aAt, bAt = x+1, y+1
		}
		tasks = append(tasks, task{aAt, t.aHi, bAt, t.bHi})
	}
	return pairs
}

// uniqueAnchors returns the longest ordered run of hashes that occur once on each side.
func uniqueAnchors(a, b []uint64) [][2]int32 {
	type place struct{ inA, inB, a, b int32 }
	places := make(map[uint64]place, len(a))
	for i, h := range a {
		p := places[h]
		p.inA++
		p.a = int32(i)
		places[h] = p
	}
	for j, h := range b {
		if p, ok := places[h]; ok {
			p.inB++
			p.b = int32(j)
			places[h] = p
		}
	}
	var at, to []int32
	for i, h := range a {
		if p := places[h]; p.inA == 1 && p.inB == 1 {
			at = append(at, int32(i))
			to = append(to, p.b)
		}
	}
	var out [][2]int32
	for _, k := range longestIncreasing(to) {
		out = append(out, [2]int32{at[k], to[k]})
	}
	return out
}

// mostEdits bounds the search for a shortest edit script. Beyond it, rows are aligned by position.
const mostEdits = 500

// shortestEdit returns the pairs of a longest common subsequence, by Myers' greedy algorithm.
func shortestEdit(a, b []uint64) [][2]int32 {
	n, m := len(a), len(b)
	limit := min(n+m, mostEdits)
	reach := make([]int32, 2*limit+2) // by diagonal, offset by limit
	var trace [][]int32
	for d := 0; d <= limit; d++ {
		trace = append(trace, slices.Clone(reach[limit-d:min(limit+d+2, len(reach))]))
		for k := -d; k <= d; k += 2 {
			var x int32
			if k == -d || k != d && reach[limit+k-1] < reach[limit+k+1] {
				x = reach[limit+k+1]
			} else {
				x = reach[limit+k-1] + 1
			}
			for int(x) < n && int(x)-k < m && a[x] == b[int(x)-k] {
				x++
			}
			reach[limit+k] = x
			if int(x) >= n && int(x)-k >= m {
				return backtrack(trace, n, m, d)
			}
		}
	}
	var out [][2]int32
	for i := range min(n, m) {
		if a[i] == b[i] {
			out = append(out, [2]int32{int32(i), int32(i)})
		}
	}
	return out
}

func backtrack(trace [][]int32, n, m, d int) [][2]int32 {
	var out [][2]int32
	x, y := n, m
	for ; d >= 0; d-- {
		before := trace[d] // the reach of the previous round, for diagonals -d to d+1
		k := x - y
		prev := k - 1
		if k == -d || k != d && before[k-1+d] < before[k+1+d] {
			prev = k + 1
		}
		px := int(before[prev+d])
		py := px - prev
		if d == 0 {
			px, py = 0, 0
		}
		for x > px && y > py {
			x, y = x-1, y-1
			out = append(out, [2]int32{int32(x), int32(y)})
		}
		x, y = px, py
	}
	return out
}

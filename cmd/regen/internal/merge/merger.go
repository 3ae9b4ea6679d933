package merge

import (
	"slices"

	"github.com/assay-go/assay/internal/goldenfile"
)

// A merger holds the state of one merge.
type merger struct {
	labels  Labels
	out     goldenfile.File
	sides   [3]*side
	columns []column // of the merged golden
	key     []int    // columns of the key

	rows      [][]string // merged rows without conflict, by merged column
	blocks    []block
	conflicts []Conflict
}

func (m *merger) conflict(b block, c ...Conflict) {
	m.blocks = append(m.blocks, b)
	m.conflicts = append(m.conflicts, c...)
}

// isKey reports whether a merged column belongs to the key.
func (m *merger) isKey(c int) bool { return slices.Contains(m.key, c) }

// positions returns the position of each merged column on a side, -1 if the side lacks it.
func (m *merger) positions(side int) []int {
	at := make([]int, len(m.columns))
	for c := range m.columns {
		at[c] = m.columns[c].at[side]
	}
	return at
}

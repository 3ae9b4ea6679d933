package gen

import (
	"slices"
	"sync"
)

// apart is the least distance of marks, in rows. It bounds their memory.
const apart = 4096

// marks has cells of a long series, so that the rows after them need no row before them.
type marks struct {
	mu    sync.Mutex
	rows  []int // in order
	cells any   // a slice of the cells in the rows before these
}

// markAt returns the last mark in the rows (from, to]: its row, and the cell before it.
func markAt[T any](m *marks, from, to int) (row int, cell T, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	i, at := slices.BinarySearch(m.rows, to)
	if !at {
		i--
	}
	if i < 0 || m.rows[i] <= from {
		return 0, cell, false
	}
	return m.rows[i], m.cells.([]T)[i], true
}

// mark adds a mark, unless one is near.
func mark[T any](m *marks, row int, cell T) {
	m.mu.Lock()
	defer m.mu.Unlock()
	i, _ := slices.BinarySearch(m.rows, row)
	if i > 0 && row-m.rows[i-1] < apart || i < len(m.rows) && m.rows[i]-row < apart {
		return
	}
	cells, _ := m.cells.([]T)
	m.rows, m.cells = slices.Insert(m.rows, i, row), slices.Insert(cells, i, cell)
}

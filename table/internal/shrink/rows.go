// Package shrink finds few rows on which something still happens: a failure, a difference. It knows datasets by their
// numbers of rows and references, and asks a function about each choice of rows.
package shrink

import "slices"

// Tables are datasets of numbered rows.
type Tables struct {
	Rows  []int // the number of rows of each dataset, the datasets that others refer to first
	Needs []Need
}

// A Need says which row of dataset On each row of dataset Of needs, or -1.
type Need struct {
	Of, On int
	Rows   []int
}

// A Choice is the rows kept of each dataset, in order.
type Choice [][]int

// All returns the choice of all rows.
func (t Tables) All() Choice {
	all := make(Choice, len(t.Rows))
	for d, n := range t.Rows {
		for row := range n {
			all[d] = append(all[d], row)
		}
	}
	return all
}

// Count returns the number of rows.
func (c Choice) Count() (n int) {
	for _, rows := range c {
		n += len(rows)
	}
	return n
}

// Fewest returns a choice for which happens returns true, as it does for all rows. Whatever row is removed from it,
// with the rows that need it, happens returns false. If happens returns an error, Fewest returns the smallest choice
// found so far with it.
//
// Whole datasets are tried first, then halves, quarters and so on, from the last row to the first. Removing rows that
// others need removes those, so n datasets of m rows of which one matters take about 2·n·log2(m) tries.
func (t Tables) Fewest(happens func(Choice) (bool, error)) (Choice, error) {
	s := &search{all: t, users: t.users(), happens: happens, kept: t.All()}
	for whole := true; ; whole = false {
		before := s.kept.Count()
		for d := range t.Rows {
			if err := s.shrink(d, whole); err != nil {
				return s.kept, err
			}
		}
		if s.kept.Count() == before {
			return s.kept, nil
		}
	}
}

// Without returns a choice without a row and the rows that need it.
func (t Tables) Without(c Choice, dataset, row int) Choice {
	s := &search{all: t, users: t.users(), kept: c}
	return s.without(dataset, []int{row})
}

// A rowID is a row of a dataset.
type rowID struct{ dataset, row int }

// users returns for each row the rows that need it.
func (t Tables) users() map[rowID][]rowID {
	users := make(map[rowID][]rowID)
	for _, need := range t.Needs {
		for row, on := range need.Rows {
			if on >= 0 {
				id := rowID{need.On, on}
				users[id] = append(users[id], rowID{need.Of, row})
			}
		}
	}
	return users
}

type search struct {
	all     Tables
	users   map[rowID][]rowID
	happens func(Choice) (bool, error)
	kept    Choice
}

// shrink removes rows of one dataset: all at once, then ever smaller pieces if whole is set, else single rows.
func (s *search) shrink(dataset int, whole bool) error {
	size := 1
	if whole {
		size = len(s.kept[dataset])
	}
	for ; size > 0; size /= 2 {
		rows := s.kept[dataset]
		for end := len(rows); end > 0; end -= size {
			piece := rows[max(0, end-size):end]
			fewer := s.without(dataset, piece)
			if len(fewer[dataset]) == len(s.kept[dataset]) {
				continue // they went with others
			}
			yes, err := s.happens(fewer)
			if err != nil {
				return err
			}
			if yes {
				s.kept = fewer
			}
		}
		if size > 1 {
			size = min(size, len(s.kept[dataset])+len(s.kept[dataset])%2)
		}
	}
	return nil
}

// without returns the kept rows without some rows and those that need them.
func (s *search) without(dataset int, rows []int) Choice {
	gone := make(map[rowID]bool)
	var queue []rowID
	remove := func(id rowID) {
		if !gone[id] {
			gone[id] = true
			queue = append(queue, id)
		}
	}
	for _, row := range rows {
		remove(rowID{dataset, row})
	}
	for len(queue) > 0 {
		id := queue[0]
		queue = queue[1:]
		for _, user := range s.users[id] {
			remove(user)
		}
	}
	out := make(Choice, len(s.kept))
	for d, rows := range s.kept {
		out[d] = slices.DeleteFunc(slices.Clone(rows), func(row int) bool { return gone[rowID{d, row}] })
	}
	return out
}

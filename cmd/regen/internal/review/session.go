// Package review is what a review of pending results knows, whoever shows it: the results grouped by alike changes, what
// was decided about each and how to take it back, and each result beside its golden as rows to look at. It draws
// nothing; packages tui and web do.
//
// A decision is carried out at once, a golden at a time, so that a review that ends at any moment, also by a kill, loses
// nothing decided and leaves nothing half done.
package review

import (
	"cmp"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strings"
	"sync"
)

// Common says in a line what the items from one on have in common that changed alike: where a rule explains the columns,
// the rules, since each item has its own number of rows.
func (s *Session) Common(at int) string {
	item := s.Items[at]
	summary := item.Summary()
	differs := func(i *Item) bool { return i.Alike == item.Alike && i.Summary() != summary }
	if item.Alike == "" || !slices.ContainsFunc(s.Items[at:], differs) {
		return summary
	}
	var parts []string
	for _, c := range item.Report.Columns {
		if c.Hint != "" {
			parts = append(parts, c.Name+" "+strings.TrimPrefix(strings.TrimPrefix(c.Hint, "both "), "all "))
		}
	}
	if rows := item.Report.Rows; rows.Added+rows.Removed > 0 {
		parts = append(parts, fmt.Sprintf("%d rows added, %d removed", rows.Added, rows.Removed))
	}
	return strings.Join(parts, ", ")
}

// A Session is a review. One goroutine at a time may use it.
type Session struct {
	Items  []*Item // those that changed alike stand together
	Reason string  // why results are accepted, where that was said beforehand

	allowed     func() error
	decisions   []decision
	backupBytes int // bytes of the backups in done
	sheets      []*Sheet
}

// MaxUnconfirmed is how many results are accepted at once without their number.
const MaxUnconfirmed = 20

// Open compares the results with their goldens. allowed says why nothing may be accepted here, nil for it may.
func Open(sources []Source, allowed func() error) *Session {
	s := &Session{Items: make([]*Item, len(sources)), allowed: allowed}
	var group sync.WaitGroup
	next := make(chan int)
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() {
			for i := range next {
				s.Items[i] = openItem(sources[i])
			}
		})
	}
	for i := range sources {
		next <- i
	}
	close(next)
	group.Wait()
	first := map[string]int{}
	for i, item := range s.Items {
		if _, known := first[item.Alike]; !known {
			first[item.Alike] = i
		}
	}
	place := map[*Item]int{}
	for i, item := range s.Items {
		if place[item] = i; item.Alike != "" {
			place[item] = first[item.Alike]
		}
	}
	slices.SortStableFunc(s.Items, func(a, b *Item) int { return cmp.Compare(place[a], place[b]) })
	return s
}

// Alike returns the items that wait and changed like this one, and itself where nothing final is decided about it.
func (s *Session) Alike(at int) []int {
	var alike []int
	for i, item := range s.Items {
		if i == at && item.isOpen() || item.State == Waiting && item.Alike != "" && item.Alike == s.Items[at].Alike {
			alike = append(alike, i)
		}
	}
	return alike
}

// Next returns the first item after one, from -1 on, and then from the start, that waits; -1 where none does.
func (s *Session) Next(after int) int {
	for n := range len(s.Items) {
		if i := (after + 1 + n) % len(s.Items); s.Items[i].State == Waiting {
			return i
		}
	}
	return -1
}

// Count returns how many items are in a state.
func (s *Session) Count(state State) int {
	n := 0
	for _, item := range s.Items {
		if item.State == state {
			n++
		}
	}
	return n
}

// Outcome says in a line what was decided, "" where nothing was.
func (s *Session) Outcome() string {
	var parts []string
	for _, state := range []State{Accepted, Rejected, Skipped} {
		if n := s.Count(state); n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, state))
		}
	}
	return strings.Join(parts, ", ")
}

// Classes counts the items in a state by the classes of their changes, as text.
func (s *Session) Classes(state State) string {
	classes := map[string]int{}
	for _, item := range s.Items {
		if item.State == state && item.Report != nil {
			for _, class := range item.Report.Classes() {
				classes[class]++
			}
		}
	}
	return ClassCounts(classes)
}

// ClassCounts lists how many results have changes of each class, such as "added 2, removed 1".
func ClassCounts(classes map[string]int) string {
	var parts []string
	for _, class := range slices.Sorted(maps.Keys(classes)) {
		parts = append(parts, fmt.Sprintf("%s %d", class, classes[class]))
	}
	return strings.Join(parts, ", ")
}

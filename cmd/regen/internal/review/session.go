// Package review is the state of a review of pending results: the results grouped by alike changes, the decisions and
// how to undo them, and the rows of each result beside its golden. Packages tui and web show it.
//
// Decisions are carried out at once, one golden at a time. A review that ends at any moment, even by a kill, loses no
// decision and leaves nothing half done.
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

// Common returns one line that says what the items that changed like this one have in common. If rules explain the
// columns, it is the rules, because the numbers of rows differ.
func (s *Session) Common(at int) string {
	item := s.Items[at]
	summary := item.Summary()
	differs := func(i *Item) bool { return i.Alike == item.Alike && i.Summary() != summary }
	if item.Alike == "" || !slices.ContainsFunc(s.Items[at:], differs) {
		return summary
	}
	var parts []string
	for _, c := range item.Report.Columns {
		if rule := c.Rule(); rule != "" {
			parts = append(parts, c.Name+" "+rule)
		}
	}
	if rows := item.Report.Rows; rows.Added+rows.Removed > 0 {
		parts = append(parts, fmt.Sprintf("%d rows added, %d removed", rows.Added, rows.Removed))
	}
	return strings.Join(parts, ", ")
}

// A Session is a review. One goroutine at a time may use it.
type Session struct {
	Items  []*Item // grouped by alike changes
	Reason string  // of all approvals, if given beforehand

	allowed     func() error
	decisions   []decision
	backupBytes int // of the backups in decisions
	sheets      []*Sheet
}

// MaxUnconfirmed is how many results can be decided at once without confirming their number.
const MaxUnconfirmed = 20

// Open compares the results with their goldens. allowed returns an error if nothing may be accepted here.
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

// Alike returns the waiting items that changed like this one, and this one unless it is accepted or rejected.
func (s *Session) Alike(at int) []int {
	var alike []int
	for i, item := range s.Items {
		if i == at && item.isOpen() || item.State == Waiting && item.Alike != "" && item.Alike == s.Items[at].Alike {
			alike = append(alike, i)
		}
	}
	return alike
}

// Next returns the next waiting item after one, wrapping around, or -1. Start with after -1.
func (s *Session) Next(after int) int {
	for n := range len(s.Items) {
		if i := (after + 1 + n) % len(s.Items); s.Items[i].State == Waiting {
			return i
		}
	}
	return -1
}

// Count returns the number of items in a state.
func (s *Session) Count(state State) int {
	n := 0
	for _, item := range s.Items {
		if item.State == state {
			n++
		}
	}
	return n
}

// Outcome returns one line with the numbers of decisions, or "".
func (s *Session) Outcome() string {
	var parts []string
	for _, state := range []State{Accepted, Rejected, Skipped} {
		if n := s.Count(state); n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, state))
		}
	}
	return strings.Join(parts, ", ")
}

// Classes returns the [ClassCounts] of the items in a state.
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

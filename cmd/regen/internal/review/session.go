// Package review is the state of a review of pending results: the results grouped by alike changes, the decisions and
// how to undo them, and the rows of each result beside its golden. Packages tui and web show it.
//
// Decisions are carried out at once, one golden at a time. A review that ends at any moment, even by a kill, loses no
// decision and leaves nothing half done.
package review

import (
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/assay-go/assay/internal/report"
)

// A Session is a review. One goroutine at a time may use it.
type Session struct {
	Items  []*Item // group by group, as [report.Groups] sorts them
	Reason string  // of all approvals, if given beforehand

	groups      []report.Group // their members are indices of Items
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
	s.group()
	return s
}

// group sorts the items by groups. Those without a difference, or that cannot be compared, come last.
func (s *Session) group() {
	reports := make([]*report.Report, len(s.Items))
	for i, item := range s.Items {
		if item.Err == nil {
			reports[i] = item.Report
		}
	}
	s.groups = report.Groups(reports)
	var items []*Item
	for g := range s.groups {
		for n, at := range s.groups[g].Members {
			s.Items[at].Group = &s.groups[g]
			s.groups[g].Members[n] = len(items)
			items = append(items, s.Items[at])
		}
	}
	for _, item := range s.Items {
		if item.Group == nil {
			items = append(items, item)
		}
	}
	s.Items = items
}

// Alike returns the waiting items of an item's group, and the item itself unless it is accepted or rejected.
func (s *Session) Alike(at int) []int {
	members := []int{at}
	if g := s.Items[at].Group; g != nil {
		members = g.Members
	}
	var alike []int
	for _, i := range members {
		item := s.Items[i]
		if i == at && item.isOpen() || item.State == Waiting && item.Group == s.Items[at].Group {
			alike = append(alike, i)
		}
	}
	return alike
}

// MustConfirm reports whether the number of some results must be typed before they are accepted or rejected at once:
// they are many, or no rule explains what changed in them.
func (s *Session) MustConfirm(alike []int) bool {
	if len(alike) < 2 {
		return false
	}
	return len(alike) > MaxUnconfirmed || s.Items[alike[0]].Group.Unknown
}

// NextGroup returns the first waiting item of the next group that has one, wrapping around, or with by -1 of the
// previous one. It returns at if no other group has one.
func (s *Session) NextGroup(at, by int) int {
	n := len(s.Items)
	for step := 1; step < n; step++ {
		i := ((at+by*step)%n + n) % n
		if s.Items[i].State == Waiting && !s.grouped(i, at) {
			for by < 0 && i > 0 && s.Items[i-1].State == Waiting && s.grouped(i-1, i) {
				i--
			}
			return i
		}
	}
	return at
}

// grouped reports whether two items are in one group.
func (s *Session) grouped(a, b int) bool {
	return a == b || s.Items[a].Group != nil && s.Items[a].Group == s.Items[b].Group
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

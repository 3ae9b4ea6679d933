// Package review is what a review of pending results knows, whoever shows it: the results grouped by alike changes, what
// was decided about each and how to take it back, and each result beside its golden as rows to look at. It draws
// nothing; packages tui and web do.
//
// A decision is carried out at once, a golden at a time, so that a review that ends at any moment, also by a kill, loses
// nothing decided and leaves nothing half done.
package review

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/assay-go/assay/internal/report"
	"github.com/assay-go/assay/internal/store"
)

// A Source is a pending result that is to be reviewed.
type Source struct {
	Name    string // package/Test/case, as people see it
	File    string // path of the golden, as people see it
	Store   *store.Store
	Policy  *store.Policy // what approvals have to keep to
	Pending store.Pending
}

// A State is what was decided about a result.
type State uint8

// The states. A skipped result stays pending; a gone one was settled by somebody else.
const (
	Waiting State = iota
	Accepted
	Rejected
	Skipped
	Gone
)

var stateNames = [...]string{"waiting", "accepted", "rejected", "skipped", "gone"}

func (s State) String() string { return stateNames[s] }

// An Item is a result and what is known of it.
type Item struct {
	Source
	Report *report.Report // without the rows that differ: Session.Load has them; nil where Err is not
	Err    error          // why the result cannot be compared; it can be rejected all the same
	Alike  string         // the same for results that changed alike; "" where Err is not nil
	State  State

	held *store.HeldError // why the policy holds it back
	rows int              // that differ
}

// Summary says in a line what differs, or why that is not known.
func (i *Item) Summary() string {
	if i.Err != nil {
		return i.Err.Error()
	}
	text := i.Report.Summary()
	if i.Pending.RenameOf != "" {
		text += ", renamed from " + i.Pending.RenameOf
	}
	return text
}

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

	allowed func() error
	done    []step
	kept    int // bytes of the backups in done
	sheets  []*Sheet
}

// A step is one decision, of one item or several, that can be taken back.
type step struct {
	at      []int
	was     []State
	backups []*store.Backup // nil for an item that was skipped
}

func (s *step) size() int {
	n := 0
	for _, b := range s.backups {
		if b != nil {
			n += b.Size()
		}
	}
	return n
}

const (
	longestUndo = 256 << 20 // bytes of backups beyond which the oldest decision can no longer be taken back
	mostSheets  = 8         // results that are kept compared
)

// Open compares the results with their goldens. allowed says why nothing may be accepted here, nil for it may.
func Open(sources []Source, allowed func() error) *Session {
	s := &Session{Items: make([]*Item, len(sources)), allowed: allowed}
	var group sync.WaitGroup
	next := make(chan int)
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() {
			for i := range next {
				s.Items[i] = open(sources[i])
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

func open(source Source) *Item {
	item := &Item{Source: source}
	report, err := source.Store.Report(source.Pending)
	if err != nil {
		item.Err = err
		return item
	}
	item.take(report)
	return item
}

// take keeps what a report says but for the rows, which may be many.
func (i *Item) take(r *report.Report) {
	i.Alike = r.Signature()
	i.held, i.rows = i.Policy.Holds(r), r.Extent()
	short := *r
	short.Changes, short.Values = nil, make([]report.ValueChange, len(r.Values))
	for n, v := range r.Values {
		short.Values[n].Kind = v.Kind
	}
	i.Report, i.Err = &short, nil
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

// isOpen reports whether something can be decided about the item.
func (i *Item) isOpen() bool { return i.State == Waiting || i.State == Skipped }

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

// approval returns what accepting items takes, as the policies count it.
func (s *Session) approval(at []int) *store.Approval {
	a := &store.Approval{}
	for _, i := range at {
		if item := s.Items[i]; item.isOpen() && item.Err == nil && item.held == nil {
			a.Add(item.Policy, item.rows)
		}
	}
	return a
}

// WantsReason reports whether a reason has to be asked for before the results can be accepted.
func (s *Session) WantsReason(at ...int) bool {
	return s.Reason == "" && s.allowed() == nil && s.approval(at).WantsReason()
}

// Accept makes the results the goldens, for a reason, "" for the session's. Nothing is accepted that the policies of the
// modules do not allow at once, nor what they hold back. Where it fails for some, the others are accepted, and the error
// names those.
func (s *Session) Accept(reason string, at ...int) error {
	if err := s.allowed(); err != nil {
		return err
	}
	reason = cmp.Or(strings.TrimSpace(reason), s.Reason)
	if err := s.approval(at).Refused(reason); err != nil {
		return fmt.Errorf("nothing is accepted: %w", err)
	}
	return s.decide(at, Accepted, func(i *Item) error {
		switch {
		case i.Err != nil:
			return fmt.Errorf("it cannot be compared: %w", i.Err)
		case i.held != nil:
			return fmt.Errorf("%w: regen approve --release %s lets it through", i.held, i.held.Class)
		}
		return i.Store.ApproveFor(i.Pending, reason)
	})
}

// Reject removes the results; the goldens stay.
func (s *Session) Reject(at ...int) error {
	return s.decide(at, Rejected, func(i *Item) error { return i.Store.Reject(i.Pending) })
}

// Skip leaves the results pending.
func (s *Session) Skip(at ...int) error {
	return s.decide(at, Skipped, nil)
}

// decide carries out a decision about items, as one that Undo takes back at once. A nil carry leaves the files alone.
func (s *Session) decide(at []int, state State, carry func(*Item) error) error {
	var step step
	var errs []error
	for _, i := range at {
		item := s.Items[i]
		if !item.isOpen() {
			errs = append(errs, fmt.Errorf("%s is %s already: undo that first", item.Name, item.State))
			continue
		}
		var backup *store.Backup
		if carry != nil {
			var err error
			// What cannot be read, such as a damaged result, can be rejected without a way back.
			if backup, err = item.Store.Backup(item.Pending); err == nil || state == Rejected {
				err = carry(item)
			}
			if err != nil {
				errs = append(errs, fmt.Errorf("%s: %w", item.Name, err))
				s.refresh(i)
				continue
			}
		}
		step.at, step.was, step.backups = append(step.at, i), append(step.was, item.State), append(step.backups, backup)
		item.State = state
		s.forget(i)
	}
	if len(step.at) > 0 {
		s.done = append(s.done, step)
		s.kept += step.size()
	}
	for s.kept > longestUndo && len(s.done) > 1 {
		s.kept -= s.done[0].size()
		s.done = s.done[1:]
	}
	return errors.Join(errs...)
}

// ErrNothingToUndo tells that there is no decision to take back.
var ErrNothingToUndo = errors.New("there is nothing to undo")

// Undo takes the last decision back and returns the items that it was about. An item whose golden has changed since stays
// as decided, and the error names it.
func (s *Session) Undo() ([]int, error) {
	if len(s.done) == 0 {
		return nil, ErrNothingToUndo
	}
	last := s.done[len(s.done)-1]
	s.done = s.done[:len(s.done)-1]
	s.kept -= last.size()
	var back []int
	var errs []error
	for n, i := range last.at {
		item := s.Items[i]
		if item.State != Skipped {
			if err := restore(item, last.backups[n]); err != nil {
				errs = append(errs, fmt.Errorf("%s stays %s: %w", item.Name, item.State, err))
				continue
			}
		}
		item.State = last.was[n]
		s.forget(i)
		back = append(back, i)
	}
	return back, errors.Join(errs...)
}

func restore(item *Item, b *store.Backup) error {
	if b == nil {
		return errors.New("the result could not be read")
	}
	return item.Store.Restore(b)
}

// refresh looks at an item anew that is not what it was when it was listed.
func (s *Session) refresh(at int) {
	item := s.Items[at]
	s.forget(at)
	status, err := item.Store.Status()
	for _, p := range status.Pending {
		if p.ID == item.Pending.ID {
			*item = *open(Source{item.Name, item.File, item.Store, item.Policy, p})
			return
		}
	}
	if err == nil {
		item.State = Gone
	}
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
	var parts []string
	for _, class := range slices.Sorted(maps.Keys(classes)) {
		parts = append(parts, fmt.Sprintf("%s %d", class, classes[class]))
	}
	return strings.Join(parts, ", ")
}

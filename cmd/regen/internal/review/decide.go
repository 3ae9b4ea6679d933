package review

import (
	"cmp"
	"errors"
	"fmt"
	"strings"

	"github.com/assay-go/assay/internal/store"
)

// A decision is one decision, of one item or several, that can be taken back.
type decision struct {
	at      []int
	was     []State
	backups []*store.Backup // nil for an item that was skipped
}

func (s *decision) size() int {
	n := 0
	for _, b := range s.backups {
		if b != nil {
			n += b.Size()
		}
	}
	return n
}

// maxUndoBytes is the size of the backups beyond which the oldest decision can no longer be undone.
const maxUndoBytes = 256 << 20

// approval returns what accepting items takes, as the policies count it.
func (s *Session) approval(at []int) *store.Approval {
	a := &store.Approval{}
	for _, i := range at {
		if item := s.Items[i]; item.isOpen() && item.Err == nil && item.heldBack == nil {
			a.Add(item.Policy, item.changedRows)
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
		case i.heldBack != nil:
			return fmt.Errorf("%w: regen approve --release %s lets it through", i.heldBack, i.heldBack.Class)
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
	var step decision
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
		s.decisions = append(s.decisions, step)
		s.backupBytes += step.size()
	}
	for s.backupBytes > maxUndoBytes && len(s.decisions) > 1 {
		s.backupBytes -= s.decisions[0].size()
		s.decisions = s.decisions[1:]
	}
	return errors.Join(errs...)
}

// ErrNothingToUndo tells that there is no decision to take back.
var ErrNothingToUndo = errors.New("there is nothing to undo")

// Undo takes the last decision back and returns the items that it was about. An item whose golden has changed since stays
// as decided, and the error names it.
func (s *Session) Undo() ([]int, error) {
	if len(s.decisions) == 0 {
		return nil, ErrNothingToUndo
	}
	last := s.decisions[len(s.decisions)-1]
	s.decisions = s.decisions[:len(s.decisions)-1]
	s.backupBytes -= last.size()
	var back []int
	var errs []error
	for n, i := range last.at {
		item := s.Items[i]
		if item.State != Skipped {
			if err := restoreBackup(item, last.backups[n]); err != nil {
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

func restoreBackup(item *Item, b *store.Backup) error {
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
			*item = *openItem(Source{item.Name, item.File, item.Store, item.Policy, p})
			return
		}
	}
	if err == nil {
		item.State = Gone
	}
}

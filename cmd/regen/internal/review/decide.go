package review

import (
	"cmp"
	"errors"
	"fmt"
	"strings"

	"github.com/assay-go/assay/cmd/regen/internal/console"
	"github.com/assay-go/assay/internal/message"
	"github.com/assay-go/assay/internal/store"
)

// A decision is a decision about one or more items that can be undone.
type decision struct {
	at      []int
	was     []State
	backups []*store.Backup // nil for a skipped item
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

// approval returns what the policies count if items are accepted.
func (s *Session) approval(at []int) *store.ApprovalLimits {
	a := &store.ApprovalLimits{}
	for _, i := range at {
		if item := s.Items[i]; item.isOpen() && item.Err == nil && item.heldBack == nil {
			a.Add(item.Policy, item.changedRows)
		}
	}
	return a
}

// WantsReason reports whether a policy requires a reason to accept the results.
func (s *Session) WantsReason(at ...int) bool {
	return s.Reason == "" && s.allowed() == nil && s.approval(at).WantsReason()
}

// Accept makes the results the goldens. If reason is "", it keeps the session's. It accepts nothing if the policies
// forbid that many at once, and no results that they hold back. If some results fail, it accepts the others and
// returns an error that names the failed ones.
func (s *Session) Accept(reason string, at ...int) error {
	if err := s.allowed(); err != nil {
		return err
	}
	reason = cmp.Or(strings.TrimSpace(reason), s.Reason)
	if err := s.approval(at).Check(reason); err != nil {
		return fmt.Errorf("nothing was accepted: %w", err)
	}
	return s.decide(at, Accepted, func(i *Item) error {
		switch {
		case i.Err != nil:
			return fmt.Errorf("cannot compare: %w", i.Err)
		case i.heldBack != nil:
			return fmt.Errorf("%w: use %s approve --release %s", i.heldBack, console.Invocation(),
				message.ShellWord(i.heldBack.Class))
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

// decide carries out a decision about items, which Undo reverts as one. If carry is nil, no files change.
func (s *Session) decide(at []int, state State, carry func(*Item) error) error {
	var step decision
	var errs []error
	for _, i := range at {
		item := s.Items[i]
		if !item.isOpen() {
			errs = append(errs, item.closed())
			continue
		}
		var backup *store.Backup
		if carry != nil {
			var err error
			// An unreadable result, such as a damaged one, can be rejected, but not restored.
			if backup, err = item.Store.Backup(item.Pending); err == nil || state == Rejected {
				err = carry(item)
			}
			if err != nil {
				if !strings.HasPrefix(err.Error(), item.Name+": ") {
					err = fmt.Errorf("%s: %w", item.Name, err)
				}
				errs = append(errs, err)
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

// ErrNothingToUndo is returned by Undo if there is no decision.
var ErrNothingToUndo = errors.New("nothing to undo")

// Undo reverts the last decision and returns its items. An item whose golden has changed since then stays as decided,
// and the error names it.
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

// refresh reads an item again that has changed since it was listed.
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

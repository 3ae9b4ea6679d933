package review

import (
	"fmt"
	"slices"
	"strings"

	"github.com/assay-go/assay/internal/report"
	"github.com/assay-go/assay/internal/store"
)

// A Source is a pending result to review.
type Source struct {
	Name    string // package/Test/case, for people
	File    string // path of the golden, for people
	Store   *store.Store
	Policy  *store.Policy // limits approvals
	Pending store.Pending
}

// A State is the decision about a result.
type State uint8

// The states. A skipped result stays pending. A gone result was decided elsewhere.
const (
	Waiting State = iota
	Accepted
	Rejected
	Skipped
	Gone
)

var stateNames = [...]string{"waiting", "accepted", "rejected", "skipped", "gone"}

func (s State) String() string { return stateNames[s] }

// An Item is a result in a review.
type Item struct {
	Source
	Report *report.Report // without changed rows, which Session.Load reads; nil if Err is set
	Err    error          // why the result cannot be compared; it can still be rejected
	Group  *report.Group  // of results that changed alike; nil without a difference, or if it changed meanwhile
	State  State

	heldBack    *store.HeldError // why the policy holds it back
	changedRows int              // that differ
}

// Summary returns one line that says what differs, or why the result cannot be compared.
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

// Title says in one line why the result changed, or without that what differs. What it removes comes first.
func (i *Item) Title() string {
	if i.Group == nil {
		return i.Summary()
	}
	return strings.Join(slices.DeleteFunc(GroupTitle(i.Group), func(part string) bool { return part == "" }), "; ")
}

// GroupTitle returns what the results of a group remove, "" for nothing, and the other causes of their changes.
func GroupTitle(g *report.Group) []string {
	cause := g.Cause
	if g.Removed != "" { // it has the rows with their number
		if rest, ok := strings.CutPrefix(cause, "rows removed"); ok {
			cause = strings.TrimLeft(rest, ",; ")
		}
		if strings.HasPrefix(cause, "with ") {
			cause = "all " + cause
		}
	}
	return []string{g.Removed, cause}
}

func openItem(source Source) *Item {
	item := &Item{Source: source}
	report, err := source.Store.Report(source.Pending)
	if err != nil {
		item.Err = err
		return item
	}
	item.setReport(report)
	return item
}

// setReport keeps a report without its rows, which may be many.
func (i *Item) setReport(r *report.Report) {
	i.heldBack, i.changedRows = i.Policy.Holds(r), r.Extent()
	short := *r
	short.Changes, short.Values = nil, make([]report.ValueChange, len(r.Values))
	for n, v := range r.Values {
		short.Values[n] = report.ValueChange{Kind: v.Kind, Path: v.Path, Column: v.Column} // what report.Groups needs
	}
	i.Report, i.Err = &short, nil
}

// closed returns an error that says why the item cannot be decided.
func (i *Item) closed() error {
	if i.State == Gone {
		return fmt.Errorf("%s is gone: it was approved or rejected elsewhere, or its test ran again", i.Name)
	}
	return fmt.Errorf("%s is already %s: undo that first", i.Name, i.State)
}

// isOpen reports whether the item can be decided.
func (i *Item) isOpen() bool { return i.State == Waiting || i.State == Skipped }

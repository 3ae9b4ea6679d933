package review

import (
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

	heldBack    *store.HeldError // why the policy holds it back
	changedRows int              // that differ
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

// setReport keeps what a report says but for the rows, which may be many.
func (i *Item) setReport(r *report.Report) {
	i.Alike = r.Signature()
	i.heldBack, i.changedRows = i.Policy.Holds(r), r.Extent()
	short := *r
	short.Changes, short.Values = nil, make([]report.ValueChange, len(r.Values))
	for n, v := range r.Values {
		short.Values[n].Kind = v.Kind
	}
	i.Report, i.Err = &short, nil
}

// isOpen reports whether something can be decided about the item.
func (i *Item) isOpen() bool { return i.State == Waiting || i.State == Skipped }

package reporting

import (
	"errors"
	"fmt"
	"math"
)

// LiftInput is what [HoldoutLift] reads.
type LiftInput struct {
	Recipients []Recipient
	Orders     []Order
}

// Lift compares the recipients on the lists with the holdout, whom no message was sent.
type Lift struct {
	Treated Group
	Holdout Group
	// Lift is the treated group's rate divided by the holdout's, minus one: 0.25 means a quarter more buyers. It is
	// null if nobody in the holdout bought.
	Lift *float64
	// Z is the two-proportion z score of the difference. It is null if all bought or nobody did.
	Z *float64
	// Significant reports whether chance alone causes a difference this large in fewer than one of twenty cases.
	Significant bool
}

// A Group is one side of the comparison.
type Group struct {
	Recipients int
	Buyers     int // with at least one order that was not canceled
	Rate       float64
	Revenue    Money
}

// errNoGroups is returned if there is nothing to compare.
var errNoGroups = errors.New("no lift without both a holdout and somebody who was not held out")

// HoldoutLift measures what campaigns sell beyond what customers would have bought anyway. Every recipient who was
// meant to get a message counts as treated, also if it bounced: without those, it would compare people who read their
// mail with everybody.
func HoldoutLift(in LiftInput) (Lift, error) {
	recipients, err := recipientsByID(in.Recipients)
	if err != nil {
		return Lift{}, err
	}
	var l Lift
	for _, r := range in.Recipients {
		l.group(r.Status).Recipients++
	}
	if l.Treated.Recipients == 0 || l.Holdout.Recipients == 0 {
		return Lift{}, errNoGroups
	}
	bought := make(map[int]bool)
	for _, o := range in.Orders {
		if err := o.check(); err != nil {
			return Lift{}, err
		}
		r := recipients[o.RecipientID]
		if r == nil {
			return Lift{}, fmt.Errorf("order %s: no recipient %d", o.OrderID, o.RecipientID)
		}
		if o.Status == Canceled {
			continue
		}
		g := l.group(r.Status)
		g.Revenue += o.Total
		if !bought[r.RecipientID] {
			bought[r.RecipientID] = true
			g.Buyers++
		}
	}
	l.compare()
	return l, nil
}

func (l *Lift) group(s RecipientStatus) *Group {
	if s == Holdout {
		return &l.Holdout
	}
	return &l.Treated
}

// compare sets the rates and the values computed from them. It never adds to a product directly, because some
// architectures fuse the two operations, which rounds differently.
func (l *Lift) compare() {
	nt, nh := float64(l.Treated.Recipients), float64(l.Holdout.Recipients)
	pt, ph := float64(l.Treated.Buyers)/nt, float64(l.Holdout.Buyers)/nh
	l.Treated.Rate, l.Holdout.Rate = round4(pt), round4(ph)
	if ph > 0 {
		lift := round4(pt/ph - 1)
		l.Lift = &lift
	}
	pooled := float64(l.Treated.Buyers+l.Holdout.Buyers) / (nt + nh)
	variance := pooled * (1 - pooled) * (1/nt + 1/nh)
	if variance == 0 {
		return
	}
	z := (pt - ph) / math.Sqrt(variance)
	rounded := round4(z)
	l.Z = &rounded
	l.Significant = math.Abs(z) > 1.96
}

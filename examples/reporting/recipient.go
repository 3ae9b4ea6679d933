package reporting

import (
	"fmt"
	"time"
)

// A Recipient is a customer on a campaign's list. A customer on the lists of three campaigns is three recipients.
type Recipient struct {
	RecipientID int
	CampaignID  int
	CustomerID  int
	Email       string
	Status      RecipientStatus
	SentAt      *time.Time `assay:",timestamp[ms, UTC]"` // null for a holdout
}

// A RecipientStatus says what became of a campaign's message to a recipient. Each of sent, delivered, opened and
// clicked includes those before it.
type RecipientStatus string

// The statuses of a recipient.
const (
	Holdout   RecipientStatus = "holdout" // gets no message, for comparison
	Sent      RecipientStatus = "sent"
	Bounced   RecipientStatus = "bounced"
	Delivered RecipientStatus = "delivered"
	Opened    RecipientStatus = "opened"
	Clicked   RecipientStatus = "clicked"
)

// Reached reports whether the message was delivered.
func (s RecipientStatus) Reached() bool { return s == Delivered || s == Opened || s == Clicked }

func (r *Recipient) check() error {
	switch r.Status {
	case Holdout:
		if r.SentAt != nil {
			return fmt.Errorf("recipient %d: a holdout was sent a message at %s", r.RecipientID, r.SentAt.Format(time.RFC3339))
		}
	case Sent, Bounced, Delivered, Opened, Clicked:
		if r.SentAt == nil {
			return fmt.Errorf("recipient %d: status is %s, and nothing was sent", r.RecipientID, r.Status)
		}
	default:
		return fmt.Errorf("recipient %d: unknown status %q", r.RecipientID, r.Status)
	}
	return nil
}

// recipientsByID checks recipients and indexes them.
func recipientsByID(recipients []Recipient) (map[int]*Recipient, error) {
	byID := make(map[int]*Recipient, len(recipients))
	for i := range recipients {
		r := &recipients[i]
		if err := r.check(); err != nil {
			return nil, err
		}
		if byID[r.RecipientID] != nil {
			return nil, fmt.Errorf("recipient %d is there twice", r.RecipientID)
		}
		byID[r.RecipientID] = r
	}
	return byID, nil
}

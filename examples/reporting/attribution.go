package reporting

import (
	"cmp"
	"slices"
	"time"
)

// AttributionWindow is how long after a message an order is still credited to it.
const AttributionWindow = 7 * 24 * time.Hour

// AttributionInput is what [LastTouch] reads.
type AttributionInput struct {
	Recipients []Recipient
	Orders     []Order
}

// An Attribution says which campaign an order is credited to.
type Attribution struct {
	OrderID    string
	CustomerID int
	CampaignID *int     // null if no campaign reached the customer in time
	HoursAfter *float64 // from the message to the order
	Total      Money    `assay:"total,decimal(12, 2)"`
}

// LastTouch credits each order of the month to date to the last campaign whose message reached the customer at most
// [AttributionWindow] before the order. If two campaigns were sent at the same instant, it is the older one, which has
// the lower ID. Rows are sorted by order ID.
func LastTouch(in AttributionInput) ([]Attribution, error) {
	if _, err := recipientsByID(in.Recipients); err != nil {
		return nil, err
	}
	touches := make(map[int][]Recipient) // by customer
	for _, r := range in.Recipients {
		if r.Status.Reached() {
			touches[r.CustomerID] = append(touches[r.CustomerID], r)
		}
	}
	now := time.Now().UTC()
	month := time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, time.UTC)

	var out []Attribution
	for _, o := range in.Orders {
		if err := o.check(); err != nil {
			return nil, err
		}
		if o.Status == Canceled || o.PlacedAt.Before(month) || o.PlacedAt.After(now) {
			continue
		}
		row := Attribution{OrderID: o.OrderID, CustomerID: o.CustomerID, Total: o.Total}
		if touch, ok := lastTouch(touches[o.CustomerID], o.PlacedAt); ok {
			hours := round4(o.PlacedAt.Sub(*touch.SentAt).Hours())
			row.CampaignID, row.HoursAfter = &touch.CampaignID, &hours
		}
		out = append(out, row)
	}
	slices.SortFunc(out, func(a, b Attribution) int { return cmp.Compare(a.OrderID, b.OrderID) })
	return out, nil
}

// lastTouch finds the message that an order at the given time is credited to.
func lastTouch(touches []Recipient, at time.Time) (last Recipient, ok bool) {
	for _, touch := range touches {
		age := at.Sub(*touch.SentAt)
		if age < 0 || age > AttributionWindow {
			continue
		}
		if !ok || touch.SentAt.After(*last.SentAt) ||
			touch.SentAt.Equal(*last.SentAt) && touch.CampaignID < last.CampaignID {
			last, ok = touch, true
		}
	}
	return last, ok
}

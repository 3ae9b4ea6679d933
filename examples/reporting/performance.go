package reporting

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// PerformanceInput is what [CampaignPerformance] reads.
type PerformanceInput struct {
	Campaigns  []Campaign
	Recipients []Recipient
	Orders     []Order
	Refunds    []Refund
}

// Performance is the performance of a campaign.
type Performance struct {
	CampaignID int
	Recipients int // on the list, including holdouts
	Holdout    int
	Sent       int
	Bounced    int
	Delivered  int
	Opened     int
	Clicked    int
	OpenRate   *float64 // opened of delivered; null if nothing was delivered
	Orders     int
	Revenue    Money `assay:"revenue,decimal(12, 2)"`
	Refunded   Money `assay:"refunded,decimal(12, 2)"`
	Net        Money `assay:"net,decimal(12, 2)"`
}

// CampaignPerformance reports on each campaign that has started, by its ID. It leaves out the orders of holdouts, which
// are not a success of the campaign.
func CampaignPerformance(in PerformanceInput) ([]Performance, error) {
	rows := make(map[int]*Performance, len(in.Campaigns))
	for _, c := range in.Campaigns {
		if err := c.check(); err != nil {
			return nil, err
		}
		rows[c.CampaignID] = &Performance{CampaignID: c.CampaignID}
	}
	recipients, err := recipientsByID(in.Recipients)
	if err != nil {
		return nil, err
	}
	for _, r := range in.Recipients {
		row := rows[r.CampaignID]
		if row == nil {
			return nil, fmt.Errorf("recipient %d: no campaign %d", r.RecipientID, r.CampaignID)
		}
		row.count(r.Status)
	}
	refunded, err := refundsByOrder(in.Refunds, in.Orders)
	if err != nil {
		return nil, err
	}
	for _, o := range in.Orders {
		if err := o.check(); err != nil {
			return nil, err
		}
		r := recipients[o.RecipientID]
		if r == nil {
			return nil, fmt.Errorf("order %s: no recipient %d", o.OrderID, o.RecipientID)
		}
		if o.Status == Canceled || r.Status == Holdout {
			continue
		}
		row := rows[r.CampaignID]
		row.Orders++
		row.Revenue += o.Total
		row.Refunded += refunded[o.OrderID]
	}
	var out []Performance
	for _, c := range in.Campaigns {
		if c.Status == Draft {
			continue
		}
		row := rows[c.CampaignID]
		row.OpenRate = share(row.Opened, row.Delivered)
		row.Net = row.Revenue - row.Refunded
		out = append(out, *row)
	}
	slices.SortFunc(out, func(a, b Performance) int { return cmp.Compare(a.CampaignID, b.CampaignID) })
	return out, nil
}

// count adds a recipient. A click also counts as opened, delivered and sent.
func (p *Performance) count(s RecipientStatus) {
	p.Recipients++
	if s == Holdout {
		p.Holdout++
		return
	}
	p.Sent++
	switch s {
	case Bounced:
		p.Bounced++
	case Clicked:
		p.Clicked++
		fallthrough
	case Opened:
		p.Opened++
		fallthrough
	case Delivered:
		p.Delivered++
	}
}

// share returns part divided by whole, to four decimals, or nil if whole is zero.
func share(part, whole int) *float64 {
	if whole == 0 {
		return nil
	}
	s := round4(float64(part) / float64(whole))
	return &s
}

// round4 rounds to four decimals, which reports show.
func round4(x float64) float64 { return math.Round(x*1e4) / 1e4 }

// round1 rounds to one decimal.
func round1(x float64) float64 { return math.Round(x*10) / 10 }

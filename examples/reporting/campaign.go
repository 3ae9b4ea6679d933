package reporting

import (
	"fmt"
	"time"
)

// An Organization is a customer of the product: it sends campaigns.
type Organization struct {
	OrganizationID int
	Name           string
	Plan           Plan
	Address        Address
}

// An Address is a postal address.
type Address struct {
	Street, City, Zip string
}

// A Plan is the plan that an organization pays for.
type Plan string

// The plans.
const (
	PlanFree       Plan = "free"
	PlanTeam       Plan = "team"
	PlanEnterprise Plan = "enterprise"
)

// A Campaign is a message that an organization sends to a list of recipients.
type Campaign struct {
	CampaignID     int
	OrganizationID int
	Name           string
	Channel        Channel
	Status         CampaignStatus
	StartsAt       time.Time `assay:",timestamp[ms, UTC]"`
	Budget         Money     `assay:",decimal(12, 2)"`
}

// A Channel is the way that a campaign's message is sent.
type Channel string

// The channels.
const (
	Email Channel = "email"
	SMS   Channel = "sms"
	Push  Channel = "push"
)

// A CampaignStatus is the state of a campaign.
type CampaignStatus string

// The statuses of a campaign.
const (
	Draft    CampaignStatus = "draft" // not sent yet: in no report
	Active   CampaignStatus = "active"
	Paused   CampaignStatus = "paused"
	Finished CampaignStatus = "finished"
)

func (c *Campaign) check() error {
	switch c.Status {
	case Draft, Active, Paused, Finished:
		return nil
	}
	return fmt.Errorf("campaign %d: unknown status %q", c.CampaignID, c.Status)
}

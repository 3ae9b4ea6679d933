package reporting

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"
)

// How long the cache keeps the answers of the profile service. A customer who is unknown may become known soon: new
// customers have no profile for some minutes.
const (
	profileTTL   = 24 * time.Hour
	noProfileTTL = 10 * time.Minute
)

// A Syncer updates recipients from the profile service.
type Syncer struct {
	Cache *redis.Client
}

// A Contact says whether and where to write to a recipient.
type Contact struct {
	RecipientID int
	CustomerID  int
	Action      Action
	Email       *string  // null if nothing is sent
	Segment     *Segment // likewise
}

// An Action is the decision about a recipient.
type Action string

// The actions.
const (
	Write Action = "write" // send the message to Email
	Skip  Action = "skip"  // a holdout, or somebody who unsubscribed
	Drop  Action = "drop"  // the service does not know the customer
)

// Sync decides for each recipient whether and where to write. It requests the profile of a customer once, even if the
// customer is on several lists, and does not request the profiles of holdouts.
func (s *Syncer) Sync(ctx context.Context, recipients []Recipient) ([]Contact, error) {
	out := make([]Contact, 0, len(recipients))
	for _, r := range recipients {
		if err := r.check(); err != nil {
			return nil, err
		}
		c := Contact{RecipientID: r.RecipientID, CustomerID: r.CustomerID, Action: Skip}
		if r.Status != Holdout {
			p, err := s.profile(ctx, r.CustomerID)
			if err != nil {
				return nil, fmt.Errorf("recipient %d: customer %d: %w", r.RecipientID, r.CustomerID, err)
			}
			c.decide(p)
		}
		out = append(out, c)
	}
	return out, nil
}

// decide sets the action for a profile, which is nil if the customer is unknown.
func (c *Contact) decide(p *Profile) {
	switch {
	case p == nil:
		c.Action = Drop
	case p.Unsubscribed:
		c.Action = Skip
	default:
		c.Action, c.Email, c.Segment = Write, &p.Email, &p.Segment
	}
}

// profile returns a customer's profile from the cache or else from the service, or nil if the service does not know the
// customer. The cache keeps both answers, as JSON.
func (s *Syncer) profile(ctx context.Context, customerID int) (*Profile, error) {
	key := "profile:" + strconv.Itoa(customerID)
	cached, err := s.Cache.Get(ctx, key).Bytes()
	switch {
	case err == nil:
		var p *Profile
		if err := json.Unmarshal(cached, &p); err != nil {
			return nil, fmt.Errorf("the cache's %s: %w", key, err)
		}
		return p, nil
	case !errors.Is(err, redis.Nil):
		return nil, fmt.Errorf("the cache: %w", err)
	}

	p, ttl := &Profile{}, profileTTL
	*p, err = profileOf(ctx, customerID)
	switch {
	case errors.Is(err, errNoProfile):
		p, ttl = nil, noProfileTTL
	case err != nil:
		return nil, err
	}
	text, err := json.Marshal(p)
	if err != nil {
		return nil, err
	}
	if err := s.Cache.Set(ctx, key, text, ttl).Err(); err != nil {
		return nil, fmt.Errorf("the cache: %w", err)
	}
	return p, nil
}

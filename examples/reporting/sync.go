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

// How long the cache keeps what the profile service said. That it does not know
// somebody may change soon: new customers have no profile for some minutes.
const (
	profileTTL   = 24 * time.Hour
	noProfileTTL = 10 * time.Minute
)

// A Syncer brings recipients up to date with the profile service.
type Syncer struct {
	Cache *redis.Client
}

// A Contact is a recipient as a message is to be sent to it.
type Contact struct {
	RecipientID int
	CustomerID  int
	Action      Action
	Email       *string  // null where there is nobody to write to
	Segment     *Segment // likewise
}

// An Action is what the sync decides about a recipient.
type Action string

// The actions.
const (
	Write Action = "write" // send the message to Email
	Skip  Action = "skip"  // a holdout, or somebody who unsubscribed
	Drop  Action = "drop"  // the service knows no such customer
)

// Sync decides for each recipient whether and where to write. A customer is asked
// for once, however many lists name them; holdouts are not asked for at all.
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

// decide takes what is known about a recipient; nil is nothing.
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

// profile gives a customer's profile from the cache or else from the service,
// and nil for one whom the service does not know. The cache keeps both answers,
// as JSON.
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

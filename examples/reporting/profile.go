package reporting

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/cenkalti/backoff/v5"
)

// A Profile is the profile service's record of a customer.
type Profile struct {
	CustomerID   int     `json:"customer_id"`
	Email        string  `json:"email"`
	Segment      Segment `json:"segment"`
	Unsubscribed bool    `json:"unsubscribed"`
}

// A Segment is a kind of customer.
type Segment string

// The segments.
const (
	NewCustomer Segment = "new"
	Regular     Segment = "regular"
	Lapsed      Segment = "lapsed"
)

func (p *Profile) check() error {
	switch p.Segment {
	case NewCustomer, Regular, Lapsed:
		return nil
	}
	return fmt.Errorf("the profile of customer %d: unknown segment %q", p.CustomerID, p.Segment)
}

// fetchProfile gets a customer's profile from the profile service. It is a seam: the service belongs to another team,
// and tests replace it with a function of the same type. A test that forgets to do so calls the real one, which has no
// address in a test and fails.
var fetchProfile = getProfile

// ProfileService configures access to the profile service. The program sets it when it starts.
var ProfileService struct {
	URL    string // as in https://profiles.example.com
	Client *http.Client
}

// errNoProfile is returned for a customer who is unknown to the service.
var errNoProfile = errors.New("the profile service does not know the customer")

// maxProfileSize limits how much of a response is read, in bytes.
const maxProfileSize = 1 << 20

// getProfile sends one request to the profile service. Errors that a retry cannot fix are permanent.
func getProfile(ctx context.Context, customerID int) (Profile, error) {
	if ProfileService.URL == "" || ProfileService.Client == nil {
		return Profile{}, backoff.Permanent(errors.New("the profile service is not configured"))
	}
	url := ProfileService.URL + "/customers/" + strconv.Itoa(customerID)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return Profile{}, backoff.Permanent(err)
	}
	resp, err := ProfileService.Client.Do(req)
	if err != nil {
		return Profile{}, err
	}
	defer func() { _ = resp.Body.Close() }()
	switch {
	case resp.StatusCode == http.StatusOK:
	case resp.StatusCode == http.StatusNotFound:
		return Profile{}, backoff.Permanent(errNoProfile)
	case resp.StatusCode == http.StatusTooManyRequests:
		seconds, err := strconv.Atoi(resp.Header.Get("Retry-After"))
		if err != nil || seconds < 0 {
			return Profile{}, fmt.Errorf("GET %s: %s", url, resp.Status)
		}
		return Profile{}, backoff.RetryAfter(seconds)
	case resp.StatusCode >= 500:
		return Profile{}, fmt.Errorf("GET %s: %s", url, resp.Status)
	default:
		return Profile{}, backoff.Permanent(fmt.Errorf("GET %s: %s", url, resp.Status))
	}
	var p Profile
	if err := json.NewDecoder(io.LimitReader(resp.Body, maxProfileSize)).Decode(&p); err != nil {
		return Profile{}, fmt.Errorf("GET %s: %w", url, err)
	}
	if err := p.check(); err != nil {
		return Profile{}, backoff.Permanent(err)
	}
	return p, nil
}

// maxTries is how often a request is tried.
const maxTries = 5

// retryWait is the one place that defines the wait between two tries. Tests that are not about waiting replace it with
// noWait.
var retryWait = func() backoff.BackOff {
	return &backoff.ExponentialBackOff{
		InitialInterval:     200 * time.Millisecond,
		RandomizationFactor: 0.5,
		Multiplier:          2,
		MaxInterval:         5 * time.Second,
	}
}

// profileOf gets a customer's profile from the service, with retries, until ctx is done.
func profileOf(ctx context.Context, customerID int) (Profile, error) {
	ask := func() (Profile, error) { return fetchProfile(ctx, customerID) }
	return backoff.Retry(ctx, ask, backoff.WithBackOff(retryWait()), backoff.WithMaxTries(maxTries))
}

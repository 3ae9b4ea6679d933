package reporting

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/cenkalti/backoff/v5"

	"github.com/assay-go/assay/fixtures"
	"github.com/assay-go/assay/fixtures/fakeredis"
	"github.com/assay-go/assay/table"
)

// noWait is a retry policy for tests that are not about waiting.
func noWait() backoff.BackOff { return &backoff.ZeroBackOff{} }

// profiles are the profiles of the service in these tests. It does not know customer 504.
var profiles = map[int]Profile{
	501: {CustomerID: 501, Email: "ada@example.com", Segment: Regular},
	502: {CustomerID: 502, Email: "bob@example.com", Segment: Lapsed},
	503: {CustomerID: 503, Email: "cem@example.com", Segment: NewCustomer, Unsubscribed: true},
	505: {CustomerID: 505, Email: "eve@example.com", Segment: Regular},
}

func answer(_ context.Context, customerID int) (Profile, error) {
	p, ok := profiles[customerID]
	if !ok {
		return Profile{}, backoff.Permanent(errNoProfile)
	}
	return p, nil
}

func TestSync(t *testing.T) {
	fx := fixtures.Load(t, "fixtures/reporting.yaml")

	// Each case starts its cache before each run of the transform.
	var cache *fakeredis.Server
	sync := func(ctx context.Context, recipients []Recipient) ([]Contact, error) {
		return (&Syncer{Cache: cache.Client()}).Sync(ctx, recipients)
	}

	table.Run(t, fx, table.RowsContext("recipients", sync),
		table.Case{
			Name: "each customer is asked for once",
			Setup: func(t *testing.T) {
				cache = fakeredis.Start(t)
				var asked []int
				table.Swap(t, &fetchProfile, func(ctx context.Context, customerID int) (Profile, error) {
					asked = append(asked, customerID)
					return answer(ctx, customerID)
				})
				t.Cleanup(func() {
					if want := []int{501, 502, 503, 504, 505}; !slices.Equal(asked, want) {
						t.Errorf("asked for %v, want %v", asked, want)
					}
				})
			},
		},
		table.Case{
			Name: "what the cache holds is not asked for",
			Setup: func(t *testing.T) {
				cache = fakeredis.Start(t)
				cache.Seed(map[string]any{
					"profile:501": `{"customer_id": 501, "email": "cached@example.com", "segment": "new"}`,
					"profile:502": `null`,
				})
				asked := table.Spy[struct{ CustomerID int }](t, &fetchProfile, answer)
				t.Cleanup(func() {
					if got := asked.All(); len(got) != 3 || got[0].CustomerID != 503 {
						t.Errorf("asked for %v, want 503, 504 and 505", got)
					}
				})
			},
		},
		table.Case{
			Name: "the service is asked again where that may help",
			Doc:  "each second call fails; the policy says not to wait between tries",
			Setup: func(t *testing.T) {
				cache = fakeredis.Start(t)
				table.Swap(t, &retryWait, noWait)
				calls := 0
				table.Swap(t, &fetchProfile, func(ctx context.Context, customerID int) (Profile, error) {
					if calls++; calls%2 == 1 {
						return Profile{}, errors.New("503 Service Unavailable")
					}
					return answer(ctx, customerID)
				})
			},
		},
		table.Case{
			Name:    "what the cache forgets is asked for again",
			Doc:     "a customer whom the service did not know after ten minutes, all of them after a day",
			Now:     time.Date(2026, 1, 15, 8, 0, 0, 0, time.UTC),
			Advance: []time.Duration{noProfileTTL, profileTTL},
			Setup: func(t *testing.T) {
				cache = fakeredis.Start(t)
				started := time.Now()
				table.Swap(t, &fetchProfile, func(ctx context.Context, customerID int) (Profile, error) {
					if customerID == 504 && time.Since(started) == 0 {
						return answer(ctx, customerID)
					}
					email := time.Now().UTC().Format("02T1504@example.com")
					return Profile{CustomerID: customerID, Email: email, Segment: Regular}, nil
				})
			},
		},
		table.Case{
			Name: "the service says how long to wait",
			Doc:  "the real policy and the real answer, under a pinned clock: half a minute takes no time",
			Now:  time.Date(2026, 1, 15, 8, 0, 0, 0, time.UTC),
			Setup: func(t *testing.T) {
				cache = fakeredis.Start(t)
				started := time.Now()
				limited := true
				table.Swap(t, &fetchProfile, func(ctx context.Context, customerID int) (Profile, error) {
					if limited {
						limited = false
						return Profile{}, backoff.RetryAfter(30)
					}
					return answer(ctx, customerID)
				})
				t.Cleanup(func() {
					if took := time.Since(started); took != 30*time.Second {
						t.Errorf("the sync took %v by its clock, want 30s", took)
					}
				})
			},
		},
		table.Case{
			Name:    "a service that stays down is an error",
			Doc:     "five tries and the waits between them, under a pinned clock",
			Now:     time.Date(2026, 1, 15, 8, 0, 0, 0, time.UTC),
			WantErr: "recipient 1000: customer 501: 503 Service Unavailable",
			Setup: func(t *testing.T) {
				cache = fakeredis.Start(t)
				started, tries := time.Now(), 0
				table.Swap(t, &fetchProfile, func(context.Context, int) (Profile, error) {
					tries++
					return Profile{}, errors.New("503 Service Unavailable")
				})
				t.Cleanup(func() {
					if tries != maxTries {
						t.Errorf("%d tries, want %d", tries, maxTries)
					}
					// Four waits of 200, 400, 800 and 1,600 ms, each half as long or half as long again.
					if took := time.Since(started); took < 1500*time.Millisecond || took > 4500*time.Millisecond {
						t.Errorf("the tries took %v by the clock, want between 1.5s and 4.5s", took)
					}
				})
			},
		},
		table.Case{
			Name:    "a cache that is down is an error",
			WantErr: "recipient 1000: customer 501: the cache: ",
			Setup: func(t *testing.T) {
				cache = fakeredis.Start(t)
				cache.Break(fakeredis.Failure{Command: "GET", Error: "LOADING Redis is loading the dataset in memory"})
			},
		},
		table.Case{
			Name:    "a service that nobody swapped is the real one",
			Doc:     "it has no address in a test, so that a forgotten swap is loud",
			WantErr: "the profile service is not configured",
			Setup:   func(t *testing.T) { cache = fakeredis.Start(t) },
		},
		table.Case{
			Name: "holdouts are not asked for at all",
			Pin:  table.Pin{"recipients.status": "holdout"},
			Setup: func(t *testing.T) {
				cache = fakeredis.Start(t)
				table.Swap(t, &fetchProfile, answer, table.Unused)
			},
		},
	)
}

func TestTheCacheForgetsUnknownCustomersSooner(t *testing.T) {
	cache := fakeredis.Start(t)
	table.Swap(t, &fetchProfile, answer)
	sent := time.Date(2026, 1, 6, 9, 0, 0, 0, time.UTC)
	_, err := (&Syncer{Cache: cache.Client()}).Sync(t.Context(), []Recipient{
		{RecipientID: 1, CustomerID: 501, Status: Sent, SentAt: &sent},
		{RecipientID: 2, CustomerID: 504, Status: Sent, SentAt: &sent},
	})
	if err != nil {
		t.Fatal(err)
	}
	cache.Advance(noProfileTTL)
	keys, err := cache.Client().Keys(t.Context(), "*").Result()
	if err != nil || !slices.Equal(keys, []string{"profile:501"}) {
		t.Errorf("after %v the cache holds %v, %v; want profile:501", noProfileTTL, keys, err)
	}
	cache.Advance(profileTTL - noProfileTTL)
	if keys, err = cache.Client().Keys(t.Context(), "*").Result(); err != nil || len(keys) != 0 {
		t.Errorf("after %v the cache holds %v, %v; want nothing", profileTTL, keys, err)
	}
}

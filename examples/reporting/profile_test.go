package reporting

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/cenkalti/backoff/v5"

	"github.com/assay-go/assay/table"
)

// A wire answers the requests of an HTTP client without a network.
type wire func(*http.Request) (*http.Response, error)

func (w wire) RoundTrip(r *http.Request) (*http.Response, error) { return w(r) }

func TestAnswersOfTheProfileServiceAreRead(t *testing.T) {
	var permanent *backoff.PermanentError
	var retryAfter *backoff.RetryAfterError
	for _, c := range []struct {
		status     int
		header     string
		body       string
		want       Profile
		wantErr    string
		again      bool
		retryAfter time.Duration
	}{
		{
			status: 200, body: `{"customer_id": 501, "email": "ada@example.com", "segment": "regular"}`,
			want: Profile{CustomerID: 501, Email: "ada@example.com", Segment: Regular},
		},
		{status: 200, body: `{"customer_id": 501, "segment": "vip"}`, wantErr: `unknown segment "vip"`},
		{status: 200, body: `<html>`, wantErr: "GET https://profiles.test/customers/501: invalid character", again: true},
		{status: 404, wantErr: "does not know the customer"},
		{status: 403, wantErr: "GET https://profiles.test/customers/501: 403 Forbidden"},
		{status: 500, wantErr: "GET https://profiles.test/customers/501: 500 Internal Server Error", again: true},
		{status: 429, wantErr: "429 Too Many Requests", again: true},
		{status: 429, header: "7", wantErr: "retry after 7s", again: true, retryAfter: 7 * time.Second},
	} {
		service := ProfileService
		service.URL = "https://profiles.test"
		service.Client = &http.Client{Transport: wire(func(r *http.Request) (*http.Response, error) {
			if r.URL.Path != "/customers/501" {
				return nil, errors.New("asked for " + r.URL.Path)
			}
			return &http.Response{
				StatusCode: c.status, Status: fmt.Sprint(c.status, " ", http.StatusText(c.status)), Request: r,
				Header: http.Header{"Retry-After": {c.header}}, Body: io.NopCloser(strings.NewReader(c.body)),
			}, nil
		})}
		table.Swap(t, &ProfileService, service)
		got, err := getProfile(t.Context(), 501)
		switch {
		case c.wantErr == "" && err != nil, c.wantErr != "" && (err == nil || !strings.Contains(err.Error(), c.wantErr)):
			t.Errorf("%d %s: got error %v, want %q", c.status, c.body, err, c.wantErr)
		case got != c.want:
			t.Errorf("%d %s: got %+v, want %+v", c.status, c.body, got, c.want)
		case err != nil && errors.As(err, &permanent) == c.again:
			t.Errorf("%d %s: %v: asking again may help: %v", c.status, c.body, err, c.again)
		case c.retryAfter > 0 && (!errors.As(err, &retryAfter) || retryAfter.Duration != c.retryAfter):
			t.Errorf("%d %s: got error %v, want to wait %v", c.status, c.body, err, c.retryAfter)
		}
	}
}

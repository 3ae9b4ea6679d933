package web

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	_ "github.com/sebdah/goldie/v2" // defines -update in every test binary

	"github.com/assay-go/assay/cmd/regen/internal/review"
	"github.com/assay-go/assay/cmd/regen/internal/review/reviewtest"
	"github.com/assay-go/assay/internal/store"
)

// start serves a review of a lab on an unused port.
func start(t *testing.T, l *reviewtest.Lab) *Server {
	t.Helper()
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := New(l.Open(), listener.Addr().String())
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.serve(ctx, listener) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return s
}

// A client makes requests as the page does, unless a test changes them.
type client struct {
	t           *testing.T
	s           *Server
	cookie, key string
}

// status is that of the answer to a request.
func (c *client) status(method, path string, body any, change func(*http.Request)) int {
	c.t.Helper()
	status, _ := c.request(method, path, body, change)
	return status
}

func (c *client) request(method, path string, body any, change func(*http.Request)) (int, map[string]any) {
	c.t.Helper()
	var sent io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			c.t.Fatal(err)
		}
		sent = bytes.NewReader(text)
	}
	r, err := http.NewRequest(method, "http://"+c.s.host+path, sent)
	if err != nil {
		c.t.Fatal(err)
	}
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Origin", "http://"+c.s.host)
	}
	if c.cookie != "" {
		r.AddCookie(&http.Cookie{Name: c.s.cookie, Value: c.cookie})
	}
	if c.key != "" {
		r.Header.Set("X-Regen-Key", c.key)
	}
	if change != nil {
		change(r)
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		c.t.Fatal(err)
	}
	defer response.Body.Close()
	for _, cookie := range response.Cookies() {
		if c.cookie = cookie.Value; !cookie.HttpOnly || cookie.SameSite != http.SameSiteStrictMode {
			c.t.Errorf("the cookie is %v: scripts or other sites could use it", cookie)
		}
	}
	var answer map[string]any
	text, err := io.ReadAll(response.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	if err := json.Unmarshal(text, &answer); err != nil {
		answer = map[string]any{"text": string(text)}
	}
	return response.StatusCode, answer
}

// open opens the session that the terminal's address is for.
func open(t *testing.T, s *Server) *client {
	t.Helper()
	c := &client{t: t, s: s}
	_, token, _ := strings.Cut(s.URL(), "#")
	status, answer := c.request("POST", "/session", map[string]string{"token": token}, nil)
	if status != http.StatusOK {
		t.Fatalf("status %d: %v", status, answer)
	}
	c.key = answer["key"].(string)
	return c
}

func TestTheTokenOpensOneSessionOnce(t *testing.T) {
	l := reviewtest.New(t)
	l.Shop()
	s := start(t, l)
	_, token, _ := strings.Cut(s.URL(), "#")
	stranger := &client{t: t, s: s}
	offer := func(token string) int {
		return stranger.status("POST", "/session", map[string]string{"token": token}, nil)
	}
	if status := offer(strings.Repeat("A", 26)); status != http.StatusForbidden {
		t.Errorf("a wrong token: status %d", status)
	}
	if status := offer(""); status != http.StatusForbidden {
		t.Errorf("no token: status %d", status)
	}
	c := open(t, s)
	if status := c.status("GET", "/state", nil, nil); status != http.StatusOK {
		t.Errorf("the session: status %d", status)
	}
	for _, again := range []string{token, ""} {
		if status := offer(again); status != http.StatusForbidden {
			t.Errorf("the token %q after it was used: status %d", again, status)
		}
	}
}

func TestWhoHasNotBothHalvesOfTheSessionLearnsNothing(t *testing.T) {
	l := reviewtest.New(t)
	l.Shop()
	s := start(t, l)
	c := open(t, s)
	for name, half := range map[string]*client{
		"neither":          {t: t, s: s},
		"the cookie alone": {t: t, s: s, cookie: c.cookie},
		"the key alone":    {t: t, s: s, key: c.key},
		"wrong ones":       {t: t, s: s, cookie: c.key, key: c.cookie},
	} {
		for _, path := range []string{
			"/state", "/sheet?item=0", "/rows?item=0&view=diff&from=0", "/histogram?item=0&column=0", "/nowhere",
		} {
			if status, answer := half.request("GET", path, nil, nil); status != http.StatusUnauthorized {
				t.Errorf("%s: GET %s is answered %d: %v", name, path, status, answer)
			}
		}
		for _, path := range []string{"/decide", "/quit"} {
			status := half.status("POST", path, map[string]any{"revision": 0, "decision": "accept", "item": 0}, nil)
			if status != http.StatusUnauthorized {
				t.Errorf("%s: POST %s is answered %d", name, path, status)
			}
		}
	}
	if len(l.Waiting()) != 5 {
		t.Error("something was decided")
	}
}

func TestOtherSitesAreRefused(t *testing.T) {
	l := reviewtest.New(t)
	l.Shop()
	s := start(t, l)
	c := open(t, s)
	accept := map[string]any{"revision": 0, "decision": "accept", "item": 0}
	port := strings.TrimPrefix(s.host, "127.0.0.1")
	for name, change := range map[string]func(*http.Request){
		"a foreign origin":                     func(r *http.Request) { r.Header.Set("Origin", "https://evil.example") },
		"an origin of another port":            func(r *http.Request) { r.Header.Set("Origin", "http://127.0.0.1:1") },
		"a sandboxed origin":                   func(r *http.Request) { r.Header.Set("Origin", "null") },
		"two origins":                          func(r *http.Request) { r.Header.Add("Origin", "https://evil.example") },
		"no origin":                            func(r *http.Request) { r.Header.Del("Origin") },
		"another name that resolves to here":   func(r *http.Request) { r.Host = "evil.example" + port },
		"localhost, which others may redefine": func(r *http.Request) { r.Host = "localhost" + port },
		"another port":                         func(r *http.Request) { r.Host = "127.0.0.1:1" },
		"another site, by the browser's word":  func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") },
		"another port, by the browser's word":  func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "same-site") },
	} {
		if status, answer := c.request("POST", "/decide", accept, change); status != http.StatusForbidden {
			t.Errorf("%s: status %d: %v", name, status, answer)
		}
	}
	origin := c.status("GET", "/state", nil, func(r *http.Request) { r.Header.Set("Origin", "https://evil.example") })
	if origin != http.StatusForbidden {
		t.Errorf("reading from a foreign origin: status %d", origin)
	}
	host := c.status("GET", "/", nil, func(r *http.Request) { r.Host = "evil.example" + port })
	if host != http.StatusForbidden {
		t.Errorf("the page under another name: status %d", host)
	}
	form := c.status("POST", "/decide", accept, func(r *http.Request) { r.Header.Set("Content-Type", "text/plain") })
	if form != http.StatusUnsupportedMediaType {
		t.Errorf("what a form could send: status %d", form)
	}
	if l.Golden("billing/TestOrders/refund") != reviewtest.Orders {
		t.Error("it was accepted")
	}
}

func TestADecisionThatIsSentAgainIsRefused(t *testing.T) {
	l := reviewtest.New(t)
	l.Shop()
	c := open(t, start(t, l))
	skip := map[string]any{"revision": 0, "decision": "skip", "item": 0}
	if status, answer := c.request("POST", "/decide", skip, nil); status != http.StatusOK || answer["revision"] != 1.0 {
		t.Fatalf("status %d: %v", status, answer)
	}
	undo := map[string]any{"revision": 1, "decision": "undo", "item": 0}
	if status := c.status("POST", "/decide", undo, nil); status != http.StatusOK {
		t.Fatalf("undo: status %d", status)
	}
	for _, again := range []map[string]any{skip, undo} {
		if status, answer := c.request("POST", "/decide", again, nil); status != http.StatusConflict {
			t.Errorf("%v again: status %d: %v", again, status, answer)
		}
	}
}

func TestThePageDecides(t *testing.T) {
	l := reviewtest.New(t)
	l.Shop()
	c := open(t, start(t, l))
	revision := 0
	decide := func(decision string, item, expect int) map[string]any {
		t.Helper()
		status, answer := c.request(
			"POST",
			"/decide",
			map[string]any{"revision": revision, "decision": decision, "item": item, "expect": expect},
			nil,
		)
		if status != http.StatusOK {
			t.Fatalf("%s %d: status %d: %v", decision, item, status, answer)
		}
		revision++
		return answer
	}
	decide("accept", 0, 0)
	if l.Golden("billing/TestOrders/refund") != reviewtest.Refunded {
		t.Error("accepted, the golden is what it was")
	}
	for _, decision := range []string{"accept alike", "reject alike", "skip alike"} { // the page showed another group
		if answer := decide(decision, 3, 3); answer["message"] != "nothing was decided: 2 are alike, not 3" {
			t.Errorf("%s of 3: %v", decision, answer["message"])
		}
	}
	decide("accept alike", 3, 2)
	decide("reject", 1, 0)
	decide("skip", 2, 0)
	if got, want := l.Waiting(), []string{"report/TestTotals/west"}; !slices.Equal(got, want) {
		t.Errorf("pending are %v, want %v", got, want)
	}
	if answer := decide("reject", 1, 0); answer["failed"] != true ||
		answer["message"] != "report/TestTotals/settings is already rejected: undo that first" {
		t.Errorf("the answer is %v", answer)
	}
	for _, want := range []float64{2, 1, 3, 0} {
		if answer := decide("undo", 2, 0); answer["select"] != want {
			t.Errorf("undo selects %v, want %v", answer["select"], want)
		}
	}
	if len(l.Waiting()) != 5 || l.Golden("report/TestTotals/north") != reviewtest.Totals {
		t.Errorf("after undo %v wait", l.Waiting())
	}
	decide("reject alike", 4, 2)
	if got := len(l.Waiting()); got != 3 || l.Golden("report/TestTotals/north") != reviewtest.Totals {
		t.Errorf("after a rejection of all alike %d wait, want 3", got)
	}
}

// TestAGoldenThatChangedSinceItWasShownIsNotReplaced changes the golden, and then the result, behind the page.
func TestAGoldenThatChangedSinceItWasShownIsNotReplaced(t *testing.T) {
	const golden = "billing/testdata/golden/TestOrders/refund.golden"
	const result = ".assay/pending/billing/TestOrders/refund.golden"
	for changed, want := range map[string]string{golden: "changed", result: "has changed since"} {
		l := reviewtest.New(t)
		l.Shop()
		c := open(t, start(t, l))
		if status := c.status("GET", "/state", nil, nil); status != http.StatusOK {
			t.Fatalf("status %d", status)
		}
		other := strings.Replace(l.Read(changed), "Bob", "Eve", 1)
		l.Write(changed, other)
		was := l.Golden("billing/TestOrders/refund")
		accept := map[string]any{"revision": 0, "decision": "accept", "item": 0}
		_, answer := c.request("POST", "/decide", accept, nil)
		if says := fmt.Sprint(answer["message"]); answer["failed"] != true || !strings.Contains(says, want) {
			t.Errorf("%s changed: the answer is %v", changed, says)
		}
		if l.Golden("billing/TestOrders/refund") != was || len(l.Waiting()) != 5 {
			t.Errorf("%s changed: the golden is\n%s\nand %v wait", changed, l.Golden("billing/TestOrders/refund"), l.Waiting())
		}
		another := map[string]any{"revision": 0, "decision": "reject", "item": 1} // a second tab, which shows the same
		if status := c.status("POST", "/decide", another, nil); status != http.StatusConflict {
			t.Errorf("a second tab decides with status %d", status)
		}
	}
}

func TestManyAlikeNeedTheirNumber(t *testing.T) {
	l := reviewtest.New(t)
	for i := range review.MaxUnconfirmed + 1 {
		l.Pending(fmt.Sprintf("report/TestTotals/n%02d", i), reviewtest.Totals, reviewtest.Doubled, "the result differs")
	}
	c := open(t, start(t, l))
	_, answer := c.request("POST", "/decide", map[string]any{"revision": 0, "decision": "accept alike", "item": 0}, nil)
	if answer["failed"] != true || len(l.Waiting()) != review.MaxUnconfirmed+1 {
		t.Errorf("without it: %v", answer["message"])
	}
	_, answer = c.request(
		"POST",
		"/decide",
		map[string]any{"revision": 1, "decision": "accept alike", "item": 0, "expect": review.MaxUnconfirmed + 1},
		nil,
	)
	if answer["failed"] != false || len(l.Waiting()) != 0 {
		t.Errorf("with it: %v", answer["message"])
	}
}

// A stalled is the body of a request of which the rest does not come.
type stalled struct{ started, end chan struct{} }

func (s stalled) Read([]byte) (int, error) {
	close(s.started)
	<-s.end
	return 0, io.ErrUnexpectedEOF
}

// A full is a client that takes no answer until the end.
type full struct {
	http.ResponseWriter
	stalled
}

func (f full) Write([]byte) (int, error) {
	_, err := f.Read(nil)
	return 0, err
}

func TestASlowRequestKeepsNobodyWaiting(t *testing.T) {
	l := reviewtest.New(t)
	l.Shop()
	s := New(l.Open(), "127.0.0.1:1")
	secret, key := s.redeem(s.token)
	ask := func(w http.ResponseWriter, method, path string, body io.Reader) {
		r := httptest.NewRequest(method, "http://"+s.host+path, body)
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Origin", "http://"+s.host)
		r.Header.Set("X-Regen-Key", key)
		r.AddCookie(&http.Cookie{Name: s.cookie, Value: secret})
		s.ServeHTTP(w, r)
	}
	end := make(chan struct{})
	var slow sync.WaitGroup
	for _, path := range []string{"/decide", "/session"} { // that send slowly
		body := stalled{make(chan struct{}), end}
		slow.Go(func() { ask(httptest.NewRecorder(), "POST", path, body) })
		<-body.started
	}
	for _, path := range []string{"/state", "/rows?item=0&view=diff&from=0", "/nowhere"} { // that read slowly
		w := full{httptest.NewRecorder(), stalled{make(chan struct{}), end}}
		slow.Go(func() { ask(w, "GET", path, nil) })
		<-w.started
	}
	for _, path := range []string{"/state", "/sheet?item=0"} {
		w := httptest.NewRecorder()
		if ask(w, "GET", path, nil); w.Code != http.StatusOK {
			t.Errorf("%s: status %d: %s", path, w.Code, w.Body)
		}
	}
	w := httptest.NewRecorder()
	ask(w, "POST", "/decide", strings.NewReader(`{"revision": 0, "decision": "accept", "item": 0}`))
	if l.Golden("billing/TestOrders/refund") != reviewtest.Refunded {
		t.Errorf("status %d: %s", w.Code, w.Body)
	}
	close(end)
	slow.Wait()
}

func TestWrongQueriesAreRefusedInWords(t *testing.T) {
	l := reviewtest.New(t)
	l.Shop()
	c := open(t, start(t, l))
	for path, want := range map[string]string{
		"/sheet?item=9":                           "item 9: not found",
		"/sheet?item=-1":                          `item="-1": want a number`,
		"/rows?item=0&view=sideways&from=0":       `view="sideways": want diff, old or new`,
		"/rows?item=0&view=diff&from=x":           `from="x": want a number`,
		"/row?item=0&view=diff&line=99":           "line 99: not found",
		"/histogram?item=0&column=99":             "column 99: not found",
		"/find?item=7&view=diff&line=0&text=x":    `item "7": not found`,
		"/find?item=0&view=diff&line=none&text=x": `line="none": want a number`,
	} {
		if status, answer := c.request("GET", path, nil, nil); status != http.StatusBadRequest || answer["error"] != want {
			t.Errorf("%s: status %d, %v; want %q", path, status, answer["error"], want)
		}
	}
	if status := c.status("GET", "/nowhere", nil, nil); status != http.StatusNotFound {
		t.Errorf("status %d", status)
	}
	for _, item := range []int{-1, 5} {
		status := c.status("POST", "/decide", map[string]any{"revision": 0, "decision": "accept", "item": item}, nil)
		if status != http.StatusBadRequest {
			t.Errorf("item %d: status %d", item, status)
		}
	}
}

func TestEveryAnswerForbidsWhatThePageDoesNotNeed(t *testing.T) {
	l := reviewtest.New(t)
	l.Shop()
	s := start(t, l)
	for _, path := range []string{"/", "/page.css", "/page.js", "/state"} {
		response, err := http.Get("http://" + s.host + path)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		for name, want := range map[string]string{
			"Content-Security-Policy": "default-src 'none'", "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY",
			"Referrer-Policy": "no-referrer", "Cross-Origin-Resource-Policy": "same-origin", "Cache-Control": "no-store",
		} {
			if got := response.Header.Get(name); !strings.HasPrefix(got, want) {
				t.Errorf("%s: %s is %q, want %q", path, name, got, want)
			}
		}
	}
	if strings.Contains(policy, "unsafe") || strings.Contains(policy, "http") {
		t.Errorf("the policy allows more than it should: %s", policy)
	}
	for _, text := range [][]byte{pageHTML, pageCSS, pageJS} {
		if bytes.Contains(bytes.ReplaceAll(text, []byte("http://www.w3.org/2000/svg"), nil), []byte("//www.")) ||
			bytes.Contains(text, []byte("https:")) {
			t.Error("the page names an outside resource")
		}
	}
}

func TestQuitEndsTheServer(t *testing.T) {
	l := reviewtest.New(t)
	l.Shop()
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := New(l.Open(), listener.Addr().String())
	ended := make(chan error, 1)
	go func() { ended <- s.serve(t.Context(), listener) }()
	c := open(t, s)
	if status := c.status("POST", "/quit", map[string]any{}, nil); status != http.StatusOK {
		t.Fatalf("status %d", status)
	}
	if err := <-ended; err != nil {
		t.Errorf("the server ends with %v", err)
	}
}

func TestTheServerIsReachedOnThisMachineOnly(t *testing.T) {
	l := reviewtest.New(t)
	l.Shop()
	ctx, cancel := context.WithCancel(t.Context())
	var said bytes.Buffer
	read, write := io.Pipe()
	ended := make(chan error, 1)
	go func() { ended <- Run(ctx, write, l.Open()); write.Close() }()
	buffer := make([]byte, 1024)
	n, err := read.Read(buffer)
	if err != nil {
		t.Fatal(err)
	}
	said.Write(buffer[:n])
	go func() { _, _ = io.Copy(io.Discard, read) }()
	if !strings.Contains(said.String(), "http://127.0.0.1:") {
		t.Errorf("it says %q", said.String())
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// The page requires a reason; a request without one is refused all the same.
func TestARequestWithoutTheReasonThatAPolicyAsksForIsRefused(t *testing.T) {
	l := reviewtest.New(t)
	l.Shop()
	l.Write(store.PolicyFile, "approve: {reason: required}\n")
	c := open(t, start(t, l))
	for revision, reason := range []string{"", "  ", "a\x1bb"} {
		_, answer := c.request(
			"POST",
			"/decide",
			map[string]any{"revision": revision, "decision": "accept", "item": 0, "reason": reason},
			nil,
		)
		if answer["failed"] != true || len(l.Waiting()) != 5 {
			t.Errorf("%q: the answer is %v", reason, answer["message"])
		}
	}
}

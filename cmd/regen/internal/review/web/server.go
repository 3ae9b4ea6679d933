// Package web is the review of pending results in a browser: one page, embedded here, that a server on the loopback
// interface gives to whoever has the token that the terminal printed.
//
// The page can approve goldens, so the server trusts nothing but that page. It listens on 127.0.0.1 only, at a random port.
// A request has to name that address as its host, which a page of another site cannot make a browser do, not even one whose
// name resolves to 127.0.0.1. It has to come from the page's own origin. The token opens one session, once: it is exchanged
// for a cookie, which other servers on this machine may get to see, and for a key, which they do not. Both are needed. A
// decision names the revision of the state that it was made in, so that one that is sent again is refused. The page loads
// nothing from anywhere else, and runs no script but its own.
package web

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/assay-go/assay/cmd/regen/internal/review"
)

var (
	//go:embed page.html
	pageHTML []byte
	//go:embed page.css
	pageCSS []byte
	//go:embed page.js
	pageJS []byte
)

// A Server shows one review to one browser.
type Server struct {
	host   string // with the port, as the browser names it
	cookie string // the name of the session's cookie, which holds for all ports
	done   chan struct{}
	finish sync.Once

	mu       sync.Mutex
	session  *review.Session
	revision int    // counts decisions
	token    string // "" once it is used
	secret   string // of the cookie; "" before
	key      string
}

// Run serves the review until the page or ctx ends it. It writes the address to open to out.
func Run(ctx context.Context, out io.Writer, session *review.Session) error {
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return err
	}
	s := New(session, listener.Addr().String())
	fmt.Fprintf(out, "open this once, in a browser on this machine:\n\n  %s\n\nctrl+c or Done on the page ends the review\n", s.URL())
	return s.serve(ctx, listener)
}

// New returns a server that is reached at host.
func New(session *review.Session, host string) *Server {
	_, port, _ := net.SplitHostPort(host)
	return &Server{session: session, host: host, cookie: "regen-" + port, token: rand.Text(), done: make(chan struct{})}
}

// URL is the address to open, which works once. The token stands where browsers keep it to themselves.
func (s *Server) URL() string { return "http://" + s.host + "/#" + s.token }

// Done is closed when the page has ended the review.
func (s *Server) Done() <-chan struct{} { return s.done }

func (s *Server) serve(ctx context.Context, listener net.Listener) error {
	server := &http.Server{
		Handler: s, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, MaxHeaderBytes: 1 << 16,
		ErrorLog: nil,
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	case <-s.done:
	}
	stop, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	err := server.Shutdown(stop)
	if errors.Is(err, context.DeadlineExceeded) {
		err = server.Close()
	}
	return err
}

const policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; " +
	"frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

// ServeHTTP answers the page, and refuses everybody else.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
	r.Body = http.MaxBytesReader(w, r.Body, 1<<16)
	if err := s.foreign(r); err != nil {
		refuse(w, http.StatusForbidden, err)
		return
	}
	switch r.Method + " " + r.URL.Path {
	case "GET /":
		file(w, "text/html; charset=utf-8", pageHTML)
	case "GET /page.css":
		file(w, "text/css; charset=utf-8", pageCSS)
	case "GET /page.js":
		file(w, "text/javascript; charset=utf-8", pageJS)
	case "POST /session":
		s.open(w, r)
	default:
		s.api(w, r)
	}
}

func file(w http.ResponseWriter, kind string, content []byte) {
	w.Header().Set("Content-Type", kind)
	_, _ = w.Write(content) // a browser that has gone needs no answer
}

// foreign returns an error for a request that another site made, or that reached the server by another name.
func (s *Server) foreign(r *http.Request) error {
	if r.Host != s.host {
		return fmt.Errorf("the host is %q, not %s", r.Host, s.host)
	}
	origins := r.Header.Values("Origin")
	if len(origins) == 0 && r.Method != http.MethodGet {
		return errors.New("the request does not say which page made it")
	}
	for _, origin := range origins {
		if origin != "http://"+s.host {
			return fmt.Errorf("the request comes from %q", origin)
		}
	}
	if site := r.Header.Get("Sec-Fetch-Site"); site != "" && site != "same-origin" && r.URL.Path != "/" {
		return fmt.Errorf("the request was made by a page of another site (%s)", site) // the page itself tells nothing
	}
	return nil
}

// open exchanges the token for a session.
func (s *Server) open(w http.ResponseWriter, r *http.Request) {
	var sent struct {
		Token string `json:"token"`
	}
	if !read(w, r, &sent) {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.token == "" || !same(sent.Token, s.token) {
		refuse(w, http.StatusForbidden, errors.New("the address works once, and this was not it: run regen review --web again"))
		return
	}
	s.token, s.secret, s.key = "", rand.Text(), rand.Text()
	http.SetCookie(w, &http.Cookie{Name: s.cookie, Value: s.secret, Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode})
	answer(w, map[string]string{"key": s.key})
}

// known reports whether a request belongs to the session.
func (s *Server) known(r *http.Request) bool {
	cookie, err := r.Cookie(s.cookie)
	return err == nil && s.secret != "" && same(cookie.Value, s.secret) && same(r.Header.Get("X-Regen-Key"), s.key)
}

func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

// read reads the JSON of a request, and answers it itself where that is none.
func read(w http.ResponseWriter, r *http.Request, v any) bool {
	if kind, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";"); kind != "application/json" {
		refuse(w, http.StatusUnsupportedMediaType, errors.New("want JSON"))
		return false
	}
	d := json.NewDecoder(r.Body)
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		refuse(w, http.StatusBadRequest, err)
		return false
	}
	return true
}

func answer(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v) // a browser that has gone needs no answer
}

func refuse(w http.ResponseWriter, status int, err error) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]string{"error": err.Error()})
}

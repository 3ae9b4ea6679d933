// Package web is the review of pending results in a browser: an embedded page that a server on the loopback interface
// serves to whoever has the token that the terminal printed.
//
// The page can approve goldens, so the server trusts only that page. It listens only on 127.0.0.1, at a random port. A
// request must name that address as its host, which a page of another site cannot make a browser do, even if its name
// resolves to 127.0.0.1. It must come from the page's own origin. The token opens one session, once: it is exchanged
// for a cookie, which other servers on this machine may see, and for a key, which they do not see; requests need both.
// A decision names the revision of the state in which it was made, so that the server refuses a repeated one. The page
// loads nothing from other origins and runs only its own scripts.
package web

import (
	"context"
	"crypto/rand"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
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
	//go:embed rows.js
	rowsJS []byte
)

// A Server shows one review to one browser.
type Server struct {
	host   string // with the port, as the browser sends it
	cookie string // the name of the session's cookie; cookies apply to all ports
	done   chan struct{}
	finish sync.Once

	mu       sync.Mutex
	session  *review.Session
	revision int    // counts decisions
	token    string // "" once it is used
	secret   string // value of the cookie; "" before the session
	key      string
}

// Run serves the review until the page or ctx ends it. It writes the address to open to out.
func Run(ctx context.Context, out io.Writer, session *review.Session) error {
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return err
	}
	s := New(session, listener.Addr().String())
	fmt.Fprintf(out, "open this address once, in a browser on this machine:\n\n  %s\n\n"+
		"ctrl+c, or Done on the page, ends the review\n", s.URL())
	return s.serve(ctx, listener)
}

// New returns a server for requests to host.
func New(session *review.Session, host string) *Server {
	_, port, _ := net.SplitHostPort(host)
	return &Server{session: session, host: host, cookie: "regen-" + port, token: rand.Text(), done: make(chan struct{})}
}

// URL returns the address to open, which works once. The token is in the fragment, which browsers do not send.
func (s *Server) URL() string { return "http://" + s.host + "/#" + s.token }

// Done returns a channel that is closed when the page ends the review.
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

const policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; " +
	"form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

// ServeHTTP answers the page and refuses all others.
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
	case "GET /rows.js":
		file(w, "text/javascript; charset=utf-8", rowsJS)
	case "POST /session":
		s.open(w, r)
	default:
		s.api(w, r)
	}
}

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

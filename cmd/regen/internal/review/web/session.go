package web

import (
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/http"

	"github.com/assay-go/assay/cmd/regen/internal/console"
)

// foreign returns an error for a request from another site, or to another host name.
func (s *Server) foreign(r *http.Request) error {
	if r.Host != s.host {
		return fmt.Errorf("host %q: want %s", r.Host, s.host)
	}
	origins := r.Header.Values("Origin")
	if len(origins) == 0 && r.Method != http.MethodGet {
		return errors.New("the request has no origin")
	}
	for _, origin := range origins {
		if origin != "http://"+s.host {
			return fmt.Errorf("origin %q: not this page", origin)
		}
	}
	if site := r.Header.Get("Sec-Fetch-Site"); site != "" && site != "same-origin" && r.URL.Path != "/" {
		return fmt.Errorf("the request comes from another site (%s)", site) // anybody may load the page itself
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
	secret, key := s.redeem(sent.Token)
	if key == "" {
		refuse(w, http.StatusForbidden, fmt.Errorf("the address works only once: run %s review --web again",
			console.Invocation()))
		return
	}
	http.SetCookie(w, &http.Cookie{
		Name: s.cookie, Value: secret, Path: "/", HttpOnly: true,
		SameSite: http.SameSiteStrictMode,
	})
	answer(w, map[string]string{"key": key})
}

// redeem returns the two halves of the session for its token, once, and "" for any other text.
func (s *Server) redeem(token string) (secret, key string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.token == "" || !same(token, s.token) {
		return "", ""
	}
	s.token, s.secret, s.key = "", rand.Text(), rand.Text()
	return s.secret, s.key
}

// known reports whether a request belongs to the session.
func (s *Server) known(r *http.Request) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	cookie, err := r.Cookie(s.cookie)
	return err == nil && s.secret != "" && same(cookie.Value, s.secret) && same(r.Header.Get("X-Regen-Key"), s.key)
}

func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/assay-go/assay/cmd/regen/internal/review/reviewtest"
)

// kills is how often each way of approving is killed. A hundred times take a minute: go test ./cmd/regen -run Killed
// -kills=100.
var kills = flag.Int("kills", 4, "how often to kill each way of approving")

// A killed approval leaves every golden whole, old or new, and what was not approved pending as it was.
func TestAKilledApprovalLeavesGoldensWhole(t *testing.T) {
	const goldens, reason = 40, "the totals are doubled"
	ways := []struct {
		name string
		args []string
		run  func(t *testing.T, out *bufio.Reader, decided func())
	}{
		{
			"approve",
			[]string{"approve", "--all", "--expect", fmt.Sprint(goldens), "--reason", reason},
			func(_ *testing.T, out *bufio.Reader, decided func()) {
				onLines(out, regexp.MustCompile(`^approved`), decided)
			},
		},
		{"in a browser", []string{"review", "--web", "--reason", reason}, acceptOnThePage},
	}
	for _, way := range ways {
		t.Run(way.name, func(t *testing.T) {
			l := reviewtest.New(t)
			name := func(i int) string { return fmt.Sprintf("report/TestTotals/n%02d", i) }
			random := rand.New(rand.NewPCG(1, 2))
			taken := 0
			for range *kills {
				for i := range goldens {
					l.Pending(name(i), reviewtest.Totals, reviewtest.Doubled, "the result differs")
				}
				cmd := exec.Command("regen", way.args...)
				cmd.Dir = l.Root
				cmd.Env = append(cmd.Environ(), "CI=", "ASSAY_DIR=", "GOWORK=")
				out, err := cmd.StdoutPipe()
				if err != nil {
					t.Fatal(err)
				}
				if err := cmd.Start(); err != nil {
					t.Fatal(err)
				}
				left, wait := random.IntN(goldens*3/4), time.Duration(random.IntN(6000))*time.Microsecond
				way.run(t, bufio.NewReader(out), func() {
					if left--; left == 0 {
						time.AfterFunc(wait, func() { _ = cmd.Process.Kill() }) // it may have ended
					}
				})
				_ = cmd.Process.Kill()
				_ = cmd.Wait()
				waiting := map[string]bool{}
				for _, name := range l.Waiting() { // fails where a pending result is damaged
					waiting[name] = true
				}
				for _, item := range l.Open().Items {
					if item.Err != nil {
						t.Errorf("%s is pending, and cannot be compared: %v", item.Name, item.Err)
					}
				}
				for i := range goldens {
					switch now := l.Golden(name(i)); {
					case now == reviewtest.Doubled && !waiting[name(i)]:
						taken++
					case now != reviewtest.Totals && now != reviewtest.Doubled:
						t.Fatalf("%s is neither old nor new:\n%s", name(i), now)
					case now == reviewtest.Totals && !waiting[name(i)]:
						t.Fatalf("%s is the old one, and the new one is not pending", name(i))
					}
					reasons := l.Read("report/testdata/golden/TestTotals/" + fmt.Sprintf("n%02d.reasons", i))
					if strings.ReplaceAll(reasons, reason+"\n", "") != "" {
						t.Fatalf("the reasons of %s are\n%s", name(i), reasons)
					}
				}
			}
			if taken == 0 || taken == goldens**kills {
				t.Errorf("%d of %d results were approved before the kill: it came at a bad time", taken, goldens**kills)
			}
		})
	}
}

// onLines calls decided at each line that matches, until the output ends.
func onLines(out *bufio.Reader, match *regexp.Regexp, decided func()) {
	for {
		line, err := out.ReadString('\n')
		if err != nil {
			return
		}
		if match.MatchString(line) {
			decided()
		}
	}
}

// acceptOnThePage accepts one result after the other as the page does, until the server is gone.
func acceptOnThePage(t *testing.T, out *bufio.Reader, decided func()) {
	address := ""
	for !strings.HasPrefix(address, "http://") {
		line, err := out.ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		address = strings.TrimSpace(line)
	}
	origin, token, _ := strings.Cut(address, "/#")
	var cookies []*http.Cookie
	var session struct{ Key string }
	post := func(path string, body any, answer any) error {
		text, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, origin+path, bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Origin", origin)
		r.Header.Set("X-Regen-Key", session.Key)
		for _, c := range cookies {
			r.AddCookie(c)
		}
		response, err := http.DefaultClient.Do(r)
		if err != nil {
			return err
		}
		defer response.Body.Close()
		cookies = append(cookies, response.Cookies()...)
		return json.NewDecoder(response.Body).Decode(answer)
	}
	if err := post("/session", map[string]string{"token": token}, &session); err != nil {
		t.Fatal(err)
	}
	for i := 0; ; i++ {
		var answer struct {
			Waiting int
			Failed  bool
		}
		if err := post("/decide", map[string]any{"revision": i, "decision": "accept", "item": i}, &answer); err != nil ||
			answer.Failed ||
			answer.Waiting == 0 {
			return
		}
		decided()
	}
}

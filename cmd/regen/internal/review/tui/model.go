// Package tui is the review of pending results in a terminal: a list of goldens, those that changed alike together,
// and below or beside it what changed in one of them, cell by cell.
//
// Words and marks on the screen carry all information, so that it reads the same without color. Text from files is
// shown with visible characters only.
package tui

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/assay-go/assay/cmd/regen/internal/review"
	"github.com/assay-go/assay/internal/message"
)

// A Model is the state of the program.
type Model struct {
	session *review.Session
	color   bool
	width   int
	height  int

	at     int // the shown golden
	view   review.View
	unfold bool
	stack  bool        // show each cell on its own line
	top    int         // the first shown line of the sheet
	sub    int         // the first shown screen line of that line
	left   int         // columns scrolled out to the left, after the key
	slid   bool        // a person scrolled the columns
	part   review.Part // of the result that is on the screen
	rows   int         // of the screen for rows, less one

	mode        mode
	input       string // typed text while searching, confirming or explaining
	wanted      []int  // items to decide once a reason or their number is typed
	deciding    string // the key of the decision about them
	reason      string // the last typed reason
	query       string
	found       int // the matching line, or -1
	foundColumn int
	helpTop     int
	message     string
	wrong       bool // message is an error
	done        bool
}

type mode uint8

const (
	browsing mode = iota
	searching
	confirming
	explaining
	helping
)

// New returns a review that starts at the first waiting result.
func New(session *review.Session, color bool) *Model {
	return &Model{session: session, color: color, width: 80, height: 24, found: -1, at: max(session.Next(-1), 0)}
}

func (m *Model) say(format string, args ...any) { m.message = fmt.Sprintf(format, args...) }

// fail shows err if it is not nil, and reports whether it is not nil.
func (m *Model) fail(err error) bool {
	if err == nil {
		return false
	}
	m.message, m.wrong = strings.ReplaceAll(err.Error(), "\n", "; "), true
	return true
}

func (m *Model) item() *review.Item { return m.session.Items[m.at] }

// accept accepts results. If a policy requires a reason, the user types one first; the last reason is the default.
func (m *Model) accept(at ...int) {
	if m.session.WantsReason(at...) {
		m.mode, m.wanted, m.input = explaining, at, m.reason
		return
	}
	m.acceptFor("", at)
}

func (m *Model) acceptFor(reason string, at []int) {
	before := m.session.Count(review.Accepted)
	failed := m.fail(m.session.Accept(reason, at...))
	if n := m.session.Count(review.Accepted) - before; n > 0 && !failed {
		name := m.session.Items[at[0]].Name
		if n > 1 {
			name = fmt.Sprintf("%d goldens", n)
		}
		m.advance("accepted " + name)
	}
}

func (m *Model) reject(at ...int) { m.settle("rejected", at, m.session.Reject) }

func (m *Model) skip(at ...int) { m.settle("skipped", at, m.session.Skip) }

// settle carries out a decision that needs no reason.
func (m *Model) settle(verb string, at []int, decide func(at ...int) error) {
	what := m.session.Items[at[0]].Name
	if len(at) > 1 {
		what = message.Count(len(at), "golden")
	}
	if !m.fail(decide(at...)) {
		m.advance(verb + " " + what)
	}
}

// decideAlike decides all results that changed like this one: A accepts, R rejects, S skips. If they are many, or no
// rule explains what changed, the user types their number first.
func (m *Model) decideAlike(key string) {
	alike := m.session.Alike(m.at)
	switch {
	case len(alike) == 0:
		m.fail(m.session.Skip(m.at)) // which says why it cannot be decided
	case key != "S" && m.session.MustConfirm(alike):
		m.mode, m.input, m.wanted, m.deciding = confirming, "", alike, key
	default:
		m.decideAll(key, alike)
	}
}

func (m *Model) decideAll(key string, at []int) {
	switch key {
	case "A":
		m.accept(at...)
	case "R":
		m.reject(at...)
	default:
		m.skip(at...)
	}
}

// decisionVerbs are the decisions about all alike, by their keys.
var decisionVerbs = map[string]string{"A": "accept", "R": "reject", "S": "skip"}

func (m *Model) confirm() {
	if n, err := strconv.Atoi(m.input); err != nil || n != len(m.wanted) {
		m.say("nothing was decided: %d are alike, not %q", len(m.wanted), m.input)
		return
	}
	m.decideAll(m.deciding, m.wanted)
}

func (m *Model) undo() {
	back, err := m.session.Undo()
	if len(back) > 0 {
		m.moveTo(back[0])
		m.say("undone: %s waits again", m.item().Name)
		if len(back) > 1 {
			m.say("undone: %d goldens wait again", len(back))
		}
	}
	if errors.Is(err, review.ErrNothingToUndo) {
		m.say("%s", err)
	} else {
		m.fail(err)
	}
}

// advance shows the next waiting golden.
func (m *Model) advance(what string) {
	next := m.session.Next(m.at)
	if next < 0 {
		m.say("%s; nothing is left: press q to quit", what)
		return
	}
	m.moveTo(next)
	m.say("%s; press u to undo", what)
}

func (m *Model) move(by int) { m.moveTo(m.at + by) }

func (m *Model) moveTo(at int) {
	if at < 0 || at >= len(m.session.Items) || at == m.at {
		return
	}
	m.at, m.top, m.sub, m.left, m.slid, m.found = at, 0, 0, 0, false, -1
}

func (m *Model) turn(by int) {
	n := len(review.Views)
	m.view = review.View((int(m.view) + by + n) % n)
	m.top, m.sub, m.slid, m.found = 0, 0, false, -1
}

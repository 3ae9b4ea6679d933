package tui

import (
	"fmt"
	"strings"

	"github.com/assay-go/assay/cmd/regen/internal/review"
	"github.com/assay-go/assay/internal/term"
)

// The smallest supported size of a terminal.
const leastWidth, leastHeight = 20, 8

// wideEnough is the width from which the list is beside the golden.
const wideEnough = 120

// Screen returns the text of the screen, which fits its size.
func (m *Model) Screen() string {
	if m.width < leastWidth || m.height < leastHeight {
		return term.Shorten(fmt.Sprintf("regen review needs %d x %d cells", leastWidth, leastHeight), m.width)
	}
	if m.mode == helping {
		return strings.Join(m.help(), "\n")
	}
	lines := []string{m.header()}
	room := m.height - 3
	if m.width >= wideEnough {
		lines = append(lines, m.beside(room)...)
	} else {
		lines = append(lines, m.stacked(room)...)
	}
	for len(lines) < m.height-1 {
		lines = append(lines, "")
	}
	foot := []string{m.decisions(), m.footer()}
	if m.mode == browsing && m.wrong {
		foot = m.failure()
	}
	lines = append(lines[:m.height-len(foot)], foot...)
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " ") // a bar of color keeps its spaces
	}
	return strings.Join(lines, "\n")
}

// stacked puts the list above the golden.
func (m *Model) stacked(room int) []string {
	list := m.list(min(max(room/4, 3), m.listLength()), m.width)
	lines := append(list, m.style(term.Faint, strings.Repeat("─", m.width)))
	return append(lines, m.golden(room-len(lines), m.width)...)
}

// beside puts the list to the left of the golden.
func (m *Model) beside(room int) []string {
	wide := min(m.width*2/5, 60)
	list := m.list(room, wide)
	golden := m.golden(room, m.width-wide-3)
	lines := make([]string, room)
	for i := range lines {
		left, right := strings.Repeat(" ", wide), ""
		if i < len(list) {
			left = list[i]
		}
		if i < len(golden) {
			right = golden[i]
		}
		lines[i] = left + m.style(term.Faint, " │ ") + right
	}
	return lines
}

func (m *Model) header() string {
	total := len(m.session.Items)
	waiting := m.session.Count(review.Waiting)
	right := fmt.Sprintf("%d of %d wait", waiting, total)
	if said := m.session.Outcome(); said != "" {
		right += ": " + said
	}
	left := "regen review"
	space := m.width - term.Width(left) - term.Width(right)
	if space < 1 {
		return m.style(term.Bold, term.Shorten(right, m.width))
	}
	return m.style(term.Bold, left) + strings.Repeat(" ", space) + right
}

// footer returns the last message, the typed text, or the keys.
func (m *Model) footer() string {
	switch {
	case m.mode == searching:
		return term.Shorten("search: "+term.Visible(m.input)+"▏", m.width)
	case m.mode == explaining:
		return "why? " + term.ShortenLeft(term.Visible(m.input), m.width-term.Width("why? ▏")) + "▏"
	case m.mode == confirming:
		n, why := len(m.wanted), ""
		if m.session.Items[m.wanted[0]].Group.Unknown {
			why = ", without a rule that says how"
		}
		return term.Shorten(fmt.Sprintf("%s %d goldens%s? type %d and press enter: %s▏", decisionVerbs[m.deciding], n, why, n,
			term.Visible(m.input)), m.width)
	case m.message != "":
		return term.Shorten(term.Visible(m.message), m.width)
	}
	return m.keys()
}

// failure returns the whole text of an error, because it says what to do. It takes up to half of the screen.
func (m *Model) failure() []string {
	lines := term.WrapWords(term.Visible(m.message), m.width)
	if most := m.height / 2; len(lines) > most {
		lines = append(lines[:most-1], term.Shorten(strings.Join(lines[most-1:], " "), m.width))
	}
	for i, line := range lines {
		lines[i] = m.style(term.Red, line)
	}
	return lines
}

// decisions lists the keys that decide, with what each decides: how much of the shown result is on the screen, and how
// many changed alike.
func (m *Model) decisions() string {
	if len(m.session.Items) == 0 || m.item().State != review.Waiting && m.item().State != review.Skipped {
		return ""
	}
	part, alike := m.part.String(), ""
	if part != "" {
		part = " (" + part + ")"
	}
	accept, n := "a accept"+part, len(m.session.Alike(m.at))
	if m.item().Err != nil {
		return m.style(term.Bold, term.Shorten("r reject  s skip", m.width))
	}
	shorter := accept + "  r reject  s skip"
	if n > 1 {
		shorter += fmt.Sprintf("  all %d alike: A R S", n)
		alike = fmt.Sprintf("  all %d alike: A accept  R reject  S skip", n)
	}
	for _, text := range []string{accept + "  r reject  s skip" + alike, shorter, accept + "  r  s  A R S"} {
		if term.Width(text) <= m.width {
			return m.style(term.Bold, text)
		}
	}
	return m.style(term.Bold, term.Shorten(strings.Replace(accept, "accept ", "", 1), m.width))
}

// keys lists as many keys as fit.
func (m *Model) keys() string {
	var b strings.Builder
	used := 0
	for _, k := range brief {
		text := k[0] + " " + k[1]
		if used > 0 {
			text = "  " + text
		}
		if used += term.Width(text); used > m.width {
			break
		}
		b.WriteString(strings.Replace(text, k[0], m.style(term.Bold, k[0]), 1))
	}
	return b.String()
}

func (m *Model) help() []string {
	lines := []string{m.style(term.Bold, term.Shorten("regen review: keys", m.width)), ""}
	all := bindings()
	for _, b := range all[min(m.helpTop, len(all)):] {
		if len(lines) >= m.height-1 {
			break
		}
		lines = append(lines, term.Shorten(fmt.Sprintf("  %s  %s", term.Pad(b.show, 10), b.does), m.width))
	}
	for len(lines) < m.height-1 {
		lines = append(lines, "")
	}
	return append(lines, m.style(term.Faint, term.Shorten("↑ ↓ scroll, any other key goes back", m.width)))
}

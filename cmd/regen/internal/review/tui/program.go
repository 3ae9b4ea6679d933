package tui

import (
	"context"
	"io"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/assay-go/assay/cmd/regen/internal/review"
)

// Run shows the review on a terminal until the user quits.
func Run(ctx context.Context, in io.Reader, out io.Writer, session *review.Session, color bool) error {
	_, err := tea.NewProgram(New(session, color), tea.WithContext(ctx), tea.WithInput(in), tea.WithOutput(out)).Run()
	return err
}

// Init implements [tea.Model]. It starts nothing.
func (m *Model) Init() tea.Cmd { return nil }

// Update handles a key press, a paste or a new size.
func (m *Model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.width, m.height = msg.Width, msg.Height
		m.clamp()
		m.rows = 0
	case tea.KeyPressMsg:
		if m.rows == 0 {
			m.Screen() // counts them
		}
		m.press(msg)
	case tea.PasteMsg:
		if m.mode == searching || m.mode == explaining {
			m.input += strings.Join(strings.Fields(msg.Content), " ")
		}
	}
	if m.done {
		return m, tea.Quit
	}
	return m, nil
}

func (m *Model) press(key tea.KeyPressMsg) {
	name := key.String()
	m.message, m.wrong = "", false
	switch {
	case name == "ctrl+c":
		m.done = true
	case m.mode == helping:
		m.pressInHelp(name)
	case m.mode != browsing:
		m.edit(name, key.Text)
	default:
		for _, b := range bindings() {
			if slices.Contains(b.keys, name) {
				b.act(m)
				return
			}
		}
		if name == "esc" {
			m.query, m.found = "", -1
			return
		}
		m.say("%s does nothing: press ? for the keys", name)
	}
}

func (m *Model) pressInHelp(name string) {
	switch name {
	case "down", "j", "space", "pgdown":
		m.helpTop = min(m.helpTop+1, max(len(bindings())-m.height+3, 0))
	case "up", "k", "pgup":
		m.helpTop = max(m.helpTop-1, 0)
	default:
		m.mode = browsing
	}
}

// edit handles a key press while the user types text.
func (m *Model) edit(name, text string) {
	switch name {
	case "esc":
		m.mode = browsing
	case "backspace":
		if runes := []rune(m.input); len(runes) > 0 {
			m.input = string(runes[:len(runes)-1])
		}
	case "enter", "ctrl+j": // a terminal not yet in raw mode turns one into the other
		was := m.mode
		m.mode = browsing
		switch was {
		case searching:
			if m.query = strings.TrimSpace(m.input); m.query != "" {
				m.find(false)
			}
		case explaining:
			m.reason = strings.TrimSpace(m.input)
			m.acceptFor(m.reason, m.wanted)
		default:
			m.confirm()
		}
	default:
		m.input += text
	}
}

// View draws the screen.
func (m *Model) View() tea.View {
	v := tea.NewView(m.Screen())
	v.AltScreen = true
	v.WindowTitle = "regen review"
	return v
}

package tui

// A binding is an action and its keys. The help lists bindings in this order.
type binding struct {
	keys []string
	show string // the keys, for people
	does string
	act  func(*Model)
}

// bindings returns the keys of the review. It is a function because the actions refer to it through the help.
func bindings() []binding {
	return []binding{
		{[]string{"a"}, "a", "accept: the result becomes the golden", func(m *Model) { m.accept(m.at) }},
		{[]string{"r"}, "r", "reject: the result is removed, the golden stays", func(m *Model) { m.reject(m.at) }},
		{[]string{"s"}, "s", "skip: it stays pending", func(m *Model) { m.skip(m.at) }},
		{[]string{"A"}, "A", "accept all alike: those that wait under this heading", func(m *Model) { m.decideAlike("A") }},
		{[]string{"R"}, "R", "reject all alike", func(m *Model) { m.decideAlike("R") }},
		{[]string{"S"}, "S", "skip all alike", func(m *Model) { m.decideAlike("S") }},
		{[]string{"u"}, "u", "undo the last decision", func(m *Model) { m.undo() }},
		{[]string{"down", "j"}, "↓ j", "next golden", func(m *Model) { m.move(1) }},
		{[]string{"up", "k"}, "↑ k", "previous golden", func(m *Model) { m.move(-1) }},
		{[]string{"]"}, "]", "next waiting golden", func(m *Model) { m.moveTo(m.session.Next(m.at)) }},
		{[]string{"}"}, "}", "next group", func(m *Model) { m.moveTo(m.session.NextGroup(m.at, 1)) }},
		{[]string{"{"}, "{", "previous group", func(m *Model) { m.moveTo(m.session.NextGroup(m.at, -1)) }},
		{[]string{"tab"}, "tab", "diff, old, new", func(m *Model) { m.turn(1) }},
		{[]string{"shift+tab"}, "shift tab", "new, old, diff", func(m *Model) { m.turn(-1) }},
		{[]string{"f"}, "f", "fold or unfold unchanged rows and columns", func(m *Model) { m.fold() }},
		{
			[]string{"w"},
			"w", "one line for each cell, with the whole text",
			func(m *Model) { m.stack = !m.stack; m.left, m.slid = 0, false },
		},
		{[]string{"J", "shift+down", "ctrl+e"}, "J", "one row down", func(m *Model) { m.scroll(1) }},
		{[]string{"K", "shift+up", "ctrl+y"}, "K", "one row up", func(m *Model) { m.scroll(-1) }},
		{[]string{"pgdown", "space", "ctrl+f"}, "pgdn space", "one page down", func(m *Model) { m.scroll(m.page()) }},
		{[]string{"pgup", "b", "ctrl+b"}, "pgup b", "one page up", func(m *Model) { m.scroll(-m.page()) }},
		{[]string{"g", "home"}, "g", "first row", func(m *Model) { m.top, m.sub = 0, 0 }},
		{[]string{"G", "end"}, "G", "last row", func(m *Model) { m.scrollToEnd() }},
		{[]string{"right", "l"}, "→ l", "columns to the right", func(m *Model) { m.slide(1) }},
		{[]string{"left", "h"}, "← h", "columns to the left", func(m *Model) { m.slide(-1) }},
		{[]string{"/"}, "/", "search names, columns and cells", func(m *Model) { m.mode, m.input = searching, "" }},
		{[]string{"n"}, "n", "next match", func(m *Model) { m.find(false) }},
		{[]string{"N"}, "N", "previous match", func(m *Model) { m.find(true) }},
		{[]string{"?", "f1"}, "?", "this help", func(m *Model) { m.mode, m.helpTop = helping, 0 }},
		{[]string{"q", "ctrl+c"}, "q", "quit: decisions stay", func(m *Model) { m.done = true }},
	}
}

// brief lists the keys for the last line of the screen, each with a word. Those that decide are above it.
var brief = [][2]string{
	{"u", "undo"},
	{"}", "next group"},
	{"↑↓", "golden"},
	{"/", "search"},
	{"?", "help"},
	{"q", "quit"},
	{"tab", "view"},
	{"f", "unfold"},
	{"w", "wrap"},
	{"J K", "row"},
	{"← →", "columns"},
}

package tui

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/sebdah/goldie/v2"
	"pgregory.net/rapid"

	"github.com/assay-go/assay/cmd/regen/internal/review"
	"github.com/assay-go/assay/cmd/regen/internal/review/reviewtest"
	"github.com/assay-go/assay/internal/store"
	"github.com/assay-go/assay/internal/term"
)

// press sends keys, each a word as the help calls it, and returns the model.
func press(m *Model, keys ...string) *Model {
	codes := map[string]rune{
		"enter": tea.KeyEnter, "esc": tea.KeyEscape, "tab": tea.KeyTab, "down": tea.KeyDown, "up": tea.KeyUp,
		"left":  tea.KeyLeft,
		"right": tea.KeyRight, "pgdown": tea.KeyPgDown, "pgup": tea.KeyPgUp, "home": tea.KeyHome, "end": tea.KeyEnd,
		"backspace": tea.KeyBackspace, "space": tea.KeySpace,
	}
	for _, key := range keys {
		switch code := codes[key]; {
		case key == "shift+tab":
			m.Update(tea.KeyPressMsg{Code: tea.KeyTab, Mod: tea.ModShift})
		case key == "ctrl+c":
			m.Update(tea.KeyPressMsg{Code: 'c', Mod: tea.ModCtrl})
		case code != 0:
			m.Update(tea.KeyPressMsg{Code: code})
		default:
			for _, r := range key {
				m.Update(tea.KeyPressMsg{Code: r, Text: string(r)})
			}
		}
	}
	return m
}

func sized(m *Model, width, height int) *Model {
	m.Update(tea.WindowSizeMsg{Width: width, Height: height})
	return m
}

func shop(t *testing.T) (*reviewtest.Lab, *Model) {
	l := reviewtest.New(t)
	l.Shop()
	return l, New(l.Open(), false)
}

// The screens are under testdata/screens, as they look without colour.
func TestScreens(t *testing.T) {
	screens := []struct {
		name          string
		width, height int
		keys          []string
	}{
		{"first", 80, 24, nil},
		{"wide", 130, 20, nil},
		{"accepted", 80, 24, []string{"a"}},
		{"all_alike", 80, 24, []string{"}", "}", "}", "A"}},
		{"undone", 80, 24, []string{"}", "}", "}", "A", "u"}},
		{"old", 80, 24, []string{"tab"}},
		{"new_unfolded", 80, 24, []string{"shift+tab", "f"}},
		{"a_cell_a_line", 80, 24, []string{"w", "J"}},
		{"search", 80, 24, []string{"/rate", "enter"}},
		{"search_typed", 80, 24, []string{"/ref"}},
		{"value", 80, 24, []string{"j"}},
		{"group", 80, 24, []string{"k", "{", "}", "}"}},
		{"missing", 80, 24, []string{"j", "j"}},
		{"all_decided", 80, 24, []string{"a", "r", "s", "A"}},
		{"help", 80, 24, []string{"?"}},
		{"tiny", 30, 9, nil},
		{"too_small", 19, 9, nil},
	}
	g := goldie.New(t, goldie.WithFixtureDir("testdata/screens"), goldie.WithNameSuffix(".txt"))
	for _, s := range screens {
		t.Run(s.name, func(t *testing.T) {
			_, m := shop(t)
			press(sized(m, s.width, s.height), s.keys...)
			g.Assert(t, s.name, []byte(m.Screen()+"\n"))
		})
	}
}

func TestKeysDecide(t *testing.T) {
	l, m := shop(t)
	press(m, "a", "r", "s", "A")
	if got := l.Golden("billing/TestOrders/refund"); got != reviewtest.Refunded {
		t.Errorf("accepted, the golden is\n%s", got)
	}
	if got := l.Golden("report/TestTotals/south"); got != reviewtest.Doubled {
		t.Errorf("accepted with its like, the golden is\n%s", got)
	}
	if got := l.Golden("report/TestTotals/settings"); got != reviewtest.Settings {
		t.Errorf("rejected, the golden is\n%s", got)
	}
	if got, want := l.Waiting(), []string{"report/TestTotals/west"}; !slices.Equal(got, want) {
		t.Errorf("pending are %v, want %v", got, want)
	}
	press(m, "u", "u", "u", "u", "u")
	if got := len(l.Waiting()); got != 5 || l.Golden("report/TestTotals/south") != reviewtest.Totals {
		t.Errorf("after undo %d wait, want 5", got)
	}
	if m.message != review.ErrNothingToUndo.Error() {
		t.Errorf("one undo too many says %q", m.message)
	}
	if _, cmd := m.Update(tea.KeyPressMsg{Code: 'q', Text: "q"}); cmd == nil {
		t.Error("q does not quit")
	}
}

// The whole program, as it runs on a terminal.
func TestTheProgramDecidesAndQuits(t *testing.T) {
	l := reviewtest.New(t)
	l.Shop()
	var screen strings.Builder
	if err := Run(t.Context(), strings.NewReader("srssAq"), &screen, l.Open(), true); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(screen.String(), "regen review") {
		t.Errorf("the screen got %q", screen.String())
	}
	want := []string{"billing/TestOrders/refund", "report/TestTotals/north", "report/TestTotals/west"}
	if got := l.Waiting(); !slices.Equal(got, want) {
		t.Errorf("pending are %v, want %v", got, want)
	}
}

func TestManyAlikeAreAcceptedOnlyByTheirNumber(t *testing.T) {
	l := reviewtest.New(t)
	for i := range review.MaxUnconfirmed + 1 {
		l.Pending(fmt.Sprintf("report/TestTotals/n%02d", i), reviewtest.Totals, reviewtest.Doubled, "the result differs")
	}
	m := New(l.Open(), false)
	press(m, "A", "20", "enter")
	if got := len(l.Waiting()); got != review.MaxUnconfirmed+1 {
		t.Fatalf("after the wrong number %d wait", got)
	}
	if !strings.Contains(m.Screen(), `nothing was decided: 21 are alike, not "20"`) {
		t.Errorf("the screen is\n%s", m.Screen())
	}
	press(m, "A", "2", "esc", "A", "21", "enter")
	if got := len(l.Waiting()); got != 0 {
		t.Errorf("after the right number %d wait", got)
	}
}

func TestSearchGoesThroughCellsOfAllGoldensAndAround(t *testing.T) {
	_, m := shop(t)
	press(m, "/40", "enter")
	var seen []string
	for range 6 {
		seen = append(seen, fmt.Sprintf("%s %d", m.item().Name, m.found))
		press(m, "n")
	}
	want := []string{
		"billing/TestOrders/refund 7", "report/TestTotals/north 1", "report/TestTotals/south 1",
		"billing/TestOrders/refund 7", "report/TestTotals/north 1", "report/TestTotals/south 1",
	}
	if !slices.Equal(seen, want) {
		t.Errorf("n visits %q, want %q", seen, want)
	}
	press(m, "N", "N")
	if got := m.item().Name; got != "report/TestTotals/north" {
		t.Errorf("N goes to %s", got)
	}
	press(m, "/nowhere", "enter")
	if m.message != `"nowhere" not found` {
		t.Errorf("it says %q", m.message)
	}
}

// Columns are as wide as the rows at the end need, too.
func TestTheKeyOfTheLastRowIsNotCut(t *testing.T) {
	rows := func(plus int) string {
		var b strings.Builder
		b.WriteString("# assay 1\n# order keyed id\n# field id int64\n# field n int64\nid,n\n")
		for i := range 3 * 1000 {
			fmt.Fprintf(&b, "%d,%d\n", i, i%7+plus)
		}
		return b.String()
	}
	l := reviewtest.New(t)
	l.Pending("report/TestTotals/long", rows(0), rows(1), "the result differs")
	screen := press(New(l.Open(), false), "G").Screen()
	if !strings.Contains(screen, "\n~ 2999  3 -> 4  +1 +33.3%\na accept") {
		t.Errorf("the screen is\n%s", screen)
	}
}

func TestAWrongKeyIsTold(t *testing.T) {
	_, m := shop(t)
	press(m, "x")
	if got, want := m.message, "x does nothing: press ? for the keys"; got != want {
		t.Errorf("it says %q, want %q", got, want)
	}
}

func TestAFailureIsSaidAndNothingMoves(t *testing.T) {
	l := reviewtest.New(t)
	l.Shop()
	m := New(review.Open(l.Sources(), func() error { return fmt.Errorf("not in CI") }), false)
	press(m, "a")
	if m.at != 0 || !strings.HasSuffix(m.Screen(), "\nnot in CI") {
		t.Errorf("the screen is\n%s", m.Screen())
	}
}

func TestAFailureIsSaidToItsEnd(t *testing.T) {
	l := reviewtest.New(t)
	l.Shop()
	long := strings.Repeat("not in CI, ", 9) + "but by hand"
	m := sized(New(review.Open(l.Sources(), func() error { return fmt.Errorf("%s", long) }), false), 80, 24)
	press(m, "a")
	if lines := strings.Split(m.Screen(), "\n"); len(lines) != 24 || lines[22]+" "+lines[23] != long {
		t.Errorf("the screen is\n%s", m.Screen())
	}
}

// What a file from somebody's branch says does not reach the terminal as a command to it.
func TestHostileTextIsShownNotObeyed(t *testing.T) {
	evil := "\\u001b]0;owned\\u0007\\u001b[2J\\u202e"
	head := "# assay 1\n# order keyed k\n# field k utf8\n# field \"c\\u001b[2J\" utf8\nk,\"c\\u001b[2J\"\n"
	l := reviewtest.New(t)
	l.Pending("report/TestTotals/all", head+"a,x\n", head+"a,\""+evil+"\"\n", "the result differs")
	l.Pending(
		"report/TestTotals/value",
		reviewtest.Settings,
		"# assay 1\n# value\nname: \""+evil+"\"\n",
		"the result differs",
	)
	m := New(l.Open(), false)
	for _, keys := range [][]string{
		nil, {"w"}, {"tab"}, {"tab"}, {"f"}, {"j"}, {"tab"}, {"tab"}, {"tab"}, {"/\x1b[2J", "enter"},
	} {
		press(m, keys...)
		control := func(r rune) bool { return r != '\n' && (r < ' ' || r == 0x7f || r == 0x202e) }
		if at := strings.IndexFunc(m.Screen(), control); at >= 0 {
			t.Fatalf("after %q the screen holds %q", keys, m.Screen()[at:])
		}
	}
	if !strings.Contains(press(m, "k", "tab", "tab").Screen(), `\u001b[2J`) {
		t.Errorf("the escape is not shown:\n%s", m.Screen())
	}
}

var (
	sgr      = regexp.MustCompile("\x1b\\[[0-9]*m")
	trailing = regexp.MustCompile("(?m) +$")
)

// Whatever is pressed at whatever size, the screen fits, and colour changes no text.
func TestAnyKeysAtAnySize(t *testing.T) {
	var keys []string
	for _, b := range bindings() {
		if !strings.Contains("arARuq", b.show) { // these wait for the disk
			keys = append(keys, b.keys...)
		}
	}
	keys = append(keys, "enter", "esc", "21", "backspace", "total")
	_, m := shop(t)
	session := press(m, "a", "j", "r").session
	rapid.Check(t, func(rt *rapid.T) {
		m := New(session, false)
		for range rapid.IntRange(1, 25).Draw(rt, "presses") {
			press(m, rapid.SampledFrom(keys).Draw(rt, "key"))
			sized(m, rapid.IntRange(1, 150).Draw(rt, "width"), rapid.IntRange(1, 50).Draw(rt, "height"))
			lines := strings.Split(m.Screen(), "\n")
			if len(lines) > m.height {
				rt.Fatalf("%d lines, the screen has %d", len(lines), m.height)
			}
			for _, line := range lines {
				if term.Width(line) > m.width {
					rt.Fatalf("a line of %d cells, the screen has %d:\n%s", term.Width(line), m.width, line)
				}
			}
			plain := trailing.ReplaceAllString(m.Screen(), "")
			m.color = true
			if colored := trailing.ReplaceAllString(sgr.ReplaceAllString(m.Screen(), ""), ""); colored != plain {
				rt.Fatalf("with colour it reads\n%s\nwithout\n%s", colored, plain)
			}
			m.color = false
		}
	})
}

func TestBesideTheKeyThatAcceptsStandsWhatIsNotShown(t *testing.T) {
	_, m := shop(t)
	lines := strings.Split(m.Screen(), "\n")
	if got, want := lines[22], "a accept (1 of 3 rows shown)  r reject  s skip"; got != want {
		t.Errorf("the line of decisions is %q, want %q", got, want)
	}
}

// Where a policy requires a reason, it is typed before anything is accepted; the last one is there to be used again.
func TestAReasonIsTypedWhereAPolicyAsksForIt(t *testing.T) {
	l := reviewtest.New(t)
	l.Shop()
	l.Write(store.PolicyFile, "approve: {reason: required}\n")
	m := sized(New(l.Open(), false), 80, 24)
	press(m, "a", "Tax of 2026")
	if lines := strings.Split(m.Screen(), "\n"); lines[len(lines)-1] != "why? Tax of 2026▏" {
		t.Errorf("the last line is %q", lines[len(lines)-1])
	}
	press(m, "esc")
	if got := len(l.Waiting()); got != 5 {
		t.Fatalf("%d wait after esc, want 5", got)
	}
	press(m, "a", "enter")
	if want := "nothing was accepted: .assay.yaml:1:11 requires a reason"; m.message != want || !m.wrong {
		t.Errorf("no reason says %q, want %q", m.message, want)
	}
	press(m, "a", "Tax of 2026", "enter", "}", "}", "A", "enter")
	if got, want := l.Waiting(), []string{"report/TestTotals/settings", "report/TestTotals/west"}; !slices.Equal(
		got,
		want,
	) {
		t.Errorf("pending are %v, want %v", got, want)
	}
	for _, name := range []string{"billing/testdata/golden/TestOrders/refund", "report/testdata/golden/TestTotals/south"} {
		if got := l.Read(name + ".reasons"); got != "Tax of 2026\n" {
			t.Errorf("the reasons of %s are %q", name, got)
		}
	}
	press(m, "u")
	if got := l.Read("report/testdata/golden/TestTotals/south.reasons"); got != "" {
		t.Errorf("taken back, the reasons are %q", got)
	}
}

// days returns a golden of so many days, and the result in which the totals doubled.
func days(n int) (old, result string) {
	head := "# assay 1\n# order keyed day\n# field day int64 not null\n# field shop utf8\n# field total int64\n" +
		"day,shop,total\n"
	was, is := []string{head}, []string{head}
	for i := range n {
		was = append(was, fmt.Sprintf("%d,shop %d,%d\n", i, i, 10000+i))
		is = append(is, fmt.Sprintf("%d,shop %d,%d\n", i, i, 2*(10000+i)))
	}
	return strings.Join(was, ""), strings.Join(is, "")
}

func TestAHeadSaysWhatGoldensWithDifferentRowsHaveInCommon(t *testing.T) {
	l := reviewtest.New(t)
	for _, n := range []int{3, 20} {
		old, result := days(n)
		l.Pending(fmt.Sprintf("report/TestTotals/n%d", n), old, result, "the result differs")
	}
	if screen := New(l.Open(), false).Screen(); !strings.Contains(screen, "\n  2 alike: total by factor 2\n") {
		t.Errorf("the screen is\n%s", screen)
	}
}

func TestTheNewValueIsTheLastToBeCut(t *testing.T) {
	l := reviewtest.New(t)
	old, result := days(3)
	l.Pending("report/TestTotals/n3", old, result, "the result differs")
	m := press(sized(New(l.Open(), false), 20, 24), "f")
	if screen := m.Screen(); !strings.Contains(screen, "\n~   0  100… -> 20000\n") {
		t.Errorf("the screen is\n%s", screen)
	}
}

// lab leaves one result of a table whose rows are given.
func lab(t *testing.T, head, old, result string) *Model {
	l := reviewtest.New(t)
	l.Pending("report/TestX/a", head+old, head+result, "the result differs")
	return New(l.Open(), false)
}

func TestAddedRemovedAndMovedRowsAreShown(t *testing.T) {
	const keyed = "# assay 1\n# order keyed id\n# field id int64\n# field name utf8\nid,name\n"
	const ordered = "# assay 1\n# order ordered\n# field id int64\n# field name utf8\nid,name\n"
	for _, c := range []struct{ head, old, result, says, row string }{
		{keyed, "1,a\n", "1,a\n2,b\n", "rows added", "+  2  b"},
		{keyed, "1,a\n2,b\n", "1,a\n", "1 row removed", "-  2  b"},
		{ordered, "1,a\n2,b\n3,c\n", "1,a\n3,c\n2,b\n", "order lost", "> 2→1   3  c"},
	} {
		screen := lab(t, c.head, c.old, c.result).Screen()
		for _, want := range []string{"\n" + c.row + "\n", c.says, "a accept  r reject"} {
			if !strings.Contains(screen, want) || strings.Contains(screen, "no difference") {
				t.Errorf("want %q, the screen is\n%s", want, screen)
			}
		}
	}
}

// TestAnAddedColumnIsNotAcceptedUnseen has a column that all 40 rows got. Nothing else differs.
func TestAnAddedColumnIsNotAcceptedUnseen(t *testing.T) {
	var old, result strings.Builder
	for id := range 40 {
		fmt.Fprintf(&old, "%d\n", id)
		fmt.Fprintf(&result, "%d,%d.50\n", id, id)
	}
	l := reviewtest.New(t)
	const head = "# assay 1\n# order keyed id\n# field id int64\n"
	l.Pending("report/TestVAT/all", head+"id\n"+old.String(),
		head+"# field vat decimal(9, 2)\nid,vat\n"+result.String(), "the transform changed")
	screen := sized(New(l.Open(), false), 100, 24).Screen()
	for _, want := range []string{
		"vat  added, decimal(9, 2): 0.50, 1.50, 2.50, …", "   9   9.50\n", "a accept (12 of 40 rows shown)",
	} {
		if !strings.Contains(screen, want) {
			t.Errorf("%q is not in\n%s", want, screen)
		}
	}
}

func TestAChangedTimeIsWholeAndTheFirstChangedColumnInSight(t *testing.T) {
	head, old, result := "# assay 1\n# order keyed id\n# field id int64\n", "1", "1"
	var names strings.Builder
	names.WriteString("id")
	for i := range 12 {
		head += fmt.Sprintf("# field some_column_%d utf8\n", i)
		names.WriteString(fmt.Sprintf(",some_column_%d", i))
		old, result = old+",some text", result+",some text"
	}
	head += "# field at timestamp[us, UTC]\n" + names.String() + ",at\n"
	m := lab(t, head, old+",2018-01-01T00:00:00.000000Z\n", result+",2018-02-01T00:00:00.000000Z\n")
	const change = "2018-01-01T00:00:00.000000Z -> 2018-02-01T00:00:00.000000Z"
	for _, keys := range []string{"", "f", "w"} {
		if screen := press(m, keys).Screen(); !strings.Contains(screen, change) {
			t.Errorf("after %q the screen is\n%s", keys, screen)
		}
	}
	press(m, "w", "left", "left", "left")
	if want := "some_column_8  some_column_9  some_column_10"; !strings.Contains(m.Screen(), want) {
		t.Errorf("columns do not scroll to %s:\n%s", want, m.Screen())
	}
	press(sized(m, 50, 24), "j", "f", "f") // too narrow for both
	if want := "2018-02-01T00:00:00.000000Z"; !strings.Contains(m.Screen(), want) {
		t.Errorf("the new value is cut:\n%s", m.Screen())
	}
}

// TestTheChangedColumnIsWholeAtAnyWidth has one changed number after twenty columns, behind a wide key.
func TestTheChangedColumnIsWholeAtAnyWidth(t *testing.T) {
	head, row := "# assay 1\n# order keyed id\n# field id utf8\n", "campaign of the northern region"
	var names strings.Builder
	names.WriteString("id")
	for i := range 20 {
		head += fmt.Sprintf("# field plain_%d utf8\n", i)
		names.WriteString(fmt.Sprintf(",plain_%d", i))
		row += ",some plain text"
	}
	head += "# field revenue decimal(14, 2)\n" + names.String() + ",revenue\n"
	for _, width := range []int{80, 100, 120, 200} {
		m := lab(t, head, row+",123456.78\n", row+",23456.70\n")
		for _, keys := range []string{"", "f", "f"} {
			screen := press(sized(m, width, 24), keys).Screen()
			if !strings.Contains(screen, "123456.78 -> 23456.70  -100000.08 -81%") {
				t.Errorf("at %d columns, after %q:\n%s", width, keys, screen)
			}
		}
	}
}

func TestAMatchInAFoldedColumnIsTold(t *testing.T) {
	l := reviewtest.New(t)
	old, result := days(30)
	l.Pending("report/TestTotals/n30", old, result, "the result differs")
	m := press(New(l.Open(), false), "/shop 17", "enter")
	if want := `"shop 17": line 18, shop (folded: press f); press n for the next match`; m.message != want {
		t.Errorf("it says %q, want %q", m.message, want)
	}
	press(m, "f")
	if screen := m.Screen(); !strings.Contains(screen, "\n»  17  shop 17  10017 -> 20034  +10017 +100%\n") {
		t.Errorf("unfolded, the screen is\n%s", screen)
	}
}

package tui

import (
	"slices"
	"strings"

	"github.com/assay-go/assay/cmd/regen/internal/review"
	"github.com/assay-go/assay/internal/report"
	"github.com/assay-go/assay/internal/term"
)

const (
	plainWidth = 40 // the most of a column without changes, unless all columns fit
	leastPlain = 8  // the least part of such a column that is worth showing
	changeHead = "change"
)

// A grid is the part of a sheet that is on the screen, as a table.
type grid struct {
	*review.Sheet
	view   review.View
	number int // width of the row numbers, 0 without
	left   int // columns that are scrolled out, after the key
	places []place
	cut    int // cells of which only a part is drawn
}

// A place is a column on the screen.
type place struct {
	column  int
	numeric bool
	review.Width
}

// layOut places columns on a screen: the key, and the others from the left on. Unless a person scrolled the columns, it
// scrolls them so that the changed cell of the first changed row is in sight.
func (m *Model) layOut(sheet *review.Sheet, height, wide int) *grid {
	widths := sheet.WidthsWith(m.view, m.unfold, m.top, height)
	g := &grid{Sheet: sheet, view: m.view, number: widths.Number, left: m.left}
	room := wide - 2
	if g.number > 0 {
		room -= g.number + 2
	}
	shown, keys := sheet.Shown(m.unfold), sheet.Keys()
	total := -2
	places := make([]place, len(shown))
	for i, column := range shown {
		w := widths.Columns[column]
		if w.Change > 0 {
			w.Change += max(0, len(changeHead)+2-w.Moved())
		}
		places[i] = place{column, sheet.IsNumeric(column), w}
		total += w.Total() + 2
	}
	if g.places = places; total <= room {
		g.left = 0
		return g
	}
	for i := range places {
		if places[i].Old == 0 {
			places[i].New = min(places[i].New, plainWidth)
		}
	}
	most := max(len(places)-keys-1, 0)
	g.left = min(g.left, most)
	g.places = fit(places[:keys], places[keys+g.left:], room)
	if want := m.columnInSight(sheet, height); want >= 0 && !m.slid && !g.has(want) {
		for g.left = 0; g.left <= most; g.left++ {
			if g.places = fit(places[:keys], places[keys+g.left:], room); g.has(want) {
				break
			}
		}
	}
	return g
}

func (g *grid) has(column int) bool {
	return slices.ContainsFunc(g.places, func(p place) bool { return p.column == column })
}

// columnInSight returns the column to keep on the screen, or -1: that of a match, else the first that differs in the
// first changed row.
func (m *Model) columnInSight(sheet *review.Sheet, height int) int {
	shown := sheet.Shown(m.unfold)
	lines := sheet.Lines(m.view, m.unfold)
	if m.found >= m.top && m.found < m.top+height && slices.Contains(shown, m.foundColumn) {
		return m.foundColumn
	}
	for at := m.top; at < min(m.top+height, lines.Len()); at++ {
		line := lines.At(at)
		if !sheet.Tells(m.view, line) {
			continue
		}
		for _, c := range shown {
			differs := sheet.Columns[c].Differs
			if m.view == review.Diff {
				differs = sheet.Cell(m.view, line, c).Differs() && line.Kind == report.Changed
			}
			if differs && !sheet.Columns[c].Key {
				return c
			}
		}
	}
	return -1
}

// fit returns the columns that fit. The key leaves room for the first of the others, which is narrowed if need be.
func fit(key, others []place, room int) []place {
	var out []place
	need := 0
	if len(others) > 0 {
		need = min(others[0].Total()+2, room*2/3)
	}
	out = append(out, key...)
	for over := totalOf(out) - (room - need); over > 0; over-- {
		widest := 0
		for i := range out {
			if out[i].Total() > out[widest].Total() {
				widest = i
			}
		}
		if out[widest].Total() <= 1 {
			break
		}
		out[widest].Width = narrowed(out[widest].Width, out[widest].Total()-1)
	}
	room -= totalOf(out)
	for i, p := range others {
		if p.Total() > room {
			if i == 0 && room > 0 || p.Old == 0 && room >= leastPlain {
				p.Width = narrowed(p.Width, room)
				out = append(out, p)
			}
			break
		}
		out = append(out, p)
		room -= p.Total() + 2
	}
	return out
}

func totalOf(places []place) int {
	total := 0
	for _, p := range places {
		total += p.Total() + 2
	}
	return total
}

// narrowed returns a width that takes at most room. First it gives up by how much numbers changed.
func narrowed(w review.Width, room int) review.Width {
	if w.Change > 0 && w.Total() > room {
		w.Change, w.Percent = 0, 0
	}
	if over := w.Total() - room; over > 0 && w.Old > 0 {
		w.Old = max(w.Old-over, min(w.Old, room/4), 1) // so that the new text stays whole if it can
	}
	w.New -= max(0, w.Total()-room)
	w.New = max(w.New, 1)
	return w
}

// head returns the names of the columns.
func (g *grid) head() string {
	var text strings.Builder
	text.WriteString("  ")
	if g.number > 0 {
		text.WriteString(term.Pad("row", g.number) + "  ")
	}
	for _, p := range g.places {
		wide := p.Total()
		wide -= p.Moved()
		text.WriteString(aligned(term.Shorten(g.Columns[p.column].Name, wide), wide, p.numeric) + "  ")
		if p.Change > 0 {
			text.WriteString(aligned(changeHead, p.Moved()-2, true) + "  ")
		}
	}
	return strings.TrimRight(text.String(), " ")
}

// aligned fills text with spaces up to a width, on the left if right is set.
func aligned(text string, width int, right bool) string {
	if right {
		return strings.Repeat(" ", max(0, width-term.Width(text))) + text
	}
	return term.Pad(text, width)
}

// A span is text in a style.
type span struct {
	style term.Style
	text  string
}

// row returns the cells of a line. It cuts a cell that does not fit with an ellipsis, where its sides differ.
func (g *grid) row(line review.Line) []span {
	color := report.KindColors[line.Kind]
	var out []span
	if g.number > 0 {
		out = append(out, span{term.Faint, term.Pad(g.RowNumber(line), g.number) + "  "})
	}
	for _, p := range g.places {
		old, new, change := g.Texts(g.view, line, p.column)
		if line.Kind == report.Changed || line.Kind == report.Moved || line.Kind == "same" {
			color = ""
		}
		oldColor, newColor, arrow := color, color, strings.Repeat(" ", len(review.Arrow))
		if old != "" && new != "" {
			oldColor, newColor, arrow = term.Red, term.Green, review.Arrow
		}
		if p.Old == 0 && old != "" && new == "" {
			old, new = "", old
		}
		if g.Tells(g.view, line) && (term.Width(old) > p.Old || term.Width(new) > p.New) {
			g.cut++
		}
		if p.Old > 0 {
			shownOld, _ := term.ShortenPair(old, new, p.Old)
			_, new = term.ShortenPair(old, new, p.New)
			out = append(out, span{oldColor, aligned(shownOld, p.Old, p.numeric)}, span{"", arrow})
		}
		out = append(out, span{newColor, aligned(term.Shorten(new, p.New), p.New, p.numeric)})
		if p.Change > 0 {
			by, percent, _ := strings.Cut(change, " ")
			change = aligned(by, p.Change, true)
			if p.Percent > 0 {
				change += " " + aligned(percent, p.Percent, true)
			}
			out = append(out, span{"", "  " + change})
		}
		out = append(out, span{"", "  "})
	}
	return out
}

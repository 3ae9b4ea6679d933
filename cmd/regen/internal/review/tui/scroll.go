package tui

import (
	"github.com/assay-go/assay/cmd/regen/internal/review"
)

// goldenWidth returns the width of the part of the screen that shows the golden.
func (m *Model) goldenWidth() int {
	if m.width >= wideEnough {
		return m.width - min(m.width*2/5, 60) - 3
	}
	return m.width
}

// page returns the number of rows in a page: those on the screen, less one that stays in sight.
func (m *Model) page() int {
	return max(m.rows, 1)
}

// scroll scrolls the rows by screen lines.
func (m *Model) scroll(by int) {
	sheet, err := m.session.Load(m.at)
	if err != nil {
		return
	}
	lines := sheet.Lines(m.view, m.unfold)
	if lines.Len() == 0 {
		return
	}
	m.slid = false
	if !m.stack {
		m.top, m.sub = min(max(m.top+by, 0), lines.Len()-1), 0
		return
	}
	height := func() int { return len(m.paragraph(sheet, nil, lines.At(m.top), m.top, m.goldenWidth())) }
	for ; by > 0; by-- {
		if m.sub+1 < height() {
			m.sub++
		} else if m.top+1 < lines.Len() {
			m.top, m.sub = m.top+1, 0
		}
	}
	for ; by < 0; by++ {
		if m.sub > 0 {
			m.sub--
		} else if m.top > 0 {
			m.top--
			m.sub = height() - 1
		}
	}
}

func (m *Model) scrollToEnd() {
	if sheet, err := m.session.Load(m.at); err == nil {
		m.top, m.sub = max(sheet.Lines(m.view, m.unfold).Len()-1, 0), 0
		m.scroll(-m.page())
	}
}

// fold folds or unfolds unchanged rows and columns. The row at the top and the found row stay.
func (m *Model) fold() {
	m.unfold = !m.unfold
	m.sub, m.left, m.slid = 0, 0, false
	sheet, err := m.session.Load(m.at)
	if err != nil {
		return
	}
	was, is := sheet.Lines(m.view, !m.unfold), sheet.Lines(m.view, m.unfold)
	if was.Len() == 0 {
		return
	}
	m.top = is.Find(was.At(m.top))
	if m.found >= 0 {
		m.found = is.Find(was.At(m.found))
	}
}

// slide scrolls the columns after the key.
func (m *Model) slide(by int) {
	sheet, err := m.session.Load(m.at)
	if err != nil {
		return
	}
	left := m.layOut(sheet, m.page(), m.goldenWidth()).left
	most := max(len(sheet.Shown(m.unfold))-sheet.Keys()-1, 0)
	m.left, m.slid = min(max(left+by, 0), most), true
}

// clamp adapts the position to a new size of the screen.
func (m *Model) clamp() {
	if m.stack {
		m.sub = 0 // paragraphs wrap at other places
	}
}

// find goes to the next or previous line that contains the query, through all goldens and around.
func (m *Model) find(backward bool) {
	if m.query == "" {
		m.say("nothing to search for: press / to search")
		return
	}
	match, ok := m.session.Find(m.query, review.SearchStart{
		Item: m.at, Line: m.found, View: m.view, All: m.unfold,
		Backward: backward,
	})
	if !ok {
		m.say("%q not found", m.query)
		return
	}
	m.moveTo(match.Item)
	m.found, m.foundColumn, m.slid = match.Line, match.Column, false
	m.top, m.sub = max(match.Line, 0), 0
	m.say("%q: %s; press n for the next match", m.query, m.session.Describe(match, m.unfold))
}

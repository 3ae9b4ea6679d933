package web

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/assay-go/assay/cmd/regen/internal/review"
	"github.com/assay-go/assay/internal/message"
	"github.com/assay-go/assay/internal/term"
)

const (
	mostRows    = 1000 // in one answer
	longestCell = 300  // characters of a cell in the table; /row has the whole text
	longestText = 1 << 20
)

// api answers the requests of the page. It reads a request before it holds the session, and sends the answer after it
// has released it, so that a slow client keeps nobody waiting.
func (s *Server) api(w http.ResponseWriter, r *http.Request) {
	if !s.known(r) {
		refuse(w, http.StatusUnauthorized, errors.New("this page has no session: open the address in the terminal"))
		return
	}
	var sent decision
	request := r.Method + " " + r.URL.Path
	if request == "POST /decide" && !read(w, r, &sent) {
		return
	}
	v, status, err := s.result(request, r.URL.Query(), sent)
	if err != nil {
		refuse(w, status, err)
		return
	}
	answer(w, v)
	if request == "POST /quit" {
		s.finish.Do(func() { close(s.done) })
	}
}

// result returns the answer to a request, or the status of an error. It carries out one request at a time.
func (s *Server) result(request string, q url.Values, sent decision) (v any, status int, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	status = http.StatusBadRequest
	switch request {
	case "GET /state":
		v = s.state("")
	case "GET /sheet":
		v, err = s.sheet(q)
	case "GET /rows":
		v, err = s.rows(q)
	case "GET /row":
		v, err = s.row(q)
	case "GET /histogram":
		v, err = s.histogram(q)
	case "GET /find":
		v, err = s.find(q)
	case "POST /decide":
		return s.decide(sent)
	case "POST /quit":
		v = s.state("the review has ended")
	default:
		_, path, _ := strings.Cut(request, " ")
		return nil, http.StatusNotFound, fmt.Errorf("%s: not found", path)
	}
	return v, status, err
}

// state is what the page shows of all results.
type state struct {
	Revision int    `json:"revision"`
	Message  string `json:"message"`
	Outcome  string `json:"outcome"`
	Waiting  int    `json:"waiting"`
	Items    []item `json:"items"`
}

type item struct {
	Name    string `json:"name"`
	Summary string `json:"summary"`
	Reason  string `json:"reason"`
	Error   string `json:"error,omitempty"`
	Alike   string `json:"alike"`
	Common  string `json:"common,omitempty"` // what alike results have in common; set for the first of them
	State   string `json:"state"`
	Explain bool   `json:"explain"` // accepting it needs a reason
}

func (s *Server) state(message string) state {
	st := state{
		Revision: s.revision, Message: message, Outcome: s.session.Outcome(),
		Waiting: s.session.Count(review.Waiting), Items: []item{},
	}
	for at, i := range s.session.Items {
		shown := item{
			Name: term.Visible(i.Name), Summary: term.Visible(i.Summary()), Alike: i.Alike, State: i.State.String(),
			Explain: s.session.WantsReason(at),
		}
		if i.Err != nil {
			shown.Error = term.Visible(i.Err.Error())
		} else {
			shown.Reason = term.Visible(i.Report.Reason())
		}
		if at == 0 || i.Alike != s.session.Items[at-1].Alike {
			shown.Common = term.Visible(s.session.Common(at))
		}
		st.Items = append(st.Items, shown)
	}
	return st
}

// A decision is what the page sends to decide about an item and those that changed alike.
type decision struct {
	Revision int    `json:"revision"`
	Decision string `json:"decision"`
	Item     int    `json:"item"`
	Expect   int    `json:"expect"`
	Reason   string `json:"reason"`
}

// decide carries out a decision of the page, only once.
func (s *Server) decide(sent decision) (v any, status int, err error) {
	if sent.Revision != s.revision {
		return nil, http.StatusConflict, errors.New("the results have changed: check the page and decide again")
	}
	if sent.Item < 0 || sent.Item >= len(s.session.Items) {
		return nil, http.StatusBadRequest, fmt.Errorf("item %d: not found", sent.Item)
	}
	s.revision++
	message, err := s.carryOut(sent.Decision, sent.Item, sent.Expect, sent.Reason)
	if err != nil {
		message = term.Visible(err.Error())
	}
	return struct {
		state
		Failed bool `json:"failed"`
	}{s.state(message), err != nil}, http.StatusOK, nil
}

func (s *Server) carryOut(decision string, at, expect int, reason string) (string, error) {
	name := s.session.Items[at].Name
	switch decision {
	case "accept":
		return "accepted " + name, s.session.Accept(reason, at)
	case "alike":
		alike := s.session.Alike(at)
		if len(alike) > review.MaxUnconfirmed && expect != len(alike) {
			return "", fmt.Errorf("nothing was accepted: %d are alike, not %d", len(alike), expect)
		}
		return fmt.Sprintf("accepted %d goldens", len(alike)), s.session.Accept(reason, alike...)
	case "reject":
		return "rejected " + name, s.session.Reject(at)
	case "skip":
		return "skipped " + name, s.session.Skip(at)
	case "undo":
		back, err := s.session.Undo()
		return fmt.Sprintf("undone: %d waiting again", len(back)), err
	}
	return "", fmt.Errorf("unknown decision %q", decision)
}

// number reads a number of a query, 0 or more.
func number(q url.Values, name string) (int, error) {
	n, err := strconv.Atoi(q.Get(name))
	if err != nil || n < 0 {
		return 0, fmt.Errorf("%s=%q: want a number", name, q.Get(name))
	}
	return n, nil
}

// load returns the sheet of a query.
func (s *Server) load(q url.Values) (*review.Sheet, error) {
	at, err := number(q, "item")
	if err != nil {
		return nil, err
	}
	if at >= len(s.session.Items) {
		return nil, fmt.Errorf("item %d: not found", at)
	}
	return s.session.Load(at)
}

// layout reads the view of a query and whether it shows all rows.
func layout(q url.Values) (review.View, bool, error) {
	for v, name := range review.Views {
		if q.Get("view") == name {
			return review.View(v), q.Get("all") == "1", nil
		}
	}
	return 0, false, fmt.Errorf("view=%q: want diff, old or new", q.Get("view"))
}

type column struct {
	Name    string `json:"name"`
	Type    string `json:"type"`
	Key     bool   `json:"key"`
	Differs bool   `json:"differs"`
}

type detail struct {
	Column int    `json:"column"` // -1 if its cells are not shown
	Name   string `json:"name"`
	Text   string `json:"text"`
}

// sheet returns the columns of a result and the numbers of its lines.
func (s *Server) sheet(q url.Values) (any, error) {
	sheet, err := s.load(q)
	if err != nil {
		return nil, err
	}
	out := struct {
		Columns  []column       `json:"columns"`
		Details  []detail       `json:"details"`
		Folded   []int          `json:"folded"`   // columns that are shown folded
		Unfolded []int          `json:"unfolded"` // and unfolded
		Widths   []int          `json:"widths"`   // in characters
		Lines    map[string]int `json:"lines"`
		Placed   bool           `json:"placed"`
		Notes    []string       `json:"notes"`
		Missing  bool           `json:"missing"`
	}{
		Folded: sheet.Shown(false), Unfolded: sheet.Shown(true), Placed: sheet.HasRowNumbers(), Missing: sheet.Report.Missing,
		Lines: map[string]int{}, Notes: []string{}, Columns: []column{}, Details: []detail{}, Widths: sheet.ColumnWidths(),
	}
	for _, c := range sheet.Columns {
		out.Columns = append(out.Columns, column{c.Name, c.Type, c.Key, c.Differs})
	}
	for _, d := range sheet.Details() {
		out.Details = append(out.Details, detail(d))
	}
	for v, name := range review.Views {
		out.Lines[name] = sheet.Lines(review.View(v), false).Len()
		out.Lines[name+"-all"] = sheet.Lines(review.View(v), true).Len()
	}
	for _, note := range sheet.Report.Notes {
		out.Notes = append(out.Notes, term.Visible(note))
	}
	return out, nil
}

// A row is a line of the table. A cell is a text, or the old and the new text.
type row struct {
	Kind  string `json:"k"`
	Place string `json:"p,omitempty"`
	Fold  string `json:"f,omitempty"`
	Cells []any  `json:"c,omitempty"`
}

// A window is the part of a result that a query asks for, from a line on.
type window struct {
	sheet *review.Sheet
	view  review.View
	all   bool
	at    int
}

// window reads a window from a query, whose parameter line is the line.
func (s *Server) window(q url.Values, line string) (w window, err error) {
	if w.sheet, err = s.load(q); err != nil {
		return w, err
	}
	if w.view, w.all, err = layout(q); err != nil {
		return w, err
	}
	w.at, err = number(q, line)
	return w, err
}

// rows returns the lines of a window.
func (s *Server) rows(q url.Values) (any, error) {
	w, err := s.window(q, "from")
	if err != nil {
		return nil, err
	}
	lines := w.sheet.Lines(w.view, w.all)
	columns := w.sheet.Shown(w.all)
	out := []row{}
	for i := w.at; i < min(w.at+mostRows, lines.Len()); i++ {
		out = append(out, newRow(w.sheet, w.view, lines.At(i), columns, longestCell))
	}
	return out, nil
}

func newRow(sheet *review.Sheet, view review.View, line review.Line, columns []int, longest int) row {
	if line.Kind == "" {
		return row{Fold: sheet.Folded(line)}
	}
	r := row{Kind: line.Kind, Place: sheet.RowNumber(line)}
	for _, c := range columns {
		switch cell := sheet.Cell(view, line, c); {
		case line.Kind == "added" || !cell.Differs():
			r.Cells = append(r.Cells, message.Shorten(cell.New, longest))
		case line.Kind == "removed":
			r.Cells = append(r.Cells, message.Shorten(cell.Old, longest))
		default:
			r.Cells = append(r.Cells, [2]string{message.Shorten(cell.Old, longest), message.Shorten(cell.New, longest)})
		}
	}
	return r
}

// row returns one line with all columns and whole texts.
func (s *Server) row(q url.Values) (any, error) {
	w, err := s.window(q, "line")
	if err != nil {
		return nil, err
	}
	lines := w.sheet.Lines(w.view, w.all)
	if w.at >= lines.Len() {
		return nil, fmt.Errorf("line %d: not found", w.at)
	}
	return newRow(w.sheet, w.view, lines.At(w.at), w.sheet.Shown(true), longestText), nil
}

func (s *Server) histogram(q url.Values) (any, error) {
	sheet, err := s.load(q)
	if err != nil {
		return nil, err
	}
	column, err := number(q, "column")
	if err != nil {
		return nil, err
	}
	if column >= len(sheet.Columns) {
		return nil, fmt.Errorf("column %d: not found", column)
	}
	return sheet.Histogram(column), nil
}

// find returns the next line that contains a text, in any result.
func (s *Server) find(q url.Values) (any, error) {
	at, err := number(q, "item")
	if err != nil || at >= len(s.session.Items) {
		return nil, fmt.Errorf("item %q: not found", q.Get("item"))
	}
	view, all, err := layout(q)
	if err != nil {
		return nil, err
	}
	line, err := strconv.Atoi(q.Get("line"))
	if err != nil {
		return nil, fmt.Errorf("line=%q: want a number", q.Get("line"))
	}
	match, ok := s.session.Find(q.Get("text"), review.SearchStart{Item: at, Line: line, View: view, All: all})
	place := ""
	if ok {
		place = term.Visible(s.session.Describe(match, all))
	}
	return struct {
		Found bool   `json:"found"`
		Item  int    `json:"item"`
		Line  int    `json:"line"`
		Told  string `json:"place"`
	}{ok, match.Item, match.Line, place}, nil
}

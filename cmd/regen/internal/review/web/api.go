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
	"github.com/assay-go/assay/internal/report"
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
	Revision int     `json:"revision"`
	Message  string  `json:"message"`
	Outcome  string  `json:"outcome"`
	Waiting  int     `json:"waiting"`
	Select   int     `json:"select"` // the item that an undo restored, or -1
	Items    []item  `json:"items"`
	Groups   []group `json:"groups"` // of several items
}

// A group is items that changed alike.
type group struct {
	Removed string `json:"removed"`
	Cause   string `json:"cause"`
	Items   int    `json:"items"`
}

type item struct {
	Name    string `json:"name"`
	Summary string `json:"summary"`
	Reason  string `json:"reason"`
	Error   string `json:"error,omitempty"`
	Removed string `json:"removed"` // what it removes
	Cause   string `json:"cause"`
	Group   int    `json:"group"`   // index in the groups, or -1
	Alike   int    `json:"alike"`   // how many wait that changed alike, with this one unless it is decided
	Confirm bool   `json:"confirm"` // their number must be typed
	State   string `json:"state"`
	Explain bool   `json:"explain"` // accepting it needs a reason
}

// A groupState is what the number of an item's alike depends on.
type groupState struct {
	group *report.Group
	state review.State
}

func (s *Server) state(message string) state {
	st := state{
		Revision: s.revision, Message: message, Outcome: s.session.Outcome(),
		Waiting: s.session.Count(review.Waiting), Select: -1, Items: []item{}, Groups: []group{},
	}
	numbers, alikes := map[*report.Group]int{}, map[groupState][]int{}
	for at, i := range s.session.Items {
		shown := item{
			Name: term.Visible(i.Name), Summary: term.Visible(i.Summary()), State: i.State.String(),
			Explain: s.session.WantsReason(at), Group: -1,
		}
		same := groupState{i.Group, i.State}
		alike, known := alikes[same]
		if !known || i.Group == nil {
			alike = s.session.Alike(at)
			alikes[same] = alike
		}
		shown.Alike, shown.Confirm = len(alike), s.session.MustConfirm(alike)
		if g := i.Group; g != nil {
			title := review.GroupTitle(&report.Groups([]*report.Report{i.Report})[0])
			shown.Removed, shown.Cause = term.Visible(title[0]), term.Visible(title[1])
			number, known := numbers[g]
			if !known && len(g.Members) > 1 {
				title = review.GroupTitle(g)
				number = len(st.Groups)
				numbers[g] = number
				st.Groups = append(st.Groups, group{term.Visible(title[0]), term.Visible(title[1]), len(g.Members)})
			}
			if len(g.Members) > 1 {
				shown.Group = number
			}
		}
		if i.Err != nil {
			shown.Error = term.Visible(i.Err.Error())
		} else {
			shown.Reason = term.Visible(i.Report.Reason())
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
	says, back, err := s.carryOut(sent)
	if err != nil {
		says = err.Error()
	}
	st := s.state(term.Visible(says))
	if len(back) > 0 {
		st.Select = back[0]
	}
	return struct {
		state
		Failed bool `json:"failed"`
	}{st, err != nil}, http.StatusOK, nil
}

// carryOut carries out a decision about an item or, if it ends in alike, about all that changed alike. It returns the
// items that an undo restored.
func (s *Server) carryOut(sent decision) (says string, restored []int, err error) {
	at, what := []int{sent.Item}, s.session.Items[sent.Item].Name
	verb, all := strings.CutSuffix(sent.Decision, " alike")
	if all {
		if at = s.session.Alike(sent.Item); sent.Expect != len(at) {
			return "", nil, fmt.Errorf("nothing was decided: %d are alike, not %d", len(at), sent.Expect)
		}
		what = message.Count(len(at), "golden")
	}
	switch verb {
	case "accept":
		return "accepted " + what, nil, s.session.Accept(sent.Reason, at...)
	case "reject":
		return "rejected " + what, nil, s.session.Reject(at...)
	case "skip":
		return "skipped " + what, nil, s.session.Skip(at...)
	case "undo":
		back, err := s.session.Undo()
		says = fmt.Sprintf("undone: %d goldens wait again", len(back))
		if len(back) == 1 {
			says = fmt.Sprintf("undone: %s waits again", s.session.Items[back[0]].Name)
		}
		return says, back, err
	}
	return "", nil, fmt.Errorf("unknown decision %q", sent.Decision)
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
	Numeric bool   `json:"numeric"`
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
		Columns  []column                  `json:"columns"`
		Details  []detail                  `json:"details"`
		Folded   []int                     `json:"folded"`   // columns that are shown folded
		Unfolded []int                     `json:"unfolded"` // and unfolded
		Widths   map[string][]review.Width `json:"widths"`   // by view, in characters
		Lines    map[string]int            `json:"lines"`
		Rows     map[string]int            `json:"rows"` // lines that a person must see, by view
		Placed   bool                      `json:"placed"`
		Notes    []string                  `json:"notes"`
		Missing  bool                      `json:"missing"`
	}{
		Folded: sheet.Shown(false), Unfolded: sheet.Shown(true), Placed: sheet.HasRowNumbers(), Missing: sheet.Report.Missing,
		Lines: map[string]int{}, Notes: []string{}, Columns: []column{}, Details: []detail{},
		Widths: map[string][]review.Width{}, Rows: map[string]int{},
	}
	for i, c := range sheet.Columns {
		out.Columns = append(out.Columns, column{c.Name, c.Type, c.Key, c.Differs, sheet.IsNumeric(i)})
	}
	for _, d := range sheet.Details() {
		out.Details = append(out.Details, detail(d))
	}
	for v, name := range review.Views {
		out.Lines[name] = sheet.Lines(review.View(v), false).Len()
		out.Lines[name+"-all"] = sheet.Lines(review.View(v), true).Len()
		out.Widths[name], out.Widths[name+"-all"] = sheet.Widths(review.View(v), false).Columns,
			sheet.Widths(review.View(v), true).Columns
		out.Rows[name] = sheet.Rows(review.View(v))
	}
	for _, note := range sheet.Report.Notes {
		out.Notes = append(out.Notes, term.Visible(note))
	}
	return out, nil
}

// A row is a line of the table. A cell is a text, or the old and the new text and by how much a number changed.
type row struct {
	Kind  string `json:"k"`
	Tells bool   `json:"t,omitempty"` // a person must see it to know the result
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
	side  int // characters for one side of a change
}

// window reads a window from a query, whose parameter line is the line.
func (s *Server) window(q url.Values, line string) (w window, err error) {
	if w.sheet, err = s.load(q); err != nil {
		return w, err
	}
	if w.view, w.all, err = layout(q); err != nil {
		return w, err
	}
	if w.at, err = number(q, line); err != nil {
		return w, err
	}
	if w.side = longestCell; q.Get("side") != "" {
		w.side, err = number(q, "side")
	}
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
		out = append(out, w.row(lines.At(i), columns, longestCell))
	}
	return out, nil
}

// row returns a line. A text has at most so many characters, and a side of a change those around the first difference.
func (w *window) row(line review.Line, columns []int, longest int) row {
	if line.Kind == "" {
		return row{Fold: w.sheet.Folded(line)}
	}
	r := row{Kind: line.Kind, Place: w.sheet.RowNumber(line), Tells: w.sheet.Tells(w.view, line)}
	for _, c := range columns {
		old, new, change := w.sheet.Texts(w.view, line, c)
		switch {
		case old == "":
			r.Cells = append(r.Cells, message.Shorten(new, longest))
		case new == "":
			r.Cells = append(r.Cells, [3]string{message.Shorten(old, longest)})
		default:
			old, new = term.ShortenPair(old, new, min(w.side, longest))
			r.Cells = append(r.Cells, [3]string{old, new, change})
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
	w.side = longestText
	return w.row(lines.At(w.at), w.sheet.Shown(true), longestText), nil
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

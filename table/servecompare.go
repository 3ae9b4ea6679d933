package table

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"strings"

	"github.com/assay-go/assay/golden"
	"github.com/assay-go/assay/internal/message"
	"github.com/assay-go/assay/internal/serve"
)

// compare compares two outcomes of a case as its golden would.
func (c *servedCall) compare(q *serve.Compare) serve.Compared {
	fail := func(err error) serve.Compared {
		return serve.Compared{Summary: "the results cannot be compared: " + err.Error()}
	}
	if q.Case < 0 || q.Case >= len(c.runs) {
		return fail(errors.New("no such case"))
	}
	old, err := decodeOutcome(q.Old)
	if err != nil {
		return fail(err)
	}
	now, err := decodeOutcome(q.New)
	if err != nil {
		return fail(err)
	}
	return compareRevisions(&c.runs[q.Case].Case, old, now)
}

// compareRevisions compares the outcomes of two revisions on one input.
func compareRevisions(c *Case, old, now runOutcome) serve.Compared {
	if sameFailure(c, old, now) {
		return serve.Compared{Equal: true}
	}
	if old.err != nil || now.err != nil {
		return serve.Compared{Summary: fmt.Sprintf("%s -> %s", describe(old), describe(now))}
	}
	out := serve.Compared{Equal: true}
	was := make(map[string]resultPart)
	for _, p := range old.result {
		was[p.path()] = p
	}
	var summaries []string
	for _, p := range now.result {
		before, known := was[p.path()]
		delete(was, p.path())
		if !known {
			summaries = append(summaries, fmt.Sprintf("table %s is new", p.path()))
			continue
		}
		r, err := golden.Compare(before.got(), p.got(), c.options(p.name))
		if err != nil {
			summaries = append(summaries, "the results cannot be compared: "+err.Error())
			continue
		}
		if r.Equal() {
			continue
		}
		summaries = append(summaries, strings.TrimPrefix(p.path()+": ", ": ")+r.Summary())
		if out.Text == "" {
			out.Text, out.Markdown, out.JSON = written(r)
		}
	}
	for _, p := range old.result {
		if _, gone := was[p.path()]; gone {
			summaries = append(summaries, fmt.Sprintf("table %s is gone", path.Clean(p.path())))
		}
	}
	out.Equal, out.Summary = summaries == nil, strings.Join(summaries, "; ")
	return out
}

// written returns a report as text, Markdown and JSON.
func written(r *golden.Report) (text, markdown string, data json.RawMessage) {
	var t, m, j bytes.Buffer
	if errors.Join(r.WriteText(&t), r.WriteMarkdown(&m), r.WriteJSON(&j)) != nil { // buffers take everything
		return "", "", nil
	}
	return t.String(), m.String(), j.Bytes()
}

// sameFailure reports whether two outcomes fail alike: with the same error, with the one that the case wants, or with a
// panic that says the same, in whatever line.
func sameFailure(c *Case, a, b runOutcome) bool {
	if a.err == nil || b.err == nil {
		return false
	}
	var x, y *crash
	if errors.As(a.err, &x) != errors.As(b.err, &y) {
		return false
	}
	if x != nil {
		return withoutPlace(x.msg) == withoutPlace(y.msg)
	}
	wanted := func(o runOutcome) bool { return c.WantErr != "" && strings.Contains(o.err.Error(), c.WantErr) }
	return a.err.Error() == b.err.Error() || wanted(a) && wanted(b)
}

// withoutPlace removes the place that crash.line adds, which an outcome from another process has in its message.
func withoutPlace(msg string) string {
	if i := strings.LastIndex(msg, " at "); i >= 0 && strings.Contains(msg[i:], ".go:") {
		return msg[:i]
	}
	return msg
}

// describe describes an outcome in a few words.
func describe(o runOutcome) string {
	var crashed *crash
	switch {
	case errors.As(o.err, &crashed):
		return crashed.line()
	case o.err != nil:
		return "error: " + o.err.Error()
	}
	var parts []string
	for _, p := range o.result {
		text := "a value"
		if p.table != nil {
			text = message.Count(int(p.table.NumRows()), "row")
		}
		parts = append(parts, strings.TrimPrefix(p.path()+": ", ": ")+text)
	}
	return strings.Join(parts, ", ")
}

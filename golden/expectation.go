package golden

import (
	"fmt"
	"io/fs"
	"sync"

	"github.com/assay-go/assay/internal/inline"
	"github.com/assay-go/assay/internal/store"
)

// chooseInline decides whether the golden is an expectation. That of a case of package table is one if the case has a
// Want. Whether it has an empty one, only the sources say: then the test declares a file, and [assertion.hasEmptyWant]
// decides if there is none.
func (a *assertion) chooseInline() error {
	e := a.options.Want
	a.inline = e.Site.File != "" && (e.Site.Case == "" || e.Text != "" || e.Site.Line == 0)
	if a.inline && a.options.Form != AsText {
		return fmt.Errorf("golden %q: the form %s needs a file: leave out the expectation", a.pending.Case, a.options.Form)
	}
	return nil
}

// hasEmptyWant reports whether the case has a Want in the sources.
func (a *assertion) hasEmptyWant() bool {
	if a.options.Want.Site.File == "" || a.options.Form != AsText {
		return false
	}
	l, err := a.find()
	return err == nil && l.Has
}

// readInline returns the expectation as a golden file has it. If it cannot be read, the comparison says so.
func (a *assertion) readInline() ([]byte, error) {
	text := a.options.Want.Text
	if inline.Same(text, a.encoded) {
		return a.encoded, nil
	}
	golden, err := inline.Golden(text, a.new)
	switch {
	case err != nil:
		a.unreadable = err
		return []byte(text), nil //nolint:nilerr // the comparison says so
	case golden == nil:
		return nil, fs.ErrNotExist
	}
	return golden, nil
}

// places has what this process wrote, or kept as pending, for each place.
var places = struct {
	sync.Mutex
	results map[inline.Place]string
}{results: map[inline.Place]string{}}

// locate returns the expectation in the sources. It returns an error if the process has another result for the same
// place, as calls in a loop do.
func (a *assertion) locate() (inline.Literal, error) {
	l, err := a.find()
	if err != nil {
		return l, err
	}
	places.Lock()
	defer places.Unlock()
	is, was := string(a.encoded), places.results[l.Place]
	if was != "" && was != is {
		return l, fmt.Errorf("%s:%d: two results for one expectation, such as in a loop: give each its own, "+
			"or use golden.Assert with a name for each", l.File, l.Line)
	}
	places.results[l.Place] = is
	return l, nil
}

// keepPlace adds the place of the expectation to the pending result. If it has none, the result cannot be approved.
func (a *assertion) keepPlace() {
	l, err := a.locate()
	if err == nil {
		err = a.testPackage.CheckWritable(l, a.encoded)
	}
	if err != nil {
		a.pending.Refused = printable(err.Error())
		return
	}
	a.pending.Inline = &l.Place
	a.pending.Base = store.Hash([]byte(l.Value))
}

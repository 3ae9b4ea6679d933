package golden

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"

	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/inline"
	"github.com/assay-go/assay/internal/store"
)

// Unset is an expectation that an update or an approval fills in.
const Unset = inline.Unset

// An Expectation is a small golden that stands in the source of the test. Text makes one.
type Expectation = inline.Expectation

// Text returns an expectation from a string literal, which updates and approvals rewrite in place:
//
//	golden.Inline(t, Report(orders), golden.Text(`
//		country  orders  revenue
//		DE            3    30.00
//		FR            3    30.00
//	`))
//
// The first line of a table names the columns. Two or more spaces separate cells, and numbers are aligned to the right.
// Cells are written as in a golden file, and have the types of the result. Columns that are left out are not compared.
// The input lines stand in a line "# inputs" at the end, if there is such a line. The text of a value is its YAML.
//
// A table has at most 30 rows, and is at most 120 characters wide.
func Text(text string) Expectation { return Expectation{Text: text, Site: inline.Here(1)} }

// Inline compares a result with an expectation in the source of the test, as [Assert] and [AssertValue] do with a golden
// file. Got is an Arrow table, record or record reader, or any other value.
func Inline(t testing.TB, got any, want Expectation, o ...Options) {
	t.Helper()
	name := inlineNames.next(t)
	o = slices.Clone(o)
	if len(o) == 0 {
		o = []Options{{}}
	}
	o[0].Want = want // two are refused
	if isTable(got) {
		Assert(t, name, got, o...)
	} else {
		AssertValue(t, name, got, o...)
	}
}

// isTable reports whether Assert takes a result.
func isTable(got any) bool {
	wrapped, release, err := goldenfile.Wrapped(got)
	if err != nil {
		return true // Assert says what is wrong
	}
	defer release()
	switch wrapped.(type) {
	case arrow.Record, arrow.Table, array.RecordReader, *File, *goldenfile.File:
		return true
	}
	return false
}

// inlineNames numbers the calls of Inline in each test. The numbers name their pending results.
var inlineNames = counter{calls: map[string]int{}}

type counter struct {
	mu    sync.Mutex
	calls map[string]int // by test
}

// next returns the name of the pending result of a call.
func (c *counter) next(t testing.TB) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	test := t.Name()
	if c.calls[test]++; c.calls[test] == 1 {
		t.Cleanup(func() { // with -count the test runs again
			c.mu.Lock()
			defer c.mu.Unlock()
			delete(c.calls, test)
		})
	}
	name := fmt.Sprintf("inline_%d", c.calls[test])
	if _, subtest, ok := strings.Cut(test, "/"); ok {
		name = subtest + "/" + name
	}
	return name
}

// chooseInline decides whether the golden is an expectation. That of a case of package table is one if the case has a
// Want. An empty Want counts only if the golden has no file, since the sources have to be read for it.
func (a *assertion) chooseInline() error {
	e := a.options.Want
	if e.Site.File == "" {
		return nil
	}
	if a.options.Form != AsText {
		return fmt.Errorf("golden %q: the form %s needs a file: leave out the expectation", a.pending.Case, a.options.Form)
	}
	if a.inline = !a.mayBeFile(); a.inline || !a.testPackage.Store.Lacks(a.pending.Golden) {
		return nil
	}
	l, err := a.testPackage.Locate(e)
	a.inline = err == nil && l.Has
	return nil //nolint:nilerr // the case has no Want
}

// mayBeFile reports whether only the sources say if the golden is an expectation. Then the test declares its file.
func (a *assertion) mayBeFile() bool {
	e := a.options.Want
	return e.Site.Case != "" && e.Text == "" && e.Site.Line > 0
}

// leaveOut restricts a table to the columns that the expectation has.
func (a *assertion) leaveOut() {
	if !inline.WantsInputs(a.options.Want.Text) {
		a.new.Inputs, a.comparison.Inputs = nil, nil
	}
	if left := a.options.leftOut(a.new); len(left) > 0 {
		a.comparison.Ignore = append(slices.Clip(a.comparison.Ignore), left...)
		declarations.noteUncompared(testFuncOf(a.testPackage, a), a.pending.Case, left)
	}
}

// leftOut returns the columns of a result that the expectation leaves out.
func (o Options) leftOut(result *goldenfile.File) (out []string) {
	if result.Table == nil || o.Want.Text == "" {
		return nil
	}
	names, err := inline.Columns(o.Want.Text)
	if err != nil || names == nil {
		return nil // the comparison with the expectation says what is wrong
	}
	for _, f := range result.Table.Schema().Fields() {
		if !slices.Contains(names, f.Name) && !slices.Contains(result.Key, f.Name) {
			out = append(out, f.Name)
		}
	}
	return out
}

// readInline returns the expectation as a golden file has it. If the expectation cannot be read, the comparison says so.
func (a *assertion) readInline() ([]byte, error) {
	text := a.options.Want.Text
	if inline.Same(text, a.encoded) {
		return a.encoded, nil
	}
	golden, err := inline.Golden(text, a.new)
	switch {
	case err != nil:
		a.unreadable = err
		return []byte(text), nil
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
	l, err := a.testPackage.Locate(a.options.Want)
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

// updateInline writes the result into the source.
func (a *assertion) updateInline(to *store.TestPackage) error {
	l, err := a.locate()
	if err != nil {
		return err
	}
	old, err := inline.Golden(l.Value, a.new)
	if err != nil {
		old = nil
	}
	text, same, err := a.updatedText(old)
	if err != nil || text == nil && same {
		return err
	}
	return to.Store.WriteInline(l.Place, store.Hash([]byte(l.Value)), a.pending.Golden, text)
}

// keepPlace adds the place of the expectation to the pending result. If it has none, the result cannot be approved.
func (a *assertion) keepPlace() {
	l, err := a.locate()
	if err == nil {
		_, err = inline.Lines(a.encoded, false)
		if l.Case != "" && errors.Is(err, inline.ErrTooLarge) {
			err = nil // it becomes a file
		}
	}
	if err != nil {
		a.pending.Refused = printable(err.Error())
		return
	}
	a.pending.Inline = &l.Place
	a.pending.Base = store.Hash([]byte(l.Value))
}

// place returns where the expectation stands, as go test prints paths.
func (a *assertion) place() string {
	l, err := a.testPackage.Locate(a.options.Want)
	if err != nil {
		return a.options.Want.Site.File
	}
	return fmt.Sprintf("%s:%d", a.fromPackage(l.File), l.Line)
}

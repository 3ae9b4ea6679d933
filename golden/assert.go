package golden

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/inline"
	"github.com/assay-go/assay/internal/store"
)

// Assert compares got, an Arrow table, record or record reader, or a [File], with a golden. It fails the test if they
// differ or if there is no golden yet. The golden is testdata/golden/TEST/NAME.golden in the directory of the package,
// also after t.Chdir; TEST is the test function.
//
// If the test fails, the result is kept as pending, for regen to show and approve. If it passes, Assert removes the
// pending result of an earlier failure. With goldie's flag -update, or GOLDIE_UPDATE=1, Assert writes the golden
// instead, unless the golden has the same input lines and the same rows within the tolerances. On a CI server it writes
// nothing, unless ASSAY_UPDATE_IN_CI=1.
func Assert(t testing.TB, name string, got any, o ...Options) {
	t.Helper()
	assert(t, name, o, func(o Options, rules goldenfile.Rules) (*goldenfile.File, error) {
		f, err := resultFile(got, o, rules)
		switch {
		case err != nil:
			return nil, err
		case f.Table == nil:
			return valueFile(f, o)
		case len(o.Writers) > 0:
			releaseTable(f)
			return nil, errors.New("the result is a table: leave out Writers, which say how a value is written")
		case f.Digest != nil && !o.OfStream():
			releaseTable(f)
			return nil, errors.New("the result is a digest: set Form to AsDigest, and no Key, Ignore or Normalize")
		}
		out := &goldenfile.File{Order: f.Order, Key: f.Key, Inputs: o.Inputs, Table: f.Table, Digest: f.Digest}
		if o.Order != Unspecified || len(o.Key) > 0 {
			out.Order, out.Key = goldenfile.Order(o.Order), o.Key
		}
		return out, nil
	})
}

// assert compares the file that result returns, given the rules of the golden, with the golden.
func assert(
	t testing.TB, name string, os []Options, result func(Options, goldenfile.Rules) (*goldenfile.File, error),
) {
	t.Helper()
	a, err := newAssertion(t, name, os)
	if err != nil {
		fail(t, err, a.options.Rerun)
		return
	}
	buffer := buffers.Get().(*[]byte)
	var old []byte
	var readErr error
	if !a.inline {
		old, readErr = a.testPackage.ReadGolden(a.pending.Golden, *buffer)
		a.inline = errors.Is(readErr, fs.ErrNotExist) && a.hasEmptyWant()
	}
	a.rules = goldenfile.RulesOf(old)
	if a.new, err = result(a.options, a.rules); err == nil {
		defer a.release()
		if a.inline {
			a.leaveOut()
		}
		if a.rules == goldenfile.FirstRules {
			a.new = a.new.ByFirstRules()
		}
		err = a.normalize()
	}
	if err == nil {
		err = a.encode()
	}
	if err == nil {
		err = goldenfile.CheckSize(a.new, a.encoded, a.options.MaxRows, a.options.MaxBytes)
	}
	if err != nil {
		a.fail(err)
		return
	}
	if a.inline {
		old, readErr = a.readInline()
	}
	switch {
	case errors.Is(readErr, fs.ErrNotExist):
		old = nil
	case readErr != nil:
		a.fail(readErr)
		return
	}
	if a.run(old) && !a.inline {
		*buffer = old
		buffers.Put(buffer) // nothing refers to it
	}
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

// newAssertion finds the golden. It returns an error if the options do not fit together; also then, the assertion has
// the options.
func newAssertion(t testing.TB, name string, os []Options) (*assertion, error) {
	a := &assertion{TB: t}
	switch len(os) {
	case 0:
	case 1:
		a.options, a.comparison = os[0], os[0].comparison()
	default:
		return a, fmt.Errorf("golden %q: got %d Options, want at most one", name, len(os))
	}
	var err error
	if a.testPackage, err = store.CurrentPackage(); err != nil {
		return a, err
	}
	if err := errors.Join(refuseClean(), a.options.Form.check(a.options)); err != nil {
		return a, fmt.Errorf("golden %q: %w", name, err)
	}
	top, _, _ := strings.Cut(t.Name(), "/")
	a.pending = store.Pending{Package: a.testPackage.Path, Test: top, Case: name, Tolerances: a.comparison.Tolerances}
	if err := a.pending.Locate(); err != nil {
		return a, err
	}
	if err := a.chooseInline(); err != nil || a.inline {
		return a, err
	}
	return a, declarations.assert(a.testPackage, t, name)
}

// run compares the result with the golden, and passes the test, fails it or updates the golden. It reports whether
// both have the same bytes.
func (a *assertion) run(old []byte) (same bool) {
	a.Helper()
	if err := a.assumeParquet(old); err != nil {
		a.fail(err)
		return false
	}
	if bytes.Equal(old, a.encoded) && a.unreadable == nil && !a.lacksParquet() {
		a.pass()
		return true
	}
	asked, err := updateAsked()
	var to *store.TestPackage
	if asked && err == nil {
		to, err = a.testPackage.ForUpdates()
	}
	if asked && err == nil {
		err = to.Store.CheckUpdate()
	}
	switch {
	case err != nil:
		a.refused = err
	case asked && a.keyError != nil:
		a.refused = a.keyError
	case asked:
		if a.refused = a.update(to); a.refused == nil {
			a.pass()
			return false
		}
	}
	if a.compare(old) {
		a.pass()
		return false
	}
	a.Error(a.failure(old))
	return false
}

// compare reports whether the result equals a golden, given as its bytes. If not, it sets the headline.
func (a *assertion) compare(old []byte) bool {
	file := a.file()
	var current *goldenfile.File
	var err error
	if old != nil {
		if current, err = nil, a.unreadable; err == nil {
			current, err = goldenfile.Decode(old, file)
		}
		if a.unreadable != nil {
			err = fmt.Errorf("%s: %w", file, err)
		}
		if err != nil {
			a.headline, a.pending.Reason = err.Error(), err.Error()
			return false
		}
	}
	if a.report, err = a.compareWith(current); err == nil {
		a.report.Notes = append(a.report.Notes, a.pending.Notes...)
	}
	switch {
	case err != nil:
		a.incomparable = err
		a.headline = fmt.Sprintf("%s: %v", file, err)
	case current == nil:
		a.headline = file + ": " + a.report.Summary()
		a.pending.Reason = "no golden yet"
	case a.report.Equal() && a.lacksParquet():
		a.headline = store.ParquetFile(file) + ": the Parquet file of the golden is missing"
		a.pending.Reason = "the Parquet file of the golden is missing"
	case a.report.Equal():
		return true
	default:
		if a.encoded, err = a.keepDrifted(current); err != nil {
			a.incomparable = err
		}
		if !a.inline {
			file += lineOf(a.report, old)
		}
		a.headline = file + ": " + a.report.Summary()
		a.pending.Reason = cmp.Or(a.report.Reason(), "different result")
	}
	return false
}

// pass removes the pending result of an earlier failure.
func (a *assertion) pass() {
	a.Helper()
	if err := a.testPackage.Store.RemovePending(a.pending.ID); err != nil {
		a.Logf("golden %q: the pending result of an earlier failure cannot be removed: %v", a.pending.Case, err)
	}
}

// AssertValue compares any Go value with a golden, as [Assert] does for a table. The golden is YAML:
//
//   - a struct is a mapping of its exported fields, named by their `assay` tag or in snake case;
//   - a map is a mapping sorted by key, and nil is null;
//   - a type with MarshalText is its text, and an error its message;
//   - a time is in RFC 3339 and UTC;
//   - an integer with a name is the name that its String returns;
//   - [json.RawMessage] is YAML, as are a struct without exported fields and bytes, if they have MarshalJSON; else they
//     are the text of their String.
//
// If a struct has unexported fields, a line of the golden names them; [Unexported] writes them, and [Format] writes a
// type in any other way. A golden that starts with "# value", without a 2, keeps the rules by which it was recorded.
//
// The Column of a tolerance is a path, such as groups[*].lift. AssertValue ignores Order and Key. It is an error to
// set Form, Ignore or Normalize.
func AssertValue(t testing.TB, name string, got any, o ...Options) {
	t.Helper()
	assert(t, name, o, func(o Options, _ goldenfile.Rules) (*goldenfile.File, error) {
		f, err := goldenfile.ValueFile(got, o.valueWriters())
		if err != nil {
			return nil, err
		}
		return valueFile(f, o)
	})
}

// valueFile returns the file of a value that is about to be compared.
func valueFile(f *goldenfile.File, o Options) (*goldenfile.File, error) {
	if o.Form == AsParquet {
		return nil, errors.New("the result is a value: the form parquet applies to tables; use AsDigest")
	}
	out := *f
	out.Inputs = o.Inputs
	return &out, nil
}

package golden

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/store"
)

// Assert compares got, an Arrow table, record, record reader, digest (see [DigestOf]) or a [File] with an encoded value, with the golden called name of the
// running test, and fails the test where they differ or where there is no golden yet. [FileName] says where the golden stands, from the
// package's directory, where go test starts a test; t.Chdir does not move it.
//
// A failure leaves the result as pending, for regen to show and approve; a pass removes the test's pending result.
// Under goldie's flag -update, or GOLDIE_UPDATE, the golden is written instead, unless it holds the same rows, within
// the tolerances, and input lines. Where CI is set nothing is written, unless ASSAY_UPDATE_IN_CI is true.
func Assert(t testing.TB, name string, got any, o ...Options) {
	t.Helper()
	assert(t, name, o, func(o Options) (*goldenfile.File, error) {
		f, err := resultFile(got, o)
		switch {
		case err != nil:
			return nil, err
		case f.Table == nil:
			return valueFile(f.Value, goldenfile.CheckValue(f.Value), o)
		case f.Digest != nil && !o.OfStream():
			releaseTable(f)
			return nil, errors.New("the result is a digest: assert it with the form AsDigest, and without Key, Ignore and Normalize")
		}
		out := &goldenfile.File{Order: f.Order, Key: f.Key, Inputs: o.Inputs, Table: f.Table, Digest: f.Digest}
		if o.Order != Unspecified || len(o.Key) > 0 {
			out.Order, out.Key = goldenfile.Order(o.Order), o.Key
		}
		return out, nil
	})
}

// assert compares the file that result makes with the golden called name.
func assert(t testing.TB, name string, os []Options, result func(Options) (*goldenfile.File, error)) {
	t.Helper()
	a, err := begin(t, name, os)
	if err != nil {
		fail(t, err, a.options.Rerun)
		return
	}
	if a.new, err = result(a.options); err == nil {
		defer a.release()
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
	a.run()
}

// begin finds the golden, and refuses what must not be asserted at all. Options that were given are there also with an error.
func begin(t testing.TB, name string, os []Options) (*assertion, error) {
	a := &assertion{TB: t}
	switch len(os) {
	case 0:
	case 1:
		a.options, a.comparison = os[0], os[0].comparison()
	default:
		return a, fmt.Errorf("golden %q: %d Options: give one", name, len(os))
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
	return a, declarations.assert(a.testPackage, t, name)
}

// run compares, and writes what the outcome asks for.
func (a *assertion) run() {
	a.Helper()
	buffer := buffers.Get().(*[]byte)
	old, err := a.testPackage.ReadGolden(a.pending.Golden, *buffer)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		old = nil
	case err != nil:
		a.fail(err)
		return
	}
	if err := a.adopt(old); err != nil {
		a.fail(err)
		return
	}
	if bytes.Equal(old, a.encoded) && !a.lacksParquet() {
		*buffer = old
		buffers.Put(buffer) // nothing has been made of it
		a.pass()
		return
	}
	asked, err := updateAsked()
	if asked && err == nil {
		err = a.testPackage.Store.UpdateRefused()
	}
	switch {
	case err != nil:
		a.refused = err
	case asked:
		if a.refused = a.update(); a.refused == nil {
			a.pass()
			return
		}
	}
	if a.compare(old) {
		a.pass()
		return
	}
	a.Error(a.failure(old))
}

// compare reports whether the result equals a golden, by its bytes, and says why not.
func (a *assertion) compare(old []byte) bool {
	file := a.file()
	var current *goldenfile.File
	var err error
	if old != nil {
		if current, err = goldenfile.Decode(old, file); err != nil {
			a.headline = err.Error()
			return false
		}
	}
	if a.report, err = a.against(current); err == nil {
		a.report.Notes = append(a.report.Notes, a.pending.Notes...)
	}
	switch {
	case err != nil:
		a.incomparable = err
		a.headline = fmt.Sprintf("%s: %v", file, err)
	case current == nil:
		a.headline = file + ": the golden is missing"
	case a.report.Equal() && a.lacksParquet():
		a.headline = store.ParquetFile(file) + ": the file with the golden's table is missing"
	case a.report.Equal():
		return true
	default:
		if a.encoded, err = a.keepDrifted(current); err != nil {
			a.incomparable = err
		}
		a.headline = file + lineOf(a.report, old) + ": the result differs"
		if reason := a.report.Reason(); reason != "" {
			a.headline += ": " + reason
		}
	}
	return false
}

// pass removes the pending result of an earlier failure.
func (a *assertion) pass() {
	a.Helper()
	if err := a.testPackage.Store.Settle(a.pending.ID); err != nil {
		a.Logf("golden %q: its pending result is still there: %v", a.pending.Case, err)
	}
}

// AssertValue compares got, any value, with the golden called name, as Assert does for a table. A struct is a mapping of its
// exported fields, by their `assay` tag or their snake case; what has MarshalText is that text, an error its message, a
// time RFC 3339; maps are sorted. Order and Key of the options have no meaning here, and Form, Ignore and Normalize are errors. The
// Column of a tolerance is a path such as groups[*].lift.
func AssertValue(t testing.TB, name string, got any, o ...Options) {
	t.Helper()
	assert(t, name, o, func(o Options) (*goldenfile.File, error) {
		text, err := goldenfile.EncodeValue(got)
		return valueFile(text, err, o)
	})
}

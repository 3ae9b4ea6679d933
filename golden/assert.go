package golden

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/sebdah/goldie/v2"

	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/report"
	"github.com/assay-go/assay/internal/store"
	"github.com/assay-go/assay/internal/tablediff"
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
		switch got := got.(type) {
		case *goldenfile.File:
			if got.Table == nil && got.Value != nil {
				return valueFile(got.Value, goldenfile.CheckValue(got.Value), o)
			}
			if got.Digest == nil || !o.OfStream() {
				return nil, errors.New("the result is a File: that is for a value from EncodeValue, or a digest from DigestOf with the form AsDigest and neither Key, Ignore nor Normalise")
			}
			got.Table.Retain()
			return &goldenfile.File{Inputs: o.Inputs, Table: got.Table, Digest: got.Digest}, nil
		case array.RecordReader:
			if o.OfStream() {
				digest, err := goldenfile.DigestOf(got)
				if err != nil {
					return nil, err
				}
				digest.Inputs = o.Inputs
				return digest, nil
			}
		}
		record, err := goldenfile.ToRecord(got)
		if err != nil {
			return nil, err
		}
		return &goldenfile.File{Order: goldenfile.Order(o.Order), Key: o.Key, Inputs: o.Inputs, Table: record}, nil
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
		err = a.normalise()
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

// fail fails the test with what kept the result from being compared.
func (a *assertion) fail(err error) {
	a.Helper()
	fail(a.TB, fmt.Errorf("golden %q: %w", a.pending.Case, err), a.options.Rerun)
}

// An assertion is one comparison of a result with its golden.
type assertion struct {
	testing.TB
	at      *store.Place
	options Options
	how     tablediff.Options // how the result is compared, as options say
	pending store.Pending     // what is kept when it fails

	new     *goldenfile.File
	encoded []byte // new, as a golden
	buffer  *[]byte
	whole   *goldenfile.File // the table that new is the digest of; nil where it is none

	equal   bool           // what compare found
	report  *report.Report // nil where the golden cannot be read
	unfit   error          // what makes the two incomparable, such as a tolerance for a column that is not there
	why     string         // the line that a failure starts with
	refused error          // why -update wrote nothing
}

// begin finds the golden, and refuses what must not be asserted at all. Options that were given are there also with an error.
func begin(t testing.TB, name string, os []Options) (*assertion, error) {
	a := &assertion{TB: t}
	switch len(os) {
	case 0:
	case 1:
		a.options, a.how = os[0], os[0].Comparison()
	default:
		return a, fmt.Errorf("golden %q: %d Options: give one", name, len(os))
	}
	var err error
	if a.at, err = store.Here(); err != nil {
		return a, err
	}
	if err := errors.Join(refuseClean(), a.options.Form.check(a.options)); err != nil {
		return a, fmt.Errorf("golden %q: %w", name, err)
	}
	top, _, _ := strings.Cut(t.Name(), "/")
	a.pending = store.Pending{Package: a.at.Package, Test: top, Case: name, Tolerances: a.how.Tolerances}
	if err := a.pending.Locate(); err != nil {
		return a, err
	}
	return a, declarations.assert(a.at, t, name)
}

func (a *assertion) release() {
	if a.buffer != nil {
		buffers.Put(a.buffer)
	}
	for _, f := range []*goldenfile.File{a.new, a.whole} {
		if f != nil && f.Table != nil {
			f.Table.Release()
		}
	}
}

// normalise takes out of the result what its options ignore, and rewrites what they normalise. What is left is compared as it is.
func (a *assertion) normalise() error {
	if len(a.how.Ignore)+len(a.how.Normalise) == 0 {
		return nil
	}
	if a.new.Table == nil {
		return errors.New("the result is a value: Ignore and Normalise are for the columns of a table")
	}
	plain, said, err := tablediff.NormalisedFile(a.new, a.how)
	if err != nil {
		return err
	}
	a.new.Table.Release()
	a.new, a.pending.Notes = plain, said
	a.how.Ignore, a.how.Normalise = nil, nil
	return nil
}

// encode makes the text of the result, in its form.
func (a *assertion) encode() (err error) {
	if a.new.Table != nil && a.new.Digest == nil && a.options.Form.digested() {
		a.whole = a.new
		if a.new, err = goldenfile.ToDigest(a.whole, ""); err != nil {
			a.new = nil
			return err
		}
	}
	a.buffer = buffers.Get().(*[]byte)
	a.encoded, err = goldenfile.Append((*a.buffer)[:0], a.new)
	*a.buffer = a.encoded
	return err
}

// buffers are for the texts of results and goldens: most are compared with each other, and then of no more use.
var buffers = sync.Pool{New: func() any { return new([]byte) }}

// adopt takes the Parquet file of the golden for that of the result: equal tables need no other.
func (a *assertion) adopt(old []byte) (err error) {
	if !a.hasParquet() {
		return nil
	}
	if a.new.Digest.Parquet = goldenfile.ParquetHash(old); a.new.Digest.Parquet == "" {
		a.new.Digest.Parquet = store.Hash([]byte{}) // until it is sealed
	}
	a.encoded, err = goldenfile.Encode(a.new)
	return err
}

// seal returns the Parquet file that belongs beside the result, and names it in the result; nil for none.
func (a *assertion) seal() (parquet []byte, err error) {
	if !a.hasParquet() {
		return nil, nil
	}
	if parquet, err = goldenfile.EncodeParquet(a.whole, a.new); err != nil {
		return nil, err
	}
	a.new.Digest.Parquet = store.Hash(parquet)
	a.encoded, err = goldenfile.Encode(a.new)
	return parquet, err
}

func (a *assertion) hasParquet() bool { return a.whole != nil && a.options.Form == AsParquet }

// lacksParquet reports whether the Parquet file is missing that belongs beside the golden.
func (a *assertion) lacksParquet() bool {
	if !a.hasParquet() {
		return false
	}
	_, err := a.at.Store.Module.Lstat(store.ParquetFile(a.pending.Golden))
	return errors.Is(err, fs.ErrNotExist)
}

// run compares, and writes what the outcome asks for.
func (a *assertion) run() {
	a.Helper()
	buffer := buffers.Get().(*[]byte)
	old, err := a.at.ReadGolden(a.pending.Golden, *buffer)
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
		err = a.at.Store.UpdateRefused()
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
	switch {
	case old == nil || asked: // goldie would only say that there is no file; or write it, neither whole nor sparing CI
		if !a.compare(old) {
			a.Error(a.failure(old))
		}
	default:
		a.goldie()
	}
	if a.equal {
		a.pass()
	}
}

// goldie walks goldie's flow, with a comparison by type and our words.
func (a *assertion) goldie() {
	a.Helper()
	file := filepath.Join(a.at.Store.Root, filepath.FromSlash(a.pending.Golden))
	g := goldie.New(a.TB,
		goldie.WithFixtureDir(filepath.Dir(file)),
		goldie.WithNameSuffix(store.Suffix),
		goldie.WithEqualFn(func(_, expected []byte) bool { return a.compare(expected) }),
		goldie.WithDiffFn(func(_, expected string) string { return a.failure([]byte(expected)) }))
	g.Assert(plainFailure{a.TB}, strings.TrimSuffix(filepath.Base(file), store.Suffix), a.encoded)
}

// A plainFailure takes the sentence away that goldie starts a failure with, which speaks of fixtures.
type plainFailure struct{ testing.TB }

func (t plainFailure) Error(args ...any) {
	t.Helper()
	_, text, found := strings.Cut(fmt.Sprint(args...), "Diff is below:\n\n")
	if !found {
		text = fmt.Sprint(args...)
	}
	t.TB.Error(text)
}

// compare reports whether the result equals a golden, by its bytes, and says why not.
func (a *assertion) compare(old []byte) bool {
	file := a.file()
	var current *goldenfile.File
	var err error
	if old != nil {
		if current, err = goldenfile.Decode(old, file); err != nil {
			a.why = err.Error()
			return false
		}
	}
	if a.report, err = a.against(current); err == nil {
		a.report.Notes = append(a.report.Notes, a.pending.Notes...)
	}
	switch {
	case err != nil:
		a.unfit = err
		a.why = fmt.Sprintf("%s: %v", file, err)
	case current == nil:
		a.why = file + ": the golden is missing"
	case a.report.Equal() && a.lacksParquet():
		a.why = store.ParquetFile(file) + ": the file with the golden's table is missing"
	default:
		a.equal = a.report.Equal()
		if !a.equal {
			if a.encoded, err = a.steady(current); err != nil {
				a.unfit = err
			}
		}
		a.why = file + lineOf(a.report, old) + ": the result differs"
		if reason := a.report.Reason(); reason != "" {
			a.why += ": " + reason
		}
	}
	return a.equal
}

// against compares the result with a golden: table with table, also where both are digests, if that can be.
func (a *assertion) against(current *goldenfile.File) (*report.Report, error) {
	_, _, report, err := a.at.Store.Compare(a.pending.Golden, current, a.new, func() (*goldenfile.File, error) { return a.whole, nil }, a.how)
	return report, err
}

// file returns the path of the golden as go test prints paths: from the package's directory.
func (a *assertion) file() string {
	return strings.TrimPrefix(a.pending.Golden, strings.TrimPrefix(a.pending.Package+"/", "./"))
}

// pass removes the pending result of an earlier failure.
func (a *assertion) pass() {
	a.Helper()
	if err := a.at.Store.Settle(a.pending.ID); err != nil {
		a.Logf("golden %q: its pending result is still there: %v", a.pending.Case, err)
	}
}

// AssertValue compares got, any value, with the golden called name, as Assert does for a table. A struct is a mapping of its
// exported fields, by their `assay` tag or their snake case; what has MarshalText is that text, an error its message, a
// time RFC 3339; maps are sorted. Order and Key of the options have no meaning here, and Form, Ignore and Normalise are errors. The
// Column of a tolerance is a path such as groups[*].lift.
func AssertValue(t testing.TB, name string, got any, o ...Options) {
	t.Helper()
	assert(t, name, o, func(o Options) (*goldenfile.File, error) {
		text, err := goldenfile.EncodeValue(got)
		return valueFile(text, err, o)
	})
}

// valueFile makes a file of an encoded value, or of why there is none.
func valueFile(text []byte, err error, o Options) (*goldenfile.File, error) {
	if o.Form.digested() {
		return nil, fmt.Errorf("the result is a value: the form %s is for tables", o.Form)
	}
	return &goldenfile.File{Inputs: o.Inputs, Value: text}, err
}

package golden

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode"

	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/inline"
	"github.com/assay-go/assay/internal/report"
	"github.com/assay-go/assay/internal/store"
	"github.com/assay-go/assay/internal/tablediff"
)

// An assertion is one comparison of a result with its golden.
type assertion struct {
	testing.TB
	testPackage *store.TestPackage
	options     Options
	comparison  tablediff.Options // from options
	pending     store.Pending     // kept if the assertion fails

	new     *goldenfile.File
	encoded []byte // new, as a golden
	buffer  *[]byte
	rules   goldenfile.Rules // of the golden
	whole   *goldenfile.File // the table of which new is the digest; nil if new is not a digest

	report       *report.Report  // nil if the golden cannot be read
	inline       bool            // the golden is options.Want
	found        *inline.Literal // by find
	unreadable   error           // why options.Want cannot be read
	keyError     error           // the rows of the result share a key, or have none; they are compared as a multiset
	incomparable error           // such as a tolerance for a column that does not exist
	headline     string          // line 1 of the failure
	refused      error           // why -update did not write
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

// normalize removes the ignored parts of the result and rewrites the normalized ones.
func (a *assertion) normalize() error {
	if len(a.comparison.Ignore)+len(a.comparison.Normalize) == 0 {
		return nil
	}
	plain, notes, err := tablediff.Normalized(a.new, a.comparison)
	if err != nil {
		return err
	}
	if a.new.Table != nil {
		a.new.Table.Release()
	}
	a.new, a.pending.Notes = plain, notes
	a.comparison.Ignore, a.comparison.Normalize = nil, nil
	return nil
}

// encode sets the text of the result, in its form.
func (a *assertion) encode() (err error) {
	if a.new.Table != nil && a.new.Digest == nil && a.options.Form.digested() {
		a.whole = a.new
		if a.new, err = goldenfile.ToDigest(a.whole, a.rules, ""); err != nil {
			a.new = nil
			return err
		}
	}
	if a.new.Table == nil && a.options.Form == AsDigest && !a.new.Folded {
		if a.new, err = goldenfile.FoldValue(a.new); err != nil {
			return err
		}
	}
	a.buffer = buffers.Get().(*[]byte)
	a.encoded, err = goldenfile.Append((*a.buffer)[:0], a.new)
	if key, ok := errors.AsType[*goldenfile.KeyError](err); ok && a.hasKeyedGolden() {
		a.keyError, a.pending.Refused = err, printable("key "+strings.Join(key.Key, ", ")+": "+key.Msg)
		a.new.Order, a.new.Key = goldenfile.Multiset, nil
		a.comparison.Order, a.comparison.Key = goldenfile.Multiset, nil
		a.encoded, err = goldenfile.Append((*a.buffer)[:0], a.new)
	}
	*a.buffer = a.encoded
	return err
}

// hasKeyedGolden reports whether there is a golden with the key of the result.
func (a *assertion) hasKeyedGolden() bool {
	if a.inline {
		golden, err := inline.Golden(a.options.Want.Text, a.new)
		return err == nil && golden != nil
	}
	text, err := a.testPackage.ReadGolden(a.pending.Golden, nil)
	if err != nil {
		return false
	}
	old, err := goldenfile.Decode(text, a.file())
	return err == nil && old.Table != nil && slices.Equal(old.Key, a.new.Key)
}

// buffers holds buffers for the texts of results and goldens. Most texts are only compared with each other.
var buffers = sync.Pool{New: func() any { return new([]byte) }}

// assumeParquet assumes that the Parquet file of the golden belongs to the result too: equal tables have equal files.
func (a *assertion) assumeParquet(old []byte) (err error) {
	if !a.hasParquet() {
		return nil
	}
	if a.new.Digest.Parquet = goldenfile.ParquetHash(old); a.new.Digest.Parquet == "" {
		a.new.Digest.Parquet = store.Hash([]byte{}) // until addParquet sets it
	}
	a.encoded, err = goldenfile.Encode(a.new)
	return err
}

// addParquet returns the Parquet file of the result, and adds its hash to the digest. It returns nil if the form has no
// Parquet file.
func (a *assertion) addParquet() (parquet []byte, err error) {
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

// lacksParquet reports whether the Parquet file of the golden is missing.
func (a *assertion) lacksParquet() bool {
	return a.hasParquet() && a.testPackage.Store.Lacks(store.ParquetFile(a.pending.Golden))
}

// compareWith compares the result with a golden. If both are digests with Parquet files, it compares their tables.
func (a *assertion) compareWith(current *goldenfile.File) (*report.Report, error) {
	whole := func() (*goldenfile.File, error) { return a.whole, nil }
	_, _, report, err := a.testPackage.Store.Compare(a.pending.Golden, current, a.new, whole, a.comparison)
	if err == nil && a.keyError != nil {
		report.Settings = nil // the test declares the order of the golden
	}
	return report, err
}

// file returns the path of the golden from the directory of the package, as go test prints paths.
func (a *assertion) file() string {
	if a.inline {
		return a.place()
	}
	return a.fromPackage(a.pending.Golden)
}

// fromPackage returns a path of the module from the directory of the package.
func (a *assertion) fromPackage(file string) string {
	return strings.TrimPrefix(file, strings.TrimPrefix(a.pending.Package+"/", "./"))
}

// printable returns text as one line, without control characters.
func printable(text string) string {
	text = strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r == '\n' }), "; ")
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return '�'
		}
		return r
	}, text)
}

// find returns the expectation in the sources, which it searches once.
func (a *assertion) find() (inline.Literal, error) {
	if a.found == nil {
		l, err := a.testPackage.Locate(a.options.Want)
		if err != nil {
			return l, err
		}
		a.found = &l
	}
	return *a.found, nil
}

// place returns where the expectation stands, as go test prints paths.
func (a *assertion) place() string {
	l, err := a.find()
	if err != nil {
		return a.options.Want.Site.File
	}
	return fmt.Sprintf("%s:%d", a.fromPackage(l.File), l.Line)
}

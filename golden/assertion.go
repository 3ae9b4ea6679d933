package golden

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"sync"
	"testing"
	"unicode"

	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/report"
	"github.com/assay-go/assay/internal/store"
	"github.com/assay-go/assay/internal/tablediff"
)

// An assertion is one comparison of a result with its golden.
type assertion struct {
	testing.TB
	testPackage *store.TestPackage
	options     Options
	comparison  tablediff.Options // how the result is compared, as options say
	pending     store.Pending     // what is kept when it fails

	new     *goldenfile.File
	encoded []byte // new, as a golden
	buffer  *[]byte
	whole   *goldenfile.File // the table that new is the digest of; nil where it is none

	report       *report.Report // nil where the golden cannot be read
	incomparable error          // such as a tolerance for a column that is not there
	headline     string         // the line that a failure starts with
	refused      error          // why -update wrote nothing
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

// normalize takes out of the result what its options ignore, and rewrites what they normalize. What is left is compared as it is.
func (a *assertion) normalize() error {
	if len(a.comparison.Ignore)+len(a.comparison.Normalize) == 0 {
		return nil
	}
	if a.new.Table == nil {
		return errors.New("the result is a value: Ignore and Normalize are for the columns of a table")
	}
	plain, said, err := tablediff.Normalized(a.new, a.comparison)
	if err != nil {
		return err
	}
	a.new.Table.Release()
	a.new, a.pending.Notes = plain, said
	a.comparison.Ignore, a.comparison.Normalize = nil, nil
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
	_, err := a.testPackage.Store.Module.Lstat(store.ParquetFile(a.pending.Golden))
	return errors.Is(err, fs.ErrNotExist)
}

// against compares the result with a golden: table with table, also where both are digests, if that can be.
func (a *assertion) against(current *goldenfile.File) (*report.Report, error) {
	_, _, report, err := a.testPackage.Store.Compare(a.pending.Golden, current, a.new, func() (*goldenfile.File, error) { return a.whole, nil }, a.comparison)
	return report, err
}

// file returns the path of the golden as go test prints paths: from the package's directory.
func (a *assertion) file() string {
	return strings.TrimPrefix(a.pending.Golden, strings.TrimPrefix(a.pending.Package+"/", "./"))
}

// valueFile makes a file of an encoded value, or of why there is none.
func valueFile(text []byte, err error, o Options) (*goldenfile.File, error) {
	if o.Form.digested() {
		return nil, fmt.Errorf("the result is a value: the form %s is for tables", o.Form)
	}
	return &goldenfile.File{Inputs: o.Inputs, Value: text}, err
}

// printable returns text as one line without control characters.
func printable(text string) string {
	text = strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r == '\n' }), "; ")
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return '�'
		}
		return r
	}, text)
}

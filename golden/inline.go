package golden

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"

	"github.com/assay-go/assay/internal/callcount"
	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/inline"
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
//
//go:noinline
func Text(text string) Expectation { return Expectation{Text: text, Site: inline.Here(1)} }

// Inline compares a result with an expectation in the source of the test, as [Assert] and [AssertValue] do with a
// golden file. Got is an Arrow table, record or record reader, or any other value.
func Inline(t testing.TB, got any, want Expectation, o ...Options) {
	t.Helper()
	name := inlineName(t)
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

// callsOfInline counts the calls of Inline in each test.
var callsOfInline callcount.Counter

// inlineName returns the name of the pending result of a call of Inline: it is numbered in its test.
func inlineName(t testing.TB) string {
	name := fmt.Sprintf("inline_%d", callsOfInline.Next(t)+1)
	if _, subtest, ok := strings.Cut(t.Name(), "/"); ok {
		name = subtest + "/" + name
	}
	return name
}

package golden

import (
	"io"
	"slices"

	"github.com/apache/arrow/go/v17/arrow/array"

	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/inline"
	"github.com/assay-go/assay/internal/report"
	"github.com/assay-go/assay/internal/tablediff"
)

// Compare reports how new differs from old. Each is an Arrow table, record or record reader, or a [File]; a nil old
// means that there is no golden yet. Compare returns an error if o does not fit the tables, such as a tolerance for a
// column that does not exist, and a [*KeyError] if a key does not identify the rows.
func Compare(old, new any, o Options) (*Report, error) {
	var was *goldenfile.File
	if old != nil {
		var err error
		if was, err = resultFile(old, o, goldenfile.SecondRules); err != nil {
			return nil, err
		}
		defer releaseTable(was)
	}
	rules := goldenfile.SecondRules
	if was != nil && was.Digest != nil {
		rules = was.Digest.Rules
	}
	is, err := resultFile(new, o, rules)
	if err != nil {
		return nil, err
	}
	defer releaseTable(is)
	options := o.comparison()
	options.Ignore = append(options.Ignore, o.leftOut(is)...)
	r, err := tablediff.Compare(was, is, options)
	if err != nil {
		return nil, wrapError(err)
	}
	return &Report{r}, nil
}

// resultFile returns a result as a file; rules are those of the digest of a stream. The caller releases its table.
func resultFile(got any, o Options, rules goldenfile.Rules) (*goldenfile.File, error) {
	got, release, err := goldenfile.Wrapped(got)
	if err != nil {
		return nil, err
	}
	defer release()
	switch got := got.(type) {
	case *File:
		return resultFile(got.file(), o, rules)
	case *goldenfile.File: // of the package table
		if got.Table != nil {
			got.Table.Retain()
		}
		return got, nil
	case array.RecordReader:
		if o.OfStream() {
			return goldenfile.DigestOf(got, rules)
		}
	}
	record, err := goldenfile.ToRecord(got)
	if err != nil {
		return nil, err
	}
	return &goldenfile.File{Order: goldenfile.Order(o.Order), Key: o.Key, Table: record}, nil
}

func releaseTable(f *goldenfile.File) {
	if f != nil && f.Table != nil {
		f.Table.Release()
	}
}

// A Report describes how two goldens differ.
type Report struct{ of *report.Report }

// Equal reports whether nothing differs beyond the tolerances. The order of columns and the inputs do not count.
func (r *Report) Equal() bool { return r.of.Equal() }

// Summary returns one line that says what differs.
func (r *Report) Summary() string { return r.of.Summary() }

// Classes returns the classes of all differences, sorted, as regen approve --only takes them: added, removed,
// column:NAME and others.
func (r *Report) Classes() []string { return r.of.Classes() }

// Cells returns the first differences, one line each with the old and the new value. If there are more than most, the
// last line counts the others.
func (r *Report) Cells(most int) []string { return r.of.CellLines(most) }

// WriteText writes the report as a failing test prints it.
func (r *Report) WriteText(w io.Writer) error { return r.of.Text(w, report.TextOptions{}) }

// WriteMarkdown writes the report for a pull request, cut to the size of a GitHub comment.
func (r *Report) WriteMarkdown(w io.Writer) error { return r.of.Markdown(w) }

// WriteHTML writes the report as one self-contained page, without scripts.
func (r *Report) WriteHTML(w io.Writer) error { return r.of.HTML(w) }

// WriteJSON writes the report for programs, with the fields of regen diff --format json.
func (r *Report) WriteJSON(w io.Writer) error { return r.of.JSON(w) }

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

package tablediff

import (
	"fmt"
	"math"
	"regexp"
	"strings"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/assay-go/assay/internal/goldenfile"
)

// A Normalizer rewrites the cells of a column, or the parts of a value, before they are compared and written.
type Normalizer struct {
	Column      string              // a name or path, in which * matches any text; "": all of a fitting type
	Granularity time.Duration       // truncates timestamps, times of day and durations to a multiple of it
	Text        func(string) string // rewrites texts
	Name        string              // what Text does, for reports, such as "lower case"
	Token       string              // replaces texts by Token_1, Token_2, …: one number for each text
	Match       string              // the expression that Token replaces; "": the whole text
}

// String returns what the normalizer does, for reports.
func (n Normalizer) String() string {
	switch {
	case n.Text != nil:
		return n.Name
	case n.Token != "":
		return "replaced by " + n.Token + "_1, …"
	}
	return "truncated to " + n.Granularity.String()
}

func (n Normalizer) check() error {
	set := 0
	for _, is := range []bool{n.Text != nil, n.Granularity != 0, n.Token != ""} {
		if is {
			set++
		}
	}
	switch {
	case set != 1:
		return fmt.Errorf("the normalizer for column %q needs either Text, Granularity or Token", n.Column)
	case n.Match != "" && n.Token == "":
		return fmt.Errorf("the normalizer for column %q has Match: it needs a Token", n.Column)
	case n.Granularity < 0:
		return fmt.Errorf("the normalizer for column %q: the granularity %s is not positive", n.Column, n.Granularity)
	case n.Text != nil && !visibleWords(n.Name):
		return fmt.Errorf("the normalizer for column %q needs a Name for reports: a few words on one line", n.Column)
	}
	if n.Token != "" {
		_, err := n.tokenRule()
		return err
	}
	return nil
}

func visibleWords(s string) bool {
	return s != "" && strings.TrimSpace(s) == s && !strings.ContainsFunc(s, arrowtext.Invisible)
}

// rewrites reports whether the normalizer applies to cells of a type.
func (n Normalizer) rewrites(dt arrow.DataType) bool {
	switch {
	case n.Text != nil, n.Token != "" && (n.Column == "" || n.Match != ""):
		return goldenfile.Textual(dt)
	case n.Token != "":
		return !nested(dt)
	}
	switch dt.ID() {
	case arrow.TIMESTAMP, arrow.TIME32, arrow.TIME64, arrow.DURATION:
		return true
	}
	return false
}

func nested(dt arrow.DataType) bool {
	_, is := arrowtext.StorageType(dt).(arrow.NestedType)
	return is
}

// appliesTo reports whether the normalizer applies to a column. A Token also applies to a column of its name that is
// not a text, and to the timestamps that its expression matches.
func (n Normalizer) appliesTo(f arrow.Field) bool {
	switch {
	case !matches(n.Column, f.Name):
		return false
	case n.rewrites(f.Type):
		return true
	case n.Token == "" || nested(f.Type):
		return false
	case n.Column == f.Name:
		return true
	}
	rule, err := n.tokenRule()
	return err == nil && f.Type.ID() == arrow.TIMESTAMP && rule.match != nil &&
		rule.match.MatchString("2000-01-01T00:00:00.000Z")
}

// rewrite returns a column with rewritten cells.
func (n Normalizer) rewrite(a arrow.Array) (arrow.Array, error) {
	b := array.NewBuilder(memory.DefaultAllocator, a.DataType())
	defer b.Release()
	b.Reserve(a.Len())
	write, err := n.writer(a, b)
	if err != nil {
		return nil, err
	}
	null := arrowtext.Nulls(a)
	for row := range a.Len() {
		if null(row) {
			b.AppendNull()
		} else if err := write(row); err != nil {
			return nil, err
		}
	}
	return b.NewArray(), nil
}

// writer returns a function that appends a rewritten cell of a.
func (n Normalizer) writer(a arrow.Array, b array.Builder) (func(row int) error, error) {
	if n.Text != nil {
		format, err := arrowtext.NewFormatter(a)
		if err != nil {
			return nil, err
		}
		parse, err := arrowtext.NewParser(b)
		return func(row int) error { return parse([]byte(n.Text(string(format(nil, row))))) }, err
	}
	unit := a.DataType().(arrow.TemporalWithUnit).TimeUnit().Multiplier()
	step := int64(1) // a granularity below the unit changes nothing
	if n.Granularity > unit {
		if n.Granularity%unit != 0 {
			return nil, fmt.Errorf("the granularity %s is not a multiple of the unit, %s", n.Granularity, unit)
		}
		step = int64(n.Granularity / unit)
	}
	cut := func(v int64) int64 {
		rest := v % step
		if rest < 0 {
			rest += step
		}
		if v < math.MinInt64+rest {
			return v
		}
		return v - rest
	}
	switch a := a.(type) {
	case *array.Timestamp:
		b := b.(*array.TimestampBuilder)
		return func(row int) error { b.Append(arrow.Timestamp(cut(int64(a.Value(row))))); return nil }, nil
	case *array.Time32:
		b := b.(*array.Time32Builder)
		return func(row int) error { b.Append(arrow.Time32(cut(int64(a.Value(row))))); return nil }, nil
	case *array.Time64:
		b := b.(*array.Time64Builder)
		return func(row int) error { b.Append(arrow.Time64(cut(int64(a.Value(row))))); return nil }, nil
	}
	d, durations := a.(*array.Duration), b.(*array.DurationBuilder)
	return func(row int) error { durations.Append(arrow.Duration(cut(int64(d.Value(row))))); return nil }, nil
}

// The patterns of what often differs from run to run.
const (
	UUIDPattern = `(?i)\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b`
	TimePattern = `\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d\b)?`
)

// A tokenRule replaces texts by tokens.
type tokenRule struct {
	name  string
	match *regexp.Regexp // nil: the whole text
}

var tokenName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9]*$`)

// tokenRule returns the rule of a normalizer with a Token.
func (n Normalizer) tokenRule() (r tokenRule, err error) {
	if !tokenName.MatchString(n.Token) {
		return r, fmt.Errorf("the normalizer for %q: found the token %q, want letters and digits, such as Guid",
			n.Column, n.Token)
	}
	r.name = n.Token
	if n.Match == "" {
		return r, nil
	}
	if r.match, err = regexp.Compile(n.Match); err != nil {
		return r, fmt.Errorf("the normalizer for %q: %w", n.Column, err)
	}
	if r.match.MatchString("") || r.match.MatchString(n.Token+"_1") {
		return r, fmt.Errorf("the normalizer for %q: the pattern %s must match neither an empty text nor the token %s_1",
			n.Column, n.Match, n.Token)
	}
	return r, nil
}

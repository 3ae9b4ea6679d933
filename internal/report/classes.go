package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/assay-go/assay/internal/message"
)

// Classes of differences. Others are the kinds of changed rows (added, removed, changed, moved), and the state renamed
// of a column.
const (
	classMissing   = "missing"
	classInputs    = "inputs"
	classSchema    = "schema"    // columns added, removed, renamed, retyped, made nullable or not; the order
	classRetyped   = "retyped"   // the type of a column
	classReordered = "reordered" // the order of the columns, which is not a difference by itself
	ClassColumn    = "column:"   // with a name: everything in that column
)

// allClasses are the classes with fixed names.
var allClasses = []string{
	Added, Removed, Changed, Moved, CellNulled, CellFilled,
	classSchema, classRetyped, ColumnRenamed, classReordered, classInputs, classMissing,
}

// FixedClasses returns the classes with fixed names: all except column:NAME.
func FixedClasses() []string { return slices.Clone(allClasses) }

// A difference is one thing that differs, given by all its classes.
type difference []string

// Differences lists what differs, each by its classes, the most specific class first.
func (r *Report) Differences() []difference {
	if r.Missing {
		return []difference{{classMissing}}
	}
	var out []difference
	for range r.Settings {
		out = append(out, difference{classSchema})
	}
	if len(r.Values) > 0 {
		out = append(out, r.valueDifferences()...)
	}
	if r.Rows.Added > 0 || r.Digest != nil && r.Rows.New > r.Rows.Old {
		out = append(out, difference{Added})
	}
	if r.Rows.Removed > 0 || r.Digest != nil && r.Rows.New < r.Rows.Old {
		out = append(out, difference{Removed})
	}
	if r.Rows.Moved > 0 {
		out = append(out, difference{Moved})
	}
	for i := range r.Columns {
		out = append(out, r.Columns[i].differences()...)
	}
	return out
}

func (c *Column) differences() []difference {
	of := ClassColumn + c.Name
	var out []difference
	switch {
	case c.State == ColumnRenamed:
		out = append(out, difference{ColumnRenamed, classSchema, of, ClassColumn + c.Was})
	case c.State == ColumnMoved:
		out = append(out, difference{classReordered})
	case c.State != "":
		out = append(out, difference{classSchema, of})
	}
	switch {
	case c.Retyped:
		out = append(out, difference{classRetyped, classSchema, of})
	case c.State == "" && c.OldType != c.NewType:
		out = append(out, difference{classSchema, of})
	}
	if c.Nulled > 0 {
		out = append(out, difference{Changed, CellNulled, of})
	}
	if c.Filled > 0 {
		out = append(out, difference{Changed, CellFilled, of})
	}
	if c.Cells > c.Nulled+c.Filled || c.Digested {
		out = append(out, difference{Changed, of})
	}
	return out
}

// valueDifferences returns the differences of a value: elements that are added, removed or changed. Those that a column
// explains are differences of the column.
func (r *Report) valueDifferences() []difference {
	var out []difference
	seen := map[string]bool{}
	for _, v := range r.Values {
		if !seen[v.Kind] && v.Column == "" {
			seen[v.Kind] = true
			out = append(out, difference{v.Kind})
		}
	}
	return out
}

// Classes returns the classes of all differences, sorted, as approve --only takes them: added, removed, changed, moved,
// became-null, became-value, schema, retyped, renamed, reordered, column:NAME, inputs, missing.
func (r *Report) Classes() []string {
	var out []string
	for _, d := range r.Differences() {
		out = append(out, d...)
	}
	if r.Inputs.Changed {
		out = append(out, classInputs)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// CheckClass returns an error for an unknown class.
func CheckClass(class string) error {
	if slices.Contains(allClasses, class) || len(class) > len(ClassColumn) && strings.HasPrefix(class, ClassColumn) {
		return nil
	}
	if near := message.DidYouMean(class, allClasses); near != "" {
		return fmt.Errorf("unknown class of changes %q%s", class, near)
	}
	return fmt.Errorf("unknown class of changes %q: want one of %s, column:NAME", class, strings.Join(allClasses, ", "))
}

// Only reports whether every difference has one of the classes. If the inputs changed, every difference has the class
// inputs. Only returns an error for an unknown class.
func (r *Report) Only(classes ...string) (bool, error) {
	for _, class := range classes {
		if err := CheckClass(class); err != nil {
			return false, err
		}
	}
	if r.Inputs.Changed && slices.Contains(classes, classInputs) {
		return true, nil
	}
	all := r.Differences()
	for _, d := range all {
		within := slices.ContainsFunc(d, func(class string) bool { return slices.Contains(classes, class) })
		if !within && !slices.Equal(d, difference{classReordered}) {
			return false, nil
		}
	}
	return len(all) > 0, nil
}

// Extent returns how many rows differ. For a value it counts the differing parts, for a digest all rows of differing
// blocks, and for a new golden, or one of another kind or order, all rows.
func (r *Report) Extent() int {
	n := len(r.Changes) + r.Unlisted + len(r.Values)
	switch {
	case r.Missing:
		n = max(r.Rows.New, 1)
	case r.Digest != nil:
		n = 0
		for _, b := range r.Digest.Changed {
			n += max(b.Old, b.New)
		}
	case len(r.Settings) > 0:
		n = max(n, r.Rows.Old, r.Rows.New, 1)
	}
	return n
}

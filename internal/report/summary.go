package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/message"
)

// Summary returns one line that says what differs.
func (r *Report) Summary() string {
	if r.RenamedFrom != "" {
		return "renamed, " + r.summary()
	}
	return r.summary()
}

// besidesKey returns how many of the changed rows changed in more than a key that changed by a rule.
func (r *Report) besidesKey() string {
	switch n := r.RowCause.BesidesKey; {
	case r.KeyRule == "" || n == r.Rows.Changed:
		return ""
	case n == 0:
		return " in the key only"
	default:
		return fmt.Sprintf(" (%s of them besides the key)", message.Thousands(n))
	}
}

// only returns the key of the only row of a kind of change, in brackets.
func (r *Report) only(kind string) string {
	if key := r.RowCause.Only[kind]; key != "" {
		return " (" + key + ")"
	}
	return ""
}

// columnStates names the columns that changed as a whole, or counts them if there are more than three.
func (r *Report) columnStates() []string {
	const most = 3
	var parts []string
	for _, state := range []string{ColumnAdded, ColumnRemoved, ColumnRenamed, "retyped", "nullability", ColumnMoved} {
		var names, texts []string
		for i := range r.Columns {
			if c := &r.Columns[i]; c.state() == state {
				names = append(names, goldenfile.ColumnText(c.Name))
				texts = append(texts, c.stateText())
			}
		}
		switch {
		case len(names) == 0:
		case len(names) == 1:
			parts = append(parts, texts[0])
		case len(names) <= most:
			parts = append(parts, fmt.Sprintf("columns %s %s", strings.Join(names, ", "), stateVerb(state)))
		default:
			parts = append(parts, fmt.Sprintf("%s %s", message.Count(len(names), "column"), stateVerb(state)))
		}
	}
	return parts
}

func stateVerb(state string) string {
	if state == "nullability" {
		return "changed nullability"
	}
	return state
}

// within returns how many cells drifted within their tolerance.
func (r *Report) within() string {
	n := 0
	for _, c := range r.Columns {
		if c.Drift != nil {
			n += c.Drift.Cells
		}
	}
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(" (%s within tolerance)", message.Count(n, "cell"))
}

// valueCounts counts the parts of a value that changed, were added and removed.
func (r *Report) valueCounts() (parts []string) {
	for _, kind := range []string{Changed, Added, Removed} {
		n := 0
		for _, v := range r.Values {
			if v.Kind == kind {
				n++
			}
		}
		switch {
		case n > 0 && parts == nil:
			parts = append(parts, message.Count(n, "value")+" "+kind)
		case n > 0:
			parts = append(parts, message.Thousands(n)+" "+kind)
		}
	}
	return parts
}

func (r *Report) summary() string {
	var parts []string
	switch {
	case r.Missing && r.Order == "":
		return "no golden yet: the result is a value"
	case r.Missing:
		return fmt.Sprintf("no golden yet: the result has %s", message.Count(r.Rows.New, "row"))
	case r.Equal():
		return "no difference" + r.within()
	}
	if r.SharedKeys != nil {
		parts = append(parts, r.SharedKeys.summary()...)
	}
	if r.Deleted {
		parts = append(parts, "golden deleted")
	}
	for _, s := range r.Settings {
		parts = append(parts, fmt.Sprintf("%s %s -> %s", s.Name, s.Old, s.New))
	}
	parts = append(parts, r.valueCounts()...)
	if r.Digest != nil {
		parts = append(parts, r.Digest.summary(r.Rows)...)
	}
	if r.KeyRule != "" {
		parts = append(parts, r.KeyRule)
	}
	if r.RowCause.Grouping != "" {
		parts = append(parts, r.RowCause.Grouping)
	}
	if r.RowCause.Order != "" {
		parts = append(parts, r.RowCause.Order)
	}
	rows := []struct {
		n, of int
		verb  string
	}{
		{r.Rows.Changed, r.Rows.New, Changed},
		{r.Rows.Added, 0, Added},
		{r.Rows.Removed, 0, Removed},
		{r.Rows.Moved, 0, Moved},
	}
	noun := true
	for _, row := range rows {
		switch {
		case row.n == 0:
			continue
		case row.verb != Changed && r.rowText(row.verb) != "":
			parts = append(parts, r.rowText(row.verb))
		case row.of > 0:
			parts = append(parts, fmt.Sprintf("%s of %s %s", message.Thousands(row.n), message.Count(row.of, "row"),
				row.verb)+r.besidesKey()+r.only(row.verb))
		case noun:
			parts = append(parts, fmt.Sprintf("%s %s", message.Count(row.n, "row"), row.verb)+r.only(row.verb))
		default:
			parts = append(parts, fmt.Sprintf("%s %s", message.Thousands(row.n), row.verb)+r.only(row.verb))
		}
		noun = false
	}
	parts = append(parts, r.columnStates()...)
	separator := ", "
	if slices.ContainsFunc(parts, func(part string) bool { return strings.Contains(part, ", ") }) {
		separator = "; "
	}
	return strings.Join(parts, separator) + r.cellCauses()
}

package report

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/assay-go/assay/internal/cells"
	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/message"
)

// A Report is the difference between two goldens. It is a plain value: what is exported is all that the renderings show, and
// what JSON writes.
type Report struct {
	Name      string        `json:"name,omitempty"`     // what it is about, a golden's path; set by the caller
	Cause     string        `json:"-"`                  // the Reason, where the caller knows it better; set by the caller
	Missing   bool          `json:"missing,omitempty"`  // there is no golden yet: all is new
	Order     string        `json:"order,omitempty"`    // of a table: ordered, keyed or multiset
	Key       []string      `json:"key,omitempty"`      // the columns that rows are called by
	KeyFound  bool          `json:"keyFound,omitempty"` // the key is not declared: it was found to identify the rows
	Settings  []Setting     `json:"settings,omitempty"`
	Rows      Rows          `json:"rows"`
	Columns   []Column      `json:"columns,omitempty"`   // those that differ or drifted
	Changes   []Change      `json:"changes,omitempty"`   // the rows that differ, at most 10,000 of them
	Unlisted  int           `json:"unlisted,omitempty"`  // the rows that differ beyond those
	Values    []ValueChange `json:"values,omitempty"`    // the differences of a golden that is a value
	Digest    *DigestChange `json:"digest,omitempty"`    // the blocks that differ of a golden that is a digest: Changes are of the first and last rows
	Notes     []string      `json:"notes,omitempty"`     // what else a reader should know
	Approvals []string      `json:"approvals,omitempty"` // why it was approved, in the words of who did; set by the caller
	Inputs    Inputs        `json:"inputs"`
}

// A Setting is a line of the header that differs: the kind of the golden, or its order.
type Setting struct {
	Name string `json:"name"` // kind or order
	Old  string `json:"old"`
	New  string `json:"new"`
}

// Rows counts the rows of two tables.
type Rows struct {
	Old     int `json:"old"`
	New     int `json:"new"`
	Added   int `json:"added"`
	Removed int `json:"removed"`
	Changed int `json:"changed"` // with a cell that differs
	Moved   int `json:"moved"`   // out of order, changed ones included
}

// A Column is how a column differs.
type Column struct {
	Name     string `json:"name"`
	State    string `json:"state,omitempty"`   // added, removed, renamed, moved or "", which is in both tables
	Was      string `json:"was,omitempty"`     // the name before, of a column that is renamed
	OldType  string `json:"oldType,omitempty"` // with "not null", where it differs
	NewType  string `json:"newType,omitempty"`
	Retyped  bool   `json:"retyped,omitempty"`  // the types differ, not just whether nulls are allowed
	Cells    int    `json:"cells,omitempty"`    // that differ
	Nulled   int    `json:"nulled,omitempty"`   // of those, that became null
	Filled   int    `json:"filled,omitempty"`   // and that were null
	Hint     string `json:"hint,omitempty"`     // one rule that explains all of them
	Drift    *Drift `json:"drift,omitempty"`    // within the tolerance
	Blocks   int    `json:"blocks,omitempty"`   // of a digest, that differ in the column
	Digested bool   `json:"digested,omitempty"` // the hashes of its cells differ; Cells and Hint are of the first and last rows

	Figures  []Setting `json:"figures,omitempty"`  // of its digest, that differ: null, distinct, min, max
	Examples []string  `json:"examples,omitempty"` // the first cells of a column that is added or removed
}

// The states of a column.
const (
	ColumnAdded   = "added"
	ColumnRemoved = "removed"
	ColumnRenamed = "renamed"
	ColumnMoved   = "moved"
)

// A Change is a row that differs.
type Change struct {
	Kind  string   `json:"kind"`            // added, removed, changed or moved
	Moved bool     `json:"moved,omitempty"` // a changed row that also moved
	Key   []string `json:"key,omitempty"`   // its key, as cells
	Old   int      `json:"old"`             // its number in either table, from 0; -1 where it is not
	New   int      `json:"new"`
	Cells []Cell   `json:"cells,omitempty"` // those that differ, or all of a row that is added or removed
}

// The kinds of a change, which are classes too.
const (
	Added   = "added"
	Removed = "removed"
	Changed = "changed"
	Moved   = "moved"
)

// A Cell is a cell that differs, as text.
type Cell struct {
	Column string `json:"column"`
	Old    string `json:"old,omitempty"` // "" where the row is added
	New    string `json:"new,omitempty"` // "" where the row is removed
	Class  string `json:"class"`         // value, became-null, became-value, added or removed
}

// The classes of a changed cell.
const (
	CellValue  = "value"
	CellNulled = "became-null"
	CellFilled = "became-value"
)

// Inputs says whether what a result depends on changed.
type Inputs struct {
	Known   bool   `json:"known"` // either golden names inputs
	Changed bool   `json:"changed"`
	Text    string `json:"text,omitempty"` // what changed
}

// Equal reports whether nothing differs beyond the tolerances. Columns in another order and other inputs are no difference.
func (r *Report) Equal() bool {
	if r.Missing || len(r.Settings) > 0 || len(r.Values) > 0 || len(r.Changes) > 0 || r.Digest != nil {
		return false
	}
	return !slices.ContainsFunc(r.Columns, func(c Column) bool { return c.Differs() })
}

// Differs reports whether a column makes two tables unequal.
func (c *Column) Differs() bool {
	return c.State != "" && c.State != ColumnMoved || c.OldType != c.NewType || c.Cells > 0 || c.Digested
}

// Reason says what made the difference, the inputs or the transform, "" where that is not known.
func (r *Report) Reason() string {
	switch {
	case r.Cause != "":
		return r.Cause
	case r.Missing || !r.Inputs.Known:
		return ""
	case r.Inputs.Changed:
		return "the inputs changed: " + r.Inputs.Text
	}
	return "the inputs are unchanged: the transform changed"
}

// Summary says in one line what differs.
func (r *Report) Summary() string {
	var parts []string
	switch {
	case r.Missing && r.Order == "":
		return "no golden yet: the result is a value"
	case r.Missing:
		return fmt.Sprintf("no golden yet: the result has %s", message.Count(r.Rows.New, "row"))
	case r.Equal():
		return "no difference" + r.within()
	}
	for _, s := range r.Settings {
		parts = append(parts, fmt.Sprintf("%s %s -> %s", s.Name, s.Old, s.New))
	}
	if n := len(r.Values); n > 0 {
		parts = append(parts, message.Count(n, "value")+" changed")
	}
	if r.Digest != nil {
		parts = append(parts, r.Digest.summary(r.Rows)...)
	}
	rows := []struct {
		n, of int
		verb  string
	}{
		{r.Rows.Changed, r.Rows.New, Changed}, {r.Rows.Added, 0, Added}, {r.Rows.Removed, 0, Removed}, {r.Rows.Moved, 0, Moved},
	}
	noun := true
	for _, row := range rows {
		switch {
		case row.n == 0:
			continue
		case row.of > 0:
			parts = append(parts, fmt.Sprintf("%s of %s %s", message.Thousands(row.n), message.Count(row.of, "row"), row.verb))
		case noun:
			parts = append(parts, fmt.Sprintf("%s %s", message.Count(row.n, "row"), row.verb))
		default:
			parts = append(parts, fmt.Sprintf("%s %s", message.Thousands(row.n), row.verb))
		}
		noun = false
	}
	parts = append(parts, r.columnStates()...)
	return strings.Join(parts, ", ")
}

// columnStates says which columns as a whole changed: each by its name, or how many where they are many.
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
		return "with another nullability"
	}
	return state
}

// state returns how the column as a whole changed, in one word, "" where it did not.
func (c *Column) state() string {
	switch {
	case c.State != "":
		return c.State
	case c.Retyped:
		return "retyped"
	case c.OldType != c.NewType:
		return "nullability"
	}
	return ""
}

// stateText says how the column as a whole changed.
func (c *Column) stateText() string {
	name := goldenfile.ColumnText(c.Name)
	switch state := c.state(); state {
	case ColumnRenamed:
		return fmt.Sprintf("column %s renamed %s", goldenfile.ColumnText(c.Was), name)
	case "nullability":
		return fmt.Sprintf("column %s %s", name, c.nullability())
	default:
		return fmt.Sprintf("column %s %s", name, state)
	}
}

func (c *Column) nullability() string {
	if strings.HasSuffix(c.NewType, goldenfile.NotNull) {
		return "no longer nullable"
	}
	return "now nullable"
}

// within says how many cells drifted within their tolerance.
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

func (v *ValueChange) cell() gridCell {
	switch v.Kind {
	case Added:
		return plainCell(v.New)
	case Removed:
		return plainCell(v.Old)
	}
	return gridCell{old: v.Old, new: v.New, both: true}
}

// A Drift is how far the cells of a column moved within its tolerance.
type Drift struct {
	Cells    int             `json:"cells"`
	Abs      float64         `json:"abs,omitempty"` // the largest of each
	Rel      float64         `json:"rel,omitempty"`
	ULP      uint64          `json:"ulp,omitempty"`
	Duration time.Duration   `json:"duration,omitempty"`
	Allowed  cells.Tolerance `json:"allowed"`
}

// A ValueChange is a difference of two values.
type ValueChange struct {
	Kind string `json:"kind"` // added, removed or changed
	Path string `json:"path"` // such as groups[2].lift; "" for the whole
	Old  string `json:"old,omitempty"`
	New  string `json:"new,omitempty"`
}

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

// A Report is the difference between two goldens. It is a plain value: all renderings, and JSON, show its exported
// fields.
type Report struct {
	Name        string        `json:"name,omitempty"`        // the path of the golden; set by the caller
	Cause       string        `json:"-"`                     // the Reason, if the caller knows a better one
	RenamedFrom string        `json:"renamedFrom,omitempty"` // the old name of a renamed golden; set by the caller
	Missing     bool          `json:"missing,omitempty"`     // there is no golden yet
	Deleted     bool          `json:"deleted,omitempty"`     // the golden was deleted; set by the caller
	Order       string        `json:"order,omitempty"`       // of a table: ordered, keyed or multiset
	Key         []string      `json:"key,omitempty"`         // the columns that identify rows
	KeyFound    bool          `json:"keyFound,omitempty"`    // the key is not declared but inferred
	KeyRule     string        `json:"keyRule,omitempty"`     // how keys changed, such as "keys shifted by +1 day"
	Settings    []Setting     `json:"settings,omitempty"`
	SharedKeys  *SharedKeys   `json:"sharedKeys,omitempty"` // of a result whose golden has each key once
	Rows        Rows          `json:"rows"`
	RowCause    RowCause      `json:"rowCause,omitzero"`
	Columns     []Column      `json:"columns,omitempty"`     // those that differ or drifted
	Changes     []Change      `json:"changes,omitempty"`     // the rows that differ, at most 10,000 of them
	Unlisted    int           `json:"unlisted,omitempty"`    // how many more rows differ
	WithColumns []Change      `json:"withColumns,omitempty"` // see [Report.WithAllRows]
	Values      []ValueChange `json:"values,omitempty"`      // the differences of a value
	Digest      *DigestChange `json:"digest,omitempty"`      // of a digest; Changes is incomplete then
	Notes       []string      `json:"notes,omitempty"`       // what else a reader should know
	Approvals   []string      `json:"approvals,omitempty"`   // the reasons given for approving it; set by the caller
	Inputs      Inputs        `json:"inputs"`
}

// A Setting is a header line that differs: the kind of the golden, or its order.
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
	Changed int `json:"changed"` // with at least one differing cell
	Moved   int `json:"moved"`   // in another order, including changed ones
}

// SharedKeys counts the rows that make a key unfit to identify rows.
type SharedKeys struct {
	Keys  int `json:"keys"`            // keys of several rows
	Rows  int `json:"rows"`            // rows that share a key
	Nulls int `json:"nulls,omitempty"` // rows whose key has a null

	Rule string `json:"rule,omitempty"` // what made the keys of all old rows those of the new ones, or ""
}

func (s *SharedKeys) summary() (parts []string) {
	if s.Keys > 0 {
		text := fmt.Sprintf("rows share a key; the golden had each key once: %s in %s", message.Count(s.Keys, "key"),
			message.Count(s.Rows, "row"))
		if s.Rule != "" {
			text += ": " + s.Rule
		}
		parts = append(parts, text)
	}
	if s.Nulls > 0 {
		parts = append(parts, message.CountOf(s.Nulls, "row has", "rows have")+" a null in the key; the golden had none")
	}
	return parts
}

// A RowCause is what added, removed and moved rows have in common and no other row has. Its texts are "" if that is
// nothing. They are First, Last, or words such as "with country null" or "a copy of another row".
type RowCause struct {
	Added      string `json:"added,omitempty"`
	Removed    string `json:"removed,omitempty"`
	Order      string `json:"order,omitempty"`      // how the order changed, such as "rows in reverse order"
	BesidesKey int    `json:"besidesKey,omitempty"` // rows that changed in more than a key that changed by a rule
	Grouping   string `json:"grouping,omitempty"`   // by which columns the rows are grouped now
	Times      int    `json:"times,omitempty"`      // how often each old row is there now, if nothing else changed

	Only map[string]string `json:"only,omitempty"` // by kind of change: the key of the only row, such as "id = 7"
}

// Rows that were first or last in their table.
const (
	First = "first"
	Last  = "last"
)

// rowText counts the added or removed rows, and says what they have in common; "" if that is nothing.
func (r *Report) rowText(kind string) string {
	n, of, where := r.Rows.Added, r.Rows.New, r.RowCause.Added
	switch kind {
	case Moved:
		return ""
	case Removed:
		n, of, where = r.Rows.Removed, r.Rows.Old, r.RowCause.Removed
	}
	switch {
	case kind == Added && r.RowCause.Times > 0:
		return fmt.Sprintf("each row %d times, %s added", r.RowCause.Times, message.Count(n, "row"))
	case where == "":
		return ""
	case where == First || where == Last:
		return fmt.Sprintf("the %s %s of %s %s", where, message.Thousands(n), message.Count(of, "row"), kind)
	case where != "" && n > 1:
		where = "all " + where
		if rest, ok := strings.CutPrefix(where, "all a "); ok {
			where = "each a " + rest
		}
	}
	return message.Count(n, "row") + " " + kind + ", " + where
}

// A Column is how a column differs.
type Column struct {
	Name     string `json:"name"`
	State    string `json:"state,omitempty"`   // added, removed, renamed, moved, or "" for a column of both tables
	Was      string `json:"was,omitempty"`     // the old name of a renamed column
	OldType  string `json:"oldType,omitempty"` // set if the types differ; with "not null"
	NewType  string `json:"newType,omitempty"`
	Retyped  bool   `json:"retyped,omitempty"`  // the types differ, not only the nullability
	Cells    int    `json:"cells,omitempty"`    // differing cells
	Nulled   int    `json:"nulled,omitempty"`   // of these, cells that became null
	Filled   int    `json:"filled,omitempty"`   // of these, cells that were null
	Drift    *Drift `json:"drift,omitempty"`    // within the tolerance
	Blocks   int    `json:"blocks,omitempty"`   // of a digest: blocks in which the column differs
	Digested bool   `json:"digested,omitempty"` // of a digest: the hash of the column differs; Cells is incomplete

	Explanations []Explanation `json:"explanations,omitempty"` // of all differing cells, each by one of them
	Of           int           `json:"of,omitempty"`           // rows of both tables, if a rule is Partial
	Candidates   []string      `json:"-"`                      // rules that would explain the few cells, were they more

	Figures  []Setting `json:"figures,omitempty"`  // statistics of a digest that differ: null, distinct, min, max
	Examples []string  `json:"examples,omitempty"` // the first cells of an added or removed column
	Rows     int       `json:"rows,omitempty"`     // the number of its cells
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
	Kind  string   `json:"kind"`            // added, removed, changed, moved or same
	Moved bool     `json:"moved,omitempty"` // a changed row that also moved
	Key   []string `json:"key,omitempty"`   // its key, as cells
	Old   int      `json:"old"`             // its row number in the old table, from 0; -1 if it is not there
	New   int      `json:"new"`
	Cells []Cell   `json:"cells,omitempty"` // the differing cells, or all: of an added or removed row, and of one
	// that moved, if the table has no key
}

// The kinds of a change. They are classes, too.
const (
	Added   = "added"
	Removed = "removed"
	Changed = "changed"
	Moved   = "moved"

	Same = "same" // a row whose only cells are those of added and removed columns
)

// A Cell is a differing cell, as text.
type Cell struct {
	Column string `json:"column"`
	Old    string `json:"old,omitempty"` // "" in an added row
	New    string `json:"new,omitempty"` // "" in a removed row
	Class  string `json:"class"`         // value, became-null, became-value, added, removed or moved
}

// The classes of a changed cell.
const (
	CellValue  = "value"
	CellNulled = "became-null"
	CellFilled = "became-value"
)

// WithAllRows returns the report with the rows of both tables in place of those that differ. Rows of both tables have
// their cells of added and removed columns, too. It returns the report itself without such columns.
func (r *Report) WithAllRows() *Report {
	if len(r.WithColumns) == 0 {
		return r
	}
	all := *r
	all.Changes, all.WithColumns = r.WithColumns, nil
	all.Unlisted = r.Rows.Old + r.Rows.Added - len(r.WithColumns)
	return &all
}

// Inputs says whether the inputs of a result changed.
type Inputs struct {
	Known   bool   `json:"known"` // one of the goldens lists its inputs
	Changed bool   `json:"changed"`
	Text    string `json:"text,omitempty"` // what changed
}

// Equal reports whether nothing differs beyond the tolerances. The order of columns and the inputs do not count. It
// goes by the counts of the comparison, not by the changes, which a copy for an overview leaves out.
func (r *Report) Equal() bool {
	rows := r.Rows.Changed + r.Rows.Added + r.Rows.Removed + r.Rows.Moved
	if r.Missing || len(r.Settings) > 0 || len(r.Values) > 0 || rows > 0 || r.Digest != nil {
		return false
	}
	return !slices.ContainsFunc(r.Columns, func(c Column) bool { return c.Differs() })
}

// Differs reports whether a column makes two tables unequal.
func (c *Column) Differs() bool {
	return c.State != "" && c.State != ColumnMoved || c.OldType != c.NewType || c.Cells > 0 || c.Digested
}

// Reason reports whether the inputs or the transform changed. It returns "" if that is not known.
func (r *Report) Reason() string {
	switch {
	case r.Cause != "":
		return r.Cause
	case r.Missing || !r.Inputs.Known:
		return ""
	case r.Inputs.Changed:
		return "the inputs changed: " + r.Inputs.Text
	}
	return "same inputs, different result: the transform changed"
}

// state returns the word for the change of the column as a whole, or "" if it did not change as a whole.
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

// stateText returns how the column as a whole changed.
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

func (v *ValueChange) cell() gridCell {
	switch v.Kind {
	case Added:
		return plainCell(v.New)
	case Removed:
		return plainCell(v.Old)
	}
	return gridCell{old: v.Old, new: v.New, both: true}
}

// A Drift is how far the cells of a column moved within its tolerance: the largest distance by each bound.
type Drift struct {
	Cells    int             `json:"cells"`
	Abs      float64         `json:"abs,omitempty"`
	Rel      float64         `json:"rel,omitempty"`
	ULP      uint64          `json:"ulp,omitempty"`
	Duration time.Duration   `json:"duration,omitempty"`
	Allowed  cells.Tolerance `json:"allowed"`
}

// A ValueChange is a difference of two values.
type ValueChange struct {
	Kind string `json:"kind"`           // added, removed or changed
	Path string `json:"path"`           // such as groups[2].lift; "" for the whole value
	Line int    `json:"line,omitempty"` // of the golden; of an added value: of what contains it

	Column string `json:"column,omitempty"` // the Column that explains it, such as groups[*].lift
	Old    string `json:"old,omitempty"`
	New    string `json:"new,omitempty"`
}

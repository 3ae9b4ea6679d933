package report

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/lazyregexp"
	"github.com/assay-go/assay/internal/message"
)

// A Group is reports that changed alike: by the same causes, in whatever cells.
type Group struct {
	ID      string // the signature of its reports, but for those that join it
	Cause   string // the group's name
	Unknown bool   // no rule explains some of the cells
	Removed string // what its reports remove, such as "2 goldens and 14 rows removed"; "" for nothing
	Members []int  // indices of its reports, ascending
}

// Groups groups reports that changed alike: the rarest group first, then one that removes something, then in the order
// of the reports. It leaves out nil reports; those without a difference are one group.
func Groups(reports []*Report) []Group {
	var groups []Group
	at := map[string]int{}
	removed := map[string]*removals{}
	ids := signatures(reports)
	for i, r := range reports {
		if r == nil {
			continue
		}
		id := ids[i]
		if _, known := at[id]; !known {
			at[id] = len(groups)
			removed[id] = new(removals)
			groups = append(groups, Group{ID: id})
		}
		if g := &groups[at[id]]; g.Cause == "" || r.Signature() == id { // not one that only joins the group
			g.Cause, g.Unknown = r.CauseText(), r.unexplained()
		}
		groups[at[id]].Members = append(groups[at[id]].Members, i)
		removed[id].add(r)
	}
	for i := range groups {
		groups[i].Removed = removed[groups[i].ID].text()
	}
	slices.SortStableFunc(groups, func(a, b Group) int {
		if n := cmp.Compare(len(a.Members), len(b.Members)); n != 0 || (a.Removed == "") == (b.Removed == "") {
			return n
		}
		if a.Removed != "" {
			return -1
		}
		return 1
	})
	return groups
}

// signatures returns the signature of each report. A report in which too few cells changed for a rule of its own gets
// that of the others whose rules give its cells, if these have one signature only.
func signatures(reports []*Report) []string {
	out := make([]string, len(reports))
	known := map[string]bool{}
	for i, r := range reports {
		if r != nil {
			out[i] = r.Signature()
			known[out[i]] = true
		}
	}
	for i, r := range reports {
		if r == nil {
			continue
		}
		joins := map[string]bool{}
		for _, id := range r.candidateSignatures() {
			if known[id] {
				joins[id] = true
			}
		}
		if len(joins) == 1 {
			for id := range joins {
				out[i] = id
			}
		}
	}
	return out
}

// candidateSignatures returns the signatures with each of the [Column.Candidates] for the columns without a rule.
func (r *Report) candidateSignatures() []string {
	const most = 256 // combinations
	rules := []map[string]string{{}}
	for _, c := range r.Columns {
		if len(c.Candidates) == 0 {
			continue
		}
		var more []map[string]string
		for _, chosen := range rules {
			for _, rule := range c.Candidates {
				with := maps.Clone(chosen)
				with[c.Name] = rule
				more = append(more, with)
			}
		}
		if rules = more; len(rules) > most {
			return nil
		}
	}
	var out []string
	for _, chosen := range rules {
		if len(chosen) > 0 {
			out = append(out, signature(r.causes(func(c *Column) string { return cmp.Or(chosen[c.Name], c.Rule()) })))
		}
	}
	return out
}

// removals counts what reports remove.
type removals struct{ goldens, rows, columns, values int }

func (n *removals) add(r *Report) {
	if r.Deleted {
		n.goldens++
		return
	}
	n.rows += r.Rows.Removed
	if r.Digest != nil {
		n.rows += max(0, r.Rows.Old-r.Rows.New)
	}
	for i := range r.Columns {
		if r.Columns[i].State == ColumnRemoved {
			n.columns++
		}
	}
	for i := range r.Values {
		if r.Values[i].Kind == Removed {
			n.values++
		}
	}
}

func (n *removals) text() string {
	var parts []string
	for _, part := range []struct {
		n    int
		noun string
	}{{n.goldens, "golden"}, {n.rows, "row"}, {n.columns, "column"}, {n.values, "value"}} {
		if part.n > 0 {
			parts = append(parts, message.Count(part.n, part.noun))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return strings.Join(parts, " and ") + " removed"
}

// A cause is one explanation of differences: a rule, and the columns or paths that it explains.
type cause struct {
	Subjects []string // none: the rule says what it is about
	Rule     string
}

func (c cause) text() string {
	if len(c.Subjects) == 0 {
		return c.Rule
	}
	return message.List(c.Subjects) + " " + c.Rule
}

// noRule is the rule of cells that no rule explains.
const noRule = "changed without a rule"

// causes returns what explains the differences, without counts and examples: the golden as a whole, its settings, its
// rows, its columns by the rule of each, its values.
func (r *Report) causes(ruleOf func(*Column) string) []cause {
	var out []cause
	if r.RenamedFrom != "" {
		out = append(out, cause{Rule: "golden renamed"})
	}
	switch {
	case r.Equal() && len(out) > 0:
		return out
	case r.Equal():
		return []cause{{Rule: "no difference"}}
	case r.Missing:
		return []cause{{Rule: "new golden"}}
	case r.Deleted:
		return []cause{{Rule: "golden deleted"}}
	}
	for _, s := range r.Settings {
		out = append(out, cause{Rule: fmt.Sprintf("%s %s -> %s", s.Name, s.Old, s.New)})
	}
	added, removed := r.Rows.Added > 0, r.Rows.Removed > 0
	if r.Digest != nil {
		added, removed = r.Rows.New > r.Rows.Old, r.Rows.New < r.Rows.Old
	}
	if k := r.SharedKeys; k != nil && k.Keys > 0 {
		out = append(out, cause{Rule: "rows share a key"})
	}
	if k := r.SharedKeys; k != nil && k.Nulls > 0 {
		out = append(out, cause{Rule: "the key of rows is null"})
	}
	if r.KeyRule != "" {
		out = append(out, cause{Rule: r.KeyRule})
	}
	for _, rows := range []struct {
		differ bool
		kind   string
		common string
	}{
		{removed, Removed, r.RowCause.Removed},
		{added, Added, r.RowCause.Added},
		{r.Rows.Moved > 0, Moved, r.RowCause.Order},
	} {
		if rows.differ {
			out = append(out, cause{Rule: rowRule(rows.kind, rows.common)})
		}
	}
	if r.RowCause.Grouping != "" {
		out = append(out, cause{Rule: r.RowCause.Grouping})
	}
	if r.RowCause.Times > 0 {
		out = append(out, cause{Rule: fmt.Sprintf("each row %d times", r.RowCause.Times)})
	}
	out = appendColumnCauses(out, r.Columns, ruleOf)
	return appendValueCauses(out, r.Values)
}

// rowRule returns the rule of rows of a kind, which have something in common.
func rowRule(kind, common string) string {
	switch {
	case common == First || common == Last:
		return "the " + common + " rows " + kind
	case kind == Moved && common != "":
		return common
	case strings.HasPrefix(common, "a "):
		return "rows " + kind + ", each " + common
	}
	return strings.TrimSpace("rows " + kind + " " + common)
}

// appendColumnCauses appends the causes of columns; columns with the same rule share one.
func appendColumnCauses(out []cause, columns []Column, ruleOf func(*Column) string) []cause {
	byRule := map[string]int{}
	for i := range columns {
		c := &columns[i]
		if c.State != ColumnMoved && c.state() != "" {
			text := c.stateText()
			if c.Retyped {
				text = fmt.Sprintf("column %s %s -> %s", goldenfile.ColumnText(c.Name), c.OldType, c.NewType)
			}
			out = append(out, cause{Rule: text})
		}
		if c.Cells == 0 && !c.Digested {
			continue
		}
		rule := ruleOf(c)
		switch {
		case c.Digested && rule == "":
			rule = Changed
		case c.Digested && c.Of > 0:
			rule = strings.ReplaceAll(rule, "in some rows", "in some listed rows")
		case c.Digested:
			rule += " in the listed rows"
		case rule == "":
			rule = noRule + c.nulls()
		}
		if with, ok := strings.CutPrefix(rule, "exchanged with "); ok {
			name := goldenfile.ColumnText(c.Name)
			if at, known := byRule["exchanged with "+name]; known && slices.Equal(out[at].Subjects, []string{with}) {
				out[at] = cause{Subjects: []string{with, name}, Rule: "exchanged"}
				continue
			}
		}
		at, known := byRule[rule]
		if !known {
			at = len(out)
			byRule[rule] = at
			out = append(out, cause{Rule: rule})
		}
		out[at].Subjects = append(out[at].Subjects, goldenfile.ColumnText(c.Name))
	}
	return out
}

var listIndex = lazyregexp.New(`\[\d+\]`)

// appendValueCauses appends a cause for each kind of changes, with the paths for any place in a list.
func appendValueCauses(out []cause, values []ValueChange) []cause {
	for _, kind := range []string{Removed, Added, Changed} {
		c := cause{Rule: kind}
		for _, v := range values {
			if v.Kind == kind && v.Column == "" {
				c.Subjects = append(c.Subjects, listIndex().ReplaceAllString(goldenfile.ValuePath(v.Path), "[*]"))
			}
		}
		if slices.Sort(c.Subjects); len(c.Subjects) > 0 {
			c.Subjects = slices.Compact(c.Subjects)
			out = append(out, c)
		}
	}
	return out
}

// nulls returns whether some of the changed cells became null or were null.
func (c *Column) nulls() string {
	switch {
	case c.Nulled > 0 && c.Filled > 0:
		return ", some from or to null"
	case c.Nulled > 0:
		return ", some became null"
	case c.Filled > 0:
		return ", some were null"
	}
	return ""
}

// CauseText returns the causes in one line, which names a group of reports that changed alike.
func (r *Report) CauseText() string {
	var parts []string
	for _, c := range r.causes((*Column).Rule) {
		parts = append(parts, c.text())
	}
	return strings.Join(parts, "; ")
}

// unexplained reports whether no rule explains some of the changed cells.
func (r *Report) unexplained() bool {
	return slices.ContainsFunc(r.causes((*Column).Rule), func(c cause) bool {
		return len(c.Subjects) > 0 && strings.Contains(c.Rule, Changed)
	})
}

// cellCauses returns the rules of changed cells as the end of a summary, "" if no rule explains any.
func (r *Report) cellCauses() string {
	const most = 3
	columns := slices.DeleteFunc(slices.Clone(r.Columns), func(c Column) bool {
		return r.KeyRule != "" && slices.Contains(r.Key, c.Name)
	})
	causes := appendColumnCauses(nil, columns, (*Column).ruleWhere)
	causes = slices.DeleteFunc(causes, func(c cause) bool { return len(c.Subjects) == 0 })
	causes = appendValueCauses(causes, r.Values)
	if len(r.Values) == 0 && !slices.ContainsFunc(causes, func(c cause) bool {
		return !strings.HasPrefix(c.Rule, noRule) && c.Rule != Changed
	}) {
		return ""
	}
	var parts []string
	for _, c := range causes[:min(most, len(causes))] {
		parts = append(parts, message.ListFirst(c.Subjects, most)+" "+c.Rule)
	}
	if more := len(causes) - most; more > 0 {
		parts = append(parts, message.Count(more, "more rule"))
	}
	return ": " + strings.Join(parts, "; ")
}

// Signature returns a short text that is the same for reports that change alike: by the same causes, in whatever cells.
// It is "" if nothing differs.
func (r *Report) Signature() string {
	if r.Equal() && r.RenamedFrom == "" {
		return ""
	}
	return signature(r.causes((*Column).Rule))
}

func signature(causes []cause) string {
	text, err := json.Marshal(causes)
	if err != nil {
		panic(err) // strings always encode
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:6])
}

package tablediff

import (
	"errors"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/internal/cells"
	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/report"
)

// Compare reports how new differs from old; a nil old means that there is no golden yet. Order and Key of o, if given,
// replace those of new. Both files are normalized. Compare returns an error if o does not fit the tables, such as a
// tolerance for a column that does not exist, and a [*goldenfile.KeyError] if a key does not identify the rows.
func Compare(old, new *goldenfile.File, o Options) (*report.Report, error) {
	r, _, err := compare(old, new, o)
	return r, err
}

// compare is like Compare, but also returns how the rows of two tables match. It returns a nil tableDiff for values.
func compare(old, new *goldenfile.File, o Options) (*report.Report, *tableDiff, error) {
	if new == nil || new.Table == nil && new.Value == nil {
		return nil, nil, errors.New("the result is missing")
	}
	old, _, err := Normalized(old, o)
	if err != nil {
		return nil, nil, err
	}
	new, notes, err := Normalized(new, o)
	if err != nil {
		return nil, nil, err
	}
	r := &report.Report{Inputs: inputChange(old, new, o), Notes: notes}
	switch {
	case old == nil:
		r.Missing = true
		old = &goldenfile.File{}
	case Kind(old) != Kind(new):
		r.Settings = append(r.Settings, report.Setting{Name: "kind", Old: Kind(old), New: Kind(new)})
	}
	if old.CRLF {
		r.Notes = append(r.Notes,
			"the golden has the line ends of a Windows checkout: put `*.golden text eol=lf` into .gitattributes")
	}
	if new.Table == nil {
		if old, new, err = foldedAlike(old, new); err != nil {
			return nil, nil, err
		}
		if !slices.Equal(old.Unwritten, new.Unwritten) {
			for _, fields := range new.Unwritten {
				r.Notes = append(r.Notes, "unexported fields are not written (golden.Unexported writes them): "+fields)
			}
		}
		return r, nil, compareValues(r, old, new, o.Tolerances)
	}
	order, key := orderOf(new, o)
	if err := goldenfile.CheckColumns(new.Table); err != nil {
		return nil, nil, err
	}
	if err := goldenfile.CheckKey(new.Table.Schema(), order, key); err != nil {
		return nil, nil, err
	}
	if old.Table == nil {
		old = &goldenfile.File{Order: order, Key: key, Table: new.Table.NewSlice(0, 0)}
		defer old.Table.Release()
	}
	compareOrder(r, old, order, key)
	t := &tableDiff{report: r, old: old.Table, new: new.Table, order: order, key: key, oldKey: old.Key}
	if !r.Missing && (old.Digest != nil || new.Digest != nil) {
		if err := t.digest(old, new); err != nil {
			return nil, nil, err
		}
	}
	if err := t.compare(o.Tolerances); err != nil {
		return nil, nil, err
	}
	if new.Digest != nil && r.Missing {
		r.Rows = report.Rows{New: new.Digest.Rows}
	}
	return r, t, nil
}

// foldedAlike returns the digests of two values if one of them is a digest.
func foldedAlike(old, new *goldenfile.File) (was, is *goldenfile.File, err error) {
	switch {
	case old.Value == nil || old.Folded == new.Folded:
	case new.Folded:
		old, err = goldenfile.FoldValue(old)
	default:
		new, err = goldenfile.FoldValue(new)
	}
	return old, new, err
}

func Kind(f *goldenfile.File) string {
	switch {
	case f.Folded:
		return "digest of a value"
	case f.Table == nil:
		return "value"
	case f.Digest == nil:
		return "table"
	case f.Digest.Parquet != "":
		return "digest with Parquet"
	}
	return "digest"
}

func compareOrder(r *report.Report, old *goldenfile.File, order goldenfile.Order, key []string) {
	r.Order, r.Key = order.String(), key
	was, is := orderText(old.RowOrder(), old.Key), orderText(order, key)
	if was != is {
		r.Settings = append(r.Settings, report.Setting{Name: "order", Old: was, New: is})
	}
}

func orderText(order goldenfile.Order, key []string) string {
	return strings.Join(append([]string{order.String()}, key...), " ")
}

// A tableDiff compares two tables and writes the report.
type tableDiff struct {
	report   *report.Report
	old, new arrow.Record
	order    goldenfile.Order
	key      []string
	oldKey   []string
	columns  []columnPair // of both tables, in the order of the new one
	rows     *matching
	inPlace  bool        // each row equals the row with its number
	joined   bool        // rows are matched by the declared key, so the key columns of a pair are equal
	digests  *digestPair // nil if both tables have all their rows
}

func (t *tableDiff) compare(tolerances []cells.Tolerance) error {
	within, err := TolerancesOf(t.new.Schema(), tolerances)
	if err != nil {
		return err
	}
	t.pairColumns(within)
	if err := t.matchRows(); err != nil {
		return err
	}
	for i := range t.columns {
		p := &t.columns[i]
		if t.inPlace && p.sameType || t.joined && slices.Contains(t.key, p.name) {
			continue
		}
		t.compareColumn(p)
	}
	t.recognizeRenames()
	if err := t.fillReport(); err != nil || t.digests == nil {
		return err
	}
	return t.fillDigest()
}

// pairColumns finds the columns of both tables.
func (t *tableDiff) pairColumns(within []*cells.Tolerance) {
	for at, field := range t.new.Schema().Fields() {
		if was := goldenfile.ColumnIndex(t.old.Schema(), field.Name); was >= 0 {
			t.columns = append(t.columns, t.pairOf(was, at, within[at]))
		} else if was := t.renamedKey(at); was >= 0 {
			p := t.pairOf(was, at, within[at])
			p.guessed = !p.meets()
			t.columns = append(t.columns, p)
		}
	}
}

// renamedKey returns the column of the old key that a column of the new key may have been renamed from, -1 for none. It
// has the same place in the key.
func (t *tableDiff) renamedKey(newAt int) int {
	place := slices.Index(t.key, t.new.ColumnName(newAt))
	if place < 0 || len(t.key) != len(t.oldKey) || goldenfile.ColumnIndex(t.new.Schema(), t.oldKey[place]) >= 0 {
		return -1
	}
	return goldenfile.ColumnIndex(t.old.Schema(), t.oldKey[place])
}

// alignable returns the columns with one type in both tables.
func (t *tableDiff) alignable() []columnPair {
	return slices.DeleteFunc(slices.Clone(t.columns), func(p columnPair) bool { return !p.sameType })
}

func (t *tableDiff) matchRows() error {
	oldRows, newRows := int(t.old.NumRows()), int(t.new.NumRows())
	if t.order == goldenfile.Keyed {
		if err := goldenfile.NullKey(t.new, t.key); err != nil {
			return err
		}
		if keyed, err := t.matchKey(oldRows, newRows); keyed || err != nil {
			return err
		}
		t.columns = slices.DeleteFunc(t.columns, func(p columnPair) bool { return p.guessed })
	}
	columns := t.alignable()
	if oldRows == newRows && t.sameInPlace(columns) {
		t.rows, t.inPlace = &matching{pairs: oldRows}, true
		return nil
	}
	exact := slices.DeleteFunc(slices.Clone(columns), func(p columnPair) bool { return p.tolerance != nil })
	if t.order == goldenfile.Multiset {
		if t.matchShared(columns) {
			return nil
		}
		t.rows = alignerOf(columns, oldRows, newRows).multiset(exactColumns(columns))
		t.findKeyName(columns, oldRows, newRows)
		return nil
	}
	if key := findKey(columns, oldRows, newRows); key != nil {
		t.useKey(columns, key)
		old, new := arraysOf(pickColumns(columns, key))
		t.rows, _ = joinByKey(old, new, oldRows, newRows)
		if !t.rekey(pickColumns(columns, key), t.rows) {
			t.rows = t.pairRest(columns, oldRows, newRows)
		}
	} else if len(exact) > 0 {
		t.rows = alignerOf(exact, oldRows, newRows).ordered()
	} else {
		t.rows = alignerOf(columns, oldRows, newRows).ordered()
	}
	t.rows.markMoved()
	return nil
}

// matchKey joins the rows by the declared key, or by a rule if the keys changed. It returns false if the golden has no
// such key.
func (t *tableDiff) matchKey(oldRows, newRows int) (bool, error) {
	var key []columnPair
	changed := false
	for _, name := range t.key {
		c := slices.IndexFunc(t.columns, func(p columnPair) bool { return p.name == name })
		if c < 0 || t.columns[c].old.NullN() > 0 {
			break
		}
		key = append(key, t.columns[c])
		changed = changed || !t.columns[c].sameType || t.columns[c].guessed
	}
	if len(key) < len(t.key) || changed {
		newKey := goldenfile.ColumnsNamed(t.new, t.key)
		if _, twice := joinByKey(newKey, newKey, newRows, newRows); twice != nil {
			return false, goldenfile.DuplicateKey(t.new, t.key, twice.rows[:]...)
		}
		return len(key) == len(t.key) && t.rekey(key, nil), nil
	}
	old, new := arraysOf(key)
	match, twice := joinByKey(old, new, oldRows, newRows)
	switch {
	case twice != nil && twice.inOld:
		return false, nil
	case twice != nil:
		return false, goldenfile.DuplicateKey(t.new, t.key, twice.rows[:]...)
	}
	if !t.rekey(key, match) {
		t.rows, t.joined = match, true
	}
	return true, nil
}

// rekey matches the rows by a rule that explains how the keys changed. It returns false if none does. unchanged is the
// matching by unchanged keys, nil if the types of the keys differ. The sample of a digest is too small for a rule.
func (t *tableDiff) rekey(key []columnPair, unchanged *matching) bool {
	if t.digests != nil {
		return false
	}
	others := slices.DeleteFunc(t.alignable(), func(p columnPair) bool {
		return slices.ContainsFunc(key, func(k columnPair) bool { return k.newAt == p.newAt })
	})
	k := &rekeying{
		key: key, others: others, oldRows: int(t.old.NumRows()), newRows: int(t.new.NumRows()), identity: unchanged,
	}
	r := k.find()
	columns := len(key) + len(others)
	if r == nil && t.order == goldenfile.Keyed && columns == int(t.old.NumCols()) && columns == int(t.new.NumCols()) {
		r = k.findOne()
	}
	if r == nil {
		return false
	}
	for c, p := range key {
		at := slices.IndexFunc(t.columns, func(q columnPair) bool { return q.newAt == p.newAt })
		t.columns[at].rule, t.columns[at].guessed = r.rules[c].words, false
	}
	t.rows, t.report.KeyRule = r.matching, k.words(r)
	return true
}

func exactColumns(columns []columnPair) []int {
	var at []int
	for c, p := range columns {
		if p.tolerance == nil {
			at = append(at, c)
		}
	}
	return at
}

// sameInPlace reports whether row i of both tables agrees for every i.
func (t *tableDiff) sameInPlace(columns []columnPair) bool {
	for _, p := range columns {
		if len(p.differing(&matching{pairs: int(t.old.NumRows())})) > 0 {
			return false
		}
	}
	return true
}

// findKeyName infers a key for naming the rows if none is declared.
func (t *tableDiff) findKeyName(columns []columnPair, oldRows, newRows int) {
	if key := findKey(columns, oldRows, newRows); key != nil {
		t.useKey(columns, key)
	}
}

func (t *tableDiff) useKey(columns []columnPair, key []int) {
	for _, c := range key {
		t.key = append(t.key, columns[c].name)
	}
	t.report.Key, t.report.KeyFound = t.key, true
}

// pairRest pairs rows that an inferred key leaves unmatched, but that are in the same place and agree in most cells:
// their key changed.
func (t *tableDiff) pairRest(columns []columnPair, oldRows, newRows int) *matching {
	if len(t.rows.removed) == 0 || len(t.rows.added) == 0 {
		return t.rows
	}
	a := alignerOf(columns, oldRows, newRows)
	for p := range t.rows.pairs {
		a.pair(int32(t.rows.oldRow(p)), int32(t.rows.newRow(p)))
	}
	a.pairAlike(a.gaps(), (len(columns)+1)/2)
	return matchingOf(a.partner, newRows)
}

// compareColumn finds the cells of a column that differ.
func (t *tableDiff) compareColumn(p *columnPair) {
	p.changed = p.differing(t.rows)
	if p.tolerance == nil || !p.sameType || len(p.changed) == 0 {
		return
	}
	drifted := cells.Within(p.old, p.new, p.tolerance)
	p.drift = &report.Drift{Allowed: *p.tolerance}
	p.changed = slices.DeleteFunc(p.changed, func(pair int32) bool {
		d, ok := drifted(t.rows.oldRow(int(pair)), t.rows.newRow(int(pair)))
		if ok {
			addDrift(p.drift, d)
			p.drifted = append(p.drifted, pair)
		}
		return ok
	})
}

// addDrift counts a cell that drifted.
func addDrift(d *report.Drift, cell cells.Distance) {
	d.Cells++
	d.Abs, d.Rel = max(d.Abs, cell.Abs), max(d.Rel, cell.Rel)
	d.ULP, d.Duration = max(d.ULP, cell.ULP), max(d.Duration, cell.Duration)
}

package tablediff

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/message"
	"github.com/assay-go/assay/internal/report"
)

// A digestPair is the digests of the old and the new table.
type digestPair struct{ old, new *goldenfile.Digest }

// digest makes t compare digests. At least one of the files is a digest.
func (t *tableDiff) digest(old, new *goldenfile.File) (err error) {
	if old.Digest == nil {
		old, err = goldenfile.ToDigest(old, new.Digest.Rules, "")
	} else if new.Digest == nil {
		new, err = goldenfile.ToDigest(&goldenfile.File{Order: t.order, Key: t.key, Table: new.Table}, old.Digest.Rules, "")
	}
	if err == nil {
		t.old, t.new, t.digests = old.Table, new.Table, &digestPair{old.Digest, new.Digest}
	}
	return err
}

// same reports whether the digests of two columns are equal. Without digests it returns true.
func (p *digestPair) same(old, new int) bool {
	return p == nil || p.old.Columns[old].Hash == p.new.Columns[new].Hash
}

// sameRules reports whether hashes of both digests can be compared.
func (p *digestPair) sameRules() bool { return p.old.Rules == p.new.Rules }

// fillDigest completes the report on the first and last rows with the differences of the digests.
func (t *tableDiff) fillDigest() error {
	r, old, new := t.report, t.digests.old, t.digests.new
	// A row that is no longer, or only now, among the first or last rows may be in both tables.
	r.Changes = slices.DeleteFunc(r.Changes, func(c report.Change) bool { return c.Kind != report.Changed })
	for i := range r.Changes {
		c := &r.Changes[i]
		c.Old, c.New, c.Moved = sampledRow(c.Old, old.Rows), sampledRow(c.New, new.Rows), false
	}
	r.Rows = report.Rows{Old: old.Rows, New: new.Rows}
	var columns []report.Column
	left := r.Columns
	for newAt, field := range t.new.Schema().Fields() {
		at := slices.IndexFunc(left, func(c report.Column) bool {
			return c.Name == field.Name && c.State != report.ColumnRemoved
		})
		c := report.Column{Name: field.Name}
		if at >= 0 {
			c = left[at]
			left = slices.Delete(left, at, at+1)
		}
		if i := slices.IndexFunc(t.columns, func(p columnPair) bool { return p.newAt == newAt }); i >= 0 {
			t.digests.compareColumn(&c, t.columns[i].oldAt, newAt)
		}
		if at >= 0 || c.Differs() {
			columns = append(columns, c)
		}
	}
	r.Columns = append(columns, left...) // removed columns
	d := &report.DigestChange{Blocks: len(new.Blocks), Parquet: old.Parquet != "" && new.Parquet != ""}
	if t.digests.sameRules() {
		t.compareBlocks(d)
	} else {
		setting := report.Setting{Name: "digest version", Old: rulesText(old.Rules), New: rulesText(new.Rules)}
		r.Settings = append(r.Settings, setting)
		r.Notes = append(r.Notes, "digests of different versions have different hashes, so only figures are compared")
	}
	anyDiffers := slices.ContainsFunc(r.Columns, func(c report.Column) bool { return c.Differs() })
	if len(d.Changed) > 0 || old.Rows != new.Rows || anyDiffers {
		r.Digest = d
		r.Notes = append(r.Notes, t.equalColumns()...)
	}
	for i := range r.Columns {
		r.Columns[i].Blocks = blocksOf(d, r.Columns[i].Name)
	}
	return nil
}

// equalColumns returns a note that names the columns with equal hashes, whose cells are all equal.
func (t *tableDiff) equalColumns() []string {
	var equal []string
	for _, p := range t.columns {
		if t.digests.sameRules() && t.digests.same(p.oldAt, p.newAt) && t.digests.new.Rows > 0 {
			equal = append(equal, goldenfile.ColumnText(p.name))
		}
	}
	if len(equal) == 0 {
		return nil
	}
	const most = 5
	return []string{fmt.Sprintf("equal in all %s: %s", message.Count(t.digests.new.Rows, "row"),
		message.ListFirst(equal, most))}
}

// sampledRow returns the row number in the table of row i of its digest.
func sampledRow(i, rows int) int {
	if i >= goldenfile.SampleRows && rows > 2*goldenfile.SampleRows {
		return i + rows - 2*goldenfile.SampleRows
	}
	return i
}

func (p *digestPair) compareColumn(c *report.Column, oldAt, newAt int) {
	old, new := &p.old.Columns[oldAt], &p.new.Columns[newAt]
	if p.sameRules() && old.Hash == new.Hash {
		return
	}
	for _, f := range []report.Setting{
		{Name: "null", Old: strconv.Itoa(old.Nulls), New: strconv.Itoa(new.Nulls)},
		{Name: "distinct", Old: old.DistinctText(), New: new.DistinctText()},
		{Name: "min", Old: old.Min, New: new.Min},
		{Name: "max", Old: old.Max, New: new.Max},
	} {
		if f.Old != f.New && f.Old != "" && f.New != "" {
			c.Figures = append(c.Figures, f)
		}
	}
	c.Digested = p.sameRules() || len(c.Figures) > 0
}

// compareBlocks compares blocks of keyed tables that start at the same key, and blocks of other tables that start at
// the same row.
func (t *tableDiff) compareBlocks(d *report.DigestChange) {
	old, new := t.digests.old, t.digests.new
	if goldenfile.BlockSize(old.Rows) != goldenfile.BlockSize(new.Rows) {
		d.Resized = true
		return
	}
	known := make(map[string]*goldenfile.DigestBlock, len(old.Blocks))
	for i := range old.Blocks {
		known[old.Blocks[i].From] = &old.Blocks[i]
	}
	for i := range new.Blocks {
		is := &new.Blocks[i]
		was := known[is.From]
		delete(known, is.From)
		if was == nil {
			d.Changed = append(d.Changed, report.BlockChange{Kind: report.Added, From: is.From, New: is.Rows})
			continue
		}
		c := report.BlockChange{Kind: report.Changed, From: is.From, Old: was.Rows, New: is.Rows}
		for _, p := range t.columns {
			if was.Hashes[p.oldAt] != is.Hashes[p.newAt] {
				c.Columns = append(c.Columns, p.name)
			}
		}
		if len(c.Columns) > 0 || c.Old != c.New {
			d.Changed = append(d.Changed, c)
		}
	}
	for i := range old.Blocks {
		if b := &old.Blocks[i]; known[b.From] == b {
			d.Changed = append(d.Changed, report.BlockChange{Kind: report.Removed, From: b.From, Old: b.Rows})
		}
	}
}

// rulesText returns the number of the rules.
func rulesText(rules goldenfile.Rules) string { return strconv.Itoa(int(rules) + 1) }

func blocksOf(d *report.DigestChange, column string) (n int) {
	for _, b := range d.Changed {
		if slices.Contains(b.Columns, column) {
			n++
		}
	}
	return n
}

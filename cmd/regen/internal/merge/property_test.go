package merge

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"pgregory.net/rapid"

	"github.com/assay-go/assay/internal/goldenfile"
)

// A sheet is a golden whose columns and rows have an identity that edits keep, so that what a merge must give is known.
type sheet struct {
	columns map[int]header
	rows    map[int]map[int]string // by row and column; a column without a cell is null
}

type header struct {
	name     string
	place    int
	nullable bool
}

// The first two columns are the key of a keyed golden.
const keyColumns = 2

// texts are awkward in a line of a golden, as a key, and in the text of a merge.
var texts = []string{"a", "b", "1", "2, b 3", "1, b 2", "<<<<<<< ours", "null", "", `"`, " x", "é\n", "# field"}

func drawSheet(t *rapid.T, keyed bool) sheet {
	s := sheet{map[int]header{}, map[int]map[int]string{}}
	for c := range rapid.IntRange(keyColumns+1, keyColumns+3).Draw(t, "columns") {
		s.columns[c] = header{fmt.Sprintf("c%d", c), c, c >= keyColumns}
	}
	for r := range rapid.IntRange(0, 5).Draw(t, "rows") {
		s.rows[r] = drawRow(t, s)
		if keyed && s.hasTwice(r) {
			delete(s.rows, r)
		}
	}
	return s
}

func drawRow(t *rapid.T, s sheet) map[int]string {
	row := map[int]string{}
	for _, c := range slices.Sorted(maps.Keys(s.columns)) {
		if !s.columns[c].nullable || rapid.Bool().Draw(t, "not null") {
			row[c] = rapid.SampledFrom(texts).Draw(t, "cell")
		}
	}
	return row
}

// hasTwice reports whether another row has the key of a row.
func (s sheet) hasTwice(row int) bool {
	for r, cells := range s.rows {
		if r != row && sameKey(cells, s.rows[row]) {
			return true
		}
	}
	return false
}

func (s sheet) clone() sheet {
	c := sheet{maps.Clone(s.columns), map[int]map[int]string{}}
	for r, cells := range s.rows {
		c.rows[r] = maps.Clone(cells)
	}
	return c
}

// edited returns the sheet as one branch leaves it. New columns and rows get identities from `from` on. wild edits
// give rows another key and remove columns.
func edited(t *rapid.T, base sheet, keyed, wild bool, from int) sheet {
	s := base.clone()
	for n := range rapid.IntRange(0, 4).Draw(t, "edits") {
		columns, rows := slices.Sorted(maps.Keys(s.columns)), slices.Sorted(maps.Keys(s.rows))
		other := columns[keyColumns:]
		kind := rapid.IntRange(0, 8).Draw(t, "edit")
		switch {
		case kind == 0 && len(columns) < 8:
			id := from + n
			s.columns[id] = header{fmt.Sprintf("n%d", id), 10 + id, true}
			for _, r := range rows {
				s.rows[r][id] = "new" + rapid.SampledFrom(texts).Draw(t, "new cell") // no column is renamed to it
			}
		case kind == 1:
			c := rapid.SampledFrom(columns).Draw(t, "renamed")
			h := s.columns[c]
			h.name = fmt.Sprintf("r%d_%d", c, rapid.IntRange(0, 2).Draw(t, "to"))
			s.columns[c] = h
		case kind == 2 && wild && len(other) > 1:
			c := rapid.SampledFrom(other).Draw(t, "removed column")
			delete(s.columns, c)
			for _, r := range rows {
				delete(s.rows[r], c)
			}
		case kind == 3 && len(other) > 0:
			c := rapid.SampledFrom(other).Draw(t, "not null")
			h := s.columns[c]
			h.nullable = slices.ContainsFunc(rows, func(r int) bool { _, ok := s.rows[r][c]; return !ok })
			s.columns[c] = h
		case kind == 4:
			s.rows[from+n] = drawRow(t, s)
			if keyed && s.hasTwice(from+n) {
				delete(s.rows, from+n)
			}
		case len(rows) == 0:
		case kind == 5:
			delete(s.rows, rapid.SampledFrom(rows).Draw(t, "removed row"))
		case kind == 6 && wild && keyed:
			r := rapid.SampledFrom(rows).Draw(t, "rekeyed")
			was := s.rows[r]
			s.rows[r] = maps.Clone(was)
			s.rows[r][0] = rapid.SampledFrom(texts).Draw(t, "key")
			if s.hasTwice(r) {
				s.rows[r] = was
			}
		case len(other) > 0:
			r, c := rapid.SampledFrom(rows).Draw(t, "row"), rapid.SampledFrom(other).Draw(t, "column")
			if r < from {
				s.rows[r][c] = rapid.SampledFrom(texts).Draw(t, "cell")
				if c >= from {
					s.rows[r][c] = "new" + s.rows[r][c]
				}
			}
		}
	}
	s.identify(base, keyed, from)
	return s
}

// identify gives a row that looks like one of base its identity, since nothing shows that it is another: in a keyed
// golden the row with the key, in a multiset one with the cells.
func (s sheet) identify(base sheet, keyed bool, from int) {
	if keyed { // the key is the identity
		for _, r := range slices.Sorted(maps.Keys(s.rows)) {
			if was, ok := base.rows[r]; ok && !sameKey(was, s.rows[r]) {
				s.rows[from+1000+r] = s.rows[r]
				delete(s.rows, r)
			}
		}
	}
	alike := func(row, was map[int]string) bool {
		for c := range base.columns {
			if _, ok := s.columns[c]; ok && !same(row, was, c) {
				return false
			}
		}
		return true
	}
	if keyed {
		alike = sameKey
	}
	for _, b := range slices.Sorted(maps.Keys(base.rows)) {
		was, there := s.rows[b]
		if there && alike(was, base.rows[b]) {
			continue
		}
		for _, r := range slices.Sorted(maps.Keys(s.rows)) {
			own, known := base.rows[r]
			if r == b || !alike(s.rows[r], base.rows[b]) || known && alike(s.rows[r], own) {
				continue
			}
			s.rows[b] = s.rows[r]
			delete(s.rows, r)
			if there {
				s.rows[from+2000+b] = was
			}
			break
		}
	}
}

// pair gives rows of a multiset that nothing tells apart one identity on both sides: of equal rows of base, both change
// and remove the last ones, and an equal row that both added is one.
func (s sheet) pair(base, ours sheet) {
	alike := func(a, b map[int]string) bool {
		for c := range base.columns {
			if !same(a, b, c) {
				return false
			}
		}
		return true
	}
	ids := slices.Sorted(maps.Keys(base.rows))
	for _, side := range []sheet{ours, s} {
		for n, first := range ids {
			for _, b := range ids[n+1:] {
				was, there := side.rows[first]
				if now, ok := side.rows[b]; alike(base.rows[first], base.rows[b]) && ok && alike(now, base.rows[b]) &&
					!(there && alike(was, base.rows[b])) {
					delete(side.rows, b)
					if side.rows[first] = now; there {
						side.rows[b] = was
					}
				}
			}
		}
	}
	for _, r := range slices.Sorted(maps.Keys(s.rows)) {
		for _, o := range slices.Sorted(maps.Keys(ours.rows)) {
			if base.rows[r] == nil && base.rows[o] == nil && s.rows[o] == nil && alike(s.rows[r], ours.rows[o]) {
				s.rows[o] = s.rows[r]
				delete(s.rows, r)
				break
			}
		}
	}
}

func sameKey(a, b map[int]string) bool { return a[0] == b[0] && a[1] == b[1] }

func (s sheet) order() []int {
	ids := slices.Collect(maps.Keys(s.columns))
	slices.SortFunc(ids, func(a, b int) int { return s.columns[a].place - s.columns[b].place })
	return ids
}

// text writes the sheet as a golden, by the package that writes all goldens.
func (s sheet) text(t *rapid.T, keyed bool) []byte {
	order := "multiset"
	if keyed {
		order = fmt.Sprintf("keyed %s %s", s.columns[0].name, s.columns[1].name)
	}
	m := &merger{out: goldenfile.File{Order: goldenfile.Multiset}}
	if keyed {
		m.out = goldenfile.File{Order: goldenfile.Keyed, Key: strings.Fields(order)[1:]}
	}
	for _, c := range s.order() {
		h := s.columns[c]
		m.columns = append(m.columns, column{field: arrow.Field{
			Name: h.name, Type: arrow.BinaryTypes.String,
			Nullable: h.nullable,
		}})
	}
	for _, r := range slices.Sorted(maps.Keys(s.rows)) {
		row := make([]string, 0, len(m.columns))
		for _, c := range s.order() {
			cell, ok := s.rows[r][c]
			if !ok {
				row = append(row, nullCell)
			} else {
				row = append(row, "="+cell)
			}
		}
		m.rows = append(m.rows, row)
	}
	text, err := m.encode(m.rows)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// content returns a golden's columns and rows, whatever the order of its columns.
func content(t *rapid.T, text []byte) string {
	f, err := goldenfile.Decode(text, "merged")
	if err != nil {
		t.Fatalf("the merged golden does not read back: %v\n%s", err, text)
	}
	s, err := readSide(f)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for c, field := range s.fields {
		lines = append(lines, fmt.Sprintf("%s %v", field.Name, field.Nullable))
		for i, r := range s.rows {
			s.rows[i][c] = field.Name + r[c]
		}
	}
	slices.Sort(lines)
	var rows []string
	for _, r := range s.rows {
		slices.Sort(r)
		rows = append(rows, fmt.Sprintf("%q", r))
	}
	slices.Sort(rows)
	return strings.Join(append(lines, rows...), "\n")
}

// mergedSheet merges by identity. It reports false if the branches are in conflict.
func mergedSheet(base, ours, theirs sheet, keyed bool) (sheet, bool) {
	out := sheet{map[int]header{}, map[int]map[int]string{}}
	ids := map[int]bool{}
	for _, s := range []sheet{base, ours, theirs} {
		for c := range s.columns {
			ids[c] = true
		}
	}
	names := map[string]bool{}
	for c := range ids {
		b, inBase := base.columns[c]
		o, inOurs := ours.columns[c]
		x, inTheirs := theirs.columns[c]
		h := o
		switch {
		case inBase && (!inOurs || !inTheirs):
			continue // what the other side did to its cells, the merge may take as a conflict or drop with the column
		case inOurs && inTheirs:
			name, ok := threeWay(b.name, o.name, x.name, func(a, b string) bool { return a == b })
			if !ok {
				return out, false
			}
			h.name = name
			h.nullable, _ = threeWay(b.nullable, o.nullable, x.nullable, func(a, b bool) bool { return a == b })
		case inTheirs:
			h = x
		}
		if names[h.name] {
			return out, false
		}
		names[h.name] = true
		out.columns[c] = h
	}
	rows := map[int]bool{}
	for _, s := range []sheet{base, ours, theirs} {
		for r := range s.rows {
			rows[r] = true
		}
	}
	for r := range rows {
		b, inBase := base.rows[r]
		o, inOurs := ours.rows[r]
		x, inTheirs := theirs.rows[r]
		switch {
		case !inOurs && !inTheirs:
			continue
		case inBase && (!inOurs || !inTheirs):
			left := o
			if inTheirs {
				left = x
			}
			for c := range out.columns {
				if _, known := base.columns[c]; known && !same(left, b, c) {
					return out, false
				}
			}
			continue
		}
		merged := map[int]string{}
		for c, h := range out.columns {
			_, ourColumn := ours.columns[c]
			_, theirColumn := theirs.columns[c]
			byOurs, byTheirs := inOurs && ourColumn, inTheirs && theirColumn
			from := o
			switch {
			case !byOurs && !byTheirs:
				return out, false // a cell that nobody wrote
			case !byOurs, byTheirs && inBase && same(o, b, c):
				from = x
			case byTheirs && !(inBase && same(x, b, c)) && !same(o, x, c):
				return out, false
			}
			cell, ok := from[c]
			if !ok && !h.nullable {
				return out, false
			}
			if ok {
				merged[c] = cell
			}
		}
		out.rows[r] = merged
	}
	if keyed {
		for r := range out.rows {
			if out.hasTwice(r) {
				return out, false
			}
		}
	}
	return out, true
}

func same(a, b map[int]string, c int) bool {
	x, inA := a[c]
	y, inB := b[c]
	return inA == inB && x == y
}

// renamed returns how many columns of base a side renamed, and whether all can be told by their cells, which are as
// they were.
func renamed(base, side sheet) (n int, told bool) {
	told = true
	for c, h := range base.columns {
		after, ok := side.columns[c]
		if !ok || after.name == h.name {
			continue
		}
		n++
		common := false
		for r, cells := range base.rows {
			if after, ok := side.rows[r]; ok {
				common = true
				told = told && same(after, cells, c)
			}
		}
		told = told && (common || c < keyColumns)
	}
	return n, told
}

// checkMerge holds a merge against one by identity: what is merged is that, or it is a conflict.
func checkMerge(t *rapid.T) {
	keyed, wild := rapid.Bool().Draw(t, "keyed"), rapid.Bool().Draw(t, "wild")
	base := drawSheet(t, keyed)
	ours, theirs := edited(t, base, keyed, wild, 100), edited(t, base, keyed, wild, 200)
	if keyed {
		theirs.identify(ours, keyed, 200) // a row that both added is one
	} else {
		theirs.pair(base, ours)
	}
	want, clean := mergedSheet(base, ours, theirs, keyed)
	ourRenames, told := renamed(base, ours)
	theirRenames, theirsTold := renamed(base, theirs)
	told = told && theirsTold
	gone := slices.ContainsFunc(slices.Collect(maps.Keys(base.rows)),
		func(r int) bool { return ours.rows[r] == nil && theirs.rows[r] == nil })
	easy := keyed && clean && !wild && told && ourRenames <= 1 && theirRenames <= 1 &&
		!gone // a row that is gone may have got another key
	got, err := Goldens(base.text(t, keyed), ours.text(t, keyed), theirs.text(t, keyed), Labels{"ours", "base", "theirs"})
	if err != nil {
		var schema *SchemaError
		if !errors.As(err, &schema) && !errors.Is(err, ErrLines) {
			t.Fatal(err)
		}
		if easy {
			t.Fatalf("a merge without conflict is refused: %v", err)
		}
		return
	}
	marks := strings.Count(string(got.Text), "\n<<<<<<< ours\n")
	if (marks > 0) != (len(got.Conflicts) > 0) {
		t.Fatalf("%d marks for %d conflicts in\n%s", marks, len(got.Conflicts), got.Text)
	}
	if len(got.Conflicts) > 0 {
		if easy {
			t.Fatalf("conflicts in a merge without any: %v", got.Conflicts)
		}
		return
	}
	merged := content(t, got.Text)
	if !told {
		return // a column was renamed and its cells changed: that may be another column
	}
	if !clean {
		sameEdit := merged == content(t, ours.text(t, keyed)) && merged == content(t, theirs.text(t, keyed))
		if !sameEdit {
			t.Fatalf("a conflict was merged:\n%s", got.Text)
		}
		return
	}
	if want := content(t, want.text(t, keyed)); merged != want {
		t.Fatalf("merged\n%s\nwant\n%s", merged, want)
	}
}

func TestWhatIsMergedIsRightOrAConflict(t *testing.T) { rapid.Check(t, checkMerge) }

func FuzzMerge(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkMerge)) }

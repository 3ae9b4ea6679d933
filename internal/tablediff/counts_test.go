package tablediff

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/report"
)

// smallRows draws rows of few values, "key,word,n", with or without the key once each.
func smallRows(t *rapid.T, label string, keyed bool) []string {
	cell := rapid.SampledFrom([]string{"null", "a", "b", "B", "c"})
	var rows []string
	seen := map[int]bool{}
	for range rapid.IntRange(0, 12).Draw(t, label+" rows") {
		key := rapid.IntRange(0, 15).Draw(t, label+" key")
		if keyed && seen[key] {
			continue
		}
		seen[key] = true
		n := rapid.IntRange(0, 3).Draw(t, label+" n")
		rows = append(rows, fmt.Sprintf("%d,%s,%d", key, cell.Draw(t, label+" word"), n))
	}
	return rows
}

const smallFields = "key int64; word utf8; n int64"

// TestCountsAddUp holds for any two tables: added, removed, changed and unchanged rows are all rows of each side, and
// the list of changes has as many of each.
func TestCountsAddUp(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		order := rapid.SampledFrom([]string{"keyed key", "ordered", "multiset"}).Draw(rt, "order")
		keyed := strings.HasPrefix(order, "keyed")
		old, new := smallRows(rt, "old", keyed), smallRows(rt, "new", keyed)
		if rapid.Bool().Draw(rt, "related") { // with a common part, and keys shifted by a number
			by := rapid.IntRange(-3, 3).Draw(rt, "by")
			new = nil
			for _, row := range old {
				key, rest, _ := strings.Cut(row, ",")
				n, _ := strconv.Atoi(key)
				if rapid.IntRange(0, 5).Draw(rt, "drop") > 0 {
					new = append(new, fmt.Sprintf("%d,%s", n+by, rest))
				}
			}
		}
		was, is := goldenOf(t, order, smallFields, old...), goldenOf(t, order, smallFields, new...)
		r, err := Compare(was, is, Options{})
		if err != nil {
			rt.Fatal(err)
		}
		rows := r.Rows
		unchanged := rows.Old - rows.Removed - rows.Changed
		if rows.Old != len(old) || rows.New != len(new) || unchanged < 0 ||
			rows.Added+rows.Changed+unchanged != rows.New {
			rt.Fatalf("the rows do not add up: %+v", rows)
		}
		counts := map[string]int{}
		moved := 0
		for _, c := range r.Changes {
			if counts[c.Kind]++; c.Kind == report.Moved || c.Moved {
				moved++
			}
			if c.Kind == report.Changed && len(c.Cells) == 0 {
				rt.Fatalf("a changed row without a changed cell: %+v", c)
			}
		}
		if counts[report.Added] != rows.Added || counts[report.Removed] != rows.Removed ||
			counts[report.Changed] != rows.Changed || moved != rows.Moved {
			rt.Fatalf("the list of changes has %v and %d moved, the counts are %+v", counts, moved, rows)
		}
		cells := map[string]int{}
		for _, c := range r.Changes {
			for _, cell := range c.Cells {
				if c.Kind == report.Changed {
					cells[cell.Column]++
				}
			}
		}
		for _, c := range r.Columns {
			if c.Cells != cells[c.Name] {
				rt.Fatalf("column %s has %d changed cells, the rows have %d", c.Name, c.Cells, cells[c.Name])
			}
		}
	})
}

// TestAKnownRuleOfKeysIsSaid changes all keys by a rule and some other cells, and expects the rule.
func TestAKnownRuleOfKeysIsSaid(t *testing.T) {
	rules := []struct {
		words string
		apply func(int) string
	}{
		{`keys with the prefix "C-"`, func(n int) string { return fmt.Sprintf("C-k%d", n) }},
		{`keys with the suffix ".x"`, func(n int) string { return fmt.Sprintf("k%d.x", n) }},
		{"keys in upper case", func(n int) string { return fmt.Sprintf("K%d", n) }},
		{`keys with the prefix "user" instead of "k"`, func(n int) string { return fmt.Sprintf("user%d", n) }},
	}
	rapid.Check(t, func(rt *rapid.T) {
		rule := rapid.SampledFrom(rules).Draw(rt, "rule")
		keys := rapid.SliceOfNDistinct(rapid.IntRange(0, 999), 4, 40, rapid.ID[int]).Draw(rt, "keys")
		changedCells := rapid.IntRange(0, len(keys)/4).Draw(rt, "changed")
		var old, new []string
		for i, key := range keys {
			n := 1000 + i*i
			old = append(old, fmt.Sprintf("k%d,%d", key, n))
			if i < changedCells {
				n++
			}
			new = append(new, fmt.Sprintf("%s,%d", rule.apply(key), n))
		}
		const fields = "id utf8; n int64"
		was, is := goldenOf(t, "keyed id", fields, old...), goldenOf(t, "keyed id", fields, new...)
		r, err := Compare(was, is, Options{Order: goldenfile.Keyed, Key: []string{"id"}})
		if err != nil {
			rt.Fatal(err)
		}
		want := fmt.Sprintf("%s, %d of %d rows changed (%d of them besides the key)", rule.words, len(keys), len(keys),
			changedCells)
		if changedCells == 0 {
			want = fmt.Sprintf("%s, %d of %d rows changed in the key only", rule.words, len(keys), len(keys))
		}
		if got, _, _ := strings.Cut(r.Summary(), ":"); got != want {
			rt.Fatalf("got %s, want %s", got, want)
		}
		for _, c := range r.Columns {
			if c.Name == "n" && c.Cells != changedCells {
				rt.Fatalf("%d cells of n changed, want %d", c.Cells, changedCells)
			}
		}
	})
}

package tablediff

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/assay-go/assay/internal/cells"
	"github.com/assay-go/assay/internal/goldenfile"
)

// replaceTokens replaces what the rules match in a text, from left to right. What one rule matches, later ones leave
// alone.
func replaceTokens(text string, rules []tokenRule, token func(name, match string) string) string {
	if len(rules) == 0 || text == "" {
		return text
	}
	rule := rules[0]
	if rule.match == nil {
		return token(rule.name, text)
	}
	var b strings.Builder
	at := 0
	for _, m := range rule.match.FindAllStringIndex(text, -1) {
		b.WriteString(replaceTokens(text[at:m[0]], rules[1:], token))
		b.WriteString(token(rule.name, text[m[0]:m[1]]))
		at = m[1]
	}
	b.WriteString(replaceTokens(text[at:], rules[1:], token))
	return b.String()
}

// masked is the token of every text while entries are put in order.
func masked(name, _ string) string { return name + "_" }

// A numbering gives each text a token with a number, in the order in which the texts come.
type numbering map[string]map[string]int

func (n numbering) token(name, match string) string {
	if n[name] == nil {
		n[name] = map[string]int{}
	}
	if _, known := n[name][match]; !known {
		n[name][match] = len(n[name]) + 1
	}
	return fmt.Sprintf("%s_%d", name, n[name][match])
}

// A tokenColumn is a column in which rules replace texts.
type tokenColumn struct {
	at    int
	rules []tokenRule
	texts []string // by row
	null  func(row int) bool
}

// tokenTable returns a table with tokens in the columns to which normalizers with a Token apply, which become text.
// The tokens are numbered as the golden lists the rows, so they do not depend on the order of the rows if that does not
// count.
func tokenTable(rec arrow.Record, all []Normalizer, order goldenfile.Order, key []string) (arrow.Record, error) {
	var columns []*tokenColumn
	for i, field := range rec.Schema().Fields() {
		c := &tokenColumn{at: i}
		for _, n := range all {
			if n.Token != "" && n.appliesTo(field) {
				rule, err := n.tokenRule()
				if err != nil {
					return nil, err
				}
				c.rules = append(c.rules, rule)
			}
		}
		if c.rules == nil {
			continue
		}
		format, err := arrowtext.NewFormatter(rec.Column(i))
		if err != nil {
			return nil, err
		}
		c.null, c.texts = arrowtext.Nulls(rec.Column(i)), make([]string, rec.NumRows())
		for row := range c.texts {
			if !c.null(row) {
				c.texts[row] = string(format(nil, row))
			}
		}
		columns = append(columns, c)
	}
	if columns == nil {
		rec.Retain()
		return rec, nil
	}
	perm := readingOrder(rec, columns, order, key)
	numbers := numbering{}
	for _, row := range perm {
		for _, c := range columns {
			c.texts[row] = replaceTokens(c.texts[row], c.rules, numbers.token)
		}
	}
	return withTexts(rec, columns, func(c *tokenColumn, row int) string { return c.texts[row] }), nil
}

// withTexts returns a table with the texts of token columns.
func withTexts(rec arrow.Record, columns []*tokenColumn, text func(c *tokenColumn, row int) string) arrow.Record {
	fields, arrays := slices.Clone(rec.Schema().Fields()), slices.Clone(rec.Columns())
	for _, c := range columns {
		b := array.NewStringBuilder(memory.DefaultAllocator)
		for row := range c.texts {
			if c.null(row) {
				b.AppendNull()
			} else {
				b.Append(text(c, row))
			}
		}
		arrays[c.at] = b.NewArray()
		defer arrays[c.at].Release()
		fields[c.at].Type = arrow.BinaryTypes.String
	}
	return array.NewRecord(arrow.NewSchema(fields, nil), arrays, rec.NumRows())
}

// readingOrder returns the rows in the order in which tokens are numbered: their own, or one that depends only on their
// contents. Rows that differ only in what tokens replace are told apart by the other cells with the same texts.
func readingOrder(rec arrow.Record, columns []*tokenColumn, order goldenfile.Order, key []string) []int32 {
	n := int(rec.NumRows())
	if order == goldenfile.Ordered {
		perm := make([]int32, n)
		for i := range perm {
			perm[i] = int32(i)
		}
		return perm
	}
	within := make([]numbering, n) // the rows
	plain := withTexts(rec, columns, func(c *tokenColumn, row int) string {
		if within[row] == nil {
			within[row] = numbering{}
		}
		return replaceTokens(c.texts[row], c.rules, within[row].token)
	})
	defer plain.Release()
	var sorted []arrow.Array
	for _, name := range key {
		if at := goldenfile.ColumnIndex(plain.Schema(), name); at >= 0 {
			sorted = append(sorted, plain.Column(at))
		}
	}
	sorted = append(sorted, plain.Columns()...)
	compare := cells.RowComparer(sorted, sorted)
	perm := cells.SortedRows(n, compare)
	ranks := make([]int, n) // by row
	for i := 1; i < n; i++ {
		ranks[perm[i]] = ranks[perm[i-1]]
		if compare(int(perm[i-1]), int(perm[i])) != 0 {
			ranks[perm[i]] = i
		}
	}
	newTies(columns, n).settle(ranks)
	slices.SortStableFunc(perm, func(a, b int32) int { return cmp.Compare(ranks[a], ranks[b]) })
	return perm
}

// ties ranks rows that are equal but for their tokens: a row goes by the ranks of the rows that share its texts.
type ties struct {
	texts  [][]string         // by row: what tokens replace, from left to right
	shared map[string][]place // the places of texts that several rows have
}

type place struct{ row, at int }

func newTies(columns []*tokenColumn, rows int) *ties {
	t := &ties{texts: make([][]string, rows), shared: map[string][]place{}}
	for row := range rows {
		for _, c := range columns {
			replaceTokens(c.texts[row], c.rules, func(name, match string) string {
				text := name + "_" + match
				t.shared[text] = append(t.shared[text], place{row, len(t.texts[row])})
				t.texts[row] = append(t.texts[row], text)
				return ""
			})
		}
	}
	for text, places := range t.shared {
		if !slices.ContainsFunc(places, func(p place) bool { return p.row != places[0].row }) {
			delete(t.shared, text)
		}
	}
	return t
}

// mostRanked limits how often rows are ranked. What is still equal then goes in the order of the table.
const mostRanked = 2_000_000

// settle refines ranks until no two rows that share texts with others have the same one. If neither rows nor what they
// share tells rows apart, they are interchangeable, and the first one goes first.
func (t *ties) settle(ranks []int) {
	for left := mostRanked; len(t.shared) > 0 && left > 0; {
		for left -= len(ranks); t.refine(ranks); {
			left -= len(ranks)
		}
		group := map[int][]int{}
		for row, rank := range ranks {
			if slices.ContainsFunc(t.texts[row], func(s string) bool { return t.shared[s] != nil }) {
				group[rank] = append(group[rank], row)
			}
		}
		first := -1
		for rank, rows := range group {
			if len(rows) > 1 && (first < 0 || rank < first) {
				first = rank
			}
		}
		if first < 0 {
			return
		}
		for _, row := range group[first][1:] {
			ranks[row]++ // there is room: ranks count rows
		}
	}
}

// refine ranks rows of one rank by the ranks of the rows that share their texts. It reports whether ranks changed.
func (t *ties) refine(ranks []int) bool {
	signs := make(map[string]string, len(t.shared))
	for text, places := range t.shared {
		all := make([]string, len(places))
		for i, p := range places {
			all[i] = fmt.Sprintf("%010d.%d", ranks[p.row], p.at)
		}
		slices.Sort(all)
		signs[text] = strings.Join(all, " ")
	}
	type ranked struct {
		row  int
		sign string
	}
	rows := make([]ranked, 0, len(ranks))
	for row := range ranks {
		var sign strings.Builder
		for _, text := range t.texts[row] {
			sign.WriteString(signs[text] + "|")
		}
		rows = append(rows, ranked{row, sign.String()})
	}
	slices.SortStableFunc(rows, func(a, b ranked) int {
		return cmp.Or(cmp.Compare(ranks[a.row], ranks[b.row]), cmp.Compare(a.sign, b.sign))
	})
	changed := false
	next := make([]int, len(ranks))
	for i, r := range rows {
		next[r.row] = i
		if i > 0 && ranks[r.row] == ranks[rows[i-1].row] && r.sign == rows[i-1].sign {
			next[r.row] = next[rows[i-1].row]
		}
		changed = changed || next[r.row] != ranks[r.row]
	}
	copy(ranks, next)
	return changed
}

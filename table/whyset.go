package table

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strconv"

	"github.com/assay-go/assay/internal/ask"
	"github.com/assay-go/assay/table/internal/shrink"
	"github.com/assay-go/assay/table/internal/smallcase"
)

// mostPairs is how many pairs of rows are tried.
const mostPairs = 5000

// together returns a smallest set of rows that change the cell if all of them are left out, and the cell without them.
func (q *inquiry) together(ctx context.Context, read []string) (rows []ask.WhyRow, value string, err error) {
	set, err := q.smallestSet(ctx, read)
	if err != nil || set == nil {
		return nil, "", err
	}
	recs, err := q.without(set)
	if err != nil {
		return nil, "", err
	}
	value, _ = q.on(ctx, recs)
	for d, of := range set {
		for _, row := range of {
			rows = append(rows, ask.WhyRow{Dataset: q.in.names[d], Row: row})
		}
	}
	return rows, value, nil
}

// smallestSet returns rows that change the cell if they are left out, such that fewer of them do not. It looks for them
// from both ends and in mixed orders, takes the first rows by the values of each column, and tries all pairs if there
// are not too many.
func (q *inquiry) smallestSet(ctx context.Context, read []string) (shrink.Choice, error) {
	universe := shrink.Tables{Rows: make([]int, len(q.in.names))}
	changes := func(set shrink.Choice) (bool, error) {
		if err := q.spent(); err != nil {
			q.stopped = true
			return false, err
		}
		recs, err := q.without(set)
		if err != nil {
			return false, err
		}
		value, failed := q.on(ctx, recs)
		return !failed && value != q.value, nil
	}
	for d, name := range q.in.names {
		if slices.Contains(read, name) {
			universe.Rows[d] = q.in.tables.Rows[d]
		}
	}
	if yes, err := changes(universe.All()); err != nil || !yes {
		only, err := q.onlyOne(universe, changes)
		if err != nil || only.Rows == nil {
			return nil, noLimit(err)
		}
		universe = only
	}
	var best shrink.Choice
	for _, order := range rowOrders {
		set, err := universe.Fewest(func(c shrink.Choice) (bool, error) { return changes(order.of(universe, c)) })
		if noLimit(err) != nil {
			return nil, err
		}
		if set = order.of(universe, set); best == nil || set.Count() < best.Count() {
			best = set
		}
		if best.Count() <= 2 || err != nil {
			return best, nil //nolint:nilerr // no row alone changes the cell, or the limit is reached
		}
	}
	for _, by := range q.sortings(universe) {
		set, err := fewestFirst(universe, by, best.Count(), changes)
		if set != nil {
			best = set
		}
		if err != nil {
			return best, noLimit(err)
		}
	}
	pair, err := firstPair(universe, changes)
	if pair != nil {
		best = pair
	}
	return best, noLimit(err)
}

// A sorting is the rows of a dataset, sorted by a column.
type sorting struct {
	dataset int
	rows    []int
}

// sortings returns the rows of the datasets sorted by each column, upward and downward.
func (q *inquiry) sortings(of shrink.Tables) (all []sorting) {
	for d, n := range of.Rows {
		for _, c := range q.of.deps.read {
			if c.Dataset != q.in.names[d] || n == 0 {
				continue
			}
			texts, err := smallcase.Texts(q.in.records[c.Dataset], c.Path)
			if err != nil {
				continue // a struct, which has no text
			}
			rows := q.in.tables.All()[d]
			slices.SortStableFunc(rows, func(a, b int) int { return compareTexts(texts[a], texts[b]) })
			down := slices.Clone(rows)
			slices.Reverse(down)
			all = append(all, sorting{d, rows}, sorting{d, down})
		}
	}
	return all
}

// compareTexts compares numbers as numbers, and dates and other texts as texts.
func compareTexts(a, b string) int {
	x, errX := strconv.ParseFloat(a, 64)
	y, errY := strconv.ParseFloat(b, 64)
	if errX == nil && errY == nil {
		return cmp.Compare(x, y)
	}
	return cmp.Compare(a, b)
}

// fewestFirst returns the fewest first rows of a sorting that change the cell, if that is less than a number, else nil.
func fewestFirst(
	of shrink.Tables, by sorting, less int, changes func(shrink.Choice) (bool, error),
) (shrink.Choice, error) {
	first := func(n int) shrink.Choice {
		set := make(shrink.Choice, len(of.Rows))
		set[by.dataset] = slices.Sorted(slices.Values(by.rows[:n]))
		return set
	}
	none, enough := 1, less
	for n := 2; n < enough && n <= len(by.rows); n += (n + 1) / 2 {
		yes, err := changes(first(n))
		if err != nil {
			return nil, err
		}
		if yes {
			enough = n
		} else {
			none = n
		}
	}
	if enough == less && less-1 > none && less-1 <= len(by.rows) {
		yes, err := changes(first(less - 1))
		if err != nil || !yes {
			return nil, err
		}
		enough = less - 1
	}
	if enough == less {
		return nil, nil
	}
	for enough-none > 1 {
		middle := (none + enough) / 2
		yes, err := changes(first(middle))
		if err != nil {
			return nil, err
		}
		if yes {
			enough = middle
		} else {
			none = middle
		}
	}
	return first(enough), nil
}

func noLimit(err error) error {
	if errors.Is(err, errLimit) {
		return nil
	}
	return err
}

// onlyOne returns the first dataset whose absence changes the cell, if the transform fails without all of them.
func (q *inquiry) onlyOne(all shrink.Tables, changes func(shrink.Choice) (bool, error)) (shrink.Tables, error) {
	for d, rows := range all.Rows {
		one := shrink.Tables{Rows: make([]int, len(all.Rows))}
		one.Rows[d] = rows
		if yes, err := changes(one.All()); yes || err != nil {
			return one, err
		}
	}
	return shrink.Tables{}, nil
}

// firstPair returns two rows that change the cell together.
func firstPair(all shrink.Tables, changes func(shrink.Choice) (bool, error)) (shrink.Choice, error) {
	type rowID struct{ dataset, row int }
	var ids []rowID
	for d, n := range all.Rows {
		for row := range n {
			ids = append(ids, rowID{d, row})
		}
	}
	if len(ids)*(len(ids)-1)/2 > mostPairs {
		return nil, nil
	}
	for i, a := range ids {
		for _, b := range ids[i+1:] {
			pair := make(shrink.Choice, len(all.Rows))
			pair[a.dataset] = []int{a.row}
			pair[b.dataset] = append(pair[b.dataset], b.row)
			if yes, err := changes(pair); yes || err != nil {
				return pair, err
			}
		}
	}
	return nil, nil
}

// A rowOrder numbers the rows of datasets otherwise: by steps that have no divisor in common with their number.
type rowOrder struct{ step int }

var rowOrders = []rowOrder{{1}, {-1}, {7919}, {104729}, {1299709}, {15485863}}

// of returns a choice with the numbers that the rows have in the datasets.
func (o rowOrder) of(all shrink.Tables, c shrink.Choice) shrink.Choice {
	out := make(shrink.Choice, len(c))
	for d, rows := range c {
		n := all.Rows[d]
		for _, row := range rows {
			out[d] = append(out[d], ((row*o.step+o.step)%n+n)%n)
		}
		slices.Sort(out[d])
		out[d] = slices.Compact(out[d])
	}
	return out
}

package tablediff

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/assay-go/assay/internal/goldenfile"
)

// TestTheFirstSentenceNamesTheBug compares the results of a daily report with those of its bugs.
func TestTheFirstSentenceNamesTheBug(t *testing.T) {
	const fields = "day date32; country utf8; clicks int64; revenue float64"
	var rows []string
	for day := range 10 {
		for c, country := range []string{"DE", "FR", "US", "null"} {
			rows = append(rows, fmt.Sprintf("2026-03-%02d,%s,%d,%v", 20+day, country, 100*day+7*c, float64(day*c)+0.5))
		}
	}
	byKey := func(country string) []string {
		return slices.DeleteFunc(slices.Clone(rows), func(row string) bool { return strings.Contains(row, country) })
	}
	keyed := byKey("null")
	ids := func(n, step int) []string {
		return numbered(n, func(i int) string { return fmt.Sprintf("%d,u%d", step*(i+1), i%7) })
	}
	ranked := numbered(6, func(i int) string { return fmt.Sprintf("c%d,%d", i*5%7, 900-100*i) })
	ties := []string{"a,9", "b,5", "c,5", "d,5", "e,1"}
	shuffled := []string{"c2,200", "c0,900", "c4,100", "c1,800", "c3,500"}
	reversed := slices.Clone(ranked)
	slices.Reverse(reversed)
	for _, c := range []struct {
		bug, order, fields string
		old, new           []string
		want               string
	}{
		{"null group dropped", "ordered", fields, rows, keyed, "10 rows removed, all with country null"},
		{"null group added", "multiset", fields, keyed, rows, "10 rows added, all with country null"},
		{"inner join", "keyed day country", fields, keyed, byKey("US")[:0:0], "30 rows removed"},
		{"lost filter", "keyed day country", fields, slices.DeleteFunc(slices.Clone(keyed), func(row string) bool {
			return strings.Contains(row, "US")
		}), keyed, "10 rows added, all with country = US"},
		{"off-by-one window", "keyed day country", fields, keyed, keyed[3:], "3 rows removed, all with day in 2026-03-20"},
		{"limit", "ordered", "id int64; name utf8", ids(120, 1), ids(80, 1), "the last 40 of 120 rows removed"},
		{"offset", "keyed id", "id int64; name utf8", ids(120, 1), ids(120, 1)[10:], "the first 10 of 120 rows removed"},
		{"dedup lost", "multiset", "id int64; name utf8", ids(5, 1), twice(ids(5, 1)), "each row 2 times, 5 rows added"},
		{
			"dedup lost in order", "ordered", "id int64; name utf8", ids(5, 1), twice(ids(5, 1)),
			"each row 2 times, 5 rows added",
		},
		{
			"some rows twice", "ordered", "id int64; name utf8", ids(5, 1), append(ids(5, 1), ids(2, 1)...),
			"2 rows added, each a copy of another row",
		},
		{
			"order lost", "ordered", "name utf8; revenue int64",
			[]string{"c0,900", "c1,800", "c3,500", "c2,200", "c4,100"},
			shuffled,
			"order lost: rows no longer sorted by revenue descending, 2 rows moved",
		},
		{
			"wrong direction", "ordered", "name utf8; revenue int64", ranked, reversed,
			"rows now sorted by revenue ascending, not descending; 5 rows moved",
		},
		{
			"ties", "ordered", "name utf8; revenue int64", ties,
			[]string{"a,9", "c,5", "b,5", "d,5", "e,1"},
			"order lost: rows no longer sorted by name ascending, 1 row moved",
		},
		{
			"bound moved", "keyed id", "id int64; name utf8", slices.Concat(ids(60, 2)), ids(60, 2)[20:50],
			"30 rows removed",
		},
		{"weekends lost", "keyed day country", fields, keyed, slices.DeleteFunc(slices.Clone(keyed), func(row string) bool {
			return strings.HasPrefix(row, "2026-03-21") || strings.HasPrefix(row, "2026-03-22") ||
				strings.HasPrefix(row, "2026-03-28") || strings.HasPrefix(row, "2026-03-29")
		}), "12 rows removed, all with day a Saturday or Sunday"},
		{
			"fan-out", "multiset", fields, keyed, append(slices.Clone(keyed), byKey("null")[1], byKey("null")[4]),
			"2 rows added, each a copy of another row",
		},
		{
			"fan-out before a running number", "ordered", "id int64; name utf8; before int64",
			[]string{"1,a,null", "2,b,1", "3,c,2"},
			[]string{"1,a,null", "1,a,1", "2,b,1", "3,c,2"},
			"1 row added, a copy of another row except for before",
		},
		{
			"rows moved with their day", "ordered", "day date32; id int64; n int64",
			[]string{"2026-03-01,1,5", "2026-03-01,4,9", "2026-03-02,2,7", "2026-03-02,3,8", "2026-03-02,5,6"},
			[]string{"2026-03-01,1,5", "2026-03-02,2,7", "2026-03-02,3,8", "2026-03-02,4,9", "2026-03-02,5,6"},
			"1 of 5 rows changed (id = 4), 1 moved: day by +1 day in 1 of 5 rows",
		},
		{"hours lost", "keyed at", "at timestamp[s, UTC]; n int64", hours(48), slices.DeleteFunc(hours(48),
			func(row string) bool { return row[11:13] >= "06" }), "36 rows removed, all with the time of at from 06:00:00"},
		{
			"null to a value", "keyed id", "id int64; before int64",
			[]string{"1,null", "2,7", "3,9", "4,1", "5,3"},
			[]string{"1,4", "2,1", "3,12", "4,8", "5,2"},
			"5 of 5 rows changed: before from null to 4, or changed without a rule",
		},
		{
			"columns exchanged", "keyed id", "id int64; a int64; b int64",
			numbered(9, func(i int) string { return fmt.Sprintf("%d,%d,%d", i, i*i+7, 90-i) }),
			numbered(9, func(i int) string { return fmt.Sprintf("%d,%d,%d", i, 90-i, i*i+7) }),
			"9 of 9 rows changed: a, b exchanged",
		},
		{
			"direction and limit", "ordered", "name utf8; revenue int64", ranked[:4], reversed[:4],
			"rows now sorted by revenue ascending, not descending; " +
				"the first 2 of 4 rows added; the first 2 of 4 rows removed; 1 moved",
		},
	} {
		t.Run(c.bug, func(t *testing.T) {
			got := summaryOf(t, goldenOf(t, c.order, c.fields, c.old...), goldenOf(t, c.order, c.fields, c.new...))
			if got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestColumnsOfTwoTypesAreExchanged(t *testing.T) {
	old := numbered(9, func(i int) string { return fmt.Sprintf("%d,a%d,%d", i, i, 90-i*i) })
	new := numbered(9, func(i int) string { return fmt.Sprintf("%d,%d,a%d", i, 90-i*i, i) })
	got := summaryOf(t, goldenOf(t, "keyed id", "id int64; day utf8; n int64", old...),
		goldenOf(t, "keyed id", "id int64; day int64; n utf8", new...))
	if want := "9 of 9 rows changed; columns day, n retyped: day, n exchanged"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// TestAGroupingByFewerColumnsIsSaid sums clicks over the countries of each day, and the other way round.
func TestAGroupingByFewerColumnsIsSaid(t *testing.T) {
	const byDay = "day date32; clicks int64; rate float64"
	const byCountry = "day date32; country utf8; clicks int64; rate float64"
	fine := []string{
		"2026-03-01,DE,1,0.1", "2026-03-01,FR,2,0.2", "2026-03-01,US,4,0.3",
		"2026-03-02,DE,8,0.4", "2026-03-02,FR,16,0.5",
	}
	coarse := []string{"2026-03-01,7,0.6000000000000001", "2026-03-02,24,0.9"}
	means := []string{"2026-03-01,7,0.2", "2026-03-02,24,0.45"}
	maxima := []string{"2026-03-01,4,0.3", "2026-03-02,16,0.5"}
	for _, c := range []struct {
		old, new []string
		want     string
	}{
		{fine, coarse, "rows grouped by day only (clicks, rate summed over country); "},
		{fine, means, "rows grouped by day only (clicks summed over country), "},
		{coarse, fine, "rows also grouped by country (clicks, rate split); "},
		{fine, maxima, "3 rows removed, column country removed"},
	} {
		files := make([]*goldenfile.File, 2)
		for i, rows := range [][]string{c.old, c.new} {
			fields := byDay
			if len(rows) == len(fine) {
				fields = byCountry
			}
			files[i] = goldenOf(t, "ordered", fields, rows...)
		}
		if got := summaryOf(t, files[0], files[1]); !strings.HasPrefix(got, c.want) {
			t.Errorf("got %s, want %s…", got, c.want)
		}
	}
}

func hours(n int) []string {
	return numbered(n, func(i int) string {
		return fmt.Sprintf("2026-03-%02dT%02d:00:00Z,%d", 1+i/24, i%24, i)
	})
}

func twice(rows []string) []string {
	var out []string
	for _, row := range rows {
		out = append(out, row, row)
	}
	return out
}

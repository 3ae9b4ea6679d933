package tablediff

import (
	"fmt"
	"strings"
	"testing"

	"github.com/assay-go/assay/internal/goldenfile"
)

// goldenOf returns a golden from its order ("keyed id"), its fields ("day date32", separated by "; ") and its rows, in
// any order.
func goldenOf(t testing.TB, order, fields string, rows ...string) *goldenfile.File {
	t.Helper()
	var names []string
	lines := []string{"# assay 1", "# order ordered"}
	for field := range strings.SplitSeq(fields, "; ") {
		lines = append(lines, "# field "+field)
		names = append(names, strings.Fields(field)[0])
	}
	lines = append(append(lines, strings.Join(names, ",")), rows...)
	f := parse(t, strings.Join(lines, "\n")+"\n")
	words := strings.Fields(order)
	f.Key = words[1:]
	for _, o := range []goldenfile.Order{goldenfile.Ordered, goldenfile.Keyed, goldenfile.Multiset} {
		if o.String() == words[0] {
			f.Order = o
		}
	}
	return f
}

// summaryOf compares two goldens with the order and key of the new one.
func summaryOf(t testing.TB, old, new *goldenfile.File) string {
	t.Helper()
	r, err := Compare(old, new, Options{Order: new.Order, Key: new.Key})
	if err != nil {
		t.Fatal(err)
	}
	return r.Summary()
}

func numbered(n int, row func(i int) string) []string {
	rows := make([]string, n)
	for i := range rows {
		rows[i] = row(i)
	}
	return rows
}

func TestTheRuleByWhichKeysChangedIsSaid(t *testing.T) {
	day := func(by int) []string {
		return numbered(7, func(i int) string { return fmt.Sprintf("2026-03-%02d,%d", 10+i+by, 100+i*i) })
	}
	hour := func(minutes int) []string {
		return numbered(7, func(i int) string {
			at := i*180 + minutes
			return fmt.Sprintf("2026-03-10T%02d:%02d:00Z,%d", at/60, at%60, 100+i*i)
		})
	}
	// hourly is two days around the start of daylight saving time, with one offset before it and another after it.
	hourly := func(before, after int) []string {
		return numbered(48, func(i int) string {
			offset := before
			if i >= 25 {
				offset = after
			}
			return fmt.Sprintf("2026-03-%02dT%02d:00:00Z,%d", 28+(i+offset)/24, (i+offset)%24, 100+i*i)
		})
	}
	ids := func(format string, by, scale int) []string {
		return numbered(7, func(i int) string { return fmt.Sprintf(format+",%d", i+1+by, scale*(100+i*i)) })
	}
	letters := func(from rune) []string {
		return numbered(7, func(i int) string { return fmt.Sprintf("%c,%d", from+rune(i), 100+i*i) })
	}
	trading := func(days ...int) []string {
		return numbered(len(days), func(i int) string { return fmt.Sprintf("2026-03-%02d,%d", days[i], 100+i*i) })
	}
	composite := func(country string, by int) []string {
		return numbered(8, func(i int) string {
			c := []string{"DE", "FR"}[i/4]
			return fmt.Sprintf("%s,2026-03-%02d,%d", strings.ReplaceAll(country, "C", c), 10+i%4+by, 100+i*i)
		})
	}
	changed := day(1)
	changed[3] = "2026-03-14,7"
	const days, at, number, text = "day date32", "at timestamp[s, UTC]", "k int64", "k utf8"
	for _, c := range []struct {
		oldKey, newKey string // fields
		old, new       []string
		want           string
	}{
		{days, days, day(0), day(1), "keys shifted by one row, by +1 day; 7 of 7 rows changed in the key only"},
		{days, days, day(0), day(-2), "keys shifted by -2 days, 7 of 7 rows changed in the key only"},
		{
			days, days, day(0), changed,
			"keys shifted by one row, by +1 day; 7 of 7 rows changed (1 of them besides the key)",
		},
		{days, days, day(0), day(1)[:6], "keys shifted by one row, by +1 day; 6 of 6 rows changed in the key only; 1 removed"},
		{
			days, days, trading(2, 3, 4, 5, 6, 9, 10), trading(3, 4, 5, 6, 9, 10, 11),
			"keys shifted by one row, 7 of 7 rows changed in the key only",
		},
		{
			days, days, trading(2, 3, 4, 5, 6, 9, 10), trading(1, 2, 3, 4, 5, 6, 9),
			"keys shifted by one row, 7 of 7 rows changed in the key only",
		},
		{at, at, hour(0), hour(60), "keys shifted by +1h, 7 of 7 rows changed in the key only"},
		{at, at, hour(0), hour(90), "keys shifted by +1h30m, 7 of 7 rows changed in the key only"},
		{
			at, at, hourly(0, 0), hourly(1, 2),
			"keys shifted by +1h, from 2026-03-29T01:00:00Z by +2h; 48 of 48 rows changed in the key only",
		},
		{
			at, at, hourly(1, 2), hourly(0, 0),
			"keys shifted by -1h, from 2026-03-29T03:00:00Z by -2h; 48 of 48 rows changed in the key only",
		},
		{number, number, ids("%d", 0, 1), ids("%d", 1000, 1), "keys shifted by +1000, 7 of 7 rows changed in the key only"},
		{
			number, number, ids("%d", 0, 1), ids("%d", 1000, 100),
			"keys shifted by +1000, 7 of 7 rows changed: n by factor 100",
		},
		{text, text, ids("%d", 0, 1), ids("C-%d", 0, 1), `keys with the prefix "C-", 7 of 7 rows changed in the key only`},
		{
			text, text, ids("%d", 0, 1), ids("C-%d", 0, 100),
			`keys with the prefix "C-", 7 of 7 rows changed: n by factor 100`,
		},
		{text, text, ids("C-%d", 0, 1), ids("%d", 0, 1), `keys without the prefix "C-", 7 of 7 rows changed in the key only`},
		{
			text, text, ids("C-%d", 0, 1), ids("K-%d", 0, 1),
			`keys with the prefix "K" instead of "C", 7 of 7 rows changed in the key only`,
		},
		{text, text, ids("%d", 0, 1), ids("%d-x", 0, 1), `keys with the suffix "-x", 7 of 7 rows changed in the key only`},
		{
			text, text, ids("%d", 0, 1), ids("%05d", 0, 1),
			"keys padded with zeros to 5 characters, 7 of 7 rows changed in the key only",
		},
		{text, text, ids("%05d", 0, 1), ids("%d", 0, 1), "keys without leading zeros, 7 of 7 rows changed in the key only"},
		{text, text, letters('a'), letters('A'), "keys in upper case, 7 of 7 rows changed in the key only"},
		{text, text, letters('A'), letters('a'), "keys in lower case, 7 of 7 rows changed in the key only"},
		{
			number, text, ids("%d", 0, 1), ids("C-%d", 0, 1),
			`keys with the prefix "C-", 7 of 7 rows changed in the key only, column k retyped`,
		},
		{
			text, number, ids("C-%d", 0, 1), ids("%d", 0, 1),
			`keys without the prefix "C-", 7 of 7 rows changed in the key only, column k retyped`,
		},
		{number, text, ids("%d", 0, 1), ids("%d", 0, 1), "column k retyped"},
		{
			number, "k int32", ids("%d", 0, 1), ids("%d", 0, 100),
			"7 of 7 rows changed, column k retyped: n by factor 100",
		},
		{
			"k int64", "key int64", ids("%d", 0, 1), ids("%d", 7, 1),
			"order keyed k -> keyed key, keys shifted by +7, 7 of 7 rows changed in the key only, column k renamed key",
		},
		{
			"c utf8; day date32", "c utf8; day date32", composite("C", 0), composite("C", 1),
			"keys shifted by one row, by +1 day in day; 8 of 8 rows changed in the key only",
		},
		{
			"c utf8; day date32", "c utf8; day date32", composite("C", 0), composite("c:C", 0),
			`keys with the prefix "c:" in c, 8 of 8 rows changed in the key only`,
		},
		{
			"c utf8; day date32", "c utf8; day date32", composite("C", 0), composite("c:C", 3),
			`keys with the prefix "c:" in c, shifted by +3 days in day; 8 of 8 rows changed in the key only`,
		},
		// no rule
		{
			days, days, day(0), append(day(0)[1:], "2026-03-17,1"),
			"1 row added (day = 2026-03-17), 1 removed (day = 2026-03-10)",
		},
		{number, number, ids("%d", 0, 1), numbered(7, func(i int) string {
			return fmt.Sprintf("%d,%d", 50+i*i, i)
		}), "7 rows added, 7 removed"},
	} {
		key := func(fields string) string {
			var names []string
			for field := range strings.SplitSeq(fields, "; ") {
				names = append(names, strings.Fields(field)[0])
			}
			return "keyed " + strings.Join(names, " ")
		}
		old := goldenOf(t, key(c.oldKey), c.oldKey+"; n int64", c.old...)
		new := goldenOf(t, key(c.newKey), c.newKey+"; n int64", c.new...)
		if got := summaryOf(t, old, new); got != c.want {
			t.Errorf("%s to %s:\ngot  %s\nwant %s", c.old[0], c.new[0], got, c.want)
		}
	}
}

func TestTheOnlyNewKeyIsSaidIfItsRowIsSurelyTheSame(t *testing.T) {
	const one, two = "id int64; s utf8; n int64", "id int64; day date32; s utf8; n int64"
	rows := []string{"1,ok,5", "2,ok,6", "17,late,7"}
	for _, c := range []struct {
		name, fields string
		old, new     []string
		want         string
	}{
		{
			"a row with a new key", one, rows,
			[]string{"1,ok,5", "2,ok,6", "18,late,7"},
			"key 17 is now 18, 1 of 3 rows changed in the key only",
		},
		{
			"another row changed as well", one, rows,
			[]string{"1,ok,50", "2,ok,6", "18,late,7"},
			"key 17 is now 18, 2 of 3 rows changed (1 of them besides the key)",
		},
		{
			"a key of two columns", two,
			[]string{"1,2026-03-01,ok,5", "2,2026-03-01,ok,6", "3,2026-03-01,ok,7"},
			[]string{"1,2026-03-01,ok,5", "2,2026-03-02,ok,6", "3,2026-03-01,ok,7"},
			"key (2, 2026-03-01) is now (2, 2026-03-02); 1 of 3 rows changed in the key only",
		},
		{
			"another cell differs", one, rows,
			[]string{"1,ok,5", "2,ok,6", "18,late,8"},
			"1 row added (id = 18), 1 removed (id = 17)",
		},
		{
			"another row has the same cells", one, append(rows, "3,late,7"),
			[]string{"1,ok,5", "2,ok,6", "18,late,7", "3,late,7"},
			"1 row added (id = 18), 1 removed (id = 17)",
		},
		{
			"all cells are null", one,
			[]string{"1,ok,5", "2,ok,6", "17,null,null"},
			[]string{"1,ok,5", "2,ok,6", "18,null,null"},
			"1 row added (id = 18), 1 removed (id = 17)",
		},
		{"two rows are gone", one, rows, []string{"1,ok,5", "18,late,7"}, "1 row added (id = 18), the last 2 of 3 rows removed"},
	} {
		key := "keyed id"
		if c.fields == two {
			key = "keyed id day"
		}
		got := summaryOf(t, goldenOf(t, key, c.fields, c.old...), goldenOf(t, key, c.fields, c.new...))
		if got != c.want {
			t.Errorf("%s:\ngot  %s\nwant %s", c.name, got, c.want)
		}
	}
}

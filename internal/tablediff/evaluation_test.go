package tablediff

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/assay-go/assay/internal/report"
)

// A sale is an input row of the transforms under evaluation.
type sale struct {
	id, customer, cents int
	country, email      string // null: ""
	status              string
	at                  time.Time
}

func sales() []sale {
	var out []sale
	for i := range 160 {
		s := sale{
			id: 1000 + i, customer: i * i % 23, cents: 1999 + i*7919%20011, status: []string{"paid", "paid", "open"}[i%3],
			country: []string{"DE", "FR", "", "AT", "DE"}[i*3%5], at: time.Date(2026, 3, 1, i*5, i*13%60, i%60, 0, time.UTC),
		}
		if i%7 != 0 {
			s.email = fmt.Sprintf("Kim.%d@Example.org ", s.customer)
		}
		if i%9 == 4 {
			s.status = "cancelled"
		}
		if i%11 == 5 {
			s.status, s.cents = "refund", -s.cents
		}
		out = append(out, s)
	}
	return out
}

func cellOf(s string) string {
	if s == "" {
		return "null"
	}
	if strings.TrimSpace(s) != s {
		return `"` + s + `"`
	}
	return s
}

// listed returns a row for each sale.
func listed(all []sale) []string {
	var rows []string
	for _, s := range all {
		rows = append(rows, fmt.Sprintf("%d,%d,%s,%s,%s,%s,%s,%s", s.id, s.customer, cellOf(s.country), cellOf(s.email),
			s.status, s.at.Format(time.DateOnly), s.at.Format(time.RFC3339), money(s.cents)))
	}
	return rows
}

const (
	listFields = "id int64; customer int64; country utf8; email utf8; status utf8; day date32; at timestamp[s, UTC]; " +
		"amount decimal(12, 2)"
	countryFields = "day date32; country utf8; sales int64; known int64; revenue decimal(12, 2); share float64; " +
		"weekly int64; prior int64"
)

// byCountry groups sales by day and country, as a daily report does.
func byCountry(all []sale, edit func(row *countryDay)) []string {
	days := map[string]*countryDay{}
	total := 0
	for _, s := range all {
		key := s.at.Format(time.DateOnly) + "," + cellOf(s.country)
		if days[key] == nil {
			days[key] = &countryDay{key: key}
		}
		d := days[key]
		d.sales++
		d.cents += s.cents
		total += s.cents
		if s.email != "" {
			d.known++
		}
	}
	var rows []string
	prior := 0
	for _, key := range slices.Sorted(mapKeys(days)) {
		d := days[key]
		d.share = fmt.Sprint(math.Round(float64(d.cents)/float64(total)*10000) / 10000)
		d.weekly = d.cents / 100
		d.prior, prior = prior, d.cents
		edit(d)
		if d.key != "" {
			rows = append(rows, fmt.Sprintf("%s,%d,%d,%s,%s,%d,%d", d.key, d.sales, d.known, money(d.cents), d.share, d.weekly,
				d.prior))
		}
	}
	return rows
}

type countryDay struct {
	key                                string // day and country
	sales, known, cents, weekly, prior int
	share                              string
}

func mapKeys[V any](m map[string]V) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// An evaluated change is one of a transform or of a golden, and what the first lines of its report have to say.
type evaluated struct {
	name, order, fields string
	old, new            []string
	wantFields          string // of the new table, if they differ
	want                string // a regular expression that names the cause
	score               int    // 3: the lines name the cause, 2: the place, 1: counts only
}

func evaluatedBugs() []evaluated {
	each := func(f func(s *sale)) []string {
		all := sales()
		for i := range all {
			f(&all[i])
		}
		return listed(all)
	}
	without := func(drop func(s sale) bool) []sale { return slices.DeleteFunc(sales(), drop) }
	day := func(f func(d *countryDay)) []string { return byCountry(sales(), f) }
	same := func(*countryDay) {}
	list, daily := listed(sales()), day(same)
	const keyed = "keyed id"
	sorted := func(all []string) []string {
		slices.SortFunc(all, func(a, b string) int {
			return strings.Compare(strings.Split(a, ",")[6], strings.Split(b, ",")[6])
		})
		return all
	}
	byEmail := func(all []string) []string {
		slices.SortStableFunc(all, func(a, b string) int {
			return strings.Compare(strings.Split(a, ",")[3], strings.Split(b, ",")[3])
		})
		return all
	}
	perCustomer := func(times func(customer int) int) []string {
		cents, count := map[int]int{}, map[int]int{}
		for _, s := range sales() {
			cents[s.customer] += s.cents * times(s.customer)
			count[s.customer] += times(s.customer)
		}
		var rows []string
		for c := range 23 {
			if count[c] > 0 {
				rows = append(rows, fmt.Sprintf("%d,%d,%s", c, count[c], money(cents[c])))
			}
		}
		return rows
	}
	floats := func(f func(s sale) float64) []string {
		var rows []string
		for _, s := range sales() {
			rows = append(rows, fmt.Sprintf("%d,%v", s.id, f(s)))
		}
		return rows
	}
	months := func(f func(time.Time) time.Time) []string {
		var rows []string
		for _, s := range sales() {
			rows = append(rows, fmt.Sprintf("%d,%s", s.id, f(s.at.AddDate(0, s.id%10, 0)).Format("2006-01-02")))
		}
		return rows
	}
	first := func(t time.Time) time.Time { return time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC) }
	paid := without(func(s sale) bool { return s.status == "cancelled" })
	return []evaluated{
		{"lost filter", keyed, listFields, listed(paid), list, "", `added, all with status = cancelled`, 3},
		{
			"inner join", keyed, listFields, list, listed(without(func(s sale) bool { return s.email == "" })), "",
			`removed, all with email null`, 3,
		},
		{
			"fan-out", "keyed customer", "customer int64; sales int64; revenue decimal(12, 2)",
			perCustomer(func(int) int { return 1 }), perCustomer(func(c int) int { return 1 + c%3 }), "",
			`sales, revenue changed, all multiplied by whole numbers from 2 to 3`, 3,
		},
		{"fan-out of all rows", "multiset", listFields, list, twice(list), "", `each row 2 times`, 3},
		{"time zone", keyed, listFields, list, each(func(s *sale) { s.at = s.at.Add(time.Hour) }), "", `at by \+1h`, 3},
		{"time zone of the day", keyed, listFields, list, rezoned(list), "", `day by \+1 day where`, 3},
		{"factor 2", "ordered", countryFields, daily, day(func(d *countryDay) { d.sales *= 2 }), "", `sales by factor 2`, 3},
		{
			"integer division by 7", "ordered", countryFields, daily, day(func(d *countryDay) { d.weekly /= 7 }), "",
			`weekly divided by 7, truncated`, 3,
		},
		{
			"integer division", keyed, "id int64; half float64", floats(func(s sale) float64 { return float64(s.cents) / 200 }),
			floats(func(s sale) float64 { return float64(s.cents / 200) }), "", `half truncated to whole numbers`, 3,
		},
		{
			"truncation", keyed, listFields, list, each(func(s *sale) { s.cents = s.cents / 100 * 100 }), "",
			`amount truncated to whole numbers`, 3,
		},
		{
			"null counted", "ordered", countryFields, daily, day(func(d *countryDay) { d.known = d.sales }), "",
			`known now the values of sales`, 3,
		},
		{"null as 0", keyed, listFields, list, each(func(s *sale) {
			if s.country == "" {
				s.country = "0"
			}
		}), "", `country from null to "?0`, 3},
		{
			"sort lost", "ordered", listFields, sorted(slices.Clone(list)), byEmail(slices.Clone(list)), "",
			`order lost: rows no longer sorted by id ascending`, 3,
		},
		{"cents for euros", keyed, listFields, list, each(func(s *sale) { s.cents *= 100 }), "", `amount by factor 100`, 3},
		{
			"euros for cents", "ordered", countryFields, daily, day(func(d *countryDay) { d.weekly /= 100 }), "",
			`weekly divided by 100, truncated`, 3,
		},
		{
			"case", keyed, listFields, list, each(func(s *sale) { s.email = strings.ToLower(s.email) }), "",
			`email in lower case`, 3,
		},
		{
			"trim", keyed, listFields, list, each(func(s *sale) { s.email = strings.TrimSpace(s.email) }), "",
			`email without space around the text`, 3,
		},
		{"dedup lost", "multiset", listFields, list, slices.Concat(list, list[3:9]), "", `copy of another row`, 3},
		{
			"abs lost", keyed, listFields, each(func(s *sale) { s.cents = max(s.cents, -s.cents) }), list, "",
			`amount by sign only where status = refund`, 3,
		},
		{
			"wrong column", "ordered", countryFields, daily, day(func(d *countryDay) { d.weekly = d.prior }), "",
			`weekly now the values of prior`, 3,
		},
		{"lag", "ordered", countryFields, daily, lagged(daily, 6), "", `weekly shifted down by one row`, 3},
		{
			"month off by one", keyed, "id int64; month date32", months(first),
			months(func(t time.Time) time.Time { return first(t).AddDate(0, 1, 0) }), "", `month by \+1 month`, 3,
		},
		{
			"percent for fraction", keyed, "id int64; rate float64",
			floats(func(s sale) float64 { return float64(s.cents%1000) / 1000 }),
			floats(func(s sale) float64 { return float64(s.cents%1000) / 1000 * 100 }), "", `rate by factor 100`, 3,
		},
		{"null group dropped", "ordered", countryFields, daily, day(func(d *countryDay) {
			if strings.HasSuffix(d.key, "null") {
				d.key = ""
			}
		}), "", `removed, all with country null`, 3},
		{
			"noise", keyed, "id int64; rate float64", floats(func(s sale) float64 { return float64(s.cents) / 3 }),
			floats(func(s sale) float64 { return float64(s.cents) / 3 * (1 + 3e-16*float64(s.id%4)) }), "",
			`rate by floating-point noise`, 3,
		},
		{
			"renamed column", keyed, listFields, list, list, strings.Replace(listFields, "status", "state", 1),
			`column status renamed state`, 3,
		},
		{
			"renamed and doubled", keyed, listFields, list, each(func(s *sale) { s.cents *= 2 }),
			strings.Replace(listFields, "amount", "total", 1), `(?s)column amount renamed total.*by factor 2`, 3,
		},
	}
}

// rezoned takes the day of each sale from a clock two hours ahead.
func rezoned(rows []string) []string {
	var out []string
	for _, row := range rows {
		cells := strings.Split(row, ",")
		at, err := time.Parse(time.RFC3339, cells[6])
		if err != nil {
			panic(err)
		}
		cells[5] = at.Add(2 * time.Hour).Format(time.DateOnly)
		out = append(out, strings.Join(cells, ","))
	}
	return out
}

// lagged moves the cells of a column to the next row.
func lagged(rows []string, column int) []string {
	var out []string
	for i, row := range rows {
		cells := strings.Split(row, ",")
		cells[column] = "null"
		if i > 0 {
			cells[column] = strings.Split(rows[i-1], ",")[column]
		}
		out = append(out, strings.Join(cells, ","))
	}
	return out
}

func evaluatedChanges() []evaluated {
	const cohortFields = "cohort utf8; size int64; m0 float64; m1 float64; m2 float64; m3 float64"
	cohort := func(edit func(cells []float64, i int)) []string {
		var rows []string
		for i := range 12 {
			cells := []float64{1, 0.731 - float64(i)/97, 0.562 - float64(i)/89, 0.401 - float64(i*i)/1009}
			for k := range cells {
				cells[k] = math.Round(cells[k]*1e4) / 1e4
			}
			edit(cells, i)
			rows = append(rows, fmt.Sprintf("2025-%02d,%d,%v,%v,%v,%v", i+1, 900+i*37, cells[0], cells[1], cells[2], cells[3]))
		}
		return rows
	}
	cohorts := cohort(func([]float64, int) {})
	const ledgerFields = "id int64; booked date32; account utf8; text utf8; amount decimal(12, 2); balance decimal(14, 2)"
	type entry struct {
		booked        time.Time
		account, text string
		cents         int
	}
	ledger := func(edit func(e *entry, i int)) []string {
		var rows []string
		balance := 100_000
		for i := range 80 {
			e := entry{
				time.Date(2026, 1, 5+i/2, 0, 0, 0, 0, time.UTC), []string{"1200", "8400", "4930"}[i%3],
				fmt.Sprintf("Invoice %d", 700+i), (i*3571%9973 - 4000),
			}
			edit(&e, i)
			balance += e.cents
			rows = append(rows, fmt.Sprintf("%d,%s,%s,%s,%s,%s", i+1, e.booked.Format(time.DateOnly), e.account, e.text,
				money(e.cents), money(balance)))
		}
		return rows
	}
	entries := ledger(func(*entry, int) {})
	const wideFields = "id int64; group utf8; a int64; b int64; c float64; d float64; " +
		"e utf8; f utf8; g date32; h decimal(9, 1)"
	wide := func(edit func(cells []string, i int)) []string {
		var rows []string
		for i := range 1000 {
			cells := []string{
				fmt.Sprint(i), fmt.Sprintf("g%d", i%8), fmt.Sprint(i * 7919 % 1013), fmt.Sprint(i * 31 % 977),
				fmt.Sprint(float64(i*97%1009) / 8),
				fmt.Sprint(float64(i*89%997) / 16), fmt.Sprintf("text %d", i*13%211), []string{"x", "y", "null"}[i%3],
				time.Date(2024, 1, 1+i, 0, 0, 0, 0, time.UTC).Format(time.DateOnly), fmt.Sprintf("%d.%d", i*53%911, i%10),
			}
			edit(cells, i)
			if cells[0] != "" {
				rows = append(rows, strings.Join(cells, ","))
			}
		}
		return rows
	}
	cells := wide(func([]string, int) {})
	const daily = "day date32; campaign utf8; country utf8; note utf8; impressions int64; clicks int64; " +
		"cost decimal(12, 2); seen timestamp[s, UTC]"
	days := func(edit func(r *campaignDay)) []string {
		all := campaignDays()
		for i := range all {
			edit(&all[i])
		}
		text := strings.TrimSuffix(campaignGolden(all), "\n")
		return slices.DeleteFunc(strings.Split(text, "\n")[11:], func(s string) bool { return s == "gone" })
	}
	campaigns := days(func(*campaignDay) {})
	const keyed, byDay = "keyed id", "keyed day campaign"
	return []evaluated{
		{"daily: a country is added to a sum", byDay, daily, campaigns, days(func(r *campaignDay) {
			if r.country == "FR" {
				r.clicks += 40
			}
		}), "", `clicks by \+40 where country = FR`, 3},
		{
			"daily: a campaign is gone", byDay, daily, campaigns,
			slices.DeleteFunc(slices.Clone(campaigns), func(s string) bool { return strings.Contains(s, "summer") }), "",
			`30 rows removed, all with campaign = summer`, 3,
		},
		{"daily: a campaign is renamed", byDay, daily, campaigns, days(func(r *campaignDay) {
			r.campaign = strings.Replace(r.campaign, "winter", "xmas", 1)
		}), "", `added, all with campaign = xmas; 30 rows removed, all with campaign = winter`, 3},
		{"daily: from a day on", byDay, daily, campaigns, days(func(r *campaignDay) {
			if r.day >= "2026-03-20" {
				r.cents *= 2
			}
		}), "", `cost by factor 2 where day >= 2026-03-20`, 3},
		{"cohort: percent", "keyed cohort", cohortFields, cohorts, cohort(func(c []float64, _ int) {
			for k := range c {
				c[k] = math.Round(c[k]*1e4) / 100
			}
		}), "", `m0 1 -> 100; m1, m2, m3 by factor 100`, 3},
		{"cohort: columns exchanged", "keyed cohort", cohortFields, cohorts, cohort(func(c []float64, _ int) {
			c[1], c[2] = c[2], c[1]
		}), "", `m1, m2 exchanged`, 3},
		{"cohort: rounded", "keyed cohort", cohortFields, cohorts, cohort(func(c []float64, _ int) {
			for k := range c {
				c[k] = math.Round(c[k]*100) / 100
			}
		}), "", `m1, m2, m3 rounded to 2 decimals`, 3},
		{
			"cohort: the last one missing", "keyed cohort", cohortFields, cohorts, cohorts[:11], "",
			`1 row removed \(cohort = 2025-12\)`, 3,
		},
		{
			"ledger: signs", keyed, ledgerFields, entries, ledger(func(e *entry, _ int) { e.cents = -e.cents }), "",
			`amount by sign only`, 3,
		},
		{"ledger: an account is renamed", keyed, ledgerFields, entries, ledger(func(e *entry, _ int) {
			e.account = strings.Replace(e.account, "8400", "8401", 1)
		}), "", `account 8400 -> 8401`, 3},
		{"ledger: booked a day later", keyed, ledgerFields, entries, ledger(func(e *entry, _ int) {
			e.booked = e.booked.AddDate(0, 0, 1)
		}), "", `booked by \+1 day`, 3},
		{"ledger: one amount", keyed, ledgerFields, entries, ledger(func(e *entry, i int) {
			if i == 30 {
				e.cents += 5000
			}
		}), "", `balance by \+50.00.*where id >= 31`, 3},
		{"10,000 cells: one", keyed, wideFields, cells, wide(func(c []string, i int) {
			if i == 517 {
				c[3] = "-1"
			}
		}), "", `rows changed \(id = 517\)(?s).*395 -> -1`, 3},
		{"10,000 cells: nulls filled", keyed, wideFields, cells, wide(func(c []string, _ int) {
			c[7] = strings.Replace(c[7], "null", "other", 1)
		}), "", `f from null to other`, 3},
		{"10,000 cells: a factor in a group", keyed, wideFields, cells, wide(func(c []string, i int) {
			if i%8 == 3 {
				c[4] = fmt.Sprint(float64(i*97%1009) / 8 * 1.5)
			}
		}), "", `c by factor 1.5 where group = g3`, 3},
		{"10,000 cells: a group lost", keyed, wideFields, cells, wide(func(c []string, i int) {
			if i%8 == 5 {
				c[0] = ""
			}
		}), "", `125 rows removed, all with group = g5`, 3},
	}
}

// TestReportsOfRealisticChangesNameTheCause holds what the first three lines below the name of a golden say, in each
// rendering, to the causes of realistic changes of goldens and of realistic bugs.
func TestReportsOfRealisticChangesNameTheCause(t *testing.T) {
	bugs := evaluatedBugs()
	sum := 0
	for i, c := range append(bugs, evaluatedChanges()...) {
		if i < len(bugs) {
			sum += c.score
		}
		t.Run(strings.ReplaceAll(c.name, " ", "_"), func(t *testing.T) {
			fields := c.wantFields
			if fields == "" {
				fields = c.fields
			}
			r, err := Compare(goldenOf(t, c.order, c.fields, c.old...), goldenOf(t, c.order, fields, c.new...), Options{})
			if err != nil {
				t.Fatal(err)
			}
			pages := pagesOf(t, r)
			t.Log("\n" + firstLines(t, pages["text"], r.Name))
			for kind, page := range pages {
				if lines := firstLines(t, page, r.Name); !regexp.MustCompile(c.want).MatchString(lines) {
					t.Errorf("%s: the first lines do not match %s:\n%s", kind, c.want, lines)
				}
			}
		})
	}
	mean := float64(sum) / float64(len(bugs))
	t.Logf("the first three lines of %d bugs score %.2f of 3 in the mean", len(bugs), mean)
	if mean < 2.8 {
		t.Errorf("the mean score of %d bugs is %.2f, want at least 2.8", len(bugs), mean)
	}
}

// pagesOf returns a report in each rendering, with its name in a line of its own.
func pagesOf(t *testing.T, r *report.Report) map[string]string {
	t.Helper()
	r.Name = "reporting/TestDaily/march"
	var text, markdown, html strings.Builder
	for _, err := range []error{r.Text(&text, report.TextOptions{}), r.Markdown(&markdown), r.HTML(&html)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return map[string]string{
		"text": "\n" + text.String(), "HTML": html.String(),
		"Markdown": strings.Replace("\n"+markdown.String(), "\n### ", "\n", 1),
	}
}

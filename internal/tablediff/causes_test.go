package tablediff

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/assay-go/assay/internal/report"
)

// campaignDay is a row of a daily campaign report.
type campaignDay struct {
	day, campaign, country, note string
	impressions, clicks, cents   int
	seconds                      int // of the day, when it was last seen
}

func campaignDays() []campaignDay {
	var rows []campaignDay
	for d := range 30 {
		for c, campaign := range []string{"autumn", "spring", "summer", "winter"} {
			rows = append(rows, campaignDay{
				day: fmt.Sprintf("2026-03-%02d", d+1), campaign: campaign, note: " ad " + strconv.Itoa(d*4+c),
				country:     []string{"DE", "FR", "null", "AT"}[(d+c)%4],
				impressions: 19037 + d*1371%917 + c*53, clicks: 698 + d*29%83 + c*7,
				cents: 120_345 + d*4_711%3_001 + c*977, seconds: d*611 + c*37,
			})
		}
	}
	return rows
}

func campaignGolden(rows []campaignDay) string {
	var b strings.Builder
	b.WriteString("# assay 1\n# order keyed day campaign\n# field day date32\n# field campaign utf8\n" +
		"# field country utf8\n# field note utf8\n" +
		"# field impressions int64\n# field clicks int64\n# field cost decimal(12, 2)\n" +
		"# field seen timestamp[s, UTC]\nday,campaign,country,note,impressions,clicks,cost,seen\n")
	for _, r := range rows {
		if strings.HasPrefix(r.note, " ") {
			r.note = strconv.Quote(r.note)
		}
		fmt.Fprintf(&b, "%s,%s,%s,%s,%d,%d,%d.%02d,%sT%02d:%02d:%02dZ\n", r.day, r.campaign, r.country, r.note,
			r.impressions, r.clicks, r.cents/100, r.cents%100, r.day, r.seconds/3600, r.seconds/60%60, r.seconds%60)
	}
	return b.String()
}

var tags = regexp.MustCompile(`<[^>]*>`)

// firstLines returns the first three lines below the name of a golden, without markup.
func firstLines(t *testing.T, page, name string) string {
	t.Helper()
	if _, body, isHTML := strings.Cut(page, "<body>"); isHTML {
		page = body
	}
	page = tags.ReplaceAllString(page, "")
	page = strings.NewReplacer("&#62;", ">", "&gt;", ">", "&#34;", `"`, "&#43;", "+", "&#95;", "_").Replace(page)
	_, page, found := strings.Cut(page, "\n"+name+"\n")
	if !found {
		t.Fatalf("the page does not name the golden in a line of its own:\n%s", page)
	}
	var lines []string
	for line := range strings.Lines(page) {
		if strings.TrimSpace(line) != "" && len(lines) < 3 {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "")
}

// What a person changed by mistake is said at once, wherever the report is read.
func TestTheCauseIsInTheFirstThreeLines(t *testing.T) {
	each := func(f func(r *campaignDay)) func([]campaignDay) []campaignDay {
		return func(rows []campaignDay) []campaignDay {
			for i := range rows {
				f(&rows[i])
			}
			return rows
		}
	}
	without := func(drop func(r campaignDay) bool) func([]campaignDay) []campaignDay {
		return func(rows []campaignDay) []campaignDay {
			var kept []campaignDay
			for _, r := range rows {
				if !drop(r) {
					kept = append(kept, r)
				}
			}
			return kept
		}
	}
	for name, change := range map[string]struct {
		make func([]campaignDay) []campaignDay
		want string // a regular expression
	}{
		"two columns exchanged": {
			each(func(r *campaignDay) { r.impressions, r.clicks = r.clicks, r.impressions }),
			`exchanged with clicks, as 19037 -> 698`,
		},
		"a factor 2":          {each(func(r *campaignDay) { r.clicks *= 2 }), `clicks by factor 2\b`},
		"euros as cents":      {each(func(r *campaignDay) { r.cents *= 100 }), `cost.*(factor|multiplied by|times) 100`},
		"an hour later":       {each(func(r *campaignDay) { r.seconds += 3600 }), `seen by \+1h`},
		"the spaces trimmed":  {each(func(r *campaignDay) { r.note = strings.TrimSpace(r.note) }), `note.*space`},
		"in upper case":       {each(func(r *campaignDay) { r.note = strings.ToUpper(r.note) }), `note.*case`},
		"a suffix":            {each(func(r *campaignDay) { r.note += " (new)" }), `note.*suffix " \(new\)"`},
		"all became 0":        {each(func(r *campaignDay) { r.clicks = 0 }), `clicks.*(became|-> )0|clicks.*became 0`},
		"the sign":            {each(func(r *campaignDay) { r.clicks = -r.clicks }), `clicks.*sign`},
		"a null group gone":   {without(func(r campaignDay) bool { return r.country == "null" }), `removed.*country null`},
		"a filter too much":   {without(func(r campaignDay) bool { return r.country == "DE" }), `removed.*country = DE`},
		"the first days gone": {without(func(r campaignDay) bool { return r.day < "2026-03-04" }), `first 12 of 120 rows removed`},
		"nulls became a text": {
			each(func(r *campaignDay) { r.country = strings.Replace(r.country, "null", "ZZ", 1) }), `country.*null.*ZZ`,
		},
		"only one country": {
			each(func(r *campaignDay) {
				if r.country == "DE" {
					r.clicks *= 3
				}
			}), `clicks by factor 3 where .*DE`,
		},
		"cents lost":       {each(func(r *campaignDay) { r.cents = r.cents / 100 * 100 }), `cost.*(truncated|rounded|cut|floor)`},
		"a text cut":       {each(func(r *campaignDay) { r.note = r.note[:5] }), `note.*(cut|truncated)`},
		"the wrong column": {each(func(r *campaignDay) { r.clicks = r.impressions }), `clicks.*impressions`},
		"one exception": {
			each(func(r *campaignDay) {
				if r.clicks *= 2; r.day == "2026-03-17" && r.campaign == "autumn" {
					r.clicks = 5
				}
			}), `all but 1 by factor 2`,
		},
		"the previous row": {
			func(rows []campaignDay) []campaignDay {
				for i := len(rows) - 1; i > 0; i-- {
					rows[i].clicks = rows[i-1].clicks
				}
				return rows
			}, `clicks.*(row|lag)`,
		},
		"two causes": {
			each(func(r *campaignDay) { r.clicks *= 2; r.cents *= 100 }), `clicks by factor 2; cost`,
		},
	} {
		t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			r, err := Compare(parse(t, campaignGolden(campaignDays())), parse(t, campaignGolden(change.make(campaignDays()))),
				Options{})
			if err != nil {
				t.Fatal(err)
			}
			want := regexp.MustCompile(`(?s)` + change.want)
			for kind, page := range pagesOf(t, r) {
				if lines := firstLines(t, page, r.Name); !want.MatchString(lines) {
					t.Errorf("%s: the first lines do not match %s:\n%s", kind, change.want, lines)
				}
			}
		})
	}
}

// Goldens of one cause are one group, whatever their cells; a golden of another cause comes first and is not cut off.
func TestTheRareCauseComesBeforeTheCommonOne(t *testing.T) {
	var reports []*report.Report
	for n := range 301 {
		old := campaignDays()[n%7 : 40+n%60]
		new := campaignDays()[n%7 : 40+n%60]
		if n == 100 {
			new = new[1:]
		} else {
			for i := range new {
				new[i].clicks *= 2
			}
		}
		r, err := Compare(parse(t, campaignGolden(old)), parse(t, campaignGolden(new)), Options{})
		if err != nil {
			t.Fatal(err)
		}
		r.Name = fmt.Sprintf("TestDaily/case %03d", n)
		reports = append(reports, r)
	}
	var text, markdown, html strings.Builder
	for _, err := range []error{
		report.WriteOverview(&text, report.TextOptions{}, report.Groups(reports), reports),
		report.WriteMarkdown(&markdown, reports...), report.WriteHTML(&html, reports...),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for kind, page := range map[string]string{
		"text": text.String(), "Markdown": markdown.String(), "HTML": html.String(),
	} {
		want := regexp.MustCompile(`(?s)301 goldens differ, by 2 causes.{0,90}\n[^\n]*removed[^\n]*1 row removed.{0,90}\n` +
			`[^\n]*300[^\n]*clicks by factor 2`)
		if !want.MatchString(page) {
			t.Errorf("%s does not list the groups:\n%s", kind, page[:min(len(page), 5000)])
		}
		for n := range reports {
			if kind != "text" && !strings.Contains(page, fmt.Sprintf("case %03d", n)) {
				t.Errorf("%s does not name case %03d", kind, n)
			}
		}
	}
}

// A golden in which one cell changed has no rule of its own. It joins the only group whose rule gives its cell.
func TestAGoldenWithOneChangedCellJoinsTheGroupOfItsRule(t *testing.T) {
	const fields = "id int64; clicks int64; name utf8"
	pair := func(old, new string) *report.Report {
		t.Helper()
		r, err := Compare(goldenOf(t, "keyed id", fields, strings.Split(old, " ")...),
			goldenOf(t, "keyed id", fields, strings.Split(new, " ")...), Options{})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	doubled := pair("1,100,a 2,230,b 3,342,c 4,911,d", "1,200,a 2,460,b 3,684,c 4,1822,d")
	plus12 := pair("1,100,a 2,230,b 3,342,c 4,911,d", "1,112,a 2,242,b 3,354,c 4,923,d")
	for _, c := range []struct {
		why     string
		reports []*report.Report
		groups  int
	}{
		{"the rule gives the cell", []*report.Report{doubled, pair("1,17,a", "1,34,a"), doubled}, 1},
		{"no rule gives it", []*report.Report{doubled, pair("1,17,a", "1,35,a")}, 2},
		{"two rules give it", []*report.Report{doubled, plus12, pair("1,12,a", "1,24,a")}, 3},
		{"the other column", []*report.Report{doubled, pair("1,17,a", "1,34,b")}, 2},
		{"the rule changes another cell, too", []*report.Report{doubled, pair("1,17,a 2,18,a", "1,34,a 2,18,a")}, 2},
	} {
		groups := report.Groups(c.reports)
		if len(groups) != c.groups {
			t.Errorf("%s: got %d groups, want %d: %v", c.why, len(groups), c.groups, groups)
		}
		if c.groups == 1 && (groups[0].Cause != "clicks by factor 2" || groups[0].ID != doubled.Signature()) {
			t.Errorf("%s: the group is %v", c.why, groups[0])
		}
	}
}

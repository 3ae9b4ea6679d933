package tablediff

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/assay-go/assay/internal/report"
)

// A sheet is a golden as cells, which a test edits.
type sheet struct {
	head string
	rows [][]string
}

// campaigns is a daily report of campaigns.
func campaigns() *sheet {
	s := &sheet{head: `# assay 1
# order keyed country day
# field country utf8
# field day date32
# field channel utf8
# field sent int64
# field delivered int64
# field opened int64
# field open_rate float64
# field revenue decimal(12, 2)
# field cents int64
# field at timestamp[us, UTC]
# field note utf8
# field balance decimal(12, 2)
country,day,channel,sent,delivered,opened,open_rate,revenue,cents,at,note,balance
`}
	seed := uint32(7)
	random := func(n int) int {
		seed = seed*1664525 + 1013904223
		return int(seed>>8) % n
	}
	for _, country := range []string{"AT", "CH", "DE"} {
		balance := 0
		for day := range 20 {
			at := time.Date(2026, 3, 15+day, 1+random(22), random(60), random(60), 123456000, time.UTC)
			sent := 1000 + random(9000)
			delivered := sent - random(300)
			opened := delivered/4 + random(500)
			cents := 100000 + random(9000000)
			balance += random(200000) - 100000
			s.rows = append(s.rows, []string{
				country, at.Format(time.DateOnly), []string{"mail", "push", "web"}[random(3)],
				strconv.Itoa(sent), strconv.Itoa(delivered), strconv.Itoa(opened),
				short(math.Round(float64(opened)/float64(delivered)*1e4) / 1e4), money(cents), strconv.Itoa(cents),
				at.Format("2006-01-02T15:04:05.000000Z"), fmt.Sprintf("Höhe %d", 100+random(900)), money(balance),
			})
		}
	}
	return s
}

func short(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

func money(cents int) string {
	sign := ""
	if cents < 0 {
		sign, cents = "-", -cents
	}
	return fmt.Sprintf("%s%d.%02d", sign, cents/100, cents%100)
}

func fromMoney(text string) int {
	n, err := strconv.Atoi(strings.Replace(text, ".", "", 1))
	if err != nil {
		panic(err)
	}
	return n
}

func (s *sheet) column(name string) int {
	for i, line := range strings.Split(s.head, "\n")[2:] {
		if strings.HasPrefix(line, "# field "+name+" ") {
			return i
		}
	}
	panic(name)
}

// edit replaces the cells of a column if made returns another text.
func (s *sheet) edit(name string, made func(row []string, cell string) string) {
	at := s.column(name)
	for _, row := range s.rows {
		row[at] = made(row, row[at])
	}
}

func (s *sheet) text() string {
	var b strings.Builder
	b.WriteString(s.head)
	for _, row := range s.rows {
		b.WriteString(strings.Join(row, ",") + "\n")
	}
	return b.String()
}

func (s *sheet) integers(name string, made func(row []string, n int) int) {
	s.edit(name, func(row []string, cell string) string {
		n, err := strconv.Atoi(cell)
		if err != nil {
			return cell
		}
		return strconv.Itoa(made(row, n))
	})
}

func (s *sheet) times(made func(row []string, t time.Time) time.Time) {
	s.edit("at", func(row []string, cell string) string {
		t, err := time.Parse(stamp, cell)
		if err != nil {
			panic(err)
		}
		return made(row, t).Format(stamp)
	})
}

const stamp = "2006-01-02T15:04:05.000000Z"

// evenCents makes all revenues multiples of two cents.
func evenCents(s *sheet) {
	s.edit("revenue", func(_ []string, cell string) string { return money(fromMoney(cell) / 2 * 2) })
}

// thirds returns an edit that gives every third row one cell of sent.
func thirds(cell string) func(*sheet) {
	return func(s *sheet) {
		n := 0
		s.edit("sent", func(_ []string, was string) string {
			if n++; n%3 == 0 {
				return cell
			}
			return was
		})
	}
}

// Each bug is one that transforms have; the line of its column names it.
func TestTheLineOfAColumnNamesTheBug(t *testing.T) {
	for _, bug := range []struct {
		name, column, want string
		make               func(*sheet)
		from               func(*sheet) // makes the golden
	}{
		{"counted twice", "sent", "60 cells changed, all by factor 2, as", func(s *sheet) {
			s.integers("sent", func(_ []string, n int) int { return 2 * n })
		}, nil},
		{
			"counted twice in one country", "sent", "20 cells changed, all by factor 2 where country = DE, as",
			func(s *sheet) {
				s.integers("sent", func(row []string, n int) int {
					if row[0] == "DE" {
						return 2 * n
					}
					return n
				})
			}, nil,
		},
		{"all but one", "sent", "60 cells changed, all but 1 by factor 2, as", func(s *sheet) {
			s.integers("sent", func(row []string, n int) int {
				if row[0] == "DE" && row[1] == "2026-03-20" {
					return n + 17
				}
				return 2 * n
			})
		}, nil},
		{"fan-out", "sent", "all multiplied by whole numbers from 2 to 4, as", func(s *sheet) {
			k := 0
			s.integers("sent", func(_ []string, n int) int { k++; return n * (2 + k%3) })
		}, nil},
		{"a filter is lost", "sent", "60 cells changed, all larger, as", func(s *sheet) {
			s.integers("sent", func(_ []string, n int) int { return n + n%97 + 1 })
		}, nil},
		{"an hour late", "at", "60 cells changed, all by +1h, as", func(s *sheet) {
			s.times(func(_ []string, at time.Time) time.Time { return at.Add(time.Hour) })
		}, nil},
		{"summer time", "at", "42 by +1h where day <= 2026-03-28", func(s *sheet) {
			s.times(func(row []string, at time.Time) time.Time {
				if row[1] >= "2026-03-29" {
					return at.Add(2 * time.Hour)
				}
				return at.Add(time.Hour)
			})
		}, nil},
		{"another month", "at", "60 cells changed, all by -1 month, as", func(s *sheet) {
			s.times(func(_ []string, at time.Time) time.Time {
				last := time.Date(at.Year(), at.Month(), 0, 0, 0, 0, 0, time.UTC).Day()
				return at.AddDate(0, -1, min(0, last-at.Day()))
			})
		}, nil},
		{"truncated to the hour", "at", "all truncated to the hour, as", func(s *sheet) {
			s.times(func(_ []string, at time.Time) time.Time { return at.Truncate(time.Hour) })
		}, nil},
		{"one day of a time zone", "sent", "all smaller where day in 2026-03-29", func(s *sheet) {
			s.integers("sent", func(row []string, n int) int {
				if row[1] == "2026-03-29" {
					return n - n/24 - len(row[0])*n%7
				}
				return n
			})
		}, nil},
		{"cents instead of euros", "revenue", "all by factor 100, as", func(s *sheet) {
			s.edit("revenue", func(_ []string, cell string) string { return money(100 * fromMoney(cell)) })
		}, nil},
		{"divided by 100", "revenue", "all divided by 100, rounded to cents, as", func(s *sheet) {
			s.edit("revenue", func(_ []string, cell string) string { return money((fromMoney(cell) + 50) / 100) })
		}, nil},
		{
			"cents retyped as euros", "cents", "int64 -> decimal(12, 2); 60 cells changed, all divided by 100, as",
			func(s *sheet) {
				s.integers("cents", func(_ []string, n int) int { return n })
				s.edit("cents", func(_ []string, cell string) string { return money(fromMoney(cell)) })
				s.head = strings.Replace(s.head, "cents int64", "cents decimal(12, 2)", 1)
			}, nil,
		},
		{"ten per cent more", "sent", "all by factor 1.1, rounded, as", func(s *sheet) {
			s.integers("sent", func(_ []string, n int) int { return int(math.Round(float64(n) * 1.1)) })
		}, nil},
		{"integer division", "sent", "all divided by 7, truncated, as", func(s *sheet) {
			s.integers("sent", func(_ []string, n int) int { return n / 7 })
		}, nil},
		{"rounded to tens", "sent", "rounded to multiples of 10, as", func(s *sheet) {
			s.integers("sent", func(_ []string, n int) int { return (n + 5) / 10 * 10 })
		}, nil},
		{"truncated to euros", "revenue", "truncated to whole numbers, as", func(s *sheet) {
			s.edit("revenue", func(_ []string, cell string) string { return cell[:len(cell)-2] + "00" })
		}, nil},
		{"a rate as a percentage", "open_rate", "all by factor 100, as", func(s *sheet) {
			s.edit("open_rate", func(_ []string, cell string) string {
				f, _ := strconv.ParseFloat(cell, 64)
				return short(f * 100)
			})
		}, nil},
		{"a rate rounded to two decimals", "open_rate", "all rounded to 2 decimals, as", func(s *sheet) {
			s.edit("open_rate", func(_ []string, cell string) string {
				f, _ := strconv.ParseFloat(cell, 64)
				return short(math.Round(f*100) / 100)
			})
		}, nil},
		{
			"another denominator", "open_rate", "now opened / sent, was opened / delivered, rounded to 4 decimals, as",
			func(s *sheet) {
				s.edit("open_rate", func(row []string, _ string) string {
					opened, _ := strconv.ParseFloat(row[5], 64)
					sent, _ := strconv.ParseFloat(row[3], 64)
					return short(math.Round(opened/sent*1e4) / 1e4)
				})
			}, nil,
		},
		{"the absolute value is lost", "balance", "all by sign only where balance > 0, as", func(s *sheet) {
			s.edit("balance", func(_ []string, cell string) string {
				if cell[0] == '-' {
					return cell
				}
				return "-" + cell
			})
		}, nil},
		{"columns exchanged", "sent", "60 cells changed, exchanged with delivered, as", func(s *sheet) {
			for _, row := range s.rows {
				row[3], row[4] = row[4], row[3]
			}
		}, nil},
		{"another column", "sent", "60 cells changed, now the values of delivered, as", func(s *sheet) {
			for _, row := range s.rows {
				row[3] = row[4]
			}
		}, nil},
		{
			"lagged within each country", "sent", "shifted down by one row within each country, null at the edge, as",
			func(s *sheet) {
				for i, v := range slices.Backward(s.rows) {
					if v[3] = "null"; i%20 > 0 {
						v[3] = s.rows[i-1][3]
					}
				}
			}, nil,
		},
		{"lagged", "sent", "shifted down by one row, null at the edge, as", func(s *sheet) {
			for i, v := range slices.Backward(s.rows) {
				if v[3] = "null"; i > 0 {
					v[3] = s.rows[i-1][3]
				}
			}
		}, nil},
		{"nulls became zero", "sent", "all from null to 0", thirds("0"), thirds("null")},
		{"zeros became null", "sent", "all from 0 to null", thirds("null"), thirds("0")},
		{
			"nulls in one country", "sent", "20 cells changed, all became null where country = CH, as",
			func(s *sheet) {
				s.edit("sent", func(row []string, cell string) string {
					if row[0] == "CH" {
						return "null"
					}
					return cell
				})
			}, nil,
		},
		{"in upper case", "channel", "all in upper case, as", func(s *sheet) {
			s.edit("channel", func(_ []string, cell string) string { return strings.ToUpper(cell) })
		}, nil},
		{"a suffix", "note", `all with the suffix " cm", as`, func(s *sheet) {
			s.edit("note", func(_ []string, cell string) string { return cell + " cm" })
		}, nil},
		{"cut", "note", "all cut to 7 characters, as", func(s *sheet) {
			s.edit("note", func(_ []string, cell string) string { return string([]rune(cell)[:7]) })
		}, nil},
		{"another encoding", "note", "all UTF-8 read as Latin-1, as", func(s *sheet) {
			s.edit("note", func(_ []string, cell string) string { return strings.Replace(cell, "ö", "Ã¶", 1) })
		}, nil},
		{"a value renamed", "channel", "all mail -> email", func(s *sheet) {
			s.edit("channel", func(_ []string, cell string) string {
				if cell == "mail" {
					return "email"
				}
				return cell
			})
		}, nil},
		{"two causes", "revenue", "40 by factor 1.5 where country is not DE, as", func(s *sheet) {
			s.edit("revenue", func(row []string, cell string) string {
				if row[0] == "DE" {
					return "null"
				}
				return money(fromMoney(cell) / 2 * 3)
			})
		}, evenCents},
	} {
		t.Run(bug.name, func(t *testing.T) {
			old, new := campaigns(), campaigns()
			if bug.from != nil {
				bug.from(old)
			}
			bug.make(new)
			r, err := Compare(parse(t, old.text()), parse(t, new.text()), Options{})
			if err != nil {
				t.Fatal(err)
			}
			var lines strings.Builder
			if err := r.Text(&lines, report.TextOptions{Width: 200, MaxRows: 1}); err != nil {
				t.Fatal(err)
			}
			for i := range r.Columns {
				if c := &r.Columns[i]; c.Name == bug.column {
					if got := c.Details(); !strings.Contains(got, bug.want) {
						t.Errorf("got %s\nwant %s", got, bug.want)
					}
					return
				}
			}
			t.Errorf("column %s does not differ:\n%s", bug.column, lines.String())
		})
	}
}

func TestARuleIsSaidOnlyIfItGivesTheNewCellsExactly(t *testing.T) {
	for _, c := range []struct {
		name, field string
		old, new    []string
		want        string
	}{
		{
			"noise beside a zero", "float64",
			[]string{"0", "5", "7"},
			[]string{"2.8e-14", "5.000000000000001", "7.000000000000001"},
			"3 cells changed, all by floating-point noise, under 1e-13, as 0 -> 2.8e-14",
		},
		{
			"rounding that left nothing", "float64",
			[]string{"0.031", "0.045", "0.4"},
			[]string{"0", "0", "0"},
			"3 cells changed, all became 0, as 0.031 -> 0",
		},
		{
			"cents of decimals", "decimal(12, 2)",
			[]string{"30658.50", "99999999.00"},
			[]string{"306.59", "999999.99"},
			"2 cells changed, both divided by 100, rounded to cents, as 30658.50 -> 306.59",
		},
		{
			"one cent off", "decimal(12, 2)",
			[]string{"30658.50", "99999999.00", "1.00"},
			[]string{"306.59", "999999.98", "0.01"},
			"3 cells changed, all smaller, as 30658.50 -> 306.59",
		},
		{
			"nearly twice", "int64",
			[]string{"1001", "2003", "3005", "4007"},
			[]string{"2002", "4006", "6010", "8015"},
			"4 cells changed, all larger, as 1001 -> 2002",
		},
		{
			"a little more than rounding", "float64",
			[]string{"1.25", "2.31", "3.07"},
			[]string{"1.3", "2.3", "3.2"},
			"3 cells changed, as 1.25 -> 1.3",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			file := func(cells []string) string {
				text := "# assay 1\n# order ordered\n# field x " + c.field + "\nx\n"
				return text + strings.Join(cells, "\n") + "\n"
			}
			r, err := Compare(parse(t, file(c.old)), parse(t, file(c.new)), Options{})
			if err != nil {
				t.Fatal(err)
			}
			if got := r.Columns[0].Details(); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}
